"""How does our own index do the job its peers do?

`Jiansuo` answers as the peers are asked to: BM25 over the words of a query, or over how often its strings stand
in a passage, the ten best passages, the exact total, and passages counted by region and type. It works on the
product's segments, postings, places and set operations. `JiansuoFull` is the whole product: `Engine.search`
with its ranking by words and grams, articles grouped, all six facets, spans and fragments.
"""

from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np

from bench.engine import TOP, Answer, Built, Prepared
from bench.ours_build import build_index, region_codes, type_ids
from bench.queries import BenchQuery
from index.postings import LENGTHS
from index.schema import SCHEMA_VERSION
from search import open_engine
from search.evaluate import intersect
from search.places import spans_of, string_places
from search.query import Gap, Wildcard

__all__ = ["Jiansuo", "JiansuoFull"]

Array = np.ndarray[Any, Any]
K1, B = 1.2, 0.75
FEW = 24  # terms are joined by sorting where together they have at most one in so many passages


class Jiansuo:
    """Search the arrays of our index."""

    name = "jiansuo"
    note = "words with frequencies, grams with positions, single characters, stored text, catalog of articles"

    def version(self) -> str:
        """Return name and version."""
        return f"jiansuo schema {SCHEMA_VERSION}, numpy {np.__version__}"

    def build(self, prepared: Prepared, folder: Path) -> Built:
        """Index with two processes."""
        return build_index(prepared, folder)

    def open(self, folder: Path) -> None:
        """Open the index; labels of passages are spread out at the first query."""
        self.snapshot = open_engine(folder / "index").snapshot
        (self.segment,) = self.snapshot.segments
        self.size = self.segment.reader.size
        self._labels: tuple[Array, Array] | None = None
        self._norms: dict[str, Array] = {}

    @property
    def labels(self) -> tuple[Array, Array]:
        """Return region and type number of each passage."""
        if self._labels is None:
            owner = self.segment.numbers[self.segment.reader.article]
            regions, kinds = (
                _own(self.snapshot.catalog, facet, values)[owner]
                for facet, values in (("region", region_codes()), ("type", type_ids()))
            )
            self._labels = regions, kinds
        return self._labels

    def answer(self, query: BenchQuery) -> Answer | None:
        """Answer from postings and places."""
        found = [self._part(query.view, part) for part in query.parts]
        docs, scores = found[0] if len(found) == 1 else self._joined(found, query.op)
        regions, kinds = self.labels
        if query.region is not None:
            inside = np.flatnonzero(regions[docs] == query.region)
            docs, scores = docs[inside], scores[inside]
        best = _best(scores)
        counts = [np.bincount(own[docs]) for own in (regions, kinds)]
        return Answer(len(docs), counts[0], counts[1], docs[best], scores[best])

    def _part(self, view: str, part: str) -> tuple[Array, Array]:
        """Return the passages that have a word or string, and its score in each."""
        reader = self.segment.reader
        if view == "words":
            return self._scored("words", *reader.words.postings(part.encode()))
        if len(part) == 1:
            return self._scored("grams", *reader.chars.postings(part.encode()))
        if "?" in part:
            left, right = part.split("?")
            places = spans_of(reader.grams, Wildcard((left, Gap(1, 1), right))).starts
        else:
            places = string_places(reader.grams, part)
        docs = reader.grams.docs_of(places)
        if len(docs) < 2:
            return self._scored("grams", docs, np.ones(len(docs), np.uint8))
        first = np.flatnonzero(np.concatenate(([True], docs[1:] != docs[:-1])))
        return self._scored("grams", docs[first], np.diff(first, append=len(docs)))

    def _scored(self, field: str, docs: Array, tf: Array) -> tuple[Array, Array]:
        """Return the passages with BM25 of something that stands `tf` times in each."""
        if field not in self._norms:
            average = self.snapshot.average_lengths[field]
            self._norms[field] = (K1 * (1 - B + B * LENGTHS / average)).astype(np.float32)
        norms = self._norms[field][getattr(self.segment.reader, field).length_codes[docs]]
        df = len(docs)
        weight = np.float32((K1 + 1) * np.log(1 + (self.size - df + 0.5) / (df + 0.5)))
        times = tf.astype(np.float32)
        return docs, times * weight / (times + norms)

    def _joined(self, found: list[tuple[Array, Array]], op: str) -> tuple[Array, Array]:
        """Join parts: their passages intersected or united, their scores added."""
        if op == "and":
            docs = reduce(lambda one, two: intersect(one, two, self.size), [own for own, _ in found])
            shares = [scores[np.searchsorted(own, docs)] for own, scores in found]
            return docs, np.add.reduce(shares)
        if FEW * sum(len(own) for own, _ in found) < self.size:
            docs, place = np.unique(np.concatenate([own for own, _ in found]), return_inverse=True)
            return docs, np.bincount(place, weights=np.concatenate([scores for _, scores in found]))
        total = np.zeros(self.size, np.float32)
        for own, scores in found:
            total[own] += scores
        docs = np.flatnonzero(total)
        return docs, total[docs]


class JiansuoFull(Jiansuo):
    """Search with the product's one front door."""

    name = "jiansuo-full"
    note = "Engine.search: words and grams ranked, articles grouped, six facets, spans and fragments"

    def open(self, folder: Path) -> None:
        """Open the engine."""
        self.engine = open_engine(folder / "index")
        self.regions = region_codes()

    def answer(self, query: BenchQuery) -> Answer | None:
        """Answer a whole search; its counts are not the peers', so only the total is handed on."""
        filters = {} if query.region is None else {"region": self.regions[query.region]}
        mode = "exact" if query.view == "grams" else "any" if query.typed else "all"
        results = self.engine.search(query.text, mode=mode, **filters)
        return Answer(results.total.passages, None, None, (), None)


def _own(catalog: Any, facet: str, values: tuple[str, ...]) -> Array:
    """Return for each article of the catalog which of the values it has."""
    column = catalog.facet(facet)
    known = np.full(len(column.names), -1, np.int16)
    known[[column.code(value) for value in values]] = np.arange(len(values))
    number = known[column.codes]
    found = np.zeros(len(catalog), np.int16)
    found[column.rows[number >= 0]] = number[number >= 0]
    return found


def _best(scores: Array) -> Array:
    """Return where the ten highest scores stand, highest first."""
    if len(scores) <= TOP:
        return np.argsort(-scores, kind="stable")
    best = np.argpartition(scores, -TOP)[-TOP:]
    found: Array = best[np.argsort(-scores[best], kind="stable")]
    return found
