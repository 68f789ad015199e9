"""In which passages do strings stand near one another?

Decision: to know where matches begin or end it is enough to keep, part by part, what has a neighbour. Pairs
are made only for a NEAR of many NEARs, where looking through both orders of every level would double the work
with each.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np

from index.store.arrays import distinct
from index.store.postings import Positional
from search.errors import QueryLimitError
from search.query.nodes import Gap, Near, Node, Or, Text, Wildcard
from search.whoosh.positions.spans import spans_of
from search.whoosh.positions.strings import (
    NOWHERE,
    Spans,
    Strings,
    aligned,
    edges,
    limits,
    rigid,
    rigid_parts,
    union,
    ways,
    within,
)

__all__ = ["docs_with", "starts_of"]

Array = np.ndarray[Any, Any]
Allowed: TypeAlias = Callable[[Array], Array]  # tells which of some starts count
LOOKED = 60_000_000  # matches whose neighbours are looked up for one proximity or wildcard in a segment
ORDERS = 24  # runs looked through for a NEAR, counted in each order its sides may stand in
CHUNK = 1_000_000  # of matches whose neighbours are looked up at once


def docs_with(grams: Positional, node: Wildcard | Near) -> Array:
    """Return the ascending passages in which a wildcard or a proximity matches. Raises QueryLimitError."""
    if isinstance(node, Wildcard) and _is_rigid(node):
        return distinct(grams.docs_of(starts_of(grams, node)))
    return distinct(grams.docs_of(_Ends(grams).of(node) - 1))


def _orders(node: Node) -> int:
    """Return how many runs and wildcards are looked through, each order of a proximity on its own."""
    match node:
        case Or(children=children):
            return sum(map(_orders, children))
        case Near():
            return sum(_orders(side) for way in ways(node) for side in way)
    return 1


class _Ends:
    """Where matches end, of those that begin where they are allowed to."""

    def __init__(self, grams: Positional) -> None:
        self.grams = grams
        self.looked = 0
        self._kept: dict[tuple[tuple[int, str], ...], Spans] = {}

    def of(self, node: Node, allowed: Allowed | None = None) -> Array:
        """Return the ascending positions at which matches of a node end, each once; int64."""
        match node:
            case Text():
                return self._chain([[(0, node.folded)]], [], beside=(0, 0), allowed=allowed)
            case Wildcard(parts=parts):
                return self._chain(*rigid_parts(parts), beside=edges(parts), allowed=allowed)
            case Or(children=children):
                return union([self.of(child, allowed) for child in children])
            case Near() if _orders(node) <= ORDERS:
                return union([self._near(*way, node.distance, allowed) for way in ways(node)])
        spans = spans_of(self.grams, node)
        return union([spans.ends if allowed is None else spans.ends.compress(allowed(spans.starts))])

    def _near(self, left: Node, right: Node, distance: int, allowed: Allowed | None) -> Array:
        """Return where the second side ends, where it begins close enough behind the first."""
        ends = self.of(left, allowed)
        if not len(ends):
            return NOWHERE
        return self.of(right, lambda starts: self._preceded(starts, ends, Gap(0, distance)))

    def _preceded(self, starts: Array, ends: Array, gap: Gap) -> Array:
        self.looked += len(starts)
        if self.looked > LOOKED:
            raise QueryLimitError("too-many-pairs", 0, limit=LOOKED)
        return _preceded_by(self.grams, starts, ends, gap)

    def _chain(
        self, strings: list[Strings], gaps: list[Gap], *, beside: tuple[int, int], allowed: Allowed | None
    ) -> Array:
        """Return where a wildcard ends: from its first part on, those that have the part before them."""
        if not _possible(self.grams, strings):
            return NOWHERE
        found = within(self.grams, self._rigid(strings[0]), before=beside[0], after=0)
        ends = found.ends if allowed is None else found.ends.compress(allowed(found.starts))
        for gap, part in zip(gaps, strings[1:], strict=True):
            right = self._rigid(part)
            ends = right.ends.compress(self._preceded(right.starts, ends, gap))
        return within(self.grams, Spans(ends - 1, ends), before=0, after=beside[1]).ends

    def _rigid(self, strings: Strings) -> Spans:
        key = tuple(strings)
        if key not in self._kept:
            self._kept[key] = rigid(self.grams, strings)
        return self._kept[key]


def starts_of(grams: Positional, node: Wildcard) -> Array:
    """Return the ascending positions at which matches of a wildcard begin, each once.

    From its last part on, those of each part are kept that have the next behind them.
    """
    strings, gaps = rigid_parts(node.parts)
    before, after = edges(node.parts)
    if _is_rigid(node):
        return aligned(grams, strings[0])
    if not _possible(grams, strings):
        return NOWHERE
    found = within(grams, rigid(grams, strings[-1]), before=0, after=after).starts
    for gap, part in zip(reversed(gaps), reversed(strings[:-1]), strict=True):
        left = rigid(grams, part)
        found = left.starts.compress(_followed_by(grams, left.ends, found, gap))
    return within(grams, Spans(found, found), before=before, after=0).starts


def _is_rigid(node: Wildcard) -> bool:
    """Tell whether a wildcard is nothing but strings at fixed distances."""
    return not rigid_parts(node.parts)[1] and not any(edges(node.parts))


def _possible(grams: Positional, parts: Sequence[Strings]) -> bool:
    """Tell whether every gram of some strings stands somewhere, without a look at the positions."""
    strings = [string for part in parts for _, string in part]
    raw = [[character.encode("utf-8", "surrogatepass") for character in string] for string in strings]
    pieces = (
        piece for chars in raw for piece in (map(bytes.__add__, chars, chars[1:]) if chars[1:] else chars)
    )
    return all((part := grams.prefix(piece)).stop > part.start for piece in pieces)


def _followed_by(grams: Positional, ends: Array, starts: Array, gap: Gap) -> Array:
    """Return which of some ends have one of the ascending starts behind them, a gap away in their passage."""
    found = np.zeros(len(ends), bool)
    for part in _chunks(len(ends) if len(starts) else 0):
        wanted = ends[part] + gap.least
        following = starts.take(starts.searchsorted(wanted), mode="clip")
        inside = following < limits(grams, ends[part] - 1)[1]
        found[part] = inside & (following >= wanted) & (following <= ends[part] + gap.most)
    return found


def _preceded_by(grams: Positional, starts: Array, ends: Array, gap: Gap) -> Array:
    """Return which of some starts have one of the ascending ends before them, a gap away in their passage."""
    found = np.zeros(len(starts), bool)
    for part in _chunks(len(starts) if len(ends) else 0):
        wanted = starts[part] - gap.least
        preceding = ends.take(ends.searchsorted(wanted, side="right") - 1, mode="clip")
        inside = preceding > limits(grams, starts[part])[0]
        found[part] = inside & (preceding <= wanted) & (preceding >= starts[part] - gap.most)
    return found


def _chunks(size: int) -> Iterator[slice]:
    return (slice(at, at + CHUNK) for at in range(0, size, CHUNK))
