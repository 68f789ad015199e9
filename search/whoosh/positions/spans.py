"""Where does each match of a node begin and end?

Both ends of every match, made by looking up, for each end, the starts that may follow it in the same passage.
In a passage that repeats one string a million times there are hundreds of millions of such pairs, so this is
for what nothing else can answer.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from index.store.postings import Positional
from search.errors import QueryLimitError
from search.query.nodes import Gap, Near, Node, Or, Text, Wildcard
from search.whoosh.positions.strings import Spans, edges, limits, rigid, rigid_parts, union, ways, within

__all__ = ["PAIRS", "spans_of"]

Array = np.ndarray[Any, Any]
PAIRS = 10_000_000  # made at once
CHUNK = 1_000_000  # of pairs that are in memory at once


def spans_of(grams: Positional, node: Node) -> Spans:
    """Return every match of a run, a wildcard, an alternative of these, or a proximity of such."""
    match node:
        case Text():
            return rigid(grams, [(0, node.folded)])
        case Wildcard(parts=parts):
            return _wildcard(grams, parts)
        case Or(children=children):
            return _distinct(
                [_keys(spans.starts, spans.ends) for spans in (spans_of(grams, c) for c in children)]
            )
        case Near():
            sides = {side: spans_of(grams, side) for side in (node.left, node.right)}
            found = [_joined(grams, sides[a], sides[b], Gap(0, node.distance)) for a, b in ways(node)]
            return _distinct([_keys(spans.starts, spans.ends) for spans in found])
    raise TypeError(f"{type(node).__name__} has no positions")


def _keys(starts: Array, ends: Array) -> Array:
    """Return spans as one number each."""
    return starts << 32 | ends


def _distinct(keys: Sequence[Array]) -> Spans:
    """Return the spans of some keys in order, each once."""
    joined = union(keys)
    return Spans(joined >> 32, joined & 0xFFFFFFFF)


def _wildcard(grams: Positional, parts: Sequence[str | Gap]) -> Spans:
    """Join the fixed parts over their gaps; a gap at either end asks for that many characters."""
    strings, gaps = rigid_parts(parts)
    found = rigid(grams, strings[0])
    for gap, following in zip(gaps, strings[1:], strict=True):
        found = _joined(grams, found, rigid(grams, following), gap)
    before, after = edges(parts)
    return within(grams, found, before=before, after=after)


def _joined(grams: Positional, left: Spans, right: Spans, gap: Gap) -> Spans:
    """Return the spans from each left match to each right one that begins behind its end, over a gap.

    Raises QueryLimitError above PAIRS pairs.
    """
    low = np.searchsorted(right.starts, left.ends + gap.least)
    limit = limits(grams, left.starts)[1]
    counts = np.searchsorted(right.starts, np.minimum(left.ends + gap.most + 1, limit)) - low
    np.maximum(counts, 0, out=counts)
    total = np.cumsum(counts)
    if len(total) and total[-1] > PAIRS:
        raise QueryLimitError("too-many-pairs", 0, limit=PAIRS)
    keys = []
    at = 0
    while at < len(counts):
        end = max(int(np.searchsorted(total, (total[at - 1] if at else 0) + CHUNK)), at + 1)
        part = slice(at, end)
        i = np.repeat(np.arange(at, at + len(counts[part])), counts[part])
        j = np.arange(len(i)) - np.repeat(np.cumsum(counts[part]) - counts[part] - low[part], counts[part])
        keys.append(_keys(left.starts[i], right.ends[j]))
        at = end
    return _distinct(keys)
