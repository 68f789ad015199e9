"""How much text have the articles of a search in common, two by two, or the regions they are about?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from index.facets.rows import NONE
from index.labels.record import ArticleRecord
from index.sharing.pairs import Pair, pairs
from index.store.arrays import firsts
from search.backend import Anchor
from search.instruments.sharing.held import Held
from search.instruments.table import Column, Place, Reading, Row, Table

__all__ = ["Articles", "dyads"]

Array = np.ndarray[Any, Any]
BY_ARTICLE = (
    Column("first", "文章甲", "First article", href="first_href"),
    Column("second", "文章乙", "Second article", href="second_href"),
    Column("first_shared", "甲中相同字数", "Shared, first", "number"),
    Column("second_shared", "乙中相同字数", "Shared, second", "number"),
    Column("first_share", "占甲", "Share of the first", "share"),
    Column("second_share", "占乙", "Share of the second", "share"),
    Column("longest", "最长一处", "Longest run", "number"),
    Column("days", "相隔天数", "Days apart", "number"),
    Column("first_date", "甲的日期", "Date, first"),
    Column("second_date", "乙的日期", "Date, second"),
    Column("first_article", "甲的标识", "Id, first", "code"),
    Column("second_article", "乙的标识", "Id, second", "code"),
    Column("first_regions", "甲的地区", "Regions, first", "code"),
    Column("second_regions", "乙的地区", "Regions, second", "code"),
    Column("first_href", "甲的链接", "Link, first", "link"),
    Column("second_href", "乙的链接", "Link, second", "link"),
)
BY_REGION = (
    Column("first", "地区甲", "First region"),
    Column("second", "地区乙", "Second region"),
    Column("pairs", "文章对数", "Pairs of articles", "number"),
    Column("first_shared", "甲中相同字数", "Shared, first", "number"),
    Column("second_shared", "乙中相同字数", "Shared, second", "number"),
    Column("longest", "最长一处", "Longest run", "number"),
    Column("first_region", "甲的代码", "Code, first", "code"),
    Column("second_region", "乙的代码", "Code, second", "code"),
)


@dataclass(frozen=True)
class Articles:
    """The articles of the passages found, by number: their records, and their characters that were found."""

    held: Held

    @cached_property
    def records(self) -> list[ArticleRecord]:
        """Return the records."""
        first = np.flatnonzero(firsts(self.held.articles)).tolist()
        return [self.held.passages[number].record for number in first]

    @cached_property
    def characters(self) -> Array:
        """Return how many characters of each article stand in passages found, white space left out."""
        sizes = self.held.clauses.joined.sizes
        return np.bincount(self.held.articles, sizes).astype(np.int64)

    def pairs(self) -> Iterator[Pair]:
        """Yield all pairs that share text."""
        return pairs(self.held.clauses, self.held.articles)


def dyads(reading: Reading, counts: Mapping[str, int]) -> Table:
    """Return the pairs of articles, or of regions, that share text."""
    told = _Told(reading)
    if reading.given["of"] == "region":
        return Table(reading.asked, BY_REGION, told.by_region, counts=counts)
    return Table(reading.asked, BY_ARTICLE, told.pairs, told.row, counts)


@dataclass(frozen=True)
class _Told:
    """What is told of pairs of articles."""

    reading: Reading

    @cached_property
    def articles(self) -> Articles:
        return Articles(Held.read(self.reading.answers, self.reading.query, beyond=False))

    def pairs(self) -> Iterator[Pair]:
        """Yield all pairs that share text."""
        return self.articles.pairs()

    def regions(self, record: ArticleRecord) -> str:
        names = self.reading.answers.names
        return "；".join(names.lowest("region", record.regions, self.reading.language))

    def row(self, pair: Pair) -> Row:
        """Return what is told of a pair."""
        articles, query = self.articles, self.reading.query
        first, second = articles.records[pair.first], articles.records[pair.second]
        return (
            first.title,
            second.title,
            pair.first_shared,
            pair.second_shared,
            pair.first_shared / int(articles.characters[pair.first]),
            pair.second_shared / int(articles.characters[pair.second]),
            pair.longest,
            _days(first.published, second.published),
            first.published,
            second.published,
            first.id,
            second.id,
            self.regions(first),
            self.regions(second),
            Place(Anchor(first.id, ""), query),
            Place(Anchor(second.id, ""), query),
        )

    def by_region(self) -> list[Row]:
        """Return the pairs of regions, an article counted in each region it is about, in its lowest alone."""
        sums: dict[tuple[str, str], list[int]] = {}
        names, language = self.reading.answers.names, self.reading.language
        lowest = [names.lowest_values("region", record.regions) or [NONE] for record in self.articles.records]
        for pair in self.articles.pairs():
            both = (pair.first_shared, pair.second_shared)
            seen = set()
            for one, two in product(lowest[pair.first], lowest[pair.second]):
                key, shared = ((one, two), both) if one <= two else ((two, one), both[::-1])
                if key in seen:  # both articles are about both regions
                    continue
                seen.add(key)
                own = sums.setdefault(key, [0, 0, 0, 0])
                own[0], own[1], own[2] = own[0] + 1, own[1] + shared[0], own[2] + shared[1]
                own[3] = max(own[3], pair.longest)
        return [
            (*(names.full("region", code, language) for code in key), *own, *key)
            for key, own in sorted(sums.items())
        ]


def _days(first: str, second: str) -> int | None:
    """Return how many days lie between two dates, None where either is not known to the day."""
    if min(len(first), len(second)) < len("2024-01-01"):
        return None
    return abs((date.fromisoformat(second) - date.fromisoformat(first)).days)
