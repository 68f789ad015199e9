"""How well does a passage match, and why?

The sum over terms, words and grams of the query's runs, of what each gives the passage or the title of its
article (`search.whoosh.shares`), with a boost for headings; more where a run that was searched by its words
stands in the passage as typed; more for all passages of an article whose title holds a run, or stands in one.
An article scores as its best passage. Terms that most passages have are left out, unless there are no others.
Document frequencies and average lengths are those of the whole corpus at query time, so an index built in
steps scores exactly as one rebuilt. Scores are float32 sums in a fixed order of terms: the same query gives
the same page twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from index.store.arrays import distinct
from search.query.nodes import And, Near, Node, Or, Text, Wildcard
from search.results import Summand
from search.whoosh.evaluate import Evaluator, inside
from search.whoosh.lookup import Postings, Term
from search.whoosh.shares import TITLE, Shares, boosts, idf, titles_of, with_titles
from search.whoosh.snapshot import SegmentView, Snapshot

__all__ = ["Scorer"]

Array = np.ndarray[Any, Any]
TELLING = 0.5  # the least idf of a term that is scored beside others
WHOLE = 0.25  # of the idf of a run's words, where the run stands in the passage as typed
RUN_IN_TITLE = 1.0  # of the same, where it stands in the title
TITLE_IN_RUN = 0.5  # of the idf of a title's words, where the title stands in a run
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
        self.typed = list(dict.fromkeys(_texts(node)))
        self._by_title: dict[int, list[tuple[tuple[str, str], Array, float]]] = {}
        self.whole = [text for text in self.typed if evaluator.wording(text)]

    @cached_property
    def frequencies(self) -> dict[Term, int]:
        """Return in how many live passages of the corpus each term stands."""
        return {term: self._frequency(term) for term in self.terms}

    def _frequency(self, term: Term) -> int:
        return sum(self.evaluator.lookup(segment).frequency(term) for segment in self.snapshot.segments)

    @cached_property
    def _shares(self) -> Shares:
        """Return what the terms give that are scored, in the order in which they are summed."""
        gains = {term: idf(df, self.snapshot.passages) for term, df in self.frequencies.items() if df}
        telling = {term: gain for term, gain in gains.items() if gain >= TELLING}
        return Shares(self.snapshot, telling or gains)

    def scores(self, segment: SegmentView, docs: Array) -> Array:
        """Return the score (float32) of each of the passages, which ascend."""
        if not len(docs):
            return np.zeros(0, np.float32)
        rows = docs.astype(np.intp)  # numpy would convert at each of the next steps
        terms = self._shares.body
        spread = sum(self.frequencies[term] for term in terms) + segment.reader.size // PAGE
        if spread < SEARCHED * len(docs) * len(terms):
            total, titles = self._summed(segment, self._spread_out(segment), segment.reader.size)
            score = total.take(rows)
        else:
            closed = with_titles(segment, rows)
            total, titles = self._summed(segment, self._looked_up(segment, closed), len(closed))
            score = total.take(closed.searchsorted(rows))
        score *= boosts(segment).take(rows)
        score += titles.take(segment.reader.article.take(rows))
        for run in self.whole:
            score += self._stands(segment, run, docs) * np.float32(self._bonus(WHOLE, self._words(run)))
        return score

    def _spread_out(self, segment: SegmentView) -> Iterator[tuple[Term, Array, Postings]]:
        """Yield each term with all its postings, and where their passages stand in an array of all."""
        for term in self._shares.body:
            postings = self.evaluator.lookup(segment).spread(term)
            yield term, postings[0], postings

    def _looked_up(self, segment: SegmentView, docs: Array) -> Iterator[tuple[Term, Array, Postings]]:
        """Yield each term with its postings among some passages, and where these stand among them."""
        for term in self._shares.body:
            where, tf = self.evaluator.lookup(segment).among(term, docs)
            yield term, where, (docs.take(where), tf)

    def _summed(
        self, segment: SegmentView, found: Iterable[tuple[Term, Array, Postings]], size: int
    ) -> tuple[Array, Array]:
        """Return the sums of what each passage has above its title, and each article by its title."""
        total = np.zeros(size, np.float32)
        by_article = np.zeros(len(segment.reader.first) - 1, np.float32)
        for term, where, postings in found:
            above, articles, _, given = self._shares.of(segment, term, postings)
            above += total.take(where)
            total[where] = above
            if len(articles):
                by_article[articles] += given
        for _, articles, bonus in self._of_titles(segment):
            by_article[articles] += np.float32(bonus)
        return total, by_article

    def _of_titles(self, segment: SegmentView) -> list[tuple[tuple[str, str], Array, float]]:
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

    def _stands(self, segment: SegmentView, run: Text, docs: Array) -> Array:
        """Return in which of the passages a run stands as typed, as a mask."""
        return inside(docs, self.evaluator.exact(segment, run.folded), segment.reader.size)

    def _words(self, run: Text) -> list[Term]:
        return [("words", word) for word in self.evaluator.wording.cut(run.literal)]

    def _bonus(self, weight: float, words: Sequence[Term]) -> float:
        """Return what words gain as a whole, those that some passage has."""
        known = self.frequencies
        found = (known[word] if word in known else self._frequency(word) for word in words)
        return weight * sum(idf(df, self.snapshot.passages) for df in found if df)

    def explain(self, segment: SegmentView, docs: Array) -> list[list[Summand]]:
        """Return the summands of the score of each passage; their sum is the score but for rounding.

        A share is that of a field or, with `title_` before it, of the field in the article's title, where the
        term then stands `tf` times.
        """
        if not len(docs):
            return []
        summands: list[list[Summand]] = [[] for _ in docs]
        closed = with_titles(segment, docs)
        places = {row: i for i, row in enumerate(closed.searchsorted(docs).tolist())}
        owners = segment.reader.article.take(docs).tolist()
        for term, where, postings in self._looked_up(segment, closed):
            above, articles, *title = self._shares.of(segment, term, postings)
            above *= boosts(segment).take(postings[0])
            own, titles = _pairs(where, postings[1], above), _pairs(articles, *title)
            told = _told(term, self.frequencies[term], own=own, titles=titles, places=places, owners=owners)
            for i, summand in told:
                summands[i].append(summand)
        for (field, text), articles, bonus in self._of_titles(segment):
            for i in inside(np.array(owners), articles, len(segment.numbers)).nonzero()[0].tolist():
                summands[i].append(Summand(field, text, 1, 0, bonus))
        for run in self.whole:
            for i in self._stands(segment, run, docs).nonzero()[0].tolist():
                summands[i].append(Summand("whole", run.literal, 1, 0, self._bonus(WHOLE, self._words(run))))
        return summands


def _pairs(keys: Array, times: Array, shares: Array) -> dict[int, tuple[int, float]]:
    """Return by number how often a term stands there, and what that gives."""
    pairs = zip(times.tolist(), shares.tolist(), strict=True)
    return dict(zip(keys.tolist(), pairs, strict=True))


def _told(
    term: Term,
    df: int,
    *,
    own: dict[int, tuple[int, float]],
    titles: dict[int, tuple[int, float]],
    places: dict[int, int],
    owners: list[int],
) -> Iterator[tuple[int, Summand]]:
    """Yield the places of passages with the summand of a term: the passage's own, or its title's."""
    field, text = term
    untold = dict(enumerate(owners)) if titles else {}
    for row, (tf, share) in own.items():
        if share and row in places:
            i = places[row]
            _, added = titles.get(untold.pop(i, -1), (0, 0.0))
            yield i, Summand(field, text, tf, df, share + added)
    for i, owner in untold.items():
        if owner in titles:
            tf, share = titles[owner]
            yield i, Summand(f"title_{field}", text, tf, df, share)


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
