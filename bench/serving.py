"""What does one engine cost the process that serves it?

`python -m bench.serving ENGINE FOLDER QUERIES` opens an index in a process of its own, answers, and prints
JSON: seconds until the first answer, and memory after a thousand queries. `measure` runs it.
"""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from itertools import cycle, islice
from pathlib import Path

from bench.engines.engine import Engine
from bench.queries import BenchQuery

__all__ = ["ENGINES", "Served", "make", "measure", "memory"]

ENGINES = {
    "jiansuo": "bench.engines.jiansuo:Jiansuo",
    "tantivy": "bench.engines.tantivy_peer:Tantivy",
    "whoosh": "bench.engines.whoosh_peer:Whoosh",
}
MANY = 1_000
PATIENCE = 60.0  # seconds after which no further query is asked


@dataclass(frozen=True, slots=True)
class Served:
    """Tell what serving took: seconds, bytes.

    `first` runs from opening to the first answer, `start` from before the engine's modules are imported.
    `resident` counts shared and mapped pages too, `private` only what is backed by no file. Both after
    `queries` queries.
    """

    start: float
    first: float
    resident: int
    private: int
    queries: int


def make(name: str) -> Engine:
    """Import and return an engine by its name."""
    module, _, attribute = ENGINES[name].partition(":")
    engine: Engine = getattr(import_module(module), attribute)()
    return engine


def memory(pid: str = "self") -> tuple[int, int]:
    """Return resident bytes of a process and those of them backed by no file."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {name: int(size.split()[0]) * 1024 for name, size in (row.split(":", 1) for row in rows)}
    return sizes["Rss"], sizes["Anonymous"]


def serve(name: str, folder: Path, queries: Sequence[BenchQuery]) -> Served:
    """Open an index, answer, and look at this process."""
    begin = time.perf_counter()
    engine = make(name)
    opening = time.perf_counter()
    engine.open(folder)
    engine.answer(queries[0])
    first = time.perf_counter()
    asked = 0
    for query in islice(cycle(queries), MANY):
        engine.answer(query)
        asked += 1
        if time.perf_counter() - first > PATIENCE:
            break
    return Served(first - begin, first - opening, *memory(), asked)


def measure(name: str, folder: Path, queries: Sequence[BenchQuery], *, scratch: Path) -> Served:
    """Serve from a fresh process."""
    asked = scratch / "queries.json"
    asked.write_text(json.dumps([asdict(query) for query in queries], ensure_ascii=False), "utf-8")
    command = [sys.executable, "-m", "bench.serving", name, str(folder), str(asked)]
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Served(**json.loads(found.stdout.splitlines()[-1]))


def _main(name: str, folder: str, asked: str) -> None:
    rows = json.loads(Path(asked).read_text("utf-8"))
    queries = [BenchQuery(**row | {"parts": tuple(row["parts"])}) for row in rows]
    print(json.dumps(asdict(serve(name, Path(folder), queries))))


if __name__ == "__main__":
    _main(*sys.argv[1:])
