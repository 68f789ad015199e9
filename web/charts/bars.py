"""How do bars stand below one another, one for each value, those of several searches side by side?"""

from collections.abc import Iterable, Iterator

from web.charts.data import Data, Datum
from web.charts.shapes import Box, Line, Linked, Shape, Words, cut, wide

__all__ = ["MOST", "aside", "bars", "legend"]

MOST = 80  # bars in one chart
PITCH, THICK, BETWEEN = 26, 14, 8
SIZE, SMALL = 13, 11


def bars(data: Data, width: float, *, top: float = 0) -> tuple[list[Shape], float]:
    """Return bars from a height on downwards, and where they end."""
    several = len(data.series) > 1
    shapes: list[Shape] = []
    if several:
        shapes, top = legend(data.series, width, top=top)
    room = width * 0.36
    left = min(max((wide(one.label, SIZE) for one in data.values), default=0), room) + 10
    told = max((wide(one.text, SIZE) for one in data.numbers.values()), default=0) + 10
    shares = max((wide(one.share, SMALL) for one in data.numbers.values()), default=0)
    beside = shares + 10 if shares and width > 500 else 0
    right = width - told - beside
    shapes.append(Words(left, top + 11, data.unit, "soft", 12))
    top += 20
    y = top + 4
    for at, value in enumerate(data.values):
        shapes.append(Words(left - 10, y + THICK - 2, cut(value.label, SIZE, room), anchor="end", size=SIZE))
        for series in range(len(data.series)):
            if datum := data.numbers.get((at, series)):
                long = (right - left) * (datum.number or 0) / (data.most or 1)
                bar = Box(left, y, max(long, 1), THICK, series=series + 1) if long else None
                shapes.append(_bar(datum, bar, (left, right + told, width if beside else 0), y))
            y += PITCH
        y += BETWEEN if several else 0
    shapes.append(Line(((left, top), (left, y - 2)), "rule"))
    return shapes, y + 4


def _bar(datum: Datum, bar: Box | None, edges: tuple[float, float, float], y: float) -> Linked:
    """Return a bar with its number, as high as a finger, and with what is divided if there is room for it."""
    left, right, end = edges
    shapes: list[Shape] = [Box(left, y - (PITCH - THICK) / 2, right - left, PITCH, "hit")]
    if bar:
        shapes.append(bar)
    shapes.append(Words(right, y + THICK - 2, datum.text, anchor="end", size=SIZE))
    if end and datum.share:
        shapes.append(Words(end, y + THICK - 2, datum.share, "soft", SMALL, "end"))
    return Linked(tuple(shapes), datum.said, datum.href)


def legend(names: tuple[str, ...], width: float, *, top: float) -> tuple[list[Shape], float]:
    """Return the names of series with their patterns, in as many lines as they need, and where they end."""
    shapes: list[Shape] = []
    x, y = 0.0, top
    for number, name, long in _fitted(names, width):
        if x and x + long > width:
            x, y = 0.0, y + 22
        shapes += [Box(x + 1, y + 2, 18, 12, series=number), Words(x + 26, y + 13, name, size=SIZE)]
        x += long
    return shapes, y + 28


def aside(head: str, data: Iterable[Datum], width: float, *, top: float) -> tuple[list[Shape], float]:
    """Return numbers that have no place in a chart as text below it, and where that ends."""
    shapes: list[Shape] = [Words(0, top + 13, head, "soft", 12)] if head else []
    x, y = wide(head, 12) + 6 if head else 0.0, top
    for datum in data:
        text = cut(datum.said, 12, width)
        if x + wide(text, 12) > width:
            x, y = 0.0, y + 24
        ground = Box(x, y - 3, wide(text, 12), 24, "hit")
        shapes.append(Linked((ground, Words(x, y + 13, text, "ink", 12)), datum.said, datum.href))
        x += wide(text, 12) + 16
    return shapes, y + 28


def _fitted(names: tuple[str, ...], width: float) -> Iterator[tuple[int, str, float]]:
    for number, name in enumerate(names, 1):
        shown = cut(name or "–", SIZE, width - 30)
        yield number, shown, 26 + wide(shown, SIZE) + 20
