"""Where in the squeezed text of a segment does something match?

Matches are pairs of arrays (starts, ends) of places, as `index.store.postings` numbers them. Exact strings
are found by intersecting the places of every second gram, rarest first, and so are strings with gaps of a
fixed width between them; other gaps and distances by looking up, for each end, the starts that may follow it
in the same passage.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.store.arrays import distinct
from index.store.postings import Positional
from index.text.folding import fold
from search.errors import QueryLimitError
from search.query.nodes import Gap, Near, Node, Or, Text, Wildcard

__all__ = ["PAIRS", "Spans", "spans_of", "starts_of", "string_places"]

Array = np.ndarray[Any, Any]
PAIRS = 20_000_000
NOWHERE: Array = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Spans:
    """Matches as places: `[start, end)`, sorted by start, then end; int64."""

    starts: Array
    ends: Array


def string_places(grams: Positional, folded: str) -> Array:
    """Return the ascending places at which a folded string of one character or more begins."""
    return _aligned(grams, [(0, folded)])


def _aligned(grams: Positional, strings: Sequence[tuple[int, str]]) -> Array:
    """Return the ascending places behind which all strings stand, each at its offset, in one passage."""
    found = [(offset, places) for first, string in strings for offset, places in _cover(grams, first, string)]
    found.sort(key=lambda item: len(item[1]))
    offset, rarest = found[0]
    if not len(rarest):
        return rarest
    at = rarest if offset == 0 else rarest[rarest >= offset] - np.uint32(offset)
    for offset, places in found[1:]:
        if not len(at):
            break
        at = _followed(at, places, offset)
    if len(strings) > 1:  # a gap may reach into the next passage, a gram cannot
        at = at[grams.docs_of(at) == grams.docs_of(at + np.uint32(strings[-1][0]))]
    return at


def _cover(grams: Positional, first: int, string: str) -> Iterator[tuple[int, Array]]:
    """Yield offsets and places of every second gram of a string and its last; of one character its own."""
    raw = [character.encode("utf-8", "surrogatepass") for character in string]
    last = len(raw) - 2
    if last < 0:
        yield first, grams.at_character(raw[0])
    for offset in range(0, last, 2):
        yield first + offset, grams.at(raw[offset] + raw[offset + 1])
    if last >= 0:
        yield first + last, grams.at(raw[last] + raw[last + 1])


def _followed(at: Array, places: Array, offset: int) -> Array:
    """Return the members of `at` that have a member of `places` so far behind them; both ascend."""
    wanted = at + np.uint32(offset)
    if 5 * len(at) < len(places):
        near = places.take(places.searchsorted(wanted), mode="clip")
        return at[near == wanted]
    both = np.concatenate([wanted, places])
    both.sort()
    kept: Array = both[:-1][both[1:] == both[:-1]]
    return kept - np.uint32(offset)


def starts_of(grams: Positional, node: Node) -> Array:
    """Return the ascending places at which matches of a node begin, each once."""
    if isinstance(node, Wildcard) and not (isinstance(node.parts[0], Gap) or isinstance(node.parts[-1], Gap)):
        strings, gaps = _rigid_parts(node.parts)
        if not gaps:
            return _aligned(grams, strings[0])
    return distinct(spans_of(grams, node).starts)


def spans_of(grams: Positional, node: Node) -> Spans:
    """Return every match of a run, a wildcard, an alternative of these, or a proximity of such."""
    match node:
        case Text():
            return _rigid(grams, [(0, node.folded)])
        case Wildcard(parts=parts):
            return _wildcard(grams, parts)
        case Or(children=children):
            parts_found = [spans_of(grams, child) for child in children]
            return _sorted(
                *(np.concatenate([getattr(s, name) for s in parts_found]) for name in ("starts", "ends"))
            )
        case Near(left=left, right=right, distance=distance, ordered=ordered):
            one, two = spans_of(grams, left), spans_of(grams, right)
            ways = [(one, two)] if ordered else [(one, two), (two, one)]
            pairs = [_pairs(grams, a, b, least=0, most=distance) for a, b in ways]
            starts = [a.starts[i] for (a, _), (i, _) in zip(ways, pairs, strict=True)]
            ends = [b.ends[j] for (_, b), (_, j) in zip(ways, pairs, strict=True)]
            return _sorted(np.concatenate(starts), np.concatenate(ends))
    raise TypeError(f"{type(node).__name__} has no places")


def _sorted(starts: Array, ends: Array) -> Spans:
    """Return distinct spans in order."""
    keys = distinct(np.sort(starts << 32 | ends))
    return Spans(keys >> 32, keys & 0xFFFFFFFF)


def _rigid(grams: Positional, strings: Sequence[tuple[int, str]]) -> Spans:
    """Return where strings stand, each at its offset."""
    starts = _aligned(grams, strings).astype(np.int64)
    offset, last = strings[-1]
    return Spans(starts, starts + offset + len(last))


def _wildcard(grams: Positional, parts: Sequence[str | Gap]) -> Spans:
    """Join the fixed parts over their gaps; a gap at either end asks for that many characters."""
    strings, gaps = _rigid_parts(parts)
    found = _rigid(grams, strings[0])
    for gap, following in zip(gaps, strings[1:], strict=True):
        right = _rigid(grams, following)
        i, j = _pairs(grams, found, right, least=gap.least, most=gap.most)
        found = _sorted(found.starts[i], right.ends[j])
    before, after = (part.least if isinstance(part, Gap) else 0 for part in (parts[0], parts[-1]))
    return _within(grams, found, before=before, after=after) if before or after else found


def _rigid_parts(parts: Sequence[str | Gap]) -> tuple[list[list[tuple[int, str]]], list[Gap]]:
    """Return the fixed parts, those that gaps of a fixed width join together with offsets, and other gaps."""
    strings: list[list[tuple[int, str]]] = [[]]
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


def _within(grams: Positional, found: Spans, *, before: int, after: int) -> Spans:
    """Return spans with so many characters more at either end, those that stay in their passage."""
    docs = grams.docs_of(found.starts)
    low = grams.first_places[docs].astype(np.int64)
    inside = (found.starts - before >= low) & (found.ends + after <= low + grams.lengths[docs])
    return Spans(found.starts[inside] - before, found.ends[inside] + after)


def _pairs(grams: Positional, left: Spans, right: Spans, *, least: int, most: int) -> tuple[Array, Array]:
    """Return index pairs: right matches that begin `least` to `most` characters behind a left one's end.

    Raises QueryLimitError above PAIRS pairs.
    """
    if not (len(left.starts) and len(right.starts)):
        return NOWHERE, NOWHERE
    docs = grams.docs_of(left.starts)
    limit = grams.first_places[docs].astype(np.int64) + grams.lengths[docs]
    low = np.searchsorted(right.starts, left.ends + least)
    high = np.searchsorted(right.starts, np.minimum(left.ends + most + 1, limit))
    counts = np.maximum(high - low, 0)
    total = int(counts.sum())
    if total > PAIRS:
        raise QueryLimitError("too-many-pairs", 0, limit=PAIRS)
    i = np.repeat(np.arange(len(counts)), counts)
    j = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(low, counts)
    return i, j
