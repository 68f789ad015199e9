"""How many articles and passages has each facet value in a cluster, if it alone were chosen in its facet?

One request matches passages once and sums, under the filters of each facet, the score of its articles, which
is the number of their passages. Kinds, which passages have, are counted beside it. A total that is wanted
without facets is asked for alone.

Decision: the server estimates nothing here: it is asked for as many values as there are, in parts where they
are many.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from index.corpus.passages import KINDS
from index.facets.rows import FACETS, Facet
from index.opensearch.mapping import PASSAGES
from search.opensearch.clauses.compiler import ALL, inside
from search.opensearch.clauses.filters import ArticleFilters
from search.opensearch.clauses.neighbours import Clause
from search.opensearch.generation import COUNTED, ClusterGeneration, counted
from search.results import Total

__all__ = ["FacetCounts", "total_in", "total_request"]

MANY = 10_000  # values of a facet that one request counts; a cluster refuses more than 65,535 of all
Counts: TypeAlias = Mapping[str, tuple[int, int]]  # articles and passages by value
OTHERS = "others"  # the name of what is counted under all filters; no facet is called so


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """What one query counts: in all, by facet of articles, by kind of passage."""

    total: Total
    values: Mapping[str, Counts]
    kinds: Counts

    @staticmethod
    def alone(
        generation: ClusterGeneration, filters: ArticleFilters, facet: Facet, *, counted: Clause
    ) -> Counts:
        """Return what one facet counts, which does not stand beside results."""
        asked = generation.searches([*_by_article(generation, filters, [facet], counted)])
        return _values(asked).get(facet.name, {})

    @staticmethod
    def requests(
        generation: ClusterGeneration, filters: ArticleFilters, *, matching: Clause, counted: Clause
    ) -> list[Clause]:
        """Return what counts: passages of any kind for kinds, those of kinds that count for all else."""
        beside = [facet for facet in FACETS if facet.of_article and facet.beside]
        return [*_by_article(generation, filters, beside, counted), _by_kind(filters, matching)]

    @classmethod
    def of(cls, answers: Sequence[Any]) -> "FacetCounts":
        """Read the answers to the requests."""
        *articles, kinds = answers
        return cls(total_in(articles[0]), _values(articles), _kinds(kinds))


def total_request(filters: ArticleFilters, passages: Clause) -> Clause:
    """Return the request that counts articles and passages in all, and nothing else."""
    return {
        "size": 0,
        "track_total_hits": False,
        "query": {"bool": {"must": [counted(passages)], "filter": [filters.clause()]}},
        "aggs": {OTHERS: {"filter": ALL, "aggs": {"n": COUNTED}}},
    }


def total_in(answer: Any) -> Total:
    """Return how much a request counted in all."""
    total = answer["aggregations"][OTHERS]
    return Total(int(total["n"]["value"]), total["doc_count"])


def _by_article(
    generation: ClusterGeneration, filters: ArticleFilters, facets: Sequence[Facet], passages: Clause
) -> Iterator[Clause]:
    """Yield requests that count articles and passages by value; the first counts all as well."""
    chosen = {facet.name for facet in filters.chosen()}
    groups: dict[str, Clause] = {OTHERS: {"filter": filters.clause(), "aggs": {"n": COUNTED}}}
    apart: list[Clause] = []
    for facet in facets:
        name, clause = OTHERS, filters.clause()
        if facet.name in chosen:
            name, clause = facet.name, filters.clause(but=facet.name)
        parts = _parts(filters.field(facet), len(generation.values(facet, widened=filters.query.mentioned)))
        if len(parts) > 1:
            apart += [{name: {"filter": clause, "aggs": {facet.name: part}}} for part in parts]
        else:
            groups.setdefault(name, {"filter": clause, "aggs": {}})["aggs"][facet.name] = parts[0]
    for aggregations in (groups, *apart):
        yield {"size": 0, "track_total_hits": False, "query": counted(passages), "aggs": aggregations}


def _parts(field: str, values: int) -> list[Clause]:
    """Return what counts the values of a field, in parts where they are many."""
    number = max(-(-values // MANY), 1)
    terms = {"field": field, "size": max(values, 1)}
    parts = [{"include": {"partition": part, "num_partitions": number}} for part in range(number)]
    return [{"terms": terms | (part if number > 1 else {}), "aggs": {"n": COUNTED}} for part in parts]


def _values(answers: Sequence[Any]) -> Mapping[str, Counts]:
    """Return what requests counted, by facet."""
    values: dict[str, dict[str, tuple[int, int]]] = {}
    for name, buckets in _buckets(answers):
        found = ((bucket["key"], (bucket["doc_count"], int(bucket["n"]["value"]))) for bucket in buckets)
        values.setdefault(name, {}).update(found)
    return values


def _buckets(answers: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    """Yield the facets that requests counted, with their buckets."""
    for answer in answers:
        for group in answer["aggregations"].values():
            for name, told in group.items():
                if isinstance(told, dict) and "buckets" in told:
                    yield name, told["buckets"]


def _by_kind(filters: ArticleFilters, passages: Clause) -> Clause:
    """Return the request that counts articles and passages by kind, whichever kinds are asked for."""
    kinds = {
        "terms": {"field": inside("kind"), "size": len(KINDS)},
        "aggs": {"articles": {"reverse_nested": {}}},
    }
    nested = {"nested": {"path": PASSAGES, "score_mode": "none", "query": passages}}
    return {
        "size": 0,
        "track_total_hits": False,
        "query": {"bool": {"filter": [nested, filters.clause()]}},
        "aggs": {
            "passages": {
                "nested": {"path": PASSAGES},
                "aggs": {"matching": {"filter": passages, "aggs": {"kinds": kinds}}},
            }
        },
    }


def _kinds(answer: Any) -> dict[str, tuple[int, int]]:
    buckets = answer["aggregations"]["passages"]["matching"]["kinds"]["buckets"]
    return {bucket["key"]: (bucket["articles"]["doc_count"], bucket["doc_count"]) for bucket in buckets}
