"""What does one place of a text say how much, and which two places are the ends of one quantity?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from search.figures.quantities.hedges import Bounds

__all__ = ["Hedges", "Quantity", "row_end", "spanned", "without_limits"]

Hedges: TypeAlias = tuple[str, ...]

_LIMITS = frozenset(("以上", "及以上", "以下", "及以下", "以内"))
_JOINED = re.compile("[、,，和与及]|以及")
_RATIOS = frozenset(("share", "points", "multiple"))


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much is said in [start, end), hedges and unit included; the numeral begins at `number`.

    `kind` is that of the unit, "" where there is none; `reason` says why nothing was read.
    """

    start: int
    number: int
    end: int
    bounds: Bounds = (None, None)
    hedges: tuple[str, ...] = ()
    multiplier: str = ""
    unit: str = ""
    kind: str = ""
    reason: str = ""


def spanned(found: Sequence[Quantity]) -> list[Quantity]:
    """Return quantities with those joined that are the two ends of one: 2万元以上|10万元以下."""
    done: list[Quantity] = []
    for one in found:
        last = done[-1] if done else None
        if (
            last
            and last.end == one.start
            and last.unit == one.unit
            and _ends(last) == "上"
            and _ends(one) == "下"
        ):
            hedges = (*last.hedges, *one.hedges)
            done[-1] = replace(last, end=one.end, bounds=(last.bounds[0], one.bounds[1]), hedges=hedges)
        else:
            done.append(one)
    return done


def without_limits(
    found: Sequence[Quantity], ends: Sequence[int]
) -> tuple[list[Quantity], list[tuple[int, int]]]:
    """Return quantities without those that only say which things the next one counts: 亿元以上|项目57个.

    `ends` are those of their clauses; the places of what was left out follow.
    """
    pairs = zip(found, ends, [*found, None][1:], strict=True)
    limits = [_limits(one, after, end) for one, end, after in pairs]
    return (
        [one for one, limit in zip(found, limits, strict=True) if not limit],
        [(one.start, one.end) for one, limit in zip(found, limits, strict=True) if limit],
    )


def _limits(quantity: Quantity, after: Quantity | None, end: int) -> bool:
    if not quantity.hedges or quantity.hedges[-1] not in _LIMITS or quantity.kind in _RATIOS:
        return False
    if quantity.end >= end:
        return False
    return quantity.unit == "岁" or (after is not None and after.number < end)


def row_end(text: str, found: Sequence[Quantity], number: int) -> int:
    """Return the number behind the last of the quantities that follow one with nothing but 、 between."""
    end = number + 1
    while end < len(found) and _JOINED.fullmatch(text, found[end - 1].end, found[end].start):
        end += 1
    return end


def _ends(quantity: Quantity) -> str:
    return quantity.hedges[-1][-1] if quantity.hedges else ""
