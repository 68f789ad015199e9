"""Which ways lead on from a page of results?

Constraints with the way out of each, orders, page sizes and pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from search.engine import Engine
from search.instruments.sharing.groups import Grouping
from search.instruments.table import Asked
from search.query.request import SORTS, WINDOW, Query
from search.results import Results
from web.language import gettext as _
from web.limits import NEAR
from web.links import Links
from web.results.facets import facet_lists, facet_title, whole_facet
from web.results.frame import Option, frame
from web.results.hits import folded, hit_rows
from web.results.typed import TypedFilter, typed_filters
from web.results.ways import ways_out

__all__ = ["ShownFilter", "listed", "listed_facet", "shown_filters"]

SIZES = (10, 20, 50)
BESIDE = 2  # pages named on each side of the page shown


@dataclass(frozen=True, slots=True)
class ShownFilter:
    """A filter as shown, with the address of the search without it."""

    facet: str
    label: str
    exclude: bool
    href: str


def shown_filters(
    query: Query, engine: Engine, links: Links, *, typed: Sequence[TypedFilter] = ()
) -> list[ShownFilter]:
    """Return the filters of a request, those typed into its text first."""
    said = [ShownFilter(facet_title(one.facet, links), one.label, one.exclude, one.href) for one in typed]
    return [
        *said,
        *(
            ShownFilter(
                facet_title(chosen.facet, links),
                engine.names.label(chosen.facet, chosen.value, links.language),
                chosen.exclude,
                links.search(query.remove(chosen.facet, chosen.value)),
            )
            for chosen in query.filters
        ),
    ]


def listed(results: Results, engine: Engine, links: Links) -> dict[str, Any]:
    """Return all that a page of results sets out, by the names its template knows."""
    query = results.query
    found = _pages(results, links)
    step = {option.label: option for option in found}
    typed = typed_filters(query, engine, links)
    rows, grouping = hit_rows(results, engine.names, links), _grouping(results, engine, links)
    return {
        "frame": frame("list", query, links),
        "total": results.total,
        "hits": folded(rows, grouping, links) if grouping else rows,
        "facets": facet_lists(results, engine.names, links, typed=typed),
        "constraints": shown_filters(query, engine, links, typed=typed),
        "cleared": links.search(query.clear()) if len(query.filters) > 1 else "",
        "notices": [
            (query.text[slice(*notice.span)], notice.text(links.language)) for notice in results.notices
        ],
        "sorts": _sorts(query, links),
        "densities": _densities(query, links),
        "nears": _nears(query, links),
        "near": _near(grouping, query, links) if links.near else None,
        "near_limit": NEAR,
        "sizes": _sizes(query, links),
        "pages": found,
        "before": step.get(str(query.page - 1)),
        "after": step.get(str(query.page + 1)),
        "unmentioned": _unmentioned(query, links),
        "ways_out": ways_out(results, engine, links),
        "unplaced": _unplaced(results, links) if results.unplaced else None,
        "day": date.today().isoformat(),  # noqa: DTZ011 the day at the server, for print
    }


def listed_facet(
    name: str, query: Query, engine: Engine, links: Links, *, order: str, within: str
) -> dict[str, Any]:
    """Return all that a page of one facet sets out, by the names its template knows."""
    query = engine.canonical(query)
    values, typed = engine.facet(query, name), typed_filters(query, engine, links)
    whole = whole_facet(
        name, values, query, names=engine.names, links=links, typed=typed, order=order, within=within
    )
    constraints = shown_filters(query, engine, links, typed=typed)
    return {"query": query, "whole": whole, "constraints": constraints}


def _unplaced(results: Results, links: Links) -> Option:
    """Return the way to the hits on the unplaced shelf."""
    asked = results.query.remove("kind", "unplaced").only("kind", "unplaced")
    return Option("", links.search(asked), passages=results.unplaced)


def _sorts(query: Query, links: Links) -> list[Option]:
    """Return the orders of the results."""
    labels = zip(SORTS, (_("相关度"), _("最新"), _("最早"), _("标题")), strict=True)
    return [
        Option(label, links.search(query.with_sort(sort)), chosen=sort == query.sort)
        for sort, label in labels
    ]


def _densities(query: Query, links: Links) -> list[Option]:
    """Return how close the results may stand."""
    labels = {"": _("疏"), "compact": _("密")}
    return [
        Option(label, links.with_density(one).search(query), chosen=one == links.density)
        for one, label in labels.items()
    ]


def _nears(query: Query, links: Links) -> list[Option]:
    """Return whether results that are nearly the same stand apart or are folded."""
    return [
        Option(label, links.with_near(near=near).search(query), chosen=near == links.near)
        for near, label in ((False, _("分开")), (True, _("近似合并")))
    ]


def _grouping(results: Results, engine: Engine, links: Links) -> Grouping | None:
    """Return what is nearly the same, where that is to be folded and quickly found."""
    return engine.grouping(results.query) if links.near and 0 < results.total.passages <= NEAR else None


def _near(grouping: Grouping | None, query: Query, links: Links) -> Option:
    """Return both counts in words, and the table of all groups; no words where it takes long to count."""
    whole = Query(query.text, query.mode, query.filters, mentioned=query.mentioned)
    href = links.instrument(Asked("shared", whole, (("per", "groups"),)))
    return Option(grouping.said(links.language) if grouping else "", href)


def _sizes(query: Query, links: Links) -> list[Option]:
    """Return how many articles a page may show."""
    offered = sorted({*SIZES, query.size})
    return [
        Option(str(size), links.search(query.with_size(size)), chosen=size == query.size) for size in offered
    ]


def _pages(results: Results, links: Links) -> list[Option]:
    """Return the pages around this one, the first and the last; an option without a label is a gap."""
    query = results.query
    last = min(-(-results.total.articles // query.size), WINDOW // query.size)
    near = {1, last, *range(query.page - BESIDE, query.page + BESIDE + 1)}
    options: list[Option] = []
    before = 0
    for number in sorted(number for number in near if 1 <= number <= last and last > 1):
        if number > before + 1:
            options.append(Option("", ""))
        options.append(
            Option(str(number), links.search(query.with_page(number)), chosen=number == query.page)
        )
        before = number
    return options


def _unmentioned(query: Query, links: Links) -> Option:
    """Return the switch between subject regions and all that are named."""
    label = _("只计主题地区") if query.mentioned else _("也计仅提及的地区")
    return Option(
        label, links.search(query.with_mentioned(mentioned=not query.mentioned)), chosen=query.mentioned
    )
