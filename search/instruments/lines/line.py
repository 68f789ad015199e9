"""What is one line of a concordance: a match, what stands around it, and what its neighbours are?"""

from typing import NamedTuple

from index.text.words import Segmenter
from search.instruments.drawing import lot
from search.instruments.occurrences import Searched
from search.query.nodes import Span

__all__ = ["Line", "after", "before", "neighbour", "sampled", "sentence_around"]

KEY = 40  # folded characters on either side by which lines are sorted
REACH = 16  # folded characters in which a neighbour is looked for


class Line(NamedTuple):
    """One occurrence: the passage, and where in its folded text it begins and ends."""

    searched: Searched
    start: int
    end: int

    @property
    def folded(self) -> str:
        """Return the folded text of the passage."""
        return self.searched.text.folded

    @property
    def span(self) -> Span:
        """Return where the match stands in the passage as published."""
        return self.searched.original((self.start, self.end))


def after(line: Line) -> str:
    """Return the folded text behind a match, as far as it is sorted by."""
    return line.folded[line.end : line.end + KEY]


def before(line: Line) -> str:
    """Return the folded text before a match read outward, its last character first."""
    return line.folded[max(line.start - KEY, 0) : line.start][::-1]


def neighbour(line: Line, side: str, segmenter: Segmenter) -> str:
    """Return the word or mark that adjoins a match on a side, "" where the passage begins or ends there."""
    if side == "next":
        parts = segmenter.parts(line.folded[line.end : line.end + REACH])
        return parts[0] if parts else ""
    parts = segmenter.parts(line.folded[max(line.start - REACH, 0) : line.start])
    return parts[-1] if parts else ""


def sentence_around(line: Line) -> Span:
    """Return where the sentences that a match stands in begin and end in the passage as published."""
    start, end = line.span
    for low, high in line.searched.text.sentences:
        if low <= start < high:
            start = low
        if low < end <= high:
            return start, high
    return start, max(end, line.span[1])


def sampled(line: Line, seed: int) -> bytes:
    """Return what looks drawn by lot and is the same each time, whichever engine answers."""
    matched = line.searched.matched
    return lot(f"{seed} {matched.record.id} {matched.passage.id} {matched.number} {line.start}")
