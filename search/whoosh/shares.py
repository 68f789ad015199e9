"""How much does one term give a passage, and how much the title of its article?

BM25 (Robertson and Zaragoza 2009), once for bodies and once for titles, each with an average length of its
own: a title is short, and says more with a word. A term counts once, in the passage or in the title,
whichever gives more. So a title's share is kept by article, and a passage's only as far as it is above that.
"""

from bisect import bisect_right
from collections.abc import Mapping
from math import log
from typing import Any

import numpy as np

from index.corpus.passages import KINDS
from index.store.arrays import distinct, firsts
from index.store.postings import LENGTHS
from index.store.segment import SegmentReader
from index.text.folding import fold
from search.whoosh.lookup import Postings, Term
from search.whoosh.snapshot import SegmentView, Snapshot

__all__ = ["TITLE", "Shares", "boosts", "idf", "titles_of", "with_titles"]

Array = np.ndarray[Any, Any]
B = 0.75
BODY_K1, TITLE_K1 = 0.7, 2.0
TITLE_WEIGHT = 1.5
HEADING = 1.2  # times what a heading has above its title: it says what stands below
WEIGHTS = {"words": 1.0, "grams": 0.5}
TITLE = KINDS.index("title")
NONE: Array = np.zeros(0, np.intp)


class Shares:
    """Shares of the terms of one query; `gains` are their idf."""

    def __init__(self, snapshot: Snapshot, gains: Mapping[Term, float]) -> None:
        self.snapshot = snapshot
        weights = {term: WEIGHTS[term[0]] * gain for term, gain in gains.items()}
        self.body = {term: weight * (BODY_K1 + 1) for term, weight in weights.items()}
        self.title = {term: TITLE_WEIGHT * weight * (TITLE_K1 + 1) for term, weight in weights.items()}
        self._title_norms = {
            field: norms_by_length(average, TITLE_K1)
            for field, (_, average) in snapshot.average_lengths.items()
        }

    def of(self, segment: SegmentView, term: Term, postings: Postings) -> tuple[Array, Array, Array, Array]:
        """Return what a term gives, from postings that hold the titles of all articles they have passages of.

        What each passage gets above what its title gives; then of the articles with the term in the title
        their numbers in the segment, how often it stands there, and what that gives to each passage.
        """
        docs, tf = postings
        above = saturated(tf, self._norms(segment, term[0]).take(docs), weight=self.body[term])
        (rows,) = (above == 0).nonzero()  # the titles among them
        if not len(rows):
            return above, NONE, NONE, NONE
        titles = docs.take(rows)
        norms = self._title_norms[term[0]].take(_field(segment, term).length_codes.take(titles))
        times = tf.take(rows)
        given = saturated(times, norms, weight=self.title[term])
        articles = segment.reader.article.take(titles)
        (first,) = firsts(articles).nonzero()
        if len(first) < len(articles):  # a subtitle is a title too
            given, times = np.maximum.reduceat(given, first), np.maximum.reduceat(times, first)
            articles, rows = articles.take(first), rows.take(first)
        sizes = docs.searchsorted(segment.reader.first.take(articles + 1)) - rows
        inside = ranges(rows, sizes)
        above[inside] = np.maximum(above.take(inside) - np.repeat(given, sizes), 0)
        return above, articles, times, given

    def _norms(self, segment: SegmentView, field: str) -> Array:
        """Return what BM25 adds to a frequency in each passage of a segment, by its length.

        It is endless for titles, which get no share of a body.
        """
        if field not in segment.kept:
            average, _ = self.snapshot.average_lengths[field]
            norms = norms_by_length(average, BODY_K1)[getattr(segment.reader, field).length_codes]
            norms[segment.reader.kind == TITLE] = np.inf
            segment.kept[field] = norms
        return segment.kept[field]


class Titles:
    """The titles of a segment, to find those that stand in a string: sorted hashes, and whose they are."""

    def __init__(self, reader: SegmentReader) -> None:
        self.reader = reader
        (docs,) = (reader.kind == TITLE).nonzero()
        folded = [fold(reader.text(doc)) for doc in docs.tolist()]
        hashes = np.fromiter(map(hash, folded), np.int64, len(folded))
        order = hashes.argsort(kind="stable")
        self._hashes, self._docs = hashes[order], docs[order]
        self._lengths = sorted(set(map(len, folded)) - {0})

    def inside(self, run: str) -> dict[str, Array]:
        """Return the folded titles that stand in a folded run, each with the articles that have it."""
        pieces = {
            run[i : i + length]: None
            for length in self._lengths[: bisect_right(self._lengths, len(run))]
            for i in range(len(run) - length + 1)
        }
        hashes = np.fromiter(map(hash, pieces), np.int64, len(pieces))
        low, high = (self._hashes.searchsorted(hashes, side) for side in ("left", "right"))
        found = {}
        texts = list(pieces)
        for i in np.flatnonzero(low < high).tolist():
            docs = self._docs[low[i] : high[i]]
            own = docs[[fold(self.reader.text(doc)) == texts[i] for doc in docs.tolist()]]
            found[texts[i]] = distinct(self.reader.article.take(own))
        return found


def titles_of(segment: SegmentView) -> Titles:
    """Return the titles of a segment, read once."""
    if "titles" not in segment.kept:
        segment.kept["titles"] = Titles(segment.reader)
    found: Titles = segment.kept["titles"]
    return found


def _field(segment: SegmentView, term: Term) -> Any:
    return getattr(segment.reader, term[0])


def boosts(segment: SegmentView) -> Array:
    """Return how many times what each passage of a segment has above its title counts."""
    if "boosts" not in segment.kept:
        segment.kept["boosts"] = np.where(segment.reader.kind == KINDS.index("heading"), HEADING, 1)
        segment.kept["boosts"] = segment.kept["boosts"].astype(np.float32)
    found: Array = segment.kept["boosts"]
    return found


def with_titles(segment: SegmentView, docs: Array) -> Array:
    """Return ascending passages and the titles, which stand first, of all their articles, as indexes."""
    if "heads" not in segment.kept:
        titles = segment.reader.article[segment.reader.kind == TITLE]
        segment.kept["heads"] = np.bincount(titles, minlength=len(segment.reader.first) - 1)
    articles = distinct(segment.reader.article.take(docs))
    titles = ranges(segment.reader.first.take(articles), segment.kept["heads"].take(articles))
    return distinct(np.sort(np.concatenate([docs.astype(np.intp), titles])))


def ranges(starts: Array, sizes: Array) -> Array:
    """Return the numbers of ranges one after another, each from a start on, as indexes."""
    ends = np.cumsum(sizes, dtype=np.intp)
    return np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts + sizes - ends, sizes)


def idf(df: int, passages: int) -> float:
    """Return the inverse document frequency of a term that `df` of the passages have, never negative."""
    return log(1 + (passages - df + 0.5) / (df + 0.5))


def norms_by_length(average: float, k1: float) -> Array:
    """Return what BM25 adds to a frequency by the code of a passage's length."""
    return (k1 * (1 - B + B * LENGTHS / average)).astype(np.float32)


def saturated(tf: Array, norms: Array, *, weight: float) -> Array:
    """Return weight * tf / (tf + norm) as float32; `norms`, the caller's own, is written over."""
    times = tf.astype(np.float32)
    norms += times
    share: Array = np.divide(times, norms, out=norms)
    share *= np.float32(weight)
    return share
