"""Which articles and kinds of passages do the filters of a query leave?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.facets.rows import FACETS, Facet
from index.opensearch.mapping import column_field
from search.opensearch.clauses.compiler import all_of, inside
from search.opensearch.clauses.neighbours import NOTHING, Clause, writable
from search.query.kinds import counted_kinds
from search.query.nodes import Node
from search.query.request import Query

__all__ = ["ArticleFilters", "kind_clause"]


@dataclass(frozen=True, slots=True)
class ArticleFilters:
    """The filters of a query over articles."""

    query: Query

    def field(self, facet: Facet) -> str:
        """Return the field that has the values of a facet, as the query counts them."""
        return column_field(facet.column(widened=self.query.mentioned))

    def chosen(self) -> list[Facet]:
        """Return the facets in which something is chosen."""
        return [facet for facet in FACETS if facet.of_article and self.query.chosen(facet.name)]

    def clause(self, *, but: str = "") -> Clause:
        """Return what articles pass under all filters but the choices of one facet."""
        wanted = [
            _one_of(self.field(facet), self.query.chosen(facet.name))
            for facet in self.chosen()
            if facet.name != but
        ]
        return all_of(wanted, without=[*self._excluded()])

    def _excluded(self) -> Iterator[Clause]:
        for facet in FACETS:
            if facet.of_article and (excluded := self.query.excluded(facet.name)):
                yield _one_of(self.field(facet), excluded)


def _one_of(field: str, values: Sequence[str]) -> Clause:
    values = [value for value in values if writable(value)]
    return {"terms": {field: values}} if values else NOTHING


def kind_clause(query: Query, node: Node) -> Clause:
    """Return what passages of the kinds pass that a resolved query counts."""
    kinds = counted_kinds(query, node)
    return {"terms": {inside("kind"): [*kinds]}} if kinds else NOTHING
