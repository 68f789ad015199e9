"""How do articles and passages come back from a cluster, a page of them or all, in bounded memory?

Decision: all matching articles are walked by id, each page behind the last article of the one before. No
point in time is held for it: a generation never changes. The first page is as large as articles of usual
length let it be.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.labels.record import ArticleRecord
from index.opensearch.documents import fingerprint_term
from index.opensearch.mapping import PASSAGES
from search.backend import MatchedPassage, StoredPassage
from search.opensearch.clauses.compiler import ALL, all_of, inside
from search.opensearch.clauses.filters import kind_clause
from search.opensearch.clauses.neighbours import Clause
from search.opensearch.generation import ClusterGeneration
from search.query.nodes import Everything
from search.query.request import Query

__all__ = ["PRINTED", "Walk", "Walked", "passage_of", "passages_holding", "read_passages", "record_of"]

FEWEST, MOST = 1, 500  # articles that are read at once
LITTLE, MUCH = 20_000, 200_000  # characters of an answer, by which that number grows and shrinks
AT_ONCE = 1_000  # passages of one article
TERMS = 65_536  # that one query may hold, unless a cluster is set otherwise
PRINTED = ("id", "kind", "text", "heading")


@dataclass(frozen=True, slots=True)
class Walked:
    """One matching article: its source, and the sources of its matching passages in reading order.

    Each passage has the number by which it is sorted, which no source holds.
    """

    source: Any
    passages: Iterator[Any]


def record_of(source: Any) -> ArticleRecord:
    """Return the record of an article from its source."""
    return ArticleRecord.from_json(json.dumps(source["record"]).encode())


def passage_of(source: Any) -> StoredPassage:
    """Return a passage from its source."""
    return StoredPassage(source["id"], source["kind"], source["text"], source["heading"])


@dataclass(frozen=True, slots=True)
class Walk:
    """All that passes in a generation: which passages of which articles, and what of each is wanted."""

    generation: ClusterGeneration
    passages: Clause
    articles: Clause
    of_article: Sequence[str] = ("id",)
    of_passage: Sequence[str] = PRINTED

    def __iter__(self) -> Iterator[Walked]:
        """Yield every article with passages that pass, by id, a few held at a time."""
        many = self._first()
        after: Clause = {}
        while hits := self._hits(many, after):
            size = 0
            for hit in hits:
                first = hit["inner_hits"][PASSAGES]["hits"]["hits"]
                size += sum(len(one["_source"].get("text", "")) for one in first)
                yield Walked(hit["_source"], self._passages(hit, first))
            if len(hits) < many:
                return
            after = {"search_after": hits[-1]["sort"]}
            many = min(many * 2, MOST) if size < LITTLE else max(many // 2, FEWEST) if size > MUCH else many

    def _first(self) -> int:
        """Return how many articles of usual length are little."""
        told = self.generation.manifest
        length = told.averages["grams"][0] * told.passages / max(told.articles, 1)
        return min(max(int(LITTLE / max(length, 1)), FEWEST), MOST)

    def _passages(self, hit: Any, first: Sequence[Any]) -> Iterator[Any]:
        """Yield the passages of an article, of which the first are at hand."""
        start = 0
        while first:
            yield from (one["_source"] | {"number": one["sort"][0]} for one in first)
            start += len(first)
            if len(first) < AT_ONCE:
                return
            (again,) = self._hits(1, {}, only=hit["_id"], start=start)
            first = again["inner_hits"][PASSAGES]["hits"]["hits"]

    def _hits(self, many: int, after: Clause, *, only: str = "", start: int = 0) -> Sequence[Any]:
        inner = {
            "from": start,
            "size": AT_ONCE,
            "sort": [{inside("number"): "asc"}],
            "_source": [inside(field) for field in self.of_passage],
        }
        nested = {"path": PASSAGES, "score_mode": "none", "query": self.passages, "inner_hits": inner}
        wanted = [{"ids": {"values": [only]}}] if only else []
        body = {
            "size": many,
            "track_total_hits": False,
            "sort": [{"id": "asc"}],
            "_source": [*self.of_article],
            "query": {"bool": {"filter": [{"nested": nested}, self.articles, *wanted]}},
            **after,
        }
        found: Sequence[Any] = self.generation.search(body)["hits"]["hits"]
        return found


def read_passages(
    generation: ClusterGeneration, passages: Clause, articles: Clause
) -> Iterator[MatchedPassage]:
    """Yield every passage that passes with its text and labels."""
    for article in Walk(generation, passages, articles, of_article=("record",)):
        record = record_of(article.source)
        for passage in article.passages:
            yield MatchedPassage(record, passage_of(passage), passage["number"] + 1)


def passages_holding(generation: ClusterGeneration, fingerprints: Sequence[int]) -> Iterator[MatchedPassage]:
    """Yield the placed passages that have one of these fingerprints, all if it is many, by articles' ids."""
    terms = [*map(fingerprint_term, fingerprints)]
    having: Clause = {"terms": {inside("fingerprints"): terms}} if len(terms) <= TERMS else ALL
    return read_passages(generation, all_of([having, kind_clause(Query(), Everything())]), ALL)
