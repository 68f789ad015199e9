"""Which address shows what?

The only maker of addresses. A state of the search has one address (`web.params` orders its arguments); the
language of the page goes along where the reader would get the other one, and so do the density of results and
their folding from one page to the next. Everything begins with the folder the application is mounted in.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote, quote_plus

from search.instruments.table import Asked
from search.messages import Language
from search.query.request import Query
from web.params import asked_arguments, to_arguments

__all__ = ["Links"]

_PLACEHOLDER = "\ue000"
_ENCODED = quote_plus(_PLACEHOLDER)
_PLAIN = re.compile(r"[A-Za-z0-9/._-]*")
_SHORT = 40  # characters of a value that is remembered

Pairs = Iterable[tuple[str, str]]


def quoted(text: str) -> str:
    """Return a name or value as it stands in an address; short ones, which come again, from memory."""
    return _quoted(text) if len(text) <= _SHORT else quote_plus(text, errors="replace")


@lru_cache(maxsize=8192)
def _quoted(text: str) -> str:
    return quote_plus(text, errors="replace")


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses in one language; `root` is where the application is mounted ("" at the top of a host).

    `usual` is the language this reader gets unasked, `density` how close results stand ("" as usual), `near`
    whether those that are nearly the same are folded.
    """

    root: str = ""
    language: Language = "zh"
    usual: Language = "zh"
    density: str = ""
    near: bool = False

    def page(self, path: str, arguments: Pairs = ()) -> str:
        """Return the address of a path with arguments; never one of another host."""
        pairs = [*arguments, *self._spoken]
        given = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs)
        safe = "/" + path.lstrip("/\\")
        if not _PLAIN.fullmatch(safe):
            safe = quote(safe, errors="replace")
        return f"{self.root}{safe}?{given}" if given else f"{self.root}{safe}"

    def search(self, query: Query) -> str:
        """Return the address of a request."""
        return self.page("/search", [*to_arguments(query), *self._set])

    def basket(self) -> str:
        """Return the address of the passages that a reader chose."""
        return self.page("/basket")

    def with_density(self, density: str) -> "Links":
        """Return the addresses of results that stand closer, or as usual."""
        return replace(self, density=density)

    def with_near(self, *, near: bool) -> "Links":
        """Return the addresses of results that are folded where nearly the same, or not."""
        return replace(self, near=near)

    def feed(self, query: Query) -> str:
        """Return the address of a page of the feed of a request, which has an order and a size of its own."""
        told = [pair for pair in to_arguments(query) if pair[0] not in ("sort", "size")]
        return replace(self, usual="zh").page("/feed.atom", told)

    def browsers(self) -> str:
        """Return the address that tells browsers how to search here."""
        return replace(self, usual="zh").page("/opensearch.xml")

    def facet(self, facet: str, query: Query, *, order: str = "", within: str = "") -> str:
        """Return the address of the list of all values of a facet under a request, ordered or searched."""
        told = [pair for pair in (("order", order), ("within", within)) if pair[1]]
        return self.page(f"/search/{facet}", [*to_arguments(query.with_page(1)), *self._set, *told])

    def article(self, name: str, query: Query | None = None, *, passage: str = "") -> str:
        """Return the address of an article, or of a passage of it, as the search that led to it shows it."""
        return self.page(f"/articles/{name}", self._searched(query)) + (f"#{passage}" if passage else "")

    def instrument(self, asked: Asked, more: Pairs = (), *, step: str = "") -> str:
        """Return the address of the page of an instrument, or of a step that is taken with its table.

        `more` says which part of the table.
        """
        name = f"{asked.instrument}{'/' if step else ''}{step}"
        return self.instruments(name, [*asked_arguments(asked), *more])

    def instruments(self, name: str, pairs: Pairs = ()) -> str:
        """Return the address of the page of an instrument, whatever is asked of it."""
        return self.page(f"/instruments/{name}", pairs)

    def rows(self, asked: Asked, form: str = "") -> str:
        """Return the address of a table for programs, a page of it or all in a format."""
        pairs = [*asked_arguments(asked), *([("format", form)] if form else [])]
        return self.page(f"/api/v1/instruments/{asked.instrument}", pairs)

    def receipt(self, asked: Asked) -> str:
        """Return the address of the receipt of a table."""
        return self.page("/api/v1/receipt", self.saving(asked))

    def saving(self, asked: Asked | Query) -> list[tuple[str, str]]:
        """Return what a form sends that saves a search, or a table of one."""
        if isinstance(asked, Query):
            return to_arguments(asked.with_page(1))
        return [*asked_arguments(asked), ("instrument", asked.instrument)]

    def searched(self, query: Query) -> list[tuple[str, str]]:
        """Return what a form of an article carries along: the search that led to it, and the language."""
        return [*self._searched(query), *self._spoken]

    def source(self, name: str, query: Query | None = None) -> str:
        """Return the address of an article set beside its source."""
        return self.page(f"/articles/{name}", [*self._searched(query), ("view", "source")])

    def cite(self, name: str, query: Query | None = None, *, passage: str = "", style: str = "") -> str:
        """Return the address of the page that cites an article, or a passage of it, quoted in a style."""
        told = [pair for pair in (("passage", passage), ("style", style)) if pair[1]]
        return self.page(f"/articles/{name}/cite", [*self._searched(query), *told])

    def shared(self, name: str, passage: str, *, beside: str = "") -> str:
        """Return the address of the page of what shares text with a passage; `beside` is article/passage."""
        pairs = [("passage", passage), *([("beside", beside)] if beside else [])]
        return self.page(f"/articles/{name}/shared", pairs)

    def articles(self, query: Query) -> Callable[[str, str], str]:
        """Return `article` for one request as a function of article and passage ("" for none)."""
        head, _, tail = self.article(_PLACEHOLDER, query).partition(_ENCODED)
        return lambda name, passage: f"{head}{name}{tail}{'#' if passage else ''}{passage}"

    def reasons(self, query: Query) -> Callable[[str], str]:
        """Return the address of the page of results that says why an article is there, by its id."""
        address = self.page("/search", [*to_arguments(query), *self._set, ("why", _PLACEHOLDER)])
        head, _, tail = address.partition(_ENCODED)
        return lambda name: f"{head}{name}{tail}#why-{name}"

    def citation(self, name: str, form: str, *, passage: str = "") -> str:
        """Return the address of an article's citation as a file (form: bib, ris or json)."""
        return self.page(f"/articles/{name}.{form}", [("passage", passage)] if passage else ())

    def kept(self, query: Query) -> list[tuple[str, str]]:
        """Return what the search box carries along: all but text, mode and page."""
        pairs = [pair for pair in to_arguments(query) if pair[0] not in ("q", "mode", "page")]
        return [*pairs, *self._set, *self._spoken]

    def whole(self, query: Query) -> list[tuple[str, str]]:
        """Return what a form on a page of results carries along: the whole request, but for its page."""
        return [*to_arguments(query.with_page(1)), *self._set, *self._spoken]

    def other_language(self, path: str, arguments: Pairs) -> str:
        """Return the address of the same page in the other language."""
        other = replace(self, language="zh" if self.language == "en" else "en")
        return other.page(path, [pair for pair in arguments if pair[0] != "lang"])

    def choices(self, facet: str, query: Query) -> tuple[Callable[[str], str], Callable[[str], str]]:
        """Return functions from a value to the addresses that choose it and that exclude it.

        Where the facet has no filter yet the address is cut around the value once, since a page has a
        hundred such links; the result is that of `Query.choose` and `Query.exclude`.
        """
        if query.chosen(facet) or query.excluded(facet):
            return (
                lambda value: self.search(query.choose(facet, value)),
                lambda value: self.search(query.exclude(facet, value)),
            )
        address = self.search(query.choose(facet, _PLACEHOLDER))
        return (
            self._around(address, lambda v: query.choose(facet, v)),
            self._around(address, lambda v: query.exclude(facet, v), before="-"),
        )

    @property
    def _spoken(self) -> list[tuple[str, str]]:
        return [("lang", self.language)] if self.language != self.usual else []

    def _searched(self, query: Query | None) -> list[tuple[str, str]]:
        """Return the arguments of the search that an article was opened from, its page included."""
        pairs = to_arguments(query) if query else []
        return [*pairs, *self._set] if pairs else []

    @property
    def _set(self) -> list[tuple[str, str]]:
        return [*([("rows", self.density)] if self.density else []), *([("near", "1")] if self.near else [])]

    def _around(
        self, address: str, changed: Callable[[str], Query], *, before: str = ""
    ) -> Callable[[str], str]:
        head, _, tail = address.partition(_ENCODED)
        head += before

        def with_value(value: str) -> str:
            if value.startswith(("-", "\\")):  # escaped by web.params
                return self.search(changed(value))
            return f"{head}{quoted(value)}{tail}"

        return with_value
