"""How many pages and answers a second does the server give, and how soon?

    python -m bench.pages [--passages 200000] [--seconds 30] [--out bench/RESULTS.md]

Starts `jiansuo serve` on an index of generated passages, asks hundreds of distinct searches once, some with
filters, then loads it with wrk, from 1 and from 16 clients, which ask the same searches over and over: the
server keeps no answers, so the first row beside the others says what asking again saves. Then the bundled
corpus: start of the server, and page by page. Without wrk (Debian package `wrk`) the load test is left out.
"""

import argparse
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import numpy as np

from bench.corpus import cached, default_folder, load
from bench.machine import machine
from bench.ours_build import build_index, region_codes
from bench.queries import BenchQuery, pick
from bench.report import publish
from bench.serving import memory

__all__ = ["Load", "main", "serving"]

EACH = 30  # queries of each class
CLIENTS = (1, 16)
PATIENCE = 60.0  # seconds a server may take to start
COMMAND = "from web.cli.commands import main; main()"


@dataclass(frozen=True, slots=True)
class Load:
    """Hold what one load gave: requests a second, milliseconds, failed requests."""

    rate: float
    p50: float
    p99: float
    errors: int


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its port, its process, and the seconds it took until it answered."""

    port: int
    process: subprocess.Popen[bytes]
    seconds: float

    def memory(self) -> tuple[int, int]:
        """Return resident and private bytes of the largest of its processes."""
        own = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return max(memory(pid) for pid in own)


@contextmanager
def serving(index: Path) -> Iterator[Server]:
    """Run `jiansuo serve` on an index at a free port until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", COMMAND, "serve", "--index", str(index), "--port", str(port)]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - start > PATIENCE:
                raise RuntimeError(f"the server did not start: {' '.join(command[2:])}")
            time.sleep(0.005)
        yield Server(port, process, time.perf_counter() - start)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(port: int) -> bool:
    try:
        return _get(port, "/api/v1/health")[0] == 200
    except OSError:
        return False


def _get(port: int, path: str) -> tuple[int, bytes]:
    """Return status and body of one page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def searches(queries: Sequence[BenchQuery], *, prefix: str) -> list[str]:
    """Return addresses of searches, in an order that mixes the classes."""
    regions = region_codes()
    paths = []
    for number, query in enumerate(queries):
        arguments = {"q": query.text, "mode": query.mode}
        if query.region is not None or number % 5 == 0:
            arguments["region"] = regions[query.region if query.region is not None else number % 20]
        paths.append(f"{prefix}?{urlencode(arguments)}")
    return [paths[i] for i in np.random.default_rng(3).permutation(len(paths))]


def ask_once(port: int, paths: Sequence[str]) -> Load:
    """Ask a server for each address once, one after another."""
    seconds, errors = [], 0
    for path in paths:
        start = time.perf_counter()
        errors += _get(port, path)[0] != 200
        seconds.append(time.perf_counter() - start)
    middle, high = np.percentile(seconds, [50, 99]) * 1e3
    return Load(len(paths) / sum(seconds), middle, high, errors)


def load_with_wrk(port: int, paths: Path, *, clients: int, seconds: int) -> Load:
    """Load a server with wrk for some seconds."""
    script = Path(__file__).with_name("requests.lua")
    command = ["wrk", f"-t{min(clients, 2)}", f"-c{clients}", f"-d{seconds}s", "--timeout", "10s"]
    command += ["-s", str(script), f"http://127.0.0.1:{port}"]
    shown = subprocess.run(
        command, check=True, capture_output=True, text=True, env=os.environ | {"BENCH_PATHS": str(paths)}
    )
    found = re.search(r"FIGURES (\d+) (\d+) (\d+) (\d+) (\d+)", shown.stdout)
    if not found:
        raise RuntimeError(f"wrk gave no figures: {shown.stdout}{shown.stderr}")
    requests, micros, p50, p99, errors = map(int, found.groups())
    return Load(requests / micros * 1e6, p50 / 1e3, p99 / 1e3, errors)


def measure_load(folder: Path, *, passages: int, seconds: int) -> list[str]:
    """Return the lines of a load test over generated passages."""
    if not shutil.which("wrk"):
        return ["- load: left out, wrk is not installed (Debian package `wrk`)"]
    path = cached(folder, passages=passages)
    held = list(load(path))
    queries = pick(held, each=EACH)
    own = folder / path.stem / "jiansuo"
    if not (own / "index").exists():
        shutil.rmtree(own, ignore_errors=True)
        own.mkdir(parents=True)
        build_index(held, own)
    del held
    lines = ["| | clients | requests/s | p50, ms | p99, ms | errors |", "|---|---|---|---|---|---|"]
    with serving(own / "index") as server:
        for label, prefix in (("search page", "/search"), ("JSON", "/api/v1/search")):
            paths = searches(queries, prefix=prefix)
            lines.append(_row(f"{label}, {len(paths)} searches once", 1, ask_once(server.port, paths)))
            asked = folder / "paths.txt"
            asked.write_text("\n".join(paths) + "\n", "utf-8")
            for clients in CLIENTS:
                burst = load_with_wrk(server.port, asked, clients=clients, seconds=seconds)
                lines.append(_row(f"{label}, over and over", clients, burst))
        resident, private = server.memory()
        memories = f"{private / 1e6:.0f} MB private, {resident / 1e6:.0f} MB resident"
    lines += ["", f"- server: first answer after {server.seconds:.2f} s; a worker after the load: {memories}"]
    return lines


def _row(label: str, clients: int, burst: Load) -> str:
    return f"| {label} | {clients} | {burst.rate:,.0f} | {burst.p50:.1f} | {burst.p99:.1f} | {burst.errors} |"


def measure_bundled(articles: Path, folder: Path, *, times: int = 20) -> list[str]:
    """Return the lines of page times over the bundled articles."""
    index = folder / "bundled"
    shutil.rmtree(index, ignore_errors=True)
    command = [sys.executable, "-c", COMMAND, "index", "--articles", str(articles), "--index", str(index)]
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    lines = [f"- bundled corpus: indexed in {time.perf_counter() - start:.2f} s"]
    name = next(path.stem for path in sorted(articles.glob("*.md")) if path.stem != "README")
    pages = {
        "start": "/",
        "search": f"/search?q={quote('产业链')}",
        "question": f"/search?q={quote('产业链党建怎样做')}&mode=any",
        "article": f"/articles/{name}",
        "JSON": f"/api/v1/search?q={quote('产业链')}",
    }
    with serving(index) as server:
        lines.append(f"- bundled corpus: server's first answer after {server.seconds:.2f} s")
        for label, path in pages.items():
            middle, high = np.percentile(_times(server.port, path, times), [50, 95]) * 1e3
            lines.append(f"- bundled corpus, {label}: p50 {middle:.1f} ms, p95 {high:.1f} ms")
    return lines


def _times(port: int, path: str, times: int) -> list[float]:
    """Return the seconds of several requests of one page; the first is not counted."""
    found = []
    for _ in range(times + 1):
        start = time.perf_counter()
        status, _body = _get(port, path)
        found.append(time.perf_counter() - start)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
    return found[1:]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of pages and API."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description="Load the server.")
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--articles", type=Path, default=Path("articles"), help="the bundled corpus")
    parser.add_argument("--folder", type=Path, default=default_folder(), help="for corpora and indexes")
    parser.add_argument("--out", type=Path, help="Markdown file whose section is replaced")
    given = parser.parse_args(arguments)
    lines = [f"## Pages: generated, {given.passages:,} passages", "", f"{machine()}.", ""]
    lines += measure_load(given.folder, passages=given.passages, seconds=given.seconds)
    lines += measure_bundled(given.articles, given.folder)
    text = "\n".join(lines) + "\n"
    print(text)
    if given.out:
        publish(given.out, text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
