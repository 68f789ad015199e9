"""Over which years do the articles of a search spread, and how is a range of them asked for?"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.facets.rows import NONE
from search.facets.typed import in_years
from search.query.request import Query
from search.results import FacetValue
from web.links import Links
from web.results.typed import TypedFilter

__all__ = ["Bar", "Timeline", "timeline"]

BARS = 10  # each wide enough for a finger in the narrowest column
STEPS = (1, 2, 5, 10, 20, 50, 100, 1000)  # years that a bar can stand for
HEIGHT = 40  # of the fullest bar


@dataclass(frozen=True, slots=True)
class Bar:
    """The articles of some years: how many, how high that stands, and the search for these years alone."""

    label: str
    articles: int
    height: int
    href: str

    @property
    def top(self) -> int:
        """Return where the bar begins, from above."""
        return HEIGHT - self.height


@dataclass(frozen=True, slots=True)
class Timeline:
    """The years of a search as bars, and the form for a range: its fields, and what it asks for now."""

    bars: tuple[Bar, ...]
    first: str
    last: str
    low: str
    high: str
    kept: list[tuple[str, str]]


def timeline(
    values: Sequence[FacetValue], query: Query, links: Links, *, typed: Sequence[TypedFilter] = ()
) -> Timeline | None:
    """Return the years of a search, None where there is but one."""
    counts = {int(one.value): one.articles for one in values if one.value.isdecimal() and one.articles}
    asked = next((one for one in typed if one.facet == "year" and not one.exclude), None)
    if len(counts) < 2 and not asked:
        return None
    others = query.clear("year")
    low, high = (asked.low, asked.high) if asked and asked.value != NONE else ("", "")
    first, last = (min(counts), max(counts)) if counts else (0, 0)
    bars = _bars(counts, others, links) if len(counts) > 1 else ()
    return Timeline(bars, f"{first or ''}", f"{last or ''}", low, high, links.whole(others))


def _bars(counts: dict[int, int], query: Query, links: Links) -> tuple[Bar, ...]:
    """Return as few bars as there is room for, each of the same number of years, which begin evenly."""
    first, last = min(counts), max(counts)
    step = next(step for step in STEPS if last // step - first // step < BARS)
    sums = dict.fromkeys(range(first // step * step, last + 1, step), 0)
    for year, articles in counts.items():
        sums[year // step * step] += articles
    most = max(sums.values())
    return tuple(_bar(start, step, articles, most, query, links) for start, articles in sums.items())


def _bar(start: int, step: int, articles: int, most: int, query: Query, links: Links) -> Bar:
    low, high = f"{start:04}", f"{start + step - 1:04}"
    label = low if step == 1 else f"{low}–{high}"
    href = links.search(query.with_text(in_years(query.text, low, high))) if articles else ""
    return Bar(label, articles, max(2, round(HEIGHT * articles / most)) if articles else 0, href)
