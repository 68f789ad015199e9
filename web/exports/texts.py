"""How is a table written as CSV or JSON Lines, and how are its articles handed on to reference managers?

Decision: a cell that a spreadsheet would run as a formula gets an apostrophe before it, the sign by which
spreadsheets mark text; a number stays a number. CSV begins with a byte order mark, without which they misread
Chinese.
"""

import csv as commas
import io
import json
import re
from collections.abc import Iterator
from itertools import chain

from web.exports.download import Download
from web.exports.plain import Plain, PlainRow, carried
from web.problems import Unanswered

__all__ = ["bare_csv", "csv", "jsonl", "references"]

BOM = "\ufeff".encode()
_FORMULA = re.compile(r"\A[=+\-@\t\r\n＝＋－＠]")
_ODD = re.compile("[\x85\u2028\u2029\ud800-\udfff]")  # what ends a line somewhere, or is no UTF-8


def csv(download: Download) -> Iterator[bytes]:
    """Write CSV (RFC 4180) with the names of columns, behind a byte order mark."""
    yield BOM
    yield from bare_csv(download)


def bare_csv(download: Download) -> Iterator[bytes]:
    """Write CSV without the mark."""
    line = io.StringIO()
    writer = commas.writer(line)
    heads: PlainRow = [column.name for column in download.columns]
    for row in chain([heads], download.rows):
        writer.writerow([_inert(cell) for cell in row])
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def _inert(cell: Plain) -> Plain:
    """Return a cell that no spreadsheet runs."""
    if not isinstance(cell, str):
        return cell
    cell = carried(cell)
    return f"'{cell}" if _FORMULA.match(cell) else cell


def jsonl(download: Download) -> Iterator[bytes]:
    """Write each row as an object on a line."""
    names = [column.name for column in download.columns]
    for row in download.rows:
        told = dict(zip(names, row, strict=True))
        line = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        yield (_ODD.sub(lambda odd: f"\\u{ord(odd[0]):04x}", line) + "\n").encode()


def references(download: Download) -> Iterator[bytes]:
    """Write the entry of each article once, which its rows have in the style of the format.

    Raises Unanswered for a table that cites nothing.
    """
    if not download.quoted:
        raise Unanswered("format-unfit")
    at = [column.name for column in download.columns].index(download.quoted[2])
    before = ""
    for row in download.rows:
        entry = str(row[at])
        if entry != before:
            yield entry.encode()
        before = entry
