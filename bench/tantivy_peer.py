"""How does tantivy-py do our job as fast as it can?

Decision: the ten best come from a search without a count, which may skip whole blocks, and the total is
the sum of one facet's buckets, since every passage has exactly one type. Both facets are counted in one
pass, over integer columns. This is up to a third faster than an exact count beside the facets. A string
is a phrase of the bigrams that cover it once; single characters have a field of their own. Two writer
threads and a large heap gave the fastest build with the fewest segments.
"""

import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tantivy

from bench.engine import TOP, Answer, Built, Prepared, folder_bytes, gram_places
from bench.queries import BenchQuery

__all__ = ["Tantivy"]

HEAP = 1 << 30
THREADS = 2
_FACETS = {
    "regions": {"terms": {"field": "region", "size": 1000}},
    "kinds": {"terms": {"field": "kind", "size": 1000}},
}


class Tantivy:
    """Search with tantivy (Rust) through its Python binding."""

    name = "tantivy"
    note = "words with frequencies, grams with positions, single characters, stored text, integer columns"

    def version(self) -> str:
        """Return name and version."""
        return f"tantivy-py {version('tantivy')}"

    def build(self, prepared: Prepared, folder: Path) -> Built:
        """Index in two writer threads."""
        index = tantivy.Index(_schema(), path=str(folder))
        index.register_tokenizer("tokens", _tokens())
        schema = index.whoosh.schema
        start = time.perf_counter()
        writer = index.writer(HEAP, THREADS)
        rows = zip(prepared.passages, prepared.words, prepared.grams, prepared.chars, strict=True)
        for number, (passage, words, grams, chars) in enumerate(rows):
            row = {"number": number, "region": passage.region, "kind": passage.kind, "words": words}
            row |= {"grams": grams, "chars": chars, "text": passage.text.encode()}
            writer.add_document(tantivy.Document.from_dict(row, schema))
        writer.commit()
        writer.wait_merging_threads()
        return Built(time.perf_counter() - start, folder_bytes(folder))

    def open(self, folder: Path) -> None:
        """Open the index and one searcher."""
        index = tantivy.Index.open(str(folder))
        index.register_tokenizer("tokens", _tokens())
        self.schema = index.whoosh.schema
        self.searcher = index.searcher()

    def answer(self, query: BenchQuery) -> Answer | None:
        """Answer with a search and an aggregation."""
        asked = self._query(query)
        found = self.searcher.search(asked, TOP, False)
        facets = self.searcher.aggregate(asked, _FACETS)
        kinds = [(bucket["key"], bucket["doc_count"]) for bucket in facets["kinds"]["buckets"]]
        regions = ((bucket["key"], bucket["doc_count"]) for bucket in facets["regions"]["buckets"])
        total = sum(count for _, count in kinds)
        hits = found.hits
        top = self.searcher.fast_field_values("number", [address for _, address in hits]) if hits else []
        return Answer(total, regions, kinds, top)

    def _query(self, query: BenchQuery) -> Any:
        parts = [self._part(query.view, part) for part in query.parts]
        joined = tantivy.Occur.Must if query.op == "and" else tantivy.Occur.Should
        clauses = [(joined, part) for part in parts]
        if query.region is not None:
            inside = tantivy.Query.term_query(self.schema, "region", query.region, "basic")
            clauses.append((tantivy.Occur.Must, tantivy.Query.const_score_query(inside, 0.0)))
        return parts[0] if len(clauses) == 1 else tantivy.Query.boolean_query(clauses)

    def _part(self, view: str, part: str) -> Any:
        if view == "words":
            return tantivy.Query.term_query(self.schema, "words", part, "freq")
        if len(part) == 1:
            return tantivy.Query.term_query(self.schema, "chars", part, "basic")
        if len(part) == 2:
            return tantivy.Query.term_query(self.schema, "grams", part, "freq")
        return tantivy.Query.phrase_query(self.schema, "grams", [*gram_places(part)])


def _tokens() -> Any:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


def _schema() -> Any:
    made = tantivy.SchemaBuilder()
    made.add_text_field("words", tokenizer_name="tokens", index_option="freq")
    made.add_text_field("grams", tokenizer_name="tokens", index_option="position")
    made.add_text_field("chars", tokenizer_name="tokens", index_option="basic")
    made.add_bytes_field("text", stored=True)
    made.add_unsigned_field("number", fast=True)
    made.add_unsigned_field("region", fast=True, indexed=True)
    made.add_unsigned_field("kind", fast=True)
    return made.build()
