"""How does tantivy-py answer a page as fast as it can?

A first search gives the exact total and the best hundred passages. Few matches are all in hand then; up to
ALL are fetched with a second search and their keys read from a fast field, which costs 0.2 µs a passage; of
more, a terms aggregation counts the keys, which costs less there. An approximate cardinality does not count.
Articles come from the best passages; what these leave open of an article's three best is asked once for all
ten articles. Where a region is chosen, its facet is counted once more without it.

A string is a phrase of the bigrams that cover it once; single characters have a field of their own. Two
writer threads and a large heap gave the fastest build with the fewest segments.
"""

import time
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import tantivy

from bench.engines.around import STEP, Around, expression, per_article
from bench.engines.engine import SHOWN, TOP, Answer, Fed, Hit, gram_places
from bench.ours_build import Built, folder_bytes, region_codes
from bench.queries import BenchQuery

__all__ = ["Tantivy"]

HEAP = 1 << 30
THREADS = 2
BEST = 100  # passages that are asked for first
ALL = 30_000  # matches up to which fetching all is faster than counting
BUCKETS = 65_000  # the most an aggregation may return
Array: TypeAlias = "np.ndarray[Any, Any]"
Scored: TypeAlias = list[tuple[float, Any]]


class Tantivy:
    """Search with tantivy (Rust) through its Python binding."""

    name = "tantivy"
    note = (
        "words with frequencies, grams with positions, single characters; ranks by one BM25, words or grams"
    )

    def version(self) -> str:
        """Return name and version."""
        return f"tantivy-py {version('tantivy')}"

    def build(self, fed: Fed, folder: Path) -> Built:
        """Index in two writer threads, and write what stands around."""
        index = tantivy.Index(_schema(), path=str(folder))
        index.register_tokenizer("tokens", _tokens())
        schema = index.schema
        codes = region_codes()
        regions = [codes.index(article.regions[0]) for article in fed.articles]
        start = time.perf_counter()
        Around.write(fed, folder)
        keys = Around(folder).keys.tolist()
        writer = index.writer(HEAP, THREADS)
        rows = zip(fed.passages, keys, fed.words, fed.grams, fed.chars, strict=True)
        for number, (passage, key, words, grams, chars) in enumerate(rows):
            row = {"number": number, "key": key, "article": passage.article, "words": words, "grams": grams}
            row |= {"chars": chars, "region": regions[passage.article]}
            writer.add_document(tantivy.Document.from_dict(row, schema))
        writer.commit()
        writer.wait_merging_threads()
        return Built(time.perf_counter() - start, folder_bytes(folder))

    def open(self, folder: Path) -> None:
        """Open the index, one searcher, and what stands around."""
        index = tantivy.Index.open(str(folder))
        index.register_tokenizer("tokens", _tokens())
        self.schema = index.schema
        self.searcher: Any = index.searcher()
        self.around = Around(folder)

    def answer(self, query: BenchQuery) -> Answer | None:
        """Answer with a search or two, and NumPy."""
        asked = self._query(query)
        found = self.searcher.search(asked, BEST, True)
        total, best = found.count or 0, found.hits
        if total and not self._countable(total):
            return None
        keys, counts = self._keys(asked, total, best)
        facets = self.around.facets(keys, counts)
        if query.region is not None:
            wider = self._query(query, filtered=False)
            first = self.searcher.search(wider, BEST, True)
            facets["region"] = self.around.facet("region", *self._keys(wider, first.count or 0, first.hits))
        articles, weights = per_article(keys, counts)
        hits = self._hits(query, asked, total, best, articles, weights) if total else []
        return Answer(total, len(articles), hits, facets).shown()

    def _countable(self, total: int) -> bool:
        """Tell whether a count of keys stays within the limit of an aggregation, whatever it finds."""
        return total <= ALL or len(self.around.articles.starts) <= BUCKETS

    def _keys(self, asked: Any, total: int, best: Scored) -> tuple[Array, Array]:
        """Return the distinct keys of all matches, in order, and how many passages have each."""
        if total > ALL:
            told = self.searcher.aggregate(asked, {"keys": {"terms": {"field": "key", "size": BUCKETS}}})
            buckets = told["keys"]["buckets"]
            keys = np.fromiter((bucket["key"] for bucket in buckets), np.int64, len(buckets))
            counts = np.fromiter((bucket["doc_count"] for bucket in buckets), np.int64, len(buckets))
            order = np.argsort(keys)
            return keys[order], counts[order]
        if total > len(best):
            best = self.searcher.search(asked, total, False).hits
        held = self._read("key", best)
        if len(held) < 2000:
            return np.unique(held, return_counts=True)
        per_key = np.bincount(held)
        keys = np.flatnonzero(per_key)
        return keys, per_key[keys]

    def _read(self, field: str, hits: Scored) -> Array:
        if not hits:
            return np.zeros(0, np.int64)
        return np.array(self.searcher.fast_field_values(field, [address for _, address in hits]), np.int64)

    def _hits(
        self, query: BenchQuery, asked: Any, total: int, best: Scored, articles: Array, weights: Array
    ) -> list[Hit]:
        """Return the ten best articles with their three best passages."""
        tops = list(dict.fromkeys(self._read("article", best).tolist()))
        while len(tops) < min(TOP, len(articles)):
            best = self.searcher.search(asked, 4 * len(best), False).hits
            tops = list(dict.fromkeys(self._read("article", best).tolist()))
        tops = tops[:TOP]
        matching = dict(zip(tops, weights[np.searchsorted(articles, tops)].tolist(), strict=True))
        own = self._grouped(best)
        if total > len(best) and any(len(own[top]) < min(SHOWN, matching[top]) for top in tops):
            inside = tantivy.Query.term_set_query(self.schema, "article", tops)
            both = [(tantivy.Occur.Must, asked), _filter(inside)]
            rest = self.searcher.search(tantivy.Query.boolean_query(both), sum(matching.values()), False)
            own = self._grouped(rest.hits)
        marks = expression(query.parts)
        return [self.around.hit(top, own[top][:SHOWN], matching[top], marks) for top in tops]

    def _grouped(self, hits: Scored) -> dict[int, list[int]]:
        """Return the passages of hits by article, best first."""
        numbers = self._read("number", hits)
        own: dict[int, list[int]] = defaultdict(list)
        for number, article in zip(
            numbers.tolist(), (self.around.keys[numbers] // STEP).tolist(), strict=True
        ):
            own[article].append(number)
        return own

    def _query(self, query: BenchQuery, *, filtered: bool = True) -> Any:
        parts = [self._part(query.view, part) for part in query.parts]
        joined = tantivy.Occur.Must if query.op == "and" else tantivy.Occur.Should
        clauses = [(joined, part) for part in parts]
        if query.region is not None and filtered:
            clauses.append(_filter(tantivy.Query.term_query(self.schema, "region", query.region, "basic")))
        return parts[0] if len(clauses) == 1 else tantivy.Query.boolean_query(clauses)

    def _part(self, view: str, part: str) -> Any:
        if view == "words":
            return tantivy.Query.term_query(self.schema, "words", part, "freq")
        if len(part) == 1:
            return tantivy.Query.term_query(self.schema, "chars", part, "basic")
        if len(part) == 2:
            return tantivy.Query.term_query(self.schema, "grams", part, "freq")
        return tantivy.Query.phrase_query(self.schema, "grams", [*gram_places(part)])


def _filter(query: Any) -> tuple[Any, Any]:
    return tantivy.Occur.Must, tantivy.Query.const_score_query(query, 0.0)


def _tokens() -> Any:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


def _schema() -> Any:
    made = tantivy.SchemaBuilder()
    made.add_text_field("words", tokenizer_name="tokens", index_option="freq")
    made.add_text_field("grams", tokenizer_name="tokens", index_option="position")
    made.add_text_field("chars", tokenizer_name="tokens", index_option="basic")
    made.add_unsigned_field("number", fast=True)
    made.add_unsigned_field("key", fast=True)
    made.add_unsigned_field("article", fast=True, indexed=True)
    made.add_unsigned_field("region", indexed=True)
    return made.build()
