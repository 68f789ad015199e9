"""What is one figure together with the passage that makes it?"""

from decimal import Decimal
from typing import NamedTuple

from search.figures import Figure
from search.instruments.occurrences import Searched

__all__ = ["Claim", "number"]


class Claim(NamedTuple):
    """One figure and the passage that makes it."""

    searched: Searched
    figure: Figure


def number(value: Decimal | None) -> int | float | None:
    """Return an exact bound as tables have it."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
