"""How far do figures reach, from the least to the most that is said, one bar for each value?

Decision: an end that words leave open ends in an arrow, so that no bound is drawn that nobody stated.
"""

from web.charts.data import Data, Datum
from web.charts.scales import Axis, short
from web.charts.shapes import Box, Line, Linked, Shape, Words, cut, wide

__all__ = ["MOST", "notes", "ranges"]

MOST = 60  # bars in one chart
PITCH, THICK, SIZE, SMALL = 30, 10, 13, 12
ARROW = 14  # pixels that an open end goes on


def notes(data: Data) -> tuple[str, ...]:
    """Return what must be said of the chart: what its arrows are."""
    return ("open",) if any(one.open for one in data.numbers.values()) else ()


def ranges(data: Data, width: float, *, top: float = 0) -> tuple[list[Shape], float]:
    """Return bars from a height on downwards, with the axis above them, and where they end."""
    room = width * 0.32
    left = min(max((wide(value.label, SIZE) for value in data.values), default=0), room) + 10 + ARROW
    told = max((wide(one.text, SMALL) for one in data.numbers.values()), default=0) + 12
    below = told > width * 0.3  # no room beside the bars
    right = width - (0 if below else told) - ARROW
    pitch = PITCH + (14 if below else 0)
    axis, head = Axis.between(data.drawn), top + 38
    end = head + pitch * len(data.values)
    shapes = _grid(data, axis, (left, right, top, end))
    for at, (value, datum) in enumerate(data.of(0)):
        y = head + at * pitch + 8
        shapes.append(Words(left - ARROW - 10, y + THICK, cut(value.label, SIZE, room), anchor="end"))
        where = (right - 0.0, y + THICK + 15) if below else (width, y + THICK)
        shapes.append(_range(datum, axis, (left, right), y, where))
    return shapes, end + 8


def _grid(data: Data, axis: Axis, edges: tuple[float, float, float, float]) -> list[Shape]:
    """Return the axis with its unit."""
    left, right, top, end = edges
    note = {"zh": "（对数刻度）", "en": " (logarithmic)"}[data.language] if axis.logarithmic else ""
    shapes: list[Shape] = [Words(left, top + 12, data.unit + note, "soft", SMALL)]
    free = 0.0
    for tick in axis.ticks:
        x, text = left + (right - left) * axis.place(tick), short(tick, data.language)
        shapes.append(Line(((x, top + 36), (x, end)), "grid"))
        half = wide(text, SMALL) / 2
        if x - half >= free:
            shapes.append(Words(x, top + 30, text, "soft", SMALL, "middle"))
            free = x + half + 8
    return shapes


def _range(
    datum: Datum, axis: Axis, edges: tuple[float, float], y: float, where: tuple[float, float]
) -> Linked:
    left, right = edges
    low = left + (right - left) * axis.place(datum.number or 0)
    high = left + (right - left) * axis.place(datum.number or 0 if datum.high is None else datum.high)
    middle = y + THICK / 2
    shapes: list[Shape] = [
        Box(left - ARROW, y - 8, right - left + 2 * ARROW, 26, "hit"),
        Box(low - 1.5, y, max(high - low, 0) + 3, THICK, radius=1.5),
    ]
    if datum.open in ("low", "both"):
        shapes += _arrow(low - 1.5, middle, -ARROW)
    if datum.open in ("high", "both"):
        shapes += _arrow(high + 1.5, middle, ARROW)
    shapes.append(Words(where[0], where[1], datum.text, "ink", SMALL, "end"))
    return Linked(tuple(shapes), datum.said, datum.href)


def _arrow(x: float, y: float, far: float) -> tuple[Shape, ...]:
    """Return an arrow from the end of a bar outwards."""
    tip, back = x + far, x + far * 0.55
    return (
        Line(((x, y), (tip, y)), "line-1", 2),
        Line(((back, y - 4.5), (tip, y), (back, y + 4.5)), "line-1", 2),
    )
