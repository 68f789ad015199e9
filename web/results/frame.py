"""In which ways can one search be looked at, handed on and checked?

A tab shows the articles of one search under the same arguments as every other; a new one is a row of TABS
with a page that answers at its address. A single tab is not shown as one. Exports are rows too: addresses
that give the same search for other programs.
"""

from dataclasses import dataclass

from search.instruments.registry import INSTRUMENTS
from search.messages import Language
from search.query.request import Query
from web.exports.writers import WRITERS
from web.links import Links
from web.params import to_arguments

__all__ = ["EXPORTS", "TABS", "Export", "Frame", "Option", "Tab", "frame"]


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
class Tab:
    """One tab: its name, its labels, its address and the endpoint there; `method` is an anchor of /about."""

    name: str
    zh: str
    en: str
    path: str
    endpoint: str
    method: str

    def label(self, language: Language) -> str:
        """Return what the tab is called."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Export:
    """One form in which a search is handed on: its labels, its address, its format.

    Without a format it is the page that is shown, else all passages of the search. What `folds` says which
    articles are nearly the same, where the page does.
    """

    zh: str
    en: str
    path: str
    form: str = ""
    folds: bool = False

    def label(self, language: Language) -> str:
        """Return what the form is called."""
        return self.en if language == "en" else self.zh


TABS = (
    Tab("list", "列表", "List", "/search", "pages.search", "ranking"),
    *(
        Tab(one.name, one.zh, one.en, f"/instruments/{one.name}", "pages.instrument", one.name)
        for one in INSTRUMENTS
    ),
)
SHOWN = 3  # tabs that are not folded away: each is a stop on the way to the first hit
EXPORTS = (
    Export("JSON（本页）", "JSON (this page)", "/api/v1/search", folds=True),
    *(Export(one.zh, one.en, "/api/v1/search", one.name) for one in WRITERS if not one.draws),
    Export("凭据", "Receipt", "/api/v1/receipt"),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around any tab of a search; `method` is where it is told how it is computed.

    Of many tabs the first and the present one are `tabs`, the others are `folded` away.
    """

    tabs: tuple[Option, ...]
    folded: tuple[Option, ...]
    exports: tuple[Option, ...]
    method: str


def frame(name: str, query: Query, links: Links) -> Frame:
    """Return what stands around the tab of this name."""
    language, first = links.language, to_arguments(query.with_page(1))
    tabs = [Option(tab.label(language), links.page(tab.path, first), tab.name == name) for tab in TABS]
    handed = [(one, _handed(one, query, links)) for one in EXPORTS]
    exports = [Option(one.label(language), links.page(one.path, pairs)) for one, pairs in handed]
    here = next(tab for tab in TABS if tab.name == name)
    shown = [tab for number, tab in enumerate(tabs) if number < SHOWN or tab.chosen]
    return Frame(
        tuple(shown) if len(tabs) > 1 else (),
        tuple(tab for tab in tabs if tab not in shown),
        tuple(exports),
        links.page("/about") + f"#{here.method}",
    )


def _handed(export: Export, query: Query, links: Links) -> list[tuple[str, str]]:
    """Return the arguments under which a search is handed on: all of it has no page and no order."""
    if not export.form:
        return [*to_arguments(query), *([("near", "1")] if links.near and export.folds else [])]
    whole = Query(query.text, query.mode, query.filters, mentioned=query.mentioned)
    return [*to_arguments(whole), ("format", export.form)]
