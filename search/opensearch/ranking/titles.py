"""Which titles stand in a run of a query?

A title can stand in a run only if all its pairs of characters do: a cluster is asked for such titles, and
they are looked at here.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from index.opensearch.mapping import PASSAGES
from search.opensearch.clauses.compiler import inside
from search.opensearch.clauses.neighbours import Clause, either, writable
from search.opensearch.generation import ClusterGeneration

__all__ = ["titles_inside"]

AT_ONCE = 1_000  # distinct titles


def titles_inside(generation: ClusterGeneration, runs: Sequence[str]) -> Sequence[str]:
    """Return the folded titles that stand in one of some folded runs."""
    asked = [run for run in runs if writable(run)]
    found = (
        {title for title in _candidates(generation, asked) if any(title in run for run in asked)}
        if asked
        else set()
    )
    return sorted(found - {""})


def _candidates(generation: ClusterGeneration, runs: Sequence[str]) -> Iterator[str]:
    """Yield titles all whose pairs stand in one of the runs, and single characters of them."""
    clauses = [_within(run) for run in runs]
    after: dict[str, Any] = {}
    while True:
        source = {"size": AT_ONCE, "sources": [{"title": {"terms": {"field": inside("own_title")}}}], **after}
        body = {
            "size": 0,
            "track_total_hits": False,
            "query": {"nested": {"path": PASSAGES, "score_mode": "none", "query": either(clauses)}},
            "aggs": {
                "passages": {
                    "nested": {"path": PASSAGES},
                    "aggs": {
                        "inside": {"filter": either(clauses), "aggs": {"titles": {"composite": source}}}
                    },
                }
            },
        }
        titles = generation.search(body)["aggregations"]["passages"]["inside"]["titles"]
        yield from (bucket["key"]["title"] for bucket in titles["buckets"])
        if "after_key" not in titles:
            return
        after = {"after": titles["after_key"]}


def _within(run: str) -> Clause:
    pairs = sorted({run[at : at + 2] for at in range(len(run) - 1)})
    single: Clause = {"terms": {inside("own_title"): sorted(set(run))}}
    if not pairs:
        return single
    every = {"terms": pairs, "minimum_should_match_field": inside("own_grams")}
    return either([single, {"terms_set": {inside("grams"): every}}])
