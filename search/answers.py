"""How is one question answered? One `Answers` serves one request: everything comes from the view it pins."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any, TypeAlias, TypeVar

from cachetools import LRUCache

from index.facets.rows import FACETS, Facet, facet_named
from index.labels.record import ArticleRecord
from index.text.folded import FoldedText, folded_texts
from index.text.words import Segmenter
from search.articles import Articles
from search.backend import Anchor, Group, Match, RankedPassage, View
from search.facets.names import Names
from search.facets.values import FacetValues, ValueTree
from search.marks.fragments import Marker, extract
from search.marks.wording import Wording
from search.query.nodes import Everything, Node, Span, Text, walk
from search.query.parser import parse
from search.query.request import Query
from search.results import ArticleHit, ArticleView, Elsewhere, PassageHit, Relaxation, Results, Summand, Total
from search.suggest import Completion, Suggester

__all__ = ["SHOWN", "Answers", "Kept", "TreeOf"]

Counted = TypeVar("Counted")

LINES = 50_000  # of a table that are kept, some 30 MB
SHOWN = 3  # passages of an article in a list of results
WIDER = {"exact": ("all", "any"), "all": ("any",), "any": ()}

Spans: TypeAlias = tuple[Span, ...]
Summands: TypeAlias = Mapping[tuple[str, str], tuple[Summand, ...]]  # by article and passage

TreeOf: TypeAlias = Callable[[View, Facet, bool], ValueTree]
"""Return all values of a facet in a view, mentioned ones too where the flag says so."""


class Kept:
    """What was counted of a state of a corpus; the last used are kept, a few of them."""

    def __init__(self, most: int = 8) -> None:
        self._counted: LRUCache[Any, Any] = LRUCache(most)
        self._lock, self._counting = Lock(), Lock()

    def alone(self, key: Hashable, count: Callable[[], Counted]) -> Counted:
        """Return the same as `get`, what takes much memory counted one at a time."""
        with self._counting:
            return self.get(key, count)

    def get(
        self, key: Hashable, count: Callable[[], Counted], *, worth: Callable[[Counted], bool] | None = None
    ) -> Counted:
        """Return what was counted under a key, counted now if it is not there; two may count at once.

        What is not `worth` its memory is counted again each time.
        """
        with self._lock:
            found: Counted | None = self._counted.get(key)
        if found is None:
            found = count()
            if worth is None or worth(found):
                with self._lock:
                    self._counted[key] = found
        return found


@dataclass(frozen=True)
class Answers:
    """Answers over one view."""

    view: View
    segmenter: Segmenter
    names: Names
    tree_of: TreeOf
    counted: Kept = field(default_factory=Kept)
    held: Kept = field(default_factory=lambda: Kept(1))

    def kept(self, key: Hashable, count: Callable[[], Counted]) -> Counted:
        """Return what is counted of this state of the corpus, from memory where it was counted before."""
        return self.counted.get((self.view.about, key), count)

    def kept_lines(self, key: Hashable, find: Callable[[], list[Counted]]) -> list[Counted]:
        """Return the lines of a table, from memory where they were found before and are not too many."""
        return self.counted.get((self.view.about, key), find, worth=lambda lines: len(lines) <= LINES)

    def last(self, key: Hashable, read: Callable[[], Counted]) -> Counted:
        """Return what is read of much of the corpus, from memory where nothing else was read so since."""
        return self.held.alone((self.view.about, key), read)

    def run(self, query: Query, why: str = "", shown: int = SHOWN) -> Results:
        """Answer a query; `why` and `shown` are what `Engine.run` says. Raises SearchError."""
        parsed = parse(query.text)
        query = self.names.canonical(query, self.view.has)
        node = self.names.resolved(parsed.node, self.view.has)
        match = self.view.match(query, node)
        groups = match.page(shown)  # first: an engine may count on the way to them
        nothing = not match.total.passages
        return Results(
            query=query,
            total=match.total,
            hits=self._hits(groups, match, query, node, why),
            facets=self._facets(match, query),
            notices=parsed.notices,
            relaxations=self._relaxations(query, node) if nothing else (),
            suggestions=self._suggester.instead(node, self._counted(query)) if nothing else (),
            unplaced=match.unplaced,
            generation=self.view.about.generation,
        )

    def match(self, query: Query) -> Match:
        """Return what a query finds. Raises SearchError."""
        node = self.names.resolved(parse(query.text).node, self.view.has)
        return self.view.match(self.names.canonical(query, self.view.has), node)

    def count(self, query: Query) -> Total:
        """Return how much a query finds, as `run` would."""
        return self.match(query).total

    def facet(self, query: Query, facet: str) -> FacetValues:
        """Return all values of one facet under a query, as `run` would."""
        query = self.names.canonical(query, self.view.has)
        return self.values(self.match(query), query, facet_named(facet))

    def records(self, query: Query) -> Iterator[ArticleRecord]:
        """Yield the articles that a query finds, by their ids."""
        before = ""
        for found in self.match(query).stream():
            if found.record.id != before:
                yield found.record
            before = found.record.id

    def article(self, name: str, query: Query | None) -> ArticleView | None:
        """Return a whole article, marked for a query; None if no article has or had this id."""
        node = self.names.resolved(parse(query.text).node, self.view.has) if query else Everything()
        return Articles(self.view).article(name, node, self.wording(query.mode if query else "exact"))

    def elsewhere(self, name: str, passage: str) -> tuple[Elsewhere, ...] | None:
        """Return the passages that share text with one; None if no article has it."""
        return Articles(self.view).elsewhere(name, passage)

    def complete(self, text: str, *, limit: int) -> tuple[Completion, ...]:
        """Return what a beginning of a query may become."""
        return self._suggester.complete(text, limit=limit)

    def wording(self, mode: str) -> Wording:
        """Return the words that runs stand for in a mode."""
        return Wording(self.segmenter, mode)

    def values(self, match: Match, query: Query, facet: Facet) -> FacetValues:
        """Return the values of a facet, counted by a match of a canonical query."""
        chosen, excluded = query.chosen(facet.name), query.excluded(facet.name)
        tree = self.tree_of(self.view, facet, query.mentioned).with_values((*chosen, *excluded), self.names)
        counts = match.counts(facet)
        return FacetValues.counted(tree, self.names, counts, chosen=chosen, excluded=excluded)

    def _facets(self, match: Match, query: Query) -> Mapping[str, FacetValues]:
        return {facet.name: self.values(match, query, facet) for facet in FACETS if facet.beside}

    @cached_property
    def _suggester(self) -> Suggester:
        return Suggester(self.view, self.names)

    def _counted(self, query: Query) -> Callable[[str], Total]:
        return lambda text: self.count(query.with_text(text))

    def _hits(
        self, groups: Sequence[Group], match: Match, query: Query, node: Node, why: str
    ) -> tuple[ArticleHit, ...]:
        marker = Marker(node, self.wording(query.mode))
        summands = _summands(match, groups, why) if why else {}
        titles = [group.record.title for group in groups]
        texts = [ranked.passage.text for group in groups for ranked in group.passages]
        folded = iter(folded_texts([*titles, *texts]))  # all at once, which takes a fraction of the time
        marked = [marker.spans(next(folded), "title") for _ in groups]
        pairs = zip(groups, marked, strict=True)
        return tuple([_hit(group, marker, summands, title=title, folded=folded) for group, title in pairs])

    def _relaxations(self, query: Query, node: Node) -> tuple[Relaxation, ...]:
        """Return what the wider modes would find; none is taken unasked."""
        if not any(isinstance(part, Text) for part in walk(node)):
            return ()
        totals = [(mode, self.view.match(query.with_mode(mode), node).total) for mode in WIDER[query.mode]]
        return tuple(
            Relaxation(mode, total.articles, total.passages) for mode, total in totals if total.passages
        )


def _summands(match: Match, groups: Sequence[Group], why: str) -> Summands:
    """Return the summands of the scores of those passages shown that are asked about."""
    article, _, passage = why.partition("/")
    asked = [
        Anchor(article, ranked.passage.id)
        for group in groups
        if group.record.id == article
        for ranked in group.passages
        if passage in ("", ranked.passage.id)
    ]
    return {
        (anchor.article, anchor.passage): tuple(own)
        for anchor, own in zip(asked, match.explain(asked), strict=True)
    }


def _hit(
    group: Group, marker: Marker, summands: Summands, *, title: Spans, folded: Iterator[FoldedText]
) -> ArticleHit:
    """Return an article with its marks; the next texts are those of its passages, folded."""
    passages = []
    for ranked in group.passages:
        spans = marker.spans(next(folded), ranked.passage.kind)
        passages.append(_marked(ranked, spans, summands.get((group.record.id, ranked.passage.id), ())))
    best = max((hit.score for hit in passages), default=0.0)
    return ArticleHit(group.record, best, group.more, tuple(passages), title)


def _marked(ranked: RankedPassage, spans: Spans, summands: tuple[Summand, ...]) -> PassageHit:
    """Return a passage with its marks and the extract that is shown."""
    passage = ranked.passage
    return PassageHit(
        passage.id,
        passage.kind,
        passage.text,
        passage.heading,
        ranked.score,
        spans,
        extract(passage.text, spans),
        summands,
    )
