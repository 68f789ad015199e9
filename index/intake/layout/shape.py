"""What does a block look like by itself?

What the format says comes first, then the first look of `_short` that knows the block. Shapes that need no
neighbours to be sure are final (furniture, byline, marked caption); `headline`, `running`, `markdown` and
`pair` are decided by `label` from their neighbours.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from index.intake.layout.blocks import Chunk, is_headline
from index.intake.layout.signs import (
    CAPTION,
    CREDIT,
    DATELINE,
    ENGLISH_BYLINE,
    FURNITURE,
    HAN,
    INLINE_BYLINE,
    MARKDOWN,
    MASTHEAD,
    SHORT,
    SIDEBAR,
    SUBTITLE,
    TAIL_BYLINE,
    is_byline,
)

__all__ = ["Shape", "cut", "halves", "settle", "shape_of"]

_HAN = re.compile(f"[{HAN}]")
_LETTERS = re.compile(r"[^\W\d_]{1,2}")
CAPTION_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Shape:
    """What a block is by its look: a role or `headline`, `running`, `scrap`; the rule that said so."""

    name: str
    rule: str
    confidence: float


RUNNING = Shape("running", "running-text", 0.95)


def shape_of(chunk: Chunk) -> Shape:
    """Return the shape of a block."""
    text = chunk.text
    if chunk.hint and chunk.hint.role:
        return Shape(chunk.hint.role, chunk.hint.rule, 0.97)
    if len(text) > SHORT:
        return RUNNING
    if mark := MARKDOWN.match(text):
        return Shape("markdown", f"markdown-{len(mark.group(1))}", 0.95)
    return _short(text)


def _short(text: str) -> Shape:
    """Return the shape of a block of at most SHORT characters; emphasis of the whole line says nothing."""
    if text[0] in "*_" and text[-1] in "*_" and len(text) > 4:
        text = text.strip("*_").strip() or text
    for look in (_beside, _scrap, _furniture, _byline, _marked):
        if shape := look(text):
            return shape
    return Shape("headline", "headline", 0.6) if is_headline(text) else RUNNING


def _beside(text: str) -> Shape | None:
    """Recognise the heading of a sidebar and a photographer's name."""
    if SIDEBAR.fullmatch(text):
        return Shape("heading", "sidebar", 0.8)
    return Shape("caption", "credit-alone", 0.8) if CREDIT.fullmatch(text) else None


def _furniture(text: str) -> Shape | None:
    """Recognise page furniture."""
    if "。" in text and len(text) >= 60:
        return None
    for rule, pattern in FURNITURE:
        if pattern.fullmatch(text):
            return Shape("furniture", rule, 0.95)
    dated = ("20" in text or "19" in text) and MASTHEAD.fullmatch(text)
    return Shape("furniture", "masthead", 0.9) if dated else None


def _byline(text: str) -> Shape | None:
    """Recognise a byline that stands alone."""
    if is_byline(text):
        return Shape("byline", "byline-line", 0.95)
    if text.startswith("By ") and ENGLISH_BYLINE.fullmatch(text):
        return Shape("byline", "byline-line", 0.85)
    if text[0] in "（(" and TAIL_BYLINE.fullmatch(text):
        return Shape("byline", "byline-brackets", 0.95)
    return Shape("dateline", "dateline", 0.95) if DATELINE.fullmatch(text) else None


def _marked(text: str) -> Shape | None:
    """Recognise a subtitle by its dash, a caption by its mark or its credit."""
    if SUBTITLE.match(text) and len(text) <= 60 and "。" not in text:
        return Shape("subtitle", "subtitle-dash", 0.9)
    if len(text) <= CAPTION_CHARACTERS:
        for rule, pattern in CAPTION:
            if pattern.match(text):
                return Shape("caption", rule, 0.93)
    return None


def _scrap(text: str) -> Shape | None:
    """Return the shape of what is left of a torn or vertical headline."""
    words = text.split()
    if len(text) == 1 and not text.isdigit() and text.isalpha():
        return Shape("scrap", "single-character", 0.9)
    if len(words) >= 2 and all(_LETTERS.fullmatch(word) for word in words) and len(words) <= 60:
        return Shape("scrap", "torn-characters", 0.85 if len(words) > 2 else 0.6)
    if len(text) == 2 and _HAN.match(text[0]) and _HAN.match(text[1]):
        return Shape("pair", "two-characters", 0.5)
    if len(text) <= 8 and not _HAN.search(text) and re.fullmatch(r"[\d.,%％‰+＋\-～~万亿]+[%％‰]", text):
        return Shape("scrap", "number-alone", 0.6)
    return None


def cut(chunk: Chunk) -> list[Chunk]:
    """Cut dateline and byline off the beginning of a block, a byline in brackets off its end."""
    text = chunk.text
    edges = [0]
    if head := DATELINE.match(text):
        edges.append(head.end())
        if byline := INLINE_BYLINE.match(text, _past_space(text, head.end())):
            edges.append(byline.end())
    if text[-1] in ")）" and (tail := TAIL_BYLINE.search(text, max(edges[-1], len(text) - 100))):
        edges.append(tail.start())
    edges.append(len(text))
    pieces = [_piece(chunk, *edge) for edge in pairwise(edges) if text[slice(*edge)].strip()]
    return pieces if len(pieces) > 1 else [chunk]


def _past_space(text: str, at: int) -> int:
    """Return the offset of the next character that is no white space."""
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _piece(chunk: Chunk, start: int, end: int) -> Chunk:
    """Return a part of a block without outer white space."""
    text = chunk.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    first = start == 0
    return Chunk(
        chunk.start + start,
        chunk.start + start + len(text),
        text,
        chunk.gap if first else 0,
        chunk.hint if first else None,
        chunk.indented,
    )


def halves(text: str) -> bool:
    """Tell whether a headline has two halves with a space between them."""
    two = re.split(r"[ \u3000]+", text)
    alike = (
        len(two) == 2 and all(4 <= len(half) <= 18 for half in two) and abs(len(two[0]) - len(two[1])) <= 6
    )
    return alike and not re.search(r"[，,。；;\n]", text)


def settle(shapes: list[Shape]) -> list[Shape]:
    """Let scraps make each other sure: two characters beside a scrap are one too."""
    settled = list(shapes)
    for at, shape in enumerate(shapes):
        beside = {shapes[place].name for place in (at - 1, at + 1) if 0 <= place < len(shapes)}
        if shape.name == "pair" and "scrap" in beside:
            settled[at] = Shape("scrap", "two-characters", 0.8)
    return settled
