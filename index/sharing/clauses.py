"""Which clauses do texts share, and in which texts does each stand?

A clause is a text of 20 characters or more that at least two texts hold and that cannot grow: whatever
character is set before it or behind it, fewer texts hold the longer one. So each clause stands for exactly
the texts that hold it, a formula of a thousand texts beside the longer sentence that two of them copied.

Decision: kept by clause, not by pair of texts. A clause of a thousand texts has a thousand places, and half
a million pairs. Clauses are the nodes of a tree of all that goes on alike (an LCP interval tree: Abouelhoda,
Kurtz and Ohlebusch 2004), found in one walk over stretches before which different characters stand.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from index.sharing.joined import Joined
from index.sharing.ranks import Ranks
from index.sharing.stretches import Stretches
from index.store.arrays import distinct
from index.store.postings import END

__all__ = ["Clause", "Clauses"]

Array = np.ndarray[Any, Any]
VARIOUS, NOTHING = -1, -2  # characters before the places of a node: several, or none seen yet


class Clause(NamedTuple):
    """One clause: its length in characters, where its places lie in the order, and how many texts hold it."""

    length: int
    low: int
    high: int
    texts: int


@dataclass(frozen=True)
class Clauses:
    """All clauses of some texts; `places` are positions in the joined texts, each clause's side by side."""

    joined: Joined
    places: Array
    clauses: list[Clause]

    @classmethod
    def of(cls, joined: Joined) -> "Clauses":
        """Find all clauses, those whose places come first in the order first."""
        stretches = Stretches.of(joined)
        ranks = Ranks(stretches)
        numbers, bounds, left = _growing(ranks)
        places = stretches.positions.take(numbers)
        found = cls(joined, places, [])
        owners = joined.owner(places)
        for clause in _nodes(bounds.tolist(), left.tolist(), owners.tolist()):
            several = clause.high - clause.low > clause.texts
            if not (several and _grows(clause, left, owners)):
                found.clauses.append(clause)
        return found

    def at(self, clause: Clause) -> Array:
        """Return the positions of a clause, all of them."""
        return self.places[clause.low : clause.high]

    def owners(self, clause: Clause) -> Array:
        """Return the numbers of the texts that hold a clause, ascending."""
        return np.unique(self.joined.owner(self.at(clause)))

    @cached_property
    def holders(self) -> tuple[Array, Array]:
        """Return each clause, by number, with each text that holds it, in this order."""
        lows, highs = (np.array([one[at] for one in self.clauses], np.int64) for at in (1, 2))
        sizes = highs - lows
        steps = np.arange(int(sizes.sum())) + np.repeat(lows - np.cumsum(sizes) + sizes, sizes)
        texts = self.joined.owner(self.places.take(steps)).astype(np.int64)
        both = distinct(np.sort(np.repeat(np.arange(len(sizes)), sizes) << 32 | texts))
        return both >> 32, both & 0xFFFFFFFF

    def text(self, clause: Clause) -> str:
        """Return the characters of a clause."""
        return self.joined.text(int(self.places[clause.low]), clause.length)


def _growing(ranks: Ranks) -> tuple[Array, Array, Array]:
    """Return stretches at which clauses can begin, how alike each is to the next, and what stands before.

    Where one character stands before all places of a stretch, it stands before all of whatever begins so.
    """
    stretches = ranks.stretches
    left = stretches.joined.codes.take(stretches.positions - 1).astype(np.int64)
    ordered, starts = left.take(stretches.order), stretches.first[:-1]
    if not len(starts):
        nothing = np.zeros(0, np.int64)
        return nothing, nothing, nothing
    least, most = np.minimum.reduceat(ordered, starts), np.maximum.reduceat(ordered, starts)
    various = ((least != most) | (least == ord(END))).take(stretches.kinds)
    numbers = ranks.order.compress(various.take(ranks.order))
    kinds = stretches.kinds.take(numbers)
    bounds = np.zeros(len(numbers), np.int64)
    (same,) = np.nonzero(kinds[1:] == kinds[:-1])
    bounds[same] = ranks.alike(numbers.take(same), numbers.take(same + 1))
    return numbers, bounds, left.take(numbers)


@dataclass(slots=True)
class _Node:
    """What goes on alike for `length` characters, from place `low` on, while it is open.

    `before` is the character before all its places, if it is one; `again` counts places whose text has an
    earlier one here, `widest` is the most texts that hold something longer.
    """

    length: int
    low: int
    before: int = NOTHING
    again: int = 0
    widest: int = 1

    def take(self, before: int, again: int = 0, texts: int = 1) -> None:
        """Take in what goes on longer."""
        self.before = before if self.before in (NOTHING, before) else VARIOUS
        self.again += again
        self.widest = max(self.widest, texts)


def _nodes(bounds: Sequence[int], left: Sequence[int], owners: Sequence[int]) -> Iterator[Clause]:
    """Yield what cannot grow to the right, and to the left only where a text holds it twice.

    `bounds` says how alike each place is to the next one.
    """
    nodes = [_Node(0, 0)]  # that are open, outermost first
    last: dict[int, int] = {}
    for number, (bound, char, owner) in enumerate(zip(bounds, left, owners, strict=True)):
        if bound > nodes[-1].length:
            nodes.append(_Node(bound, number))
        nodes[-1].take(VARIOUS if char == ord(END) else char)
        if (seen := last.get(owner, -1)) >= 0:
            nodes[bisect_right(nodes, seen, key=attrgetter("low")) - 1].again += 1
        last[owner] = number
        while bound < nodes[-1].length:
            node = nodes.pop()
            texts = number + 1 - node.low - node.again
            if texts > node.widest and node.before == VARIOUS:
                yield Clause(node.length, node.low, number + 1, texts)
            if bound > nodes[-1].length:
                nodes.append(_Node(bound, node.low))
            nodes[-1].take(node.before, node.again, texts)


def _grows(clause: Clause, left: Array, owners: Array) -> bool:
    """Tell whether all texts that hold a clause hold it with one character before it."""
    part = slice(clause.low, clause.high)
    pairs = np.unique(np.stack([left[part], owners[part]]), axis=1)[0]
    counts = np.bincount(np.unique(pairs[pairs != ord(END)], return_inverse=True)[1])
    return bool((counts == clause.texts).any())
