"""How well does a passage match?

The sum over terms, words and grams of the query's runs, of what each gives the passage or the title of its
article (`search.ranking.formula`); more where a run that was searched by its words stands in the passage as
typed; more for all passages of an article whose title holds a run, or stands in one. An article scores as its
best passage. Document frequencies and average lengths are those of the whole corpus at query time, so an
index built in steps scores exactly as one rebuilt.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

import numpy as np

from index.store.arrays import distinct, firsts
from search.query.nodes import Node, Text
from search.ranking.terms import RankedTerms, Term
from search.whoosh.evaluate import FEW, Evaluator, inside
from search.whoosh.lookup import members
from search.whoosh.ranking.shares import Shares
from search.whoosh.ranking.titles import TITLE, titles_of, with_titles
from search.whoosh.snapshot import SegmentView, Snapshot

__all__ = ["Scorer", "Table"]

Array = np.ndarray[Any, Any]
SEARCHED = 6  # postings that are summed in the time in which a term is looked up in one passage
PAGE = 16  # passages of which an array is cleared in the time in which one posting is summed


@dataclass(frozen=True, slots=True)
class Table:
    """A row a term, a column a passage: how often it stands there, and what it gives.

    `above` is what the passage has above its title, `given` what that gives; both float64.
    """

    times: Array
    above: Array
    given: Array

    def sums(self) -> tuple[Array, Array]:
        """Return what is above the titles and what these give, summed in the order of the terms."""
        return reduce(np.add, self.above), reduce(np.add, self.given)


class Scorer:
    """Scores of one query over a snapshot."""

    def __init__(self, node: Node, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.snapshot: Snapshot = evaluator.snapshot
        self.asked = RankedTerms(node, evaluator.wording, self._frequency, self.snapshot.passages)
        self._by_title: dict[int, list[tuple[tuple[str, str], Array, np.float32]]] = {}

    def _frequency(self, term: Term) -> int:
        return sum(self.evaluator.lookup(segment).frequency(term) for segment in self.snapshot.segments)

    @property
    def weights(self) -> Mapping[Term, np.float32]:
        """Return the terms that are scored, in the order in which they are summed."""
        return self.asked.weights

    @cached_property
    def shares(self) -> Shares:
        """Return what the terms give that are scored."""
        return Shares(self.snapshot, self.weights)

    def scores(self, segment: SegmentView, docs: Array) -> Array:
        """Return the score (float32) of each of the passages, which ascend."""
        if not len(docs) or not self.weights:
            return np.zeros(len(docs), np.float32)
        rows = docs.astype(np.intp)  # numpy would convert at each of the next steps
        spread = sum(self.asked.frequencies[term] for term in self.weights) + segment.reader.size // PAGE
        owners = segment.reader.article.take(rows)
        if spread < SEARCHED * len(docs) * len(self.weights):
            score, by_article = self._spread_out(segment, rows)
            for _, articles, bonus in self.of_titles(segment):
                by_article[articles] += bonus
            titles = by_article.take(owners)
        else:
            score, titles = self.table(segment, rows).sums()
            for _, articles, bonus in self.of_titles(segment):
                titles[inside(owners, articles, len(segment.numbers))] += bonus
        score = score + titles
        for run in self.asked.whole:
            score[self.stands(segment, run, docs)] += self.asked.whole_bonus(run)
        found: Array = score.astype(np.float32)
        return found

    def _spread_out(self, segment: SegmentView, rows: Array) -> tuple[Array, Array]:
        """Return what all terms give some passages above their titles, and each article by its title."""
        titles = np.zeros(len(segment.reader.first) - 1)
        total = np.zeros(segment.reader.size)
        for number, term in enumerate(self.weights):
            postings = self.evaluator.lookup(segment).spread(term)
            share = self.shares.of(segment, term, postings)
            titles[share.articles] += share.given
            if len(self.weights) == 1 and np.array_equal(postings[0], rows):
                return share.above, titles
            total[postings[0]] = share.above + total.take(postings[0]) if number else share.above
        return total.take(rows), titles

    def table(self, segment: SegmentView, docs: Array) -> "Table":
        """Return what each term gives each of the passages, looked up one by one."""
        closed = with_titles(segment, docs)
        times = np.zeros((len(self.weights), len(closed)), np.float32)
        lookup = self.evaluator.lookup(segment)
        for row, term in zip(times, self.weights, strict=True):
            where, tf = lookup.among(term, closed)
            row[where] = tf
        begins = firsts(segment.reader.article.take(closed))
        wanted = closed.searchsorted(docs)
        bodies, titles = self.shares.of_table(segment, closed, times)
        (first,) = begins.nonzero()
        given = np.maximum.reduceat(titles, first, axis=1).take((np.cumsum(begins) - 1).take(wanted), axis=1)
        given = given.astype(np.float64)
        above = np.maximum(bodies.take(wanted, axis=1) - given, 0)
        return Table(times.take(wanted, axis=1), above, given)

    def of_titles(self, segment: SegmentView) -> list[tuple[tuple[str, str], Array, np.float32]]:
        """Return what stands as a whole in titles, or they in it: as a summand, the articles, their gain."""
        if id(segment) not in self._by_title:
            self._by_title[id(segment)] = [*self._runs_in_titles(segment), *self._titles_in_runs(segment)]
        return self._by_title[id(segment)]

    def _runs_in_titles(self, segment: SegmentView) -> Iterator[tuple[tuple[str, str], Array, np.float32]]:
        for run in self.asked.typed:
            docs = self.evaluator.exact(segment, run.folded)
            titles = docs.compress(segment.reader.kind.take(docs) == TITLE)
            if len(titles):
                articles = distinct(segment.reader.article.take(titles))
                yield ("run_in_title", run.literal), articles, self.asked.run_bonus(run)

    def _titles_in_runs(self, segment: SegmentView) -> Iterator[tuple[tuple[str, str], Array, np.float32]]:
        found: dict[str, Array] = {}
        for run in self.asked.typed:
            found |= titles_of(segment).inside(run.folded)
        for title, articles in found.items():
            yield ("title_in_query", title), articles, self.asked.title_bonus(title)

    def stands(self, segment: SegmentView, run: Text, docs: Array) -> Array:
        """Return in which of the ascending passages a run stands as typed, as indexes."""
        found = self.evaluator.exact(segment, run.folded)
        if FEW * len(found) < len(docs):
            return members(found, docs)[1]
        return inside(docs, found, segment.reader.size).nonzero()[0]
