"""How are the values of a facet listed?

Rows with their counts and the addresses that choose, take back or exclude them; trees as rows below rows.
Long lists are cut and say where the whole list is. Nothing is counted here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from index.facets.rows import FACETS, Facet, facet_named
from search.facets.names import Names
from search.query.request import FILTERS, Query
from search.results import FacetValue, Results
from web.links import Links
from web.results.rows import ValueRow, row_lists

__all__ = ["FacetList", "facet_list", "facet_lists", "facet_title", "facet_trees"]

FLAT = 8  # values of a plain facet before the link to all of them
ROOTS = 30  # values of a tree that the start shows without folding
TREE = 12  # values of a tree that are shown without folding, and roots of one that is folded


@dataclass(frozen=True, slots=True)
class FacetList:
    """One facet: its rows, how many values it has, and where all of them are listed ("" if here).

    `tree` is the address of the page of a tree ("" for none); `widened` tells whether mentioned values can
    be counted too.
    """

    name: str
    title: str
    rows: Markup
    size: int
    everything: str = ""
    tree: str = ""
    widened: bool = False


def facet_title(name: str, links: Links) -> str:
    """Return what a facet is called in the language of the page."""
    return facet_named(name).label(links.language)


def facet_lists(results: Results, names: Names, links: Links) -> list[FacetList]:
    """Return the facets that have values, shortened where they are long: the first, and those asked for."""
    lists = []
    for facet in FACETS:
        if values := results.facets[facet.name]:
            shown = _first(values.shown(TREE), TREE) if facet.tree else values.shown(FLAT)
            cut = len(shown) < len(values)
            lists.append(
                _list(facet, shown, results.query, names=names, links=links, size=len(values), cut=cut)
            )
    return lists


def facet_trees(results: Results, names: Names, links: Links) -> list[FacetList]:
    """Return the facets that are trees and have values, all roots among them."""
    return [
        _list(
            facet, values.shown(ROOTS), results.query, names=names, links=links, size=len(values), cut=False
        )
        for facet in FACETS
        if facet.tree and (values := results.facets[facet.name])
    ]


def _first(values: Sequence[FacetValue], limit: int) -> list[FacetValue]:
    """Return the first roots of a tree, those with a value asked for in them, and what lies below these."""
    root: dict[str, str] = {}
    for value in values:  # each follows its parent
        root[value.value] = root.get(value.parent, value.value)
    roots = [*dict.fromkeys(root.values())]
    asked = {root[value.value] for value in values if value.selected or value.excluded}
    kept = {*roots[:limit], *asked}
    return [value for value in values if root[value.value] in kept]


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
        row_lists(rows, links.language),
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
    full, added = len(query.filters) >= FILTERS, bool(query.chosen(facet))
    made: dict[str, ValueRow] = {}
    roots: list[ValueRow] = []
    for value in values:
        state = "chosen" if value.selected else "excluded" if value.excluded else ""
        if state:
            href = links.search(query.remove(facet, value.value))
        elif full:
            href = ""
        else:
            href = _chosen(facet, value, query, names=names, links=links) if added else choose(value.value)
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
