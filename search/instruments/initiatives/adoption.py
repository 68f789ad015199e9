"""Which region had adopted which initiative in which year? The table of an event history.

Decision: a region adopts in the year of the first dated passage that names the initiative in an article of
the region. All regions that have an article under the same filters are at risk, from the year in which the
first of them adopts to the last year of any article; a year in which a region has no article at all is told
by its denominator, since nothing could be seen of it. Undated articles say nothing of when: they are listed
apart.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice
from typing import Any, NamedTuple, overload

from index.facets.rows import NONE, facet_named
from search.instruments.counts.spread import Spread, base
from search.instruments.initiatives.gathering import Coinage, Named, sought_with
from search.instruments.initiatives.spreading import chosen_alone, followers, holders
from search.instruments.table import Column, Reading, Row, Table

__all__ = ["adoption"]

COLUMNS = (
    Column("initiative", "举措", "Initiative"),
    Column("region", "地区代码", "Region code", "code"),
    Column("label", "地区", "Region"),
    Column("level", "层级", "Level", "number"),
    Column("year", "年份", "Year"),
    Column("adopted", "采纳", "Adopted", "number", "href"),
    Column("first", "首见日期", "First dated"),
    Column("elapsed", "已过年数", "Years since the first", "number"),
    Column("articles_all", "当年全部文章数", "All articles", "number", "href_all"),
    Column("undated", "无日期的文章数", "Undated articles", "number"),
    Column("article", "无日期的文章", "Undated article", href="href_undated"),
    Column("href", "依据的链接", "Link to the evidence", "link"),
    Column("href_all", "全部文章的链接", "Link to all articles", "link"),
    Column("href_undated", "未注明日期的段落的链接", "Link to the undated passage", "link"),
)


class _Cell(NamedTuple):
    """A region in a year, or (year 0) an undated article of it; `many` of its articles are undated."""

    coinage: Coinage
    region: str
    year: int
    named: Named | None
    first: int = 0
    many: int = 0


@dataclass(frozen=True)
class _History:
    """The years of one initiative: when each region adopts it, and its undated articles by region."""

    coinage: Coinage
    adopted: Mapping[str, Named]
    undated: Sequence[tuple[str, Named]]
    many: Mapping[str, int]

    @property
    def begin(self) -> int:
        """Return the year in which the first region adopts, 0 where none does."""
        return min((int(one.record.published[:4]) for one in self.adopted.values()), default=0)


@dataclass(frozen=True)
class _Risks(Sequence[_Cell]):
    """All cells in order, made as they are asked for: there can be many millions."""

    histories: Sequence[_History]
    regions: Sequence[str]
    end: int
    dropped: bool

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, at: int) -> _Cell: ...
    @overload
    def __getitem__(self, at: slice) -> list[_Cell]: ...
    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            first, last, step = at.indices(len(self))
            return [*islice(self._from(first), 0, max(last - first, 0), step)]
        return next(self._from(range(len(self))[at]))

    def __iter__(self) -> Iterator[_Cell]:
        return self._from(0)

    @cached_property
    def _starts(self) -> list[int]:
        """Return before how many cells each history begins, and how many there are."""
        return [*accumulate(map(self._size, self.histories), initial=0)]

    def _size(self, history: _History) -> int:
        begin = history.begin
        if not begin:
            return len(history.undated)
        years = self.end - begin + 1
        early = sum(self.end - int(one.record.published[:4]) for one in history.adopted.values())
        return len(self.regions) * years - (early if self.dropped else 0) + len(history.undated)

    def _from(self, first: int) -> Iterator[_Cell]:
        number = bisect_right(self._starts, first, hi=len(self.histories)) - 1
        if number < 0 or not self.histories:
            return
        yield from islice(self._cells(self.histories[number]), first - self._starts[number], None)
        for history in islice(self.histories, number + 1, None):
            yield from self._cells(history)

    def _cells(self, history: _History) -> Iterator[_Cell]:
        begin = history.begin
        for region in self.regions if begin else ():
            named, many = history.adopted.get(region), history.many.get(region, 0)
            year = int(named.record.published[:4]) if named else self.end + 1
            for at in range(begin, min(year, self.end) + 1 if self.dropped else self.end + 1):
                yield _Cell(history.coinage, region, at, named if at >= year else None, begin, many)
        for region, one in history.undated:
            yield _Cell(history.coinage, region, 0, one)


def adoption(reading: Reading, kept: Callable[[], Sequence[Coinage]], counts: Mapping[str, int]) -> Table:
    """Return the event history of the initiatives of a search."""
    seen = reading.answers.kept(("observed", base(reading.query)), lambda: _observed(reading))

    def cells() -> _Risks:
        spread = Spread(reading.answers, reading.query, facet_named("region"), reading.given["level"])
        regions = [one.value for one in spread.values if one.value != NONE]
        histories = [_history(reading, coinage, regions) for coinage in kept()]
        return _Risks(histories, regions, max(seen, default=0), reading.given["expand"] == "risk")

    return Table(reading.asked, COLUMNS, cells, lambda cell: _row(reading, cell, seen), counts)


def _observed(reading: Reading) -> dict[int, Mapping[str, tuple[int, int]]]:
    """Return by year how many articles and passages each region has, whatever the text."""
    years = Spread(reading.answers, reading.query, facet_named("year")).values
    spread = Spread(reading.answers, reading.query, facet_named("region"))
    return {
        int(one.value): spread.counts(base(reading.query).only("year", one.value))
        for one in years
        if one.value != NONE
    }


def _history(reading: Reading, coinage: Coinage, regions: Sequence[str]) -> _History:
    own, _ = holders(reading, coinage, "region")
    adopted = {value: own[value][0] for value in regions if value in own and own[value][0].record.published}
    undated = [
        (one.value, named)
        for one in followers(reading, coinage)
        for named in {own.record.id: own for own in reversed(one.named) if not own.record.published}.values()
    ]
    many = {
        value: len({one.record.id for one in named if not one.record.published})
        for value, named in own.items()
    }
    return _History(coinage, adopted, undated, many)


def _row(reading: Reading, cell: _Cell, seen: Mapping[int, Mapping[str, tuple[int, int]]]) -> Row:
    coinage, region, year, named, first, many = cell
    names, asked = reading.answers.names, reading.query
    marked = coinage.search(asked) or asked
    label = names.full("region", region, reading.language)
    head = (coinage.name, region, label, len(names.path("region", region)))
    place = named.place(marked) if named else None
    if not year:
        return (
            *head,
            None,
            None,
            None,
            None,
            None,
            None,
            named.record.id if named else "",
            None,
            None,
            place,
        )
    none = sought_with(asked, coinage.sought, more=f"year:..{year:04}")
    return (
        *head,
        str(year),
        int(named is not None),
        named.record.published if named else None,
        year - first,
        seen.get(year, {}).get(region, (0, 0))[0],
        many,
        "",
        place or chosen_alone(none, "region", region),
        chosen_alone(base(asked).only("year", f"{year:04}"), "region", region),
        None,
    )
