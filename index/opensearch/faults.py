"""Is what a cluster says an answer, and if not, which error is it?

Decision: part of an answer is none. A count without one shard would look like any other count.
"""

from typing import Any

from index.errors import ClusterError, ClusterIncomplete, ClusterRefused, ClusterUnreachable
from index.opensearch.credentials import PREFIX

__all__ = ["answered", "fault", "said"]

SAID = 300  # characters of what a cluster says that are passed on
NONE = "all shards failed"  # what it says of an index none of whose shards has a node


def answered(response: Any) -> Any:
    """Return an answer if it is whole: to a search, to several at once, or to all shards of an index.

    Raises ClusterIncomplete where a shard is missing or time ran out, and for one of several searches what it
    failed by.
    """
    for one in response.get("responses", (response,)):
        if error := one.get("error"):
            raise fault(int(one.get("status", 500)), error)
        if one.get("timed_out"):
            raise ClusterIncomplete("the cluster ran out of time before all was searched")
        _check_shards(one)
    return response


def _check_shards(one: Any) -> None:
    shards = one.get("_shards")
    if not shards:
        return
    failed = shards.get("failed", 0)
    if {"hits", "count", "pit_id"} & one.keys():  # of the copies of a shard one is asked, and it must answer
        failed = max(failed, shards["total"] - shards["successful"])
    if failed:
        raise ClusterIncomplete(_missing(failed, shards["total"], shards.get("failures", ())))


def _missing(failed: int, total: int, failures: Any) -> str:
    """Say which shards gave no answer, and why."""
    numbers = sorted({one["shard"] for one in failures if isinstance(one.get("shard"), int)})
    reasons = {said(one.get("reason", "")) for one in failures if isinstance(one, dict)}
    named = f" (number {', '.join(map(str, numbers))})" if numbers else ""
    return ": ".join(
        filter(None, [f"{failed} of {total} shards{named} gave no answer", *sorted(reasons)[:1]])
    )


def fault(status: int, error: Any) -> ClusterError:
    """Return the error that a status of HTTP and what a cluster says beside it are."""
    kind = str(error.get("type", "")) if isinstance(error, dict) else ""
    reason = said(error) or f"status {status}"
    if kind == "search_phase_execution_exception" and status >= 500 and reason != NONE:
        return ClusterIncomplete(": ".join([*map(_named, error.get("failed_shards", ())[:1]), reason]))
    if status in (429, 502, 503, 504):
        return ClusterUnreachable(f"the cluster cannot answer now: {reason}")
    if status == 401:
        reason = f"it does not know us; set {PREFIX}USER and {PREFIX}PASSWORD, or {PREFIX}API_KEY"
    return ClusterRefused(f"the cluster refuses (status {status}): {reason}", status=status, kind=kind)


def _named(failure: Any) -> str:
    return f"shard {failure.get('shard')} of {failure.get('index')}"


def said(error: Any) -> str:
    """Return what a cluster says of an error, down to its cause, on one line and short."""
    while isinstance(error, dict) and isinstance(error.get("caused_by"), dict):
        error = error["caused_by"]
    if isinstance(error, dict):
        first, *_ = error.get("root_cause") or [error]
        error = first.get("reason") or first.get("type") or ""
    return " ".join(str(error).partition(". Consider using")[0].split())[:SAID]
