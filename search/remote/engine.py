"""How does everybody search what a server holds?

As with any engine: the methods are those of `Engine`.

Decision: what a server cannot be asked fails in one place, where a method of `Engine` would look at the
corpus itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import partial
from typing import Any, NoReturn

from index.errors import IndexingError
from search.answers import SHOWN
from search.backend import About
from search.engine import KEPT, Engine
from search.facets.values import FacetValue, FacetValues
from search.instruments.parameters import given, read_parameters
from search.instruments.registry import PASSAGES, instrument_named
from search.instruments.table import Asked, Row, Table
from search.messages import Language
from search.query.request import Query
from search.remote import reading
from search.remote.arguments import to_arguments
from search.remote.client import Body, Client, Pairs
from search.remote.refusals import ServerError
from search.remote.values import RemoteValues
from search.results import ArticleView, Results, Total
from search.suggest import Completion

__all__ = ["RemoteEngine"]

VALUES = 1_000  # of a facet in one answer
PAGED = ("sort", "page", "size")


class _Server:
    """What stands for a corpus here: nobody sees into it."""

    fault: IndexingError | None = None
    warning = verified = ""

    def __init__(self, location: str) -> None:
        self.location = location

    def view(self) -> NoReturn:
        """Refuse to show the corpus itself."""
        raise ServerError("server-lacks", what="corpus")

    def verify(self) -> NoReturn:
        """Refuse to read what is stored."""
        raise ServerError("server-lacks", what="verify")


class RemoteEngine(Engine):
    """Searches what a server of ours holds; nothing is searched here."""

    def __init__(self, address: str, *, kept: int = KEPT) -> None:
        self.client = Client(address, kept=kept)
        super().__init__(_Server(self.client.address), kept=0)

    def about(self) -> About:
        """Return which state of the corpus answers. Raises IndexingError, ServerError."""
        told = self.client.ask("health")
        try:
            return About(**{item.name: told[item.name] for item in fields(About)})
        except KeyError as error:  # another program, or an older server
            raise ServerError("server-answer", address=self.location, status=200) from error

    def warm(self) -> None:
        """Load nothing: the server has all there is to load."""

    def run(self, query: Query, *, why: str = "", shown: int = SHOWN) -> Results:
        """Answer a query, each article with as many passages as the server shows. Raises SearchError."""
        if shown != SHOWN:
            raise ServerError("server-lacks", what="shown")
        body = self.client.ask("search", [*to_arguments(query), *([("why", why)] if why else [])])
        facets: dict[str, FacetValues] = {
            name: RemoteValues(
                name,
                body["facet_totals"][name],
                reading.facet_values(first),
                partial(self._values, query, name),
            )
            for name, first in body["facets"].items()
        }
        return reading.results(body, facets)

    def count(self, query: Query) -> Total:
        """Return how much a query finds, as `run` would."""
        return self.run(query).total

    def facet(self, query: Query, facet: str) -> FacetValues:
        """Return all values of one facet under a query, as `run` would."""
        values = self._values(query, facet)
        return RemoteValues(facet, len(values), values, lambda: values)

    def instrument(
        self, name: str, query: Query | str, /, *, lang: Language = "zh", **parameters: Any
    ) -> Table:
        """Return the table that an instrument makes of a search; its rows are asked for as they are walked.

        What may be asked is looked up here, by the rows of this release. Raises SearchError.
        """
        asked = Query(query) if isinstance(query, str) else query
        rows = instrument_named(name).parameters
        pairs = tuple(given(rows, read_parameters(rows, parameters)))
        arguments = [*_unpaged(asked), *pairs, ("lang", lang)]
        path = f"instruments/{name}"
        body = self.client.send(path, [*arguments, ("size", "1")])
        return self._table(Asked(name, reading.searched(body), pairs), path, arguments, body=body)

    def passages(self, query: Query | str, *, lang: Language = "zh") -> Table:
        """Return every passage that a search finds as a table. Raises SearchError."""
        from search.instruments.lines.passages import COLUMNS, QUOTED

        asked = Query(query) if isinstance(query, str) else query
        found = self.run(asked)
        counts = {**_counted(found.total), "unplaced": found.unplaced}
        names = [column.name for column in COLUMNS]
        return Table(
            Asked(PASSAGES.name, found.query),
            COLUMNS,
            partial(self._rows, "search", [*_unpaged(asked), ("lang", lang)], names),
            counts=counts,
            quoted=QUOTED,
            about=self.about(),
        )

    def article(self, name: str, query: Query | None = None) -> ArticleView | None:
        """Return a whole article, marked for a query; None if no article has or had this id."""
        marked = [pair for pair in to_arguments(query or Query()) if pair[0] in ("q", "mode")]
        try:
            return reading.article(self.client.ask(f"articles/{name}", marked, gone=True))
        except ServerError as error:
            if error.values.get("told") == "article-unknown":
                return None
            raise

    def suggest(self, text: str, *, limit: int = 10) -> tuple[Completion, ...]:
        """Return what a beginning of a query may become: places, initiative types, titles, words."""
        return reading.completions(self.client.ask("suggest", [("q", text), ("limit", str(limit))]))

    def canonical(self, query: Query) -> Query:
        """Return the query with names replaced by the codes they mean. Raises FilterError."""
        return self.run(query).query if query.filters else query

    def _values(self, query: Query, facet: str) -> tuple[FacetValue, ...]:
        """Return every value of a facet, asked for in pages."""
        found: list[FacetValue] = []
        total = 1
        while len(found) < total:
            page = [("facet", facet), ("limit", str(VALUES)), ("offset", str(len(found)))]
            body = self.client.ask("facets", [*_unpaged(query), *page])
            found += reading.facet_values(body["values"])
            total = body["total"] if body["values"] else 0
        return tuple(found)

    def _table(self, asked: Asked, path: str, arguments: Pairs, *, body: Body) -> Table:
        """Return a table whose first row was answered."""
        columns = reading.columns(body)
        return Table(
            asked,
            columns,
            partial(self._rows, path, arguments, [column.name for column in columns]),
            counts=body["counts"],
            about=self.about(),
            remarks=reading.remarks(body),
            expected=body["total"],
        )

    def _rows(self, path: str, arguments: Pairs, names: Sequence[str]) -> Iterator[Row]:
        """Yield the rows of a table as the server finds them."""
        for line in self.client.lines(path, arguments):
            yield tuple(line[name] for name in names)


def _unpaged(query: Query) -> list[tuple[str, str]]:
    """Return the arguments of a search without its order and page."""
    return [pair for pair in to_arguments(query) if pair[0] not in PAGED]


def _counted(total: Total) -> dict[str, int]:
    return {"passages": total.passages, "articles": total.articles}
