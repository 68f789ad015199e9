"""How is the table of an instrument set out on a page, and what may be asked of it there?

A number is a link to what it counts, where a search shows exactly that: its column names the column of links.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from search.engine import Engine
from search.instruments.instrument import Instrument
from search.instruments.parameters import Parameter
from search.instruments.table import Asked, Column, Row, Table
from search.query.parser import parse
from web.charts.data import Datum, data_of
from web.charts.drawing import drawing
from web.charts.scales import Shades
from web.charts.tiles import steps
from web.exports.plain import MISSING, Plain, PlainRow, plain_rows, told
from web.exports.writers import WRITERS
from web.links import Links
from web.params import ROWS, InstrumentRequest
from web.results.frame import Option, frame
from web.results.listing import shown_filters
from web.results.typed import typed_filters

__all__ = ["tabled"]

FIRST = 5  # parameters that are not folded away


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as shown; `bar` is the share it shows from 0 to 100, below 0 for none, `shade` its ground."""

    text: str
    kind: str
    href: str = ""
    bar: float = -1
    shade: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """One parameter in the form of a table: its values as asked for, and what can be chosen."""

    row: Parameter
    label: str
    values: tuple[str, ...]
    options: tuple[Option, ...]

    @property
    def changed(self) -> bool:
        """Tell whether it is not as usual."""
        return any(value not in ("", str(self.row.usual)) for value in self.values)


def tabled(instrument: Instrument, asked: InstrumentRequest, engine: Engine, links: Links) -> dict[str, Any]:
    """Return all that the page of an instrument sets out, by the names its template knows."""
    query = engine.canonical(asked.query)
    wanting = [row for row in instrument.parameters if row.needed and row.name not in asked.parameters]
    table = (
        None
        if wanting
        else engine.instrument(instrument.name, query, lang=links.language, **asked.parameters)
    )
    typed = typed_filters(query, engine, links)
    controls = [_control(row, asked, links) for row in instrument.parameters]
    shown: dict[str, Any] = {
        "query": query,
        "frame": frame(instrument.name, query, links),
        "instrument": instrument,
        "constraints": shown_filters(query, engine, links, typed=typed),
        "controls": controls[:FIRST],
        "more": controls[FIRST:],
        "notices": [
            (query.text[slice(*one.span)], one.text(links.language)) for one in parse(query.text).notices
        ],
        "table": table,
    }
    return shown | (_set_out(table, asked, links) if table else {"total": 0})


def _set_out(table: Table, asked: InstrumentRequest, links: Links) -> dict[str, Any]:
    """Return one page of rows, the pages around it, the chart and the files of all of them."""
    crossed = table.chart is not None and table.chart.kind == "cells"
    asked = replace(asked, size=max(asked.size, ROWS) if crossed else asked.size)
    first = (asked.page - 1) * asked.size
    every: list[Row] = []
    total: int | None
    if table.chart:  # which needs all rows, found once
        every = list(table.rows)
        rows, total = every[first : first + asked.size], len(every)
    else:
        rows, total = (table.page if asked.counted else table.opened)(asked.page, asked.size)
    columns = [column for column in table.columns if column.kind not in ("link", "code")]
    return {
        "total": total,
        "count": _paged(table.asked, asked, links, asked.page, total="1") if total is None else "",
        "grid": _grid(table, every, links) if crossed and len(every) <= asked.size else None,
        "drawing": drawing(table, every, links),
        "pictures": [
            Option(one.label(links.language), links.rows(table.asked, one.name))
            for one in WRITERS
            if one.draws and every
        ],
        "heads": [(column.label(links.language), column.kind) for column in columns],
        "rows": [_cells(table.columns, row) for row in plain_rows(table, links, rows)],
        "before": _paged(table.asked, asked, links, asked.page - 1) if asked.page > 1 else "",
        "after": _paged(table.asked, asked, links, asked.page + 1)
        if total is None or first + asked.size < total
        else "",
        "first": first + 1,
        "last": first + len(rows),
        "files": [
            Option(one.label(links.language), links.rows(table.asked, one.name))
            for one in WRITERS
            if not one.draws
        ],
    }


def _paged(table: Asked, asked: InstrumentRequest, links: Links, number: int, **more: str) -> str:
    more |= {"total": "1"} if asked.counted else {}
    pairs = [("page", str(number)), ("size", str(asked.size)), *more.items()]
    return links.instrument(table, pairs)


def _cells(columns: Sequence[Column], row: PlainRow) -> list[Cell]:
    """Return the cells of a row that are shown."""
    named = dict(zip((column.name for column in columns), row, strict=True))
    return [
        Cell(told(named[one.name], one), one.kind, str(named.get(one.href) or ""), _bar(named[one.name], one))
        for one in columns
        if one.kind not in ("link", "code")
    ]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of two ways: the names of its columns, its rows by name, and what their shades stand for."""

    heads: tuple[str, ...]
    rows: list[tuple[str, list[Cell]]]
    unit: str
    scale: list[tuple[str, str]]


def _grid(table: Table, rows: Sequence[Row], links: Links) -> Grid | None:
    """Return cells that come one a row as a grid; a cell that is a part of nothing is no number."""
    if table.chart is None:
        return None
    data = data_of(table, table.chart, rows, links)
    shades = Shades.of(data.drawn)
    grid = [
        (value.label, [_shaded(data.numbers.get((at, across)), shades) for across in range(len(data.series))])
        for at, value in enumerate(data.values)
    ]
    return Grid(data.series, grid, data.unit, list(steps(data, shades)))


def _shaded(datum: Datum | None, shades: Shades) -> Cell:
    if datum is None or datum.number is None:
        return Cell(MISSING, "number")
    return Cell(datum.text, "number", datum.href, shade=f"shade-{shades.shade(datum.number)}")


def _bar(value: Plain, column: Column) -> float:
    return round(100 * value, 2) if column.kind == "share" and isinstance(value, float | int) else -1


def _control(row: Parameter, asked: InstrumentRequest, links: Links) -> Control:
    """Return a parameter with what is asked of it; of several values one more can be given."""
    given = asked.parameters.get(row.name, [] if row.several else str(row.usual))
    values = (given,) if isinstance(given, str) else tuple(given)
    if row.several and len(values) < row.several:
        values = (*values, "")
    offered = row.offered if not row.offered or row.usual else ("", *row.offered)
    options = tuple(
        Option(row.said(choice, links.language), "", choice in values, choice) for choice in offered
    )
    return Control(row, row.label(links.language), values, options)
