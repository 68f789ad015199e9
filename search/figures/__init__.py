"""Which numeric claims does a passage make: how much, of what, how sure, compared with what, whose, when?"""

from search.figures.figure import REASONS, Change, Figure, Known
from search.figures.reading import read_figures

__all__ = ["REASONS", "Change", "Figure", "Known", "read_figures"]
