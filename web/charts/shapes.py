"""Which shapes is a chart made of, and how are they written as SVG?

Decision: a shape names its paint, not its colour. A paint has attributes of presentation for light paper and
a class, by which a page paints it anew for dark paper. No element has a style. Characters that XML cannot
carry become U+FFFD, so that the file can be read whatever a text holds.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias
from unicodedata import east_asian_width

from markupsafe import escape

from search.messages import Language

__all__ = ["Box", "Line", "Linked", "Picture", "Shape", "Sign", "Words", "cut", "wide", "wrapped"]

FONTS = (
    "'PingFang SC','Source Han Sans SC','Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei',"
    "'WenQuanYi Micro Hei','WenQuanYi Zen Hei','Droid Sans Fallback',sans-serif"
)
INK, SOFT, PAPER = "#231f1a", "#62594d", "#fffdf8"
SERIES = ("#a3301d", "#1f5f8b", "#7a6200", "#2f6b4f", "#6b4a8c")
SHADES = ("#f7ebe4", "#edd4cc", "#e1b9b1", "#a3301d")
PAINTS = {
    "ink": f'fill="{INK}"',
    "soft": f'fill="{SOFT}"',
    "light": 'fill="#fffaf2"',
    "paper": f'fill="{PAPER}"',
    "none": 'fill="none" stroke="#a99d8a" stroke-dasharray="3 2"',
    "hit": 'fill="none" pointer-events="all"',
    "grid": 'fill="none" stroke="#e5dccb"',
    "rule": 'fill="none" stroke="#a99d8a"',
    "shade-0": f'fill="{PAPER}" stroke="#e5dccb"',
    **{f"shade-{number}": f'fill="{colour}"' for number, colour in enumerate(SHADES, 1)},
    **{f"line-{number}": f'fill="none" stroke="{colour}"' for number, colour in enumerate(SERIES, 1)},
    **{f"solid-{number}": f'fill="{colour}"' for number, colour in enumerate(SERIES, 1)},
}
PATTERNS = ("", "M-1 7L7 -1M-1 1L1 -1M5 7L7 5", "M1 1h2v2h-2zM4 4h2v2h-2z", "M0 1.5H6M0 4.5H6", "")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "12 4")
SIGNS = (
    "M4 0A4 4 0 1 1 -4 0A4 4 0 1 1 4 0Z",  # circle, square, triangle, diamond, cross
    "M-4 -4H4V4H-4Z",
    "M0 -5L5 4H-5Z",
    "M0 -5.5L5.5 0L0 5.5L-5.5 0Z",
    "M-5 -1.5H-1.5V-5H1.5V-1.5H5V1.5H1.5V5H-1.5V1.5H-5Z",
)
LANGUAGES: dict[Language, str] = {"zh": "zh-CN", "en": "en"}
_BREAKING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
_HAN = re.compile("[\u3400-\u9fff]")
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `series` above 0 gives it the pattern of a series instead of a paint."""

    x: float
    y: float
    width: float
    height: float
    paint: str = ""
    series: int = 0
    radius: float = 0


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text at its baseline; `anchor` is start, middle or end, `turned` in degrees."""

    x: float
    y: float
    text: str
    paint: str = "ink"
    size: float = 13
    anchor: str = "start"
    bold: bool = False
    turned: float = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; `series` above 0 gives it the dashes of a series."""

    points: tuple[tuple[float, float], ...]
    paint: str
    width: float = 1
    series: int = 0


@dataclass(frozen=True, slots=True)
class Sign:
    """A small sign around a point, in the form and the colour of a series."""

    x: float
    y: float
    series: int


@dataclass(frozen=True, slots=True)
class Linked:
    """Shapes that lead somewhere ("": nowhere); `told` is what they say in words."""

    shapes: tuple["Shape", ...]
    told: str
    href: str = ""


Shape: TypeAlias = Box | Words | Line | Sign | Linked


def _clean(text: str) -> str:
    """Return text on one line that XML can carry and that turns no direction."""
    return str(escape(_UNWRITABLE.sub("\ufffd", _BREAKING.sub(" ", text))))


def wide(text: str, size: float) -> float:
    """Return about how wide a text is: a Han character is as wide as it is high."""
    return size * sum(
        1 if east_asian_width(char) in "WF" else 0.7 if char.isupper() else 0.58 for char in text
    )


def cut(text: str, size: float, room: float) -> str:
    """Return a text that fits, with an ellipsis where it does not."""
    if wide(text, size) <= room:
        return text
    while text and wide(text + "…", size) > room:
        text = text[:-1]
    return text + "…"


def wrapped(text: str, size: float, room: float) -> list[str]:
    """Return a text in lines that fit, nothing left out; words of letters stay whole where they can."""
    lines = [""]
    for piece in re.findall(r"[!-~]+\s*|\s+|.", text, re.DOTALL):
        parts = [piece] if wide(piece, size) <= room else [*piece]
        for part in parts:
            if lines[-1] and wide(lines[-1] + part.rstrip(), size) > room:
                lines.append("")
            lines[-1] += part
    return [line.strip() for line in lines]


def _n(number: float) -> str:
    return f"{round(number, 1):g}"


def _paint(paint: str) -> str:
    return f'class="{paint}" {PAINTS[paint]}'


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes on a sheet of `width` times `height`; `name` begins its ids, `title` and `desc` say it in words.

    A file of its own has a `margin` around them.
    """

    shapes: tuple[Shape, ...]
    width: float
    height: float
    name: str
    title: str
    desc: str
    language: Language
    margin: float = 0

    def on_page(self) -> str:
        """Return the picture as a part of a page."""
        return self._written("", f"0 0 {_n(self.width)} {_n(self.height)}", "")

    def alone(self) -> str:
        """Return the picture as a file of its own: with its size in pixels, and on paper."""
        edge, wide, high = -self.margin, self.width + 2 * self.margin, self.height + 2 * self.margin
        size = f' width="{_n(wide)}" height="{_n(high)}" xml:lang="{LANGUAGES[self.language]}"'
        view = f"{_n(edge)} {_n(edge)} {_n(wide)} {_n(high)}"
        return self._written(size, view, self._shape(Box(edge, edge, wide, high, "paper")))

    def _written(self, size: str, view: str, ground: str) -> str:
        body, name = "".join(map(self._shape, self.shapes)), self.name
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg"{size} viewBox="{view}" role="group" '
            f'aria-labelledby="{name}-t {name}-d" font-family="{FONTS}" font-variant-numeric="tabular-nums">'
            f'<title id="{name}-t"{self._spoken(self.title)}>{_clean(self.title)}</title>'
            f'<desc id="{name}-d"{self._spoken(self.desc)}>{_clean(self.desc)}</desc>'
            f"{self._patterns() if 'url(#' in body else ''}{ground}{body}</svg>"
        )

    def _spoken(self, text: str) -> str:
        """Return the attribute that tells that a text is Chinese, where the picture is not."""
        return ' lang="zh"' if self.language != "zh" and _HAN.search(text) else ""

    def _patterns(self) -> str:
        made = []
        for number, path in enumerate(PATTERNS, 1):
            drawn = f'<path d="{path}" {_paint(f"line-{number}")} stroke-width="1.5"/>' if path else ""
            made.append(
                f'<pattern id="{self.name}-{number}" width="6" height="6" patternUnits="userSpaceOnUse">'
                f'<rect width="6" height="6" {_paint("paper")}/>{drawn}</pattern>'
            )
        return f"<defs>{''.join(made)}</defs>"

    def _shape(self, shape: Shape) -> str:
        match shape:
            case Box():
                return self._box(shape)
            case Words():
                return self._words(shape)
            case Line():
                return _line(shape)
            case Sign():
                return _sign(shape)
        told = f"<title{self._spoken(shape.told)}>{_clean(shape.told)}</title>"
        inner = told + "".join(map(self._shape, shape.shapes))
        return (
            f'<a href="{_clean(shape.href)}" rel="nofollow">{inner}</a>' if shape.href else f"<g>{inner}</g>"
        )

    def _box(self, box: Box) -> str:
        painted = _paint(box.paint or "solid-1")
        if box.series > 1:
            colour = SERIES[box.series - 1]
            painted = f'class="line-{box.series}" fill="url(#{self.name}-{box.series})" stroke="{colour}"'
        round_ = f' rx="{_n(box.radius)}"' if box.radius else ""
        place = f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}"'
        return f"<rect {place}{round_} {painted}/>"

    def _words(self, words: Words) -> str:
        more = f' text-anchor="{words.anchor}"' if words.anchor != "start" else ""
        more += ' font-weight="600"' if words.bold else ""
        if words.turned:
            more += f' transform="rotate({_n(words.turned)} {_n(words.x)} {_n(words.y)})"'
        place = f'x="{_n(words.x)}" y="{_n(words.y)}" font-size="{_n(words.size)}"'
        text = _clean(words.text)
        return f"<text {place}{more}{self._spoken(words.text)} {_paint(words.paint)}>{text}</text>"


def _line(line: Line) -> str:
    path = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in line.points)
    dash = DASHES[line.series - 1] if line.series else ""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{path}" {_paint(line.paint)} stroke-width="{_n(line.width)}"{dashed}/>'


def _sign(sign: Sign) -> str:
    place = f'transform="translate({_n(sign.x)} {_n(sign.y)})"'
    return f'<path d="{SIGNS[sign.series - 1]}" {place} {_paint(f"solid-{sign.series}")}/>'
