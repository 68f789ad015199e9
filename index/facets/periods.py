"""Which periods are there: which texts are years and months, and how do they stand in order?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.facets.vocabularies import OpenValues
from index.text.folding import fold

__all__ = ["Periods"]

_PERIOD = re.compile("[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")


@dataclass(frozen=True)
class Periods(OpenValues):
    """Values are years, or months as in 2024-03: a date's beginning, shorter where no more of it is known.

    They stand in their order, however many articles each has; what lies from `low` to `high` is an example of
    a range of them.
    """

    low: str = "2022"
    high: str = "2025"

    @property
    def written(self) -> tuple[str, ...]:
        """Return how a period, and a range of them, is written."""
        return (self.low, f"{self.low}..{self.high}", f"{self.low}..", f"..{self.high}")

    def bounds(self, given: str) -> bool:
        """Tell whether a range can begin or end with a text: a whole value."""
        return len(given) == len(self.low) and bool(_PERIOD.fullmatch(given))

    def resolve(self, given: str) -> tuple[str, ...]:
        """Return what is given if it is a period."""
        value = fold(given)
        return (value,) if len(value) <= len(self.low) and _PERIOD.fullmatch(value) else ()

    def choices(self, found: Sequence[str]) -> tuple[str, ...]:
        """Return how a period is written."""
        return tuple(found) or (self.low,)

    def order(self, value: str) -> str:
        """Sort from the last period to the first, a year behind its months."""
        digits = value.replace("-", "")
        return f"{999_999 - int(digits.ljust(6, '0')):06}" if digits.isdecimal() else value
