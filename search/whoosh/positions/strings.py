"""Where in the squeezed text of a segment does a string stand?

Positions are numbered as `index.store.postings` numbers them. Exact strings are found by intersecting the
positions of every second gram, rarest first, and so are strings with gaps of a fixed width between them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from index.store.arrays import distinct
from index.store.postings import Positional
from index.text.folding import fold
from search.query.nodes import Gap, Near, Node

__all__ = [
    "NOWHERE",
    "Spans",
    "Strings",
    "aligned",
    "edges",
    "limits",
    "rigid",
    "rigid_parts",
    "string_positions",
    "union",
    "ways",
    "within",
]

Array = np.ndarray[Any, Any]
Strings: TypeAlias = list[tuple[int, str]]  # with how far behind the first each begins
NOWHERE: Array = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Spans:
    """Matches as positions: `[start, end)`, sorted by start, then end; int64."""

    starts: Array
    ends: Array


def string_positions(grams: Positional, folded: str) -> Array:
    """Return the ascending positions at which a folded string of one character or more begins."""
    return aligned(grams, [(0, folded)])


def aligned(grams: Positional, strings: Strings) -> Array:
    """Return the ascending positions behind which all strings stand, each at its offset, in one passage."""
    found = [
        (offset, positions) for first, string in strings for offset, positions in _cover(grams, first, string)
    ]
    found.sort(key=lambda item: len(item[1]))
    offset, rarest = found[0]
    if not len(rarest):
        return rarest
    at = rarest if offset == 0 else rarest.compress(rarest >= offset) - np.uint32(offset)
    for offset, positions in found[1:]:
        if not len(at):
            break
        at = _followed(at, positions, offset)
    if len(strings) > 1:  # a gap may reach into the next passage, a gram cannot
        at = at.compress(grams.docs_of(at) == grams.docs_of(at + np.uint32(strings[-1][0])))
    return at


def _cover(grams: Positional, first: int, string: str) -> Iterator[tuple[int, Array]]:
    """Yield offsets and positions of every second gram of a string and its last; of one character its own."""
    raw = [character.encode("utf-8", "surrogatepass") for character in string]
    last = len(raw) - 2
    if last < 0:
        yield first, grams.at_character(raw[0])
    for offset in range(0, last, 2):
        yield first + offset, grams.at(raw[offset] + raw[offset + 1])
    if last >= 0:
        yield first + last, grams.at(raw[last] + raw[last + 1])


def _followed(at: Array, positions: Array, offset: int) -> Array:
    """Return the members of `at` that have a member of `positions` so far behind them; both ascend."""
    wanted = at + np.uint32(offset)
    if 5 * len(at) < len(positions):
        near = positions.take(positions.searchsorted(wanted), mode="clip")
        return at.compress(near == wanted)
    both = np.concatenate([wanted, positions])
    both.sort(kind="stable")  # which merges the two
    kept: Array = both[:-1].compress(both[1:] == both[:-1])
    return kept - np.uint32(offset)


def rigid(grams: Positional, strings: Strings) -> Spans:
    """Return where strings stand, each at its offset."""
    starts = aligned(grams, strings).astype(np.int64)
    offset, last = strings[-1]
    return Spans(starts, starts + offset + len(last))


def rigid_parts(parts: Sequence[str | Gap]) -> tuple[list[Strings], list[Gap]]:
    """Return the fixed parts, those that gaps of a fixed width join together with offsets, and other gaps."""
    strings: list[Strings] = [[]]
    gaps: list[Gap] = []
    offset = 0
    for part in parts[isinstance(parts[0], Gap) : len(parts) - isinstance(parts[-1], Gap)]:
        if isinstance(part, str):
            folded = fold(part)
            strings[-1].append((offset, folded))
            offset += len(folded)
        elif part.least == part.most:
            offset += part.least
        else:
            strings.append([])
            gaps.append(part)
            offset = 0
    return strings, gaps


def edges(parts: Sequence[str | Gap]) -> tuple[int, int]:
    """Return how many characters a wildcard asks for before its first and after its last string."""
    before, after = (part.least if isinstance(part, Gap) else 0 for part in (parts[0], parts[-1]))
    return before, after


def within(grams: Positional, found: Spans, *, before: int, after: int) -> Spans:
    """Return spans with so many characters more at either end, those that stay in their passage."""
    if not before and not after:
        return found
    low, high = limits(grams, found.starts)
    inside = (found.starts - before >= low) & (found.ends + after <= high)
    return Spans(found.starts.compress(inside) - before, found.ends.compress(inside) + after)


def limits(grams: Positional, positions: Array) -> tuple[Array, Array]:
    """Return the first position of the passage of each position, and the one behind its last."""
    docs = grams.docs_of(positions)
    first = grams.first_positions[docs].astype(np.int64)
    return first, first + grams.lengths[docs]


def union(parts: Sequence[Array]) -> Array:
    """Return the ascending numbers of several arrays, each once."""
    joined = np.concatenate([*parts, NOWHERE])
    joined.sort(kind="stable")  # which merges them
    return distinct(joined)


def ways(node: Near) -> list[tuple[Node, Node]]:
    """Return the sides of a proximity in the orders in which they may stand."""
    there = (node.left, node.right)
    return [there] if node.ordered else [there, (node.right, node.left)]
