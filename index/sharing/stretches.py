"""Which 20 characters in a row stand in several texts, and where?

Fingerprints say where to look; then equal stretches are put side by side by a hash of all their characters,
and told apart by the characters themselves where they differ under one hash.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from index.sharing.alike import SHORTEST
from index.sharing.fingerprints import GRAM, hashed, winnowed
from index.sharing.joined import Joined
from index.store.arrays import firsts

__all__ = ["Stretches"]

FACTOR = np.uint64(0xC2B2AE3D27D4EB4F)
Array = np.ndarray[Any, Any]
Hashing = Callable[[Array], Array]


@dataclass(frozen=True)
class Stretches:
    """The positions, ascending, at which a stretch begins that several texts hold, and which one it is.

    Equal stretches have equal `kinds`, which are numbered from 0.
    """

    joined: Joined
    positions: Array
    kinds: Array

    @classmethod
    def of(cls, joined: Joined, hashing: Hashing = hashed) -> "Stretches":
        """Find all stretches that at least two texts hold."""
        hashes = hashing(joined.codes)
        places = _candidates(hashes, joined)
        whole = hashes.take(places) * FACTOR ^ hashes.take(places + SHORTEST - GRAM)
        order = np.argsort(whole, kind="stable")
        kinds = _told_apart(joined.codes, places, order, whole)
        return cls._several(joined, places, kinds)

    @classmethod
    def _several(cls, joined: Joined, places: Array, kinds: Array) -> "Stretches":
        """Keep what several texts hold."""
        size = int(kinds.max(initial=-1)) + 1
        owners = joined.owner(places)
        low, high = np.full(size, len(joined), np.int32), np.full(size, -1, np.int32)
        low[kinds[::-1]] = owners[::-1]  # positions ascend, and so do texts: the last one written stays
        high[kinds] = owners
        several = low < high
        kept = several.take(kinds) if size else np.zeros(0, bool)
        numbers = np.cumsum(several, dtype=np.int64) - 1
        return cls(joined, places.compress(kept), numbers.take(kinds.compress(kept)).astype(np.int32))

    def __len__(self) -> int:
        return len(self.positions)

    @cached_property
    def order(self) -> Array:
        """Return the stretches by kind, each kind's in order of position."""
        return np.argsort(self.kinds, kind="stable").astype(np.int32)

    @cached_property
    def first(self) -> Array:
        """Return where each kind begins in the order, and the end."""
        counts = np.bincount(self.kinds, minlength=0)
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])


def _candidates(hashes: Array, joined: Joined) -> Array:
    """Return the positions of all stretches that hold a fingerprint of several texts."""
    prints = winnowed(hashes, joined)
    order = np.argsort(hashes.take(prints), kind="stable")
    keys, owners = hashes.take(prints.take(order)), joined.owner(prints.take(order))
    first, last = firsts(keys), firsts(keys[::-1])[::-1]
    starts, ends = np.flatnonzero(first), np.flatnonzero(last)
    several = np.repeat(owners.take(starts) != owners.take(ends), ends - starts + 1)
    shared = prints.take(order.compress(several))
    change = np.zeros(len(hashes) + 1, np.int32)
    np.add.at(change, np.maximum(shared - (SHORTEST - GRAM), 0), 1)
    np.subtract.at(change, shared + 1, 1)
    near = np.cumsum(change[:-1], dtype=np.int32) > 0
    return np.flatnonzero(near & joined.beginnings(SHORTEST))


def _told_apart(codes: Array, places: Array, order: Array, whole: Array) -> Array:
    """Return the kind of each stretch; `order` puts those of one hash side by side."""
    ordered, keys = places.take(order), whole.take(order)
    first = firsts(keys)
    same = ~first
    for offset in range(SHORTEST):
        column = codes.take(ordered + offset)
        same[1:] &= column[1:] == column[:-1]
    kinds = np.empty(len(places), np.int64)
    kinds[order] = np.cumsum(first) - 1
    if bool((first | same).all()):
        return kinds
    odd = np.isin(kinds, kinds.take(order.compress(~(first | same))))
    rows = np.stack([codes.take(places.compress(odd) + offset) for offset in range(SHORTEST)], axis=1)
    _, own = np.unique(np.column_stack([kinds.compress(odd), rows]), axis=0, return_inverse=True)
    kinds[odd] = int(kinds.max()) + 1 + own.reshape(-1)
    _, dense = np.unique(kinds, return_inverse=True)
    return dense.reshape(-1)
