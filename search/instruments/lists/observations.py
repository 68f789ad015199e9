"""What has each region in each period: articles, text, and how often each concept?

An article counts in each of its regions, and in those they lie in, as facets count it; in the period of its
date, or in the one that has no name where it has no date.

Decision: counts are kept where they are not zero. A list of thousands of concepts over all counties and
months would not fit into memory otherwise.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from index.facets.rows import facet_named
from index.labels.record import ArticleRecord
from search.instruments.counts.spread import Key, Spread
from search.instruments.lists.concepts import Concepts
from search.instruments.occurrences import folded_passages
from search.instruments.table import Reading
from search.instruments.words.units import units
from search.query.fields import PERIODS

__all__ = ["Observation", "Observations", "Occurring", "read_observations"]

Array = np.ndarray[Any, Any]
SOME = 1_024  # passages that are counted at once, and those of the last article
PILE = 4_000_000  # counts that lie unsorted before they are added up


class Occurring(NamedTuple):
    """How often a concept occurs: in articles, in passages, by the longest phrases, by each alone."""

    articles: int = 0
    passages: int = 0
    longest: int = 0
    alone: int = 0


@dataclass(frozen=True, slots=True)
class Observation:
    """What one region has in one period.

    `concepts` are the numbers, ascending, of those that stand there, `counts` their rows of `Occurring`.
    """

    articles: int
    passages: int
    characters: int
    tokens: int
    concepts: Array
    counts: Array

    def of(self, concept: int) -> Occurring:
        """Return how often a concept occurs, by its number."""
        at = int(self.concepts.searchsorted(concept))
        if at == len(self.concepts) or self.concepts[at] != concept:
            return Occurring()
        return Occurring(*self.counts[at].tolist())


Observations: TypeAlias = Mapping[Key, Observation]
"""By the code of a region and a period: a year, a month, or "" where there is none."""


def read_observations(reading: Reading, concepts: Concepts, spread: Spread) -> Observations:
    """Return what each region has in each period, of those in which it has articles."""
    given = reading.given
    key = (
        reading.query,
        "panel",
        *(given[name] for name in ("concepts", "read_as", "period", "level", "count")),
    )
    return reading.answers.kept(key, lambda: _read(reading, concepts, spread))


@dataclass(frozen=True, slots=True)
class _Article:
    """One article: its folded passages; itself, passages, characters and tokens as `size`."""

    record: ArticleRecord
    texts: list[str]
    size: Array


def _read(reading: Reading, concepts: Concepts, spread: Spread) -> Observations:
    region, widened = facet_named("region"), reading.query.mentioned
    period = _period_of(reading.given["period"])
    shown = frozenset(one.value for one in spread.values)
    pile = _Pile(len(concepts.names))
    for some in _several(reading):
        texts = [text for article in some for text in article.texts]
        owners = [number for number, article in enumerate(some) for _ in article.texts]
        counted = concepts.count(texts, owners)
        bounds = counted.articles.searchsorted(range(len(some) + 1)).tolist()
        rows = np.stack([np.ones_like(counted.articles), counted.passages, counted.longest, counted.alone], 1)
        for article, start, end in zip(some, bounds, bounds[1:], strict=False):
            codes = region.values(article.record, widened=widened) & shown
            for code in codes:
                key = (code, period(article.record))
                pile.add(key, article.size, counted.concepts[start:end], rows[start:end])
    return pile.observations()


def _period_of(facet: str) -> Callable[[ArticleRecord], str]:
    """Return what tells the period of an article, "" for all time as one and for undated articles."""
    read = facet_named(facet).read if facet in PERIODS else None
    return lambda record: "".join(read(record) if read else ())


def _several(reading: Reading) -> Iterator[list[_Article]]:
    """Yield the articles of a search, some at once."""
    tokens = _words_of(reading) if reading.given["count"] == "tokens" else lambda *_: 0
    some: list[_Article] = []
    passages = 0
    for _, found in groupby(folded_passages(reading.match().stream()), lambda one: one[0].record.id):
        own = [*found]
        texts = [text.folded for _, text in own]
        size = np.array([1, len(texts), sum(map(len, texts)), tokens(own[0][0].record.id, texts)], np.int64)
        some.append(_Article(own[0][0].record, texts, size))
        passages += len(texts)
        if passages >= SOME:
            yield some
            some, passages = [], 0
    if some:
        yield some


def _words_of(reading: Reading) -> Callable[[str, Sequence[str]], int]:
    """Return what tells how many words an article has: by its id, or its texts where no engine says."""
    segmenter, held = reading.answers.segmenter, reading.match().sizes()
    if held is None:
        return lambda _, texts: sum(len(units(one, "word", 0, segmenter)) for one in texts)
    known: Counter[str] = Counter()
    for one in held:
        known[one.record.id] += one.words
    return lambda name, _: known[name]


class _Pile:
    """Counts of observations, added up now and then."""

    def __init__(self, concepts: int) -> None:
        self.concepts = concepts
        self._numbers: dict[Key, int] = {}
        self._sizes: list[Array] = []
        self._keys: list[Array] = []  # of an observation and a concept, as one number
        self._rows: list[Array] = []
        self._lying = 0

    def add(self, key: Key, size: Array, concepts: Array, rows: Array) -> None:
        """Add an article to an observation."""
        number = self._numbers.setdefault(key, len(self._sizes))
        if number == len(self._sizes):
            self._sizes.append(size)
        else:
            self._sizes[number] = self._sizes[number] + size
        self._keys.append(number * self.concepts + concepts)
        self._rows.append(rows)
        self._lying += len(rows)
        if self._lying > PILE:
            self._add_up()

    def _add_up(self) -> None:
        if not self._keys:
            return
        keys, where = np.unique(np.concatenate(self._keys), return_inverse=True)
        rows = np.zeros((len(keys), len(Occurring._fields)), np.int64)
        for column, values in enumerate(np.concatenate(self._rows).T):
            rows[:, column] = np.bincount(where, values, minlength=len(keys))
        self._keys, self._rows, self._lying = [keys], [rows], 0

    def observations(self) -> Observations:
        """Return the observations."""
        self._add_up()
        keys, rows = (
            (self._keys[0], self._rows[0]) if self._keys else (np.zeros(0, np.int64), np.zeros((0, 4)))
        )
        bounds = keys.searchsorted(np.arange(len(self._sizes) + 1) * self.concepts).tolist()
        made: dict[Key, Observation] = {}
        for key, number in self._numbers.items():
            own = slice(bounds[number], bounds[number + 1])
            articles, passages, characters, tokens = self._sizes[number].tolist()
            concepts = keys[own] - number * self.concepts
            made[key] = Observation(articles, passages, characters, tokens, concepts, rows[own])
        return made
