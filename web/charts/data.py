"""Which numbers does a chart draw, and in which words are they told?

Decision: what a chart has no room for is named as left out, never dropped in silence; drawn is what stands
first in the table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from search.instruments.chart import Chart
from search.instruments.table import Column, Table
from search.messages import Language
from web.exports.plain import Plain, PlainRow, plain_rows, told
from web.links import Links

__all__ = ["Data", "Datum", "Value", "data_of"]


MOST = 10**30  # that a scale holds


@dataclass(frozen=True, slots=True)
class Datum:
    """One number that is drawn: `text` stands beside it, `said` is all of it, `share` what it divides."""

    number: float | None
    text: str
    said: str
    href: str = ""
    share: str = ""
    high: float | None = None
    open: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """What numbers are counted of."""

    code: str
    label: str


@dataclass(frozen=True)
class Data:
    """The values of a chart, its series, and the number of each pair that has a row, by their places.

    `column` is the one that is drawn, `unit` what is counted.
    """

    values: tuple[Value, ...]
    series: tuple[str, ...]
    numbers: dict[tuple[int, int], Datum]
    column: Column
    unit: str
    language: Language

    @cached_property
    def drawn(self) -> list[float]:
        """Return all numbers that are drawn."""
        found = [number for one in self.numbers.values() for number in (one.number, one.high)]
        return [number for number in found if number is not None]

    @property
    def most(self) -> float:
        """Return the largest number."""
        return max(self.drawn, default=0)

    @property
    def whole(self) -> bool:
        """Tell whether things are counted, not divided."""
        return self.column.kind == "number"

    def of(self, series: int) -> list[tuple[Value, Datum]]:
        """Return the values of a series that have a row, each with its number."""
        return [
            (value, self.numbers[at, series])
            for at, value in enumerate(self.values)
            if (at, series) in self.numbers
        ]

    def first(self, values: int, series: int) -> "Data":
        """Return the first values and the first series alone."""
        kept = {pair: one for pair, one in self.numbers.items() if pair[0] < values and pair[1] < series}
        return replace(self, values=self.values[:values], series=self.series[:series], numbers=kept)

    def told(self, number: float) -> str:
        """Return how a number of this kind is shown."""
        return told(int(number) if self.whole and float(number).is_integer() else number, self.column)


def data_of(table: Table, chart: Chart, rows: Iterable[Sequence[Any]], links: Links) -> Data:
    """Return what a chart of these rows draws."""
    columns = {column.name: column for column in table.columns}
    places = {name: at for at, name in enumerate(columns)}
    values: dict[str, int] = {}
    named: list[Value] = []
    numbers: dict[tuple[int, int], Datum] = {}
    plain = list(plain_rows(table, links, rows))
    names = [str(row[places[chart.series]]) if chart.series else "" for row in plain]
    series = {name: at for at, name in enumerate(dict.fromkeys(names))}
    for row, other in zip(plain, names, strict=True):
        code, label = str(row[places[chart.code]]), str(row[places[chart.label]])
        if code not in values:
            values[code] = len(values)
            named.append(Value(code, label))
        of = f"{label} · {other}" if len(series) > 1 and other else label
        numbers[values[code], series[other]] = _datum(_Cells(row, places, columns), chart, of)
    column = columns[chart.number]
    unit = chart.unit or column.label(links.language)
    return Data(tuple(named), tuple(series), numbers, column, unit, links.language)


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of a row by the names of their columns."""

    row: PlainRow
    places: dict[str, int]
    columns: dict[str, Column]

    def value(self, name: str) -> Plain:
        """Return a cell, None where no column is named."""
        return self.row[self.places[name]] if name else None

    def number(self, name: str) -> float | None:
        """Return a cell as a number that can be drawn; one that is beyond all measure cannot."""
        value = self.value(name)
        return value if isinstance(value, int | float) and abs(value) < MOST else None

    def text(self, name: str) -> str:
        """Return a cell as it is shown, "" where no column is named."""
        return told(self.value(name), self.columns[name]) if name else ""


def _datum(cells: _Cells, chart: Chart, of: str) -> Datum:
    number, text = cells.number(chart.number), cells.text(chart.number)
    if chart.whole and not cells.number(chart.whole):
        number, text = None, told(None, cells.columns[chart.number])
    share = f"{cells.text(chart.part)}/{cells.text(chart.whole)}" if chart.part else ""
    if chart.high:
        text = _between(text, cells.text(chart.high), str(cells.value(chart.open) or ""))
    said = f"{of} · {text}" + (f" ({share})" if share else "")
    return Datum(
        number,
        text,
        said,
        str(cells.value(chart.href) or "") if number is not None else "",
        share,
        cells.number(chart.high),
        str(cells.value(chart.open) or ""),
    )


def _between(low: str, high: str, open_: str) -> str:
    """Return bounds in one text, an arrow at an end that is open."""
    told = low if low == high else f"{low}–{high}"
    before = "← " if open_ in ("low", "both") else ""
    return before + told + (" →" if open_ in ("high", "both") else "")
