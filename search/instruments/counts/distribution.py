"""How is a search, or are several, distributed over the values of one facet, or over months?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.facets.rows import NONE, NONE_NAMES, facet_named
from search.instruments.counts.rates import part, rate
from search.instruments.counts.rows import MONTH
from search.instruments.counts.spread import Spread, base, only, text_characters, text_occurrences
from search.instruments.occurrences import Occurrences, folded_passages
from search.instruments.table import Cell, Column, Reading, Row, Table
from search.query.request import Query

__all__ = ["COUNTS", "OCCURRENCES", "distribution", "figures", "totals"]

COUNTS = (
    Column("articles", "文章数", "Articles", "number", "href"),
    Column("passages", "段落数", "Passages", "number", "href"),
    Column("articles_all", "全部文章数", "All articles", "number", "href_all"),
    Column("share", "占全部文章", "Share of all articles", "share"),
)
OCCURRENCES = (
    Column("occurrences", "出现次数", "Occurrences", "number"),
    Column("characters", "全部字数", "All characters", "number"),
    Column("per_10000", "每万字次数", "Per 10,000 characters", "rate"),
)
LINKS = (
    Column("href", "链接", "Link", "link"),
    Column("href_all", "全部文章的链接", "Link to all articles", "link"),
)
VALUES = (
    Column("query", "检索式", "Query"),
    Column("value", "值", "Value", "code"),
    Column("label", "名称", "Name"),
    Column("level", "层级", "Level", "number"),
)


class Figures(NamedTuple):
    """What is counted of one value: by the search, and by all that passes its filters."""

    articles: int
    passages: int
    whole: int
    occurrences: int = 0
    characters: int = 0


def figures(own: Figures, *, read: bool) -> tuple[Cell, ...]:
    """Return the cells of counts, with what had to be read for where it was."""
    cells: tuple[Cell, ...] = (own.articles, own.passages, own.whole, part(own.articles, own.whole))
    if not read:
        return cells
    return (*cells, own.occurrences, own.characters, rate(own.occurrences, own.characters))


def totals(reading: Reading, queries: Sequence[Query]) -> dict[str, int]:
    """Return how much each search finds, and how much passes the filters."""
    whole = reading.match(base(reading.query)).total
    counts = {"articles_all": whole.articles, "passages_all": whole.passages}
    for number, query in enumerate(queries, 1):
        total, ending = reading.match(query).total, f"_{number}" if number > 1 else ""
        counts |= {f"articles{ending}": total.articles, f"passages{ending}": total.passages}
    return counts


def distribution(reading: Reading) -> Table:
    """Return the counts of each value for each search."""
    texts = dict.fromkeys((reading.query.text, *reading.given["also"]))
    queries = [reading.query.with_text(text) for text in texts]
    read = reading.given["count"] == "occurrences"
    columns = (*VALUES, *COUNTS, *(OCCURRENCES if read else ()), *LINKS)
    by = _months if reading.given["by"] == MONTH else _values
    return Table(
        reading.asked, columns, lambda: by(reading, queries, read=read), counts=totals(reading, queries)
    )


def _values(reading: Reading, queries: Sequence[Query], *, read: bool) -> list[Row]:
    answers, facet = reading.answers, facet_named(reading.given["by"])
    spread = Spread(answers, reading.query, facet, reading.given["level"])
    characters = text_characters(answers, reading.query, [facet]) if read else Counter()
    found = [spread.counts(query) for query in queries]
    values = list(spread.values)
    if reading.given["order"] == "count":
        values.sort(key=lambda one: -found[0].get(one.value, (0, 0))[0])
    rows: list[Row] = []
    for query, counts in zip(queries, found, strict=True):
        often = text_occurrences(answers, query, [facet]) if read else Counter()
        for one in values:
            key = (one.value,)
            own = Figures(*counts.get(one.value, (0, 0)), one.articles, often[key], characters[key])
            label = answers.names.full(facet.name, one.value, reading.language)
            links = (only(query, (facet, one.value)), only(base(query), (facet, one.value)))
            rows.append((query.text, one.value, label, one.level + 1, *figures(own, read=read), *links))
    return rows


@dataclass(slots=True)
class _Month:
    """What one month has."""

    articles: int = 0
    passages: int = 0
    occurrences: int = 0
    characters: int = 0


def _months(reading: Reading, queries: Sequence[Query], *, read: bool) -> list[Row]:
    answers, asked = reading.answers, base(reading.query)
    whole = answers.kept((asked, MONTH), lambda: _whole_months(reading, asked))
    rows: list[Row] = []
    for query in queries:
        found: dict[str, _Month] = {}
        last = ""
        for searched in Occurrences(answers, query):
            record = searched.matched.record
            month = found.setdefault(record.published[:7] or NONE, _Month())
            month.articles += record.id != last
            month.passages += 1
            month.occurrences += len(searched.spans)
            last = record.id
        for name in _by_time(whole):
            own, all_of_it = found.get(name, _Month()), whole[name]
            counted = Figures(
                own.articles, own.passages, all_of_it.articles, own.occurrences, all_of_it.characters
            )
            label = NONE_NAMES[reading.language == "en"] if name == NONE else name
            rows.append((query.text, name, label, 1, *figures(counted, read=read), None, None))
    return rows


def _whole_months(reading: Reading, asked: Query) -> dict[str, _Month]:
    """Return what each month has whatever the text."""
    found: dict[str, _Month] = {}
    last = ""
    for matched, text in folded_passages(reading.match(asked).stream()):
        month = found.setdefault(matched.record.published[:7] or NONE, _Month())
        month.articles += matched.record.id != last
        month.passages += 1
        month.characters += len(text.folded)
        last = matched.record.id
    return found


def _by_time(months: Iterable[str]) -> list[str]:
    """Return months from the first to the last, what has none behind them."""
    return sorted(months, key=lambda name: (name == NONE, name))
