"""How well does a passage match, and why?

BM25 (Robertson and Zaragoza 2009) over words, plus half of BM25 over grams of the query's runs, times a
boost for titles and headings, plus a bonus where a run that was searched by its words stands there as
typed. Document frequencies and average lengths are those of the whole corpus at query time, so an index
built in steps scores exactly as one rebuilt. Scores are float32 sums in a fixed order of terms: the same
query gives the same page twice.
"""

from collections.abc import Sequence
from functools import cached_property
from math import log
from typing import Any

import numpy as np

from index.corpus.passages import KINDS
from index.store.postings import LENGTHS
from search.query.nodes import And, Near, Node, Or, Text, Wildcard
from search.results import Summand
from search.whoosh.evaluate import Evaluator, inside
from search.whoosh.lookup import Term
from search.whoosh.snapshot import SegmentView, Snapshot

__all__ = ["Scorer"]

Array = np.ndarray[Any, Any]
K1, B = 1.2, 0.75
WEIGHTS = {"words": 1.0, "grams": 0.5}
BOOSTS = {"title": 1.5, "heading": 1.2}
WHOLE = 0.25  # of the idf of a run's words, where the run stands as typed
SEARCHED = 6  # postings that are summed in the time in which a term is looked up in one passage
PAGE = 16  # passages of which an array is cleared in the time in which one posting is summed


class Scorer:
    """Scores of one query over a snapshot."""

    def __init__(self, node: Node, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.snapshot: Snapshot = evaluator.snapshot
        runs = list(_runs(node))
        words = [word for run in runs for word in evaluator.wording.cut(run)]
        grams = [gram for run in runs for gram in _grams(Text(run).folded)]
        self.terms = [("words", word) for word in dict.fromkeys(words)]
        self.terms += [("grams", gram) for gram in dict.fromkeys(grams)]
        self.whole = [text for text in _texts(node) if evaluator.wording(text)]

    @cached_property
    def frequencies(self) -> dict[Term, int]:
        """Return in how many live passages of the corpus each term stands."""
        lookups = [self.evaluator.lookup(segment) for segment in self.snapshot.segments]
        return {term: sum(lookup.frequency(term) for lookup in lookups) for term in self.terms}

    @cached_property
    def _weights(self) -> dict[Term, float]:
        """Return what each term that some passage has adds at most, in the order in which they are summed."""
        passages = self.snapshot.passages
        return {
            term: WEIGHTS[term[0]] * idf(many, passages) * (K1 + 1)
            for term, many in self.frequencies.items()
            if many
        }

    def scores(self, segment: SegmentView, docs: Array) -> Array:
        """Return the score (float32) of each of the passages, which ascend."""
        if not len(docs):
            return np.zeros(0, np.float32)
        rows = docs.astype(np.intp)  # numpy would convert at each of the next steps
        spread = sum(self.frequencies.values()) + segment.reader.size // PAGE
        if spread < SEARCHED * len(docs) * len(self._weights):
            total = self._spread_out(segment).take(rows)
        else:
            total = np.zeros(len(docs), np.float32)
            for term in self._weights:
                where, tf = self.evaluator.lookup(segment).among(term, docs)
                total[where] += self._share(segment, term, docs=rows.take(where), tf=tf)
        total *= _boosts(segment).take(rows)
        for run in self.whole:
            total += self._stands(segment, run, docs) * np.float32(self._bonus(run))
        return total

    def _spread_out(self, segment: SegmentView) -> Array:
        """Return the sum of all terms for every passage of a segment."""
        total = np.zeros(segment.reader.size, np.float32)
        for term in self._weights:
            docs, tf = self.evaluator.lookup(segment).spread(term)
            share = self._share(segment, term, docs=docs, tf=tf)
            share += total.take(docs)
            total[docs] = share
        return total

    def _share(self, segment: SegmentView, term: Term, *, docs: Array, tf: Array) -> Array:
        """Return the summand of one term for the passages that have it."""
        norms = self._norms(segment, term[0]).take(docs)
        return saturated(tf, norms, weight=self._weights[term])

    def _norms(self, segment: SegmentView, field: str) -> Array:
        """Return what BM25 adds to a frequency in each passage of a segment, by its length."""
        if field not in segment.norms:
            codes = getattr(segment.reader, field).length_codes
            segment.norms[field] = norms_by_length(self.snapshot.average_lengths[field])[codes]
        return segment.norms[field]

    def _stands(self, segment: SegmentView, run: Text, docs: Array) -> Array:
        """Return in which of the passages a run stands as typed, as a mask."""
        return inside(docs, self.evaluator.exact(segment, run.folded), segment.reader.size)

    def _bonus(self, run: Text) -> float:
        """Return what a run standing as typed adds."""
        words = [("words", word) for word in self.evaluator.wording(run)]
        return WHOLE * sum(idf(self.frequencies[term], self.snapshot.passages) for term in words)

    def explain(self, segment: SegmentView, docs: Array) -> list[list[Summand]]:
        """Return the summands of the score of each passage; their sum is the score but for rounding."""
        summands: list[list[Summand]] = [[] for _ in docs]
        for term in self._weights:
            where, tf = self.evaluator.lookup(segment).among(term, docs)
            if len(where):
                shares = self._share(segment, term, docs=docs.take(where), tf=tf)
                for i, times, share in zip(where.tolist(), tf.tolist(), shares.tolist(), strict=True):
                    summands[i].append(Summand(*term, times, self.frequencies[term], share))
        for own, kind in zip(summands, segment.reader.kind[docs].tolist(), strict=True):
            if (boost := BOOSTS.get(KINDS[kind], 1.0)) != 1.0 and own:
                added = (boost - 1) * sum(summand.score for summand in own)
                own.append(Summand("boost", KINDS[kind], 1, 0, added))
        for run in self.whole:
            for i in np.flatnonzero(self._stands(segment, run, docs)).tolist():
                summands[i].append(Summand("whole", run.literal, 1, 0, self._bonus(run)))
        return summands


_BOOST: Array = np.array([BOOSTS.get(kind, 1.0) for kind in KINDS], np.float32)


def _boosts(segment: SegmentView) -> Array:
    """Return what the score of each passage of a segment is multiplied with, by its kind."""
    if "boost" not in segment.norms:
        segment.norms["boost"] = _BOOST[segment.reader.kind]
    return segment.norms["boost"]


def idf(df: int, passages: int) -> float:
    """Return the inverse document frequency of a term that `df` of the passages have, never negative."""
    return log(1 + (passages - df + 0.5) / (df + 0.5))


def norms_by_length(average: float) -> Array:
    """Return what BM25 adds to a frequency by the code of a passage's length."""
    return (K1 * (1 - B + B * LENGTHS / average)).astype(np.float32)


def saturated(tf: Array, norms: Array, *, weight: float) -> Array:
    """Return weight * tf / (tf + norm) as float32; `norms`, the caller's own, is written over."""
    times = tf.astype(np.float32)
    norms += times
    share: Array = np.divide(times, norms, out=norms)
    share *= np.float32(weight)
    return share


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
