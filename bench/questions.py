"""What is asked, of which articles, and which of them answer?

A folder holds `corpus.jsonl` (`id`, `title`, `text`) and `queries.jsonl` (`qid`, `text`, `gold`: ids); each
text becomes an article of a title and one paragraph. Of laws (JSONL of `id`, `title`, `text`; `.gz` too) are
made three sets: a chapter's name asks for its law, a law's first sentence for the law without it, and what a
law defines is asked for by its place. Empty questions are left out.
"""

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.ours_build import UNTITLED, article_id
from index.corpus.articles import TITLE_CHARACTERS, Article, Block

__all__ = ["NAMES", "Question", "QuestionSet", "sets_of_folder", "sets_of_laws"]

NAMES = ("corpus.jsonl", "queries.jsonl")
LAWS = 600
BLOCKS = 60  # of each law, so that one run takes minutes
_CHAPTER = re.compile(r"第[一二三四五六七八九十百]+章\s*(\S.{3,29})")
_FIRST = re.compile(r"第一条\s*(.{20,}?。)")
_DEFINED = re.compile(r"本(?:条例|办法|规定|法|决定)所称(?:的)?(.{2,12}?)，?是指")
_PLACE = re.compile(r"(.{2,8}?[省市县区州盟旗])")


@dataclass(frozen=True, slots=True)
class Question:
    """One question: a name that stays the same, its text, and the ids of the articles that answer it."""

    id: str
    text: str
    gold: frozenset[str]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Articles and the questions they answer."""

    name: str
    articles: tuple[Article, ...]
    questions: tuple[Question, ...]

    def untitled(self) -> "QuestionSet":
        """Return the same texts with a sign nobody asks for as their titles."""
        return replace(self, articles=tuple(replace(own, title=UNTITLED) for own in self.articles))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _title(row: dict[str, Any]) -> str:
    return " ".join(str(row.get("title", "")).split())[:TITLE_CHARACTERS] or UNTITLED


def sets_of_folder(folder: Path) -> list[QuestionSet]:
    """Return the set of a folder."""
    corpus, questions = (list(_rows(folder / name)) for name in NAMES)
    ids = {row["id"]: article_id(number) for number, row in enumerate(corpus)}
    articles = [
        Article(ids[row["id"]], _title(row), blocks=(Block("paragraph", " ".join(str(row["text"]).split())),))
        for row in corpus
    ]
    asked = [
        Question(str(row["qid"]), str(row["text"]), frozenset(ids[gold] for gold in row["gold"]))
        for row in questions
        if str(row["text"]).strip()
    ]
    return [QuestionSet(folder.name, tuple(articles), tuple(asked))]


def sets_of_laws(path: Path) -> list[QuestionSet]:
    """Return the sets made of laws."""
    laws = [row for _, row in zip(range(LAWS), _rows(path), strict=False)]
    whole = [_article(number, row) for number, row in enumerate(laws)]
    firsts = [_FIRST.search("\n".join(block.text for block in own.blocks)) for own in whole]
    rest = [
        replace(own, blocks=_without(own.blocks, found[1]) if found else own.blocks)
        for own, found in zip(whole, firsts, strict=True)
    ]
    chapters = [(own, block.text) for own in whole for block in own.blocks if block.kind == "heading"]
    sentences = [(own, found[1]) for own, found in zip(whole, firsts, strict=True) if found]
    return [
        QuestionSet("laws: chapter", tuple(whole), _asked("chapter", chapters)),
        QuestionSet("laws: first sentence", tuple(rest), _asked("first", sentences)),
        QuestionSet("laws: definition", tuple(whole), _asked("defined", list(_definitions(whole)))),
    ]


def _article(number: int, row: dict[str, Any]) -> Article:
    """Return a law as an article, its chapters as headings."""
    lines = [" ".join(line.split()) for line in str(row["text"]).splitlines() if line.strip()][:BLOCKS]
    blocks = []
    for line in lines:
        found = _CHAPTER.fullmatch(line)
        blocks.append(Block("heading", found[1]) if found else Block("paragraph", line))
    return Article(article_id(number), _title(row), blocks=tuple(blocks))


def _without(blocks: Sequence[Block], sentence: str) -> tuple[Block, ...]:
    """Return blocks without a sentence."""
    left = [replace(block, text=block.text.replace(sentence, "").strip()) for block in blocks]
    return tuple(block for block in left if block.text)


def _definitions(articles: Sequence[Article]) -> Iterator[tuple[Article, str]]:
    """Yield what a law defines, asked for as a reader of that place would."""
    for own in articles:
        place = _PLACE.match(own.title)
        for found in _DEFINED.finditer("\n".join(block.text for block in own.blocks)):
            yield own, f"{place[1] if place else ''}的{found[1]}是什么意思？"


def _asked(kind: str, asked: Sequence[tuple[Article, str]]) -> tuple[Question, ...]:
    """Return questions; one that several articles ask is answered by each of them."""
    golds: dict[str, set[str]] = {}
    for own, text in asked:
        golds.setdefault(text, set()).add(own.id)
    return tuple(Question(f"{kind} {text}", text, frozenset(own)) for text, own in golds.items())
