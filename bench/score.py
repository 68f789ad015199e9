"""How well was what a gold set has read: precision and recall of each part of it?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Score", "report"]


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


def report(
    sets: Sequence[str],
    measure: Callable[[str], tuple[Mapping[str, Score], Sequence[str]]],
    goal: Callable[[str, str], float | None],
    *,
    errors: bool,
) -> None:
    """Print precision and recall of every part of some sets, and on demand what is wrong in the tuned one.

    `goal` says what is wanted of a set and a part, None for nothing.
    """
    for name in sets:
        scores, faults = measure(name)
        width = max(map(len, scores)) + 2
        for part, score in scores.items():
            wanted = goal(name, part)
            told = "" if wanted is None else f"  goal {wanted}"
            print(
                f"{name:8}{part:{width}}precision {score.precision:.3f}  recall {score.recall:.3f}  "
                f"{score.right} of {score.expected}{told}"
            )
        if name == "tune" and errors:
            print("\n".join(faults))
