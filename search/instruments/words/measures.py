"""How strongly do two things go together, from a table of four counts?

`together` of the `near` units that stand near the hits are the word, which is `often` among `whole` units.
Near and far, the word and all others make the four cells. Dunning (1993) for log-likelihood, Rychlý (2008)
for logDice, Hardie (2014) for log ratio.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Association"]

Array = np.ndarray[Any, Any]
LEAST = 0.5  # what stands for a word that is nowhere else, so that its ratio is a number


@dataclass(frozen=True)
class Association:
    """The counts of many words at once."""

    together: Array
    often: Array
    near: int
    whole: int

    @property
    def expected(self) -> Array:
        """Return how many there would be near the hits if they kept to no side."""
        return self.often * (self.near / max(self.whole, 1))

    @property
    def log_likelihood(self) -> Array:
        """Return G2, negative where a word is rarer near the hits than elsewhere."""
        far = self.whole - self.near
        cells = (
            (self.together, self.near, self.often),
            (self.near - self.together, self.near, self.whole - self.often),
            (self.often - self.together, far, self.often),
            (far - self.often + self.together, far, self.whole - self.often),
        )
        total = sum(_summand(seen, row * column / max(self.whole, 1)) for seen, row, column in cells)
        return np.where(self.together >= self.expected, 2.0, -2.0) * total

    @property
    def log_dice(self) -> Array:
        """Return logDice, at most 14, NaN where nothing stands together."""
        dice = 2 * self.together / np.maximum(self.near + self.often, 1)
        return 14 + np.log2(dice, out=np.full(len(dice), np.nan), where=dice > 0)

    @property
    def log_ratio(self) -> Array:
        """Return the binary logarithm of the ratio of relative frequencies, NaN where all stands near."""
        far = self.whole - self.near
        if not far or not self.near:
            return np.full(len(self.together), np.nan)
        there = np.maximum(self.together, LEAST) / self.near
        elsewhere = np.maximum(self.often - self.together, LEAST) / far
        return np.log2(there / elsewhere)


def _summand(seen: Array, expected: Array) -> Array:
    """Return seen x ln(seen / expected), 0 where nothing is seen."""
    some = seen > 0
    ratio = np.divide(seen, expected, out=np.ones(len(seen)), where=some & (expected > 0))
    return seen * np.log(ratio)
