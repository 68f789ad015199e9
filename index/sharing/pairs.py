"""How much text have two articles in common, for all pairs that have any?

A character of one is shared with the other if it lies in 20 characters in a row that the other holds too.
Pairs come one article at a time, so that of many pairs few are held.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from index.sharing.alike import SHORTEST
from index.sharing.clauses import Clauses
from index.sharing.stretches import Stretches
from index.store.arrays import distinct

__all__ = ["Pair", "pairs"]

Array = np.ndarray[Any, Any]


class Pair(NamedTuple):
    """Two articles by number, the characters of each that the other holds, and the longest run of both."""

    first: int
    second: int
    first_shared: int
    second_shared: int
    longest: int


def pairs(clauses: Clauses, articles: Array) -> Iterator[Pair]:
    """Yield all pairs of articles that share text; `articles` tells of which one each text is, ascending."""
    stretches = Stretches.of(clauses.joined)
    owners = articles.take(stretches.joined.owner(stretches.positions)).astype(np.int64)
    longest = _Longest(clauses, articles)
    bounds = owners.searchsorted(np.arange(int(articles.max(initial=-1)) + 2))
    for number, (low, high) in enumerate(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)):
        if low == high:
            continue
        own, theirs = _of(number, low, high, stretches, owners)
        if not len(theirs[0]):
            continue
        others, here = _covered(*own)
        _, there = _covered(*theirs)
        lengths = longest.beside(number)
        for other, mine, yours in zip(others.tolist(), here.tolist(), there.tolist(), strict=True):
            yield Pair(number, other, mine, yours, lengths[other])


def _of(
    number: int, low: int, high: int, stretches: Stretches, owners: Array
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return which stretches an article shares with those behind it: where its own are, and where theirs.

    Both are the number of the other article, and a position.
    """
    kinds = stretches.kinds[low:high]
    places = np.arange(low, high)[np.argsort(kinds, kind="stable")]
    own, counts = np.unique(kinds, return_counts=True)
    starts = stretches.first.take(own)
    sizes = stretches.first.take(own + 1) - starts
    held = stretches.order.take(_ranges(starts, sizes))
    which = np.repeat(np.arange(len(own)), sizes)
    behind = owners.take(held) > number
    held, which = held.compress(behind), which.compress(behind)
    both = distinct(np.sort(owners.take(held) << 32 | which))
    others, which = both >> 32, both & 0xFFFFFFFF
    mine = places.take(_ranges((np.cumsum(counts) - counts).take(which), counts.take(which)))
    return (np.repeat(others, counts.take(which)), stretches.positions.take(mine)), (
        owners.take(held),
        stretches.positions.take(held),
    )


def _ranges(starts: Array, sizes: Array) -> Array:
    """Return the numbers from each start on, so many of each, one range behind the other."""
    return np.arange(int(sizes.sum())) + np.repeat(starts - np.cumsum(sizes) + sizes, sizes)


def _covered(others: Array, positions: Array) -> tuple[Array, Array]:
    """Return articles, ascending, and how many characters lie in stretches that begin at their positions."""
    order = np.lexsort((positions, others))
    others, positions = others.take(order), positions.take(order)
    last = np.append(others[1:] != others[:-1], True)
    ahead = np.append(positions[1:], 0)
    sizes = np.where(last, SHORTEST, np.minimum(ahead - positions, SHORTEST))
    ends = np.flatnonzero(last)
    return others.take(ends), np.diff(np.cumsum(sizes).take(ends), prepend=0)


class _Longest:
    """The longest clauses that articles have in common."""

    def __init__(self, clauses: Clauses, articles: Array) -> None:
        self.lengths = np.array([one.length for one in clauses.clauses], np.int64)
        numbers, texts = clauses.holders
        both = distinct(np.sort(numbers << 32 | articles.take(texts)))
        self.numbers, self.owners = both >> 32, both & 0xFFFFFFFF
        self.first = self.numbers.searchsorted(np.arange(len(self.lengths) + 1))
        self.by_owner = np.argsort(self.owners, kind="stable")
        self.sorted = self.owners.take(self.by_owner)

    def beside(self, article: int) -> dict[int, int]:
        """Return by each article that shares a clause with one the length of the longest."""
        low, high = self.sorted.searchsorted([article, article + 1]).tolist()
        own = self.numbers.take(self.by_owner[low:high])
        starts = self.first.take(own)
        sizes = self.first.take(own + 1) - starts
        others, lengths = self.owners.take(_ranges(starts, sizes)), np.repeat(self.lengths.take(own), sizes)
        order = np.lexsort((lengths, others))
        return dict(zip(others.take(order).tolist(), lengths.take(order).tolist(), strict=True))
