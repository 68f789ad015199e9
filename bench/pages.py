"""How many pages and answers a second does the server give, how soon, and what do they weigh?

    python -m bench.pages [--passages 200000] [--seconds 30] [--uncached NAME=VALUE] [--out bench/RESULTS.md]

Starts `jiansuo serve` on an index of generated passages and of one article of 313 KB, and loads it with wrk
from 1 and from 16 clients: first with distinct searches, each asked once or, if there is time for more, again
after thousands of others; then the same few hundred over and over. `--uncached` names the environment that
turns off keeping answers; every load is then run with it too. Then what pages weigh, and the bundled corpus
page by page. Without wrk (Debian package `wrk`) the loads are left out.
"""

import argparse
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from urllib.parse import quote, urlencode

import numpy as np

from bench.corpus import cached, default_folder, load
from bench.figures import keep
from bench.machine import machine
from bench.ours_build import articles_of, index_articles, region_codes
from bench.queries import BenchQuery, pick
from bench.report import publish
from bench.server import serving
from bench.trees import OURS, Tree
from bench.weights import LONG, long_article, weigh
from index.corpus.articles import parse_article

__all__ = ["Load", "load_with_wrk", "main"]

EACH = 400  # queries of each class
FEW = 390  # searches that are asked over and over
CLIENTS = (1, 16)
ENCODINGS = "gzip, deflate, br, zstd"  # as browsers ask
HEADER = ["| | clients | requests/s | p50, ms | p99, ms | errors |", "|---|---|---|---|---|---|"]


@dataclass(frozen=True, slots=True)
class Load:
    """Hold what one load gave: requests a second, milliseconds, failed requests."""

    rate: float
    p50: float
    p99: float
    errors: int


def searches(queries: Sequence[BenchQuery], *, prefix: str) -> list[str]:
    """Return distinct addresses of searches, in an order that mixes the classes."""
    regions = region_codes()
    paths = []
    for number, query in enumerate(queries):
        arguments = {"q": query.text, "mode": query.mode}
        if query.region is not None or number % 5 == 0:
            arguments["region"] = regions[query.region if query.region is not None else number % 20]
        paths.append(f"{prefix}?{urlencode(arguments)}")
    distinct = list(dict.fromkeys(paths))
    return [distinct[i] for i in np.random.default_rng(3).permutation(len(distinct))]


def load_with_wrk(port: int, paths: Path, *, clients: int, seconds: int) -> Load:
    """Load a server with wrk for some seconds."""
    script = Path(__file__).with_name("requests.lua")
    command = ["wrk", f"-t{min(clients, 2)}", f"-c{clients}", f"-d{seconds}s", "--timeout", "10s"]
    command += ["-H", f"Accept-Encoding: {ENCODINGS}"]
    command += ["-s", str(script), f"http://127.0.0.1:{port}"]
    shown = subprocess.run(
        command, check=True, capture_output=True, text=True, env=os.environ | {"BENCH_PATHS": str(paths)}
    )
    found = re.search(r"FIGURES (\d+) (\d+) (\d+) (\d+) (\d+)", shown.stdout)
    if not found:
        raise RuntimeError(f"wrk gave no figures: {shown.stdout}{shown.stderr}")
    requests, micros, p50, p99, errors = map(int, found.groups())
    return Load(requests / micros * 1e6, p50 / 1e3, p99 / 1e3, errors)


def measure_load(folder: Path, *, passages: int, seconds: int, uncached: dict[str, str]) -> list[str]:
    """Return the lines of loads and weights over generated passages."""
    index, queries = _indexed(folder, passages)
    lines: list[str] = []
    settings = {"": {}} if not uncached else {", answers not kept": uncached, ", answers kept": {}}
    if shutil.which("wrk"):
        lines += HEADER
        for label, environment in settings.items():
            lines += _loads(index, queries, folder, seconds=seconds, label=label, environment=environment)
    else:
        lines.append("- load: left out, wrk is not installed (Debian package `wrk`)")
    with serving(index) as server:
        word = quote(queries[0].text)
        pages = {
            "search page, common word": f"/search?q={word}",
            "article of 313 KB": f"/articles/{LONG}",
        }
        lines += ["", *weigh(server, pages), "", f"- server: first answer after {server.seconds:.2f} s"]
    return lines


def _loads(
    index: Path,
    queries: Sequence[BenchQuery],
    folder: Path,
    *,
    seconds: int,
    label: str,
    environment: dict[str, str],
) -> list[str]:
    """Return the rows of every load on one server."""
    lines = []
    asked = folder / "paths.txt"
    with serving(index, None, environment) as server:
        for what, prefix in (("search page", "/search"), ("JSON", "/api/v1/search")):
            paths = searches(queries, prefix=prefix)
            for some in (paths, paths[:FEW]):
                asked.write_text("\n".join(some) + "\n", "utf-8")
                for clients in CLIENTS:
                    burst = load_with_wrk(server.port, asked, clients=clients, seconds=seconds)
                    lines.append(_row(f"{what}, {len(some):,} searches{label}", clients, burst))
        resident, private = server.memory()
    memories = f"{private / 1e6:.0f} MB private, {resident / 1e6:.0f} MB resident"
    return [*lines, _row(f"a worker after the load{label}: {memories}", 0, None)]


def _row(label: str, clients: int, burst: Load | None) -> str:
    if burst is None:
        return f"| {label} | | | | | |"
    return f"| {label} | {clients} | {burst.rate:,.0f} | {burst.p50:.1f} | {burst.p99:.1f} | {burst.errors} |"


def _indexed(folder: Path, passages: int) -> tuple[Path, list[BenchQuery]]:
    """Return an index of generated passages and the long article, and what is asked of it."""
    path = cached(folder, passages=passages)
    held = list(load(path))
    own = folder / path.stem / "pages"
    if not (own / "index").exists():
        shutil.rmtree(own, ignore_errors=True)
        own.mkdir(parents=True)
        long = parse_article(long_article(passage.text for passage in held))
        index_articles(chain(articles_of(held), [long]), own)
    return own / "index", pick(held, each=EACH)


def figures(lines: Sequence[str]) -> dict[str, float]:
    """Return the figures of the rows that goals are set for, by row and column."""
    told: dict[str, float | None] = {}
    for line in lines:
        label, *cells = [cell.strip() for cell in line.strip("|").split("|")]
        loaded = re.fullmatch(r"(search page|JSON), ([\d,]+) searches(.*)", label)
        if (
            loaded
            and cells[0] == "16"
            and int(loaded[2].replace(",", "")) != FEW
            and loaded[3] != ", answers kept"
        ):
            told |= {f"{loaded[1]}/requests/s": _number(cells[1]), f"{loaded[1]}/p99": _number(cells[3])}
        elif label.startswith(("search page, common", "article of")):
            names = ("HTML", "gzip", "br", "zstd", "elements", "loaded")
            told |= {f"{label}/{name}": _number(cell) for name, cell in zip(names, cells, strict=True)}
            told[f"{label}/wire"] = _number(cells[1]) or _number(cells[0])  # plain where gzip is not spoken
    return {name: value for name, value in told.items() if value is not None}


def _number(cell: str) -> float | None:
    return float(cell.replace(",", "")) if cell[:1].isdigit() else None


def measure_bundled(articles: Path, folder: Path, *, times: int = 20) -> list[str]:
    """Return the lines of page times over the bundled articles."""
    index = folder / "bundled"
    shutil.rmtree(index, ignore_errors=True)
    arguments = ("index", "--articles", str(articles.resolve()), "--index", str(index.resolve()))
    spent = Tree("jiansuo", OURS).run(*arguments, folder=OURS)
    lines = [f"- bundled corpus: indexed in {spent.wall:.2f} s"]
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
            found = [server.ask(path) for _ in range(times + 1)][1:]
            middle, high = np.percentile(found, [50, 95]) * 1e3
            lines.append(f"- bundled corpus, {label}: p50 {middle:.1f} ms, p95 {high:.1f} ms")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of pages and API."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description="Load the server.")
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--uncached", default="", metavar="NAME=VALUE", help="turns off keeping answers")
    parser.add_argument("--articles", type=Path, default=Path("articles"), help="the bundled corpus")
    parser.add_argument("--folder", type=Path, default=default_folder(), help="for corpora and indexes")
    parser.add_argument("--out", type=Path, help="Markdown file whose section is replaced")
    given = parser.parse_args(arguments)
    name, _, value = given.uncached.partition("=")
    lines = [f"## Pages: generated, {given.passages:,} passages", "", f"{machine()}.", ""]
    lines += measure_load(
        given.folder, passages=given.passages, seconds=given.seconds, uncached={name: value} if name else {}
    )
    lines += measure_bundled(given.articles, given.folder)
    text = "\n".join(lines) + "\n"
    print(text)
    if given.out:
        publish(given.out, text)
        keep(given.out, f"pages/{given.passages}", figures(lines))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
