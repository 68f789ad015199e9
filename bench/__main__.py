"""Run every measure in order, small by default: ``make bench``.

    python -m bench [--passages 20000] [--peers ...] [--eval FOLDER] [--laws FILE] [--out FILE]

Figures at more passages, or over texts of your own, come from the same command with larger numbers and paths.
Measures whose data is not given are left out, each with one line. The exit status is 1 if engines disagree.
"""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from bench import pages, quality, speed
from bench.corpus import default_folder

__all__ = ["main"]

PEERS = "tantivy,whoosh"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run speed, quality, regions and pages; return the highest exit status."""
    given = _parser().parse_args(arguments)
    folder = ["--folder", str(given.folder)]
    size = ["--passages", str(given.passages)]
    out = ["--out", str(given.out)] if given.out else []
    statuses = [speed.main([*size, *folder, *out, "--peers", given.peers, "--each", str(given.each)])]
    if given.laws:
        texts = ["--jsonl", str(given.laws)]
        statuses.append(speed.main([*size, *folder, *out, *texts, "--peers", given.peers]))
    else:
        print("speed over laws: left out, no file given (--laws FILE or LAWS=FILE)\n")
    if given.eval or given.laws:
        laws = ["--laws", str(given.laws)] if given.laws else []
        statuses.append(quality.main([*([str(given.eval)] if given.eval else []), *laws, *out]))
    else:
        print("quality: left out, no folder or laws given (--eval FOLDER or EVAL=FOLDER, LAWS=FILE)\n")
    statuses.append(pages.main([*size, *folder, *out, "--seconds", str(given.seconds)]))
    return max(statuses)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure speed and quality.")
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--each", type=int, default=30, help="queries of each class")
    parser.add_argument("--peers", default=PEERS, help="engines to compare with, of: " + PEERS)
    parser.add_argument("--seconds", type=int, default=10, help="of each load on the server")
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
