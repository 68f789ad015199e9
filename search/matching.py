"""Which passages pass, how are they grouped by article, and which articles come first?

One search is one `Matching`: pages, counts, facets, charts and exports all read it, so they cannot disagree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from index.arrays import firsts
from index.passages import KINDS
from search.evaluate import Evaluator
from search.facets import UNPLACED, Constraints, FacetCounter
from search.query import Everything, Node, Query
from search.rank import Part, Scorer
from search.results import Total
from search.snapshot import SegmentView

__all__ = ["Group", "Matching"]

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class _Matches:
    """Matching passages of one segment, ascending, with their catalog articles and kinds."""

    segment: SegmentView
    docs: Array
    articles: Array
    kinds: Array

    @classmethod
    def of(cls, segment: SegmentView, docs: Array) -> "_Matches":
        """Return passages with what is known of them."""
        return cls(segment, docs, segment.articles(docs), segment.reader.kind.take(docs))

    def only(self, inside: Array) -> "_Matches":
        """Return those of which a mask is true."""
        if inside.all():
            return self
        return _Matches(self.segment, self.docs[inside], self.articles[inside], self.kinds[inside])


@dataclass(frozen=True, slots=True)
class Group:
    """One matching article: its catalog number, its segment, its matching passages with their scores."""

    article: int
    segment: SegmentView
    docs: Array
    scores: Array

    def best(self, number: int) -> list[tuple[int, float]]:
        """Return the best passages: by score, then in reading order; titles last where nothing is scored."""
        title = self.segment.reader.kind[self.docs] == KINDS.index("title")
        order = np.lexsort((self.docs, title & (self.scores == 0), -self.scores))[:number]
        return [(int(self.docs[i]), float(self.scores[i])) for i in order]


class Matching:
    """The passages of one query under its filters, counted and ordered on demand."""

    def __init__(self, query: Query, node: Node, evaluator: Evaluator) -> None:
        self.query, self.node, self.evaluator = query, node, evaluator
        self.snapshot = evaluator.snapshot
        self.catalog = self.snapshot.catalog
        self.constraints = Constraints.of(query, evaluator.names, self.catalog)
        self._found = [
            _Matches.of(segment, evaluator.docs(segment, node)) for segment in self.snapshot.segments
        ]

    @cached_property
    def _kept(self) -> list[_Matches]:
        """Return what passes the filters."""
        mask = self.constraints.articles(len(self.catalog))
        kinds = self.constraints.kinds
        kept = []
        for found in self._found:
            inside = kinds.take(found.kinds)
            if mask is not None:
                inside &= mask.take(found.articles)
            kept.append(found.only(inside))
        return kept

    def passages(self) -> Iterator[tuple[SegmentView, Array]]:
        """Yield every segment with the ascending numbers of its passages that pass."""
        for kept in self._kept:
            yield kept.segment, kept.docs

    @cached_property
    def _starts(self) -> list[Array]:
        """Return for each segment where, among its kept passages, each article's begin."""
        return [np.flatnonzero(firsts(kept.articles)) for kept in self._kept]

    @cached_property
    def total(self) -> Total:
        """Return how much passes."""
        return Total(sum(len(kept.docs) for kept in self._kept), sum(map(len, self._starts)))

    @cached_property
    def unplaced(self) -> int:
        """Return how many matching passages lie on the unplaced shelf, left out unless it is asked for."""
        if self.constraints.kinds[UNPLACED]:
            return 0
        mask = self.constraints.articles(len(self.catalog))
        hidden = [found.articles[found.kinds == UNPLACED] for found in self._found]
        return sum(len(articles) if mask is None else int(mask[articles].sum()) for articles in hidden)

    @cached_property
    def facets(self) -> FacetCounter:
        """Return the counter of facet values."""
        articles = np.concatenate([found.articles for found in self._found] or [np.zeros(0, np.int32)])
        kinds = np.concatenate([found.kinds for found in self._found] or [np.zeros(0, np.uint8)])
        return FacetCounter(
            self.constraints, self.catalog, self.evaluator.names, articles=articles, kinds=kinds
        )

    @cached_property
    def scorer(self) -> Scorer:
        """Return what scores the passages."""
        return Scorer(self.node, self.evaluator)

    @property
    def ranked(self) -> bool:
        """Tell whether there is anything to rank by."""
        return bool(self.scorer.terms)

    def explain(self, places: Sequence[tuple[SegmentView, int]]) -> list[tuple[Part, ...]]:
        """Return the parts of the score of each passage, none where nothing is ranked."""
        found: list[tuple[Part, ...]] = [()] * len(places)
        for segment in self.snapshot.segments if self.ranked else ():
            own = sorted((doc, i) for i, (where, doc) in enumerate(places) if where is segment)
            parts = self.scorer.explain(segment, np.array([doc for doc, _ in own], np.uint32))
            for (_, i), each in zip(own, parts, strict=True):
                found[i] = tuple(each)
        return found

    @cached_property
    def _scores(self) -> list[Array]:
        return [self.scorer.scores(kept.segment, kept.docs) for kept in self._kept]

    def page(self) -> list[Group]:
        """Return the groups of the page asked for, in its order."""
        last = self.query.page * self.query.size
        first = last - self.query.size
        articles = [kept.articles[starts] for kept, starts in zip(self._kept, self._starts, strict=True)]
        owner = np.repeat(np.arange(len(articles)), [len(part) for part in articles])
        numbers = np.concatenate([*articles, np.zeros(0, np.int32)]).astype(np.int64)
        place = np.concatenate([*(np.arange(len(part)) for part in articles), np.zeros(0, np.int64)]).astype(
            np.int64
        )
        keys = self._keys(numbers)
        chosen = _lowest(keys, numbers, last)[first:]
        return [self._group(int(owner[i]), int(place[i])) for i in chosen]

    def _keys(self, numbers: Array) -> Array:
        """Return what orders the groups, lowest first; ties fall to the article's number."""
        sort = self.query.sort
        if sort == "relevance" and self.ranked:
            pairs = zip(self._scores, self._starts, strict=True)
            best = [np.maximum.reduceat(scores, starts) for scores, starts in pairs if len(starts)]
            return -np.concatenate([*best, np.zeros(0, np.float32)])
        return self.catalog.order("newest" if sort == "relevance" else sort)[numbers]

    def _group(self, owner: int, place: int) -> Group:
        kept, starts = self._kept[owner], self._starts[owner]
        start = int(starts[place])
        end = int(starts[place + 1]) if place + 1 < len(starts) else len(kept.docs)
        docs = kept.docs[start:end]
        if "_scores" in self.__dict__:
            scores = self._scores[owner][start:end]
        else:
            scores = self.scorer.scores(kept.segment, docs)
        return Group(int(kept.articles[start]), kept.segment, docs, scores)


def _lowest(keys: Array, ties: Array, number: int) -> Sequence[int]:
    """Return the indexes of the lowest keys in order, without sorting all; equal keys by `ties`."""
    if len(keys) > 4 * number:
        limit = np.partition(keys, number - 1)[number - 1]
        rows = np.flatnonzero(keys <= limit)
    else:
        rows = np.arange(len(keys))
    order = np.lexsort((ties[rows], keys[rows]))[:number]
    return [int(i) for i in rows[order]]


def is_everything(node: Node) -> bool:
    """Tell whether a query asks for nothing in particular."""
    return isinstance(node, Everything)
