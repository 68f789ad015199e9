"""How is the table of an instrument set out on a page, and what may be asked of it there?

A number is a link to what it counts, where a search shows exactly that: its column names the column of links.

Decision: what is asked stands in the address. A list of concepts or queries may be too long for one; its
pages and files are then buttons of a form that sends all of it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from search.engine import Engine
from search.instruments.instrument import Instrument
from search.instruments.parameters import Parameter
from search.instruments.table import Asked, Column, Row, Table
from search.messages import Language
from search.query.parser import parse
from web.charts.data import Datum, data_of
from web.charts.drawing import drawing
from web.charts.scales import Shades
from web.charts.tiles import steps
from web.exports.plain import MISSING, Plain, PlainRow, plain_rows, told
from web.exports.writers import WRITERS, Writer
from web.limits import ADDRESS
from web.links import Links
from web.params import ROWS, InstrumentRequest, asked_arguments
from web.results.frame import Option, frame
from web.results.listing import shown_filters
from web.results.typed import typed_filters

__all__ = ["shown_rows", "tabled"]

FIRST = 5  # parameters that are not folded away


@dataclass(frozen=True, slots=True)
class Onward:
    """One step that people take with a table: of which instrument, its address below that, its labels."""

    instrument: str
    step: str
    zh: str
    en: str
    pairs: tuple[tuple[str, str], ...] = ()

    def label(self, language: Language) -> str:
        """Return what the step is called."""
        return self.en if language == "en" else self.zh


ONWARD = (
    Onward("sample", "coding", "逐件判断（甲）", "Judge one by one, coder 1", (("coder", "1"),)),
    Onward("sample", "coding", "逐件判断（乙）", "Judge one by one, coder 2", (("coder", "2"),)),
    Onward("sample", "judging", "合计两人的答案", "Count the answers of both"),
)


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
            *((query.text[slice(*one.span)], one.text(links.language)) for one in parse(query.text).notices),
            *((one.text, one.message) for one in (table.remarks if table else ())),
        ],
        "table": table,
        "method": "post" if any(row.long for row in instrument.parameters) else "get",
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
    plain = list(plain_rows(table, links, rows))
    return {
        "total": total,
        "count": _paged(table.asked, asked, links, asked.page, total="1") if total is None else "",
        "grid": _grid(table, every, links) if crossed and len(every) <= asked.size else None,
        "drawing": drawing(table, every, links),
        **shown_rows(table, plain, links),
        "onward": [
            Option(one.label(links.language), links.instrument(table.asked, one.pairs, step=one.step))
            for one in ONWARD
            if one.instrument == table.asked.instrument
        ],
        "first": first + 1,
        "last": first + len(rows),
        **_ways(table.asked, asked, links, total=total, drawn=bool(table.chart and every)),
    }


def shown_rows(table: Table, plain: Sequence[PlainRow], links: Links) -> dict[str, Any]:
    """Return the heads and the cells of rows that are shown."""
    columns = [column for column in table.columns if column.kind not in ("link", "code")]
    return {
        "heads": [(column.label(links.language), column.kind) for column in columns],
        "rows": [_cells(table.columns, row) for row in plain],
    }


def _ways(
    table: Asked, asked: InstrumentRequest, links: Links, *, total: int | None, drawn: bool
) -> dict[str, Any]:
    """Return where the pages around this one and the files are: as addresses, or as what a form sends."""
    before = asked.page - 1
    after = asked.page + 1 if total is None or asked.page * asked.size < total else 0
    long = len(links.instrument(table)) > ADDRESS

    def paged(number: int) -> Option:
        return Option("", "" if long else _paged(table, asked, links, number), value=str(number))

    def file(writer: Writer) -> Option:
        href = "" if long else links.rows(table, writer.name)
        return Option(writer.label(links.language), href, value=writer.name)

    return {
        "before": paged(before) if before else None,
        "after": paged(after) if after else None,
        "files": [file(writer) for writer in WRITERS if writer.of_any],
        "pictures": [file(writer) for writer in WRITERS if writer.draws and drawn],
        "resent": [*asked_arguments(table), ("size", str(asked.size))] if long else [],
        "resent_rows": links.page(f"/api/v1/instruments/{table.instrument}"),
        "receipt": links.page("/api/v1/receipt") if long else links.receipt(table),
        "resent_other": links.other_language(f"/instruments/{table.instrument}", ()),
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
