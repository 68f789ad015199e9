"""How often does a question find the passage that answers it?

    python -m bench.quality FOLDER

FOLDER holds `corpus.jsonl` (`id`, `title`, `text`) and `queries.jsonl` (`qid`, `text`, `gold`: ids).
Each text becomes an article of a title and one paragraph, each question a search in mode `any`; empty
questions are left out. No folder, no measure.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.machine import machine
from bench.ours_build import UNTITLED, article_id, index_articles
from bench.report import publish
from index.corpus.articles import TITLE_CHARACTERS, Article, Block
from search import Engine, open_engine
from search.query.nodes import Text
from search.query.unparser import unparse

__all__ = ["Quality", "main"]

DEEP = 10
NAMES = ("corpus.jsonl", "queries.jsonl")


@dataclass(frozen=True, slots=True)
class Quality:
    """Hold shares of questions: first hit right, share of golds among the first ten, mean reciprocal rank.

    `seconds` is what a question took on average.
    """

    questions: int
    hit: float
    recall: float
    mrr: float
    seconds: float

    def __str__(self) -> str:
        return (
            f"Hit@1 {self.hit:.4f} | recall@10 {self.recall:.4f} | MRR@10 {self.mrr:.4f} | "
            f"{self.questions:,} questions, {self.seconds * 1e3:.1f} ms each"
        )


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _articles(rows: Sequence[dict[str, Any]]) -> Iterator[Article]:
    """Yield one article of one paragraph per text, with its title, or a sign nobody asks for."""
    for number, row in enumerate(rows):
        title = " ".join(str(row.get("title", "")).split())[:TITLE_CHARACTERS]
        text = " ".join(str(row["text"]).split())
        yield Article(article_id(number), title or UNTITLED, blocks=(Block("paragraph", text),))


def measure(engine: Engine, questions: Sequence[dict[str, Any]], ids: Mapping[str, str]) -> Quality:
    """Ask every question and rank its golds; `ids` names the article of each."""
    hit = recall = mrr = 0.0
    start = time.perf_counter()
    for row in questions:
        golds = {ids[gold] for gold in row["gold"]}
        results = engine.search(unparse(Text(str(row["text"]))), mode="any", size=DEEP)
        ranks = [rank for rank, found in enumerate(results.hits, 1) if found.article.id in golds]
        hit += ranks[:1] == [1]
        recall += len(ranks) / len(golds)
        mrr += 1 / ranks[0] if ranks else 0.0
    many = len(questions)
    seconds = (time.perf_counter() - start) / many
    return Quality(many, hit / many, recall / many, mrr / many, seconds)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of a folder."""
    parser = argparse.ArgumentParser(prog="python -m bench.quality", description="Find answers to questions.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, help="Markdown file whose section of this folder is replaced")
    given = parser.parse_args(arguments)
    missing = [name for name in NAMES if not (given.folder / name).is_file()]
    if missing:
        print(f"quality: left out, {given.folder} has no {missing[0]}")
        return 0
    corpus, questions = (_rows(given.folder / name) for name in NAMES)
    questions = [row for row in questions if str(row["text"]).strip()]
    ids = {row["id"]: article_id(number) for number, row in enumerate(corpus)}
    lines = [
        f"## Quality: {given.folder.name}",
        "",
        f"{len(corpus):,} articles, mode `any`. {machine()}.",
        "",
    ]
    with tempfile.TemporaryDirectory() as scratch:
        index_articles(_articles(corpus), Path(scratch))
        engine = open_engine(Path(scratch) / "index")
        lines.append(f"- {measure(engine, questions, ids)}")
    text = "\n".join(lines) + "\n"
    print(text)
    if given.out:
        publish(given.out, text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
