"""What does each feature of a page cost, told by the engine's own requests with and without it?

The requests of a search are asked again as they were, and changed.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from bench.clusters.observed import Bodies, Request
from index.opensearch.faults import answered
from search.opensearch.counting import OTHERS

__all__ = ["VARIANTS", "Variant", "replayed"]


@dataclass(frozen=True, slots=True)
class Variant:
    """A change of a kind of request, and what is missing then."""

    kind: str
    name: str
    change: Callable[[Bodies], Bodies]


def _as_it_was(bodies: Bodies) -> Bodies:
    return bodies


def _without_extracts(bodies: Bodies) -> Bodies:
    """Leave the passages of articles out: no texts, no scores of each, no number of more."""
    for body in bodies:
        _nested(body).pop("inner_hits")
    return bodies


def _without_titles(bodies: Bodies) -> Bodies:
    """Score passages by their own text alone."""
    for body in bodies:
        gains = _nested(body)["query"]["bool"]["should"]
        _nested(body)["query"]["bool"]["should"] = [
            gain["dis_max"]["queries"][0] if "dis_max" in gain else gain for gain in gains
        ]
    return bodies


def _without_scores(bodies: Bodies) -> Bodies:
    """Match without ranking."""
    for body in bodies:
        _nested(body)["query"]["bool"]["should"] = []
    return bodies


def _without_facets(bodies: Bodies) -> Bodies:
    """Count articles and passages in all, nothing by value or kind."""
    total = bodies[0]
    group = total["aggs"][OTHERS]
    total["aggs"] = {OTHERS: {"filter": group["filter"], "aggs": {"n": group["aggs"]["n"]}}}
    return (total,)


def _in_articles(bodies: Bodies) -> Bodies:
    """Count articles alone, not their passages."""
    for body in bodies:
        _drop_sums(body["aggs"])
        if "nested" in body["query"]:
            body["query"]["nested"]["score_mode"] = "none"
    return bodies


def _nested(body: Any) -> Any:
    return body["query"]["bool"]["must"][0]["nested"]


def _drop_sums(aggregations: dict[str, Any]) -> None:
    """Take away every sum of scores."""
    for name, told in [*aggregations.items()]:
        if "sum" in told:
            del aggregations[name]
        else:
            _drop_sums(told.get("aggs", {}))


VARIANTS = (
    Variant("page", "page", _as_it_was),
    Variant("page", "without extracts", _without_extracts),
    Variant("page", "without shares of titles", _without_titles),
    Variant("page", "without scores", _without_scores),
    Variant("counts", "counts", _as_it_was),
    Variant("counts", "totals alone", _without_facets),
    Variant("counts", "in articles alone", _in_articles),
)


def replayed(client: Any, index: str, searches: Sequence[Sequence[Request]]) -> Mapping[str, float]:
    """Return the seconds of the median of each variant over the requests of some searches."""
    times: dict[str, list[float]] = defaultdict(list)
    for number, requests in enumerate(searches):
        shift = number % len(VARIANTS)
        for variant in (*VARIANTS[shift:], *VARIANTS[:shift]):
            for request in [one for one in requests if one.kind == variant.kind][:1]:
                bodies = variant.change(deepcopy(request.bodies))
                lines = [line for body in bodies for line in ({"index": index}, body)]
                start = perf_counter()
                answered(client.msearch(body=lines))
                times[variant.name].append(perf_counter() - start)
    return {name: median(own) for name, own in times.items()}
