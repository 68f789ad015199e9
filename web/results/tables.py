"""How is the table of an instrument set out on a page, and what may be asked of it there?

A number is a link to what it counts, where a search shows exactly that: its column names the column of links.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from search.engine import Engine
from search.instruments.instrument import Instrument
from search.instruments.parameters import Parameter
from search.instruments.table import Asked, Column, Table
from search.query.parser import parse
from web.exports.plain import Plain, PlainRow, plain_rows
from web.exports.writers import WRITERS
from web.links import Links
from web.params import ROWS, InstrumentRequest
from web.results.frame import Option, frame
from web.results.listing import shown_filters
from web.results.typed import typed_filters

__all__ = ["tabled"]

FIRST = 5  # parameters that are not folded away
MISSING = "–"  # where there is nothing to divide by, or nothing to say


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as shown; `bar` is the share it shows from 0 to 100, below 0 for none."""

    text: str
    kind: str
    href: str = ""
    bar: float = -1


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
    """Return one page of rows, the pages around it, and the files of all of them."""
    size = max(asked.size, ROWS) if table.crossed else asked.size
    rows, total = table.page(asked.page, size)
    asked = replace(asked, size=size)
    plain = list(plain_rows(table, links, rows))
    columns = [column for column in table.columns if column.kind not in ("link", "code")]
    return {
        "total": total,
        "grid": _grid(table, plain) if table.crossed and total <= size else None,
        "heads": [(column.label(links.language), column.kind) for column in columns],
        "rows": [_cells(table.columns, row) for row in plain],
        "before": _paged(table.asked, asked, links, asked.page - 1) if asked.page > 1 else "",
        "after": _paged(table.asked, asked, links, asked.page + 1) if asked.page * asked.size < total else "",
        "first": (asked.page - 1) * asked.size + 1,
        "last": min(asked.page * asked.size, total),
        "files": [Option(one.label(links.language), links.rows(table.asked, one.name)) for one in WRITERS],
    }


def _paged(table: Asked, asked: InstrumentRequest, links: Links, number: int) -> str:
    pairs = [("page", str(number)), ("size", str(asked.size))]
    return links.instrument(table, pairs)


def _cells(columns: Sequence[Column], row: PlainRow) -> list[Cell]:
    """Return the cells of a row that are shown."""
    named = dict(zip((column.name for column in columns), row, strict=True))
    return [
        Cell(
            _told(named[one.name], one), one.kind, str(named.get(one.href) or ""), _bar(named[one.name], one)
        )
        for one in columns
        if one.kind not in ("link", "code")
    ]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of two ways: the names of its columns, and its rows by name."""

    heads: tuple[str, ...]
    rows: dict[str, list[Cell]]


def _grid(table: Table, rows: Sequence[PlainRow]) -> Grid:
    """Return cells that come one a row as a grid; a cell that is a part of nothing is no number."""
    by_name = {column.name: column for column in table.columns}
    heads: dict[str, None] = {}
    grid: dict[str, list[Cell]] = {}
    for row in rows:
        named = dict(zip(by_name, row, strict=True))
        down, across, number, share = (str(one) for one in table.crossed or ())
        heads[str(named[across])] = None
        bar = _bar(named[share], by_name[share])
        told = _told(named[number] if bar >= 0 else None, by_name[number])
        href = str(named.get(by_name[number].href) or "") if bar >= 0 else ""
        grid.setdefault(str(named[down]), []).append(Cell(told, "number", href, bar))
    return Grid(tuple(heads), grid)


def _told(value: Plain, column: Column) -> str:
    """Return how a value is shown."""
    if value is None:
        return MISSING
    if column.kind == "share":
        return f"{100 * float(value):.1f} %"
    if column.kind == "rate":
        return f"{float(value):,.2f}"
    return f"{value:,}" if isinstance(value, int | float) else str(value)


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
