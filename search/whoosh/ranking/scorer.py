"""How well does a passage match?

The sum over terms, words and grams of the query's runs, of what each gives the passage or the title of its
article (`search.whoosh.ranking.shares`), with a boost for headings; more where a run that was searched by its
words stands in the passage as typed; more for all passages of an article whose title holds a run, or stands
in one. An article scores as its best passage. Terms that most passages have are left out, unless there are
no others. Document frequencies and average lengths are those of the whole corpus at query time, so an index
built in steps scores exactly as one rebuilt. Scores are float32 sums in a fixed order of terms: the same
query gives the same page twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

import numpy as np

from index.store.arrays import distinct, firsts
from search.query.nodes import Node, Text, gained, literals
from search.whoosh.evaluate import FEW, Evaluator, inside
from search.whoosh.lookup import Term, members
from search.whoosh.ranking.shares import Shares, boosts, idf
from search.whoosh.ranking.titles import TITLE, titles_of, with_titles
from search.whoosh.snapshot import SegmentView, Snapshot

__all__ = ["Scorer", "Table"]

Array = np.ndarray[Any, Any]
TELLING = 0.5  # the least idf of a term that is scored beside others
WHOLE = 0.25  # of the idf of a run's words, where the run stands in the passage as typed
RUN_IN_TITLE = 1.0  # of the same, where it stands in the title
TITLE_IN_RUN = 0.5  # of the idf of a title's words, where the title stands in a run
SEARCHED = 6  # postings that are summed in the time in which a term is looked up in one passage
PAGE = 16  # passages of which an array is cleared in the time in which one posting is summed


@dataclass(frozen=True, slots=True)
class Table:
    """A row a term, a column a passage: how often it stands there, and what it gives.

    `above` is what the passage has above its title, `given` what that gives; all float32.
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
        runs = literals(node)
        words = [word for run in runs for word in evaluator.wording.cut(run)]
        grams = [gram for run in runs for gram in _grams(Text(run).folded)]
        self.terms = [("words", word) for word in dict.fromkeys(words)]
        self.terms += [("grams", gram) for gram in dict.fromkeys(grams)]
        self.typed = list(dict.fromkeys(gained(node)))
        self.whole = [text for text in self.typed if evaluator.wording(text)]
        self._by_title: dict[int, list[tuple[tuple[str, str], Array, float]]] = {}

    @cached_property
    def frequencies(self) -> dict[Term, int]:
        """Return in how many live passages of the corpus each term stands."""
        return {term: self._frequency(term) for term in self.terms}

    def _frequency(self, term: Term) -> int:
        return sum(self.evaluator.lookup(segment).frequency(term) for segment in self.snapshot.segments)

    @cached_property
    def shares(self) -> Shares:
        """Return what the terms give that are scored, in the order in which they are summed."""
        gains = {term: idf(df, self.snapshot.passages) for term, df in self.frequencies.items() if df}
        telling = {term: gain for term, gain in gains.items() if gain >= TELLING}
        return Shares(self.snapshot, telling or gains)

    def scores(self, segment: SegmentView, docs: Array) -> Array:
        """Return the score (float32) of each of the passages, which ascend."""
        if not len(docs) or not self.shares.weights:
            return np.zeros(len(docs), np.float32)
        rows = docs.astype(np.intp)  # numpy would convert at each of the next steps
        terms = self.shares.weights
        spread = sum(self.frequencies[term] for term in terms) + segment.reader.size // PAGE
        owners = segment.reader.article.take(rows)
        if spread < SEARCHED * len(docs) * len(terms):
            score, by_article = self._spread_out(segment, rows)
            for _, articles, bonus in self.of_titles(segment):
                by_article[articles] += np.float32(bonus)
            titles = by_article.take(owners)
        else:
            score, titles = self.table(segment, rows).sums()
            for _, articles, bonus in self.of_titles(segment):
                titles[inside(owners, articles, len(segment.numbers))] += np.float32(bonus)
        score *= boosts(segment).take(rows)
        score += titles
        for run in self.whole:
            score[self.stands(segment, run, docs)] += np.float32(self.whole_bonus(run))
        return score

    def _spread_out(self, segment: SegmentView, rows: Array) -> tuple[Array, Array]:
        """Return what all terms give some passages above their titles, and each article by its title."""
        titles = np.zeros(len(segment.reader.first) - 1, np.float32)
        total = np.zeros(segment.reader.size, np.float32)
        for number, (term, weight) in enumerate(self.shares.weights.items()):
            postings = self.evaluator.lookup(segment).spread(term)
            share = self.shares.of(segment, term, postings)
            above = share.above * weight
            titles[share.articles] += share.given * weight
            if len(self.shares.weights) == 1 and np.array_equal(postings[0], rows):
                return above, titles
            if number:
                above += total.take(postings[0])
            total[postings[0]] = above
        return total.take(rows), titles

    def table(self, segment: SegmentView, docs: Array) -> "Table":
        """Return what each term gives each of the passages, looked up one by one."""
        closed = with_titles(segment, docs)
        times = np.zeros((len(self.shares.weights), len(closed)), np.float32)
        lookup = self.evaluator.lookup(segment)
        for row, term in zip(times, self.shares.weights, strict=True):
            where, tf = lookup.among(term, closed)
            row[where] = tf
        begins = firsts(segment.reader.article.take(closed))
        wanted = closed.searchsorted(docs)
        bodies, titles = self.shares.of_table(segment, closed, times)
        (first,) = begins.nonzero()
        given = np.maximum.reduceat(titles, first, axis=1).take((np.cumsum(begins) - 1).take(wanted), axis=1)
        above = np.maximum(bodies.take(wanted, axis=1) - given, 0)
        weights = np.array([*self.shares.weights.values()])[:, None]
        return Table(times.take(wanted, axis=1), above * weights, given * weights)

    def of_titles(self, segment: SegmentView) -> list[tuple[tuple[str, str], Array, float]]:
        """Return what stands as a whole in titles, or they in it: as a summand, the articles, their gain."""
        if id(segment) not in self._by_title:
            self._by_title[id(segment)] = [*self._runs_in_titles(segment), *self._titles_in_runs(segment)]
        return self._by_title[id(segment)]

    def _runs_in_titles(self, segment: SegmentView) -> Iterator[tuple[tuple[str, str], Array, float]]:
        for run in self.typed:
            docs = self.evaluator.exact(segment, run.folded)
            titles = docs.compress(segment.reader.kind.take(docs) == TITLE)
            if len(titles):
                articles = distinct(segment.reader.article.take(titles))
                yield ("run_in_title", run.literal), articles, self._bonus(RUN_IN_TITLE, self._words(run))

    def _titles_in_runs(self, segment: SegmentView) -> Iterator[tuple[tuple[str, str], Array, float]]:
        found: dict[str, Array] = {}
        for run in self.typed:
            found |= titles_of(segment).inside(run.folded)
        for title, articles in found.items():
            words = [("words", word) for word in self.evaluator.wording.cut(title)]
            yield ("title_in_query", title), articles, self._bonus(TITLE_IN_RUN, words)

    def stands(self, segment: SegmentView, run: Text, docs: Array) -> Array:
        """Return in which of the ascending passages a run stands as typed, as indexes."""
        found = self.evaluator.exact(segment, run.folded)
        if FEW * len(found) < len(docs):
            return members(found, docs)[1]
        return inside(docs, found, segment.reader.size).nonzero()[0]

    def whole_bonus(self, run: Text) -> float:
        """Return what a run gains a passage in which it stands as typed."""
        return self._bonus(WHOLE, self._words(run))

    def _words(self, run: Text) -> list[Term]:
        return [("words", word) for word in self.evaluator.wording.cut(run.literal)]

    def _bonus(self, weight: float, words: Sequence[Term]) -> float:
        """Return what words gain as a whole, those that some passage has."""
        known = self.frequencies
        found = (known[word] if word in known else self._frequency(word) for word in words)
        return weight * sum(idf(df, self.snapshot.passages) for df in found if df)


def _grams(folded: str) -> Sequence[str]:
    """Return the grams of a folded run: its bigrams, or the one character it is."""
    return [folded[i : i + 2] for i in range(len(folded) - 1)] or [folded]
