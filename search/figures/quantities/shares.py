"""What do the ways of writing a share or a multiple say that have no unit behind a numeral: 三分之一, 翻两番?

Decision: shares are told in per cent, rounded to two places where they have no end; to double twice is 4.
"""

import re
from dataclasses import replace
from decimal import Decimal

from search.figures.quantities.hedges import bounds, hedges_after, hedges_before
from search.figures.quantities.numerals import NUMERAL, Numeral, read_numeral
from search.figures.quantities.quantity import Quantity

__all__ = ["DOUBLED", "FRACTION", "doubled", "fraction", "scaled"]

FRACTION = (
    rf"(?P<base>[百千万])分之(?P<part>{NUMERAL.pattern})"
    rf"|(?P<whole>[二三四五六七八九十\d]{{1,6}})分之(?P<piece>{NUMERAL.pattern})"
)
DOUBLED = r"翻了?(?:(?P<times>[一二两三四五六1-6])?番|倍)"
CENT = Decimal("0.01")
ENDLESS = 24  # digits that only a division that does not end gives
_BASES = {"百": 100, "千": 1000, "万": 10000}


def doubled(text: str, match: re.Match[str]) -> Quantity:
    """Read 翻番, which is to double, and 翻两番, which is to double twice."""
    times = int(read_numeral(match["times"]).low) if match["times"] else 1  # type: ignore[union-attr]
    end, after = hedges_after(text, match.end(), measure=True)
    high = times + 1 if after else times
    unit = "番" if match[0].endswith("番") else "倍"
    return Quantity(
        match.start(), match.start(), end, (Decimal(2**times), Decimal(2**high)), after, "", unit, "multiple"
    )


def fraction(text: str, match: re.Match[str]) -> Quantity | None:
    """Read 百分之九十 and 三分之一, in per cent."""
    base = _BASES.get(match["base"] or "")
    number = read_numeral(match["part"] or match["piece"])
    whole = Decimal(base) if base else _low(read_numeral(match["whole"]))
    if number is None or not whole:
        return Quantity(match.start(), match.start(), match.end(), reason="malformed")
    share = scaled(number, Decimal(100) / whole)
    start, before = hedges_before(text, match.start(), match[0])
    end, after = hedges_after(text, match.end(), measure=False)
    unit = "%" if base == 100 else "分之"
    return Quantity(
        start,
        match.start(),
        end,
        bounds(share, before, after),
        (*before, *share.marks, *after),
        "",
        unit,
        "share",
    )


def _low(number: Numeral | None) -> Decimal | None:
    return number.low if number else None


def scaled(number: Numeral, factor: Decimal) -> Numeral:
    """Return a numeral times a factor."""
    low, high = _rounded(number.low * factor), _rounded(number.high * factor)
    return replace(number, low=low, high=high, place=number.place * factor)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT) if len(value.as_tuple().digits) > ENDLESS else value
