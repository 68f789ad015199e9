"""How fast are plain sums over our arrays, without pruning? What the product's `search.top` is held against.

BM25 over the words of a query, or over how often its strings stand in a passage, the ten best, the exact
total, and passages counted by region and type, by array operations on the product's postings and places.
"""

import json
import math
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bench.engine import TOP, Answer, Built, Prepared
from bench.ours_build import CODES, build_index
from bench.passage import REGIONS, TYPES
from bench.queries import BenchQuery
from index.postings import LENGTHS
from index.schema import SCHEMA_VERSION
from search.evaluate import intersect
from search.places import spans_of, string_places
from search.query import Gap, Wildcard
from search.snapshot import open_snapshot

__all__ = ["JiansuoSums"]

Array = np.ndarray[Any, Any]
K1, B = 1.2, 0.75
FEW = 4  # parts are short where together they have at most one in so many passages
PAIRED = 4_000  # passages from which on counting pairs of labels is the faster way


class _Part(NamedTuple):
    """Where a word or string stands: in `df` passages, `docs`, ascending, `tf` times in each.

    With `tf` None the passages are not counted yet: each is there as often as the string stands in it.
    """

    field: str
    docs: Array
    tf: Array | None
    df: int

    def kept(self, mask: Array) -> "_Part":
        """Return the part for some of its passages."""
        return self._replace(docs=self.docs[mask], tf=None if self.tf is None else self.tf[mask])

    def among(self, docs: Array) -> "_Part":
        """Return the part for passages that all have it."""
        low = np.searchsorted(self.docs, docs)
        if self.tf is None:
            return self._replace(docs=docs, tf=np.searchsorted(self.docs, docs, side="right") - low)
        return self._replace(docs=docs, tf=self.tf[low])

    def counted(self) -> "tuple[str, Array, Array, int]":
        """Return field, distinct passages, frequencies, and the passages of the whole corpus that have it."""
        if self.tf is not None:
            return self.field, self.docs, self.tf, self.df
        first = np.flatnonzero(_first(self.docs))
        return self.field, self.docs[first], np.diff(first, append=len(self.docs)), self.df


class JiansuoSums:
    """Search the arrays of our index."""

    name = "jiansuo-sums"
    note = "the index of jiansuo, every passage scored by plain sums"

    def version(self) -> str:
        """Return name and version."""
        return f"jiansuo schema {SCHEMA_VERSION}, numpy {np.__version__}"

    def build(self, prepared: Prepared, folder: Path) -> Built:
        """Index with two processes."""
        return build_index(prepared, folder)

    def open(self, folder: Path) -> None:
        """Open the index; labels of passages are spread out at the first query."""
        self.snapshot = open_snapshot(folder / "index")
        self._codes = json.loads((folder / CODES).read_text())
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
                _own(self.snapshot.catalog, facet, self._codes[facet])[owner] for facet in ("region", "type")
            )
            self._labels = regions, kinds
            self.pairs = (regions * TYPES + kinds).astype(np.uint16)
        return self._labels

    def answer(self, query: BenchQuery) -> Answer | None:
        """Answer from postings and places; passages that a filter or an AND drops are never scored."""
        found = [self._part(query.view, part) for part in query.parts]
        docs, scores = self._any(found) if query.op == "or" else self._all(found, query.region)
        best = _best(docs, scores)
        regions, kinds = self._counts(docs)
        return Answer(len(docs), regions, kinds, docs[best], scores[best])

    def _counts(self, docs: Array) -> tuple[Array, Array]:
        """Count regions and types; of many passages both at once, as pairs."""
        regions, kinds = self.labels
        if len(docs) < PAIRED:
            return np.bincount(regions.take(docs)), np.bincount(kinds.take(docs))
        pairs = np.bincount(self.pairs.take(docs), minlength=REGIONS * TYPES).reshape(REGIONS, TYPES)
        return pairs.sum(axis=1), pairs.sum(axis=0)

    def _part(self, view: str, part: str) -> "_Part":
        """Return where a word or string stands."""
        reader = self.segment.reader
        if view == "words":
            docs, tf = reader.words.postings(part.encode())
            return _Part("words", docs, tf, len(docs))
        if len(part) == 1:
            docs, tf = reader.chars.postings(part.encode())
            return _Part("grams", docs, tf, len(docs))
        if "?" in part:
            left, right = part.split("?")
            places = spans_of(reader.grams, Wildcard((left, Gap(1, 1), right))).starts
        else:
            places = string_places(reader.grams, part)
        docs = reader.grams.docs_of(places)
        df = np.count_nonzero(docs[1:] != docs[:-1]) + bool(len(docs))
        return _Part("grams", docs, None, int(df))

    def _scores(self, field: str, docs: Array, tf: Array, *, df: int) -> Array:
        """Return BM25 of something that `df` passages have, for those where it stands `tf` times."""
        if field not in self._norms:
            average = self.snapshot.average_lengths[field]
            norms = (K1 * (1 - B + B * LENGTHS / average)).astype(np.float32)
            self._norms[field] = norms[getattr(self.segment.reader, field).length_codes]
        times = tf.astype(np.float32)
        scores: Array = self._norms[field].take(docs)
        scores += times
        np.divide(times, scores, out=scores)
        scores *= np.float32((K1 + 1) * math.log(1 + (self.size - df + 0.5) / (df + 0.5)))
        return scores

    def _all(self, found: "list[_Part]", region: int | None) -> tuple[Array, Array]:
        """Return the passages that have every part, those of a region if one is given, and their scores."""
        if len(found) > 1:
            docs = reduce(lambda one, two: intersect(one, two, self.size), [part.docs for part in found])
            docs = docs[_first(docs)]
            found = [part.among(docs) for part in found]
        if region is not None:
            found = [part.kept(self.labels[0].take(part.docs) == region) for part in found]
        counted = [part.counted() for part in found]
        shares = [self._scores(field, docs, tf, df=df) for field, docs, tf, df in counted]
        return counted[0][1], np.add.reduce(shares) if len(shares) > 1 else shares[0]

    def _any(self, found: "list[_Part]") -> tuple[Array, Array]:
        """Return the passages that have at least one part, and their scores.

        Scores are summed in an array of all passages, the longest part first. Where parts are short, that
        array is not searched for them: what a part adds is noted on the way.
        """
        found.sort(key=lambda part: -part.df)
        short = FEW * sum(part.df for part in found) < self.size
        total = np.zeros(self.size, np.float32)
        added: list[Array] = []
        for field, own, tf, df in (part.counted() for part in found):
            at = own.astype(np.intp)  # numpy would convert at each of the next steps
            scores = self._scores(field, at, tf, df=df)
            before = total.take(at)
            if short:
                added.append(at[before == 0])
            scores += before
            total[at] = scores
        docs = np.concatenate(added) if short else np.flatnonzero(total != 0)
        return docs, total.take(docs)


def _own(catalog: Any, facet: str, values: list[str]) -> Array:
    """Return for each article of the catalog which of the values it has."""
    column = catalog.facet(facet)
    known = np.full(len(column.names) + 1, -1, np.int16)  # a value no article has, code -1, goes to the end
    known[[column.code(value) for value in values]] = np.arange(len(values))
    number = known[column.codes]
    found = np.zeros(len(catalog), np.int16)
    found[column.rows[number >= 0]] = number[number >= 0]
    return found


def _first(docs: Array) -> Array:
    """Return for each of the ascending numbers whether it differs from the one before."""
    first = np.ones(len(docs), bool)
    np.not_equal(docs[1:], docs[:-1], out=first[1:])
    return first


def _best(docs: Array, scores: Array) -> Array:
    """Return where the ten highest scores stand, highest first, equal ones by passage number."""
    if len(scores) > TOP:
        limit = np.partition(scores, -TOP)[-TOP]
        best = np.flatnonzero(scores >= limit)
    else:
        best = np.arange(len(scores))
    found: Array = best[np.lexsort((docs[best], -scores[best]))[:TOP]]
    return found
