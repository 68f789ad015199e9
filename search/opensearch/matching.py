"""What does one query find in a cluster, counted and ordered on demand?

A page takes two requests: one for all that can be counted before it, one for its articles. Where only counts
are asked for, the first asks for those alone.

An article's score in one request is the number of its passages that match, so that its facets are summed
exactly; in another it is that of its best passage. Both are asked of the same filters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np

from index.corpus.passages import KINDS
from index.facets.rows import Facet
from index.opensearch.mapping import PASSAGES
from index.text.folding import fold
from search.backend import Anchor, Group, MatchedPassage, RankedPassage, StoredPassage
from search.marks.wording import Wording
from search.opensearch.clauses.compiler import Compiler, all_of, inside
from search.opensearch.clauses.filters import ArticleFilters, kind_clause
from search.opensearch.counting import FacetCounts, total_in, total_request
from search.opensearch.generation import ClusterGeneration, frequency
from search.opensearch.ranking.reasons import Told, reasons
from search.opensearch.ranking.scoring import Scoring
from search.opensearch.ranking.titles import TitlesInside
from search.opensearch.reading import PRINTED, Walk, passage_of, read_passages, record_of
from search.opensearch.scanning import misses
from search.query.kinds import UNPLACED, counted_kinds
from search.query.nodes import Node
from search.query.request import Query
from search.ranking.terms import RankedTerms, Term
from search.results import Summand, Total

__all__ = ["ClusterMatch"]

TITLES = 2  # an article has at most so many
ORDERS: dict[str, list[dict[str, str]]] = {
    "relevance": [{"_score": "desc"}, {"id": "asc"}],
    "newest": [{"newest": "desc"}, {"id": "asc"}],
    "oldest": [{"oldest": "asc"}, {"id": "asc"}],
    "title": [{"title": "asc"}, {"id": "asc"}],
}


@dataclass(frozen=True)
class ClusterMatch:
    """What one query finds in one generation."""

    generation: ClusterGeneration
    query: Query
    node: Node
    wording: Wording

    @cached_property
    def matching(self) -> dict[str, Any]:
        """Return what passages of every kind pass."""
        return Compiler(self.wording, lambda node: misses(self.generation, node)).filter(self.node)

    @cached_property
    def passages(self) -> dict[str, Any]:
        """Return what passages of the kinds pass that are counted."""
        return all_of([self.matching, kind_clause(self.query, self.node)])

    @cached_property
    def filters(self) -> ArticleFilters:
        """Return the filters over articles."""
        return ArticleFilters(self.query)

    @cached_property
    def _counting(self) -> list[Any]:
        return FacetCounts.requests(
            self.generation, self.filters, matching=self.matching, counted=self.passages
        )

    @cached_property
    def _counts(self) -> FacetCounts:
        return FacetCounts.of(self.generation.searches(self._counting))

    @cached_property
    def total(self) -> Total:
        """Return how much passes the filters, counted alone where facets are not counted yet."""
        if "_counts" in self.__dict__:
            return self._counts.total
        return total_in(self.generation.search(total_request(self.filters, self.passages)))

    @property
    def unplaced(self) -> int:
        """Return how many passages lie on the shelf."""
        if UNPLACED in counted_kinds(self.query, self.node):
            return 0
        return self._counts.kinds.get(UNPLACED, (0, 0))[1]

    def counts(self, facet: Facet) -> tuple[Sequence[int], Sequence[int]]:
        """Return how many articles and passages each value of a facet has."""
        if facet.of_article:
            counts: Any = self._values(facet)
            values: Sequence[str] = self.generation.values(facet, widened=self.query.mentioned)
        else:
            excluded = self.query.excluded(facet.name)
            counts = {kind: both for kind, both in self._counts.kinds.items() if kind not in excluded}
            values = KINDS
        pairs = [counts.get(value, (0, 0)) for value in values]
        return [articles for articles, _ in pairs], [passages for _, passages in pairs]

    def _values(self, facet: Facet) -> Any:
        if facet.beside:
            return self._counts.values[facet.name]
        return FacetCounts.alone(self.generation, self.filters, facet, counted=self.passages)

    @cached_property
    def asked(self) -> RankedTerms:
        """Return the terms that passages are scored by."""
        return RankedTerms(self.node, self.wording, self._frequency, self.generation.manifest.passages)

    def _frequency(self, term: Term) -> int:
        return self.generation.frequencies([term])[term]

    @cached_property
    def _titles(self) -> TitlesInside:
        return TitlesInside([run.folded for run in self.asked.typed])

    @cached_property
    def titles(self) -> Sequence[str]:
        """Return the folded titles that stand in a run."""
        return self._titles.read(self.generation.searches(self._titles.requests), self.generation)

    def _prepare(self) -> None:
        """Ask for all that a page needs to know before, at once; each is then at hand."""
        asked, generation = self.asked, self.generation
        words = [term for run in asked.typed for term in asked.words_of(run.literal)]
        terms = generation.unknown([*asked.terms, *words])
        parts = (self._counting, [frequency(term) for term in terms], self._titles.requests)
        answers = iter(generation.searches([body for part in parts for body in part]))
        counts, learnt, titles = ([*islice(answers, len(part))] for part in parts)
        generation.learn(terms, learnt)
        own = {"_counts": FacetCounts.of(counts), "titles": self._titles.read(titles, generation)}
        self.__dict__.update(own)  # where `cached_property` keeps what it made

    def page(self, shown: int) -> Sequence[Group]:
        """Return the articles of the page asked for."""
        self._prepare()
        if not self.total.articles:
            return []
        ranked = bool(self.asked.terms)
        sort = self.query.sort if ranked or self.query.sort != "relevance" else "newest"
        averages = self.generation.manifest.averages
        scored = Scoring(self.asked, averages, self.titles if ranked else ()).scored(self.passages)
        inner = {
            "size": shown + TITLES,
            "sort": [{"_score": "desc"}, {inside("number"): "asc"}],
            "_source": [inside(field) for field in PRINTED],
        }
        nested = {
            "path": PASSAGES,
            "score_mode": "max" if sort == "relevance" else "none",
            "query": scored,
            "inner_hits": inner,
        }
        body = {
            "from": (self.query.page - 1) * self.query.size,
            "size": self.query.size,
            "track_total_hits": False,
            "_source": ["record"],
            "sort": ORDERS[sort],
            "query": {"bool": {"must": [{"nested": nested}], "filter": [self.filters.clause()]}},
        }
        return [_group(hit, shown) for hit in self.generation.search(body)["hits"]["hits"]]

    def explain(self, anchors: Sequence[Anchor]) -> Sequence[Sequence[Summand]]:
        """Return the summands of scores of passages. Raises KeyError."""
        return [self._explained(anchor) for anchor in anchors]

    def _explained(self, anchor: Anchor) -> Sequence[Summand]:
        source = self.generation.document(anchor.article, [inside(field) for field in PRINTED])
        texts = [passage_of(one) for one in (source or {}).get(PASSAGES, ())]
        own = next((self._told(one) for one in texts if one.id == anchor.passage), None)
        if own is None:
            raise KeyError(anchor)
        if not self.asked.terms:
            return ()
        titles = [self._told(one) for one in texts if one.kind == "title"]
        return [*reasons(self.asked, self.generation.manifest.averages, own, titles, self.titles)]

    def _told(self, passage: StoredPassage) -> Told:
        folded = fold(passage.text)
        return Told(passage.kind, self.wording.segmenter.folded_words(folded), folded)

    def anchors(self) -> Iterator[Anchor]:
        """Yield where every matching passage stands."""
        walk = Walk(self.generation, self.passages, self.filters.clause(), of_passage=("id",))
        for article in walk:
            yield from (Anchor(article.source["id"], passage["id"]) for passage in article.passages)

    def stream(self) -> Iterator[MatchedPassage]:
        """Yield every matching passage with its text and labels."""
        return read_passages(self.generation, self.passages, self.filters.clause())

    def sizes(self) -> None:
        """Return None: a cluster does not add up lengths."""

    def grams(self, size: int) -> None:
        """Return None: a cluster does not count what it finds strings by."""

    def tokens(self) -> None:
        """Return None: a cluster counts the words of a search for ranking alone, which overlap."""


def _group(hit: Any, shown: int) -> Group:
    """Return an article with its best passages: by score, then in order; titles last where nothing scores."""
    inner = hit["inner_hits"][PASSAGES]["hits"]
    best = [
        RankedPassage(passage_of(one["_source"]), float(np.float32(one["sort"][0]))) for one in inner["hits"]
    ]
    best.sort(key=lambda one: (-one.score, not one.score and one.passage.kind == "title"))
    passages = tuple(best[:shown])
    return Group(record_of(hit["_source"]), passages, inner["total"]["value"] - len(passages))
