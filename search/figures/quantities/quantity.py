"""What does one place of a text say how much, and which two places are the ends of one quantity?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from search.figures.quantities.hedges import Bounds

__all__ = ["Hedges", "Quantity", "limits", "spanned"]

Hedges: TypeAlias = tuple[str, ...]

_LIMITS = frozenset(("以上", "及以上", "以下", "及以下", "以内"))
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


def limits(quantity: Quantity, after: Quantity | None, end: int) -> bool:
    """Tell whether a quantity only says which things are counted by the next one: 亿元以上项目57个.

    `end` is that of its clause.
    """
    if not quantity.hedges or quantity.hedges[-1] not in _LIMITS or quantity.kind in _RATIOS:
        return False
    if quantity.end >= end:
        return False
    return quantity.unit == "岁" or (after is not None and after.number < end)


def _ends(quantity: Quantity) -> str:
    return quantity.hedges[-1][-1] if quantity.hedges else ""
