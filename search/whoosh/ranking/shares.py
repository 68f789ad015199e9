"""How much does one term give a passage, and how much the title of its article?

BM25 (Robertson and Zaragoza 2009), once for bodies and once for titles, each with an average length of its
own: a title is short, and says more with a word. A term counts once, in the passage or in the title,
whichever gives more. So a title's share is kept by article, and a passage's only as far as it is above that.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from math import log
from operator import attrgetter
from threading import Lock
from typing import Any

import numpy as np
from cachetools import LRUCache

from index.corpus.passages import KINDS
from index.store.arrays import firsts
from index.store.postings import LENGTHS
from search.whoosh.lookup import Postings, Term
from search.whoosh.ranking.titles import TITLE, ranges
from search.whoosh.snapshot import SegmentView, Snapshot

__all__ = ["Share", "Shares", "boosts", "idf"]

Array = np.ndarray[Any, Any]
B = 0.75
BODY_K1, TITLE_K1 = 0.7, 2.0
BODY, IN_TITLE = np.float32(BODY_K1 + 1), np.float32(1.5 * (TITLE_K1 + 1))
HEADING = 1.2  # times what a heading has above its title: it says what stands below
WEIGHTS = {"words": 1.0, "grams": 0.5}
LONG = 500  # postings from which on shares are kept
KEPT = 32_000_000  # bytes of them, in each segment
LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Share:
    """What a term of weight 1 gives passages, its postings in a segment, above what it gives their titles.

    `articles` are those, by their numbers in the segment, with the term in their title; `given` is what that
    gives each of their passages. What is given is float32.
    """

    above: Array
    articles: Array
    given: Array

    @property
    def bytes(self) -> int:
        """Return the bytes held."""
        return self.above.nbytes + self.articles.nbytes + self.given.nbytes


class Shares:
    """Shares of the terms of one query; `gains` are their idf, `weights` what shares are multiplied with."""

    def __init__(self, snapshot: Snapshot, gains: Mapping[Term, float]) -> None:
        self.snapshot = snapshot
        self.weights = {term: np.float32(WEIGHTS[term[0]] * gain) for term, gain in gains.items()}

    def of(self, segment: SegmentView, term: Term, postings: Postings) -> Share:
        """Return what a term gives, by all its postings in a segment; of long ones it is kept."""
        if len(postings[0]) < LONG:
            return self._of(segment, term[0], postings)
        kept = segment.kept.setdefault("shares", LRUCache(KEPT, attrgetter("bytes")))
        with LOCK:  # to look is to write: what was used last is kept longest
            found: Share | None = kept.get(term)
        if found is None:
            found = self._of(segment, term[0], postings)
            with LOCK, suppress(ValueError):  # too large to be kept
                kept[term] = found
        return found

    def _of(self, segment: SegmentView, field: str, postings: Postings) -> Share:
        docs, tf = postings
        above = saturated(tf, self.norms(segment, field).take(docs)) * BODY
        (rows,) = (segment.reader.kind.take(docs) == TITLE).nonzero()
        if not len(rows):
            return Share(above, rows, above[:0])
        titles = docs.take(rows)
        articles = segment.reader.article.take(titles).astype(np.intp)
        given = saturated(tf.take(rows), self.title_norms(segment, field, titles)) * IN_TITLE
        (first,) = firsts(articles).nonzero()
        if len(first) < len(articles):  # a subtitle is a title too
            given, articles, rows = np.maximum.reduceat(given, first), articles.take(first), rows.take(first)
        sizes = docs.searchsorted(segment.reader.first.take(articles + 1)) - rows
        inside = ranges(rows, sizes)
        above[inside] = np.maximum(above.take(inside) - np.repeat(given, sizes), 0)
        return Share(above, articles, given)

    def of_table(self, segment: SegmentView, docs: Array, times: Array) -> tuple[Array, Array]:
        """Return what terms of weight 1 give bodies and titles, from a table of how often each stands.

        It has a row a term, a column a passage; so have the two that are returned.
        """
        fields = [term[0] == "grams" for term in self.weights]
        norms = np.array([self.norms(segment, name).take(docs) for name in ("words", "grams")])
        bodies = times / (norms.take(fields, axis=0) + times) * BODY
        norms = np.array([self.title_norms(segment, name, docs) for name in ("words", "grams")])
        norms[:, segment.reader.kind.take(docs) != TITLE] = np.inf
        return bodies, times / (norms.take(fields, axis=0) + times) * IN_TITLE

    def title_norms(self, segment: SegmentView, field: str, titles: Array) -> Array:
        """Return what BM25 adds to a frequency in some titles."""
        _, average = self.snapshot.average_lengths[field]
        return norms_by_length(average, TITLE_K1).take(
            getattr(segment.reader, field).length_codes.take(titles)
        )

    def norms(self, segment: SegmentView, field: str) -> Array:
        """Return what BM25 adds to a frequency in each passage of a segment, by its length.

        It is endless for titles, which get no share of a body.
        """
        if field not in segment.kept:
            average, _ = self.snapshot.average_lengths[field]
            norms = norms_by_length(average, BODY_K1)[getattr(segment.reader, field).length_codes]
            norms[segment.reader.kind == TITLE] = np.inf
            segment.kept[field] = norms
        found: Array = segment.kept[field]
        return found


def boosts(segment: SegmentView) -> Array:
    """Return how many times what each passage of a segment has above its title counts."""
    if "boosts" not in segment.kept:
        heading = segment.reader.kind == KINDS.index("heading")
        segment.kept["boosts"] = np.where(heading, HEADING, 1).astype(np.float32)
    found: Array = segment.kept["boosts"]
    return found


def idf(df: int, passages: int) -> float:
    """Return the inverse document frequency of a term that `df` of the passages have, never negative."""
    return log(1 + (passages - df + 0.5) / (df + 0.5))


@lru_cache(maxsize=16)
def norms_by_length(average: float, k1: float) -> Array:
    """Return what BM25 adds to a frequency by the code of a passage's length."""
    return (k1 * (1 - B + B * LENGTHS / average)).astype(np.float32)


def saturated(tf: Array, norms: Array) -> Array:
    """Return tf / (tf + norm) as float32; `norms`, the caller's own, is written over."""
    times = tf.astype(np.float32)
    norms += times
    share: Array = np.divide(times, norms, out=norms)
    return share
