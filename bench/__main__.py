"""Run every measure in order, small by default: ``make bench``.

    python -m bench [--sizes 20000,200000] [--laws FILE] [--eval FOLDER] [--beside TREE] [--cluster 1,3]
        [--out FILE]

Each size is measured with engines and peers and, with `--beside`, next to another commit; the largest is
served. With `--cluster` each size is published to clusters of so many nodes too, which takes long. What a
user waits for is measured over generated articles and over FILE. Measures whose data is not given are left
out, each with one line, and their sections stay. Goals, chart and slopes of clusters are made anew from all
that is kept beside the file of results. The exit status is 1 if engines disagree.
"""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from bench import beside, chart, goals, pages, quality, speed, whole
from bench.clusters import __main__ as clusters
from bench.clusters import slopes
from bench.corpus import default_folder
from bench.report import publish

__all__ = ["main"]

PEERS = 20_000  # passages up to which stock Whoosh is measured
AGGREGATED = 300_000  # passages up to which tantivy can count every query


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every measure; return the highest exit status."""
    given = _parser().parse_args(arguments)
    sizes = [int(size) for size in given.sizes.split(",")]
    folder = ["--folder", str(given.folder)]
    out = ["--out", str(given.out)] if given.out else []
    each = ["--each", str(given.each)]
    other = [str(given.beside)] if given.beside else []
    given.folder.mkdir(parents=True, exist_ok=True)
    statuses = []
    for size in sizes:
        own = ["--passages", str(size), *folder, *out, *each]
        if size <= AGGREGATED:
            peers = "tantivy,whoosh" if size <= PEERS else "tantivy"
            statuses.append(speed.main([*own, "--peers", peers]))
        statuses.append(beside.main([*other, *own]))
        if given.cluster:
            nodes = ["--nodes", given.cluster]
            statuses.append(clusters.main(["--passages", str(size), *nodes, *folder, *out]))
    statuses += _whole(given, sizes, [*folder, *out])
    if given.eval or given.laws:
        laws = ["--laws", str(given.laws)] if given.laws else []
        statuses.append(quality.main([*([str(given.eval)] if given.eval else []), *laws, *out]))
    else:
        print("quality: left out, no folder or laws given (--eval FOLDER or EVAL=FOLDER, LAWS=FILE)\n")
    served = ["--passages", str(sizes[-1]), "--seconds", str(given.seconds), "--uncached", given.uncached]
    statuses.append(pages.main([*served, *folder, *out]))
    if given.out:
        conclude(given.out)
    return max(statuses)


def _whole(given: argparse.Namespace, sizes: Sequence[int], where: Sequence[str]) -> list[int]:
    """Run the steps of a user over generated articles of every size and over a file."""
    other = ["--beside", str(given.beside)] if given.beside else []
    told = [whole.main(["generated", "--passages", str(size), *other, *where]) for size in sizes]
    if given.laws:
        return [*told, whole.main([str(given.laws), *other, *where])]
    print("import and index of a file: left out, none given (--laws FILE or LAWS=FILE)\n")
    return told


def conclude(out: Path) -> None:
    """Make goals, chart and the slopes of clusters anew from what is kept beside a file of results."""
    for text in (goals.table(out), chart.section(out), slopes.section(out)):
        if text:
            publish(out, text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure speed and quality.")
    parser.add_argument("--sizes", default="20000", help="passages, by commas; 20000,200000,1000000 for all")
    parser.add_argument("--each", type=int, default=30, help="queries of each class")
    parser.add_argument("--seconds", type=int, default=10, help="of each load on the server")
    parser.add_argument("--uncached", default="", metavar="NAME=VALUE", help="turns off keeping answers")
    parser.add_argument("--beside", type=Path, help="checkout of another commit to measure in turn")
    parser.add_argument("--cluster", default="", metavar="NODES", help="clusters of 1,3 nodes, for example")
    parser.add_argument(
        "--eval", type=_path, default=_path(os.environ.get("EVAL", "")), help="evaluation set"
    )
    parser.add_argument(
        "--laws", type=_path, default=_path(os.environ.get("LAWS", "")), help="JSONL of texts"
    )
    parser.add_argument("--folder", type=Path, default=default_folder(), help="for corpora and indexes")
    parser.add_argument("--out", type=Path, help="Markdown file for the figures")
    return parser


def _path(text: str) -> Path | None:
    return Path(text) if text else None


if __name__ == "__main__":
    raise SystemExit(main())
