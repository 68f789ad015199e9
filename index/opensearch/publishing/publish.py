"""How is the serving generation of our own index published to a cluster?

The cluster's generation before serves until the new one is whole: documents sent, segments merged, counts
compared with ours, copies made. A publication that was killed is gone on with by the next one.

Decision: one shard for each 2 million passages, up to three for each data node. A shard of that size is
searched in tens of milliseconds and moved in minutes; more shards than that cost every search more requests,
fewer leave nodes idle.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from index.build.swap import locked
from index.errors import ClusterIncomplete
from index.opensearch.connection import Address, connect
from index.opensearch.faults import answered
from index.opensearch.manifest import Manifest, cluster_schema
from index.opensearch.mapping import PASSAGES
from index.opensearch.publishing.claim import Claim, claimed
from index.opensearch.publishing.generations import Generations
from index.opensearch.publishing.merging import expunge, merge
from index.opensearch.publishing.patience import Progress, patiently, silent
from index.opensearch.publishing.sending import Job, Sender, delete, send
from index.opensearch.publishing.source import Difference, Source, compared, stamps_there

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

__all__ = ["Publication", "best_shards", "publish"]

SHARD = 2_000_000  # passages
PER_NODE = 3  # shards


@dataclass(frozen=True, slots=True)
class Publication:
    """What a publication did: the generation that serves in the cluster now, documents sent and deleted.

    `state` is "green", or "yellow" where some shard has fewer copies than it should.
    """

    generation: str
    articles: int
    passages: int
    sent: int = 0
    deleted: int = 0
    state: str = "green"
    seconds: float = 0.0
    new: bool = True


@dataclass(frozen=True, slots=True)
class Wish:
    """How a generation shall lie in a cluster; None: as we think best. A rebuild is from nothing."""

    shards: int | None = None
    replicas: int | None = None
    rebuild: bool = False


def publish(
    index: str | Path,
    address: Address,
    *,
    shards: int | None = None,
    replicas: int | None = None,
    rebuild: bool = False,
    progress: Progress = silent,
) -> Publication:
    """Let a cluster serve what an index of ours does; nothing is sent that it has.

    A rebuild sends everything. `progress` is called with a stage, the articles done and their total. Raises
    IndexingError; what served before then serves on.
    """
    began = time.monotonic()
    wish = Wish(shards, replicas, rebuild)
    with locked(index):
        client = connect(address)
        try:
            done = _Publisher(Path(index), client, address, progress).publish(wish)
        finally:
            client.close()
    return replace(done, seconds=time.monotonic() - began)


def best_shards(passages: int, nodes: int) -> int:
    """Return how many shards so many passages are cut into on so many nodes that hold data."""
    return max(1, min(-(-passages // SHARD), PER_NODE * nodes))


class _Publisher:
    """Publishes the serving generation of an index, whose build lock is held."""

    def __init__(self, index: Path, client: "OpenSearch", address: Address, progress: Progress) -> None:
        self.index, self.client, self.address, self.progress = index, client, address, progress
        self.source = Source(index)
        self.generations = Generations(client, address)
        self.served = self.generations.serving()

    def publish(self, wish: Wish) -> Publication:
        """Publish, unless this very generation serves."""
        shards = wish.shards or self._shards(wish)
        told = self.source.manifest(_name(self.address, self.source, shards))
        done = Publication(told.generation, told.articles, told.passages)
        if told.generation in self.served:
            return replace(done, state=self._state(told.generation, wish.replicas), new=False)
        with claimed(self.client, self.address, self.index, self.progress) as claim:
            self.generations.alive = claim.beat
            self._prepare(told, shards, wish)
            sent = self._filled(told, claim)
            state = self._finished(told, claim, wish.replicas)
            self.generations.sweep({*self.served, told.generation})
        return replace(done, sent=len(sent.lacks), deleted=len(sent.extra), state=state)

    def _shards(self, wish: Wish) -> int:
        """Return how many shards are best: what serves keeps its own, since only so it can be cloned."""
        held = self.generations.held()
        told = self.source.manifest("")
        for old in map(held.get, self.served):
            if old and not wish.rebuild and old.fits(told, None):
                return old.shards
        return best_shards(told.passages, self.generations.data_nodes())

    def _state(self, name: str, replicas: int | None) -> str:
        generations = self.generations
        return generations.state(name) if replicas is None else generations.replicate(name, replicas)

    def _prepare(self, told: Manifest, shards: int, wish: Wish) -> None:
        """Make an index for the generation: a killed publication's, a clone of what serves, or a new one."""
        generations, name = self.generations, told.generation
        generations.sweep({*self.served, name})
        held = generations.held()
        ours = held.get(name)
        if ours and not wish.rebuild and ours.fits(told, shards) and generations.resume(told):
            return
        generations.sweep(self.served)
        for old in map(held.get, self.served):
            fits = old and old.whole and not wish.rebuild and old.fits(told, shards)
            if old and fits and generations.state(old.name) != "red":
                generations.clone(old.name, told)
                return
        generations.create(told, shards)

    def _filled(self, told: Manifest, claim: Claim) -> Difference:
        """Bring all documents into the index of the generation, and merge it; return what was sent."""
        name, alive = told.generation, claim.beat
        there = stamps_there(self.client, name, alive)
        difference = compared(self.source.stamps(), there)
        sender = Sender(self.source, self.client, name)
        job = Job(self.index, self.address, name)
        send(job, sender, difference.lacks, progress=self.progress, alive=alive)
        delete(self.client, name, difference.extra)
        self.progress("merge", 0, 1)
        patiently(partial(self.client.indices.refresh, index=name), alive)
        (expunge if self.generations.held()[name].cloned else merge)(self.client, name, alive)
        patiently(partial(self.client.indices.refresh, index=name), alive)
        return difference

    def _finished(self, told: Manifest, claim: Claim, replicas: int | None) -> str:
        """Compare counts, make copies and let the generation serve; return its state."""
        name, generations = told.generation, self.generations
        self._check(told)
        self.progress("copy", 0, 1)
        if replicas is None:
            replicas = 1 if generations.data_nodes() > 1 else 0
        state = generations.replicate(name, replicas)
        generations.seal(replace(told, complete=True, bytes=generations.size(name), since=time.time()))
        claim.check()
        generations.swap(name)
        return state

    def _check(self, told: Manifest) -> None:
        """Compare what the cluster counts with what we have. Raises ClusterIncomplete."""
        body = {
            "size": 0,
            "track_total_hits": True,
            "aggs": {
                "articles": {"filter": {"exists": {"field": "newest"}}},
                "passages": {"nested": {"path": PASSAGES}},
            },
        }
        found = patiently(lambda: answered(self.client.search(index=told.generation, body=body)))
        counts = [found["hits"]["total"]["value"]]
        counts += [found["aggregations"][name]["doc_count"] for name in ("articles", "passages")]
        wanted = [len(self.source), told.articles, told.passages]
        if counts != wanted:
            raise ClusterIncomplete(
                f"{told.generation} holds {_told(counts)}, and should {_told(wanted)}; what served before "
                "serves on; publish from nothing with: jiansuo index --rebuild --to"
            )


def _told(counts: Sequence[int]) -> str:
    documents, articles, passages = counts
    return f"{documents} documents, {articles} articles, {passages} passages"


def _name(address: Address, source: Source, shards: int) -> str:
    """Return the name of a generation in a cluster: one for each seal, mapping and number of shards."""
    told = source.generation
    mark = sha256(f"{told.seal} {cluster_schema()} {shards}".encode()).hexdigest()[:8]
    return f"{address.name}-{told.name}-{mark}"
