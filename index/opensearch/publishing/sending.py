"""How do many articles get into an index of a cluster, on all cores and in bounded memory?

Each process opens our index itself, makes documents of the articles it is told and sends them in batches of
some megabytes, one after another: a cluster that is slow slows them down. What the cluster has no room for
now, or no node, is sent again after a rest; what it refuses ends the publication with the article's id.
"""

import json
import os
import re
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from index.errors import ClusterError, ClusterRefused, ClusterUnreachable, IndexNotWritten
from index.forks import workers
from index.opensearch.connection import Address, connect
from index.opensearch.faults import fault, said
from index.opensearch.publishing.patience import PAUSES, Alive, Progress, patiently
from index.opensearch.publishing.source import Source

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

__all__ = ["Job", "Sender", "delete", "send"]

BATCH_BYTES = 4_000_000
CHUNK = 2_000  # passages that a process is told to send at once
NOW = {429, 502, 503, 504}  # what a cluster cannot do now, and may later
BEAT = 5  # seconds
HALF = re.compile("[\ud800-\udfff]")  # half a character, which UTF-8 cannot hold
WAIT = "10s"  # for a shard without a node, well within the time that an answer may take
FIELDS = "items.*.status,items.*.error.type,items.*.error.reason"


class Action(NamedTuple):
    """What is done to one document: its lines in a request."""

    id: str
    lines: bytes


class Job(NamedTuple):
    """What a process needs to send documents: our index, a cluster, and an index there."""

    folder: Path
    address: Address
    target: str


class Sender:
    """Makes documents and sends them."""

    def __init__(self, source: Source, client: "OpenSearch", target: str) -> None:
        self.source, self.client, self.target = source, client, target

    def send(self, numbers: Iterable[int]) -> None:
        """Send documents by their numbers."""
        rows: list[Action] = []
        size = 0
        for number in numbers:
            action = _indexing(self.source, number)
            if rows and size + len(action.lines) > BATCH_BYTES:
                _deliver(self.client, self.target, rows)
                rows, size = [], 0
            rows.append(action)
            size += len(action.lines)
        _deliver(self.client, self.target, rows)


def _indexing(source: Source, number: int) -> Action:
    document = source.document(number)
    name = document["id"]
    return Action(name, _line({"index": {"_id": name}}) + _line(document))


def _line(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:
        return HALF.sub("\ufffd", text).encode() + b"\n"


def send(job: Job, sender: Sender, numbers: Sequence[int], *, progress: Progress, alive: Alive) -> None:
    """Send documents, in this process by its sender where there are few.

    Raises ClusterError, or IndexNotWritten if a process was killed.
    """
    chunks = deque(_chunks(sender.source, numbers))
    done = 0
    progress("send", 0, len(numbers))
    if len(chunks) < 2:
        sender.send(numbers)
        progress("send", len(numbers), len(numbers))
        return
    processes = min(os.cpu_count() or 1, len(chunks))
    try:
        with workers(processes) as pool:
            for size in _sent(pool, job, chunks, ahead=2 * processes, alive=alive):
                done += size
                progress("send", done, len(numbers))
    except BrokenProcessPool as error:
        raise IndexNotWritten(
            "a process that sent articles was killed (out of memory?); run it again to go on from there"
        ) from error


def _chunks(source: Source, numbers: Iterable[int]) -> Iterator[list[int]]:
    """Yield the numbers in pieces of about CHUNK passages."""
    chunk: list[int] = []
    weight = 0
    for number in numbers:
        chunk.append(number)
        weight += source.weight(number)
        if weight >= CHUNK:
            yield chunk
            chunk, weight = [], 0
    if chunk:
        yield chunk


def _sent(
    pool: ProcessPoolExecutor, job: Job, chunks: deque[list[int]], *, ahead: int, alive: Alive
) -> Iterator[int]:
    """Yield how many documents were sent, chunk by chunk; no more than so many are handed out ahead."""
    running: dict[Future[None], int] = {}
    try:
        while chunks or running:
            while chunks and len(running) < ahead:
                chunk = chunks.popleft()
                running[pool.submit(_send_chunk, job, chunk)] = len(chunk)
            ready, _ = wait(running, timeout=BEAT, return_when="FIRST_COMPLETED")
            alive()
            for future in ready:
                future.result()
                yield running.pop(future)
    finally:
        for future in running:
            future.cancel()


def _send_chunk(job: Job, numbers: Sequence[int]) -> None:
    _sender(job).send(numbers)


@cache
def _sender(job: Job) -> Sender:
    """Return the sender of this process, which is a worker: no connection is shared between processes."""
    return Sender(Source(job.folder), patiently(lambda: connect(job.address)), job.target)


def delete(client: "OpenSearch", target: str, names: Sequence[str]) -> None:
    """Delete documents by id."""
    for low in range(0, len(names), CHUNK):
        part = names[low : low + CHUNK]
        _deliver(client, target, [Action(name, _line({"delete": {"_id": name}})) for name in part])


def _deliver(client: "OpenSearch", target: str, rows: Sequence[Action]) -> None:
    """Have a cluster do all of these. Raises ClusterRefused with the id of what it refuses."""
    for pause in (*PAUSES, None):
        if not rows:
            return
        try:
            rows, trouble = _tried(client, target, rows)
        except ClusterUnreachable as error:
            trouble = error
        if trouble and pause is None:
            raise trouble
        if trouble and pause:
            time.sleep(pause)


def _tried(
    client: "OpenSearch", target: str, rows: Sequence[Action]
) -> tuple[Sequence[Action], ClusterError | None]:
    """Send a batch; return what of it is to be sent again, and why."""
    body = b"".join(row.lines for row in rows)
    address = f"/{target}/_bulk?filter_path={FIELDS}&timeout={WAIT}"  # `bulk` would take it for the client's
    try:
        done = client.transport.perform_request("POST", address, body=body)
    except ClusterRefused as error:
        names = rows[0].id if len(rows) == 1 else f"{rows[0].id} to {rows[-1].id}"
        raise ClusterRefused(f"article {names}: {error}", status=error.status, kind=error.kind) from error
    again: list[Action] = []
    trouble: ClusterError | None = None
    for row, item in zip(rows, done["items"], strict=True):
        ((verb, outcome),) = item.items()
        status, told = outcome["status"], outcome.get("error")
        if status in NOW:
            again.append(row)
            trouble = fault(status, told)
        elif status >= 300 and not (verb == "delete" and status == 404):
            raise ClusterRefused(f"article {row.id}: {said(told)}", status=status)
    return again, trouble
