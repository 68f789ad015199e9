"""How well was what a gold set has read: precision and recall of one part?"""

from dataclasses import dataclass

__all__ = ["Score"]


@dataclass(frozen=True, slots=True)
class Score:
    """Of one part: how many the gold has, how many were read, how many of these are right."""

    expected: int
    read: int
    right: int

    @property
    def precision(self) -> float:
        """Return the share of what was read that is right."""
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        """Return the share of the gold that was read right."""
        return self.right / self.expected if self.expected else 1.0
