"""What is asked? The nodes of a parsed query, and the request that carries a query with its filters.

Nodes are what `search.query.parser` makes of the text and what an engine evaluates. They keep two promises:

- `Not` stands only as a child of `And`, and every `And` has a child that is no `Not`: the positive side of
  a pure negation is `Everything`, first, and stands nowhere else but for the empty query. `And` and `Or`
  have two children or more, none of their own kind.
- Every run has something to match: a `Text`, and each fixed part of a `Wildcard`, folds to one character
  or more.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from index.facets.rows import FACETS
from index.text.folding import fold
from search.errors import ChoiceError, FilterError, QueryLimitError

__all__ = [
    "FACET_NAMES",
    "FIELDS",
    "MODES",
    "SORTS",
    "And",
    "Everything",
    "Field",
    "Filter",
    "Gap",
    "Near",
    "Node",
    "Not",
    "Or",
    "Query",
    "Span",
    "Text",
    "Wildcard",
    "YearRange",
    "affirmed",
    "walk",
]

FACET_NAMES = tuple(facet.name for facet in FACETS)
FIELDS = (*FACET_NAMES, "title", "heading", "caption")
MODES = ("exact", "all", "any")
SORTS = ("relevance", "newest", "oldest", "title")

PAGE_SIZE = 100
WINDOW = 10_000
FILTERS = 20
NEAR_DISTANCE = 10

Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Spanned:
    """A node knows where it stands: `span` is `[start, end)` in the query as typed; equality ignores it."""

    span: Span = field(default=(0, 0), compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Everything(_Spanned):
    """Match every passage: the empty query, or what a pure negation takes away from."""


@dataclass(frozen=True, slots=True)
class Text(_Spanned):
    """Match a run: one literal string, as typed, without escapes; `quoted` when quotes made it."""

    literal: str
    quoted: bool = False

    @property
    def folded(self) -> str:
        """Return the run in the form in which text is matched; never empty in a parsed query."""
        return fold(self.literal)


@dataclass(frozen=True, slots=True)
class Gap:
    """Stand for `least` to `most` squeezed characters, whichever they are."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Wildcard(_Spanned):
    """Match a run with gaps: fixed parts (as typed) and gaps take turns.

    A gap at either end has `least == most`: that many characters must stand there and belong to the match.
    """

    parts: tuple[str | Gap, ...]


@dataclass(frozen=True, slots=True)
class Field(_Spanned):
    """Match by a property of article or passage; `value` is as typed, the engine resolves names."""

    name: str
    value: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class YearRange(_Spanned):
    """Match articles of the years `low` to `high`, both included; None is open, never both."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Near(_Spanned):
    """Match where at most `distance` squeezed characters lie between two matches, in this order if `ordered`.

    Each side is a Text, a Wildcard, an Or of these, or another Near.
    """

    left: "Node"
    right: "Node"
    distance: int = NEAR_DISTANCE
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class And(_Spanned):
    """Match passages that match every child."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or(_Spanned):
    """Match passages that match at least one child."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not(_Spanned):
    """Match passages that do not match the child."""

    child: "Node"


Node: TypeAlias = Everything | Text | Wildcard | Field | YearRange | Near | And | Or | Not


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and all below it, in the order of the query."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        match one:
            case And(children=children) | Or(children=children):
                waiting.extend(reversed(children))
            case Not(child=child):
                waiting.append(child)
            case Near(left=left, right=right):
                waiting.extend((right, left))


def affirmed(node: Node, *, denied: bool = False) -> Iterator[Node]:
    """Yield what a query asks for: the leaves under no NOT, or under an even number of them."""
    match node:
        case And(children=children) | Or(children=children):
            for child in children:
                yield from affirmed(child, denied=denied)
        case Not(child=child):
            yield from affirmed(child, denied=not denied)
        case _ if not denied:
            yield node


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
            set(self.filters), key=lambda one: (FACET_NAMES.index(one.facet), one.value, one.exclude)
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
        return tuple(one.value for one in self.filters if one.facet == facet and not one.exclude)

    def excluded(self, facet: str) -> tuple[str, ...]:
        """Return the values excluded in `facet`."""
        return tuple(one.value for one in self.filters if one.facet == facet and one.exclude)

    def choose(self, facet: str, value: str, *, ancestors: Collection[str] = ()) -> "Query":
        """Add a value to the choice in `facet`; it replaces its chosen ancestors and its own exclusion."""
        gone = {Filter(facet, one) for one in ancestors} | {Filter(facet, value, exclude=True)}
        return self._filtered(*(one for one in self.filters if one not in gone), Filter(facet, value))

    def exclude(self, facet: str, value: str) -> "Query":
        """Leave out a value of `facet`; this replaces its choice."""
        kept = (one for one in self.filters if one != Filter(facet, value))
        return self._filtered(*kept, Filter(facet, value, exclude=True))

    def remove(self, facet: str, value: str) -> "Query":
        """Drop a value of `facet`, whether chosen or excluded."""
        return self._filtered(*(one for one in self.filters if (one.facet, one.value) != (facet, value)))

    def only(self, facet: str, value: str) -> "Query":
        """Choose this value alone in `facet`, dropping all that was chosen or excluded there."""
        return self._filtered(*(one for one in self.filters if one.facet != facet), Filter(facet, value))

    def clear(self, facet: str | None = None) -> "Query":
        """Drop the filters of one facet, or all of them."""
        return self._filtered(*(one for one in self.filters if facet is not None and one.facet != facet))

    def _filtered(self, *filters: Filter) -> "Query":
        return replace(self, filters=filters, page=1)
