"""Which passages match a node?

Nodes become ascending arrays of passage numbers of one segment. AND, OR and NOT are array operations; a run
is an exact string, or, in the modes `all` and `any`, its words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np

from index.corpus.passages import KINDS
from index.store.arrays import distinct
from index.store.layout import NO_SECTION
from search.marks.wording import Wording
from search.query.nodes import And, Everything, Field, Near, Node, Not, Or, Range, Text, Wildcard
from search.whoosh.lookup import Lookup
from search.whoosh.positions.neighbours import docs_with
from search.whoosh.positions.strings import string_positions
from search.whoosh.snapshot import SegmentView, Snapshot

__all__ = ["FEW", "Evaluator", "inside", "intersect", "union", "without"]

Array = np.ndarray[Any, Any]
EMPTY: Array = np.zeros(0, np.uint32)
FEW = 16  # looking one up costs about as much as passing over this many


def inside(docs: Array, among: Array, size: int) -> Array:
    """Return which of the ascending `docs` are among others, all numbers below `size`, as a mask."""
    if FEW * len(docs) < len(among):
        return among.take(among.searchsorted(docs), mode="clip") == docs
    mask = np.zeros(size, bool)
    mask[among.astype(np.intp)] = True  # numpy would convert more slowly
    return mask.take(docs)


def intersect(first: Array, second: Array, size: int) -> Array:
    """Return what is in both of two ascending arrays of numbers below `size`."""
    if len(first) > len(second):
        first, second = second, first
    return first.compress(inside(first, second, size))


def union(parts: Sequence[Array], size: int) -> Array:
    """Return what is in at least one of several ascending arrays of numbers below `size`."""
    parts = [part for part in parts if len(part)]
    if len(parts) == 1:
        return parts[0].astype(np.uint32, copy=False)
    if FEW * sum(map(len, parts)) < size:
        return distinct(np.sort(np.concatenate([EMPTY, *parts]))).astype(np.uint32)
    mask = np.zeros(size, bool)
    for part in parts:
        mask[part.astype(np.intp, copy=False)] = True
    return np.flatnonzero(mask).astype(np.uint32)


def without(numbers: Array, gone: Array, size: int) -> Array:
    """Return what is in the first array of numbers and not in the second."""
    if not len(gone):
        return numbers
    mask = np.ones(size, bool)
    mask[gone.astype(np.intp)] = False
    return numbers.compress(mask.take(numbers))


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Evaluate resolved nodes over the segments of a snapshot, in the mode of a wording."""

    snapshot: Snapshot
    wording: Wording
    _lookups: dict[int, Lookup] = field(default_factory=dict)
    _exact: dict[tuple[int, str], Array] = field(default_factory=dict)

    def lookup(self, segment: SegmentView) -> Lookup:
        """Return what looks up terms in a segment, the same for the whole query."""
        if id(segment) not in self._lookups:
            self._lookups[id(segment)] = Lookup(segment)
        return self._lookups[id(segment)]

    def exact(self, segment: SegmentView, folded: str) -> Array:
        """Return the passages whose folded text contains a folded string."""
        key = (id(segment), folded)
        if key not in self._exact:
            self._exact[key] = exact_docs(segment, folded)
        return self._exact[key]

    def docs(self, segment: SegmentView, node: Node) -> Array:
        """Return the live passages of a segment that match, ascending."""
        return segment.alive(self._docs(segment, node))

    def _docs(self, segment: SegmentView, node: Node) -> Array:
        match node:
            case Everything():
                found = segment.everything
            case Text():
                found = self._run(segment, node)
            case Wildcard() | Near():
                found = docs_with(segment.reader.grams, node)
            case And(children=children):
                found = self._all(segment, children)
            case Or(children=children):
                found = union([self._docs(segment, child) for child in children], segment.reader.size)
            case Not(child=child):
                found = without(segment.everything, self._docs(segment, child), segment.reader.size)
            case Field() | Range():
                found = self._field(segment, node)
        return found

    def _all(self, segment: SegmentView, children: Sequence[Node]) -> Array:
        """Intersect what must match, smallest first, then take away what must not."""
        size = segment.reader.size
        wanted = sorted((self._docs(segment, c) for c in children if not isinstance(c, Not)), key=len)
        found = reduce(lambda first, second: intersect(first, second, size), wanted)
        for child in children:
            if isinstance(child, Not) and len(found):
                found = without(found, self._docs(segment, child.child), size)
        return found

    def _run(self, segment: SegmentView, node: Text) -> Array:
        words = self.wording(node)
        if not words:
            return self.exact(segment, node.folded)
        lookup = self.lookup(segment)
        if self.wording.mode == "any":
            return union([lookup.spread(("words", word))[0] for word in words], segment.reader.size)
        found = sorted((lookup.word(word)[0] for word in words), key=len)
        return reduce(lambda first, second: intersect(first, second, segment.reader.size), found)

    def _field(self, segment: SegmentView, node: Field | Range) -> Array:
        if isinstance(node, Range):
            return self._of_articles(segment, self.snapshot.catalog.between(node.name, node.low, node.high))
        if node.name in _OF_PASSAGE:
            return _OF_PASSAGE[node.name](self, segment, node)
        return self._of_articles(segment, self.snapshot.catalog.mask(node.name, [node.value]))

    def _of_articles(self, segment: SegmentView, mask: Array) -> Array:
        """Return the live passages of the articles of a catalog mask."""
        own = np.append(mask, False)[segment.numbers]  # number -1, a dead article, reads the last
        return np.flatnonzero(own[segment.reader.article]).astype(np.uint32)

    def in_title(self, segment: SegmentView, node: Field) -> Array:
        """Return the passages of the articles whose title or subtitle holds a string."""
        docs = self.exact(segment, Text(node.value).folded)
        titles = docs[segment.reader.kind[docs] == KINDS.index("title")]
        mask = np.zeros(len(segment.numbers), bool)
        mask[segment.reader.article[titles]] = True
        return np.flatnonzero(mask[segment.reader.article]).astype(np.uint32)

    def in_heading(self, segment: SegmentView, node: Field) -> Array:
        """Return the passages of the sections whose heading holds a string."""
        docs = self.exact(segment, Text(node.value).folded)
        mask = np.zeros(segment.reader.size + 1, bool)
        mask[docs[segment.reader.kind[docs] == KINDS.index("heading")]] = True
        section = np.where(segment.reader.section == NO_SECTION, segment.reader.size, segment.reader.section)
        return np.flatnonzero(mask[section]).astype(np.uint32)

    def in_caption(self, segment: SegmentView, node: Field) -> Array:
        """Return the captions that hold a string."""
        docs = self.exact(segment, Text(node.value).folded)
        return docs[segment.reader.kind[docs] == KINDS.index("caption")]

    def in_kind(self, segment: SegmentView, node: Field) -> Array:
        """Return the passages of a kind."""
        wanted = segment.reader.kind == KINDS.index(node.value)
        return np.flatnonzero(wanted).astype(np.uint32)


def exact_docs(segment: SegmentView, folded: str) -> Array:
    """Return the passages whose folded text contains a folded string."""
    if (listed := segment.reader.listed(folded)) is not None:
        return listed[0]
    grams = segment.reader.grams
    return distinct(grams.docs_of(string_positions(grams, folded)))


_OF_PASSAGE: dict[str, Callable[[Evaluator, SegmentView, Field], Array]] = {
    "title": Evaluator.in_title,
    "heading": Evaluator.in_heading,
    "caption": Evaluator.in_caption,
    "kind": Evaluator.in_kind,
}
