"""How long does a file of many passages take to write, and how much memory, format by format?

    python -m bench.exports [--rows 1000000] [--formats csv,xlsx]

Each format is written twice, a quarter of the rows and all of them, each time by a process of its own, since
the memory of one tells whether it grows with the rows. Rows are invented passages with all the columns of a
search that is handed on; finding them, which all formats share, is left out.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from random import Random

from bench.invented import Place, article
from bench.machine import machine
from search.instruments.lines.passages import COLUMNS
from web.exports.download import Download
from web.exports.plain import PlainRow
from web.exports.writers import WRITERS, writer_named

__all__ = ["main"]

KINDS = 200  # different articles
MEASURE = "--measured"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures."""
    given = _parser().parse_args(arguments)
    if given.measured:
        print(json.dumps(_measured(given.formats, given.rows)))
        return 0
    print(f"{given.rows:,} rows of {len(COLUMNS)} columns. {machine()}.\n")
    print("| format | processor time | rows a second | size | memory | memory, a quarter of the rows |")
    print("|---|---|---|---|---|---|")
    for form in given.formats.split(","):
        quarter, whole = (_apart(form, rows) for rows in (given.rows // 4, given.rows))
        seconds, size = whole["seconds"], whole["bytes"] / 1e6
        print(
            f"| {form} | {seconds:.1f} s | {given.rows / max(seconds, 1e-9):,.0f} | {size:,.1f} MB "
            f"| {whole['memory']:.0f} MB | {quarter['memory']:.0f} MB |",
            flush=True,
        )
    return 0


def _apart(form: str, rows: int) -> dict[str, float]:
    """Measure one format in a process of its own."""
    command = [sys.executable, "-m", "bench.exports", MEASURE, "--formats", form, "--rows", str(rows)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def _measured(form: str, rows: int) -> dict[str, float]:
    """Write a file to nowhere; return seconds of processor time, bytes, and the most memory held in MB."""
    writer = writer_named(form)
    assert writer, form
    made = Download(COLUMNS, _rows(rows), "zh", "题", (("检索式", "党建"),), ("text", "link", "citation"))
    before, size = time.process_time(), 0
    for piece in writer.write(made):
        size += len(piece)
    spent = time.process_time() - before
    return {
        "seconds": spent,
        "bytes": size,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _rows(many: int) -> Iterator[PlainRow]:
    """Yield passages with the columns of a search that is handed on."""
    rng = Random(1)
    written = [article(rng, Place("青石市", "510000")) for _ in range(KINDS)]
    texts = ["".join(some) for one in written for _, paragraphs in one.sections for some in paragraphs]
    for number, text in enumerate(islice(cycle(texts), many)):
        name, passage = f"article-{number // 8}", f"{number:012x}"
        link = f"https://search.example.org/articles/{name}#{passage}"
        entry = f"记者甲. 青石市的一天[N/OL]. 青石日报, 2024-05-06: 第{number % 8}段. {link}."
        yield [
            name, "青石市的一天", "青石日报", "记者甲", "2024-05-06", "四川省", "510000", "党建品牌",
            "party-brand", passage, "正文", number % 8 + 1, text, "[[4,6],[20,22]]", link, entry,
        ]  # fmt: skip


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.exports", description="Measure written files.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--formats", default=",".join(writer.name for writer in WRITERS), help="by commas")
    parser.add_argument(MEASURE, action="store_true", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
