"""How do columns stand, or lines run, along the years or months?

Decision: time goes on where nothing was published, so that years and months without articles leave a gap; a
number of zero stands on the ground line. What has no date has no place in time, and is told below.
"""

import re
from collections.abc import Iterator, Sequence

from index.facets.rows import NONE
from web.charts.bars import aside, legend
from web.charts.data import Data, Datum
from web.charts.scales import Axis, short
from web.charts.shapes import Box, Line, Linked, Shape, Sign, Words, wide

__all__ = ["MOST", "columns", "line", "notes"]

MOST = 3_000  # years or months of all series together
LONGEST = 600  # years or months on one axis, beyond which gaps are not kept
HIGH, SIZE = 220, 12
SIGNS = 60  # bands up to which each point of a line has a sign
_MONTH = re.compile(r"\A(\d{4})-(\d{2})\Z")
_YEAR = re.compile(r"\A\d{4}\Z")


class _Ground:
    """What columns and lines stand on: the axes, and the place of each band of time."""

    def __init__(self, data: Data, width: float, *, top: float) -> None:
        self.data = data
        self.known = {value.code: at for at, value in enumerate(data.values) if value.code != NONE}
        self.dated = [(pair, one) for pair, one in data.numbers.items() if data.values[pair[0]].code != NONE]
        self.axis = Axis.from_zero(
            max((one.number or 0 for _, one in self.dated), default=0), whole=data.whole
        )
        self.ticks = [_tick(data, tick) for tick in self.axis.ticks]
        self.left = max(wide(text, SIZE) for text in self.ticks) + 10
        self.width, self.top, self.low = width, top + 32, top + 32 + HIGH
        self.codes = _bands(list(self.known))
        self.band = (width - self.left - 2) / max(len(self.codes), 1)
        self.starts = {code: self.left + self.band * at for at, code in enumerate(self.codes)}

    def y(self, number: float) -> float:
        """Return how far down a number stands."""
        return self.low - HIGH * self.axis.place(number)

    def shapes(self) -> Iterator[Shape]:
        """Yield the axes with their numbers and names."""
        for tick, text in zip(self.axis.ticks, self.ticks, strict=True):
            y = self.y(tick)
            yield Line(((self.left, y), (self.width, y)), "grid" if tick else "rule")
            yield Words(self.left - 8, y + 4, text, "soft", SIZE, "end")
        yield Words(0, self.top - 18, self.data.unit, "soft", SIZE)
        free = self.left - self.band
        for code, text in self._names():
            middle, half = self.starts[code] + self.band / 2, wide(text, SIZE) / 2
            middle = min(middle, self.width - half)
            if middle - half >= free:
                yield Words(middle, self.low + 17, text, "soft", SIZE, "middle")
                free = middle + half + 8

    def below(self) -> tuple[list[Shape], float]:
        """Return what has no date, as text below the axis, and where that ends."""
        undated = [one for (at, _), one in self.data.numbers.items() if self.data.values[at].code == NONE]
        if not undated:
            return [], self.low + 28
        return aside("", undated, self.width, top=self.low + 30)

    def _names(self) -> list[tuple[str, str]]:
        """Return the names of bands, of months those of years where not all of them have room."""
        labels = {value.code: value.label for value in self.data.values}
        every = [(code, labels.get(code, code)) for code in self.codes]
        if self.band >= max((wide(text, SIZE) for _, text in every), default=0) + 8:
            return every
        years = [(code, code[:4]) for code in self.codes if code.endswith("-01")]
        return years or every


def _tick(data: Data, tick: float) -> str:
    return f"{100 * tick:.6g} %" if data.column.kind == "share" else short(tick, data.language)


def _bands(codes: Sequence[str]) -> list[str]:
    """Return years or months in order with those between them, others as they stand."""
    if codes and all(_YEAR.match(code) for code in codes):
        years = range(min(map(int, codes)), max(map(int, codes)) + 1)
        return [f"{year:04}" for year in years] if len(years) <= LONGEST else sorted(codes)
    months = [int(found[1]) * 12 + int(found[2]) - 1 for code in codes if (found := _MONTH.match(code))]
    if not months or max(months) - min(months) > LONGEST:
        return sorted(codes)
    between = {f"{at // 12:04}-{at % 12 + 1:02}" for at in range(min(months), max(months) + 1)}
    return sorted({*codes, *between})


def notes(data: Data) -> tuple[str, ...]:
    """Return what must be said of the chart: that it has gaps."""
    codes = [value.code for value in data.values if value.code != NONE]
    missing = len(_bands(codes)) > len(codes)
    return ("gaps",) if missing or any(one.number is None for one in data.numbers.values()) else ()


def columns(data: Data, width: float, *, top: float = 0) -> tuple[list[Shape], float]:
    """Return columns from a height on downwards, and where they end."""
    shapes, top = legend(data.series, width, top=top) if len(data.series) > 1 else ([], top)
    ground = _Ground(data, width, top=top)
    shapes += ground.shapes()
    each = ground.band * 0.8 / len(data.series)
    room = each >= max((wide(one.text, 11) for one in data.numbers.values()), default=0)
    for code in ground.codes:
        for series in range(len(data.series)):
            datum = data.numbers.get((ground.known.get(code, -1), series))
            if datum is None or datum.number is None:
                continue
            x = ground.starts[code] + ground.band * 0.1 + each * series
            y = ground.y(datum.number)
            inner: list[Shape] = [Box(x, ground.top, each, HIGH, "hit")]
            if datum.number:
                inner.append(Box(x, min(y, ground.low - 1), each, max(ground.low - y, 1), series=series + 1))
            if room:
                inner.append(Words(x + each / 2, y - 5, datum.text, "ink", 11, "middle"))
            shapes.append(Linked(tuple(inner), datum.said, datum.href))
    undated, end = ground.below()
    return [*shapes, *undated], end


def line(data: Data, width: float, *, top: float = 0) -> tuple[list[Shape], float]:
    """Return lines from a height on downwards, and where they end."""
    shapes, top = legend_of_lines(data.series, width, top=top) if len(data.series) > 1 else ([], top)
    ground = _Ground(data, width, top=top)
    shapes += ground.shapes()
    for series in range(len(data.series)):
        signs: list[Shape] = []
        for run in _runs(ground, series):
            points = tuple((x, ground.y(datum.number or 0)) for x, datum in run)
            if len(points) > 1:
                shapes.append(Line(points, f"line-{series + 1}", 2, series + 1))
            if len(points) == 1 or len(ground.codes) <= SIGNS:
                signs += [
                    Linked((Box(x - 8, y - 8, 16, 16, "hit"), Sign(x, y, series + 1)), one.said, one.href)
                    for (x, y), (_, one) in zip(points, run, strict=True)
                ]
        shapes += signs
    undated, end = ground.below()
    return [*shapes, *undated], end


def _runs(ground: _Ground, series: int) -> Iterator[list[tuple[float, Datum]]]:
    """Yield what a line joins without a gap; a year among months stands alone."""
    run: list[tuple[float, Datum]] = []
    monthly = any(_MONTH.match(code) for code in ground.codes)
    for code in ground.codes:
        datum = ground.data.numbers.get((ground.known.get(code, -1), series))
        there = datum is not None and datum.number is not None
        apart = monthly and not _MONTH.match(code)
        if run and (not there or apart):
            yield run
            run = []
        if there and datum:
            run.append((ground.starts[code] + ground.band / 2, datum))
            if apart:
                yield run
                run = []
    if run:
        yield run


def legend_of_lines(names: tuple[str, ...], width: float, *, top: float) -> tuple[list[Shape], float]:
    """Return the names of series with their lines and signs, and where they end."""
    shapes, end = legend(names, width, top=top)
    return [made for shape in shapes for made in _stroked(shape)], end


def _stroked(shape: Shape) -> tuple[Shape, ...]:
    """Return the line of a series for its pattern in a legend."""
    if not isinstance(shape, Box):
        return (shape,)
    y = shape.y + shape.height / 2
    drawn = Line(((shape.x - 1, y), (shape.x + 21, y)), f"line-{shape.series}", 2, shape.series)
    return drawn, Sign(shape.x + 10, y, shape.series)
