"""Which clauses do the passages of a search share, how far does each reach, and who had it first by date?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from search.instruments.narrowing import literal, narrower
from search.instruments.sharing.dyads import dyads
from search.instruments.sharing.groups import groups
from search.instruments.sharing.held import Held, anchor_of
from search.instruments.table import Column, Place, Reading, Row, Table
from search.query.kinds import UNPLACED
from search.query.parser import CHARACTERS
from search.query.request import Query

__all__ = ["shared"]

Array = np.ndarray[Any, Any]
COLUMNS = (
    Column("clause", "相同文字", "Shared text", "prose", "href"),
    Column("characters", "字数", "Characters", "number"),
    Column("passages", "检出段落数", "Passages found", "number", "found_href"),
    Column("articles", "检出文章数", "Articles found", "number", "found_href"),
    Column("passages_all", "全库段落数", "Passages of the corpus", "number", "all_href"),
    Column("articles_all", "全库文章数", "Articles of the corpus", "number", "all_href"),
    Column("regions", "地区数", "Regions", "number"),
    Column("names", "地区", "Names of regions", "code"),
    Column("date", "最早日期", "Earliest date"),
    Column("earliest", "日期最早的文章", "Earliest dated article"),
    Column("article", "文章", "Article", "code"),
    Column("passage", "段落标识", "Passage", "code"),
    Column("href", "段落链接", "Link to the passage", "link"),
    Column("found_href", "检出的链接", "Link, found", "link"),
    Column("all_href", "全库的链接", "Link, corpus", "link"),
)


def shared(reading: Reading) -> Table:
    """Return the clauses of a search, or pairs or groups of articles that share them."""
    match, corpus = reading.match().total, reading.answers.count(Query())
    counts = {
        "passages": match.passages,
        "articles": match.articles,
        "passages_all": corpus.passages,
        "articles_all": corpus.articles,
    }
    return {"clauses": _clauses, "dyads": dyads, "groups": groups}[reading.given["per"]](reading, counts)


def _clauses(reading: Reading, counts: Mapping[str, int]) -> Table:
    lines = _Lines(reading)
    return Table(reading.asked, COLUMNS, lambda: lines.chosen, lines.row, counts)


@dataclass(frozen=True)
class _Lines:
    """The clauses of a search by number, which are told when they are shown."""

    reading: Reading

    @cached_property
    def held(self) -> Held:
        return Held.read(self.reading.answers, self.reading.query, beyond=True)

    @cached_property
    def found(self) -> tuple[Array, Array]:
        return self.held.counted(found=True)

    @cached_property
    def everywhere(self) -> tuple[Array, Array]:
        return self.held.counted(found=False)

    @cached_property
    def narrowed(self) -> tuple[Callable[[str], Query | None], Callable[[str], Query | None]]:
        return narrower(self.reading.query), narrower(Query())

    @cached_property
    def lengths(self) -> Array:
        return np.array([one.length for one in self.held.clauses.clauses], np.int64)

    @property
    def chosen(self) -> Sequence[int]:
        """Return the clauses that are asked for in their order, equal ones as they stand in the corpus."""
        given, clauses, many = self.reading.given, self.held.clauses, self.everywhere[0]
        kept = (self.found[0] > 0) & (self.lengths >= given["length"]) & (many >= given["fewest"])
        if given["most"]:
            kept &= many <= given["most"]
        places = np.array([int(clauses.at(one).min()) for one in clauses.clauses], np.int64)
        order = np.lexsort((self.lengths, places, *_ORDERS[given["order"]](self)))
        chosen: list[int] = order.compress(kept.take(order)).tolist()
        return chosen

    @property
    def dates(self) -> Array:
        """Return for each clause where its earliest date stands among the dates of all, undated ones last."""
        dates = [self.held.passages[text].record.published for text in self.held.earliest.tolist()]
        ranks = {date: rank for rank, date in enumerate(sorted({*dates}, key=lambda one: (not one, one)))}
        return np.array([ranks[date] for date in dates], np.int64)

    def row(self, number: int) -> Row:
        """Return what is told of a clause."""
        held, query, names = self.held, self.reading.query, self.reading.answers.names
        clause, text = held.clauses.clauses[number], int(held.earliest[number])
        first = held.passages[text]
        holders = [*held.holders(number)]
        regions = sorted({region for one in holders for region in one.record.regions})
        lowest = names.lowest("region", regions, self.reading.language)
        asked = literal(held.clauses.text(clause)) if clause.length < CHARACTERS else ""
        inside, everywhere = self.narrowed
        shelved = any(one.passage.kind == UNPLACED for one in holders)
        passages, articles = self.found
        passages_all, articles_all = self.everywhere
        return (
            held.wording(number, text),
            clause.length,
            int(passages[number]),
            int(articles[number]),
            int(passages_all[number]),
            int(articles_all[number]),
            len(lowest),
            "；".join(lowest),
            first.record.published,
            first.record.title if first.record.published else "",
            first.record.id,
            first.passage.id,
            Place(anchor_of(first), query),
            inside(asked),
            None if shelved else everywhere(asked),
        )


_ORDERS: dict[str, Callable[[_Lines], tuple[Array, ...]]] = {  # what counts most stands last
    "longest": lambda lines: (-lines.everywhere[0], -lines.lengths),
    "widest": lambda lines: (-lines.lengths, -lines.everywhere[0]),
    "shared": lambda lines: (-lines.lengths, -lines.lengths * (lines.everywhere[0] - 1)),
    "date": lambda lines: (-lines.lengths, lines.dates),
}
