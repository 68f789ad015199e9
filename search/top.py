"""What are the best few passages, how many are there, and how do facets count them: no more than that?

The bare engine under the pages: no grouping by article, no filters kept sideways, no extracts. It is what the
benchmark holds beside other engines, and what a notebook asks when it asks ten thousand times.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any

import numpy as np

from search.catalog import Catalog
from search.query import Wildcard
from search.rank import K1, idf
from search.snapshot import SegmentView, Snapshot
from search.sums import Found, Part, Sums

__all__ = ["Top", "TopFinder"]

Array = np.ndarray[Any, Any]
TINY = 1e-30  # above the score of what is not found
LANES = 512
LONG = 8 * LANES  # scores from which on looking at the maxima of lanes first is the faster way
COMBINING = 6_000  # passages from which on counting the values of all facets together is the faster way


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
        self._sums = [Sums(segment, snapshot.average_lengths) for segment in snapshot.segments]

    def words(self, words: Sequence[str], *, every: bool = True) -> Top:
        """Rank passages with all (or any) of the words by BM25 over words."""
        parts = [[sums.word(word) for word in words] for sums in self._sums]
        weights = self._weights(parts)
        join = Sums.every if every or len(words) == 1 else Sums.any
        return self._answer([join(sums, own, weights) for sums, own in zip(self._sums, parts, strict=True)])

    def strings(self, strings: Sequence[str | Wildcard], *, inside: tuple[str, str] | None = None) -> Top:
        """Rank passages with all the folded strings or wildcards by BM25 over how often each stands there.

        `inside` is a facet and a value that the article must have.
        """
        parts = [[sums.string(string) for string in strings] for sums in self._sums]
        weights = self._weights(parts)
        return self._answer(
            [
                sums.every(own, weights, values.having(*inside) if inside else None)
                for sums, own, values in zip(self._sums, parts, self._values, strict=True)
            ]
        )

    def _weights(self, parts: Sequence[Sequence[Part]]) -> list[float]:
        """Return the weight of each part by the passages of the whole corpus that have it."""
        passages = self.snapshot.passages
        return [idf(sum(part.df for part in own), passages) * (K1 + 1) for own in zip(*parts, strict=True)]

    def _answer(self, found: Sequence[Found]) -> Top:
        best: list[tuple[float, int, int]] = []
        for number, one in enumerate(found):
            docs, scores = highest(one, self.k)
            best += zip(scores.tolist(), repeat(number), docs.tolist(), strict=False)
        if len(found) > 1:
            best.sort(key=lambda hit: (-hit[0], hit[1], hit[2]))
        counts = [values.count(one) for values, one in zip(self._values, found, strict=True)]
        summed = counts[0] if len(counts) == 1 else [sum(own) for own in zip(*counts, strict=True)]
        total = sum(one.total for one in found)
        return Top(total, best[: self.k], dict(zip(self.facets, summed, strict=True)))

    @cached_property
    def _values(self) -> list["_Values"]:
        return [_Values(segment, self.snapshot.catalog, self.facets) for segment in self.snapshot.segments]


class _Values:
    """The facet values of the passages of one segment, spread out over them when first asked."""

    def __init__(self, segment: SegmentView, catalog: Catalog, facets: Sequence[str]) -> None:
        self.segment, self.catalog = segment, catalog
        self.columns = {name: catalog.facet(name) for name in facets}
        self.sizes = [len(column.names) for column in self.columns.values()]

    @cached_property
    def _spread(self) -> dict[str, Array]:
        """Return the value of each passage by those facets of which every article has one value."""
        numbers = self.segment.numbers[self.segment.reader.article]
        return {
            name: column.codes.astype(np.min_scalar_type(len(column.names)))[numbers]
            for name, column in self.columns.items()
            if column.single
        }

    @cached_property
    def _combined(self) -> Array | None:
        """Return one number for the values of all facets together, None where there are too many."""
        size = int(np.prod(self.sizes))
        if len(self._spread) < len(self.columns) or size > 1 << 16:
            return None
        found = np.zeros(self.segment.reader.size, np.uint16)
        for values, many in zip(self._spread.values(), self.sizes, strict=True):
            found *= np.uint16(many)
            found += values
        return found

    def having(self, name: str, value: str) -> Callable[[Array], Array]:
        """Return what tells which of some passages lie in an article with a value."""
        if name in self._spread:
            own, code = self._spread[name], self.columns[name].code(value)
            return lambda docs: own.take(docs) == code
        mask = self.catalog.mask(name, [value])
        return lambda docs: mask[self.segment.articles(docs)]

    @cached_property
    def _totals(self) -> list[Array]:
        return self._counted(self.segment.everything)

    def count(self, found: Found) -> list[Array]:
        """Return for each facet how many passages have each value; where most are found, count the others."""
        if found.docs is not None:
            return self._counted(found.docs)
        if 2 * found.total < len(self.segment.everything):
            return self._counted(np.flatnonzero(found.scores != 0))
        others = self._counted(self.segment.alive(np.flatnonzero(found.scores == 0)))
        return [total - few for total, few in zip(self._totals, others, strict=True)]

    def _counted(self, docs: Array) -> list[Array]:
        if len(docs) >= COMBINING and self._combined is not None:
            table = np.bincount(self._combined.take(docs), minlength=int(np.prod(self.sizes)))
            table = table.reshape(self.sizes)
            axes = range(len(self.sizes))
            return [table.sum(axis=tuple(other for other in axes if other != axis)) for axis in axes]
        return [
            np.bincount(
                self._spread[name].take(docs)
                if name in self._spread
                else column.codes_of(self.segment.articles(docs)),
                minlength=size,
            )
            for (name, column), size in zip(self.columns.items(), self.sizes, strict=True)
        ]


def highest(found: Found, k: int) -> tuple[Array, Array]:
    """Return the k best passages and their scores, equal ones in order, without sorting all."""
    docs, scores = found
    if docs is None or len(scores) > 4 * k:
        rows = np.flatnonzero(scores >= max(_bound(scores, min(k, len(scores))), TINY))
        docs, scores = rows if docs is None else docs[rows], scores[rows]
    order = np.lexsort((docs, -scores))[:k]
    return docs[order], scores[order]


def _bound(scores: Array, k: int) -> Any:
    """Return a close lower bound of the k-th highest score: of many scores, that of the maxima of lanes."""
    if len(scores) >= LONG and k <= LANES:
        scores = scores[: len(scores) // LANES * LANES].reshape(-1, LANES).max(axis=0)
    return np.partition(scores, len(scores) - k)[len(scores) - k]
