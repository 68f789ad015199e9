"""Which named entries does a list have, however it is written, and which of its lines cannot be read?

A list is written as lines (`name: content`), as CSV of two columns, or as a YAML mapping; which of them it
is, the list shows, or the reader says. What cannot be read is a fault with its line; all others count.

Decision: a line of CSV, and an entry of YAML, is read alone. A quotation mark that is never closed, or a bad
indentation, then takes nothing with it that follows.
"""

import csv
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from index.corpus.frontmatter import read_mapping
from index.errors import ArticleError
from index.text.folding import fold
from search.instruments.table import Remark
from search.messages import Language, Message, say

__all__ = ["FAULTS", "FORMS", "Entry", "Fault", "Subject", "read_entries", "remarks"]

FAULTS = (
    Message(
        "list-name",
        "第 {line} 行没有名称：请写成“名称：内容”。",
        'Line {line} has no name: write "name: content".',
    ),
    Message(
        "list-content",
        "第 {line} 行的名称后面没有内容：请补上，或删去这一行。",
        "Nothing follows the name on line {line}: add it, or take the line out.",
    ),
    Message(
        "list-columns",
        "第 {line} 行不是两列：请写名称和内容两列，含有逗号的加引号。",
        "Line {line} has not two columns: write name and content, and quote what holds a comma.",
    ),
    Message(
        "list-quote",
        "第 {line} 行的引号没有配对：请补上另一半；引号本身写两个。",
        "A quotation mark on line {line} has no partner: add it; write the mark itself twice.",
    ),
    Message(
        "list-yaml",
        "第 {line} 行起的一条读不懂：请写成“名称: [内容, 内容]”，有符号的内容加引号。",
        'The entry at line {line} cannot be read: write "name: [content, content]", and quote signs.',
    ),
    Message(
        "list-character",
        "第 {line} 行有一项没有可检索的字符：请改写，或删去。",
        "Something on line {line} holds no character to search for: write it otherwise, or take it out.",
    ),
    Message("list-query", "第 {line} 行没有检索：{why}", "Line {line} was not searched: {why}"),
    Message("list-more", "另有 {line} 行也没有计入。", "{line} more lines were left out."),
)
TOLD = 20  # lines that were left out and are told one by one
_COLON = re.compile("[:：]")
_BLOCK = re.compile(r"\A(?:[\s#\-\]}]|\Z)")  # how a line of YAML begins that belongs to the entry before it
_NO_ENTRY = re.compile(r"\A(?:---|\.\.\.)\s*\Z")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: the `line` it stands on, from 1, its name, and its content, one text or several."""

    line: int
    name: str
    content: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that cannot be read, with what stands there and why; `code` names a row of FAULTS."""

    code: str
    line: int
    text: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a list is of: what CSV calls its two columns, what parts the content of a line, if anything does.

    `whole` tells which lines are content without a name; `mapping` how a list begins that is YAML.
    """

    heads: tuple[Collection[str], Collection[str]]
    parted: re.Pattern[str] | None
    whole: Callable[[str], bool]
    mapping: re.Pattern[str]


class Heads(NamedTuple):
    """Which columns of CSV hold name and content, and how many there are."""

    name: int = 0
    content: int = 1
    many: int = 2


Found = Iterator[Entry | Fault]


def read_entries(text: str, subject: Subject, *, form: str = "auto") -> tuple[list[Entry], list[Fault]]:
    """Return the entries of a list and the lines that cannot be read, both in order."""
    lines = text.removeprefix("\ufeff").splitlines()
    found = [*FORMS[_form(lines, subject) if form == "auto" else form](lines, subject)]
    entries = [one for one in found if isinstance(one, Entry)]
    return entries, [one for one in found if isinstance(one, Fault)]


def remarks(faults: Sequence[Fault], language: Language) -> list[Remark]:
    """Return what is said of lines that were left out, each of the first, and how many more there are."""
    told = [*faults[:TOLD]]
    if len(faults) > TOLD:
        told.append(Fault("list-more", len(faults) - TOLD, ""))
    return [
        Remark(
            one.code,
            one.line,
            one.text,
            say(FAULTS, one.code, language=language, values={"line": f"{one.line:,}", "why": one.why}),
        )
        for one in told
    ]


def _form(lines: Sequence[str], subject: Subject) -> str:
    """Return how a list is written."""
    written = [*filter(_written, lines)]
    if not written:
        return "lines"
    headed = _heads(_cells(written[0], _delimiter(written)) or [], subject) is not None
    if headed or (subject.parted and not any(map(_COLON.search, written)) and re.search("[,\t]", written[0])):
        return "csv"
    return "yaml" if any(map(subject.mapping.search, written)) else "lines"


def _written(line: str) -> bool:
    """Tell whether a line says anything: a blank one does not, nor one that begins with #."""
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _lines(lines: Sequence[str], subject: Subject) -> Found:
    """Read `name: content`; what has no name is content and its own name."""
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if not _written(line):
            continue
        colon = None if subject.whole(line) else _COLON.search(line)
        name, content = (line[: colon.start()].strip(), line[colon.end() :]) if colon else (line, line)
        parts = subject.parted.split(content) if subject.parted else [content]
        own = tuple(part.strip() for part in parts if part.strip())
        if not name or (not colon and len(own) > 1):
            yield Fault("list-name", number, line)
        elif own:
            yield Entry(number, name, own)
        else:
            yield Fault("list-content", number, line)


def _delimiter(lines: Sequence[str]) -> str:
    return "\t" if lines and "\t" in lines[0] else ","


def _cells(line: str, delimiter: str) -> list[str] | None:
    """Return the cells of a line of CSV, None where a quotation mark is not closed."""
    try:
        return [cell.strip() for row in csv.reader([line], delimiter=delimiter, strict=True) for cell in row]
    except csv.Error:
        return None


def _heads(cells: Sequence[str], subject: Subject) -> Heads | None:
    """Return what a line of heads says of columns, None where it is none."""
    folded = [fold(cell) for cell in cells]
    places = [next((at for at, cell in enumerate(folded) if cell in heads), -1) for heads in subject.heads]
    return None if -1 in places else Heads(places[0], places[1], len(cells))


def _csv(lines: Sequence[str], subject: Subject) -> Found:
    """Read CSV, with a line of heads or without."""
    rows = [(number, line) for number, line in enumerate(lines, 1) if _written(line)]
    delimiter = _delimiter([line for _, line in rows])
    heads = _heads(_cells(rows[0][1], delimiter) or [], subject) if rows else None
    for number, line in rows[1:] if heads else rows:
        cells = _cells(line, delimiter)
        if cells is None:
            yield Fault("list-quote", number, line)
        elif any(cells):
            yield _record(cells, heads or Heads(), number, line)


def _record(cells: list[str], heads: Heads, number: int, line: str) -> Entry | Fault:
    """Return the entry of a line of CSV; one of more columns than there are may lack quotation marks."""
    if len(cells) <= max(heads.name, heads.content) or any(cells[heads.many :]):
        return Fault("list-columns", number, line)
    name, content = cells[heads.name], cells[heads.content]
    if name and content:
        return Entry(number, name, (content,))
    return Fault("list-content" if name else "list-name", number, line)


def _yaml(lines: Sequence[str], subject: Subject) -> Found:
    """Read a YAML mapping, an entry at a time."""
    starts = [at for at, line in enumerate(lines) if not at or not _BLOCK.match(line)]
    for start, end in pairwise([*starts, len(lines)]):
        block = ["" if _NO_ENTRY.match(line) else line for line in lines[start:end]]
        if any(map(_written, block)):
            yield from _entries(block, start + 1, subject)


def _entries(block: Sequence[str], first: int, subject: Subject) -> Found:
    """Read one entry of YAML."""
    begins, text = next((at, line) for at, line in enumerate(block, first) if _written(line))
    try:
        told, where = read_mapping("\n".join(block), path="", first_line=first)
    except ArticleError:
        yield Fault("list-yaml", begins, text)
        return
    for name, given in told.items():
        content = (given,) if isinstance(given, str) else tuple(given) if subject.parted else ()
        if isinstance(given, dict) or not all(isinstance(one, str) for one in content):
            yield Fault("list-yaml", where[name], text)
        elif not name.strip():
            yield Fault("list-name", where[name], text)
        elif own := tuple(one.strip() for one in content if one.strip()):
            yield Entry(where[name], name.strip(), own)
        else:
            yield Fault("list-content", where[name], text)


FORMS: dict[str, Callable[[Sequence[str], Subject], Found]] = {"lines": _lines, "csv": _csv, "yaml": _yaml}
