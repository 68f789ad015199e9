"""How are the values of a facet listed?

Rows with their counts and the addresses that choose, take back or exclude them; trees as rows below rows.
Long lists are cut and say where the whole list is, which can be put in order and searched. Nothing is counted
here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from index.facets.rows import NONE, Facet, facet_named
from index.text.folding import fold
from search.facets.names import Names
from search.query.fields import PERIODS
from search.query.request import FILTERS, Query
from search.results import FacetValue, Results
from web.language import gettext as _
from web.links import Links
from web.results.frame import Option
from web.results.rows import ValueRow, holding, in_order, row_lists
from web.results.timeline import Timeline, timeline
from web.results.typed import TypedFilter

__all__ = [
    "FacetList",
    "WholeFacet",
    "facet_list",
    "facet_lists",
    "facet_title",
    "facet_trees",
    "whole_facet",
]

FLAT = 8  # values of a plain facet before the link to all of them
TREE = 12  # values of a tree that are shown without folding, and roots of one that is folded
OPEN = 3  # facets that are open before anything is chosen in the others

Typed = Sequence[TypedFilter]


@dataclass(frozen=True, slots=True)
class FacetList:
    """One facet: its rows, how many values it has, and where all of them are listed ("" if here).

    `tree` is the address of the page of a tree ("" for none); `widened` tells whether mentioned values can
    be counted too, `opened` whether its group is open; `years` are drawn where values are years.
    """

    name: str
    title: str
    rows: Markup
    size: int
    everything: str = ""
    tree: str = ""
    widened: bool = False
    opened: bool = True
    years: Timeline | None = None


@dataclass(frozen=True, slots=True)
class WholeFacet:
    """All values of a facet on a page: in one of its `orders`, those that hold the text `within`."""

    listed: FacetList
    orders: list[Option]
    order: str
    within: str


def facet_title(name: str, links: Links) -> str:
    """Return what a facet is called in the language of the page."""
    return facet_named(name).label(links.language)


def facet_lists(results: Results, names: Names, links: Links, *, typed: Typed = ()) -> list[FacetList]:
    """Return the facets that have values, shortened where they are long: the first, and those asked for."""
    lists: list[FacetList] = []
    query = results.query
    for name, values in results.facets.items():
        if values:
            facet = facet_named(name)
            shown = _first(values.shown(TREE), TREE) if facet.tree else values.shown(FLAT)
            listed = facet_list(facet.name, shown, query, names=names, links=links, typed=typed)
            said = {one.facet for one in query.filters} | {one.facet for one in typed}
            years = timeline(values, query, links, typed=typed) if facet.name == "year" else None
            lists.append(
                replace(
                    listed,
                    size=len(values),
                    everything=links.facet(facet.name, query) if len(shown) < len(values) else "",
                    opened=facet.name in said or (len(lists) < OPEN and shown[0].value != NONE),
                    years=years,
                )
            )
    return lists


def facet_trees(results: Results, names: Names, links: Links) -> list[FacetList]:
    """Return the facets that are trees and have values, their roots alone."""
    lists = []
    for facet, values in ((facet_named(name), values) for name, values in results.facets.items()):
        if facet.tree and values:
            roots = [value for value in values.shown(1) if not value.level]
            listed = facet_list(facet.name, roots, results.query, names=names, links=links)
            lists.append(replace(listed, size=values.named))
    return lists


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
    name: str, values: Sequence[FacetValue], query: Query, *, names: Names, links: Links, typed: Typed = ()
) -> FacetList:
    """Return one facet with these values."""
    rows = _rows(name, values, query, names=names, links=links, typed=typed)
    return _list(facet_named(name), rows, len(values), links)


def whole_facet(
    name: str,
    values: Sequence[FacetValue],
    query: Query,
    *,
    names: Names,
    links: Links,
    typed: Typed,
    order: str,
    within: str,
) -> WholeFacet:
    """Return a facet with all its values that hold a text, in an order or, if it has no such, its own."""
    facet = facet_named(name)
    rows = _rows(name, values, query, names=names, links=links, typed=typed)
    labels = {"count": _("篇数"), "name": _("名称"), "code": _("代码")}
    if name in PERIODS:
        labels = {"": facet.label(links.language), "count": labels["count"]}
    elif not facet.tree:
        del labels["code"]
    usual = next(iter(labels))
    chosen = order if order in labels else usual
    if chosen != usual:
        rows = in_order(rows, chosen)
    if within:
        rows = holding(rows, fold(within))
    orders = [
        Option(
            label, links.facet(name, query, order="" if one == usual else one, within=within), one == chosen
        )
        for one, label in labels.items()
    ]
    listed = _list(facet, rows, len(values), links)
    return WholeFacet(listed, orders, "" if chosen == usual else chosen, within)


def _list(facet: Facet, rows: Sequence[ValueRow], size: int, links: Links) -> FacetList:
    return FacetList(
        facet.name,
        facet.label(links.language),
        row_lists(rows, links.language),
        size,
        tree=links.page(f"/browse/{facet.browse}") if facet.browse else "",
        widened=bool(facet.widened),
    )


def _rows(
    facet: str, values: Sequence[FacetValue], query: Query, *, names: Names, links: Links, typed: Typed
) -> list[ValueRow]:
    """Return the values as rows, each below its parent where that is among them."""
    choose, exclude = links.choices(facet, query)
    full, added = len(query.filters) >= FILTERS, bool(query.chosen(facet))
    made: dict[str, ValueRow] = {}
    roots: list[ValueRow] = []
    for value in values:
        said = next((one for one in typed if one.holds(facet, value.value)), None)
        state = "chosen" if value.selected else "excluded" if value.excluded else ""
        if state:
            href = links.search(query.remove(facet, value.value))
        elif said:
            state, href = "excluded" if said.exclude else "chosen", said.href
        elif full:
            href = ""
        else:
            href = _chosen(facet, value, query, names=names, links=links) if added else choose(value.value)
        label = value.label if links.language == "zh" else names.label(facet, value.value, "en")
        out = "" if state or full else exclude(value.value)
        row = ValueRow(value.value, label, value.articles, value.passages, state, href, out)
        made[value.value] = row
        (made[value.parent].below if value.parent in made else roots).append(row)
    return roots


def _chosen(facet: str, value: FacetValue, query: Query, *, names: Names, links: Links) -> str:
    """Return the address that chooses a value in the place of its chosen ancestors."""
    ancestors = names.path(facet, value.value)[:-1]
    return links.search(query.choose(facet, value.value, ancestors=ancestors))
