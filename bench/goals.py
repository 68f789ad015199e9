"""Which goals are set, and which are met by what was measured?

A goal is a row: what is wanted, from which kept values its figure is made, and the limit. What was not
measured is said to be so; no figure is typed by hand.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figures, held

__all__ = ["GOALS", "Goal", "table"]

Reading = Callable[[Figures], tuple[float, str] | None]
"""Return a figure and where it stands (a class, a file, a size), or None if it was not measured."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A wish, its figure and its limit; `least` says that more is better. `form` writes the figure."""

    wish: str
    read: Reading
    limit: float
    least: bool = False
    form: str = "{:.2f}"

    def found(self, figures: Figures) -> str:
        """Return what was found, and whether it is enough."""
        told = self.read(figures)
        if told is None:
            return "not measured"
        value, where = told
        met = value >= self.limit if self.least else value <= self.limit
        return f"{'met' if met else 'missed'}: {self.form.format(value)}" + (f" ({where})" if where else "")


def worst(measure: str, name: str, *, least: bool = False, without: str = "-") -> Reading:
    """Return the reading of the worst of the values whose measure and name match."""

    def read(figures: Figures) -> tuple[float, str] | None:
        found = [
            (value, key.rpartition("/")[2] if "(" in name else where)
            for where, values in figures.items()
            if re.fullmatch(measure, where)
            for key, value in values.items()
            if re.fullmatch(name, key) and without not in key.split("/")
        ]
        return (min if least else max)(found) if found else None

    return read


def nearest(size: float, name: str) -> Reading:
    """Return the reading of a value of `bench.whole` at the number of passages nearest to a size."""

    def read(figures: Figures) -> tuple[float, str] | None:
        found = [
            (abs(values["passages"] - size), values[name], f"{values['passages']:,.0f} passages, {where}")
            for where, values in figures.items()
            if where.startswith("whole/") and name in values
        ]
        off, value, where = min(found, default=(size, 0.0, ""))
        return (value, where) if off < size / 2 else None

    return read


def times(upper: Reading, lower: Reading) -> Reading:
    """Return the reading of one figure as a multiple of another."""

    def read(figures: Figures) -> tuple[float, str] | None:
        above, below = upper(figures), lower(figures)
        return (above[0] / below[0], above[1]) if above and below else None

    return read


ANY = "(.*)"
LARGEST = "whole/.*"
LONG = "article of 313 KB"
PAGE = "search page, common word"
ONE = "wall/1 changed"
INSTRUMENTS = r"instruments/.*/2\d{5}"
COUNTED = "(?!panel)(.*)"  # a panel has a goal of its own
GOALS = (
    Goal("import, characters/s", worst(LARGEST, "characters/s", least=True), 5e5, least=True, form="{:,.0f}"),
    Goal(
        "index from nothing, passages/s",
        worst(LARGEST, "passages/s", least=True),
        5e3,
        least=True,
        form="{:,.0f}",
    ),
    Goal("one change at about 157,000 passages, s", nearest(157e3, ONE), 1.0),
    Goal(
        "one change at 1 M passages, as a multiple of that", times(nearest(1e6, ONE), nearest(157e3, ONE)), 3
    ),
    Goal("nothing changed, s", worst(LARGEST, "wall/nothing changed"), 0.5),
    Goal("memory of import at 1 M passages, MB", nearest(1e6, "MB/import"), 1500, form="{:,.0f}"),
    Goal("memory of index at 1 M passages, MB", nearest(1e6, "MB/index from nothing"), 1500, form="{:,.0f}"),
    Goal(
        "`Engine.search` at 200,000: least speed-up of a class over the commit beside it",
        worst("search/200000", "faster/" + ANY, least=True),
        2.5,
        least=True,
    ),
    Goal("middling word at 200,000, p50 in ms", worst("search/200000", "p50/middling"), 1.6),
    Goal(
        "every class but the question at 1 M, p50 in ms",
        worst("search/1000000", "p50/" + ANY, without="question"),
        6,
    ),
    Goal(
        "p50 of every class beside tantivy's whole page at 200,000",
        worst("engines/generated/200000", "tantivy/" + ANY),
        0.7,
    ),
    Goal(
        "p50 of every class beside tantivy's whole page at 20,000",
        worst("engines/generated/20000", "tantivy/" + ANY),
        0.7,
    ),
    Goal(
        "p50 of every class beside stock Whoosh's whole page at 20,000",
        worst("engines/generated/20000", "whoosh/" + ANY),
        0.7,
    ),
    Goal(
        "time of our build beside tantivy's at 200,000", worst("engines/generated/200000", "build/tantivy"), 2
    ),
    Goal(
        "search pages, 16 clients, distinct, requests/s",
        worst("pages/200000", "search page/requests/s"),
        450,
        least=True,
    ),
    Goal("search pages, 16 clients, distinct, p99 in ms", worst("pages/200000", "search page/p99"), 120),
    Goal("JSON, 16 clients, distinct, requests/s", worst("pages/200000", "JSON/requests/s"), 500, least=True),
    Goal("instruments at some 200,000, first rows, s", worst(INSTRUMENTS, "first/" + COUNTED), 0.5),
    Goal("instruments at some 200,000, all rows, s", worst(INSTRUMENTS, "whole/" + COUNTED), 2),
    Goal("a panel of 200 terms there, s", worst(INSTRUMENTS, "whole/panel" + ANY), 5),
    Goal("search page on the wire, gzip accepted, KB", worst("pages/200000", PAGE + "/wire"), 12),
    Goal("article of 313 KB on the wire, gzip accepted, KB", worst("pages/200000", LONG + "/wire"), 90),
    Goal("its HTML, KB", worst("pages/200000", LONG + "/HTML"), 450),
    Goal("its DOMContentLoaded, ms", worst("pages/200000", LONG + "/loaded"), 800),
)


def _rows(figures: Figures) -> Iterator[str]:
    for goal in GOALS:
        limit = f"at {'least' if goal.least else 'most'} {goal.form.format(goal.limit)}"
        yield f"| {goal.wish} | {limit} | {goal.found(figures)} |"


def table(out: Path) -> str:
    """Return the section of goals from the values kept beside a file of results."""
    rows = [*_rows(held(out))]
    return "\n".join(["## Goals", "", "| goal | limit | found |", "|---|---|---|", *rows]) + "\n"
