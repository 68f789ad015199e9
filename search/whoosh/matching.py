"""Which passages pass, how are they grouped by article, and which articles come first?

One search is one `Matching`: pages, counts, facets, charts and exports all read it, so they cannot disagree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from typing import Any

import numpy as np

from index.corpus.passages import KINDS
from index.store.arrays import firsts
from search.query.nodes import Node
from search.query.request import Query
from search.results import Summand, Total
from search.whoosh.counting import UNPLACED, FacetCounter, FilterMasks, count_kinds
from search.whoosh.evaluate import Evaluator
from search.whoosh.rank import Scorer
from search.whoosh.snapshot import SegmentView

__all__ = ["MatchedArticle", "Matching"]

Array = np.ndarray[Any, Any]
TITLE = KINDS.index("title")
LANES = 512
LONG = 8 * LANES  # scores from which on looking at the maxima of lanes first is the faster way


@dataclass(frozen=True, slots=True)
class _Matches:
    """Matching passages of one segment, ascending, with their catalog articles and kinds.

    `by_kind` says how many of them are of each kind.
    """

    segment: SegmentView
    docs: Array
    articles: Array
    kinds: Array
    by_kind: Array

    @classmethod
    def of(cls, segment: SegmentView, docs: Array) -> "_Matches":
        """Return passages with what is known of them."""
        rows = docs.astype(np.intp)  # numpy would convert twice
        kinds = segment.reader.kind.take(rows)
        return cls(segment, docs, segment.articles(rows), kinds, count_kinds(kinds))

    def only(self, kinds: Array, articles: Array | None) -> "_Matches":
        """Return those of which a mask of kinds and one of articles, None for all, are true."""
        if articles is None and not self.by_kind[~kinds].any():
            return self
        inside = kinds.take(self.kinds)
        if articles is not None:
            inside &= articles.take(self.articles)
        (rows,) = inside.nonzero()
        kinds, articles = self.kinds.take(rows), self.articles.take(rows)
        return _Matches(self.segment, self.docs.take(rows), articles, kinds, count_kinds(kinds))


@dataclass(frozen=True, slots=True)
class MatchedArticle:
    """One matching article: its catalog number, its segment, its matching passages with their scores."""

    number: int
    segment: SegmentView
    docs: Array
    scores: Array

    def best(self, number: int) -> list[tuple[int, float]]:
        """Return the best passages: by score, then in reading order; titles last where nothing is scored."""
        kinds = self.segment.reader.kind
        passages = (
            (-score, not score and kinds[doc] == TITLE, doc)
            for score, doc in zip(self.scores.tolist(), self.docs.tolist(), strict=True)
        )
        return [(doc, -score) for score, _, doc in nsmallest(number, passages)]


class Matching:
    """The passages of one query under its filters, counted and ordered on demand."""

    def __init__(self, query: Query, node: Node, evaluator: Evaluator) -> None:
        self.query, self.node, self.evaluator = query, node, evaluator
        self.snapshot = evaluator.snapshot
        self.catalog = self.snapshot.catalog
        self.filters = FilterMasks.of(query, node, self.catalog)
        self._found = [
            _Matches.of(segment, evaluator.docs(segment, node)) for segment in self.snapshot.segments
        ]

    @cached_property
    def _kept(self) -> list[_Matches]:
        """Return what passes the filters."""
        mask = self.filters.articles(len(self.catalog))
        kinds = self.filters.kinds
        return [found.only(kinds, mask) for found in self._found]

    def by_segment(self) -> Iterator[tuple[SegmentView, Array]]:
        """Yield every segment with the ascending numbers of its passages that pass."""
        for kept in self._kept:
            yield kept.segment, kept.docs

    def passages(self) -> Iterator[tuple[SegmentView, int, int]]:
        """Yield segment, article and number of every passage that passes, by article, in reading order."""
        articles = _joined([kept.articles for kept in self._kept], np.int32)
        docs = _joined([kept.docs for kept in self._kept], np.uint32)
        owners = np.repeat(np.arange(len(self._kept)), [len(kept.docs) for kept in self._kept])
        for row in np.lexsort((docs, articles)).tolist():
            yield self._kept[owners[row]].segment, int(articles[row]), int(docs[row])

    @cached_property
    def total(self) -> Total:
        """Return how much passes."""
        articles = sum(int(np.count_nonzero(firsts(kept.articles))) for kept in self._kept)
        return Total(sum(len(kept.docs) for kept in self._kept), articles)

    @cached_property
    def unplaced(self) -> int:
        """Return how many matching passages lie on the unplaced shelf, left out unless it is asked for."""
        if self.filters.kinds[UNPLACED]:
            return 0
        shelf = np.zeros(len(KINDS), bool)
        shelf[UNPLACED] = True
        mask = self.filters.articles(len(self.catalog))
        return sum(len(found.only(shelf, mask).docs) for found in self._found if found.by_kind[UNPLACED])

    @cached_property
    def facets(self) -> FacetCounter:
        """Return the counter of facet values."""
        articles = _joined([found.articles for found in self._found], np.int32)
        kinds = _joined([found.kinds for found in self._found], np.uint8)
        by_kind = sum((found.by_kind for found in self._found), np.zeros(len(KINDS), np.int64))
        return FacetCounter(self.filters, self.catalog, articles=articles, kinds=kinds, by_kind=by_kind)

    @cached_property
    def scorer(self) -> Scorer:
        """Return what scores the passages."""
        return Scorer(self.node, self.evaluator)

    @property
    def ranked(self) -> bool:
        """Tell whether there is anything to rank by."""
        return bool(self.scorer.terms)

    def explain(self, passages: Sequence[tuple[SegmentView, int]]) -> list[tuple[Summand, ...]]:
        """Return the summands of the score of each passage, none where nothing is ranked."""
        found: list[tuple[Summand, ...]] = [()] * len(passages)
        for segment in self.snapshot.segments if self.ranked else ():
            own = sorted((doc, i) for i, (view, doc) in enumerate(passages) if view is segment)
            parts = self.scorer.explain(segment, np.array([doc for doc, _ in own], np.uint32))
            for (_, i), each in zip(own, parts, strict=True):
                found[i] = tuple(each)
        return found

    @cached_property
    def _scores(self) -> list[Array]:
        return [self.scorer.scores(kept.segment, kept.docs) for kept in self._kept]

    def page(self) -> list[MatchedArticle]:
        """Return the articles of the page asked for, in its order."""
        last = self.query.page * self.query.size
        articles = _joined([kept.articles for kept in self._kept], np.int32)
        sort = self.query.sort
        if sort == "relevance" and self.ranked:
            chosen = _best(articles, _joined(self._scores, np.float32), last)
        else:
            numbers = articles[firsts(articles)]
            ranks = self.catalog.order("newest" if sort == "relevance" else sort).take(numbers)
            chosen = _lowest(ranks, numbers, last)
        return [self._matched(article) for article in chosen[last - self.query.size :].tolist()]

    def _matched(self, article: int) -> MatchedArticle:
        """Return the matching passages of an article."""
        number, local = int(self.catalog.segment[article]), int(self.catalog.local[article])
        kept = self._kept[number]
        start, end = kept.docs.searchsorted(kept.segment.reader.first[local : local + 2]).tolist()
        docs = kept.docs[start:end]
        if "_scores" in self.__dict__:
            scores = self._scores[number][start:end]
        else:
            scores = self.scorer.scores(kept.segment, docs)
        return MatchedArticle(article, kept.segment, docs, scores)


def _joined(parts: Sequence[Array], dtype: Any) -> Array:
    """Return arrays one after another; there may be one or none."""
    return parts[0] if len(parts) == 1 else np.concatenate([*parts, np.zeros(0, dtype)])


def _best(articles: Array, scores: Array, number: int) -> Array:
    """Return the articles with the best passages, best first, equal ones by number, without sorting all.

    The passages of an article stand side by side. As many of the best are looked at as belong to `number`
    articles.
    """
    many = 2 * number
    while True:
        rows = _highest(scores, many)
        near = articles.take(rows)
        starts = np.flatnonzero(firsts(near))
        if len(starts) >= number or len(rows) == len(scores):
            break
        many *= 4
    best = np.maximum.reduceat(scores.take(rows), starts) if len(starts) else scores[:0]
    return _lowest(-best, near.take(starts), number)


def _highest(scores: Array, number: int) -> Array:
    """Return the ascending indexes of at least so many of the highest scores, all equal ones among them."""
    if len(scores) <= 4 * number:
        return np.arange(len(scores))
    sample = scores
    if len(scores) >= LONG and number <= LANES:  # the maxima of lanes bound them closely, and are few
        sample = scores[: len(scores) // LANES * LANES].reshape(-1, LANES).max(axis=0)
    return np.flatnonzero(scores >= np.partition(sample, len(sample) - number)[len(sample) - number])


def _lowest(keys: Array, ties: Array, number: int) -> Array:
    """Return the `ties` of the lowest keys in order, without sorting all; equal keys by `ties`."""
    if len(keys) > 4 * number:
        rows = np.flatnonzero(keys <= np.partition(keys, number - 1)[number - 1])
        keys, ties = keys.take(rows), ties.take(rows)
    return ties.take(np.lexsort((ties, keys))[:number])
