"""Which titles stand in a run of a query?

A title can stand in a run only if all its pairs of characters do: a cluster is asked for such titles, and
they are looked at here.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from index.opensearch.mapping import PASSAGES
from search.opensearch.clauses.compiler import inside
from search.opensearch.clauses.neighbours import Clause, either, writable
from search.opensearch.generation import ClusterGeneration

__all__ = ["TitlesInside"]

AT_ONCE = 1_000  # distinct titles


class TitlesInside:
    """The folded titles that stand in one of some folded runs."""

    def __init__(self, runs: Sequence[str]) -> None:
        self.runs = [run for run in runs if writable(run)]

    @property
    def requests(self) -> list[Clause]:
        """Return what asks for the first titles, nothing where none can be."""
        return [_request(self.runs, {})] if self.runs else []

    def read(self, answers: Sequence[Any], generation: ClusterGeneration) -> Sequence[str]:
        """Return the titles, given the answers to `requests`; more is asked for where there is more."""
        found = {title for answer in answers for title in self._candidates(answer, generation)}
        return sorted({title for title in found if any(title in run for run in self.runs)} - {""})

    def _candidates(self, answer: Any, generation: ClusterGeneration) -> Iterator[str]:
        while True:
            titles = answer["aggregations"]["passages"]["inside"]["titles"]
            yield from (bucket["key"]["title"] for bucket in titles["buckets"])
            if "after_key" not in titles:
                return
            answer = generation.search(_request(self.runs, {"after": titles["after_key"]}))


def _request(runs: Sequence[str], after: Mapping[str, Any]) -> Clause:
    """Return what asks for titles all whose pairs stand in one of the runs, and single characters of them."""
    clauses = [_within(run) for run in runs]
    source = {"size": AT_ONCE, "sources": [{"title": {"terms": {"field": inside("own_title")}}}], **after}
    inner = {"filter": either(clauses), "aggs": {"titles": {"composite": source}}}
    return {
        "size": 0,
        "track_total_hits": False,
        "query": {"nested": {"path": PASSAGES, "score_mode": "none", "query": either(clauses)}},
        "aggs": {"passages": {"nested": {"path": PASSAGES}, "aggs": {"inside": inner}}},
    }


def _within(run: str) -> Clause:
    pairs = sorted({run[at : at + 2] for at in range(len(run) - 1)})
    single: Clause = {"terms": {inside("own_title"): sorted(set(run))}}
    if not pairs:
        return single
    every = {"terms": pairs, "minimum_should_match_field": inside("own_grams")}
    return either([single, {"terms_set": {inside("grams"): every}}])
