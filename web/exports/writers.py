"""In which formats can a table be written? One row each.

Decision: a cell that a spreadsheet would run as a formula gets an apostrophe before it, the sign by which
spreadsheets mark text; a number stays a number. CSV begins with a byte order mark, without which they misread
Chinese. A file holds nothing but its columns and rows: what the columns count, the method says.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from unicodedata import east_asian_width

from search.instruments.table import Column
from search.messages import Language
from web.exports.plain import Plain, PlainRow

__all__ = ["WRITERS", "Writer", "writer_named"]

BOM = "\ufeff"
SEEN = 1_000  # rows by which the width of a column of aligned text is found
WIDEST = 120  # columns of a terminal that one column takes at most
_FORMULA = re.compile(r"\A[=+\-@\t\r\n＝＋－＠]")
_BREAK = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_ODD = re.compile("[\x85\u2028\u2029\ud800-\udfff]")  # what ends a line somewhere, or is no UTF-8
Rows = Iterable[PlainRow]


@dataclass(frozen=True, slots=True)
class Writer:
    """One format: its name, the ending of its files, its media type, and what writes rows."""

    name: str
    zh: str
    en: str
    ending: str
    type: str
    write: Callable[[Sequence[Column], Rows, Language], Iterator[str]]

    def label(self, language: Language) -> str:
        """Return what the format is called."""
        return self.en if language == "en" else self.zh


def _csv(columns: Sequence[Column], rows: Rows, language: Language) -> Iterator[str]:
    """Write CSV (RFC 4180) with the names of columns, behind a byte order mark."""
    yield BOM
    yield from _bare_csv(columns, rows, language)


def _bare_csv(columns: Sequence[Column], rows: Rows, _: Language) -> Iterator[str]:
    """Write CSV without the mark."""
    line = io.StringIO()
    writer = csv.writer(line)
    heads: PlainRow = [column.name for column in columns]
    for row in chain([heads], rows):
        writer.writerow([_inert(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _inert(cell: Plain) -> Plain:
    """Return a cell that no spreadsheet runs."""
    if not isinstance(cell, str):
        return cell
    cell = cell.replace("\0", "\ufffd")
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _jsonl(columns: Sequence[Column], rows: Rows, _: Language) -> Iterator[str]:
    """Write each row as an object on a line."""
    names = [column.name for column in columns]
    for row in rows:
        told = dict(zip(names, row, strict=True))
        line = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        yield _ODD.sub(lambda odd: f"\\u{ord(odd[0]):04x}", line) + "\n"


def _aligned(columns: Sequence[Column], rows: Rows, language: Language) -> Iterator[str]:
    """Write text in columns as a terminal shows them, links left out; context ends where its column does."""
    shown = [number for number, column in enumerate(columns) if column.kind != "link"]
    rows = iter(rows)
    heads = [columns[number].label(language) for number in shown]
    first = [[_seen(row[number]) for number in shown] for row in islice(rows, SEEN)]
    widths = [min(max(map(_width, cells)), WIDEST) for cells in zip(heads, *first, strict=True)]
    rest = ([_seen(row[number]) for number in shown] for row in rows)
    for cells in chain([heads], first, rest):
        pairs = zip(cells, widths, shown, strict=True)
        yield "  ".join(_filled(cell, wide, columns[at].kind) for cell, wide, at in pairs).rstrip() + "\n"


def _seen(cell: Plain) -> str:
    """Return a cell on one line that cannot steer a terminal."""
    return "" if cell is None else _BREAK.sub(" ", str(cell))


def _filled(cell: str, wide: int, kind: str) -> str:
    space = " " * (wide - _width(cell))
    return cell + space if kind == "text" else space + cell


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return len(text) if text.isascii() else sum(1 + (east_asian_width(char) in "WF") for char in text)


WRITERS = (
    Writer("csv", "CSV（供电子表格）", "CSV, for spreadsheets", "csv", "text/csv", _csv),
    Writer(
        "csv-bare", "CSV（不带字节序标记）", "CSV without a byte order mark", "csv", "text/csv", _bare_csv
    ),
    Writer("jsonl", "JSON Lines", "JSON Lines", "jsonl", "application/x-ndjson", _jsonl),
    Writer("txt", "对齐的文本", "Aligned text", "txt", "text/plain", _aligned),
)


def writer_named(name: str) -> Writer | None:
    """Return a writer, None where there is none of this name."""
    return next((writer for writer in WRITERS if writer.name == name), None)
