"""What finds something where a search found nothing?

Each filter that can be taken away, wider modes, other words, names of places and types, each with what it
would find. Which filter is at fault is said by counting: one without which there are hits.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from index.text.folding import fold
from search.engine import Engine
from search.query.request import Query
from search.results import Results
from search.suggest import quoted
from web.language import gettext as _
from web.links import Links
from web.results.facets import facet_title
from web.results.frame import Option
from web.results.typed import typed_filters

__all__ = ["WaysOut", "ways_out"]

NAMED = 5  # places and types offered for a text that is a name
TRIED = 20  # names counted to find these


@dataclass(frozen=True, slots=True)
class WaysOut:
    """Ways on from a search without hits: with fewer filters, which are then at fault, and others."""

    filters: tuple[Option, ...] = ()
    others: tuple[Option, ...] = ()


def ways_out(results: Results, engine: Engine, links: Links) -> WaysOut:
    """Return the ways on from a search without hits, none from any other."""
    if results.total.passages:
        return WaysOut()
    ways = (_names, _modes, _suggestions)
    others = tuple(option for way in ways for option in way(results, engine, links))
    return WaysOut(tuple(_fewer_filters(results, engine, links)), others)


def _fewer_filters(results: Results, engine: Engine, links: Links) -> Iterator[Option]:
    """Yield the search without each of its filters, then without all, where that finds something."""
    query, language = results.query, links.language
    reason = _("去掉")
    for typed in typed_filters(query, engine, links):
        label = f"{facet_title(typed.facet, links)} {typed.label}"
        yield from _counted(query.with_text(typed.rest), label, reason, engine, links)
    for one in query.filters:
        name = engine.names.label(one.facet, one.value, language)
        label = f"{facet_title(one.facet, links)} {name}"
        without = query.remove(one.facet, one.value)
        yield from _counted(without, label, _("取消排除") if one.exclude else reason, engine, links)
    if len(query.filters) > 1:
        yield from _counted(query.clear(), _("去掉全部筛选条件"), "", engine, links)


def _names(results: Results, engine: Engine, links: Links) -> Iterator[Option]:
    """Yield places and types that the text names, as filters in its stead."""
    query = results.query
    named = [one for one in engine.suggest(query.text, limit=TRIED) if one.value]
    found: list[Option] = []
    for one in named:
        label = engine.names.full(one.kind, one.value, links.language)
        chosen = query.with_text("").choose(one.kind, one.value)
        found += _counted(chosen, label, facet_title(one.kind, links), engine, links)
    wanted = fold(query.text)
    found.sort(key=lambda option: (fold(option.label) != wanted, -option.articles))
    yield from found[:NAMED]


def _modes(results: Results, engine: Engine, links: Links) -> Iterator[Option]:
    """Yield the wider modes."""
    del engine
    labels = {"all": _("同一段含有全部词"), "any": _("含有任一词")}
    for one in results.relaxations:
        href = links.search(results.query.with_mode(one.mode))
        yield Option(labels[one.mode], href, articles=one.articles, passages=one.passages)


def _suggestions(results: Results, engine: Engine, links: Links) -> Iterator[Option]:
    """Yield other texts: spaced or spelled otherwise, or of the same meaning."""
    del engine
    reasons = {"spacing": _("空格不同"), "synonym": _("近义"), "spelling": _("形近")}
    for one in results.suggestions:
        text = one.text if one.text.isalnum() else quoted(one.text)
        href = links.search(results.query.with_text(text))
        yield Option(one.text, href, False, reasons[one.reason], one.articles, one.passages)


def _counted(query: Query, label: str, value: str, engine: Engine, links: Links) -> Iterator[Option]:
    """Yield a search with what it finds, if it finds anything."""
    total = engine.count(query)
    if total.passages:
        yield Option(label, links.search(query), False, value, total.articles, total.passages)
