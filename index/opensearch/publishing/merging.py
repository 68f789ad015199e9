"""How does an index of a cluster become as small and quick as it can be, once all is sent?

Decision: what was built from nothing becomes one segment a shard; of a clone only what is deleted is merged
away, and only where it is a tenth of a segment, since a merge writes the whole segment again for it.
"""

from functools import partial
from typing import TYPE_CHECKING, Any

from index.errors import ClusterIncomplete, ClusterRefused
from index.opensearch.faults import fault
from index.opensearch.publishing.patience import Alive, patiently, polled

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

__all__ = ["expunge", "merge"]

TRIES = 5  # a merge is lost with the node that sees to it


def merge(client: "OpenSearch", name: str, alive: Alive) -> None:
    """Merge every shard into one segment."""
    _merged(client, name, {"max_num_segments": 1}, alive)


def expunge(client: "OpenSearch", name: str, alive: Alive) -> None:
    """Merge away what is deleted, where it is much."""
    _merged(client, name, {"only_expunge_deletes": "true"}, alive)


def _merged(client: "OpenSearch", name: str, how: dict[str, Any], alive: Alive) -> None:
    """Merge beside the connection, which nobody keeps open that long."""
    begin = partial(client.indices.forcemerge, index=name, **how, wait_for_completion="false")
    for _ in range(TRIES):
        if _awaited(client, patiently(begin, alive)["task"], alive):
            return
    raise ClusterIncomplete(f"the segments of {name} were not merged; try again")


def _awaited(client: "OpenSearch", task: str, alive: Alive) -> bool:
    """Wait until a task has ended; tell whether it did all shards, and was not lost with its node."""
    for told in polled(lambda: _state(client, task), alive):
        if told is None:
            break
        if "error" in told:
            raise fault(500, told["error"])
        if told["completed"]:
            return not told["response"]["_shards"]["failed"]
    return False


def _state(client: "OpenSearch", task: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = client.tasks.get(task_id=task)
    except ClusterRefused as error:
        if error.status == 404:
            return None
        raise
    return found
