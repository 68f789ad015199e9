"""Which text is an article as a source, and at which positions do its passages stand there?

A passage is a line, or as many as it has. Control characters, which XML and some programs do not carry, are
left out; every position counts what is left.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

from search.query.nodes import Span
from search.results import PassageView
from web.exports.qda.targets import Target

__all__ = ["SourceText", "stripped"]

_LEFT_OUT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_LINE_END = re.compile("\r\n|\r")


def stripped(text: str) -> str:
    """Return a text without what XML or programs do not carry."""
    return _LEFT_OUT.sub("", _LINE_END.sub("\n", text))


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a source, and by the ids of passages where each of its characters stands."""

    text: str
    places: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, passages: Iterable[PassageView], target: Target) -> "SourceText":
        """Return the passages of an article one below the other."""
        lines, places, start = [], {}, 0
        for passage in passages:
            widths = _widths(passage.text, target)
            places[passage.id] = tuple(accumulate(widths, initial=start))
            start = places[passage.id][-1] + target.width
            lines.append(stripped(passage.text))
        return cls("\n".join([*lines, ""]).replace("\n", target.line_end), places)

    def placed(self, passage: str, span: Span) -> Span | None:
        """Return where `[start, end)` of a passage stands, None where nothing of it is left."""
        places = self.places[passage]
        start, end = places[span[0]], places[span[1]]
        return (start, end) if start < end else None

    def whole(self, passage: str) -> Span | None:
        """Return where a passage stands."""
        return self.placed(passage, (0, len(self.places[passage]) - 1))


def _widths(text: str, target: Target) -> list[int]:
    """Return how many positions each character of a published text takes."""
    widths = [0 if _LEFT_OUT.match(char) else 1 for char in text]
    for number, char in enumerate(text):
        if char == "\r" and text[number + 1 : number + 2] == "\n":
            widths[number] = 0
        elif char in "\r\n":
            widths[number] = target.width
    return widths
