"""How many articles and passages has each facet value, if it alone were chosen in its facet?

Drill-sideways by array work: one count of matching passages per article, then for each facet that count
under all filters but its own choices, summed over the articles of each of the facet's values. Nothing is
searched again.

Decision: what a facet excludes stays excluded while its values are counted, or a value under an excluded one
would promise what its click cannot give. So an excluded value counts 0, and all that lies in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from index.corpus.passages import KINDS
from index.facets.rows import FACETS, Facet
from index.store.arrays import firsts, tally
from search.query.kinds import counted_kinds
from search.query.nodes import Node
from search.query.request import Query
from search.whoosh.catalog import Catalog, Pairs

__all__ = ["FacetCounter", "FilterMasks", "count_kinds"]

Array = np.ndarray[Any, Any]
HALF = 32  # bits
FEW = 4  # articles are few where there are so many times more
BIT = np.uint8(1)  # of a kind, shifted by its number; there are no more than eight


@dataclass(frozen=True)
class FilterMasks:
    """The filters of a query as masks: over articles for facets of the article, over kinds for passages.

    `kinds` says which kinds count, `shown` which are not excluded, `chosen` by facet which articles have a
    value chosen there, `kept` which articles no facet excludes (None: all).
    """

    kinds: Array
    shown: Array
    chosen: Mapping[str, Array] = field(default_factory=dict)
    kept: Array | None = None

    @classmethod
    def of(cls, query: Query, node: Node, catalog: Catalog) -> "FilterMasks":
        """Return the filters of a resolved query."""
        masks: dict[str, Array] = {}
        kept: Array | None = None
        for facet in FACETS:
            chosen, excluded = query.chosen(facet.name), query.excluded(facet.name)
            column = facet.column(widened=query.mentioned)
            if facet.of_article and chosen:
                masks[facet.name] = catalog.mask(column, chosen)
            if facet.of_article and excluded:
                without = ~catalog.mask(column, excluded)
                kept = without if kept is None else kept & without
        counted, excluded = counted_kinds(query, node), query.excluded("kind")
        kinds = np.array([kind in counted for kind in KINDS])
        return cls(kinds, np.array([kind not in excluded for kind in KINDS]), masks, kept)

    def articles(self, size: int, *, but: str = "") -> Array | None:
        """Return which articles pass all filters but the choices of one facet; None: all do."""
        masks = [mask for facet, mask in self.chosen.items() if facet != but]
        if self.kept is not None:
            masks.append(self.kept)
        if not masks:
            return None
        return np.logical_and.reduce([*masks, np.ones(size, bool)])


def count_kinds(kinds: Array) -> Array:
    """Return how often each kind stands; `numpy.bincount` would convert them, which takes longer."""
    return np.array([np.count_nonzero(kinds == kind) for kind in range(len(KINDS))])


class FacetCounter:
    """Counts of one query, from its matching passages before any filter: their articles and kinds.

    `by_kind` says how many passages are of each kind. Two counts are summed as one number: articles above its
    lower HALF, passages in it. Where few articles are found, those alone are looked at.
    """

    def __init__(
        self,
        filters: FilterMasks,
        catalog: Catalog,
        *,
        articles: Array,
        kinds: Array,
        by_kind: Array,
    ) -> None:
        self.filters, self.catalog = filters, catalog
        self._articles, self._kinds, self._by_kind = articles, kinds, by_kind
        allowed = filters.kinds
        counted = articles.compress(allowed.take(kinds)) if by_kind[~allowed].any() else articles
        numbers, passages = tally(counted)
        self._few: Array | None = numbers
        if FEW * len(numbers) >= len(catalog):
            few, passages = passages, np.zeros(len(catalog), np.int64)
            passages[numbers] = few
            self._few = None
        self._both = ((passages > 0) << HALF) + passages
        self._joined: dict[bool, tuple[Array, Array]] = {}

    def counts(self, facet: Facet, *, widened: bool) -> tuple[Array, Array]:
        """Return for each value of a facet how many articles and passages it has if chosen alone there."""
        if not facet.of_article:
            return self._kind_counts()
        column = facet.column(widened=widened)
        if facet.name in self.filters.chosen or not facet.beside:
            return self._counts(self.catalog.facet(column).pairs, but=facet.name)
        pairs, places = self.catalog.joined(widened=widened)
        if widened not in self._joined:  # facets without a choice are counted under the same ones
            self._joined[widened] = self._counts(pairs)
        articles, passages = self._joined[widened]
        return articles[places[column]], passages[places[column]]

    def _counts(self, pairs: Pairs, *, but: str = "") -> tuple[Array, Array]:
        """Return both counts of each value, under all filters but the choices of one facet."""
        mask = self.filters.articles(len(self.catalog), but=but)
        few, both = self._few, self._both
        if mask is not None:
            both = both * (mask if few is None else mask.take(few))
        both = pairs.sums(both) if few is None else pairs.sums_of(few, both)
        return both >> HALF, both & ((1 << HALF) - 1)

    def _kind_counts(self) -> tuple[Array, Array]:
        """Return for each kind how many articles and passages have it."""
        mask = self.filters.articles(len(self.catalog))
        kinds, articles, passages = self._kinds, self._articles, self._by_kind
        if mask is not None:
            inside = mask.take(articles)
            kinds, articles = kinds.compress(inside), articles.compress(inside)
            passages = count_kinds(kinds)
        bits = np.left_shift(BIT, kinds)
        (starts,) = firsts(articles).nonzero()
        held = np.bitwise_or.reduceat(bits, starts) if len(starts) else bits
        kept = self.filters.shown
        counted = np.array([np.count_nonzero(held & (BIT << kind)) for kind in range(len(KINDS))])
        return counted * kept, passages * kept
