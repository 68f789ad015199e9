"""Which characters, clauses and sentences of a passage are read for figures, and where did each come from?

What is read is the folded text, so that width and white space do not matter, with quotation marks and
full-width commas as they were printed: “ and ” open and close a name, and 1，100 is two numbers. A line end
between two digits, and white space between digits that stand apart one by one, is dropped: OCR put it there.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from index.text.folded import FoldedText
from search.figures.figure import Span

__all__ = ["Prose"]

_AS_PRINTED = re.compile("[“”‘’，]")
_CLAUSE_END = re.compile(
    r"^第[零〇一二三四五六七八九十百千\d]{1,8}条 ?|[(（][一二三四五六七八九十\d]{1,3}[)）]|"
    r"[,，。;!?！？:：…\n]+(?:[”’\")）]+)?"
)
_GAP = re.compile(r"(?<=\d) (?=\d)")
_SPELLED = re.compile(r"(?<![\d ])\d(?: \d)+(?![\d ])")
_WIDE = re.compile("[０-９]")


class Prose:
    """One passage as it is read: `read` is its text, `offsets` where each character stood."""

    def __init__(self, given: FoldedText) -> None:
        self.text = text = given.text
        self.read, self.offsets = _printed(given), given.offsets
        if dropped := _gaps(self.read, text, self.offsets):
            self.read = "".join(char for at, char in enumerate(self.read) if at not in dropped)
            self.offsets = [at for number, at in enumerate(self.offsets) if number not in dropped]
        ends = list(_CLAUSE_END.finditer(self.read))
        self._starts = [0, *(match.end() for match in ends)]
        self._ends = [*(match.start() for match in ends), len(self.read)]
        self._sentences = given.sentences or [(0, len(text))]
        self._begins = [bisect_left(self.offsets, start) for start, _ in self._sentences]

    def span(self, start: int, end: int) -> Span:
        """Return where in the passage's text characters of what is read stand."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def clause(self, at: int) -> Span:
        """Return the clause around a place, the mark that ends it left out."""
        number = bisect_right(self._starts, at) - 1
        return self._starts[number], self._ends[number]

    def sentence(self, at: int) -> tuple[Span, int]:
        """Return the sentence around a place: its span in the text, and where it begins in what is read."""
        number = max(bisect_right(self._begins, at) - 1, 0)
        return self._sentences[number], self._begins[number]


def _printed(given: FoldedText) -> str:
    """Return a folded text with some marks as they were printed."""
    chars = list(given.folded)
    for mark in _AS_PRINTED.finditer(given.text):
        if not _separates(given.text, mark.start()):
            chars[bisect_left(given.offsets, mark.start())] = mark[0]
    return "".join(chars)


def _separates(text: str, at: int) -> bool:
    """Tell whether a full-width comma stands between full-width digits, so that it may group them."""
    return text[at] == "，" and bool(_WIDE.match(text, at + 1)) and bool(_WIDE.match(text[at - 1 : at]))


def _gaps(printed: str, text: str, offsets: Sequence[int]) -> set[int]:
    """Return the gaps between digits that OCR put there."""
    broken = set()
    for match in _GAP.finditer(printed):
        at = match.start()
        if "\n" in text[offsets[at] : offsets[at + 1]]:
            broken.add(at)
    for match in _SPELLED.finditer(printed):
        broken.update(range(match.start() + 1, match.end(), 2))
    return broken
