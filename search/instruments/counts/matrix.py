"""How is a search distributed over two facets at once: type by region?

Decision: the facet with fewer values is walked, and for each of them the facet counts of the other are asked,
so that a cell is what a click on both finds, in either engine.
"""

from collections import Counter
from collections.abc import Iterator

from index.facets.rows import facet_named
from search.instruments.chart import Chart
from search.instruments.counts.distribution import (
    COUNTS,
    OCCURRENCES,
    Figures,
    drawn,
    figures,
    reads,
    totals,
)
from search.instruments.counts.spread import Spread, base, only, text_characters, text_occurrences
from search.instruments.parameters import ParameterRefused
from search.instruments.table import Column, Reading, Row, Table
from search.query.fields import FACET_NAMES
from search.query.request import Query

__all__ = ["matrix"]

Pair = tuple[str, str]
HEADS = (
    Column("row", "行", "Row", "code"),
    Column("row_label", "行的名称", "Name of the row"),
    Column("column", "列", "Column", "code"),
    Column("column_label", "列的名称", "Name of the column"),
)
LINKS = (
    Column("href", "链接", "Link", "link"),
    Column("href_all", "全部文章的链接", "Link to all articles", "link"),
)


def matrix(reading: Reading) -> Table:
    """Return the counts of each pair of values. Raises ParameterRefused where both are of one facet."""
    given = reading.given
    if given["rows"] == given["columns"]:
        others = tuple(name for name in FACET_NAMES if name != given["rows"])
        raise ParameterRefused(
            "instrument-choice", value=given["columns"], choices=others, parameter="columns"
        )
    read = reads(reading)
    number, part, _ = drawn(reading)
    whole = "characters" if number == "per_10000" else "articles_all"
    return Table(
        reading.asked,
        (*HEADS, *COUNTS, *(OCCURRENCES if read else ()), *LINKS),
        lambda: _cells(reading, read=read),
        counts=totals(reading, [reading.query]),
        chart=Chart("cells", "row_label", "row", number, "href", "column_label", part=part, whole=whole),
    )


def _cells(reading: Reading, *, read: bool) -> Iterator[Row]:
    answers, query, given, lang = reading.answers, reading.query, reading.given, reading.language
    down = Spread(answers, query, facet_named(given["rows"]), given["row_level"])
    across = Spread(answers, query, facet_named(given["columns"]), given["column_level"])
    found, whole = _crossed(down, across, query), _crossed(down, across, base(query))
    facets = [down.facet, across.facet]
    often = text_occurrences(answers, query, facets) if read else Counter()
    characters = text_characters(answers, query, facets) if read else Counter()
    full = answers.names.full
    columns = [(one.value, full(across.facet.name, one.value, lang)) for one in across.values]
    for row in down.values:
        label = full(down.facet.name, row.value, lang)
        asked = [only(one, (down.facet, row.value)) for one in (query, base(query))]
        for column, name in columns:
            pair = (row.value, column)
            own = Figures(*found.get(pair, (0, 0)), whole.get(pair, (0, 0))[0], often[pair], characters[pair])
            links = [only(one, (across.facet, column)) for one in asked]
            yield (row.value, label, column, name, *figures(own, read=read), *links)


def _crossed(down: Spread, across: Spread, query: Query) -> dict[Pair, tuple[int, int]]:
    """Return articles and passages of each pair of values, rows first."""
    turned = len(across.values) < len(down.values)
    walked, asked = (across, down) if turned else (down, across)
    crossed: dict[Pair, tuple[int, int]] = {}
    for one in walked.values:
        chosen = query.only(walked.facet.name, one.value)
        for value, counts in asked.counts(chosen).items():
            crossed[(value, one.value) if turned else (one.value, value)] = counts
    return crossed
