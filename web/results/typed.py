"""Which filters stand in the text of a query, and where does the search without each lead?"""

from dataclasses import dataclass

from search.engine import Engine
from search.facets.typed import TypedField, typed_fields
from search.query.nodes import Field, Range
from search.query.request import Filter, Query
from web.links import Links

__all__ = ["TypedFilter", "typed_filters"]


@dataclass(frozen=True, slots=True)
class TypedFilter:
    """A filter typed into the text: of a facet one value, or the periods `low` to `high`, "" for an open end.

    A value is its own `low` and `high`. `rest` is the text without it, `href` the search for that.
    """

    facet: str
    value: str
    exclude: bool
    label: str
    rest: str
    href: str
    low: str
    high: str

    def holds(self, facet: str, value: str) -> bool:
        """Tell whether it names a value of a facet, or a period within its range."""
        if facet != self.facet or self.value:
            return (facet, value) == (self.facet, self.value)
        return Range(facet, self.low, self.high).holds(value)


def typed_filters(query: Query, engine: Engine, links: Links) -> list[TypedFilter]:
    """Return the filters of a text that was searched, in its order."""
    return [_typed(clause, query, engine, links) for clause in typed_fields(query.text)]


def _typed(clause: TypedField, query: Query, engine: Engine, links: Links) -> TypedFilter:
    href, facet, field = links.search(query.with_text(clause.rest)), clause.facet, clause.field
    if isinstance(field, Field):
        (meant,) = engine.canonical(Query(filters=(Filter(facet, field.value),))).filters
        value, label = meant.value, engine.names.label(facet, meant.value, links.language)
        return TypedFilter(facet, value, clause.exclude, label, clause.rest, href, value, value)
    low, high = field.low, field.high
    return TypedFilter(facet, "", clause.exclude, f"{low}–{high}", clause.rest, href, low, high)
