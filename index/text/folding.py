"""What text counts as equal? Normalise, squeeze and cut into sentences.

Index, query and the brute-force oracle of the tests use these functions and no others, so that a search finds
exactly what a reader's Ctrl+F would find in the cleaned text.

Decision: the table maps one character to one character. Phrase conversion between Traditional and
Simplified reads better, but `normalise(a + b)` would no longer equal `normalise(a) + normalise(b)`, and
offsets would move.
"""

import re
from array import array
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

__all__ = ["fold", "fold_map", "normalise", "sentences", "space_counts", "squeeze", "squeeze_map"]

INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
FREQUENT = 0x3000, 0xA000  # Chinese marks and characters; what `str.translate` misses takes it twice the time
_GAP = re.compile(rf"[\s{INVISIBLE}]+")
_WORD = re.compile(r"[0-9a-zA-Z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
_SENTENCE_END = re.compile(r"(?:[。！？!?]+|…{2,})[”’」』）)\"']*|\Z")


@cache
def _table() -> dict[int, int]:
    """Read fold.tsv: source and target code points; what is frequent stands for itself, lest it be missed."""
    rows = files("index").joinpath("data/fold.tsv").read_text("ascii").split()
    own = {point: point for point in range(*FREQUENT)}
    return own | {
        int(source, 16): int(target, 16) for source, target in zip(rows[::2], rows[1::2], strict=True)
    }


def normalise(text: str) -> str:
    """Fold width, case, Traditional forms and variant punctuation, one character to one character."""
    return text.translate(_table())


def space_counts(before: str, after: str) -> bool:
    """Tell whether white space between two characters counts: both are Latin letters or digits."""
    return bool(_WORD.match(before) and _WORD.match(after))


def _filler(text: str, start: int, end: int) -> str:
    """Return what a gap counts as: one space between Latin letters or digits, nothing elsewhere.

    Invisible characters alone never part two letters, so a soft hyphen does not hide a word.
    """
    if start == 0 or end == len(text) or not space_counts(text[start - 1], text[end]):
        return ""
    return " " if any(char.isspace() for char in text[start:end]) else ""


def squeeze(text: str) -> str:
    """Drop white space and invisible characters, but for one space between Latin letters or digits."""
    return _GAP.sub(lambda gap: _filler(text, gap.start(), gap.end()), text)


def squeeze_map(text: str) -> tuple[str, Sequence[int]]:
    """Squeeze and keep the way back.

    Returns the squeezed text and, for each of its characters, the offset in `text` (code points) it came
    from. A span `[a, b)` of the squeezed text covers `[offsets[a], offsets[b - 1] + 1)` of `text`, gaps
    included.
    """
    if not _GAP.search(text):
        return text, range(len(text))
    kept: list[str] = []
    offsets = array("I")  # a list of numbers takes nine times the memory
    last = 0
    for gap in _GAP.finditer(text):
        kept.append(text[last : gap.start()])
        offsets.extend(range(last, gap.start()))
        if filler := _filler(text, gap.start(), gap.end()):
            kept.append(filler)
            offsets.append(gap.start())
        last = gap.end()
    kept.append(text[last:])
    offsets.extend(range(last, len(text)))
    return "".join(kept), offsets


def fold(text: str) -> str:
    """Return the form in which text is matched: normalised, then squeezed."""
    return squeeze(normalise(text))


def fold_map(text: str) -> tuple[str, Sequence[int]]:
    """Fold and keep the way back, as `squeeze_map` does; normalising keeps every offset."""
    return squeeze_map(normalise(text))


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences, closing quotes included, outer white space left out."""
    spans = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        piece = text[start : end.end()]
        inner = piece.strip()
        if inner:
            begin = start + len(piece) - len(piece.lstrip())
            spans.append((begin, begin + len(inner)))
        start = end.end()
    return spans
