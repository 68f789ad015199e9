"""Which spans of a passage are marked, and which extract of it is shown?"""

from dataclasses import dataclass, field
from itertools import islice

from index.text.folded import FoldedText
from index.text.folding import sentences
from search.marks.scan import Leaf, Words, leaves, marked
from search.query.nodes import Node, Span
from search.results import Fragment

__all__ = ["MARKS", "Marker", "extract"]

MARKS = 200
EXTRACT = 160  # characters


@dataclass(frozen=True, slots=True)
class Marker:
    """Mark passages for one query; `words` gives the words of a run."""

    node: Node
    words: Words
    _leaves: dict[str, list[Leaf]] = field(default_factory=dict)  # by kind of passage

    def spans(self, text: FoldedText, kind: str) -> tuple[Span, ...]:
        """Return the spans of the original text that are marked, at most MARKS; gaps inside are covered."""
        if kind not in self._leaves:
            self._leaves[kind] = leaves(self.node, kind, self.words)
        spans, offsets = marked(self._leaves[kind], text.folded), text.offsets
        return tuple([(offsets[a], offsets[b - 1] + 1) for a, b in islice(spans, MARKS)])


def extract(text: str, spans: tuple[Span, ...]) -> Fragment:
    """Return the extract of about EXTRACT characters that holds the most marks, the first such.

    It begins with a sentence if that leaves the mark inside, and always holds a whole mark of up to EXTRACT
    characters; a text that is little longer is shown whole.
    """
    if len(text) <= EXTRACT * 5 // 4:
        return Fragment(0, len(text))
    best, most = (0, EXTRACT), -1
    for first, span in enumerate(spans or ((0, 0),)):
        if sum(b <= span[0] + EXTRACT for _, b in islice(spans, first, first + EXTRACT)) <= most:
            continue  # it begins there or before
        begin = _begin(text, *span)
        inside = sum(begin <= a and b <= begin + EXTRACT for a, b in spans[first:])
        if inside > most:
            best, most = (begin, min(begin + EXTRACT, len(text))), inside
    begin, end = best
    if end == len(text):
        begin = min(begin, _begin(text, end - EXTRACT, end - EXTRACT))
    return Fragment(begin, max(end, next((b for a, b in spans if a == begin), 0)))


def _begin(text: str, start: int, end: int) -> int:
    """Return where an extract that holds a mark begins: with the mark's sentence if that is near."""
    room = max(EXTRACT - (end - start), 0)
    around = max(0, start - EXTRACT)
    for low, high in sentences(text[around : start + EXTRACT]):
        if around + low <= start < around + high and start - around - low <= min(EXTRACT // 2, room):
            return around + low
    return max(0, start - min(EXTRACT // 4, room))
