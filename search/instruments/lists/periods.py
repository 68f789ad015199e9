"""Which periods lie between the first and the last of some?"""

from collections.abc import Collection

__all__ = ["between"]

MONTHS = 12


def between(periods: Collection[str]) -> set[str]:
    """Return years, or months, with all that lie between them; what is no year or month stays as it is."""
    kept = set(periods)
    for letters, number, written in ((4, int, _year), (7, _months, _month)):
        known = [number(one) for one in kept if len(one) == letters]
        kept |= {written(one) for one in range(min(known), max(known) + 1)} if known else set()
    return kept


def _year(number: int) -> str:
    return f"{number:04}"


def _months(month: str) -> int:
    """Return a month, written 2024-05, as a number."""
    return int(month[:4]) * MONTHS + int(month[5:]) - 1


def _month(number: int) -> str:
    return f"{number // MONTHS:04}-{number % MONTHS + 1:02}"
