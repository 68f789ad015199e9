"""How much does each query of a list find, in all or under each value of a facet?

Rows are counted one query after another, as they are walked; a query that cannot be read has one row that
says why, and all others go on.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from index.facets.rows import facet_named
from search.errors import SearchError
from search.instruments.counts.distribution import COUNTS, Figures, figures, totals
from search.instruments.counts.spread import Spread, base, only
from search.instruments.lists.blocks import Blocks
from search.instruments.lists.entries import Entry, Fault, Subject, read_entries, remarks
from search.instruments.narrowing import joined
from search.instruments.parameters import ParameterRefused
from search.instruments.table import Column, Reading, Row, Table
from search.query.fields import FIELDS
from search.query.parser import parse
from search.query.request import Query

__all__ = ["QUERIES", "batch"]

QUERIES = 2_000  # of a list
ASKED = (
    Column("line", "行号", "Line", "code"),
    Column("label", "标签", "Label"),
    Column("query", "检索式", "Query"),
)
VALUES = (
    Column("value", "值", "Value", "code"),
    Column("value_label", "名称", "Name"),
)
ENDS = (
    Column("fault", "未能检索的原因", "Why it was not searched"),
    Column("href", "链接", "Link", "link"),
    Column("href_all", "全部文章的链接", "Link to all articles", "link"),
)
_FIELD = re.compile(rf"-?(?:{'|'.join(map(re.escape, FIELDS))})[:：]", re.IGNORECASE)
_SIGN = re.compile(r"""["＂“”()（）\\]""")


def _whole(line: str) -> bool:
    """Tell whether a line is a query without a label: what stands before a colon is a field, or no name."""
    before = re.split("[:：]", line, maxsplit=1)[0]
    return bool(_FIELD.match(line) or _SIGN.search(before))


SUBJECT = Subject(
    ({"label", "name", "标签", "名称"}, {"query", "检索式", "检索"}),
    None,
    _whole,
    re.compile(r"\A(?:---|[^:：]+:\s*[|>]?\s*\Z)"),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One query of the list: its entry, the search that is counted, and why it cannot be, "" if it can."""

    entry: Entry
    query: Query
    fault: str = ""


class Found(NamedTuple):
    """Which articles and passages a query finds by value, and why it was not searched, "" if it was."""

    counts: Mapping[str, tuple[int, int]]
    fault: str = ""


def batch(reading: Reading) -> Table:
    """Return what each query finds. Raises ParameterRefused."""
    entries, faults = read_entries(reading.given["queries"], SUBJECT, form=reading.given["read_as"])
    if len(entries) > QUERIES:
        raise ParameterRefused(
            "instrument-lines", value=f"{len(entries):,}", choices=(f"{QUERIES:,}",), parameter="queries"
        )
    counts = totals(reading, [reading.query])
    asked = [_asked(reading, entry) for entry in entries]
    faults += [
        Fault("list-query", one.entry.line, one.entry.content[0], one.fault) for one in asked if one.fault
    ]
    told = remarks(sorted(faults, key=lambda fault: fault.line), reading.language)
    if not entries:
        raise ParameterRefused("instrument-list", value=told[0].message if told else "", parameter="queries")
    made = _Batch(reading, asked)
    lines = made.lines()
    return Table(
        reading.asked, made.columns, lambda: lines, made.row, counts, remarks=told, expected=len(lines)
    )


def _asked(reading: Reading, entry: Entry) -> Listed:
    """Return the search that an entry asks for: what it and the search of the request find in one passage."""
    (text,) = entry.content
    both = joined(reading.query.text, text) if reading.query.text.strip() else text
    try:
        for one in (text, both):  # the first alone: what is wrong in it may be right between parentheses
            reading.answers.names.resolved(parse(one).node, reading.answers.view.has)
    except SearchError as error:
        return Listed(entry, reading.query.with_text(""), error.text(reading.language))
    return Listed(entry, reading.query.with_text(both))


@dataclass(frozen=True)
class _Batch:
    """The queries of a list, each counted when its first row is asked for."""

    reading: Reading
    asked: Sequence[Listed]

    @cached_property
    def spread(self) -> Spread | None:
        """Return the values that have rows, None where all is counted as one."""
        given = self.reading.given
        if not given["by"]:
            return None
        return Spread(self.reading.answers, self.reading.query, facet_named(given["by"]), given["level"])

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns."""
        return (*ASKED, *(VALUES if self.spread else ()), *COUNTS, *ENDS)

    @cached_property
    def values(self) -> Sequence[str]:
        """Return the values that have rows, "" for all."""
        return [one.value for one in self.spread.values] if self.spread else [""]

    def lines(self) -> Blocks:
        """Return the queries, in the order of the list, with each value, as numbers."""
        return Blocks(1 if one.fault else len(self.values) for one in self.asked)

    def row(self, line: tuple[int, int]) -> Row:
        """Return the counts of a query."""
        asked = self.asked[line[0]]
        value = "" if asked.fault else self.values[line[1]]
        found = Found({}, asked.fault) if asked.fault else self._found(asked.query)
        head = (asked.entry.line, asked.entry.name, asked.entry.content[0], *self._named(value))
        if found.fault:
            return (*head, *[None] * len(COUNTS), found.fault, None, None)
        own = Figures(*found.counts.get(value, (0, 0)), self._whole[value])
        chosen = [(self.spread.facet, value)] if self.spread else []
        links = (only(asked.query, *chosen), only(base(asked.query), *chosen))
        return (*head, *figures(own, read=False), "", *links)

    def _named(self, value: str) -> Row:
        if not self.spread:
            return ()
        names = self.reading.answers.names
        return (value, names.full(self.spread.facet.name, value, self.reading.language) if value else "")

    @cached_property
    def _whole(self) -> Mapping[str, int]:
        """Return how many articles each value has whatever the query."""
        if self.spread:
            return {value: articles for value, (articles, _) in self.spread.whole.items()}
        return {"": self.reading.match(base(self.reading.query)).total.articles}

    @cached_property
    def _found(self) -> Callable[[Query], Found]:
        """Return what counts a query; the last one is remembered, for its rows come together."""
        return lru_cache(maxsize=1)(self._count)

    def _count(self, query: Query) -> Found:
        try:
            if self.spread:
                return Found(self.spread.counts(query))
            total = self.reading.match(query).total
        except SearchError as error:
            return Found({}, error.text(self.reading.language))
        return Found({"": (total.articles, total.passages)})
