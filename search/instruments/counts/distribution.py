"""How is a search, or are several, distributed over the values of one facet?"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from index.facets.rows import facet_named
from search.instruments.chart import Chart, Kind
from search.instruments.counts.rates import part, rate
from search.instruments.counts.spread import Spread, base, only, text_characters, text_occurrences
from search.instruments.parameters import ParameterRefused
from search.instruments.table import Cell, Column, Reading, Row, Table
from search.query.fields import PERIODS
from search.query.request import Query

__all__ = ["COUNTS", "OCCURRENCES", "Figures", "distribution", "drawn", "figures", "reads", "totals"]

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
    read = reads(reading)
    columns = (*VALUES, *COUNTS, *(OCCURRENCES if read else ()), *LINKS)
    return Table(
        reading.asked,
        columns,
        lambda: _rows(reading, queries, read=read),
        counts=totals(reading, queries),
        chart=_chart(reading, several=len(queries) > 1),
    )


def reads(reading: Reading) -> bool:
    """Tell whether the texts are read too."""
    return bool(reading.given["count"] == "occurrences" or reading.given["draw"] == "per_10000")


def drawn(reading: Reading) -> tuple[str, str, str]:
    """Return the column that a chart draws, and those that it divides."""
    match reading.given["draw"]:
        case "share":
            return "share", "articles", "articles_all"
        case "per_10000":
            return "per_10000", "occurrences", "characters"
    return reading.given["count"], "", ""


def _chart(reading: Reading, *, several: bool) -> Chart:
    """Return how the table is drawn. Raises ParameterRefused for a kind that does not fit."""
    given = reading.given
    number, part, whole = drawn(reading)
    if given["by"] in PERIODS:
        fitting: tuple[Kind, ...] = ("line", "columns", "bars") if several else ("columns", "line", "bars")
    elif given["by"] == "region" and given["level"] == 1:
        fitting = ("bars", "tiles") if several else ("tiles", "bars")
    else:
        fitting = ("bars",)
    kind = next((kind for kind in fitting if given["chart"] in ("", kind)), None)
    if kind is None:
        raise ParameterRefused("instrument-choice", value=given["chart"], choices=fitting, parameter="chart")
    return Chart(kind, "label", "value", number, "href", "query", part=part, whole=whole)


def _rows(reading: Reading, queries: Sequence[Query], *, read: bool) -> list[Row]:
    """Return the rows of each search, those of one below those of the one before."""
    answers, facet = reading.answers, facet_named(reading.given["by"])
    spread = Spread(answers, reading.query, facet, reading.given["level"])
    characters = text_characters(answers, reading.query, [facet]) if read else Counter()
    found = [spread.counts(query) for query in queries]
    values = [*spread.values]
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
