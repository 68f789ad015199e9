"""Which spans of a passage are marked, and which extract of it is shown?"""

from itertools import islice

from index.text.folding import fold_map, sentences
from search.marks.scan import Words, marks
from search.query.nodes import Node, Span
from search.results import Fragment

__all__ = ["MARKS", "extract", "marked_spans"]

MARKS = 200
EXTRACT = 160  # characters


def marked_spans(node: Node, text: str, kind: str, words: Words) -> tuple[Span, ...]:
    """Return the spans of the original text that the query marks, at most MARKS; gaps inside are covered."""
    folded, offsets = fold_map(text)
    spans = islice(marks(node, folded, kind, words), MARKS)
    return tuple((offsets[a], offsets[b - 1] + 1) for a, b in spans)


def extract(text: str, spans: tuple[Span, ...]) -> Fragment:
    """Return the extract of about EXTRACT characters that holds the most marks, the first such.

    It begins with a sentence if that leaves the mark inside, and always holds a whole mark of up to EXTRACT
    characters; a text that is little longer is shown whole.
    """
    if len(text) <= EXTRACT * 5 // 4:
        return Fragment(0, len(text))
    best, most = (0, EXTRACT), -1
    for first, span in enumerate(spans or ((0, 0),)):
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
