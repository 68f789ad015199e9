"""Which words has one search more than another, and how much do both find?"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np

from search.errors import SearchError
from search.instruments.counts.rates import rate
from search.instruments.occurrences import folded_passages
from search.instruments.table import Column, Reading, Row, Table
from search.instruments.words.collocates import MEASURES
from search.instruments.words.measures import Association
from search.instruments.words.units import units
from search.query.parser import parse
from search.query.request import Query

__all__ = ["compare"]

Array = np.ndarray[Any, Any]
SIDES = {"zh": ("甲", "乙"), "en": ("first", "second")}
COLUMNS = (
    Column("word", "词", "Word"),
    Column("side", "突出于", "Distinctive of"),
    Column("first", "甲中次数", "In the first", "number"),
    Column("second", "乙中次数", "In the second", "number"),
    Column("first_all", "甲的总数", "All of the first", "number"),
    Column("second_all", "乙的总数", "All of the second", "number"),
    Column("first_per_10000", "甲每万", "First, per 10,000", "rate"),
    Column("second_per_10000", "乙每万", "Second, per 10,000", "rate"),
    Column("first_passages", "甲中段落数", "Passages of the first", "number", "first_href"),
    Column("second_passages", "乙中段落数", "Passages of the second", "number", "second_href"),
    Column("log_likelihood", "对数似然（带号）", "Signed log-likelihood", "rate"),
    Column("log_dice", "logDice", "logDice", "rate"),
    Column("log_ratio", "对数比", "Log ratio", "rate"),
    Column("first_href", "甲的链接", "Link, first", "link"),
    Column("second_href", "乙的链接", "Link, second", "link"),
)


@dataclass(frozen=True, slots=True)
class _Side:
    """The units of the passages of one search: how often each stands there, and in how many passages."""

    query: Query
    units: Counter[str]
    passages: Counter[str]

    @classmethod
    def of(cls, reading: Reading, query: Query) -> "_Side":
        """Read the passages of a search."""
        often: Counter[str] = Counter()
        passages: Counter[str] = Counter()
        unit, length = reading.given["unit"], reading.given["length"]
        for _, text in folded_passages(reading.match(query).stream()):
            own = units(text.folded, unit, length, reading.answers.segmenter)
            often.update(own)
            passages.update({*own})
        return cls(query, often, passages)


def compare(reading: Reading) -> Table:
    """Return what is distinctive of either of two searches; the totals of both and of what is in both."""
    first, second = reading.query, reading.query.with_text(reading.given["against"])
    counts: dict[str, int] = {}
    asked = {"first": first, "second": second, "both": _together(first, second.text)}
    for name, query in asked.items():
        if query:
            total = reading.match(query).total
            counts |= {f"{name}_passages": total.passages, f"{name}_articles": total.articles}
    return Table(reading.asked, COLUMNS, lambda: _rows(reading, first, second), counts=counts)


def _together(query: Query, text: str) -> Query | None:
    """Return a search for what a query and another find in one passage, None where it would be too long."""
    joined = query.with_text(" ".join(f"({part})" for part in (query.text, text) if part.strip()))
    try:
        parse(joined.text)
    except SearchError:
        return None
    return joined


def _rows(reading: Reading, *queries: Query) -> list[Row]:
    first, second = (_Side.of(reading, query) for query in queries)
    everything = first.units + second.units
    names = sorted(name for name, many in everything.items() if many >= reading.given["least"])
    together = np.array([first.units[name] for name in names], np.int64)
    often = np.array([everything[name] for name in names], np.int64)
    association = Association(together, often, first.units.total(), everything.total())
    measures = [getattr(association, name).tolist() for name in MEASURES]
    order = _ORDERS[reading.given["order"]](association.log_likelihood)
    return [
        _row(reading, (first, second), names[number], [column[number] for column in measures])
        for number in np.argsort(order, kind="stable").tolist()
    ]


_ORDERS: dict[str, Callable[[Array], Array]] = {
    "both": lambda measure: -np.abs(measure),
    "first": np.negative,
    "second": np.positive,
}


def _row(reading: Reading, sides: tuple[_Side, _Side], name: str, measures: Sequence[float]) -> Row:
    first, second = sides
    totals = (first.units.total(), second.units.total())
    links = [_holding(reading, side, name) for side in sides]
    return (
        name,
        SIDES[reading.language][measures[0] < 0],
        first.units[name],
        second.units[name],
        *totals,
        rate(first.units[name], totals[0]),
        rate(second.units[name], totals[1]),
        first.passages[name],
        second.passages[name],
        *(None if isnan(value) else value for value in measures),
        *links,
    )


def _holding(reading: Reading, side: _Side, name: str) -> Query | None:
    """Return the search for the passages of a side that hold a gram; a word is no string, and has none."""
    return _together(side.query, f'"{name}"') if reading.given["unit"] == "gram" else None
