"""Which words beside a number open its bounds, and how?

Decision: 近, 约 and 左右 stand for the numbers that round to what is written, at the last place that is not
zero: 约2000 is 1500 to 2500, 近1.2亿 is 1.15亿 to 1.2亿. Below a power of ten the place is a tenth of it
(近千 is 950 to 1000), as what lies below has a digit less.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from search.figures.quantities.numerals import Numeral
from search.figures.words import listed

__all__ = ["Bounds", "bounds", "hedges_after", "hedges_before"]

Bounds: TypeAlias = tuple[Decimal | None, Decimal | None]
WINDOW = 8  # characters before a number, in which its hedges stand


def _above(number: Numeral) -> Bounds:
    return number.low, None


def _below(number: Numeral) -> Bounds:
    return None, number.high


def _near(number: Numeral) -> Bounds:
    return _rounds_up(number), number.high


def _about(number: Numeral) -> Bounds:
    return _rounds_up(number), number.high + (number.place / 2 if number.whole else 0)


def _rest(number: Numeral) -> Bounds:
    return number.low, number.high + number.place


def _as_written(number: Numeral) -> Bounds:
    return number.low, number.high


def _rounds_up(number: Numeral) -> Decimal:
    """Return the least number that rounds to the one that is written."""
    if not number.whole:
        return number.low
    return number.low - number.place / (20 if number.low == number.place else 2)


@dataclass(frozen=True, slots=True)
class Hedge:
    """A word beside a number: what it makes of the bounds, and what must not or must stand beside it."""

    text: str
    bounds: Callable[[Numeral], Bounds]
    after: str = ""  # it does not count after one of these characters
    opens: str = ""  # it counts only before a numeral that begins with one of these characters


BEFORE = (
    *(Hedge(text, _above) for text in listed("超过 超出 突破 不少于 不低于 不下于 不下 不小于 不止")),
    *(Hedge(text, _above) for text in listed("至少 最少 起码 多于 大于 高于 逾")),
    *(
        Hedge(text, _below)
        for text in listed("不超过 不超 未超过 不高于 不多于 不大于 至多 最多 不足 不到 未满 未到")
    ),
    *(Hedge(text, _below) for text in listed("不满 少于 低于 小于")),
    *(Hedge(text, _near) for text in listed("将近 接近")),
    *(Hedge(text, _about) for text in listed("大约 大概 大致 约为 约有 约占")),
    Hedge("超", _above, after="赶反高"),
    Hedge("近", _near, after="最附临邻将接靠亲就远"),
    Hedge("约", _about, after="签节预合公契条违大制邀"),
    Hedge("上", _above, after="线网以加台路会街车", opens="百千万亿"),
    Hedge("过", _above, after="通超经不", opens="百千万亿"),
    Hedge("破", _above, after="突打攻", opens="百千万亿"),
    Hedge("好", _as_written, opens="几"),
)
AFTER = (
    Hedge("以上", _above),
    Hedge("及以上", _above),
    Hedge("开外", _above),
    *(Hedge(text, _below) for text in listed("以下 及以下 以内 之内")),
    *(Hedge(text, _about) for text in listed("左右 上下")),
    *(Hedge(text, _rest) for text in listed("有余 余 多")),
)
_ROWS = {row.text: row for row in (*BEFORE, *AFTER)}
_LONGEST_FIRST = sorted((row.text for row in BEFORE), key=len, reverse=True)
_BEFORE = re.compile(rf"({'|'.join(_LONGEST_FIRST)})了?$")
_AFTER = re.compile("|".join(sorted((row.text for row in AFTER if len(row.text) > 1), key=len, reverse=True)))
_AFTER_MEASURE = re.compile("有余|余(?=[,，。;、的]|$)|多(?![个家项名位种次元样方部少])")


def hedges_before(text: str, at: int, numeral: str) -> tuple[int, tuple[str, ...]]:
    """Return where the hedges before a numeral at `at` begin, and what they are, in reading order."""
    start, found = at, list[str]()
    while len(found) < 2:  # 超过近300: two at most
        window = text[max(0, start - WINDOW) : start]
        match = _BEFORE.search(window)
        row = _ROWS[match[1]] if match else None
        if not match or not row or (row.opens and numeral[0] not in row.opens):
            break
        before = window[match.start() - 1] if match.start() else ""
        if before and before in row.after:
            break
        start -= len(match[0])
        found.append(row.text)
    return start, tuple(reversed(found))


def hedges_after(text: str, at: int, *, measure: bool) -> tuple[int, tuple[str, ...]]:
    """Return where the hedge that begins at `at` ends, and what it is; after a measure 多 and 余 are some."""
    match = _AFTER.match(text, at) or (_AFTER_MEASURE.match(text, at) if measure else None)
    return (match.end(), (match[0],)) if match else (at, ())


def bounds(number: Numeral, before: tuple[str, ...], after: tuple[str, ...]) -> Bounds:
    """Return the bounds of a number between its hedges; what leaves one bound open wins."""
    told = [_ROWS[text].bounds for text in (*before, *after)]
    for effect in (_above, _below, _near, _about, _rest):
        if effect in told:
            low, high = effect(number)
            return _plain(low), _plain(high)
    return _plain(number.low), _plain(number.high)


def _plain(value: Decimal | None) -> Decimal | None:
    """Return a number without zeros behind its point."""
    if value is None:
        return None
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()
