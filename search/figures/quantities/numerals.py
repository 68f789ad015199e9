"""Which number, or which two bounds, does a numeral write?

A numeral is read from left to right, as it is spoken: digits, places (十百千), scales (万亿), and marks of
what is left open (几 数 for a digit, 余 多 来 for a rest). Two digits in a row are a range (七八百) or, if
all are digits, a number written out (二〇二五).
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

__all__ = ["DIGITS", "NUMERAL", "WRITTEN", "Numeral", "read_numeral"]

DIGITS = {
    char: value for row in ("零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖") for value, char in enumerate(row)
}
DIGITS |= {"两": 2}
OPEN = "几数"  # a digit that is not told
REST = "余多来"
PLACES = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
TENS = {"廿": 20, "卅": 30}
SCALES = {"万": 10**4, "亿": 10**8}
LONGEST = 24  # characters; no number of a newspaper is longer, and reading one costs with its length squared
MOST = 10**18  # beyond, it is a code
_ARABIC = r"(?:\d{1,3}(?:[, ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
WRITTEN = "".join([*DIGITS, OPEN, *PLACES, *TENS, *SCALES])
_NO_DIGIT = r"数(?=\d)|(?<=[人次总件户个指天岁字倍系参基度])数|几(?=何|乎|率)"  # 人数, 数 as in number
NUMERAL = re.compile(
    rf"(?:{_ARABIC}|(?!千[瓦克]|{_NO_DIGIT})[{WRITTEN}])+(?:点[零〇一二三四五六七八九]+)?[万亿]*(?:(?:[余多]|来(?!自|到|源))[百千万亿]*)?"
)
_TOKEN = re.compile(rf"{_ARABIC}|点[零〇一二三四五六七八九]+|[^\d]", re.DOTALL)
_OUT = re.compile(r"[零〇一二三四五六七八九]{2,}(?:点[零〇一二三四五六七八九]+)?")
_SCALES = re.compile(r"(?:(?<=\d)[十百千])?[万亿]+$")
_NEIGHBOURS = {("三", "五")}


Pair: TypeAlias = tuple[Decimal, Decimal]
NOTHING = (Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class Numeral:
    """Bounds of a number, the value of its last place that is written, and its open marks and scales.

    `whole` tells that it is one number: both bounds are equal.
    """

    low: Decimal
    high: Decimal
    place: Decimal
    marks: tuple[str, ...] = ()
    multiplier: str = ""

    @property
    def whole(self) -> bool:
        """Tell whether one number is written, no two bounds."""
        return self.low == self.high


class _Reader:
    """Hold what was read of a numeral so far: scales that are done, places of this scale, a digit."""

    def __init__(self) -> None:
        self.done = NOTHING
        self.section = NOTHING
        self.digit: Pair | None = None
        self.place = Decimal(1)  # what the last token counts
        self.last = 0  # the place of this section that was written last
        self.scale = 0  # the last one written
        self.marks: list[str] = []
        self.zero = False
        self.closed = False  # a rest ends the section
        self.sound = True

    def take(self, token: str, before: str) -> None:
        """Read one token on."""
        if token in TENS:
            self.section, self.last, self.place = (Decimal(TENS[token]),) * 2, 10, Decimal(10)
        elif token in PLACES:
            self._place(PLACES[token])
        elif token in SCALES:
            self._scale(SCALES[token])
        elif token in REST:
            self._rest(token)
        elif token in OPEN:
            self._open(token)
        elif token in DIGITS:
            self._single(token, before)
        elif token[0] == "点":
            self._fraction(token[1:])
        else:
            self._arabic(token)

    def _place(self, place: int) -> None:
        self.sound &= not self.closed and (not self.last or place < self.last)
        if self.digit is None:
            self.sound &= not self.last  # 百十 is no number
            self.digit, self.place = (Decimal(1), Decimal(1)), Decimal(1)
        low, high = self.digit
        opened = self.marks[-1:] in (["几"], ["数"]) and low != high
        self.section = _plus(self.section, (low * place, high * place + (place - 1 if opened else 0)))
        self.digit, self.last, self.zero = None, place, False
        self.place *= place

    def _scale(self, scale: int) -> None:
        section = _plus(self.section, self.digit or NOTHING)
        if not any(section) and not any(self.done):
            section = (Decimal(1), Decimal(1))  # 万人, 亿元
        if scale > self.scale:
            low, high = _plus(self.done, section)
            self.done = (low * scale, high * scale)
        else:
            self.sound &= scale < self.scale and any(section)
            self.done = _plus(self.done, (section[0] * scale, section[1] * scale))
        self.place *= scale
        self.scale, self.section, self.digit, self.last = scale, NOTHING, None, 0
        self.closed = self.zero = False

    def _rest(self, token: str) -> None:
        self._close()
        self.sound &= any(self.section) or any(self.done)
        self.marks.append(token)
        inside = any(self.section) or not self.scale
        place = self.place if inside else min(self.place, Decimal(self.scale))
        more = (Decimal(0), place - 1 if place > 1 else place)
        if inside:
            self.section = _plus(self.section, more)
        else:
            self.done = _plus(self.done, more)
        self.closed = True

    def _open(self, token: str) -> None:
        self.sound &= self.digit is None and not self.closed
        self.marks.append(token)
        self.digit = (Decimal(1 if any(self.section) else 2), Decimal(9))
        self.place = Decimal(1)

    def _single(self, token: str, before: str) -> None:
        value = Decimal(DIGITS[token])
        self.sound &= not self.closed
        if not value:
            self.sound &= self.digit is None
            self.zero = True
        elif self.digit is None:
            self.digit, self.place = (value, value), Decimal(1)
        else:
            low, high = self.digit
            self.sound &= low == high and (value == low + 1 or (before, token) in _NEIGHBOURS)
            self.digit = (low, value)

    def _fraction(self, digits: str) -> None:
        self._close()
        text = "".join(str(DIGITS[digit]) for digit in digits)
        self.place = Decimal(1).scaleb(-len(text))
        part = Decimal(f"0.{text}")
        self.section = _plus(self.section, (part, part))

    def _arabic(self, token: str) -> None:
        value = Decimal(re.sub("[, ]", "", token))
        self.sound &= self.digit is None and not self.closed and (not self.last or value < self.last)
        self.digit, self.place = (value, value), _last_place(value)

    def _close(self) -> None:
        """Put a last digit where it belongs: 三万五 is 35,000, 一百零五 is 105."""
        if self.digit is not None:
            unit = self.last // 10 if self.last and not self.zero else 1
            if not self.last and self.scale and not self.zero and max(self.digit) < 10:
                unit = self.scale // 10
            self.section = _plus(self.section, (self.digit[0] * unit, self.digit[1] * unit))
            self.place *= unit
            self.digit = None

    def result(self, multiplier: str) -> Numeral | None:
        """Return the number, None if the tokens make none."""
        self._close()
        low, high = _plus(self.done, self.section)
        if not self.sound or low > high or high > MOST:
            return None
        return Numeral(low, high, self.place, tuple(self.marks), multiplier)


def _plus(one: Pair, other: Pair) -> Pair:
    return one[0] + other[0], one[1] + other[1]


def _last_place(value: Decimal) -> Decimal:
    """Return what the last digit that is written counts; zeros that end a whole number are none."""
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or exponent < 0 or not any(digits):
        return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)
    zeros = len(digits) - len(str(value).rstrip("0"))
    return Decimal(1).scaleb(exponent + zeros)


def read_numeral(written: str) -> Numeral | None:
    """Return what a numeral writes, None if it is no number."""
    if len(written) > LONGEST:
        return None
    if _OUT.fullmatch(written) and not _range(written):
        text = "".join("." if char == "点" else str(DIGITS[char]) for char in written)
        value = Decimal(text)
        return Numeral(value, value, _last_place(value))
    reader, before = _Reader(), ""
    for token in _TOKEN.findall(written):
        reader.take(token, before)
        before = token
    scales = _SCALES.search(written.rstrip(REST))
    return reader.result(scales[0] if scales else "")


def _range(written: str) -> bool:
    """Tell two neighbouring digits, which are a range, from a number written out."""
    if len(written) != 2:
        return False
    first, second = DIGITS[written[0]], DIGITS[written[1]]
    return first > 0 and (second == first + 1 or tuple(written) in _NEIGHBOURS)
