"""How does a table of articles, CSV or JSONL, become text with known boundaries?

Each row gives one stretch of extracted text: its title, then its body. Columns are named by a mapping
(field to column); where none is given, columns that carry a field's own name or a usual Chinese one are
taken. The other mapped columns are the user's own word and go to the front matter as they are.
"""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import SourceError
from index.intake.sources.document import LINE_CHARACTERS, Document, Hint, RawFile, TableRow

__all__ = ["COLUMNS", "read_table"]

# Field of an article, and the column names that are understood without a mapping.
COLUMNS = {
    "title": ("title", "标题", "题目"),
    "body": ("body", "text", "content", "正文", "内容"),
    "subtitle": ("subtitle", "副标题", "副题"),
    "authors": ("authors", "author", "作者", "记者"),
    "publication": ("publication", "来源", "媒体", "报纸"),
    "published": ("published", "date", "日期", "发布日期", "发表时间"),
    "url": ("url", "链接", "网址"),
}


def read_table(text: str, path: Path, file: RawFile, columns: dict[str, str]) -> Document:
    """Return the extracted text of a table; a row that cannot be read raises SourceError with its line."""
    if unknown := set(columns) - set(COLUMNS):
        raise SourceError(path, 0, f"no field is called {min(unknown)!r}; fields are {', '.join(COLUMNS)}")
    records = _csv(text, path) if file.format == "csv" else _jsonl(text, path)
    out = io.StringIO()
    hints: dict[int, Hint] = {}
    rows: list[TableRow] = []
    size = 0
    for line, record in records:
        values = _values(record, columns, path, line)
        start = size
        for role in ("title", "subtitle", "body"):
            if value := values.pop(role, "").strip():
                first = size == start
                if role != "body" or first:
                    hints[size] = Hint("" if role == "body" else role, f"column-{role}", start=first)
                size += out.write(value.replace("\x00", "\ufffd") + "\n\n")
        if size > start:
            rows.append(TableRow(start, size, values))
    if not rows:
        raise SourceError(path, 0, "holds no rows with text; say which columns hold title and body")
    return file.document(out.getvalue(), hints=hints, rows=tuple(rows))


def _values(record: dict[str, str], columns: dict[str, str], path: Path, line: int) -> dict[str, str]:
    """Return the fields of one record."""
    values = {}
    for field, usual in COLUMNS.items():
        column = columns.get(field) or next((name for name in usual if name in record), "")
        if field in columns and column not in record:
            raise SourceError(
                path, line, f"there is no column {column!r}; columns are {', '.join(map(str, record))}"
            )
        if column:
            values[field] = record[column] or ""
    if "body" not in values:
        raise SourceError(path, line, f"no column holds the body; columns are {', '.join(map(str, record))}")
    return values


def _csv(text: str, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and record of each row."""
    csv.field_size_limit(LINE_CHARACTERS)
    head = text[:10_000].split("\n", 1)[0]
    delimiter = max(",\t;|", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for record in reader:
            if None in record or None in record.values():
                raise SourceError(
                    path,
                    reader.line_num,
                    f"the row has not the {len(reader.fieldnames or ())} fields of the head",
                )
            yield reader.line_num, record
    except csv.Error as error:
        raise SourceError(path, reader.line_num, f"is not CSV: {error}") from error


def _jsonl(text: str, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and record of each line; values that are no text are taken as they print."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        if len(line) > LINE_CHARACTERS:
            raise SourceError(path, number, f"the line has more than {LINE_CHARACTERS:,} characters")
        try:
            record = json.loads(line)
            values = (
                {key: _plain(value) for key, value in record.items()} if isinstance(record, dict) else None
            )
        except RecursionError as error:
            raise SourceError(path, number, "is nested too deeply; flatten its values") from error
        except ValueError as error:
            raise SourceError(path, number, f"is not JSON: {error}") from error
        if values is None:
            raise SourceError(path, number, "is not a JSON object")
        try:
            "".join(values.values()).encode("utf-8")
        except UnicodeEncodeError as error:
            raise SourceError(path, number, "holds half of a surrogate pair") from error
        yield number, values


def _plain(value: Any) -> str:
    """Return a JSON value as text; a list stands for its items with 、 between."""
    if isinstance(value, list):
        return "、".join(map(_plain, value))
    return "" if value is None else str(value)
