"""Which passages pass, how are they grouped by article, and which articles come first?

One search is one `Matching`: pages, counts, facets, charts and exports all read it, so they cannot disagree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from index.corpus.passages import KINDS
from index.store.arrays import firsts
from search.query.kinds import UNPLACED
from search.query.nodes import Node
from search.query.request import Query
from search.results import Summand, Total
from search.whoosh.counting import FacetCounter, FilterMasks, count_kinds
from search.whoosh.evaluate import Evaluator
from search.whoosh.ranking.best import best_articles, lowest
from search.whoosh.ranking.reasons import explain
from search.whoosh.ranking.scorer import Scorer
from search.whoosh.ranking.titles import ranges
from search.whoosh.snapshot import SegmentView

__all__ = ["MatchedArticle", "Matching"]

Array = np.ndarray[Any, Any]
TITLE, SHELF = KINDS.index("title"), KINDS.index(UNPLACED)


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
        kinds, docs, scores = self.segment.reader.kind, self.docs, self.scores
        if len(docs) > 8 * number:
            (rows,) = (scores >= np.partition(scores, len(scores) - number)[-number]).nonzero()
            docs, scores = docs.take(rows), scores.take(rows)
        passages = (
            (-score, not score and kinds[doc] == TITLE, doc)
            for score, doc in zip(scores.tolist(), docs.tolist(), strict=True)
        )
        return [(doc, -score) for score, _, doc in sorted(passages)[:number]]


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
        if self.filters.kinds[SHELF]:
            return 0
        shelf = np.zeros(len(KINDS), bool)
        shelf[SHELF] = True
        mask = self.filters.articles(len(self.catalog))
        return sum(len(found.only(shelf, mask).docs) for found in self._found if found.by_kind[SHELF])

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
        return bool(self.scorer.asked.terms)

    def explain(self, segment: SegmentView, doc: int) -> tuple[Summand, ...]:
        """Return the summands of the score of a passage, none where nothing is ranked."""
        return tuple(explain(self.scorer, segment, doc)) if self.ranked else ()

    def page(self) -> list[MatchedArticle]:
        """Return the articles of the page asked for, in its order."""
        last = self.query.page * self.query.size
        articles = _joined([kept.articles for kept in self._kept], np.int32)
        sort = self.query.sort
        scores: list[Array] = []
        if sort == "relevance" and self.ranked:
            scores = [self.scorer.scores(kept.segment, kept.docs) for kept in self._kept]
            chosen = best_articles(articles, _joined(scores, np.float32), last)
        else:
            numbers = articles.compress(firsts(articles))
            ranks = self.catalog.order("newest" if sort == "relevance" else sort).take(numbers)
            chosen = lowest(ranks, numbers, last)
        return self._matched(chosen[last - self.query.size :], scores)

    def _matched(self, articles: Array, scores: list[Array]) -> list[MatchedArticle]:
        """Return articles with their matching passages, whose scores are those at hand or made for them."""
        found: dict[int, MatchedArticle] = {}
        owners = self.catalog.segment.take(articles)
        for number, kept in enumerate(self._kept):
            own = articles.compress(owners == number)
            own = own.take(self.catalog.local.take(own).argsort())  # in the order of their passages
            first, local = kept.segment.reader.first, self.catalog.local.take(own)
            starts, ends = (
                kept.docs.searchsorted(first.take(local)),
                kept.docs.searchsorted(first.take(local + 1)),
            )
            rows = ranges(starts, ends - starts)
            docs = kept.docs.take(rows)
            scored = scores[number].take(rows) if scores else self.scorer.scores(kept.segment, docs)
            low = 0
            for article, size in zip(own.tolist(), (ends - starts).tolist(), strict=True):
                part = slice(low, low + size)
                found[article] = MatchedArticle(article, kept.segment, docs[part], scored[part])
                low += size
        return [found[article] for article in articles.tolist()]


def _joined(parts: Sequence[Array], dtype: Any) -> Array:
    """Return arrays one after another; there may be one or none."""
    return parts[0] if len(parts) == 1 else np.concatenate([*parts, np.zeros(0, dtype)])
