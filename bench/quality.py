"""How often does a question find the article that answers it, and how much more often than before?

    python -m bench.quality [FOLDER] [--laws FILE] [--save FILE] [--against FILE] [--out FILE]

Each question is a search in mode `any`, over articles with their titles and over the same texts alone. Half
of the questions, by a hash of their names, are for choosing constants; the other half only reports. `--save`
keeps what each question found, `--against` tells the gain over that: of another version of the product, run
by this module too. No folder and no laws, no measure.

Decision: questions are drawn anew a thousand times from a fixed seed, so that an interval is told and not a
difference alone; it holds 95 of a hundred draws.
"""

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

import numpy as np

from bench.machine import machine
from bench.ours_build import index_articles
from bench.questions import NAMES, QuestionSet, sets_of_folder, sets_of_laws
from bench.report import publish
from search import Engine, open_engine
from search.query.nodes import Text
from search.query.unparser import unparse

__all__ = ["main"]

DEEP = 10
DRAWS = 1_000
HALVES = ("tuning", "report")
Found: TypeAlias = dict[str, list[float]]
"""By the name of a question: whether the first hit is right, the share of golds found, reciprocal rank."""


def half(question: str) -> str:
    """Return which half a question is in."""
    return HALVES[sha256(question.encode()).digest()[0] % 2]


def measure(engine: Engine, questions: QuestionSet) -> Found:
    """Ask every question and rank its golds."""
    found: Found = {}
    for asked in questions.questions:
        results = engine.search(unparse(Text(asked.text[:400])), mode="any", size=DEEP)
        ranks = [rank for rank, hit in enumerate(results.hits, 1) if hit.article.id in asked.gold]
        best = 1 / ranks[0] if ranks else 0.0
        found[asked.id] = [float(best == 1), len(ranks) / min(len(asked.gold), DEEP), best]
    return found


def measured(sets: Sequence[QuestionSet]) -> dict[str, Found]:
    """Return what is found by set, with titles and without."""
    found = {}
    for titled in sets:
        for name, questions in (("with titles", titled), ("texts alone", titled.untitled())):
            with tempfile.TemporaryDirectory() as scratch:
                index_articles(questions.articles, Path(scratch))
                found[f"{titled.name}, {name}"] = measure(open_engine(Path(scratch) / "index"), questions)
    return found


def table(found: Mapping[str, Found], before: Mapping[str, Found]) -> list[str]:
    """Return a row for each half of each set."""
    lines = [
        "| set | half | questions | hit@1 / recall@10 / MRR@10 | before | gain of hit@1 | gain of MRR@10 |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, own in found.items():
        for part in HALVES:
            asked = [question for question in own if half(question) == part]
            now = np.array([own[question] for question in asked]).reshape(-1, 3)
            row = [name, part, f"{len(asked):,}", _told(now), "", "", ""]
            if asked and all(question in before.get(name, {}) for question in asked):
                then = np.array([before[name][question] for question in asked])
                row[4:] = _told(then), _gain(now[:, 0] - then[:, 0]), _gain(now[:, 2] - then[:, 2])
            lines.append(f"| {' | '.join(row)} |")
    return lines


def _told(figures: np.ndarray) -> str:
    return " / ".join(f"{value:.3f}" for value in figures.mean(axis=0)) if len(figures) else "–"


def _gain(gains: np.ndarray) -> str:
    """Return the mean of gains, and between which bounds it lies when the questions are drawn again."""
    draws = np.random.default_rng(7).integers(0, len(gains), (DRAWS, len(gains)))
    low, high = np.percentile(gains[draws].mean(axis=1), [2.5, 97.5])
    return f"{gains.mean():+.3f} [{low:+.3f}, {high:+.3f}]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of a folder and of laws."""
    parser = argparse.ArgumentParser(prog="python -m bench.quality", description="Find answers to questions.")
    parser.add_argument("folder", type=Path, nargs="?", help="with corpus.jsonl and queries.jsonl")
    parser.add_argument("--laws", type=Path, help="JSONL of texts")
    parser.add_argument("--save", type=Path, help="file to keep what each question found")
    parser.add_argument("--against", type=Path, help="file that another version kept")
    parser.add_argument("--out", type=Path, help="Markdown file whose section is replaced")
    given = parser.parse_args(arguments)
    missing = [name for name in NAMES if given.folder and not (given.folder / name).is_file()]
    if missing:
        print(f"quality: left out, {given.folder} has no {missing[0]}")
    sets = sets_of_folder(given.folder) if given.folder and not missing else []
    sets += sets_of_laws(given.laws) if given.laws else []
    if not sets:
        return 0
    found = measured(sets)
    if given.save:
        given.save.write_text(json.dumps(found, ensure_ascii=False), "utf-8")
    before = json.loads(given.against.read_text("utf-8")) if given.against else {}
    sizes = ", ".join(f"{len(each.articles):,} {each.name}" for each in sets)
    told = f"Mode `any`; articles by set: {sizes}. {machine()}."
    text = "\n".join(["## Ranking", "", told, "", *table(found, before)]) + "\n"
    print(text)
    if given.out:
        publish(given.out, text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
