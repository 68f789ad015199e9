"""What does a row say where it holds nothing but texts and numbers?

A cell that links becomes an address; fractions are rounded, so that a file is the same on every machine.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from search.instruments.table import Asked, Cell, Place, Table
from search.query.request import Query
from web.links import Links

__all__ = ["Plain", "PlainRow", "plain_rows"]

Plain: TypeAlias = str | int | float | None
PlainRow: TypeAlias = list[Plain]

DIGITS = 6  # behind the point


def plain_rows(
    table: Table, links: Links, rows: Iterable[Sequence[Cell]] | None = None
) -> Iterator[PlainRow]:
    """Yield the rows of a table, or some of them, with addresses for links."""
    address = _addresses(links)
    for row in table.rows if rows is None else rows:
        yield [_plain(cell, address) for cell in row]


def _plain(cell: Cell, address: Callable[[Query | Asked | Place], str]) -> Plain:
    if isinstance(cell, float):
        return round(cell, DIGITS)
    if cell is None or isinstance(cell, str | int):
        return cell
    return address(cell)


def _addresses(links: Links) -> Callable[[Query | Asked | Place], str]:
    """Return the addresses of links; that of a passage marked for a search is cut around it once."""
    marked: dict[Query, Callable[[str, str], str]] = {}

    def address(cell: Query | Asked | Place) -> str:
        match cell:
            case Query():
                return links.search(cell)
            case Asked():
                return links.instrument(cell)
        if cell.query not in marked:
            marked[cell.query] = links.articles(cell.query)
        return marked[cell.query](cell.anchor.article, cell.anchor.passage)

    return address
