"""How much faster is `Engine.search` than another commit's, in one run?

    python -m bench.beside TREE [--passages 200000] [--reuse] [--out bench/RESULTS.md]

Each tree indexes the same articles with its own `jiansuo index` and answers the same queries, ten in a row,
in processor time; what a page shows is read from every answer, and totals must be equal. Without TREE ours
alone is measured, for how cost grows.
"""

import argparse
import json
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np

from bench.corpus import cached, default_folder, load
from bench.figures import keep
from bench.machine import machine
from bench.ours_build import articles_of, region_codes
from bench.queries import CLASSES, BenchQuery, pick
from bench.report import publish
from bench.trees import OURS, Tree
from index.corpus.articles import write_article

__all__ = ["main"]

BLOCK = 10
Times = dict[tuple[str, str], list[float]]


class Asked:
    """A process that answers for one tree."""

    def __init__(self, tree: Tree, process: subprocess.Popen[str]) -> None:
        self.tree, self.process = tree, process

    def ask(self, query: BenchQuery, regions: Sequence[str]) -> tuple[float, int, int]:
        """Return seconds of processor time, passages and articles. Raises RuntimeError if it ended."""
        filters = {} if query.region is None else {"region": regions[query.region]}
        line = json.dumps({"text": query.text, "mode": query.mode, "filters": filters})
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the process has no pipes")
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self.tree.name} did not answer {query}")
        spent, passages, articles = json.loads(answer)
        return spent, passages, articles


@contextmanager
def asking(tree: Tree, index: Path) -> Iterator[Asked]:
    """Run what answers for a tree until the block ends."""
    command = [
        tree.python,
        "-W",
        "ignore",
        str(Path(__file__).with_name("asked.py")),
        str(tree.root),
        str(index),
    ]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tree.root, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield Asked(tree, process)
        finally:
            process.kill()


def ask(engines: Sequence[Asked], queries: Sequence[BenchQuery], *, rounds: int) -> tuple[Times, list[str]]:
    """Ask every engine every query, in turn by blocks; return the times and where totals differ."""
    regions = region_codes()
    times: Times = defaultdict(list)
    faults = []
    for turn in range(rounds + 1):
        for start in range(0, len(queries), BLOCK):
            shift = (turn + start // BLOCK) % len(engines)
            totals = defaultdict(set)
            for engine in (*engines[shift:], *engines[:shift]):
                for query in queries[start : start + BLOCK]:
                    spent, *total = engine.ask(query, regions)
                    totals[query].add(tuple(total))
                    if turn:  # the first round warms what later ones find ready
                        times[engine.tree.name, query.name].append(spent)
            if not turn:
                faults += [f"{query}: {found}" for query, found in totals.items() if len(found) > 1]
    return times, faults


def indexed(trees: Sequence[Tree], folder: Path, *, passages: int, reuse: bool) -> list[Path]:
    """Return the index of each tree over the same generated articles."""
    own = folder / f"beside-{passages}"
    indexes = [own / tree.name for tree in trees]
    if reuse and all(index.exists() for index in indexes):
        return indexes
    shutil.rmtree(own, ignore_errors=True)
    files = own / "articles"
    files.mkdir(parents=True)
    for article in articles_of(load(cached(folder, passages=passages))):
        write_article(article, files / f"{article.id}.md")
    for tree, index in zip(trees, indexes, strict=True):
        spent = tree.run("index", "--articles", str(files), "--index", str(index), folder=own)
        print(f"{tree.name}: indexed {passages:,} passages in {spent.wall:.1f} s", flush=True)
    shutil.rmtree(files)
    return indexes


def table(times: Times, trees: Sequence[Tree], *, passages: int, verdict: str) -> str:
    """Return the section of one size."""
    names = [tree.name for tree in trees]
    lines = [
        f"## Engine.search: generated, {passages:,} passages",
        "",
        f"{machine()}. p50 / p95 in ms of processor time, and how many times faster ours is at p50.",
        "",
        "| | " + " | ".join(names) + " |",
        "|---|" + "---|" * len(names),
    ]
    for query_class in CLASSES:
        middle = {name: float(np.median(times[name, query_class.name])) for name in names}
        cells = []
        for name in names:
            high = np.percentile(times[name, query_class.name], 95) * 1e3
            ratio = "" if name == names[0] else f" ({middle[name] / middle[names[0]]:.2f}×)"
            cells.append(f"{middle[name] * 1e3:.2f} / {high:.2f}{ratio}")
        lines.append(f"| {query_class.title} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", f"- Totals compared: {verdict}."]) + "\n"


def figures(times: Times, trees: Sequence[Tree]) -> dict[str, float]:
    """Return p50 of ours in ms by class, and how many times faster than the last tree it is."""
    ours, other = trees[0].name, trees[-1].name
    told = {f"p50/{name}": float(np.median(own)) * 1e3 for (tree, name), own in times.items() if tree == ours}
    if other != ours:
        for query_class in CLASSES:
            name = query_class.name
            told[f"faster/{name}"] = float(np.median(times[other, name]) / np.median(times[ours, name]))
    return told


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure one size; return 1 if totals differ."""
    parser = argparse.ArgumentParser(prog="python -m bench.beside", description="Compare two commits.")
    parser.add_argument("tree", nargs="*", type=Path, help="checkout of another commit")
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--each", type=int, default=30, help="queries of each class")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--reuse", action="store_true", help="keep indexes that are there")
    parser.add_argument("--folder", type=Path, default=default_folder(), help="for corpora and indexes")
    parser.add_argument("--out", type=Path, help="Markdown file whose section is replaced")
    given = parser.parse_args(arguments)
    trees = [Tree("jiansuo", OURS), *(Tree(path.resolve().name, path.resolve()) for path in given.tree)]
    indexes = indexed(trees, given.folder.resolve(), passages=given.passages, reuse=given.reuse)
    queries = pick(list(load(cached(given.folder, passages=given.passages))), each=given.each)
    with ExitStack() as stack:
        engines = [stack.enter_context(asking(*pair)) for pair in zip(trees, indexes, strict=True)]
        times, faults = ask(engines, queries, rounds=given.rounds)
    for fault in faults:
        print(f"TOTALS DIFFER: {fault}")
    text = table(
        times, trees, passages=given.passages, verdict=f"{len(faults)} differ" if faults else "all equal"
    )
    print(text)
    if given.out:
        publish(given.out, text)
        keep(given.out, f"search/{given.passages}", figures(times, trees))
    return int(bool(faults))


if __name__ == "__main__":
    raise SystemExit(main())
