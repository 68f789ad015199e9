"""What does the serving generation of our own index have to send, and what of it is there already?

A document is an article, or what was once published under an id that no article has now. Documents are
numbered: live articles by id, then the others by id.

Decision: whether a document is there is told by its stamp, in one walk over both sides by id. So a broken
publication goes on from wherever it broke, and needs no record of what it did.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from index.build.previous import Previous
from index.corpus.register import Published
from index.opensearch.documents import Document, StoredArticle, article_document, gone_document
from index.opensearch.faults import answered
from index.opensearch.manifest import Manifest, cluster_schema
from index.opensearch.publishing.patience import Alive, patiently
from index.store.generation import CATALOG, open_generation
from index.store.segment import average_lengths
from index.text.words import Segmenter

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

__all__ = ["Difference", "Source", "Stamped", "compared", "stamps_there"]

PAGE = 10_000  # documents, as many as a cluster gives at once


class Stamped(NamedTuple):
    """A document by its id in UTF-8, and its stamp; `number` is that of our index."""

    id: bytes
    stamp: str
    number: int = -1


class Difference(NamedTuple):
    """Which documents of our index a cluster lacks or has otherwise, and which it has too many, by id."""

    lacks: list[int]
    extra: list[str]


class Source:
    """The serving generation of an index of ours. Raises what `open_generation` does."""

    def __init__(self, index: Path) -> None:
        self.generation = open_generation(index)
        self.catalog = self.generation.arrays(CATALOG)
        self.previous = Previous(self.generation, self.catalog)
        self.segmenter = Segmenter()
        self._segment, self._local, self._date = (self.catalog[name] for name in ("segment", "local", "date"))
        self._ids = self.previous.ids

    @cached_property
    def gone(self) -> list[str]:
        """Return the ids that were published and that no article has."""
        named = groupby(self.catalog.strings("former.article"))
        return [_text(name) for name, _ in named if self._ids.find(name) < 0]

    def __len__(self) -> int:
        return len(self._ids) + len(self.gone)

    def id(self, number: int) -> str:
        """Return the id of a document."""
        articles = len(self._ids)
        return _text(self._ids[number]) if number < articles else self.gone[number - articles]

    def weight(self, number: int) -> int:
        """Return how many passages a document has, 1 at least."""
        return max(len(self._article(number).docs), 1) if number < len(self._ids) else 1

    def document(self, number: int) -> Document:
        """Return a document as the cluster takes it."""
        if number < len(self._ids):
            return article_document(self._article(number, self._former(number)), self.segmenter)
        return gone_document(self.id(number), self._former(number))

    def stamps(self) -> Iterator[Stamped]:
        """Yield the stamps of all documents, by id."""
        articles = len(self._ids)
        live = (
            Stamped(name, self._article(number, self._former(number)).stamp, number)
            for number, name in enumerate(self._ids)
        )
        gone = (
            Stamped(name.encode("utf-8", "surrogatepass"), self.document(number)["stamp"], number)
            for number, name in enumerate(self.gone, articles)
        )
        return merge(live, gone)

    def _article(self, number: int, former: Iterable[Published] = ()) -> StoredArticle:
        reader = self.previous.segments[self._segment[number]].reader
        return StoredArticle(reader, int(self._local[number]), int(self._date[number]), tuple(former))

    def _former(self, number: int) -> list[Published]:
        return self.previous.former(self.id(number))

    def manifest(self, name: str) -> Manifest:
        """Return what the generation says of itself under the name that it has in a cluster."""
        told = self.generation.manifest
        segments = [(one.reader, one.live[one.reader.article]) for one in self.previous.segments]
        return Manifest(
            generation=name,
            articles=told.articles,
            passages=told.passages,
            corpus=told.corpus,
            dictionary=told.dictionary,
            tokenizer=told.tokenizer,
            schema=cluster_schema(),
            seal=self.generation.seal,
            averages=average_lengths(segments),
        )


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogatepass")


def stamps_there(client: "OpenSearch", name: str, alive: Alive) -> Iterator[Stamped]:
    """Yield the stamps of all documents of an index of a cluster, by id."""
    body = {"size": PAGE, "sort": [{"id": "asc"}], "_source": False, "docvalue_fields": ["stamp"]}
    rows = [None]
    while rows:
        rows = patiently(lambda: answered(client.search(index=name, body=body)), alive)["hits"]["hits"]
        for row in rows:
            yield Stamped(row["sort"][0].encode(), row["fields"]["stamp"][0])
        if rows:
            body["search_after"] = rows[-1]["sort"]
        alive()


def compared(here: Iterable[Stamped], there: Iterable[Stamped]) -> Difference:
    """Return how two sides differ, each sorted by id, in one walk over both."""
    lacks: list[int] = []
    extra: list[str] = []
    for name, both in groupby(merge(here, there), key=lambda one: one.id):
        known = {one.number >= 0: one for one in both}
        ours, theirs = known.get(True), known.get(False)
        if ours is None:
            extra.append(_text(name))
        elif theirs is None or theirs.stamp != ours.stamp:
            lacks.append(ours.number)
    return Difference(sorted(lacks), extra)
