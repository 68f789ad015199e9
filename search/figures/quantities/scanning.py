"""Where does a text say how much, and what does each place say?

Decision: 一 before a classifier is an article, and 百, 千, 万 alone before one are a manner of speaking
(万家), unless a hedge stands before them (上万家). A Chinese numeral needs a unit to be a quantity, since its
characters stand in many words; an Arabic one without a unit that nothing explains is kept as unread.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from search.figures.quantities.hedges import bounds, hedges_after, hedges_before
from search.figures.quantities.numerals import DIGITS, NUMERAL, WRITTEN, Numeral, read_numeral
from search.figures.quantities.quantity import Hedges, Quantity
from search.figures.quantities.shares import DOUBLED, FRACTION, doubled, fraction, scaled
from search.figures.quantities.units import NOUNS, Unit, unit_at

__all__ = ["quantities", "tells"]

_VAGUE = r"(?:近|超|过|逾)?(?:一半|半数|大半)(?:以上)?|过半数?|数以[百千万亿]计|成[百千]上[千万]"
_FIRST = rf"\d{WRITTEN}近超过逾半大成翻"  # what any of them can begin with: asked first, since few places do
_SCAN = re.compile(
    rf"(?=[{_FIRST}])(?:(?P<vague>{_VAGUE})|{FRACTION}|{DOUBLED}|(?P<numeral>{NUMERAL.pattern}))"
)
_TO = re.compile(r"-{1,2}|~|至|到")
_FROM = re.compile(r"[由从自]$")
_APART = re.compile(r"[\d., ]*\d")
_HALF = re.compile(r"个半(?=[年月小天]|星期|学期)|半(?![价数路成天年夜场])")
_SAID = re.compile(r"(?:达到?|[为至到有共是近超了])$")
PER_CENT = {"成": Decimal(10), "‰": Decimal("0.1"), "个千分点": Decimal("0.1")}
_FORMAL = frozenset("壹贰叁肆伍陆柒捌玖拾")
_TENTH = re.compile(
    r"[一二三四五六七八九](?![一二三四五六七八九十百千万亿个家名条项])|半(?![价数路成天年夜场])"
)  # 九成二
_ALONE = frozenset("百千万")


def tells(text: str) -> bool:
    """Tell whether a text may say how much; one that cannot need be read no further."""
    return _SCAN.search(text) is not None


def quantities(text: str, barred: Callable[[int, int], int]) -> Iterator[Quantity]:
    """Yield what a text says how much; `barred` gives the end of what bars a place, 0 for nothing."""
    at = 0
    while match := _SCAN.search(text, at):
        if end := barred(*match.span()):
            at = max(end, match.start() + 1)
            continue
        found = _quantity(text, match)
        if found:
            yield found
        at = max(found.end if found else match.end(), match.start() + 1)


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    if match["vague"]:
        return Quantity(match.start(), match.start(), match.end(), reason="vague")
    if match["numeral"]:
        return _numbered(text, match)
    if match[0][0] == "翻":
        return doubled(text, match)
    return fraction(text, match)


def _numbered(text: str, match: re.Match[str]) -> Quantity | None:
    """Read a numeral with its hedges and its unit, or a range of two."""
    written = match["numeral"]
    start, before = hedges_before(text, match.start(), written)
    number, end, unit = _valued(text, match.end(), written)
    arabic = any(char.isdecimal() for char in written)
    if number is None:
        broken = unit and (arabic or len(written) > 2)  # 千百年 is a manner of speaking
        return Quantity(start, match.start(), end, reason="malformed") if broken else None
    if second := _second(text, start, end, number, unit):
        number, end, unit = second
    elif " " in text[match.end() : match.end() + 1] and text[match.end() + 1 : match.end() + 2].isdecimal():
        return _apart(text, start, match.start())
    if unit is None:
        end, unit, before = _behind_hedge(text, end, before)
    if not _counts(written, unit, before):
        return None
    if unit is None and (reason := _unexplained(text, match.start(), end, number, before)):
        return Quantity(start, match.start(), end, reason=reason)
    measure = bool(unit and unit.kind in ("measure", "duration", "money", "multiple"))
    if unit and unit.text in PER_CENT:
        number, end = _per_cent(text, end, number, unit)
    end, after = hedges_after(text, end, measure=measure)
    return Quantity(
        start,
        match.start(),
        end,
        bounds(number, before, after),
        (*before, *number.marks, *after),
        number.multiplier,
        unit.text if unit else "",
        unit.kind if unit else "",
    )


def _per_cent(text: str, end: int, number: Numeral, unit: Unit) -> tuple[Numeral, int]:
    """Return a share in per cent, with the tenth that may follow 成, and where it ends."""
    number = scaled(number, PER_CENT[unit.text])
    tenth = _TENTH.match(text, end) if unit.text == "成" and number.whole else None
    if not tenth:
        return number, end
    more = DIGITS.get(tenth[0], 5)  # 两成半
    return replace(number, low=number.low + more, high=number.high + more, place=Decimal(1)), tenth.end()


def _behind_hedge(text: str, end: int, before: Hedges) -> tuple[int, Unit | None, Hedges]:
    """Return the unit that follows a hedge behind a numeral: 20万以上人次."""
    behind, hedges = hedges_after(text, end, measure=False)
    unit = unit_at(text, behind) if hedges else None
    return (unit.end, unit, (*before, *hedges)) if unit else (end, None, before)


def _apart(text: str, start: int, at: int) -> Quantity:
    """Return numbers that white space parts as one quantity that cannot be read."""
    match = _APART.match(text, at)
    end = match.end() if match else at + 1
    unit = unit_at(text, end)
    return Quantity(start, at, unit.end if unit else end, reason="gap")


def _valued(text: str, end: int, written: str) -> tuple[Numeral | None, int, Unit | None]:
    """Return number, end and unit of a numeral; half a unit that follows is added."""
    number = read_numeral(written)
    at = end + 1 if text[end : end + 1] == " " and text[end + 1 : end + 2].isalpha() else end
    half = _HALF.match(text, at) if text.startswith("个半", at) else None
    unit = unit_at(text, half.end() if half else at)
    if unit is None:
        return number, end, None
    end = unit.end
    if not half and unit.kind in ("duration", "multiple") and (half := _HALF.match(text, end)):
        end = half.end()
    if half and number and number.whole:
        more = Decimal("0.5")
        number = replace(number, low=number.low + more, high=number.high + more, place=more)
    return number, end, unit


def _second(
    text: str, start: int, end: int, first: Numeral, unit: Unit | None
) -> tuple[Numeral, int, Unit | None] | None:
    """Return the range from a number to one that follows it at once, None where there is none."""
    to = _TO.match(text, end)
    match = NUMERAL.match(text, to.end()) if to else None
    if not to or not match or (_FROM.search(text[max(0, start - 1) : start]) and to[0] in "至到"):
        return None
    second, end, other = _valued(text, match.end(), match[0])
    if second is None or other is None or (unit and unit.text != other.text):
        return None
    if not first.multiplier and second.multiplier and unit is None:
        scale = 10 ** (4 * second.multiplier.count("万") + 8 * second.multiplier.count("亿"))
        if first.high * scale < second.high:
            first = replace(first, low=first.low * scale, high=first.high * scale)
    if first.high > second.low:
        return None
    marks = (*first.marks, *second.marks)
    return Numeral(first.low, second.high, second.place, marks, second.multiplier), end, other


def _counts(written: str, unit: Unit | None, before: tuple[str, ...]) -> bool:
    """Tell whether a numeral is meant as a number."""
    kind = unit.kind if unit else ""
    if written == "一":
        return kind in ("share", "points", "multiple")
    if written in _FORMAL:
        return False  # 陆块, 伍家
    if written in _ALONE and not before:
        return kind in ("money", "measure")
    if any(char.isdecimal() for char in written):
        return True
    return bool(unit) or bool(before and written[-1] in "百千万亿")


def _unexplained(text: str, start: int, end: int, number: Numeral, before: tuple[str, ...]) -> str:
    """Return why a number without a unit is not read, "" where it is clear that something is counted."""
    if before or number.multiplier or number.marks or NOUNS.match(text, end):
        return ""
    if _SAID.search(text[max(0, start - 2) : start]) and not text[end : end + 1].isalpha():
        return ""
    return "unit"
