"""How is a table written as a workbook (XLSX, ECMA-376)?

Decision: a text is written as text, never as a formula or a link, whatever it begins with. Rows go to the
disk as they come, so that any number of them takes the same memory; those beyond what a sheet holds go on in
the next. A text that is longer than a cell can be is refused: nothing is cut.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook

from search.instruments.table import Column
from web.exports.download import Download
from web.exports.plain import Plain, PlainRow, carried
from web.problems import Unanswered

__all__ = ["workbook"]

MOST = 1_048_575  # rows of a sheet below its head
LONGEST = 32_767  # UTF-16 units of a cell
EXACT = 2**53  # above, a cell would round a whole number
PIECE = 65_536  # bytes
WIDTHS = {"prose": 60, "context": 40, "link": 20}
SHEETS = {"zh": ("表", "说明"), "en": ("Rows", "About")}
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook(download: Download) -> Iterator[bytes]:
    """Write a sheet of rows, or as many as they need, and one that says how they came about."""
    with TemporaryDirectory() as folder, (Path(folder) / "book").open("w+b") as file:
        book = Workbook(file, OPTIONS | {"tmpdir": folder})
        try:
            _fill(book, download)
        finally:
            book.close()  # its files too, should a row be refused
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _fill(book: Workbook, download: Download) -> None:
    """Fill sheets with all rows, as many as they need, and another with what is to be known of them."""
    head = book.add_format({"bold": True})
    rows, number = iter(download.rows), 0
    named, about = SHEETS[download.language]
    for first in chain([next(rows, None)], rows):
        sheet = book.add_worksheet(f"{named} {number // MOST + 1}" if number else named)
        some = chain([] if first is None else [first], islice(rows, MOST - 1))
        number += _filled(sheet, head, download, some, number)
    _described(book.add_worksheet(about), head, download, number)


def _filled(sheet: Any, head: Any, download: Download, rows: Iterator[PlainRow], before: int) -> int:
    """Fill a sheet with rows below their heads; return how many there were."""
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(download.columns):
        sheet.set_column(place, place, WIDTHS.get(column.kind, 14))
    for place, column in enumerate(download.columns):
        sheet.write_string(0, place, carried(column.label(download.language)), head)
    number = 0
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, place, _fitting(cell, download.columns[place], before + number))
            elif cell is not None:
                _write_number(sheet, number, place, cell)
    return number


def _write_number(sheet: Any, number: int, place: int, value: Plain) -> None:
    """Write a number that a cell holds, or the digits of one that it would round."""
    if isinstance(value, int) and abs(value) > EXACT:
        sheet.write_string(number, place, str(value))
    else:
        sheet.write_number(number, place, value)


def _fitting(text: str, column: Column, row: int) -> str:
    """Return a text as a cell holds it. Raises Unanswered for one that is too long."""
    told = carried(text)
    if len(told) * 2 > LONGEST and len(told.encode("utf-16-le")) // 2 > LONGEST:
        raise Unanswered("cell-too-long", row=row, column=column.name, limit=LONGEST)
    return told


def _described(sheet: Any, head: Any, download: Download, rows: int) -> None:
    """Write what is to be known of the rows, how many there are, and what each column is."""
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    number = "Rows" if download.language == "en" else "行数"
    columns = [(column.label(download.language), column.name) for column in download.columns]
    told: Sequence[tuple[str, Plain]] = [*download.particulars, (number, rows), *columns]
    for line, (label, value) in enumerate(told):
        sheet.write_string(line, 0, carried(label), head)
        if isinstance(value, int):
            sheet.write_number(line, 1, value)
        else:
            sheet.write_string(line, 1, carried(str(value)))
