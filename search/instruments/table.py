"""What is an instrument given, and what does it give?

Decision: a table holds how its rows are found, not the rows. They are found anew each time they are walked,
in the one state of the corpus that was pinned, so that a download of any length is written as it is found.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from itertools import islice
from typing import Any, Literal, TypeAlias

from index.labels.record import ArticleRecord
from search.answers import Answers
from search.backend import About, Anchor, Match
from search.instruments.chart import Chart
from search.instruments.parameters import Given
from search.messages import Language
from search.query.request import Query
from search.results import ArticleView

__all__ = ["Asked", "Cell", "Column", "Link", "Place", "Reading", "Reference", "Remark", "Row", "Table"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A table that can be asked for: the name of an instrument, a search, and parameters as texts."""

    instrument: str
    query: Query
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A passage as a cell links to it, marked for a search."""

    anchor: Anchor
    query: Query


Link: TypeAlias = Query | Asked | Place
"""A search, a table or a passage that shows exactly what a row counts."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A passage as it is cited: its article, its id, and which one it is there, from 1."""

    record: ArticleRecord
    passage: str
    number: int


Cell: TypeAlias = str | int | float | Link | Reference | None
Row: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its labels, and what stands in it.

    A `share` is a number from 0 to 1, a `rate` any other fraction, None where it is a part of nothing. A
    `link` is None where no search shows exactly what the row counts; a `code` is for programs. `href` is the
    name of the column that links to what stands in this one.
    """

    name: str
    zh: str
    en: str
    kind: Literal["text", "prose", "context", "code", "number", "share", "rate", "link"] = "text"
    href: str = ""

    def label(self, language: Language) -> str:
        """Return what the column is called."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said of a `line` of a list, from 1: what stands there, what is wrong, what to do."""

    code: str
    line: int
    text: str
    message: str


@dataclass(frozen=True)
class Table:
    """What an instrument gives.

    `lines` finds what the rows are made of, all of it each time it is called, and `row` makes one of it;
    `counts` are totals and denominators by name, `chart` is how all rows are drawn; `quoted` are the columns
    of the words, the link and the entry where rows are quotations. `about` is the state of the corpus read.
    Where the lines take long to find, `keep` remembers how many there are once they were counted, and a page
    that is `opened` looks for their end among so many lines `ahead`. `summary` says what no row does, in the
    language asked for; `remarks` say which lines of a list were left out; `expected` is how many rows there
    will be, where each takes its time. Where rows are passages of articles, `article` returns one of these
    whole, as it was when they were found.
    """

    asked: Asked
    columns: tuple[Column, ...]
    lines: Callable[[], Iterable[Any]]
    row: Callable[[Any], Row] = tuple
    counts: Mapping[str, int] = field(default_factory=dict)
    chart: Chart | None = None
    quoted: tuple[str, str, str] | None = None
    about: About | None = None
    keep: Callable[[Callable[[], int]], int] | None = None
    ahead: int = 0
    summary: str = ""
    remarks: Sequence[Remark] = ()
    expected: int | None = None
    article: Callable[[str], ArticleView | None] | None = None

    def found(self) -> Iterable[Any]:
        """Find what the rows are made of."""
        with _uncollected():
            return self.lines()

    @property
    def rows(self) -> Iterator[Row]:
        """Yield every row as it is found."""
        return map(self.row, self.found())

    def page(self, number: int, size: int) -> tuple[list[Row], int]:
        """Return the rows of a page, from 1, and how many rows there are."""
        first, lines = (number - 1) * size, self.found()
        if isinstance(lines, Sequence):
            return [self.row(line) for line in lines[first : first + size]], len(lines)
        counted = _Counted(lines)
        shown = [self.row(line) for line in islice(counted, first, first + size)]
        return shown, self.keep(counted.exhausted) if self.keep else counted.exhausted()

    def opened(self, number: int, size: int) -> tuple[list[Row], int | None]:
        """Return the rows of a page, and how many rows there are; None where more follow that take long."""
        lines = self.found()
        if self.keep is None or isinstance(lines, Sequence):
            return self.page(number, size)
        first, counted = (number - 1) * size, _Counted(lines)
        shown = [self.row(line) for line in islice(counted, first, first + size)]
        more = any(True for _ in islice(counted, self.ahead, self.ahead + 1))
        return shown, None if more else self.keep(counted.exhausted)

    def records(self) -> list[dict[str, Cell]]:
        """Return all rows by the names of columns."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> Any:
        """Return a data frame. Raises ImportError where pandas is not installed."""
        frame = import_module("pandas").DataFrame
        return frame(list(self.rows), columns=[column.name for column in self.columns])

    def __iter__(self) -> Iterator[Row]:
        return self.rows


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the collector of cycles rest: lists of many things took half of their time in it, and hold none."""
    rested = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if rested:
            gc.enable()


class _Counted:
    """Count what is taken of some lines."""

    def __init__(self, lines: Iterable[Any]) -> None:
        self._lines, self._taken = iter(lines), 0

    def __iter__(self) -> Iterator[Any]:
        for line in self._lines:
            self._taken += 1
            yield line

    def exhausted(self) -> int:
        """Take all that is left; return how many there were."""
        return self._taken + sum(1 for _ in self._lines)


@dataclass(frozen=True)
class Reading:
    """What an instrument reads: answers over one state of a corpus, a canonical search, its parameters."""

    answers: Answers
    query: Query
    given: Given
    language: Language
    asked: Asked

    def match(self, query: Query | None = None) -> Match:
        """Return what the search finds, or another."""
        return self.answers.match(query or self.query)

    def keep(self, find: Callable[[], int]) -> int:
        """Return how many rows there are, from memory where they were counted before."""
        return self.answers.kept((self.asked, "rows"), find)

    def again(self, query: Query, **parameters: str) -> Asked:
        """Return the same instrument for a search with other parameters; "" takes one away."""
        kept = [pair for pair in self.asked.parameters if pair[0] not in parameters]
        added = [pair for pair in parameters.items() if pair[1]]
        return replace(self.asked, query=query, parameters=(*kept, *added))
