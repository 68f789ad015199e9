"""What is the unit that is indexed, ranked, linked and cited, and what is its permanent id?

Rule v1, frozen: the id is the first 12 hexadecimal digits (48 bits) of the SHA-256 over the passage's text
in Unicode form NFC without white space; where an article repeats a passage, `-2`, `-3` ... follow. Text
that moves keeps its id, text that changes gets a new one, so a link never lands on a sentence its author
did not see.
"""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256

from index.corpus.articles import Article, Block

__all__ = ["KINDS", "RULE", "Passage", "digest", "join", "split"]

RULE = "v1"
KINDS = ("title", "heading", "paragraph", "caption", "unplaced")


@dataclass(frozen=True, slots=True)
class Passage:
    """A title, heading, paragraph, caption or unplaced piece of one article.

    `heading` is the text of the section heading it stands under (a heading stands under itself, "" before the
    first), `number` counts the passages of the article from 0.
    """

    id: str
    kind: str
    text: str
    heading: str
    number: int


def digest(text: str) -> str:
    """Return the 12 hexadecimal digits that identify a passage's text."""
    plain = "".join(unicodedata.normalize("NFC", text).split())
    return sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def split(article: Article) -> tuple[Passage, ...]:
    """Return the passages in reading order: title, subtitle if there is one, then the blocks of the body."""
    titles = [Block("title", text) for text in (article.title, article.subtitle) if text]
    seen: Counter[str] = Counter()
    passages = []
    heading = ""
    for number, block in enumerate((*titles, *article.blocks)):
        if block.kind == "heading":
            heading = block.text
        name = digest(block.text)
        seen[name] += 1
        ordinal = f"-{seen[name]}" if seen[name] > 1 else ""
        passages.append(Passage(name + ordinal, block.kind, block.text, heading, number))
    return tuple(passages)


def join(passages: tuple[Passage, ...]) -> tuple[tuple[str, ...], tuple[Block, ...]]:
    """Return titles and blocks of the article the passages came from, the inverse of `split`."""
    titles = tuple(passage.text for passage in passages if passage.kind == "title")
    return titles, tuple(Block(passage.kind, passage.text) for passage in passages if passage.kind != "title")
