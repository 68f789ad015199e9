"""What does one numeric claim say, and where?

Decision: bounds are inclusive, and are what the words allow, not what is likely. 200余 is 200 to 299, 十几 is
11 to 19, 数百 is 200 to 999: up to the last whole number of the numeral's own scale. 近 and 约 stand for the
numbers that round to what is written. Where the words give one bound (超, 以上, 不足), the other is None.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

__all__ = ["KINDS", "REASONS", "Change", "Figure", "Known", "Span"]

Span: TypeAlias = tuple[int, int]

KINDS = ("amount", "percentage", "multiple", "unread")
REASONS = {
    "gap": "white space parts its digits, and nothing says whether they are one number",
    "malformed": "its numerals make no number",
    "unit": "nothing says what kind of number it is",
    "vague": "it says how much without a number",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the article: the day it was published as printed, and whose figures are meant."""

    published: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Say how something moved: the verb as written, up, down or "" and the figure's part in it.

    `part` is by (增长8%), from (由15天…) or to (…降至3天).
    """

    verb: str
    direction: str
    part: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One numeric claim of a passage; `span` and `sentence` are [start, end) in code points of its text.

    `low` and `high` are in the unit, percentages in per cent, None where there is no bound or nothing was
    read. `hedges`, `multiplier` (万, 亿, ...), `unit` and all other texts are as written, folded; `year` is
    the last year of the period where that can be told. `reason` is a key of REASONS if the kind is unread,
    else "".
    """

    kind: str
    span: Span
    sentence: Span
    low: Decimal | None
    high: Decimal | None
    hedges: tuple[str, ...] = ()
    multiplier: str = ""
    unit: str = ""
    indicator: str = ""
    change: Change | None = None
    actor: str = ""
    period: str = ""
    year: int | None = None
    reason: str = ""
