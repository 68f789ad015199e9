"""Which generations of a corpus does a cluster hold, which serves, and how does another take its place?

The alias moves in one step, so that a search sees the one generation or the other. The one that served last
stays until the next publication, and any for ten minutes after it served, for searches and exports that hold
it; what else there is goes.

Decision: a generation that serves takes no more writes. The next one begins as a clone of it, whose files
are links, so that only what changed is sent.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

from index.errors import ClusterError, ClusterRefused
from index.opensearch.connection import Address
from index.opensearch.manifest import META, Manifest, is_generation
from index.opensearch.mapping import index_body
from index.opensearch.publishing.claim import existing_stays
from index.opensearch.publishing.patience import Alive, patiently, polled

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

__all__ = ["Generations", "Held"]

STARTING = 60  # seconds in which the shards of a new index find their nodes
GRACE = 600  # seconds for which a generation that no longer serves stays, for those who still read it
SETTLED = 5  # seconds in which no copy is begun


@dataclass(frozen=True, slots=True)
class Held:
    """A generation that a cluster holds: its name, its shards, and what it says of itself.

    A clone says of itself what it was copied from until it is told otherwise.
    """

    name: str
    shards: int
    cloned: bool
    manifest: Manifest | None

    @property
    def whole(self) -> bool:
        """Tell whether it holds all of what it says."""
        return self.manifest is not None and self.manifest.serves(self.name)

    def fits(self, wanted: Manifest, shards: int | None) -> bool:
        """Tell whether documents of another generation can lie in it."""
        told = self.manifest
        same = told and (told.schema, told.dictionary) == (wanted.schema, wanted.dictionary)
        return bool(same) and shards in (None, self.shards)


class Generations:
    """The generations of one corpus in a cluster."""

    def __init__(self, client: "OpenSearch", address: Address, alive: Alive = lambda: None) -> None:
        self.client, self.address, self.alive = client, address, alive

    def _ask(self, ask: Any, **named: Any) -> Any:
        return patiently(lambda: ask(**named), self.alive)

    def held(self) -> dict[str, Held]:
        """Return the generations by name."""
        pattern = f"{self.address.name}-g*"
        metas = self._ask(self.client.indices.get_mapping, index=pattern, params={"filter_path": META})
        sizes = self._ask(self.client.indices.get_settings, index=pattern)
        found = {}
        for name, told in sizes.items():
            if is_generation(self.address, name):
                meta = metas.get(name, {}).get("mappings", {}).get("_meta")
                own = told["settings"]["index"]
                found[name] = Held(
                    name, int(own["number_of_shards"]), "resize" in own, Manifest.from_json(meta)
                )
        return found

    def serving(self) -> list[str]:
        """Return the generations that the alias names. Raises ClusterError if it names something else."""
        name = self.address.name
        try:
            found = sorted(self._ask(self.client.indices.get_alias, name=name))
        except ClusterRefused as error:
            if error.status != 404:
                raise
            found = [name] if self._ask(self.client.indices.exists, index=name) else []
        if not all(is_generation(self.address, one) for one in found):
            raise ClusterError(
                f"{name} is in the cluster, but is no corpus that Jiansuo put there; name another"
            )
        return found

    def state(self, name: str) -> str:
        """Return "green", "yellow" or "red"."""
        return str(self._ask(self.client.cluster.health, index=name)["status"])

    def size(self, name: str) -> int:
        """Return the bytes of a generation, of one copy of each shard."""
        told = self._ask(self.client.indices.stats, index=name, metric="store")
        return int(told["_all"]["primaries"]["store"]["size_in_bytes"])

    def data_nodes(self) -> int:
        """Return how many nodes hold data."""
        return int(self._ask(self.client.cluster.health)["number_of_data_nodes"])

    def create(self, manifest: Manifest, shards: int) -> None:
        """Create the empty index of a generation."""
        body = index_body(shards=shards, replicas=0)
        body["mappings"]["_meta"] = manifest.to_json()
        with existing_stays():
            self._ask(self.client.indices.create, index=manifest.generation, body=body)
        self._started(manifest.generation)

    def clone(self, old: str, manifest: Manifest) -> None:
        """Create the index of a generation with all that an older one holds."""
        self._set(old, {"blocks.write": True})
        fresh = {"index.number_of_replicas": 0, "index.blocks.write": None}
        with existing_stays():
            self._ask(
                self.client.indices.clone, index=old, target=manifest.generation, body={"settings": fresh}
            )
        self._started(manifest.generation)
        self.describe(manifest)

    def resume(self, manifest: Manifest) -> bool:
        """Make an index of a killed publication ready to take more; tell whether it is whole."""
        name = manifest.generation
        if self.state(name) == "red":
            return False
        self._set(name, {"blocks.write": None})
        self.describe(manifest)
        self._ask(self.client.indices.refresh, index=name)
        return True

    def describe(self, manifest: Manifest) -> None:
        """Write what a generation says of itself."""
        body = {"_meta": manifest.to_json()}
        self._ask(self.client.indices.put_mapping, index=manifest.generation, body=body)

    def _set(self, name: str, settings: dict[str, Any]) -> None:
        self._ask(self.client.indices.put_settings, index=name, body={"index": settings})

    def _started(self, name: str) -> None:
        """Wait until every shard of a new index has a node. Raises ClusterError."""
        began = time.monotonic()
        for told in polled(lambda: self.client.cluster.health(index=name), self.alive):
            if told["status"] != "red":
                return
            if time.monotonic() - began > STARTING:
                raise ClusterError(f"the cluster has no room for {name}: a shard of it finds no node")

    def replicate(self, name: str, replicas: int) -> str:
        """Let every shard have so many copies; return "green", or "yellow" if some find no node."""
        self._set(name, {"number_of_replicas": replicas})
        busy = time.monotonic()
        for told in polled(lambda: self.client.cluster.health(index=name), self.alive):
            if told["initializing_shards"]:
                busy = time.monotonic()
            if told["status"] == "green" or time.monotonic() - busy > SETTLED:
                break
        return str(told["status"])

    def seal(self, manifest: Manifest) -> None:
        """Let a generation say that it is complete, and take no more writes."""
        self.describe(manifest)
        self._set(manifest.generation, {"blocks.write": True})

    def swap(self, name: str) -> None:
        """Let the alias name this generation alone, in one step."""

        def once() -> None:
            others = [one for one in self.serving() if one != name]
            actions = [{"remove": {"index": one, "alias": self.address.name}} for one in others]
            actions.append({"add": {"index": name, "alias": self.address.name}})
            self.client.indices.update_aliases(body={"actions": actions})

        patiently(once, self.alive)

    def sweep(self, keep: Collection[str]) -> None:
        """Delete all generations but these, and those that served a short while ago."""
        held = self.held()
        begun = {name: one.manifest.since for name, one in held.items() if one.whole and one.manifest}
        kept = {name for name, since in begun.items() if _ended(since, begun.values()) > time.time() - GRACE}
        for name in sorted(held.keys() - kept - set(keep)):
            try:
                self._ask(self.client.indices.delete, index=name)
            except ClusterRefused as error:
                if error.status != 404:
                    raise


def _ended(since: float, begun: Collection[float]) -> float:
    """Return when a generation stopped serving, as another began; endless for the last."""
    return min((other for other in begun if other > since), default=inf)
