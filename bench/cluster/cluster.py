"""How is a cluster of nodes started on this machine, broken, mended, and ended with all it left?

    with Cluster(size=3) as cluster:
        cluster.urls  # one address a node; nodes are numbered from 0
        cluster.kill(cluster.manager())
        cluster.wait("yellow")

Decision: a node is killed as a machine loses power, never asked to stop. What it wrote is gone with the
cluster, and who uses one wants to know what such an end does.
"""

import json
import shutil
import socket
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.cluster.installation import install
from bench.cluster.node import Node, own, settled
from bench.cluster.releases import RELEASES, USUAL

__all__ = ["HEAP", "QUICK", "Cluster"]

HEAP = "256m"  # 30,000 passages were written and counted; at 192m a breaker tripped, at 128m some were lost
QUICK = (  # starts sooner, searches slower: compilers and threads for one processor a node
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-XX:ActiveProcessorCount=1",
)
PATIENCE = 180.0  # seconds: the machine may be busy
PAUSE = 0.1  # seconds
STATES = ("red", "yellow", "green")
ALWAYS = {
    "cluster.name": "jiansuo",
    "cluster.routing.allocation.disk.threshold_enabled": "false",  # a full disk is not what is tried here
    "discovery.find_peers_interval": "200ms",
}


class Cluster:
    """Some nodes on loopback, running while the block lasts.

    Ports are free ones, or count up from `http` and `transport`. Data lies below `parent`, or where temporary
    files do. `settings` go to every node, `options` to
    its Java: () lets it compile as in production.
    """

    def __init__(
        self,
        size: int = 3,
        version: str = USUAL.version,
        *,
        heap: str = HEAP,
        options: tuple[str, ...] = QUICK,
        settings: Mapping[str, str] | None = None,
        http: int | None = None,
        transport: int | None = None,
        parent: Path | None = None,
    ) -> None:
        """Set the nodes up. Raises what `install` does."""
        installation = install(RELEASES[version])
        self.folder = Path(tempfile.mkdtemp(prefix="jiansuo-cluster-", dir=parent))
        own(self.folder)
        free = _free(2 * size)
        outer = free[:size] if http is None else [*range(http, http + size)]
        inner = free[size:] if transport is None else [*range(transport, transport + size)]
        names = [f"node-{number}" for number in range(size)]
        rows = _together(names, inner) | dict(settings or {})
        java = (f"-Xms{heap}", f"-Xmx{heap}", *options)
        self.nodes = [
            settled(
                Node(name, self.folder / name, outer[number], installation, java),
                rows | {"transport.port": str(inner[number])},
            )
            for number, name in enumerate(names)
        ]
        # The kernel ends a node with the thread that started it: this one lasts as long as the cluster.
        self.starter = ThreadPoolExecutor(1, thread_name_prefix="cluster")

    def __enter__(self) -> Self:
        """Start every node and wait until the cluster is green."""
        with ExitStack() as undo:
            undo.callback(self.stop)
            for number in range(len(self.nodes)):
                self.start(number)
            self.wait()
            undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every node."""
        self.stop()

    @property
    def urls(self) -> list[str]:
        """Return the addresses of all nodes, of those that do not run too."""
        return [node.url for node in self.nodes]

    @property
    def running(self) -> list[Node]:
        """Return the nodes that were started and not killed."""
        return [node for node in self.nodes if node.process is not None]

    def start(self, number: int) -> None:
        """Start a node that does not run, with the data that it had; `wait` waits until it takes part."""
        if self.nodes[number].process is None:
            self.starter.submit(self.nodes[number].start).result()

    def kill(self, number: int) -> None:
        """Kill a node as kill -9 does, and wait until its process is gone."""
        self.nodes[number].end()

    def wait(self, state: str = "green", *, index: str = "", patience: float = PATIENCE) -> None:
        """Wait until all nodes that run know one another, and the cluster is in this state or a better one.

        Of an `index`, or what an alias names, the state may be asked for alone.

        Raises RuntimeError with the logs if a node ends by itself, or after `patience` seconds.
        """
        enough = STATES[STATES.index(state) :]
        end = time.monotonic() + patience
        while not all(self._sees(node, enough, index) for node in self.running):
            lost = [node for node in self.running if node.process and node.process.poll() is not None]
            if lost or time.monotonic() > end:
                told = "\n".join(f"--- {node.name}\n{node.log()}" for node in lost or self.running)
                raise RuntimeError(f"the cluster did not become {state}:\n{told}")
            time.sleep(PAUSE)

    def _sees(self, node: Node, enough: tuple[str, ...], index: str) -> bool:
        health = node.health(index)
        return health.get("number_of_nodes") == len(self.running) and health["status"] in enough

    def manager(self) -> int:
        """Return the number of the node that is elected to manage the cluster."""
        self.wait("red")
        (told,) = self.running[0].ask("/_cat/cluster_manager?format=json")
        return [node.name for node in self.nodes].index(told["node"])

    def stop(self) -> None:
        """Kill every node and remove what they wrote."""
        for node in self.running:
            node.end()
        self.starter.shutdown()
        shutil.rmtree(self.folder, ignore_errors=True)


def _together(names: Sequence[str], ports: Sequence[int]) -> dict[str, str]:
    """Return the settings by which nodes find one another."""
    return ALWAYS | {
        "cluster.initial_cluster_manager_nodes": json.dumps([*names]),
        "discovery.seed_hosts": json.dumps([f"127.0.0.1:{port}" for port in ports]),
    }


def _free(count: int) -> list[int]:
    """Return some ports of loopback that nobody uses."""
    with ExitStack() as opened:
        sockets = [opened.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
