"""Where are the blocks of a raw text?

A block is one or more lines that belong together: a paragraph, a heading, a byline. Blank lines always part
blocks. Within a run of lines the document itself is asked whether it is wrapped (lines end anywhere) or not
(a line is a paragraph); a line that stands for itself, or is indented, begins a block of its own.
"""

from dataclasses import dataclass
from itertools import pairwise

from index.intake.layout.signs import (
    CAPTION,
    CREDIT,
    DATELINE,
    ENGLISH_BYLINE,
    FURNITURE,
    LISTED,
    MARKDOWN,
    MASTHEAD,
    PLACE_TITLE,
    SHORT,
    SIDEBAR,
    SPEAKER,
    SUBTITLE,
    TAIL_BYLINE,
    TAIL_NAMES,
    is_byline,
)
from index.intake.sources.document import Hint

__all__ = ["Chunk", "Line", "chunks", "ends_sentence", "is_headline", "lines", "unbalanced"]

FINAL = "。！？!?…"
WEAK_FINAL = "；;：:"
CLOSING = "”’」』）)】》〉\"'"
_NOT_FIRST = frozenset("，。、；：！？…”’」』）】》〉,;:!?)%％")
_NOT_LAST = frozenset("，、,；;：:—“‘「『（(【《〈")
_PAIRS = (("“", "”"), ("‘", "’"), ("（", "）"), ("(", ")"), ("《", "》"), ("「", "」"), ("【", "】"))


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: span without outer white space, blank lines before it, its indent."""

    start: int
    end: int
    gap: int
    indent: int
    wide: bool


@dataclass(frozen=True, slots=True)
class Chunk:
    """A block of the source: span, its text as it stands there, blank lines before it, the format's hint."""

    start: int
    end: int
    text: str
    gap: int
    hint: Hint | None = None
    indented: bool = False


def lines(text: str) -> list[Line]:
    """Return the lines that are not blank."""
    found = []
    start = gap = 0
    for line in text.splitlines(keepends=True):
        plain = line.strip()
        if plain:
            indent = len(line) - len(line.lstrip())
            begin = start + indent
            found.append(Line(begin, begin + len(plain), gap, indent, "\u3000" in line[:indent]))
            gap = 0
        else:
            gap += 1
        start += len(line)
    return found


def chunks(text: str, *, hints: dict[int, Hint] | None = None, head: int = 0) -> list[Chunk]:
    """Return the blocks of a text; its first `head` characters are one, the front matter."""
    hints = hints or {}
    every = lines(text)
    front = [Chunk(0, head, text[:head], 0, Hint("furniture", "front-matter"))] if head else []
    every = [line for line in every if line.start >= head]
    if not every:
        return front
    width = _wrap_width(text, every)
    parted = _has_blank_lines(every)
    found = front
    held = [every[0]]
    for before, line in pairwise(every):
        if line.gap or line.start in hints or _parts(text, before, line, width, parted=parted):
            found.append(_chunk(text, held, hints))
            held = []
        held.append(line)
    found.append(_chunk(text, held, hints))
    return found


def _chunk(text: str, held: list[Line], hints: dict[int, Hint]) -> Chunk:
    """Return the block of some lines."""
    first, last = held[0], held[-1]
    return Chunk(
        first.start,
        last.end,
        text[first.start : last.end],
        first.gap,
        hints.get(first.start),
        first.indent > 1 or first.wide,
    )


def _wrap_width(text: str, every: list[Line]) -> int:
    """Return the width at which a wrapped text is wrapped, 0 for a text whose lines are paragraphs."""
    inner = [
        (line.end - line.start, text[line.end - 1] in FINAL + CLOSING)
        for line, after in pairwise(every)
        if not after.gap and not after.wide and line.end - line.start >= 8
    ]
    if len(inner) < 3 or sum(final for _, final in inner) * 2 > len(inner):
        return 0
    widths = sorted(width for width, _ in inner)
    return widths[len(widths) * 4 // 5]


def _has_blank_lines(every: list[Line]) -> bool:
    """Tell whether blank lines part the paragraphs of a document, so that none begins without one."""
    return sum(line.gap > 0 for line in every) >= 4 and sum(line.wide for line in every) * 10 < len(every)


def _parts(text: str, before: Line, line: Line, width: int, *, parted: bool) -> bool:
    """Tell whether a line begins a block although no blank line stands before it."""
    size = before.end - before.start
    if line.wide or line.indent >= 2 + before.indent:
        return True
    above, below = text[before.start : before.end], text[line.start : line.end]
    if size <= 2 and len(below) <= 2 and not below.isdigit() and not above.isdigit():
        return False
    if CREDIT.fullmatch(below):
        return False
    if _stands_alone(above) or _stands_alone(below) or DATELINE.match(below) or _is_caption(above, below):
        return True
    complete = ends_sentence(above) or bool(
        TAIL_BYLINE.search(above, max(0, size - 100)) or TAIL_NAMES.search(above, max(0, size - 40))
    )
    if not width:
        lone = (size > 2) != (len(below) > 2) and not complete  # a torn headline begins or ends
        return complete or lone or (size > 2 and is_headline(above) and len(below) > len(above))
    if size * 4 >= width * 3:
        return complete and not parted and len(below) * 4 < width * 3 and is_headline(below)
    return complete or (size > 2 and is_headline(above))


def _stands_alone(line: str) -> bool:
    """Tell whether a line by its own look is a block."""
    if len(line) > SHORT:
        return False
    if SIDEBAR.fullmatch(line) or SPEAKER.match(line) or SUBTITLE.match(line) or LISTED.match(line):
        return True
    if line.startswith("By ") and ENGLISH_BYLINE.fullmatch(line):
        return True
    if MARKDOWN.match(line) or (("记者" in line or "通讯员" in line or "作者" in line) and is_byline(line)):
        return True
    if PLACE_TITLE.match(line) and is_headline(line):
        return True
    if line.isdigit() or (("年" in line or "-" in line) and MASTHEAD.fullmatch(line)):
        return True
    return len(line) > 2 and any(pattern.fullmatch(line) for _, pattern in FURNITURE)


def _is_caption(above: str, below: str) -> bool:
    """Tell whether a marked caption begins with the line below, or one with a credit ends with that above."""
    mark, credit = (pattern for _, pattern in CAPTION)
    return bool(mark.match(below)) or (len(above) <= SHORT and bool(credit.match(above)))


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends where a sentence does."""
    at = len(text) - 1
    while at >= 0 and text[at] in CLOSING:
        at -= 1
    if at < 0:
        return True
    if text[at] in FINAL:
        return True
    if text[at] == "." and at and text[at - 1].isalpha():
        return True
    return at == len(text) - 1 and text[at] in WEAK_FINAL


def unbalanced(text: str) -> tuple[int, int]:
    """Return how many quotes and brackets are closed but never opened, and opened but never closed."""
    early = late = 0
    for opening, closing in _PAIRS:
        if opening in text or closing in text:
            depth = low = 0
            for char in text:
                depth += (char == opening) - (char == closing)
                low = min(low, depth)
            early -= low
            late += depth - low
    return early, late + text.count('"') % 2


def is_headline(text: str) -> bool:
    """Tell whether a short line could be a title or heading: no full stop, no loose end, no broken quote."""
    if not 2 < len(text) <= 64 or text[-1] in _NOT_LAST or text[0] in _NOT_FIRST:
        return False
    commas = text.count("，") + text.count(",")
    if "。" in text or "；" in text or ";" in text or commas > 1 or (commas and "\n" in text):
        return False
    if SPEAKER.match(text) or LISTED.match(text):
        return False
    if text.isascii():
        return len(text.split()) > 1 and text[-1] not in ".;" and text[0].isupper()
    han = sum(1 for char in text if "\u3400" <= char <= "\u9fff")
    return han >= 2 and han * 2 >= len(text.replace(" ", "")) and unbalanced(text) == (0, 0)
