"""What does a search cost as users of OpenSearch usually write it?

One request over a flat index of the same passages: all words of the text, counts of facets, highlights, ten
hits and how many there are.

Decision: it answers what is usual, not what we do, and is a yardstick, no peer. It counts passages and not
articles, shows passages and not articles with their best ones, counts a facet under the choices made in it
too, gives the ten most frequent values, and finds pairs of characters anywhere in a passage instead of a
string. Wildcards it has none.
"""

from collections.abc import Iterable, Iterator
from time import perf_counter
from typing import Any

from bench.engines.engine import TOP, VALUES
from bench.ours_build import Built, region_codes
from bench.queries import BenchQuery
from index.corpus.articles import Article
from index.corpus.passages import split
from index.facets.rows import FACETS
from index.labels.record import ArticleRecord
from index.opensearch.publishing.merging import merge

__all__ = ["LACKS", "Bare"]

NAME = "bare"
SLOP = 5  # of a proximity
FACET_NAMES = tuple(facet.name for facet in FACETS if facet.beside)
LACKS = (
    "bare: one `_search` over passages as documents (analyzer `cjk`): `match` with all words, any word for "
    f"OR and question, `match_phrase` with slop {SLOP} for NEAR; {len(FACET_NAMES)} facets, highlights, "
    f"{TOP} hits, their number. It does not give: articles counted or grouped, counts of a facet as if its "
    "own choices were not made, all its values, strings found exactly, words as jieba cuts them, boosts of "
    "titles, wildcards"
)


class Bare:
    """A flat index of passages in a cluster, and the usual search of it."""

    name = NAME

    def __init__(self, client: Any) -> None:
        self.client, self.regions = client, region_codes()

    def build(self, articles: Iterable[Article], *, shards: int, replicas: int) -> Built:
        """Index the passages of articles, and merge each shard into one segment, as publishing does."""
        from opensearchpy.helpers import bulk

        start = perf_counter()
        self.client.indices.delete(index=NAME, params={"ignore_unavailable": "true"})
        self.client.indices.create(index=NAME, body=index_body(shards=shards, replicas=replicas))
        bulk(self.client, _documents(articles), chunk_size=2_000, max_chunk_bytes=4_000_000)
        self.client.indices.refresh(index=NAME)
        merge(self.client, NAME, lambda: None)
        self.client.indices.refresh(index=NAME)
        seconds = perf_counter() - start
        told = self.client.indices.stats(index=NAME, metric="store")
        return Built(seconds, int(told["_all"]["primaries"]["store"]["size_in_bytes"]))

    def answer(self, query: BenchQuery) -> Any:
        """Return what the cluster answers, None where there is no such search."""
        body = self.body(query)
        return body and self.client.search(index=NAME, body=body)

    def body(self, query: BenchQuery) -> dict[str, Any] | None:
        """Return the request, None where there is none."""
        clause = _clause(query)
        if clause is None:
            return None
        chosen = [] if query.region is None else [{"term": {"region": self.regions[query.region]}}]
        return {
            "size": TOP,
            "track_total_hits": True,
            "query": {"bool": {"must": [clause], "filter": chosen}},
            "aggs": {name: {"terms": {"field": name, "size": VALUES}} for name in FACET_NAMES},
            "highlight": {"fields": {"text": {}}},
            "sort": [{"year": "desc"} if query.sort == "newest" else {"_score": "desc"}],
        }


def index_body(*, shards: int, replicas: int) -> dict[str, Any]:
    """Return settings and mapping: text cut into pairs of characters, facets as they are."""
    facets = {name: {"type": "keyword"} for name in FACET_NAMES}
    text = {"type": "text", "analyzer": "cjk"}
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            "refresh_interval": "-1",
        },
        "mappings": {"properties": {"article": {"type": "keyword"}, "title": text, "text": text, **facets}},
    }


def _documents(articles: Iterable[Article]) -> Iterator[dict[str, Any]]:
    for article in articles:
        record = ArticleRecord(
            article.id,
            article.title,
            publication=article.publication,
            published=article.published,
            authors=article.authors,
            regions=article.regions,
            initiatives=article.initiatives,
        )
        shared: dict[str, Any] = {"_index": NAME, "article": article.id, "title": article.title}
        shared |= {
            facet.name: sorted(facet.values(record)) for facet in FACETS if facet.of_article and facet.beside
        }
        for passage in split(article):
            yield {**shared, "kind": passage.kind, "text": passage.text}


def _clause(query: BenchQuery) -> dict[str, Any] | None:
    if query.name in ("wildcard", "scanned"):
        return None
    if not query.parts:
        return {"match_all": {}}
    if query.name == "near":
        return {"match_phrase": {"text": {"query": " ".join(query.parts), "slop": SLOP}}}
    wanted = query.typed or " ".join(query.parts)
    return {"match": {"text": {"query": wanted, "operator": query.op}}}
