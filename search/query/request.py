"""Which page of which search is asked for: a text, a mode, filters, an order?"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from search.errors import ChoiceError, FilterError, QueryLimitError
from search.query.fields import FACET_NAMES

__all__ = ["FILTERS", "MODES", "PAGE_SIZE", "SORTS", "WINDOW", "Filter", "Query", "filters_named"]

MODES = ("exact", "all", "any")
SORTS = ("relevance", "newest", "oldest", "title")

PAGE_SIZE = 100
WINDOW = 10_000
FILTERS = 20


@dataclass(frozen=True, slots=True)
class Filter:
    """Keep, or with `exclude` leave out, what has `value` in `facet`."""

    facet: str
    value: str
    exclude: bool = False

    def __post_init__(self) -> None:
        if self.facet not in FACET_NAMES:
            raise FilterError("facet-unknown", facet=self.facet, value=self.facet, choices=FACET_NAMES)
        if not self.value:
            raise FilterError("filter-empty", facet=self.facet)


def filters_named(given: Mapping[str, str | Iterable[str]]) -> tuple[Filter, ...]:
    """Return filters by facets' names, each of one value or several; one that begins with `-` is excluded."""
    several = {facet: [told] if isinstance(told, str) else told for facet, told in given.items()}
    pairs = [(facet, str(value)) for facet, told in several.items() for value in told]
    return tuple(Filter(facet, value.removeprefix("-"), value.startswith("-")) for facet, value in pairs)


@dataclass(frozen=True, slots=True)
class Query:
    """Ask for one page of results.

    `text` is the query as typed, `filters` are kept in one order without repetition, so that equal
    requests are equal objects; `page` counts from 1, `size` is in articles; `mentioned` lets the region
    facet count regions that are only mentioned. The methods return a new request, back on page 1 unless
    the page itself is asked for.
    """

    text: str = ""
    mode: str = "exact"
    filters: tuple[Filter, ...] = ()
    sort: str = "relevance"
    page: int = 1
    size: int = 10
    mentioned: bool = False

    def __post_init__(self) -> None:
        unique = sorted(
            set(self.filters), key=lambda given: (FACET_NAMES.index(given.facet), given.value, given.exclude)
        )
        object.__setattr__(self, "filters", tuple(unique))
        if self.mode not in MODES:
            raise ChoiceError("mode-unknown", value=self.mode, choices=MODES)
        if self.sort not in SORTS:
            raise ChoiceError("sort-unknown", value=self.sort, choices=SORTS)
        if not 1 <= self.size <= PAGE_SIZE:
            raise QueryLimitError("size", limit=PAGE_SIZE)
        if self.page < 1:
            raise QueryLimitError("page")
        if self.page * self.size > WINDOW:
            raise QueryLimitError("window", limit=WINDOW)
        if len(self.filters) > FILTERS:
            raise QueryLimitError("filters", limit=FILTERS)

    def with_text(self, text: str) -> "Query":
        """Ask for another text under the same filters."""
        return replace(self, text=text, page=1)

    def with_mode(self, mode: str) -> "Query":
        """Ask in another mode: exact, all or any."""
        return replace(self, mode=mode, page=1)

    def with_sort(self, sort: str) -> "Query":
        """Ask for another order: relevance, newest, oldest or title."""
        return replace(self, sort=sort, page=1)

    def with_size(self, size: int) -> "Query":
        """Ask for pages of `size` articles."""
        return replace(self, size=size, page=1)

    def with_mentioned(self, *, mentioned: bool) -> "Query":
        """Let the region facet count mentioned regions, or subjects only."""
        return replace(self, mentioned=mentioned, page=1)

    def with_page(self, page: int) -> "Query":
        """Ask for another page of the same results."""
        return replace(self, page=page)

    def chosen(self, facet: str) -> tuple[str, ...]:
        """Return the values chosen in `facet`."""
        return tuple(given.value for given in self.filters if given.facet == facet and not given.exclude)

    def excluded(self, facet: str) -> tuple[str, ...]:
        """Return the values excluded in `facet`."""
        return tuple(given.value for given in self.filters if given.facet == facet and given.exclude)

    def choose(self, facet: str, value: str, *, ancestors: Collection[str] = ()) -> "Query":
        """Add a value to the choice in `facet`; it replaces its chosen ancestors and its own exclusion."""
        gone = {Filter(facet, ancestor) for ancestor in ancestors} | {Filter(facet, value, exclude=True)}
        return self._filtered(*(given for given in self.filters if given not in gone), Filter(facet, value))

    def exclude(self, facet: str, value: str) -> "Query":
        """Leave out a value of `facet`; this replaces its choice."""
        kept = (given for given in self.filters if given != Filter(facet, value))
        return self._filtered(*kept, Filter(facet, value, exclude=True))

    def remove(self, facet: str, value: str) -> "Query":
        """Drop a value of `facet`, whether chosen or excluded."""
        return self._filtered(
            *(given for given in self.filters if (given.facet, given.value) != (facet, value))
        )

    def only(self, facet: str, value: str) -> "Query":
        """Choose this value alone in `facet`; what is excluded there stays so."""
        kept = (given for given in self.filters if given.facet != facet or given.exclude)
        return self._filtered(*kept, Filter(facet, value))

    def clear(self, facet: str | None = None) -> "Query":
        """Drop the filters of one facet, or all of them."""
        return self._filtered(
            *(given for given in self.filters if facet is not None and given.facet != facet)
        )

    def _filtered(self, *filters: Filter) -> "Query":
        return replace(self, filters=filters, page=1)
