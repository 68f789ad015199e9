"""How well does a passage match, and why?

BM25 (Robertson and Zaragoza 2009) over words, plus half of BM25 over grams of the query's runs, times a
boost for titles and headings, plus a bonus where a run that was searched by its words stands there as
typed. Document frequencies and average lengths are those of the whole corpus at query time, so an index
built in steps scores exactly as one rebuilt. Scores are float32 sums in a fixed order of terms: the same
query gives the same page twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Any

import numpy as np

from index.arrays import distinct, run_lengths
from index.passages import KINDS
from index.postings import LENGTHS, SHIFT
from search.evaluate import Evaluator, exact_docs
from search.query import And, Near, Node, Or, Text, Wildcard
from search.snapshot import SegmentView, Snapshot

__all__ = ["Part", "Scorer"]

Array = np.ndarray[Any, Any]
K1, B = 1.2, 0.75
GRAMS = 0.5
BOOSTS = {"title": 1.5, "heading": 1.2}
WHOLE = 0.25  # of the idf of a run's words, where the run stands as typed
SPARSE = 24  # passages for which a term is looked up rather than spread out: one in so many


@dataclass(frozen=True, slots=True)
class Part:
    """One summand of a score: field, term, frequency in the passage, passages with the term, share."""

    field: str
    term: str
    tf: int
    df: int
    score: float


@dataclass(frozen=True, slots=True)
class _Term:
    """A term to score: its field, its text, and its weight before idf."""

    field: str
    text: str
    weight: float

    @property
    def raw(self) -> bytes:
        return self.text.encode("utf-8", "surrogatepass")


class Scorer:
    """Scores of one query over a snapshot."""

    def __init__(self, node: Node, evaluator: Evaluator) -> None:
        self.snapshot: Snapshot = evaluator.snapshot
        runs = list(_runs(node))
        words = [word for run in runs for word in evaluator.segmenter.words(run)]
        grams = [gram for run in runs for gram in _grams(Text(run).folded)]
        self.terms = [_Term("words", word, 1.0) for word in dict.fromkeys(words)]
        self.terms += [_Term("grams", gram, GRAMS) for gram in dict.fromkeys(grams)]
        self.whole = [one for one in _texts(node) if evaluator.words(one)]
        self._typed: dict[tuple[int, str], Array] = {}
        self._words_of = {one.literal: evaluator.words(one) for one in self.whole}

    @cached_property
    def frequencies(self) -> dict[_Term, int]:
        """Return in how many live passages of the corpus each term stands."""
        return {term: sum(_df(segment, term) for segment in self.snapshot.segments) for term in self.terms}

    def scores(self, segment: SegmentView, docs: Array) -> Array:
        """Return the score (float32) of each of the passages, which ascend."""
        total = np.zeros(len(docs), np.float32)
        if not len(docs):
            return total
        if SPARSE * len(docs) > segment.reader.size:
            total = self._spread_out(segment).take(docs)
        else:
            for term in self.terms:
                if self.frequencies[term]:
                    where, tf = _looked_up(segment, term, docs)
                    total[where] += self._share(segment, term, docs=docs[where], tf=tf)
        total *= _BOOST.take(segment.reader.kind.take(docs))
        for run in self.whole:
            total[self._stands(segment, run, docs)] += np.float32(self._bonus(run))
        return total

    def _spread_out(self, segment: SegmentView) -> Array:
        """Return the sum of all terms for every passage of a segment."""
        total = np.zeros(segment.reader.size, np.float32)
        for term in self.terms:
            if self.frequencies[term]:
                docs, tf = _spread(segment, term)
                total[docs] += self._share(segment, term, docs=docs, tf=tf)
        return total

    def _share(self, segment: SegmentView, term: _Term, *, docs: Array, tf: Array) -> Array:
        """Return the summand of one term for the passages that have it."""
        field = segment.reader.words if term.field == "words" else segment.reader.grams
        factor = term.weight * idf(self.frequencies[term], self.snapshot.passages) * (K1 + 1)
        return saturated(tf, self._norms[term.field].take(field.length_codes.take(docs)), weight=factor)

    @cached_property
    def _norms(self) -> dict[str, Array]:
        return norms_of(self.snapshot.average_lengths)

    def _stands(self, segment: SegmentView, run: Text, docs: Array) -> Array:
        """Return at which of the passages, as indexes into `docs`, a run stands as typed."""
        key = (id(segment), run.literal)
        if key not in self._typed:
            self._typed[key] = exact_docs(segment, run.folded)
        return members(docs, self._typed[key])

    def _bonus(self, run: Text) -> float:
        """Return what a run standing as typed adds."""
        words = [_Term("words", word, 1.0) for word in self._words_of[run.literal]]
        return WHOLE * sum(idf(self.frequencies[term], self.snapshot.passages) for term in words)

    def explain(self, segment: SegmentView, docs: Array) -> list[list[Part]]:
        """Return the summands of the score of each passage; their sum is the score but for rounding."""
        parts: list[list[Part]] = [[] for _ in docs]
        for term in self.terms:
            where, tf = _looked_up(segment, term, docs)
            shares = self._share(segment, term, docs=docs[where], tf=tf)
            for i, times, share in zip(where.tolist(), tf.tolist(), shares.tolist(), strict=True):
                parts[i].append(Part(term.field, term.text, times, self.frequencies[term], share))
        for own, kind in zip(parts, segment.reader.kind[docs].tolist(), strict=True):
            if (boost := BOOSTS.get(KINDS[kind], 1.0)) != 1.0 and own:
                own.append(Part("boost", KINDS[kind], 1, 0, (boost - 1) * sum(part.score for part in own)))
        for run in self.whole:
            for i in self._stands(segment, run, docs).tolist():
                parts[i].append(Part("whole", run.literal, 1, 0, self._bonus(run)))
        return parts


_BOOST: Array = np.array([BOOSTS.get(kind, 1.0) for kind in KINDS], np.float32)


def idf(df: int, passages: int) -> float:
    """Return the inverse document frequency of a term that `df` of the passages have, never negative."""
    return log(1 + (passages - df + 0.5) / (df + 0.5))


def norms_of(averages: Mapping[str, float]) -> dict[str, Array]:
    """Return for each field what BM25 adds to a frequency, by the code of a passage's length."""
    return {name: (K1 * (1 - B + B * LENGTHS / averages[name])).astype(np.float32) for name in averages}


def saturated(tf: Array, norms: Array, *, weight: float) -> Array:
    """Return weight * tf / (tf + norm) as float32; `norms`, the caller's own, is written over."""
    times = tf.astype(np.float32)
    norms += times
    share: Array = np.divide(times, norms, out=norms)
    share *= np.float32(weight)
    return share


def members(docs: Array, among: Array) -> Array:
    """Return the indexes of those of the ascending `docs` that are among other ascending numbers."""
    if not len(among):
        return np.zeros(0, np.int64)
    at = np.minimum(np.searchsorted(among, docs), len(among) - 1)
    return np.flatnonzero(among[at] == docs)


def _texts(node: Node) -> list[Text]:
    """Return the runs a passage gains by; what stands under NOT is no gain."""
    match node:
        case Text():
            return [node]
        case And(children=children) | Or(children=children):
            return [text for child in children for text in _texts(child)]
        case Near(left=left, right=right):
            return _texts(left) + _texts(right)
    return []


def _runs(node: Node) -> list[str]:
    """Return the literals to score: runs, and the fixed parts of wildcards."""
    match node:
        case Text(literal=literal):
            return [literal]
        case Wildcard(parts=parts):
            return [part for part in parts if isinstance(part, str)]
        case And(children=children) | Or(children=children):
            return [run for child in children for run in _runs(child)]
        case Near(left=left, right=right):
            return _runs(left) + _runs(right)
    return []


def _grams(folded: str) -> Sequence[str]:
    """Return the grams of a folded run: its bigrams, or the one character it is."""
    return [folded[i : i + 2] for i in range(len(folded) - 1)] or [folded]


def _df(segment: SegmentView, term: _Term) -> int:
    """Return in how many live passages of a segment a term stands."""
    if (listed := _listed(segment, term)) is not None:
        return len(segment.alive(listed[0]))
    grams = segment.reader.grams
    if segment.whole:
        return grams.df(term.raw)
    return len(segment.alive(distinct(grams.docs_of(grams.at(term.raw)))))


def _listed(segment: SegmentView, term: _Term) -> tuple[Array, Array] | None:
    """Return passages and frequencies of a term, where they are written down."""
    return (
        segment.reader.words.postings(term.raw) if term.field == "words" else segment.reader.listed(term.text)
    )


def _spread(segment: SegmentView, term: _Term) -> tuple[Array, Array]:
    """Return all passages that have a term and its frequency in each."""
    if (listed := _listed(segment, term)) is not None:
        return listed[0].astype(np.intp), listed[1]
    grams = segment.reader.grams
    return run_lengths(grams.docs_of(grams.at(term.raw)).astype(np.intp))


def _looked_up(segment: SegmentView, term: _Term, docs: Array) -> tuple[Array, Array]:
    """Return at which of the passages a term stands, as indexes into `docs`, and its frequency there."""
    if (listed := _listed(segment, term)) is not None:
        own, tf = listed
        where = members(docs, own)
        return where, tf[np.searchsorted(own, docs[where])]
    grams = segment.reader.grams
    places = grams.at(term.raw)
    low = np.searchsorted(places, grams.doc_slot[docs] << np.uint32(SHIFT))
    high = np.searchsorted(places, grams.doc_slot[docs + 1] << np.uint32(SHIFT))
    where = np.flatnonzero(high > low)
    return where, (high - low)[where]
