"""Which words has one search more than another, and how much do both find?"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import Any, NamedTuple

import numpy as np

from search.instruments.counts.rates import rate
from search.instruments.narrowing import joined, together
from search.instruments.table import Column, Reading, Row, Table
from search.instruments.words.collocates import MEASURES
from search.instruments.words.measures import Association
from search.instruments.words.reference import read_units, tokens
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


@dataclass(frozen=True)
class _Side:
    """The units of the passages of one search: how often each stands there, and in how many passages."""

    query: Query
    units: Counter[str]
    passages: Counter[str]

    @classmethod
    def of(cls, reading: Reading, query: Query) -> "_Side":
        """Count the words of a search, or read its passages for grams."""
        answers, unit = reading.answers, reading.given["unit"]
        if unit == "word":
            found = tokens(answers, query)
        else:
            found = read_units(answers, query, unit, reading.given["length"])
        often = Counter({name: one.often for name, one in found.items()})
        return cls(query, often, Counter({name: one.passages for name, one in found.items()}))

    @cached_property
    def total(self) -> int:
        """Return how many units there are."""
        return self.units.total()


class _Line(NamedTuple):
    """One word: how often it stands on each side, in how many passages of each, and its measures.

    `totals` are how many units each side has.
    """

    name: str
    totals: tuple[int, int]
    often: tuple[int, int]
    passages: tuple[int, int]
    measures: tuple[float, ...]


class _Sides(NamedTuple):
    """The searches, what each is called, and whether it can hold one of the units too."""

    queries: tuple[Query, Query]
    names: tuple[str, str]
    linked: tuple[bool, bool]


def compare(reading: Reading) -> Table:
    """Return what is distinctive of either of two searches; the totals of both and of what is in both."""
    first, second = reading.query, reading.query.with_text(reading.given["against"])
    counts: dict[str, int] = {}
    asked = {"first": first, "second": second, "both": together(first, second.text)}
    for name, query in asked.items():
        if query:
            total = reading.match(query).total
            counts |= {f"{name}_passages": total.passages, f"{name}_articles": total.articles}
    linked = (_linked(reading, first), _linked(reading, second))
    sides = _Sides((first, second), SIDES[reading.language], linked)
    return Table(
        reading.asked,
        COLUMNS,
        lambda: reading.answers.kept_lines(reading.asked, lambda: _lines(reading, first, second)),
        lambda line: _row(line, sides),
        counts,
    )


def _lines(reading: Reading, *queries: Query) -> list[_Line]:
    """Return the words of both sides in order; they are kept, since each page needs all of them sorted."""
    first, second = (_Side.of(reading, query) for query in queries)
    everything = first.units + second.units
    names = sorted(name for name, many in everything.items() if many >= reading.given["least"])
    together = np.array([first.units[name] for name in names], np.int64)
    often = np.array([everything[name] for name in names], np.int64)
    association = Association(together, often, first.total, everything.total())
    measures = [*zip(*(getattr(association, name).tolist() for name in MEASURES), strict=True)]
    order = _ORDERS[reading.given["order"]](association.log_likelihood)
    totals = (first.total, second.total)
    return [
        _Line(
            name := names[number],
            totals,
            (first.units[name], second.units[name]),
            (first.passages[name], second.passages[name]),
            measures[number],
        )
        for number in np.argsort(order, kind="stable").tolist()
    ]


_ORDERS: dict[str, Callable[[Array], Array]] = {
    "both": lambda measure: -np.abs(measure),
    "first": np.negative,
    "second": np.positive,
}


def _linked(reading: Reading, query: Query) -> bool:
    """Tell whether a search can hold a gram too; a word is no string, and no search holds it."""
    gram = "党" * reading.given["length"]  # all are of one length, and what one is does not matter
    return reading.given["unit"] == "gram" and together(query, f'"{gram}"') is not None


def _row(line: _Line, sides: _Sides) -> Row:
    return (
        line.name,
        sides.names[line.measures[0] < 0],
        *line.often,
        *line.totals,
        *(rate(often, total) for often, total in zip(line.often, line.totals, strict=True)),
        *line.passages,
        *(None if isnan(value) else value for value in line.measures),
        *(
            query.with_text(joined(query.text, f'"{line.name}"')) if linked else None
            for query, linked in zip(sides.queries, sides.linked, strict=True)
        ),
    )
