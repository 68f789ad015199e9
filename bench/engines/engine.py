"""What must an engine do to be measured?

Every engine, ours and its peers, implements `Engine` and nothing more: it is built from the same articles,
opened, and asked the same queries. It answers with all that a page of ours shows, or with None where it has
no such query; an answer that leaves something out does not count.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from bench.ours_build import Built, articles_of
from bench.passage import BenchPassage, chars, grams, segmenter
from bench.queries import BenchQuery
from index.corpus.articles import Article
from index.corpus.passages import split
from index.text.folding import fold

__all__ = [
    "SHOWN",
    "TOP",
    "VALUES",
    "Answer",
    "Engine",
    "Fed",
    "FedPassage",
    "Hit",
    "Shown",
    "gram_places",
    "plain_counts",
]

TOP = 10  # articles of a page
SHOWN = 3  # passages of an article
VALUES = 10  # values of a facet that a page shows


class Shown(NamedTuple):
    """Give one passage as a page shows it: place in its article, text, heading, marks and extract."""

    number: int
    kind: str
    text: str
    heading: str
    spans: Sequence[tuple[int, int]]
    extract: tuple[int, int]


class Hit(NamedTuple):
    """Give one article as a page shows it: id, title, its passages, how many more match."""

    article: str
    title: str
    passages: Sequence[Shown]
    more: int


class Answer(NamedTuple):
    """Give exact totals, the ten best articles, and six facets, counted and in order.

    A facet is a sequence of values with `value`, `label`, `articles` and `passages`, most articles first.
    """

    passages: int
    articles: int
    hits: Sequence[Hit]
    facets: Mapping[str, Sequence[Any]]

    def shown(self) -> "Answer":
        """Make the values that a page shows; part of every answer that is timed."""
        for values in self.facets.values():
            for _value in islice(values, VALUES):
                pass
        return self


class FedPassage(NamedTuple):
    """Hold one passage as peers are fed it; `words` are joined by spaces."""

    article: int
    number: int
    kind: str
    text: str
    heading: str
    words: str


class Fed:
    """Hold articles and their passages, titles and headings among them, as every engine is fed them.

    `words`, `grams` and `chars` are one string per passage, tokens joined by spaces, made before the clock
    starts.
    """

    def __init__(self, passages: Iterable[BenchPassage]) -> None:
        held = list(passages)
        self.articles: list[Article] = list(articles_of(held))
        known = {passage.text: passage.words for passage in held}
        cut = segmenter()
        self.passages = [
            FedPassage(number, p.number, p.kind, p.text, p.heading, known.get(p.text) or cut(fold(p.text)))
            for number, article in enumerate(self.articles)
            for p in split(article)
        ]
        self.words = [passage.words for passage in self.passages]
        self.grams = [grams(fold(passage.text)) for passage in self.passages]
        self.chars = [chars(fold(passage.text)) for passage in self.passages]


class Engine(Protocol):
    """Be built, opened and asked. `note` says what the engine leaves out or does its own way."""

    name: str
    note: str

    def version(self) -> str:
        """Return name and version of what is measured."""

    def build(self, fed: Fed, folder: Path) -> Built:
        """Index articles in an empty folder."""

    def open(self, folder: Path) -> None:
        """Get ready to answer from what `build` left in a folder."""

    def answer(self, query: BenchQuery) -> Answer | None:
        """Answer with a whole page, or None if the engine has no such query."""


def gram_places(string: str) -> list[tuple[int, str]]:
    """Return the bigrams that a string of at least two characters consists of, with their places.

    A bigram that a `?` cuts is left out; so is one whose characters its neighbours cover already.
    """
    if "?" in string:
        return [(i, string[i : i + 2]) for i in range(len(string) - 1) if "?" not in string[i : i + 2]]
    return [(i, string[i : i + 2]) for i in sorted({*range(0, len(string) - 1, 2), len(string) - 2})]


def plain_counts(answer: Answer) -> dict[str, dict[str, tuple[int, int]]]:
    """Return the counts of every value of every facet, in articles and in passages."""
    return {
        name: {value.value: (value.articles, value.passages) for value in values if value.articles}
        for name, values in answer.facets.items()
    }
