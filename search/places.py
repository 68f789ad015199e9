"""Where in the squeezed text of a segment does something match?

Matches are pairs of arrays (starts, ends) of places, as `index.postings` numbers them. Exact strings are
found by intersecting the places of every second gram, rarest first; gaps and distances by looking up, for
each end, the starts that may follow it in the same passage.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from index.arrays import distinct
from index.postings import Positional
from index.text import fold
from search.errors import QueryLimitError
from search.query import Gap, Near, Node, Or, Text, Wildcard

__all__ = ["PAIRS", "Spans", "spans_of", "string_places"]

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
    raw = [character.encode("utf-8", "surrogatepass") for character in folded]
    if len(raw) == 1:
        return grams.at_character(raw[0])
    last = len(raw) - 2
    found = [
        (offset, grams.at(raw[offset] + raw[offset + 1])) for offset in sorted({*range(0, last, 2), last})
    ]
    found.sort(key=lambda item: len(item[1]))
    offset, rarest = found[0]
    if not len(rarest):
        return rarest
    at = rarest - np.uint32(offset) if offset == 0 else rarest[rarest >= offset] - np.uint32(offset)
    for offset, places in found[1:]:
        if not len(at):
            break
        at = _followed(at, places, offset)
    return at


def _followed(at: Array, places: Array, offset: int) -> Array:
    """Return the members of `at` that have a member of `places` so far behind them; both ascend."""
    wanted = at + np.uint32(offset)
    if 8 * len(at) < len(places):
        near = places[np.minimum(np.searchsorted(places, wanted), len(places) - 1)]
        return at[near == wanted]
    both = np.concatenate([wanted, places])
    both.sort(kind="stable" if len(both) < 1 << 10 else None)
    kept: Array = both[:-1][both[1:] == both[:-1]]
    return kept - np.uint32(offset)


def spans_of(grams: Positional, node: Node) -> Spans:
    """Return every match of a run, a wildcard, an alternative of these, or a proximity of such."""
    match node:
        case Text():
            return _string(grams, node.folded)
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


def _string(grams: Positional, folded: str) -> Spans:
    starts = string_places(grams, folded).astype(np.int64)
    return Spans(starts, starts + len(folded))


def _sorted(starts: Array, ends: Array) -> Spans:
    """Return distinct spans in order."""
    keys = distinct(np.sort(starts << 32 | ends))
    return Spans(keys >> 32, keys & 0xFFFFFFFF)


def _wildcard(grams: Positional, parts: tuple[str | Gap, ...]) -> Spans:
    """Join the fixed parts over their gaps; a gap at either end asks for that many characters."""
    fixed = [_string(grams, fold(part)) for part in parts if isinstance(part, str)]
    inner = [part for part in parts[1:-1] if isinstance(part, Gap)]
    if isinstance(parts[0], str):
        gaps, before = inner, 0
    else:
        gaps, before = inner, parts[0].least
    after = parts[-1].least if isinstance(parts[-1], Gap) else 0
    found = fixed[0]
    for gap, following in zip(gaps, fixed[1:], strict=True):
        i, j = _pairs(grams, found, following, least=gap.least, most=gap.most)
        found = _sorted(found.starts[i], following.ends[j])
    if not len(found.starts):
        return found
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
