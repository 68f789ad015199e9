"""How is one generation in a cluster asked, and what of it is remembered?

A generation never changes, so what was once counted of it (values of facets, frequencies of terms, passages
that only seem to match) is kept.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Any

from cachetools import LRUCache

from index.facets.rows import Facet, facet_named
from index.opensearch.faults import answered
from index.opensearch.manifest import Manifest
from index.opensearch.mapping import PASSAGES, column_field
from search.opensearch.clauses.neighbours import Clause, writable
from search.opensearch.ranking.scoring import term_clause
from search.ranking.terms import Term

__all__ = ["ClusterGeneration", "counted", "frequency"]

PAGE = 10_000  # values of a facet read at once
FREQUENCIES = 100_000  # terms whose frequency is kept
COUNTED: Clause = {"sum": {"script": {"lang": "painless", "source": "_score"}}}


def counted(passages: Clause) -> Clause:
    """Return a query whose score of an article is the number of its passages that pass."""
    every = {"constant_score": {"filter": passages}}
    return {"nested": {"path": PASSAGES, "score_mode": "sum", "query": every}}


def frequency(term: Term) -> Clause:
    """Return what asks in how many passages a term stands."""
    query = counted(term_clause(term))
    return {"size": 0, "track_total_hits": False, "query": query, "aggs": {"n": COUNTED}}


class ClusterGeneration:
    """One generation: the index that holds it, and what was learnt of it."""

    def __init__(self, client: Any, manifest: Manifest) -> None:
        self.client, self.manifest = client, manifest
        self._frequencies: LRUCache[Term, int] = LRUCache(FREQUENCIES)
        self._values: dict[str, list[str]] = {}
        self._known: dict[str, frozenset[str]] = {}
        self.misses: LRUCache[Any, tuple[str, ...]] = LRUCache(256)
        self._lock = Lock()

    def search(self, body: Clause) -> Any:
        """Return the answer to one search. Raises ClusterError where it is not whole."""
        return answered(self.client.search(index=self.manifest.generation, body=body))

    def searches(self, bodies: Sequence[Clause]) -> Sequence[Any]:
        """Return the answers to several searches, asked at once. Raises ClusterError."""
        if len(bodies) < 2:
            return [self.search(body) for body in bodies]
        lines = [line for body in bodies for line in ({"index": self.manifest.generation}, body)]
        found: Sequence[Any] = answered(self.client.msearch(body=lines))["responses"]
        return found

    def document(self, name: str, fields: Sequence[str]) -> Any:
        """Return some fields of the document of an article, None if there is none."""
        if not name or not writable(name):
            return None
        body = {"size": 1, "query": {"ids": {"values": [name]}}, "_source": [*fields]}
        hits = self.search(body)["hits"]["hits"]
        return hits[0]["_source"] if hits else None

    def frequencies(self, terms: Sequence[Term]) -> Mapping[Term, int]:
        """Return in how many passages each term stands."""
        with self._lock:
            known = {term: self._frequencies[term] for term in terms if term in self._frequencies}
        if unknown := [term for term in dict.fromkeys(terms) if term not in known]:
            known |= self.learn(unknown, self.searches([frequency(term) for term in unknown]))
        return known

    def unknown(self, terms: Sequence[Term]) -> list[Term]:
        """Return the terms whose frequency is not known yet."""
        with self._lock:
            return [term for term in dict.fromkeys(terms) if term not in self._frequencies]

    def learn(self, terms: Sequence[Term], answers: Sequence[Any]) -> Mapping[Term, int]:
        """Keep the frequencies of terms, given the answers to what asks for each, and return them."""
        counts = [int(answer["aggregations"]["n"]["value"]) for answer in answers]
        learnt = dict(zip(terms, counts, strict=True))
        with self._lock:
            self._frequencies.update(learnt)
        return learnt

    def has(self, facet: str, value: str) -> bool:
        """Tell whether some article has a value of a facet of articles, mentioned ones included."""
        row = facet_named(facet)
        return row.of_article and value in self._sets(row)

    def _sets(self, facet: Facet) -> frozenset[str]:
        name = facet.columns[-1]
        if name not in self._known:
            self._known[name] = frozenset(self.values(facet, widened=True))
        return self._known[name]

    def values(self, facet: Facet, *, widened: bool) -> list[str]:
        """Return all values of a facet of articles, by code points."""
        column = facet.column(widened=widened)
        with self._lock:
            known = self._values.get(column)
        if known is None:
            known = list(self._listed(column_field(column)))
            with self._lock:
                self._values[column] = known
        return known

    def _listed(self, field: str) -> Iterator[str]:
        after: dict[str, Any] = {}
        while True:
            source = {"size": PAGE, "sources": [{"value": {"terms": {"field": field}}}], **after}
            found = self.search({"size": 0, "aggs": {"values": {"composite": source}}})["aggregations"][
                "values"
            ]
            yield from (bucket["key"]["value"] for bucket in found["buckets"])
            if "after_key" not in found:
                return
            after = {"after": found["after_key"]}

    def kept(self, key: Any, made: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
        """Return what was made for a key before, or make it."""
        with self._lock:
            known = self.misses.get(key)
        if known is None:
            known = made()
            with self._lock:
                self.misses[key] = known
        return known
