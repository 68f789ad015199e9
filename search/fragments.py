"""Which spans of a passage are marked, and which extract of it is shown?"""

from index.text import fold_map, sentences
from search.query import Node, Span
from search.results import Fragment
from search.scan import Words, marks

__all__ = ["MARKS", "extract", "marked_spans"]

MARKS = 200
EXTRACT = 160  # characters


def marked_spans(node: Node, text: str, kind: str, words: Words) -> tuple[Span, ...]:
    """Return the spans of the original text that the query marks, at most MARKS; gaps inside are covered."""
    folded, offsets = fold_map(text)
    return tuple((offsets[a], offsets[b - 1] + 1) for a, b in marks(node, folded, kind, words)[:MARKS])


def extract(text: str, spans: tuple[Span, ...]) -> Fragment:
    """Return the extract of about EXTRACT characters that holds the most marks, the first such.

    It begins with a sentence if that leaves the mark inside, and always holds a whole mark of up to EXTRACT
    characters; a text that is little longer is shown whole.
    """
    if len(text) <= EXTRACT * 5 // 4:
        return Fragment(0, len(text))
    best, most = (0, min(EXTRACT, len(text))), -1
    for first, (start, _) in enumerate(spans or ((0, 0),)):
        begin = _begin(text, start)
        inside = sum(begin <= a and b <= begin + EXTRACT for a, b in spans[first:])
        if inside > most:
            best, most = (begin, min(begin + EXTRACT, len(text))), inside
    begin, end = best
    if end == len(text):
        begin = min(begin, _begin(text, max(0, end - EXTRACT)))
    return Fragment(begin, max(end, next((b for a, b in spans if a == begin), 0)))


def _begin(text: str, start: int) -> int:
    """Return where an extract begins: with the mark's sentence if that is near, else a little before."""
    for low, high in sentences(text):
        if low <= start < high and start - low <= EXTRACT // 2:
            return low
    return max(0, start - EXTRACT // 4)
