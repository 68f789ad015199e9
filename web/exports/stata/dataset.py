"""How is a table written as a data set of Stata (format 118, of Stata 14 and later)?

Names of variables are ASCII, their labels as the table has them. Texts up to 244 bytes are str, which can be
merged by, longer ones str or strL, whichever takes less; none is cut. How the rows came about stands in
notes.

Decision: the format begins with how many rows there are and how wide each variable is, so the rows are kept
on the disk until all are known, and any number of them takes the same memory. pyreadstat, which writes data
sets too, holds all rows at once; the tests read our files with it.

Source: Stata, help dta (format 118).
"""

import json
import struct
from collections.abc import Iterator, Sequence
from itertools import accumulate
from tempfile import TemporaryFile

from web.exports.download import Download
from web.exports.plain import Plain
from web.exports.stata.variables import DOUBLE, LABEL, LONG, STRL, Variable, encoded, variables_of

__all__ = ["stata"]

MISSING = {LONG: struct.pack("<i", 2_147_483_621), DOUBLE: struct.pack("<Q", 0x7FE0 << 48)}
NAME, FORMAT, LABELLED = 129, 57, 321  # bytes of a field
MAP = 14  # places of sections
TEXT = 130  # what a strL says that it holds


def stata(download: Download) -> Iterator[bytes]:
    """Write a data set."""
    variables = variables_of(download.columns, download.language)
    with TemporaryFile("w+", encoding="ascii") as kept:
        rows = 0
        for row in download.rows:
            for variable, value in zip(variables, row, strict=True):
                variable.see(value)
            kept.write(f"{json.dumps(row)}\n")
            rows += 1
        yield from _before(variables, download, rows)
        types = [variable.type for variable in variables]
        yield b"<data>"
        kept.seek(0)
        for number, line in enumerate(kept, 1):
            yield b"".join(_packed(json.loads(line), types, number))
        yield b"</data><strls>"
        kept.seek(0)
        for number, line in enumerate(kept, 1):
            yield b"".join(_long_texts(json.loads(line), types, number))
    yield b"</strls><value_labels></value_labels></stata_dta>"


def _before(variables: Sequence[Variable], download: Download, rows: int) -> Iterator[bytes]:
    """Yield what stands before the data: a head, the places of all sections, what the variables are."""
    title = download.title if len(download.title) <= LABEL else download.title[: LABEL - 1] + "…"
    head = b"<stata_dta>" + _header(encoded(title), len(variables), rows)
    sections = [_section(name, body) for name, body in _sections(variables, download)]
    width = sum(variable.width for variable in variables)
    texts = sum(variable.bytes for variable in variables if variable.type == STRL)
    empty = [len(_section(name, b"")) for name in ("map", "data", "strls", "value_labels")]
    of_map, of_data, of_texts, of_labels = empty
    sizes = [len(head), of_map + 8 * MAP, *map(len, sections)]
    sizes += [of_data + rows * width, of_texts + texts, of_labels, len(b"</stata_dta>")]
    yield head
    yield _section("map", struct.pack(f"<{MAP}Q", 0, *accumulate(sizes)))
    yield from sections


def _header(label: bytes, variables: int, rows: int) -> bytes:
    """Return the head; it tells no time, so that the same rows make the same file."""
    return _section(
        "header",
        b"<release>118</release><byteorder>LSF</byteorder>"
        + _section("K", struct.pack("<H", variables))
        + _section("N", struct.pack("<Q", rows))
        + _section("label", struct.pack("<H", len(label)) + label)
        + _section("timestamp", b"\0"),
    )


def _sections(variables: Sequence[Variable], download: Download) -> Iterator[tuple[str, bytes]]:
    """Yield the sections that say what each variable is."""
    yield "variable_types", struct.pack(f"<{len(variables)}H", *(variable.type for variable in variables))
    yield "varnames", b"".join(_field(variable.name, NAME) for variable in variables)
    yield "sortlist", bytes(2 * (len(variables) + 1))
    yield "formats", b"".join(_field(variable.format, FORMAT) for variable in variables)
    yield "value_label_names", bytes(NAME * len(variables))
    yield "variable_labels", b"".join(_field(variable.label[:LABEL], LABELLED) for variable in variables)
    yield "characteristics", b"".join(_noted(_notes(variables, download)))


def _notes(variables: Sequence[Variable], download: Download) -> Iterator[tuple[str, list[str]]]:
    """Yield what is noted of the data set, and of variables whose labels or names say less than the table."""
    yield "_dta", [f"{label}：{text}" for label, text in download.particulars]
    for variable, column in zip(variables, download.columns, strict=True):
        told = [column.name] if column.name != variable.name else []
        yield variable.name, told + ([variable.label] if len(variable.label) > LABEL else [])


def _noted(notes: Iterator[tuple[str, list[str]]]) -> Iterator[bytes]:
    """Yield notes as Stata numbers them; how many there are stands first."""
    for name, texts in notes:
        for number, text in enumerate([str(len(texts)), *texts] if texts else []):
            body = _field(name, NAME) + _field(f"note{number}", NAME) + encoded(text) + b"\0"
            yield _section("ch", struct.pack("<I", len(body)) + body)


def _packed(row: list[Plain], types: Sequence[int], number: int) -> Iterator[bytes]:
    """Yield the values of a row as its variables hold them."""
    for place, (kind, value) in enumerate(zip(types, row, strict=True), 1):
        if kind == STRL:
            kept = value is not None and value != ""
            yield struct.pack("<H", place) + number.to_bytes(6, "little") if kept else bytes(8)
        elif kind in MISSING:
            yield MISSING[kind] if value is None else struct.pack("<i" if kind == LONG else "<d", value)
        else:
            yield encoded(value).ljust(kind, b"\0")


def _long_texts(row: list[Plain], types: Sequence[int], number: int) -> Iterator[bytes]:
    """Yield the texts of a row that are kept behind the data."""
    for place, (kind, value) in enumerate(zip(types, row, strict=True), 1):
        if kind == STRL and (text := encoded(value)):
            yield b"GSO" + struct.pack("<IQBI", place, number, TEXT, len(text) + 1) + text + b"\0"


def _section(name: str, body: bytes) -> bytes:
    tag = name.encode()
    return b"<" + tag + b">" + body + b"</" + tag + b">"


def _field(text: str, size: int) -> bytes:
    """Return a text in a field of a fixed size, at the end of which stands a NUL."""
    return encoded(text).ljust(size, b"\0")
