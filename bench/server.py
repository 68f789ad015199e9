"""How is a server of some tree started, asked, and looked at?"""

import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.serving import memory
from bench.trees import OURS, Tree, family

__all__ = ["Server", "serving", "used"]

PATIENCE = 120.0  # seconds a server may take to start
STEPS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its port, its process, and the seconds it took until it answered."""

    port: int
    process: subprocess.Popen[bytes]
    seconds: float

    def get(self, path: str, encoding: str = "identity") -> tuple[int, Mapping[str, str], bytes]:
        """Return status, headers and body of one page, as it comes over the wire."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers={"Accept-Encoding": encoding})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def ask(self, path: str) -> float:
        """Return the seconds of one request. Raises RuntimeError if it is refused."""
        start = time.perf_counter()
        status, _headers, _body = self.get(path)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        return time.perf_counter() - start

    def answers(self) -> bool:
        """Tell whether it answers yet."""
        try:
            return self.get("/api/v1/health")[0] == 200
        except OSError:
            return False

    def passages(self) -> int:
        """Return how many passages it serves."""
        told: int = json.loads(self.get("/api/v1/health")[2])["passages"]
        return told

    def memory(self) -> tuple[int, int]:
        """Return resident and private bytes of the largest of its workers."""
        return max(memory(str(pid)) for pid in list(family(self.process.pid))[1:])

    def resident(self) -> int:
        """Return resident bytes of all its processes."""
        return sum(memory(str(pid))[0] for pid in family(self.process.pid))

    def processor(self) -> float:
        """Return the seconds of processor that its processes have used."""
        return sum(map(used, family(self.process.pid)))


def used(pid: int) -> float:
    """Return the seconds of processor that a process has used."""
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / STEPS


@contextmanager
def serving(
    index: Path, tree: Tree | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run `jiansuo serve` on an index at a free port until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    tree = tree or Tree("jiansuo", OURS)
    command = tree.command("serve", "--index", str(index.resolve()), "--port", str(port))
    start = time.perf_counter()
    quiet = subprocess.DEVNULL
    given = os.environ | dict(environment or {})
    process = subprocess.Popen(command, cwd=tree.root, stdout=quiet, stderr=quiet, env=given)
    try:
        server = Server(port, process, 0.0)
        while not server.answers():
            if process.poll() is not None or time.perf_counter() - start > PATIENCE:
                raise RuntimeError(f"{tree.name}: the server did not start over {index}")
            time.sleep(0.005)
        yield Server(port, process, time.perf_counter() - start)
    finally:
        process.terminate()
        process.wait(timeout=30)
