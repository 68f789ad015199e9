"""How far do two shared stretches go on alike, and which of them go on alike at all?

Prefix doubling (Manber and Myers 1990) over shared stretches alone, as if each were a letter: where two are
equal and the next two as well, 21 characters are; from ranks by two in a row come those by four, by eight.
Ranks are not by alphabet, for nobody reads them in order. What goes on after the last shared stretch is in no
other text.
"""

from functools import cached_property
from typing import Any

import numpy as np

from index.sharing.alike import SHORTEST
from index.sharing.stretches import Stretches
from index.store.arrays import firsts

__all__ = ["Ranks"]

Array = np.ndarray[Any, Any]
HALF = np.uint64(32)


class Ranks:
    """Stretches in an order in which those that go on alike stand side by side, as long as they do."""

    def __init__(self, stretches: Stretches) -> None:
        self.stretches = stretches
        self.order: Array = stretches.order.copy()
        self._levels: list[Array] = []  # equal numbers: 1, 2, 4, 8, ... stretches in a row are
        rank = np.empty(len(stretches), np.int32)
        rank[self.order] = np.repeat(stretches.first[:-1], np.diff(stretches.first))
        active = np.arange(len(stretches), dtype=np.int32)
        while len(active):
            self._levels.append(rank)
            rank, active = self._doubled(rank, active)

    @cached_property
    def _at(self) -> Array:
        """Return for each character the number of the stretch that begins there, -1 for none."""
        at = np.full(len(self.stretches.joined.codes) + 1, -1, np.int32)
        at[self.stretches.positions] = np.arange(len(self.stretches), dtype=np.int32)
        return at

    def _further(self, numbers: Array, offset: Array | int) -> Array:
        """Return which stretches begin so many characters behind others, -1 for none."""
        ahead = self.stretches.positions.take(numbers) + offset
        return self._at.take(np.minimum(ahead, len(self._at) - 1))

    def _doubled(self, rank: Array, active: Array) -> tuple[Array, Array]:
        """Return ranks by twice as many in a row, and the slots of the order whose ranks are not settled."""
        own = self.order.take(active)
        further = self._further(own, 1 << (len(self._levels) - 1))
        beyond = np.where(further >= 0, rank.take(further), own + len(rank)).astype(np.uint64)
        keys = rank.take(own).astype(np.uint64) << HALF | beyond
        by_key = np.argsort(keys, kind="stable")
        keys = keys.take(by_key)
        self.order[active] = own.take(by_key)
        starts = np.flatnonzero(firsts(keys))
        sizes = np.diff(np.append(starts, len(keys)))
        rank = rank.copy()
        rank[self.order.take(active)] = np.repeat(active.take(starts), sizes)
        return rank, active.compress(np.repeat(sizes > 1, sizes))

    def alike(self, numbers: Array, others: Array) -> Array:
        """Return for pairs of stretches with how many equal characters they begin; equal ones are given."""
        many = np.zeros(len(numbers), np.int64)
        for level in reversed(range(len(self._levels))):
            first, second = self._further(numbers, many), self._further(others, many)
            rank = self._levels[level]
            equal = (first >= 0) & (second >= 0) & (rank.take(first) == rank.take(second))
            many += equal.astype(np.int64) << level
        return many + (SHORTEST - 1)
