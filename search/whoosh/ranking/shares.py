"""How much does one term give the passages of a segment, and their titles?

A title's share is kept by article, and a passage's only as far as it is above that.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from threading import Lock
from typing import Any

import numpy as np
from cachetools import LRUCache

from index.corpus.passages import KINDS
from index.store.arrays import firsts
from index.store.postings import LENGTHS
from search.ranking.formula import BODY, BODY_K1, HEADING, IN_TITLE, TITLE_K1, norms, saturated
from search.ranking.terms import Term
from search.whoosh.lookup import Postings
from search.whoosh.ranking.titles import TITLE, ranges
from search.whoosh.snapshot import SegmentView, Snapshot

__all__ = ["Share", "Shares"]

Array = np.ndarray[Any, Any]
LONG = 500  # postings from which on shares are kept
KEPT = 32_000_000  # bytes of them, in each segment
LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Share:
    """What a term gives passages, its postings in a segment, above what it gives their titles.

    `articles` are those, by their numbers in the segment, with the term in their title; `given` is what that
    gives each of their passages. What is given is a float32 or a difference of such, held as float64.
    """

    above: Array
    articles: Array
    given: Array

    @property
    def bytes(self) -> int:
        """Return the bytes held."""
        return self.above.nbytes + self.articles.nbytes + self.given.nbytes


class Shares:
    """Shares of the terms of one query, by their weights, which are those of any query in a snapshot."""

    def __init__(self, snapshot: Snapshot, weights: Mapping[Term, np.float32]) -> None:
        self.snapshot, self.weights = snapshot, weights

    def of(self, segment: SegmentView, term: Term, postings: Postings) -> Share:
        """Return what a term gives, by all its postings in a segment; of long ones it is kept."""
        if len(postings[0]) < LONG:
            return self._of(segment, term, postings)
        kept = segment.kept.setdefault("shares", LRUCache(KEPT, attrgetter("bytes")))
        with LOCK:  # to look is to write: what was used last is kept longest
            found: Share | None = kept.get(term)
        if found is None:
            found = self._of(segment, term, postings)
            with LOCK, suppress(ValueError):  # too large to be kept
                kept[term] = found
        return found

    def _of(self, segment: SegmentView, term: Term, postings: Postings) -> Share:
        (docs, tf), (field, _), weight = postings, term, self.weights[term]
        bodies = saturated(tf, self.norms(segment, field).take(docs)) * BODY
        bodies *= boosts(segment).take(docs)
        above = (bodies * weight).astype(np.float64)
        (rows,) = (segment.reader.kind.take(docs) == TITLE).nonzero()
        if not len(rows):
            return Share(above, rows, above[:0])
        titles = docs.take(rows)
        articles = segment.reader.article.take(titles).astype(np.intp)
        given = saturated(tf.take(rows), self.title_norms(segment, field, titles)) * IN_TITLE * weight
        (first,) = firsts(articles).nonzero()
        if len(first) < len(articles):  # a subtitle is a title too
            given, articles, rows = np.maximum.reduceat(given, first), articles.take(first), rows.take(first)
        sizes = docs.searchsorted(segment.reader.first.take(articles + 1)) - rows
        inside = ranges(rows, sizes)
        given = given.astype(np.float64)
        above[inside] = np.maximum(above.take(inside) - np.repeat(given, sizes), 0)
        return Share(above, articles, given)

    def of_table(self, segment: SegmentView, docs: Array, times: Array) -> tuple[Array, Array]:
        """Return what terms give bodies and titles, as float32, from a table of how often each stands.

        It has a row a term, a column a passage; so have the two that are returned.
        """
        weights = np.array([*self.weights.values()])[:, None]
        fields = [term[0] == "grams" for term in self.weights]
        norms = np.array([self.norms(segment, name).take(docs) for name in ("words", "grams")])
        bodies = times / (norms.take(fields, axis=0) + times) * BODY * boosts(segment).take(docs) * weights
        norms = np.array([self.title_norms(segment, name, docs) for name in ("words", "grams")])
        norms[:, segment.reader.kind.take(docs) != TITLE] = np.inf
        return bodies, times / (norms.take(fields, axis=0) + times) * IN_TITLE * weights

    def title_norms(self, segment: SegmentView, field: str, titles: Array) -> Array:
        """Return what BM25 adds to a frequency in some titles."""
        _, average = self.snapshot.average_lengths[field]
        return norms_by_code(average, TITLE_K1).take(getattr(segment.reader, field).length_codes.take(titles))

    def norms(self, segment: SegmentView, field: str) -> Array:
        """Return what BM25 adds to a frequency in each passage of a segment, by its length.

        It is endless for titles, which get no share of a body.
        """
        if field not in segment.kept:
            average, _ = self.snapshot.average_lengths[field]
            found = norms_by_code(average, BODY_K1)[getattr(segment.reader, field).length_codes]
            found[segment.reader.kind == TITLE] = np.inf
            segment.kept[field] = found
        kept: Array = segment.kept[field]
        return kept


def boosts(segment: SegmentView) -> Array:
    """Return how many times what a term gives each passage of a segment counts."""
    if "boosts" not in segment.kept:
        heading = segment.reader.kind == KINDS.index("heading")
        segment.kept["boosts"] = np.where(heading, HEADING, np.float32(1))
    found: Array = segment.kept["boosts"]
    return found


@lru_cache(maxsize=16)
def norms_by_code(average: float, k1: float) -> Array:
    """Return what BM25 adds to a frequency by the code of a passage's length."""
    return norms(LENGTHS, average, k1)
