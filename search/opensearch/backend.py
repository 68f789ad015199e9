"""How does a cluster answer as a backend does?

A backend follows the alias of its corpus: when it names another index, the next view is of the new
generation. The one before stays until the build after next, for those who still read it.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from threading import Lock
from typing import Any

from index.corpus.passages import KINDS
from index.corpus.register import Published
from index.errors import ClusterError, IndexingError, IndexMissing
from index.facets.rows import Facet
from index.labels.record import Evidence
from index.opensearch.connection import Address, connect
from index.opensearch.manifest import serving
from index.opensearch.mapping import PASSAGES
from index.text.words import Segmenter
from search.backend import About, Anchor, MatchedPassage, StoredArticle
from search.marks.wording import Wording
from search.opensearch.clauses.compiler import inside
from search.opensearch.clauses.neighbours import writable
from search.opensearch.generation import ClusterGeneration, counted
from search.opensearch.matching import ClusterMatch
from search.opensearch.reading import PRINTED, passage_of, passages_holding, record_of
from search.opensearch.scanning import standing_texts
from search.query.nodes import Everything, Node, Wildcard
from search.query.request import Query

__all__ = ["ClusterBackend", "ClusterView"]

READ = 3  # generations that are remembered
LOOKED_AT = 5_000  # words that begin so


class ClusterBackend:
    """Answers from what a cluster holds under an address; it is connected to with the first question."""

    def __init__(self, address: Address, segmenter: Segmenter) -> None:
        self.address, self.segmenter = address, segmenter
        self.fault: IndexingError | None = None
        self.verified = ""
        self._client: Any = None
        self._read: dict[str, ClusterGeneration] = {}
        self._lock = Lock()

    @classmethod
    def at(cls, address: str, segmenter: Segmenter) -> "ClusterBackend":
        """Return what answers from an address, as `Address.parse` reads it. Raises ClusterError."""
        return cls(Address.parse(address), segmenter)

    @property
    def location(self) -> str:
        """Return the address of the corpus."""
        return str(self.address)

    def view(self) -> "ClusterView":
        """Return the generation that the alias names. Raises IndexingError."""
        try:
            generation = self._serving()
        except ClusterError as error:
            self.fault = error
            raise
        self.fault = None
        return ClusterView(generation, self.segmenter)

    @property
    def warning(self) -> str:
        """Return what the cluster lacks of copies, "" for nothing. Raises IndexingError."""
        generation = self.view().generation
        told = self._client.cluster.health(index=generation.manifest.generation)
        if told["status"] == "green":
            return ""
        return f"the cluster is {told['status']}: {told['unassigned_shards']} copies of shards have no node"

    def _serving(self) -> ClusterGeneration:
        with self._lock:
            if self._client is None:
                self._client = connect(self.address)
        manifest = serving(self._client, self.address)
        if manifest is None:
            raise IndexMissing(
                f"{self.address} holds no corpus; bring one there with: jiansuo index --to URL"
            )
        with self._lock:
            known = self._read.get(manifest.generation)
            if known is None:
                known = ClusterGeneration(self._client, manifest)
                self._read = {name: self._read[name] for name in [*self._read][1 - READ :]}
                self._read[manifest.generation] = known
            return known

    def verify(self) -> str:
        """Count all that is stored; return what is missing, "" if nothing is. Raises IndexingError."""
        generation = self.view().generation
        manifest = generation.manifest
        body = {
            "size": 0,
            "query": {"exists": {"field": "title"}},
            "track_total_hits": True,
            "aggs": {"p": {"nested": {"path": PASSAGES}}},
        }
        found = generation.search(body)
        articles, passages = found["hits"]["total"]["value"], found["aggregations"]["p"]["doc_count"]
        if (articles, passages) == (manifest.articles, manifest.passages):
            self.verified = manifest.generation
            return ""
        return (
            f"{manifest.generation} holds {articles} articles and {passages} passages, "
            f"not {manifest.articles} and {manifest.passages}"
        )


@dataclass(frozen=True)
class ClusterView:
    """One generation."""

    generation: ClusterGeneration
    segmenter: Segmenter

    @property
    def about(self) -> About:
        """Return which generation this is."""
        told = self.generation.manifest
        return About(**{item.name: getattr(told, item.name) for item in fields(About)})

    def has(self, facet: str, value: str) -> bool:
        """Tell whether some article has a value of a facet of articles."""
        return self.generation.has(facet, value)

    def values(self, facet: Facet, *, widened: bool) -> Sequence[str]:
        """Return all values of a facet."""
        return self.generation.values(facet, widened=widened) if facet.of_article else KINDS

    def match(self, query: Query, node: Node) -> ClusterMatch:
        """Evaluate a resolved query."""
        return ClusterMatch(self.generation, query, node, Wording(self.segmenter, query.mode))

    def article(self, name: str) -> StoredArticle | None:
        """Return a whole article."""
        wanted = ["record", "evidence", *(inside(field) for field in PRINTED)]
        source = self.generation.document(name, wanted)
        if source is None or "record" not in source:
            return None
        evidence = Evidence.from_json(json.dumps(source["evidence"]).encode())
        passages = tuple(map(passage_of, source[PASSAGES]))
        return StoredArticle(record_of(source), evidence, passages)

    def former(self, name: str) -> Sequence[Published]:
        """Return what once stood in an article."""
        source = self.generation.document(name, ["former"]) or {}
        return [Published(**item) for item in source.get("former", ())]

    def holder(self, digest: str, article: str) -> Anchor | None:
        """Return where a text with this digest stands now."""
        if not writable(digest + article):
            return None
        inner = {"size": 1, "sort": [{inside("number"): "asc"}], "_source": [inside("id")]}
        passages = {"prefix": {inside("id"): {"value": digest}}}
        nested = {"path": PASSAGES, "score_mode": "none", "query": passages, "inner_hits": inner}
        first = {"constant_score": {"filter": {"term": {"id": {"value": article}}}}}
        body = {
            "size": 1,
            "track_total_hits": False,
            "sort": [{"_score": "desc"}, {"id": "asc"}],
            "_source": ["id"],
            "query": {"bool": {"filter": [{"nested": nested}], "should": [first]}},
        }
        for hit in self.generation.search(body)["hits"]["hits"]:
            (passage,) = hit["inner_hits"][PASSAGES]["hits"]["hits"]
            return Anchor(hit["_source"]["id"], passage["_source"]["id"])
        return None

    def holding(self, fingerprints: Sequence[int]) -> Iterator[MatchedPassage]:
        """Yield every passage that has one of these fingerprints."""
        return passages_holding(self.generation, fingerprints)

    def sharing(self) -> Iterator[MatchedPassage]:
        """Yield every placed passage: a cluster does not know which of them have a fingerprint in common."""
        return self.match(Query(), Everything()).stream()

    def words(self, beginning: str, limit: int) -> Sequence[tuple[str, int]]:
        """Return the most frequent words that begin so."""
        if not beginning or not writable(beginning):
            return []
        field = inside("vocabulary")
        begins = {"prefix": {field: {"value": beginning}}}
        terms = {
            "field": field,
            "include": f"{_literal(beginning)}.*",
            "size": limit,
            "shard_size": LOOKED_AT,
            "order": [{"_count": "desc"}, {"_key": "asc"}],
        }
        words = {"filter": begins, "aggs": {"words": {"terms": terms}}}
        body = {
            "size": 0,
            "track_total_hits": False,
            "query": counted(begins),
            "aggs": {"passages": {"nested": {"path": PASSAGES}, "aggs": {"begin": words}}},
        }
        found = self.generation.search(body)["aggregations"]["passages"]["begin"]["words"]["buckets"]
        return [(bucket["key"], bucket["doc_count"]) for bucket in found]

    def standing(self, pattern: Wildcard, most: int) -> Iterator[str]:
        """Yield the texts of the first passages that a pattern matches."""
        return standing_texts(self.generation, pattern, most)


def _literal(text: str) -> str:
    """Return text as an expression of Lucene that means just this text."""
    return re.sub(r"([^\w])", r"\\\1", text)
