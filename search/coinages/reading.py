"""Where in a passage does a coinage stand, or may one?

What is read is the folded text, in which all quotation marks are two characters; which way each turns is
looked up in the text itself.

Decision: what stands between two quotation marks counts whichever way they turn, since a search sees no
difference; but only a phrase whose marks open and close it can show that it is a coinage. Without marks only
numbers and formulas with a kind behind them are names (1357工作法, 1+X+N模式).
"""
# ruff: noqa: RUF001 marks of all sorts are the subject

import re
from collections.abc import Iterator, Mapping, Set
from itertools import islice

from index.text.folded import FoldedText
from search.coinages.glosses import gloss_of
from search.coinages.mention import Mention, Span
from search.coinages.names import KINDS, LONGEST, SHORTEST, SUMMANDS, folded_key, kind_behind, written
from search.coinages.signs import sign_of

__all__ = ["HELD", "MARKS", "read_mentions"]

MARKS = "\"'"
"""The marks that all others are folded into."""

HELD = (*MARKS, *(kind for kind in KINDS if not any(one in kind for one in KINDS if one != kind)))
"""Strings one of which every folded text holds in which something is read."""

_OPENS, _CLOSES = frozenset("“「〝﹁｢„‘『﹃‚"), frozenset("”」〞﹂｣‟’』﹄‛")
_STRAIGHT = frozenset("\"'＂＇`´｀")  # the others that are folded into one
_PRINTED = re.compile(f"[{''.join(sorted(_OPENS | _CLOSES | _STRAIGHT))}]")
_begin = re.Match[str].start
_AROUND = 48  # characters before and behind, where other names of a list stand there
_NEAR = 18  # characters before, where none do
_LIST = frozenset("\"'、和与及")
_MARKED = re.compile(f"[{MARKS}]")
_QUOTED = [
    re.compile(f"{mark}([^{mark}]{{{SHORTEST},{LONGEST}}})(?={mark})|{mark}[^{mark}]*") for mark in MARKS
]
_NUMBERED = re.compile(rf"\d(?:\d?{SUMMANDS}|\d{{2,5}})[\u4e00-\u9fff]{{0,4}}?(?:{'|'.join(KINDS)})")


def read_mentions(text: FoldedText) -> Iterator[Mention]:
    """Yield every place in the text of a passage where a coinage stands or may stand."""
    folded, quoted = text.folded, set[Span]()
    if _MARKED.search(folded):
        marks = _marks(text)
        turns = _turns(text.text, marks)
        for pattern in _QUOTED:
            for match in pattern.finditer(folded):
                if match[1] and (mention := _quoted(text, match, marks, turns)):
                    quoted.add(match.span(1))
                    yield mention
    for match in _NUMBERED.finditer(folded):
        if match.span() not in quoted:
            yield _numbered(text, match)


def _quoted(
    text: FoldedText, match: re.Match[str], marks: Mapping[int, int], turns: Set[int]
) -> Mention | None:
    folded, name = text.folded, match[1]
    if not (key := folded_key(name)):
        return None
    start, end = match.start(), match.end() + 1
    before, behind = _before(folded, start), folded[end : end + _AROUND]
    first, last = marks[start], marks[end - 1]
    sign = sign_of(name, before, behind) if _paired(text.text, first, last, turns) else None
    return Mention(
        key,
        written(text.text[first + 1 : last]),
        written(text.text[first : last + 1]) + kind_behind(behind),
        folded[start:end],
        (first, last + 1),
        sign.name if sign and sign.coinage else "",
        gloss_of(before, behind),
    )


def _numbered(text: FoldedText, match: re.Match[str]) -> Mention:
    folded, (start, end) = text.folded, match.span()
    first, last = text.offsets[start], text.offsets[end - 1] + 1
    form = written(text.text[first:last])
    gloss = gloss_of(_before(folded, start), folded[end : end + _AROUND])
    return Mention(folded_key(match[0]), form, form, match[0], (first, last), "number", gloss)


def _before(folded: str, start: int) -> str:
    """Return what stands before a place, as much of it as signs look at."""
    listed = folded[start - 1 : start] in _LIST
    return folded[max(start - (_AROUND if listed else _NEAR), 0) : start]


def _marks(text: FoldedText) -> Mapping[int, int]:
    """Return for each mark of the folded text where it was printed: folding drops none and adds none."""
    folded, printed = _MARKED.finditer(text.folded), _PRINTED.finditer(text.text)
    return dict(zip(map(_begin, folded), map(_begin, printed), strict=True))


def _turns(printed: str, marks: Mapping[int, int]) -> Set[int]:
    """Return where straight marks open in a text as printed: every other one of each sort."""
    sorts: dict[str, list[int]] = {}
    for at in marks.values():
        if (mark := printed[at]) in _STRAIGHT:
            sorts.setdefault(mark, []).append(at)
    return {at for places in sorts.values() for at in islice(places, 0, None, 2)}


def _paired(printed: str, first: int, last: int, turns: Set[int]) -> bool:
    """Tell whether two marks open and close what is between; straight ones open and close in turn."""
    if printed[first] in _OPENS or printed[last] in _CLOSES:
        return printed[first] in _OPENS and printed[last] in _CLOSES
    return printed[first] == printed[last] and first in turns
