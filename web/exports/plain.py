"""What does a row say where it holds nothing but texts and numbers?

A cell that links becomes an address, a passage that is cited an entry; fractions are rounded, so that a file
is the same on every machine.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from search.instruments.table import Asked, Cell, Column, Link, Reference, Table
from search.query.request import Query
from web.citations.citation import Citation
from web.citations.names import Cut, each_apart
from web.citations.styles import Style, usual_style
from web.links import Links

__all__ = ["MISSING", "Plain", "PlainRow", "carried", "plain_rows", "told"]

Plain: TypeAlias = str | int | float | None
PlainRow: TypeAlias = list[Plain]

DIGITS = 6  # behind the point
_UNCARRIED = re.compile("[\0\ud800-\udfff\ufffe\uffff]")
MISSING = "–"  # where there is nothing to divide by, or nothing to say


def plain_rows(
    table: Table,
    links: Links,
    rows: Iterable[Sequence[Cell]] | None = None,
    *,
    style: Style | None = None,
    cut: Cut = each_apart,
) -> Iterator[PlainRow]:
    """Yield the rows of a table, or some of them, with addresses for links.

    With a style, that of a format for reference managers, each row cites its article, else its passage.
    """
    entry = _whole_entries(links, style) if style else _entries(links, cut)
    address = _addresses(links)
    for row in table.rows if rows is None else rows:
        yield [_plain(cell, address, entry) for cell in row]


def carried(text: str) -> str:
    """Return a text as every format carries it: U+FFFD for NUL, halves of pairs and no characters."""
    return _UNCARRIED.sub("\ufffd", text)


def told(value: Plain, column: Column) -> str:
    """Return how a value is shown to a reader."""
    if value is None:
        return MISSING
    if column.kind == "share":
        return f"{100 * float(value):.1f} %"
    if column.kind == "rate":
        return f"{float(value):,.2f}"
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _plain(cell: Cell, address: Callable[[Link], str], entry: Callable[[Reference], str]) -> Plain:
    if isinstance(cell, float):
        return round(cell, DIGITS)
    if cell is None or isinstance(cell, str | int):
        return cell
    return entry(cell) if isinstance(cell, Reference) else address(cell)


def _addresses(links: Links) -> Callable[[Link], str]:
    """Return the addresses of links; that of a passage marked for a search is cut around it once."""
    marked: dict[Query, Callable[[str, str], str]] = {}

    def address(cell: Link) -> str:
        match cell:
            case Query():
                return links.search(cell)
            case Asked():
                return links.instrument(cell)
        if cell.query not in marked:
            marked[cell.query] = links.articles(cell.query)
        return marked[cell.query](cell.anchor.article, cell.anchor.passage)

    return address


def _entries(links: Links, cut: Cut) -> Callable[[Reference], str]:
    """Return the entries of passages, with links that last: those name no search and no language."""
    lasting, day = replace(links, usual=links.language), date.today()  # noqa: DTZ011 the day at the server
    style = usual_style(links.language)

    def entry(cell: Reference) -> str:
        link = lasting.article(cell.record.id, passage=cell.passage)
        number = cell.number
        return style.write(
            Citation.of(cell.record, link, read=day, passage=cell.passage, number=number, cut=cut)
        )

    return entry


def _whole_entries(links: Links, style: Style) -> Callable[[Reference], str]:
    """Return the entries of the articles of passages, each made once for passages in a row."""
    lasting, day = replace(links, usual=links.language), date.today()  # noqa: DTZ011 the day at the server
    made = ("", "")

    def entry(cell: Reference) -> str:
        nonlocal made
        if made[0] != cell.record.id:
            link = lasting.article(cell.record.id)
            made = (cell.record.id, style.write(Citation.of(cell.record, link, read=day)))
        return made[1]

    return entry
