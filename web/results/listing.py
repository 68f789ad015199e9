"""Which ways lead on from a page of results?

Constraints with the way out of each, orders, page sizes, pages, and what to try where nothing was found.
"""

from dataclasses import dataclass
from typing import Any

from search.engine import Engine
from search.query.request import SORTS, WINDOW, Query
from search.results import Results
from search.suggest import quoted
from web.language import gettext as _
from web.links import Links
from web.results.facets import facet_lists, facet_title
from web.results.hits import hit_rows

__all__ = ["Option", "ShownFilter", "listed", "shown_filters"]

SIZES = (10, 20, 50)
BESIDE = 2  # pages named on each side of the page shown


@dataclass(frozen=True, slots=True)
class Option:
    """One of several ways to see the results; `chosen` for the present one."""

    label: str
    href: str
    chosen: bool = False
    value: str = ""
    articles: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True)
class ShownFilter:
    """A filter as shown, with the address of the search without it."""

    facet: str
    label: str
    exclude: bool
    href: str


def shown_filters(query: Query, engine: Engine, links: Links) -> list[ShownFilter]:
    """Return the filters of a request."""
    return [
        ShownFilter(
            facet_title(chosen.facet, links),
            engine.names.label(chosen.facet, chosen.value, links.language),
            chosen.exclude,
            links.search(query.remove(chosen.facet, chosen.value)),
        )
        for chosen in query.filters
    ]


def listed(results: Results, engine: Engine, links: Links) -> dict[str, Any]:
    """Return all that a page of results sets out, by the names its template knows."""
    query = results.query
    found = _pages(results, links)
    step = {option.label: option for option in found}
    return {
        "total": results.total,
        "hits": hit_rows(results, engine.names, links),
        "facets": facet_lists(results, engine.names, links),
        "constraints": shown_filters(query, engine, links),
        "cleared": links.search(query.clear()),
        "notices": [
            (query.text[slice(*notice.span)], notice.text(links.language)) for notice in results.notices
        ],
        "sorts": _sorts(query, links),
        "sizes": _sizes(query, links),
        "pages": found,
        "before": step.get(str(query.page - 1)),
        "after": step.get(str(query.page + 1)),
        "unmentioned": _unmentioned(query, links),
        "ways_out": _ways_out(results, engine, links),
        "unplaced": _unplaced(results, links) if results.unplaced else None,
    }


def _unplaced(results: Results, links: Links) -> Option:
    """Return the way to the hits on the unplaced shelf."""
    asked = results.query.remove("kind", "unplaced").only("kind", "unplaced")
    return Option(str(results.unplaced), links.search(asked))


def _sorts(query: Query, links: Links) -> list[Option]:
    """Return the orders of the results."""
    labels = zip(SORTS, (_("相关度"), _("最新"), _("最早"), _("标题")), strict=True)
    return [
        Option(label, links.search(query.with_sort(sort)), chosen=sort == query.sort)
        for sort, label in labels
    ]


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


def _ways_out(results: Results, engine: Engine, links: Links) -> list[Option]:
    """Return what finds something where this found nothing: wider modes, other words, fewer filters."""
    query = results.query
    if results.total.passages:
        return []
    labels = {"all": _("同一段含有全部词"), "any": _("含有任一词")}
    options = [
        Option(
            labels[relaxation.mode],
            links.search(query.with_mode(relaxation.mode)),
            articles=relaxation.articles,
            passages=relaxation.passages,
        )
        for relaxation in results.relaxations
    ]
    reasons = {"spacing": _("空格不同"), "synonym": _("近义"), "spelling": _("形近")}
    options += [
        Option(
            suggestion.text,
            links.search(
                query.with_text(suggestion.text if suggestion.text.isalnum() else quoted(suggestion.text))
            ),
            value=reasons.get(suggestion.reason, suggestion.reason),
            articles=suggestion.articles,
            passages=suggestion.passages,
        )
        for suggestion in results.suggestions
    ]
    if query.filters and (total := engine.count(query.clear())).passages:
        label = _("去掉全部筛选条件")
        options.append(
            Option(label, links.search(query.clear()), articles=total.articles, passages=total.passages)
        )
    return options
