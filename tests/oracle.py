"""What should a search answer? A plain scan of the article files, without the index.

Files are read anew and labelled; queries are held against every passage by `search.marks.scan`, whose own
test holds it against trying every span.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from index.corpus.articles import read_article
from index.corpus.passages import Passage
from index.facets.rows import facet_named
from index.labels.labelling import Labeller
from index.labels.record import ArticleRecord
from index.text.folding import fold
from search.backend import View
from search.check.scanning import EVERYTHING
from search.engine import Engine
from search.marks.scan import Scanned, holds, shelved
from search.marks.wording import Wording
from search.query.nodes import Node
from search.query.parser import parse
from search.query.request import Query

Place = tuple[str, str]  # article id, passage id


@dataclass(frozen=True, slots=True)
class Row:
    """One passage of the corpus: its article's record, itself, and how the scan sees it."""

    record: ArticleRecord
    passage: Passage
    scanned: Scanned

    @property
    def place(self) -> Place:
        return self.record.id, self.passage.id


class Oracle:
    """The passages of the articles of some folders, or of given files."""

    def __init__(self, engine: Engine, paths: Iterable[Path]) -> None:
        self.engine, self.view = engine, engine.answers().view
        self.value = cache(engine.names.value)
        self._values: dict[tuple[str, str, bool], set[str]] = {}
        self.wording, self.held = cache(self._wording), cache(self._held)
        rows = [row for path in paths for row in self._rows(path)]
        self.rows = sorted(rows, key=attrgetter("record.id"))  # each article stays in reading order

    @classmethod
    def of(cls, engine: Engine, *folders: Path) -> "Oracle":
        return cls(engine, sorted(path for folder in folders for path in folder.rglob("*.md")))

    def _rows(self, path: Path) -> Iterator[Row]:
        article = Labeller.load().label(read_article(path))
        titles = tuple(fold(one.text) for one in article.passages if one.kind == "title")
        for passage in article.passages:

            def has(name: str, value: str, kind: str = passage.kind) -> bool:
                return self.has(article.record, kind, name, value)

            heading, published = fold(passage.heading), article.record.published
            scanned = Scanned(fold(passage.text), passage.kind, titles, heading, published, has)
            yield Row(article.record, passage, scanned)

    def has(
        self, record: ArticleRecord, kind: str, facet: str, name: str, *, mentioned: bool = False
    ) -> bool:
        """Tell whether an article, or a passage of this kind, has a value of a facet."""
        value = self.value(facet, name)
        if facet == "kind":
            return value == kind
        key = record.id, facet, mentioned
        if key not in self._values:
            self._values[key] = self._own(record, facet, mentioned=mentioned)
        own = self._values[key]
        return value in own if own else value == "none"

    def _own(self, record: ArticleRecord, facet: str, *, mentioned: bool) -> set[str]:
        """Return the values that an article states of a facet, with all they lie in."""
        path = self.engine.names.path
        own: Iterable[str] = {
            "year": [record.published[:4]],
            "month": [record.published[:7]],
            "author": record.authors,
        }.get(facet, ())
        if facet == "publication":
            own = [record.publication]
        if facet == "region":
            codes = record.regions + (record.mentioned if mentioned else ())
            own = [one for code in codes for one in path("region", code)]
        if facet == "type":
            own = [one for item in record.initiatives for one in path("type", item)]
        return {one for one in own if one}

    def places(self, node: Node, mode: str = "exact") -> set[Place]:
        """Return the passages that match."""
        words = self.wording(mode)
        return {row.place for row in self.rows if holds(node, row.scanned, words, mode=mode)}

    def shown(self, node: Node, mode: str = "exact") -> set[Place]:
        """Return the passages that match and do not lie on the shelf unasked."""
        hidden = {row.place for row in self.rows if shelved(node, row.scanned)}
        return self.places(node, mode) - hidden

    def answer(self, query: Query) -> list[Row]:
        """Return the passages that a search finds, by the ids of articles, in reading order."""
        return [row for row, hidden in self.held(query.text, query.mode) if self._passes(query, row, hidden)]

    def count(self, query: Query, facet: str, value: str) -> tuple[int, int]:
        """Return how many articles and passages a value has if it alone were chosen in its facet.

        Found by taking the choices of the facet away, not by choosing: what the facet excludes stays out.
        """
        kept = tuple(one for one in query.filters if one.facet != facet or one.exclude)
        others = replace(query, filters=kept)
        if value == "unplaced":  # the shelf is looked at where a choice names it
            others = others.only(facet, value)
        rows = [
            row
            for row in self.answer(others)
            if self.has(row.record, row.passage.kind, facet, value, mentioned=query.mentioned)
        ]
        return len({row.record.id for row in rows}), len(rows)

    def _held(self, text: str, mode: str) -> list[tuple[Row, bool]]:
        """Return the passages that match, and whether each lies on the shelf unasked."""
        node, words = parse(text).node, self.wording(mode)
        found = [row for row in self.rows if holds(node, row.scanned, words, mode=mode)]
        return [(row, shelved(node, row.scanned)) for row in found]

    def _passes(self, query: Query, row: Row, hidden: bool) -> bool:
        """Tell whether a passage passes the filters, and does not lie on the shelf unasked."""
        for facet in dict.fromkeys(one.facet for one in query.filters):

            def has(value: str, facet: str = facet) -> bool:
                return self.has(row.record, row.passage.kind, facet, value, mentioned=query.mentioned)

            chosen = query.chosen(facet)
            if (chosen and not any(map(has, chosen))) or any(map(has, query.excluded(facet))):
                return False
            hidden = hidden and (facet_named(facet).of_article or not chosen)
        return not hidden

    def _wording(self, mode: str) -> Wording:
        """Return the words of runs and passages in a mode, each cut once."""
        return self.engine.answers().wording(mode)


def indexed(engine: Engine, node: Node, mode: str = "exact", *, view: View | None = None) -> list[Place]:
    """Return the passages that the engine says match in its newest state, or a view of it.

    They are unfiltered, the shelf among them.
    """
    view = view or engine.answers().view
    match = view.match(replace(EVERYTHING, mode=mode), engine.names.resolved(node, view.has))
    return [(one.article, one.passage) for one in match.anchors()]


def listed(engine: Engine, **arguments: Any) -> Sequence[str]:
    """Return the ids of the articles of all pages of a search, in order."""
    results = engine.search(size=100, **arguments)
    ids = [hit.article.id for hit in results.hits]
    while len(ids) < results.total.articles:
        results = engine.search(size=100, page=len(ids) // 100 + 1, **arguments)
        ids += [hit.article.id for hit in results.hits]
    return ids
