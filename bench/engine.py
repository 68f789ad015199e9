"""What must an engine do to be measured?

Every engine, ours and its peers, implements `Engine` and nothing more: it is built from the same prepared
passages, opened in a fresh process, and asked the same queries. What it cannot answer it answers with None.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from bench.passage import BenchPassage, chars, grams
from bench.queries import BenchQuery

__all__ = ["TOP", "Answer", "Built", "Engine", "Prepared", "folder_bytes", "gram_places", "plain_counts"]

TOP = 10


class Answer(NamedTuple):
    """Give the exact total, the counts of both facets and the ten best, best first.

    A count maps a region or type number to passages, as a dict, as pairs or as an array by number: whatever
    the engine gives at no further cost. `top` holds passage numbers, for us the hits.
    """

    total: int
    regions: Any
    kinds: Any
    top: Any


@dataclass(frozen=True, slots=True)
class Built:
    """Tell how long a build took and how large the index is."""

    seconds: float
    bytes: int


class Prepared:
    """Hold passages with all tokens that any engine wants, made before the clock starts.

    `words`, `grams` and `chars` are one string per passage, tokens joined by spaces.
    """

    def __init__(self, passages: Sequence[BenchPassage]) -> None:
        self.passages = passages
        self.words = [p.words for p in passages]
        self.grams = [grams(p.text) for p in passages]
        self.chars = [chars(p.text) for p in passages]

    def __len__(self) -> int:
        return len(self.passages)


class Engine(Protocol):
    """Be built, opened and asked. `note` says what the engine leaves out or does its own way."""

    name: str
    note: str

    def version(self) -> str:
        """Return name and version of what is measured."""

    def build(self, prepared: Prepared, folder: Path) -> Built:
        """Index passages in an empty folder; a passage's number is its place among them."""

    def open(self, folder: Path) -> None:
        """Get ready to answer from what `build` left in a folder."""

    def answer(self, query: BenchQuery) -> Answer | None:
        """Answer with top ten, exact total and two facet counts, or None if the engine has no such query."""


def folder_bytes(folder: Path) -> int:
    """Return the bytes of all files in a folder."""
    return sum(item.stat().st_size for item in folder.rglob("*") if item.is_file())


def gram_places(string: str) -> list[tuple[int, str]]:
    """Return the bigrams that a string of at least two characters consists of, with their places.

    A bigram that a `?` cuts is left out; so is one whose characters its neighbours cover already.
    """
    if "?" in string:
        return [(i, string[i : i + 2]) for i in range(len(string) - 1) if "?" not in string[i : i + 2]]
    return [(i, string[i : i + 2]) for i in sorted({*range(0, len(string) - 1, 2), len(string) - 2})]


def plain_counts(counts: Any) -> dict[int, int]:
    """Bring any form of counts into one: a dict without zeros."""
    if isinstance(counts, np.ndarray):
        return {int(i): int(counts[i]) for i in np.flatnonzero(counts)}
    pairs = counts.items() if isinstance(counts, Mapping) else counts
    return {int(value): int(count) for value, count in pairs if count}
