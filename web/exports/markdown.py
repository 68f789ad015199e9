"""How is a table written as Markdown (CommonMark, tables as GitHub has them)?

Signs that Markdown would obey are escaped, so that a text is read as it was published and runs nothing.
"""

import re
from collections.abc import Iterator

from web.exports.download import Download
from web.exports.plain import Plain, PlainRow, carried

__all__ = ["markdown"]

_SIGN = re.compile(r"[\\`*_\[\]<>|~!#$]")
_FIRST = re.compile(r"^([-+=:]|\d+(?=[.)]))", re.MULTILINE)  # what a line must not begin with
_SPACE = re.compile(r"^[ \t]+", re.MULTILINE)
_BREAK = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_STEERING = re.compile("[\x01-\x08\x0e-\x1b\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_AMPERSAND = re.compile(r"&(?=[#\w])")


def markdown(download: Download) -> Iterator[bytes]:
    """Write a title, the rows as a table or as quotations, and how they came about."""
    yield f"# {_line(download.title)}\n\n".encode()
    rows = _quotations(download) if download.quoted else _table(download)
    for piece in rows:
        yield piece.encode()
    for label, text in download.particulars:
        yield f"{'' if label else ' '}\n- {_line(label)}：{_line(text)}".encode()
    yield b"\n"


def _quotations(download: Download) -> Iterator[str]:
    """Yield the words of each row as a quotation, with its entry as a link below."""
    names = [column.name for column in download.columns]
    words, link, entry = (names.index(name) for name in download.quoted or ())
    for row in download.rows:
        said = "\\\n> ".join(_block(str(row[words])).split("\n"))
        yield f"> {said}\n>\n> — {_linked(_line(str(row[entry])), row[link])}\n\n"


def _table(download: Download) -> Iterator[str]:
    """Yield the rows of a table; what another column links to is linked."""
    columns = download.columns
    places = {column.name: number for number, column in enumerate(columns)}
    hrefs = {places[column.href] for column in columns if column.href}
    shown = [number for number in range(len(columns)) if number not in hrefs]
    yield _joined(_line(columns[number].label(download.language)) for number in shown)
    yield _joined("---" if columns[at].kind in ("text", "prose", "link", "code") else "---:" for at in shown)
    for row in download.rows:
        yield _joined(_cell(row, number, columns[number].href, places) for number in shown)
    yield "\n"


def _joined(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _cell(row: PlainRow, number: int, href: str, places: dict[str, int]) -> str:
    """Return a cell on one line, linked where another cell says so."""
    told = _block("" if row[number] is None else str(row[number])).replace("\n", "<br>")
    return _linked(told, row[places[href]]) if href and told else told


def _linked(told: str, address: Plain) -> str:
    """Return a text that leads to an address, as it is where there is none."""
    return f"[{told}](<{address}>)" if address else told


def _line(text: str) -> str:
    """Return a text on one line."""
    return _block(" ".join(_BREAK.split(text)))


def _block(text: str) -> str:
    """Return a text whose lines end in a line feed alone, with all signs escaped."""
    plain = _STEERING.sub("\ufffd", _BREAK.sub("\n", carried(text)))
    escaped = _SIGN.sub(r"\\\g<0>", _AMPERSAND.sub("&amp;", plain))
    indented = _SPACE.sub(_entities, escaped)
    return _FIRST.sub(_held, indented)


def _entities(space: re.Match[str]) -> str:
    """Return leading space that begins no code."""
    return "".join(f"&#{ord(char)};" for char in space[0])


def _held(first: re.Match[str]) -> str:
    """Return the beginning of a line that begins no list and no rule."""
    return first[0] + "\\" if first[0].isdigit() else f"\\{first[0]}"
