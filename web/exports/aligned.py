"""How is a table written as text that is read in a terminal or an editor?"""

import re
from collections.abc import Iterator
from itertools import chain, islice
from unicodedata import east_asian_width

from web.exports.download import Download
from web.exports.plain import Plain

__all__ = ["aligned"]

SEEN = 1_000  # rows by which the width of a column is found
WIDEST = 120  # columns of a terminal that one column takes at most
_BREAK = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def aligned(download: Download) -> Iterator[bytes]:
    """Write columns as a terminal shows them, links left out, or one quotation after the other."""
    lines = _quotations(download) if download.quoted else _columns(download)
    return (line.encode() for line in lines)


def _columns(download: Download) -> Iterator[str]:
    """Yield lines in columns; context ends where its column does."""
    columns, rows = download.columns, iter(download.rows)
    shown = [number for number, column in enumerate(columns) if column.kind != "link"]
    heads = [columns[number].label(download.language) for number in shown]
    first = [[_seen(row[number]) for number in shown] for row in islice(rows, SEEN)]
    widths = [min(max(map(_width, cells)), WIDEST) for cells in zip(heads, *first, strict=True)]
    rest = ([_seen(row[number]) for number in shown] for row in rows)
    for cells in chain([heads], first, rest):
        pairs = zip(cells, widths, shown, strict=True)
        yield "  ".join(_filled(cell, wide, columns[at].kind) for cell, wide, at in pairs).rstrip() + "\n"


def _quotations(download: Download) -> Iterator[str]:
    """Yield the words of each row on a line, its entry and its link below, and an empty line."""
    names = [column.name for column in download.columns]
    words, link, entry = (names.index(name) for name in download.quoted or ())
    for row in download.rows:
        yield f"{_seen(row[words])}\n    {_seen(row[entry])}\n    {_seen(row[link])}\n\n"


def _seen(cell: Plain) -> str:
    """Return a cell on one line that cannot steer a terminal."""
    return "" if cell is None else _BREAK.sub(" ", str(cell))


def _filled(cell: str, wide: int, kind: str) -> str:
    space = " " * (wide - _width(cell))
    return cell + space if kind == "text" else space + cell


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return len(text) if text.isascii() else sum(1 + (east_asian_width(char) in "WF") for char in text)
