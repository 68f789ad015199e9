"""Over which values is a search spread, and what has each of them?

Articles and passages are the counts of the facets, those that a click on the value finds; what is chosen in
the facet itself keeps the values that lie in it. Occurrences are found by reading; what articles add up to
gives characters.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.corpus.passages import KINDS
from index.facets.rows import Facet
from index.labels.record import ArticleRecord
from search.answers import Answers
from search.backend import Match
from search.errors import QueryLimitError
from search.facets.values import FacetValue
from search.instruments.occurrences import Occurrences, folded_passages
from search.query.request import Query
from search.results import Sized

__all__ = ["Key", "Spread", "base", "only", "reading", "text_characters", "text_occurrences"]

Key = tuple[str, ...]
"""A value of each of some facets."""


def base(query: Query) -> Query:
    """Return the search without its text: what a share is a share of."""
    return Query("", "exact", query.filters, mentioned=query.mentioned)


def only(query: Query | None, *chosen: tuple[Facet, str]) -> Query | None:
    """Return a search with these values alone chosen, None where there is none or it has too many filters."""
    try:
        for facet, value in chosen:
            query = query.only(facet.name, value) if query else None
    except QueryLimitError:
        return None
    return query


@dataclass(frozen=True)
class Spread:
    """The values of a facet under a search, of one `level` of a tree (from 1, 0 for all)."""

    answers: Answers
    query: Query
    facet: Facet
    level: int = 0

    @cached_property
    def values(self) -> Sequence[FacetValue]:
        """Return the values that articles have whatever the text, in the order of facets."""
        asked = base(self.query)
        found = self.answers.values(self.answers.match(asked), asked, self.facet)
        return [one for one in found if one.articles and self._shown(one)]

    def _shown(self, one: FacetValue) -> bool:
        if self.level and one.level + 1 != self.level:
            return False
        chosen = self.query.chosen(self.facet.name)
        return not chosen or bool({*chosen} & {*self.answers.names.path(self.facet.name, one.value)})

    @cached_property
    def whole(self) -> dict[str, tuple[int, int]]:
        """Return articles and passages of each value whatever the text."""
        return {one.value: (one.articles, one.passages) for one in self.values}

    def counts(self, query: Query) -> dict[str, tuple[int, int]]:
        """Return articles and passages of each value under another search with the same choices here."""
        articles, passages = self.answers.match(query).counts(self.facet)
        values = self.answers.view.values(self.facet, widened=query.mentioned)
        return dict(zip(values, zip(articles, passages, strict=True), strict=True))


def reading(query: Query, facets: Sequence[Facet]) -> Query:
    """Return what is read to count by values: the shelf too where kinds of passages are told apart."""
    for facet in facets:
        if not facet.of_article and not query.chosen(facet.name):
            for value in KINDS:
                if value not in query.excluded(facet.name):
                    query = query.choose(facet.name, value)
    return query


class _Keys:
    """The values of passages of some facets, those of an article found once."""

    def __init__(self, facets: Sequence[Facet], *, widened: bool) -> None:
        self.facets, self.widened = facets, widened
        self._record: ArticleRecord | None = None
        self._own: list[frozenset[str]] = []

    def of(self, record: ArticleRecord, kind: str) -> Iterator[Key]:
        """Yield every combination of the values of a passage of some kind."""
        if record is not self._record:
            self._record = record
            self._own = [facet.values(record, widened=self.widened) for facet in self.facets]
        pairs = zip(self.facets, self._own, strict=True)
        own = [values if facet.of_article else frozenset({kind}) for facet, values in pairs]
        keys: list[Key] = [()]
        for values in own:
            keys = [(*key, value) for key in keys for value in values]
        yield from keys


def _sizes(match: Match) -> Iterator[Sized]:
    """Yield what matching passages add up to but for words, each alone where the engine does not say."""
    if (found := match.sizes()) is not None:
        yield from found
    else:
        for matched, text in folded_passages(match.stream()):
            yield Sized(matched.record, matched.passage.kind, 1, len(text.folded), 0)


def text_occurrences(answers: Answers, query: Query, facets: Sequence[Facet]) -> Counter[Key]:
    """Return how often a search occurs under each combination of values."""
    counted: Counter[Key] = Counter()
    keys = _Keys(facets, widened=query.mentioned)
    for searched in Occurrences(answers, reading(query, facets)):
        own = searched.matched
        for key in keys.of(own.record, own.passage.kind) if searched.spans else ():
            counted[key] += len(searched.spans)
    return counted


def text_characters(answers: Answers, query: Query, facets: Sequence[Facet]) -> Counter[Key]:
    """Return how many characters passages have under each combination of values, white space not counted."""
    asked = base(query)

    def count() -> Counter[Key]:
        counted: Counter[Key] = Counter()
        keys = _Keys(facets, widened=query.mentioned)
        for one in _sizes(answers.match(reading(asked, facets))):
            for key in keys.of(one.record, one.kind):
                counted[key] += one.characters
        return counted

    return answers.kept((asked, tuple(facet.name for facet in facets)), count)
