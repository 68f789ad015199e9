"""What should a search answer? A plain scan of the article files, without the index.

Files are read anew and labelled; queries are held against every passage by `search.marks.scan`, whose own
test holds it against trying every span.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.corpus.articles import read_article
from index.corpus.passages import Passage
from index.labels.labelling import Labeller
from index.labels.record import ArticleRecord
from index.text.folding import fold
from search.engine import Engine
from search.marks.scan import Scanned, holds, shelved
from search.marks.wording import Wording
from search.query.nodes import Node
from search.whoosh.evaluate import Evaluator

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
        self.engine = engine
        self.rows = [row for path in paths for row in self._rows(path)]

    @classmethod
    def of(cls, engine: Engine, *folders: Path) -> "Oracle":
        return cls(engine, sorted(path for folder in folders for path in folder.rglob("*.md")))

    def _rows(self, path: Path) -> Iterator[Row]:
        article = Labeller.load().label(read_article(path))
        titles = tuple(fold(one.text) for one in article.passages if one.kind == "title")
        for passage in article.passages:

            def has(name: str, value: str, kind: str = passage.kind) -> bool:
                return self.has(article.record, kind, name, value)

            year = int(article.record.published[:4] or 0)
            scanned = Scanned(fold(passage.text), passage.kind, titles, fold(passage.heading), year, has)
            yield Row(article.record, passage, scanned)

    def has(
        self, record: ArticleRecord, kind: str, facet: str, name: str, *, mentioned: bool = False
    ) -> bool:
        """Tell whether an article, or a passage of this kind, has a value of a facet."""
        value = self.engine.names.value(facet, name)
        own = {"kind": [kind], "year": [record.published[:4]], "author": record.authors}.get(facet)
        if facet == "publication":
            own = [record.publication]
        if facet == "region":
            codes = record.regions + (record.mentioned if mentioned else ())
            own = [one for code in codes for one in self.engine.names.path("region", code)]
        if facet == "type":
            own = [one for item in record.initiatives for one in self.engine.names.path("type", item)]
        own = [one for one in own or [] if one]
        return value in own if own else value == "none"

    def places(self, node: Node, mode: str = "exact") -> set[Place]:
        """Return the passages that match."""
        words = self.evaluator(mode).wording
        return {row.place for row in self.rows if holds(node, row.scanned, words, mode=mode)}

    def shown(self, node: Node, mode: str = "exact") -> set[Place]:
        """Return the passages that match and do not lie on the shelf unasked."""
        hidden = {row.place for row in self.rows if shelved(node, row.scanned)}
        return self.places(node, mode) - hidden

    def evaluator(self, mode: str) -> Evaluator:
        return Evaluator(self.engine.backend.snapshot, Wording(self.engine.segmenter, mode))


def indexed(engine: Engine, node: Node, mode: str = "exact") -> list[Place]:
    """Return the passages that the index says match, unfiltered, segment by segment."""
    evaluator = Evaluator(engine.backend.snapshot, Wording(engine.segmenter, mode))
    node = engine.names.resolved(node, engine.backend.view().has)
    found = []
    for segment in engine.backend.snapshot.segments:
        docs = evaluator.docs(segment, node).tolist()
        assert docs == sorted(set(docs))
        records = segment.reader
        found += [(records.record(int(records.article[doc])).id, records.pid(doc)) for doc in docs]
    return found


def listed(engine: Engine, **arguments: Any) -> Sequence[str]:
    """Return the ids of the articles of all pages of a search, in order."""
    results = engine.search(size=100, **arguments)
    ids = [hit.article.id for hit in results.hits]
    while len(ids) < results.total.articles:
        results = engine.search(size=100, page=len(ids) // 100 + 1, **arguments)
        ids += [hit.article.id for hit in results.hits]
    return ids
