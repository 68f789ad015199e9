"""How are the values of a facet listed?

Rows with their counts and the addresses that choose, take back or exclude them; trees as rows below rows.
Long lists are cut and say where the whole list is. Nothing is counted here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.facets.rows import FACETS, Facet, facet_named
from search.facets.names import Names
from search.query.request import FILTERS, Query
from search.results import FacetValue, Results
from web.links import Links

__all__ = ["FacetList", "ValueRow", "facet_list", "facet_lists", "facet_title"]

FLAT = 8  # values of a plain facet before the link to all of them
TREE = 30  # values of a tree that are shown without folding


@dataclass(slots=True)
class ValueRow:
    """One value; `state` is "", chosen or excluded.

    `href` chooses it or takes it back, `exclude` shuts it out; each is "" where that cannot be done.
    """

    label: str
    articles: str
    passages: str
    state: str
    href: str
    exclude: str
    below: list["ValueRow"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FacetList:
    """One facet: its rows, how many values it has, and where all of them are listed ("" if here).

    `tree` is the address of the page of a tree ("" for none); `widened` tells whether mentioned values can
    be counted too.
    """

    name: str
    title: str
    rows: list[ValueRow]
    size: int
    everything: str = ""
    tree: str = ""
    widened: bool = False


def facet_title(name: str, links: Links) -> str:
    """Return what a facet is called in the language of the page."""
    return facet_named(name).label(links.language)


def facet_lists(results: Results, names: Names, links: Links) -> list[FacetList]:
    """Return the facets that have values, shortened where they are long."""
    lists = []
    for facet in FACETS:
        if values := results.facets[facet.name]:
            shown = values.shown(TREE if facet.tree else FLAT)
            cut = len(shown) < len(values)
            lists.append(
                _list(facet, shown, results.query, names=names, links=links, size=len(values), cut=cut)
            )
    return lists


def facet_list(
    name: str, values: Sequence[FacetValue], query: Query, *, names: Names, links: Links
) -> FacetList:
    """Return one facet with all its values."""
    return _list(facet_named(name), values, query, names=names, links=links, size=len(values), cut=False)


def _list(
    facet: Facet,
    values: Sequence[FacetValue],
    query: Query,
    *,
    names: Names,
    links: Links,
    size: int,
    cut: bool,
) -> FacetList:
    rows = _rows(facet.name, values, query, names=names, links=links)
    everything = links.facet(facet.name, query) if cut else ""
    return FacetList(
        facet.name,
        facet.label(links.language),
        rows,
        size,
        everything,
        links.page(f"/browse/{facet.browse}") if facet.browse else "",
        bool(facet.widened),
    )


def _rows(
    facet: str, values: Sequence[FacetValue], query: Query, *, names: Names, links: Links
) -> list[ValueRow]:
    """Return the values as rows, each below its parent where that is among them."""
    choose, exclude = links.choices(facet, query)
    full = len(query.filters) >= FILTERS
    made: dict[str, ValueRow] = {}
    roots: list[ValueRow] = []
    for value in values:
        state = "chosen" if value.selected else "excluded" if value.excluded else ""
        if state:
            href = links.search(query.remove(facet, value.value))
        elif full:
            href = ""
        else:
            href = (
                _chosen(facet, value, query, names=names, links=links)
                if query.chosen(facet)
                else choose(value.value)
            )
        label = value.label if links.language == "zh" else names.label(facet, value.value, "en")
        out = "" if state or full else exclude(value.value)
        row = made[value.value] = ValueRow(
            label, f"{value.articles:,}", f"{value.passages:,}", state, href, out
        )
        (made[value.parent].below if value.parent in made else roots).append(row)
    return roots


def _chosen(facet: str, value: FacetValue, query: Query, *, names: Names, links: Links) -> str:
    """Return the address that chooses a value in the place of its chosen ancestors."""
    ancestors = names.path(facet, value.value)[:-1]
    return links.search(query.choose(facet, value.value, ancestors=ancestors))
