"""How do the cells of a table of two ways stand, each as dark as its number is large?"""

from web.charts.data import Data
from web.charts.scales import Shades
from web.charts.shapes import Box, Linked, Shape, Words, cut, wide
from web.charts.tiles import scale

__all__ = ["ACROSS", "DOWN", "cells", "needed"]

DOWN, ACROSS = 60, 40  # rows and columns in one chart
HIGH, GAP, SIZE, SMALL = 26, 2, 12, 11
LONGEST = 200  # pixels of a name
TURNED = 0.766  # of its length that a name turned by 50 degrees is high


class _Plan:
    """How wide the names, the cells and the sheet are."""

    def __init__(self, data: Data, width: float) -> None:
        self.left = min(max((wide(value.label, SIZE) for value in data.values), default=0), LONGEST) + 10
        told = max((wide(one.text, SMALL) for one in data.numbers.values()), default=0) + 10
        each = (width - self.left - 60) / max(len(data.series), 1) - GAP
        self.side = max(told, 30, min(64, each))
        self.names = [cut(name, SIZE, LONGEST) for name in data.series]
        self.high = max((wide(name, SIZE) for name in self.names), default=0) * TURNED + 16
        over = max((at * (self.side + GAP) + self.side / 2 + wide(name, SIZE) * 0.65 + 8
                    for at, name in enumerate(self.names)), default=0)  # fmt: skip
        self.wide = max(width, self.left + over, self.left + len(data.series) * (self.side + GAP))


def needed(data: Data, width: float) -> float:
    """Return how wide a sheet the cells need, at least as wide as another."""
    return _Plan(data, width).wide


def cells(data: Data, width: float, *, top: float = 0) -> tuple[list[Shape], float]:
    """Return rows of cells from a height on downwards, and where they end."""
    shades, plan = Shades.of(data.drawn), _Plan(data, width)
    left, side, head = plan.left, plan.side, top + plan.high
    shapes: list[Shape] = [
        Words(left + at * (side + GAP) + side / 2, head - 6, name, size=SIZE, turned=-50)
        for at, name in enumerate(plan.names)
    ]
    for at, value in enumerate(data.values):
        y = head + at * (HIGH + GAP)
        shapes.append(Words(left - 10, y + 17, cut(value.label, SIZE, LONGEST), anchor="end", size=SIZE))
        shapes += [
            _cell(data, (at, series), shades, Box(left + series * (side + GAP), y, side, HIGH))
            for series in range(len(data.series))
        ]
    legend, end = scale(data, shades, width, top=head + len(data.values) * (HIGH + GAP) + 12)
    return [*shapes, *legend], end


def _cell(data: Data, at: tuple[int, int], shades: Shades, place: Box) -> Shape:
    datum = data.numbers.get(at)
    if datum is None or datum.number is None:
        return Box(place.x + 0.5, place.y + 0.5, place.width - 1, place.height - 1, "none")
    shade = shades.shade(datum.number)
    filled = Box(place.x, place.y, place.width, place.height, f"shade-{shade}")
    paint = "light" if shade == 4 else "ink"
    number = Words(place.x + place.width - 5, place.y + 17, datum.text, paint, SMALL, "end")
    return Linked((filled, number), datum.said, datum.href)
