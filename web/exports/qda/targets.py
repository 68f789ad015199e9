"""Which programs read a project, and how does each count its line breaks?

REFI-QDA counts characters as Unicode code points, but does not say what a line break is. ATLAS.ti keeps two
signs and counts one, NVivo keeps and counts two; of MAXQDA this is not known. None of the three was at hand
to try: their rows are marked as untested wherever they are offered.
"""

from dataclasses import dataclass

__all__ = ["TARGETS", "Target"]


@dataclass(frozen=True, slots=True)
class Target:
    """A program that opens projects: how a line ends in its files, and how many positions that takes."""

    name: str
    title: str
    line_end: str
    width: int
    tested: bool = False


TARGETS = (
    Target("generic", "", "\n", 1, tested=True),
    Target("maxqda", "MAXQDA", "\n", 1),
    Target("atlas", "ATLAS.ti", "\r\n", 1),
    Target("nvivo", "NVivo", "\r\n", 2),
)
