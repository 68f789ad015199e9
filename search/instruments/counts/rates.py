"""What does a count say beside what it is a part of?

The one normaliser: every table that divides does it here. A part of nothing is no number, which is not zero.
"""

__all__ = ["part", "rate"]

PER = 10_000  # characters or words


def part(count: int, whole: int) -> float | None:
    """Return which share of a whole a count is, None of nothing."""
    return count / whole if whole else None


def rate(count: int, whole: int) -> float | None:
    """Return how often something is counted in PER of a whole, None in nothing."""
    return count * PER / whole if whole else None
