"""What are the best few passages, how many are there, and how do facets count them: no more than that?

The bare engine under the pages: no grouping by article, no filters kept sideways, no extracts. It is what the
benchmark holds beside other engines, and what a notebook asks when it asks ten thousand times.

An OR of many terms is pruned (MaxScore, Turtle and Flood 1995): terms are added rarest first, and as soon
as the worst of the best outdoes all that the terms left out could add, only passages that may still rise
are looked up. Totals and counts are never pruned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from index.postings import LENGTHS, Counted, Positional
from search.catalog import FacetColumn
from search.evaluate import intersect
from search.places import string_places
from search.rank import K1, B, idf
from search.snapshot import SegmentView, Snapshot

__all__ = ["Top", "TopFinder"]

Array = np.ndarray[Any, Any]
BLOCK = 256
PRUNE = 4_000  # postings left out that are worth a look at what could be pruned
TINY = 1e-9
ROUNDING = 1e-3  # sums of float32 in another order differ by less
NO_SCORES: Array = np.zeros(0, np.float32)


@dataclass(frozen=True, slots=True)
class Top:
    """The best passages as (score, segment, passage number), best first; their total; counts by facet.

    Counts are passages by the number of the value in `snapshot.catalog.facet(name).values`.
    """

    total: int
    best: list[tuple[float, int, int]]
    counts: dict[str, Array]


class TopFinder:
    """Answers over one snapshot, for `k` passages and the facets named."""

    def __init__(
        self, snapshot: Snapshot, *, k: int = 10, facets: Sequence[str] = ("region", "type")
    ) -> None:
        self.snapshot, self.k, self.facets = snapshot, k, facets

    @cached_property
    def _norms(self) -> dict[str, Array]:
        averages = self.snapshot.average_lengths
        return {name: (K1 * (1 - B + B * LENGTHS / averages[name])).astype(np.float32) for name in averages}

    def words(self, words: Sequence[str], *, every: bool = True) -> Top:
        """Rank passages with all (or any) of the words by BM25 over words."""
        raw = [word.encode("utf-8", "surrogatepass") for word in words]
        fields = [segment.reader.words for segment in self.snapshot.segments]
        postings = [
            [_live(segment, field, term) for term in raw]
            for segment, field in zip(self.snapshot.segments, fields, strict=True)
        ]
        weights = [
            idf(sum(len(own[i][0]) for own in postings), self.snapshot.passages) * (K1 + 1)
            for i in range(len(raw))
        ]
        found = []
        for segment, field, own in zip(self.snapshot.segments, fields, postings, strict=True):
            shares = _Shares(field, own, weights, self._norms["words"])
            found.append(
                shares.every(segment.reader.size) if every else shares.any(self.k, segment.reader.size)
            )
        return self._answer(found)

    def strings(self, strings: Sequence[str], *, articles: Array | None = None) -> Top:
        """Rank passages with all the folded strings by BM25 over strings; `articles` is a catalog mask."""
        parts = [[_counted(segment, string) for string in strings] for segment in self.snapshot.segments]
        weights = [
            idf(sum(len(own[i][0]) for own in parts), self.snapshot.passages) * (K1 + 1)
            for i in range(len(strings))
        ]
        found = []
        for segment, own in zip(self.snapshot.segments, parts, strict=True):
            shares = _Shares(segment.reader.grams, own, weights, self._norms["grams"])
            mask = None if articles is None else articles[segment.articles(own[0][0])]
            found.append(shares.every(segment.reader.size, mask))
        return self._answer(found)

    def docs(self, docs: Sequence[Array]) -> Top:
        """Count passages, one ascending array a segment; nothing is scored, the first come first."""
        return self._answer([_Found(len(own), own, np.zeros(len(own), np.float32), own) for own in docs])

    def _answer(self, found: list["_Found"]) -> Top:
        best: list[tuple[float, int, int]] = []
        for number, one in enumerate(found):
            rows = highest(one.scores, self.k)
            best += zip(
                one.scores[rows].tolist(), [number] * len(rows), one.scored[rows].tolist(), strict=True
            )
        if len(found) > 1:
            best.sort(key=lambda hit: (-hit[0], hit[1], hit[2]))
        counts = [counter.counts(one) for counter, one in zip(self._counters, found, strict=True)]
        summed = {name: np.sum([own[i] for own in counts], axis=0) for i, name in enumerate(self.facets)}
        return Top(sum(one.total for one in found), best[: self.k], summed)

    @cached_property
    def _counters(self) -> list["_Counter"]:
        columns = [self.snapshot.catalog.facet(name) for name in self.facets]
        return [_Counter(segment, columns) for segment in self.snapshot.segments]


@dataclass(frozen=True, slots=True)
class _Found:
    """The passages of one segment: their total, and those scored, among which are the best.

    `docs` are all of them; where much is found `mask` says it instead, and `docs` is empty.
    """

    total: int
    scored: Array
    scores: Array
    docs: Array
    mask: Array | None = None


class _Counter:
    """Counts the passages of one segment by facet values."""

    def __init__(self, segment: SegmentView, columns: list[FacetColumn]) -> None:
        self.segment, self.columns = segment, columns

    @cached_property
    def _values(self) -> list[Array | None]:
        """Return for each facet the value of each passage, None where articles may have several."""
        numbers = self.segment.numbers[self.segment.reader.article]
        narrow = [column.codes.astype(np.min_scalar_type(len(column.names))) for column in self.columns]
        return [
            own[numbers] if column.single else None for own, column in zip(narrow, self.columns, strict=True)
        ]

    @cached_property
    def _totals(self) -> list[Array]:
        everything = self.segment.everything
        return [self._count(i, everything) for i in range(len(self.columns))]

    def _count(self, i: int, docs: Array) -> Array:
        values = self._values[i]
        found = self.columns[i].codes_of(self.segment.articles(docs)) if values is None else values[docs]
        return np.bincount(found, minlength=len(self.columns[i].names))

    def counts(self, found: _Found) -> list[Array]:
        """Return for each facet how many passages have each value; of most passages, count the others."""
        if found.mask is not None and 2 * found.total > self.segment.reader.size and self.segment.whole:
            others = np.flatnonzero(~found.mask)
            return [total - self._count(i, others) for i, total in enumerate(self._totals)]
        docs = found.docs if found.mask is None else np.flatnonzero(found.mask)
        return [self._count(i, docs) for i in range(len(self.columns))]


class _Shares:
    """What each term gives each passage of one segment."""

    def __init__(
        self,
        field: Counted | Positional,
        postings: list[tuple[Array, Array]],
        weights: list[float],
        norms: Array,
    ) -> None:
        self.field, self.postings, self.weights, self.norms = field, postings, weights, norms

    def every(self, size: int, mask: Array | None = None) -> _Found:
        """Score the passages that have every term; `mask` filters the postings of the first."""
        lists = [docs for docs, _ in self.postings]
        if mask is not None:
            lists[0] = lists[0][mask]
        lists.sort(key=len)
        docs = lists[0]
        for other in lists[1:]:
            docs = intersect(docs, other, size)
        norms = self.norms[self.field.length_codes[docs]]
        total = NO_SCORES
        for (own, tf), weight in zip(self.postings, self.weights, strict=True):
            there = tf if len(own) == len(docs) else tf[np.searchsorted(own, docs)]
            share = _saturated(there, norms, weight)
            total = share if total is NO_SCORES else total + share
        return _Found(len(docs), docs, total, docs)

    def any(self, k: int, size: int) -> _Found:
        """Score passages that have any term, at least all that are among the best `k`."""
        order = sorted(
            (i for i, (docs, _) in enumerate(self.postings) if len(docs)), key=lambda i: -self.weights[i]
        )
        if len(order) < 2:
            return _Shares(
                self.field,
                [self.postings[i] for i in order or [0]],
                [self.weights[i] for i in order or [0]],
                self.norms,
            ).every(size)
        mask = np.zeros(size, bool)
        for i in order:
            mask[self.postings[i][0]] = True
        total = int(np.count_nonzero(mask))
        scored, scores = self._best(order, k, size)
        return _Found(total, scored, scores, scored[:0], mask)

    def _best(self, order: list[int], k: int, size: int) -> tuple[Array, Array]:
        """Return passages and scores, the best `k` among them, adding terms rarest first."""
        dense = np.zeros(size, np.float32)
        left = sum(self.weights[i] for i in order)
        rest = sum(len(self.postings[i][0]) for i in order)
        for place, i in enumerate(order):
            docs, tf = self.postings[i]
            dense[docs] += _saturated(tf, self.norms[self.field.length_codes[docs]], self.weights[i])
            left -= self.weights[i]
            rest -= len(docs)
            if rest > PRUNE:
                worst = bound(dense, k)
                if worst > left:
                    rising = np.flatnonzero(dense >= worst - left - ROUNDING)
                    return self._raised(rising, dense[rising], order[place + 1 :], k=k, left=left)
        rows = np.flatnonzero(dense >= max(bound(dense, k), TINY))
        return rows, dense[rows]

    def _raised(
        self, docs: Array, scores: Array, terms: Sequence[int], *, k: int, left: float
    ) -> tuple[Array, Array]:
        """Add the terms left out to passages that may still be among the best, dropping those that cannot."""
        norms = self.norms[self.field.length_codes[docs]]
        for i in terms:
            own, tf = self.postings[i]
            at = np.minimum(np.searchsorted(own, docs), len(own) - 1)
            there = np.flatnonzero(own[at] == docs)
            scores[there] += _saturated(tf[at[there]], norms[there], self.weights[i])
            left -= self.weights[i]
            if len(docs) > 4 * k:
                worst = np.partition(scores, len(scores) - k)[len(scores) - k]
                rising = scores >= worst - left - ROUNDING
                docs, scores, norms = docs[rising], scores[rising], norms[rising]
        return docs, scores


def _live(segment: SegmentView, field: Counted, term: bytes) -> tuple[Array, Array]:
    """Return the live postings of a term."""
    docs, tf = field.postings(term)
    if segment.whole:
        return docs, tf
    live = segment.live[docs]
    return docs[live], tf[live]


def _counted(segment: SegmentView, folded: str) -> tuple[Array, Array]:
    """Return the live passages that contain a folded string, and how often."""
    if len(folded) == 1:
        return _live(segment, segment.reader.chars, folded.encode("utf-8", "surrogatepass"))
    grams = segment.reader.grams
    docs = grams.docs_of(string_places(grams, folded))
    if not segment.whole:
        docs = docs[segment.live[docs]]
    if not len(docs):
        return docs, docs
    first = np.flatnonzero(docs[1:] != docs[:-1]) + 1
    if len(first) + 1 == len(docs):
        return docs, np.ones(len(docs), np.uint8)
    first = np.concatenate([[0], first])
    return docs[first], np.diff(first, append=len(docs))


def _saturated(tf: Array, norms: Array, weight: float) -> Array:
    """Return weight * tf / (tf + norm) as float32."""
    share = tf.astype(np.float32)
    share /= share + norms
    share *= np.float32(weight)
    return share


def bound(scores: Array, k: int) -> float:
    """Return a lower bound of the k-th highest score, cheaply: the k-th highest of the maxima of blocks."""
    whole = len(scores) // BLOCK * BLOCK
    maxima = scores[:whole].reshape(-1, BLOCK).max(axis=1)
    return float(np.partition(maxima, len(maxima) - k)[len(maxima) - k]) if len(maxima) >= k else 0.0


def highest(scores: Array, k: int) -> Array:
    """Return the indexes of the k highest scores, best first, equal ones in order, without sorting all."""
    if len(scores) <= 4 * k:
        return np.argsort(-scores, kind="stable")[:k]
    least = (
        bound(scores, k)
        if len(scores) > 4 * k * BLOCK
        else np.partition(scores, len(scores) - k)[len(scores) - k]
    )
    rows = np.flatnonzero(scores >= least)
    return rows[np.argsort(-scores[rows], kind="stable")[:k]]
