"""Which filters stand in the text of a query, and where does the search without each lead?"""

from dataclasses import dataclass

from search.engine import Engine
from search.facets.typed import TypedField, typed_fields
from search.query.nodes import Field, YearRange
from search.query.request import Filter, Query
from web.links import Links

__all__ = ["TypedFilter", "typed_filters"]


@dataclass(frozen=True, slots=True)
class TypedFilter:
    """A filter typed into the text: of a facet one value, or the years `low` to `high`, 0 for an open end.

    `rest` is the text without it, `href` the search for that.
    """

    facet: str
    value: str
    exclude: bool
    label: str
    rest: str
    href: str
    low: int = 0
    high: int = 0

    def holds(self, facet: str, value: str) -> bool:
        """Tell whether it names a value of a facet, or a year within its range."""
        if facet != self.facet:
            return False
        if self.value or not value.isdecimal():
            return value == self.value
        return self.low <= int(value) and (not self.high or int(value) <= self.high)


def typed_filters(query: Query, engine: Engine, links: Links) -> list[TypedFilter]:
    """Return the filters of a text that was searched, in its order."""
    return [_typed(clause, query, engine, links) for clause in typed_fields(query.text)]


def _typed(clause: TypedField, query: Query, engine: Engine, links: Links) -> TypedFilter:
    href, facet, field = links.search(query.with_text(clause.rest)), clause.facet, clause.field
    if isinstance(field, Field):
        (meant,) = engine.canonical(Query(filters=(Filter(facet, field.value),))).filters
        label = engine.names.label(facet, meant.value, links.language)
        return TypedFilter(facet, meant.value, clause.exclude, label, clause.rest, href)
    low, high = field.low or 0, field.high or 0
    value = f"{low:04}" if low == high else ""
    return TypedFilter(facet, value, clause.exclude, value or _years(field), clause.rest, href, low, high)


def _years(field: YearRange) -> str:
    low, high = ("" if year is None else f"{year:04}" for year in (field.low, field.high))
    return f"{low}–{high}"
