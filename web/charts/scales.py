"""Which place, or which shade, does a number have in a chart?"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

from search.messages import Language

__all__ = ["SHADES", "Axis", "Shades", "short"]

SHADES = 4  # above zero
STEPS = (1, 2, 2.5, 5, 10)
LEAST = 1e-290  # of a number that is told from zero
WIDE = 500  # from the least to the most, from which an axis goes by powers of ten


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from `low` to `high` with its ticks, by powers of ten where it is `logarithmic`."""

    low: float
    high: float
    ticks: tuple[float, ...]
    logarithmic: bool = False

    @classmethod
    def from_zero(cls, most: float, ticks: int = 4, *, whole: bool = False) -> "Axis":
        """Return a scale that begins at zero, with at most so many even steps, of `whole` numbers if so."""
        most = most if most > LEAST else 1
        step = _step(most / ticks, (1, 2, 5, 10) if whole else STEPS)
        step = max(step, 1) if whole else step
        many = ceil(most / step - 1e-9)
        return cls(0, many * step, tuple(number * step for number in range(many + 1)))

    @classmethod
    def between(cls, numbers: Iterable[float]) -> "Axis":
        """Return a scale that holds some numbers; it begins at zero if it need not go by powers of ten."""
        known = [number if abs(number) > LEAST else 0 for number in numbers] or [0]
        least, most = min(known), max(known)
        if least > 0 and most / least > WIDE:
            first, last = floor(log10(least)), ceil(log10(most))
            every = ceil((last - first) / 6)
            return cls(10.0**first, 10.0**last, tuple(10.0**at for at in range(first, last + 1, every)), True)
        if least < 0:
            step = _step((max(most, 0) - least) / 4)
            low, high = floor(least / step), ceil(max(most, 0) / step)
            return cls(low * step, high * step, tuple(at * step for at in range(low, high + 1)))
        return cls.from_zero(most)

    def place(self, number: float) -> float:
        """Return where a number stands, from 0 to 1."""
        if self.logarithmic:
            return (log10(max(number, self.low)) - log10(self.low)) / (log10(self.high) - log10(self.low))
        return (number - self.low) / (self.high - self.low)


def _step(about: float, steps: tuple[float, ...] = STEPS) -> float:
    """Return one of some steps times a power of ten that is no smaller."""
    power = 10.0 ** floor(log10(max(about, LEAST)))
    return next(power * by for by in steps if power * by >= about * (1 - 1e-9))


@dataclass(frozen=True, slots=True)
class Shades:
    """A scale of few steps: `edges` are the most that each shade above zero stands for."""

    edges: tuple[float, ...]

    @classmethod
    def of(cls, numbers: Iterable[float]) -> "Shades":
        """Return steps that about equally many numbers above zero lie in, so that they are told apart."""
        above = sorted(number for number in numbers if number > 0)
        at = [ceil(len(above) * step / SHADES) - 1 for step in range(1, SHADES + 1)] if above else []
        return cls(tuple(dict.fromkeys(above[place] for place in at)))

    def shade(self, number: float) -> int:
        """Return the shade of a number, 0 for zero; the last step is the darkest whatever there are."""
        if number <= 0:
            return 0
        at = next((at for at, edge in enumerate(self.edges) if number <= edge), len(self.edges) - 1)
        return SHADES - (len(self.edges) - 1 - at)


def short(number: float, language: Language) -> str:
    """Return a number as an axis says it, in units of the language where it is large."""
    units = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e5, "k")) if language == "en" else (
        (1e12, "万亿"), (1e8, "亿"), (1e5, "万"),
    )  # fmt: skip
    for least, name in units:
        if abs(number) >= least:
            by = {"k": 1e3, "万": 1e4}.get(name, least)
            return f"{number / by:,.6g} {name}" if language == "zh" else f"{number / by:,.6g}{name}"
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.6g}"
