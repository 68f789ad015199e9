"""How long do the instruments take over a whole corpus: the first rows, and all of them?

    python -m bench.instruments INDEX [--queries 的,企业,党建] [--only concordance] [--out bench/RESULTS.md]

INDEX is a folder or the address of a cluster. For each query and each row of CASES the first page is made as
the API makes it (100 rows); then, from nothing again, every row is walked, as a download does; then the first
page is asked for once more. Each is the least of some runs by the clock on the wall, by an engine that has
answered searches and that has kept nothing of instruments but what its column says.
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import keep
from bench.machine import machine
from bench.report import publish
from search import Engine, open_engine
from search.instruments.instrument import Instrument
from search.instruments.registry import INSTRUMENTS

__all__ = ["CASES", "main"]

PAGE = 100  # rows, as the API answers unless asked otherwise
TOLD = 20  # characters of a value by which a case is named
TERMS = {
    first: [first + second for second in "业济会治律人员府场部区理作发管展务规定制"]
    for first in "党经社政法企人民产市"
}

CASES: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("concordance", {}),
    ("concordance", {"order": "left"}),
    ("concordance", {"order": "right"}),
    ("concordance", {"group": "next"}),
    ("collocates", {}),
    ("collocates", {"unit": "gram"}),
    ("compare", {"against": "发展"}),
    ("distribution", {"by": "region"}),
    ("distribution", {"by": "year", "count": "occurrences"}),
    ("matrix", {}),
    ("figures", {}),
    ("panel", {"concepts": "\n".join(f"{name}：{'，'.join(own)}" for name, own in TERMS.items())}),
    ("batch", {"queries": "\n".join(term for own in TERMS.values() for term in own)}),
    ("initiatives", {}),
    ("initiatives", {"per": "adoption", "level": 1}),
)
"""An instrument and what is asked of it; one that has no row here is measured as it usually is."""


COLUMNS = ("rows", "first", "whole", "again")


@dataclass(frozen=True, slots=True)
class Timed:
    """How many rows a table has, and what it took in seconds."""

    query: str
    case: str
    rows: int
    first: float
    whole: float
    again: float

    @property
    def cells(self) -> Sequence[str]:
        """Return the cells of a row."""
        times = (self.first, self.whole, self.again)
        return (self.query, f"`{self.case}`", f"{self.rows:,}", *(f"{one:.2f}" for one in times))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; return 0."""
    given = _parser().parse_args(arguments)
    engine = open_engine(given.index, kept=0)
    engine.warm()
    told = engine.about()
    rows = []
    for text in given.queries.split(","):
        for name, asked in _cases(given.only.split(",") if given.only else ()):
            rows.append(_timed(engine, text, name, asked, rounds=given.rounds))
            print("\t".join(rows[-1].cells), flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    title = f"Instruments: {given.name}, {told.passages:,} passages"
    if given.out:
        publish(given.out, _section(title, rows, peak))
        values = {f"{part}/{one.case}/{one.query}": getattr(one, part) for one in rows for part in COLUMNS}
        keep(given.out, f"instruments/{given.name}/{told.passages}", values | {"memory": peak})
    return 0


def _cases(only: Sequence[str]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return what is measured: the rows above, and each other instrument as it usually is."""
    named = {name for name, _ in CASES}
    others: list[tuple[str, Mapping[str, Any]]] = [
        (one.name, {}) for one in INSTRUMENTS if one.name not in named and not _wants(one)
    ]
    return [case for case in (*CASES, *others) if not only or case[0] in only]


def _wants(instrument: Instrument) -> bool:
    return any(row.needed for row in instrument.parameters)


def _timed(engine: Engine, text: str, name: str, asked: Mapping[str, Any], *, rounds: int) -> Timed:
    firsts, wholes, agains, rows = [], [], [], 0

    def page(one: Engine) -> int:
        return one.instrument(name, text, **asked).page(1, PAGE)[1]

    for _ in range(rounds):
        first, _ = _clocked(page, _fresh(engine))
        one = _fresh(engine)
        whole, rows = _clocked(lambda one: sum(1 for _ in one.instrument(name, text, **asked).rows), one)
        again, _ = _clocked(page, one)
        firsts.append(first)
        wholes.append(whole)
        agains.append(again)
    told = (f"{key}={value if len(str(value)) <= TOLD else '...'}" for key, value in asked.items())
    case = " ".join([name, *told])
    return Timed(text, case, rows, min(firsts), min(wholes), min(agains))


def _fresh(engine: Engine) -> Engine:
    """Return an engine over the same open corpus that has kept nothing."""
    return Engine(engine.backend, engine.segmenter, kept=0)


def _clocked(work: Callable[[Engine], int], engine: Engine) -> tuple[float, int]:
    began = time.perf_counter()
    rows = work(engine)
    return time.perf_counter() - began, rows


def _section(title: str, rows: Sequence[Timed], peak: float) -> str:
    """Return the section of a file of results."""
    told = (
        f"{machine()}. Seconds on the wall: the first {PAGE} rows with their count, all rows, the first page "
        f"once more. Memory at the most {peak:,.0f} MB, files of the index included."
    )
    lines = [
        f"## {title}",
        "",
        told,
        "",
        "| query | table | rows | first | all | again |",
        "|---|---|--:|--:|--:|--:|",
        *("| " + " | ".join(one.cells) + " |" for one in rows),
        "",
    ]
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.instruments", description="Measure instruments.")
    parser.add_argument("index")
    parser.add_argument("--name", default="corpus", help="what the corpus is called in the results")
    parser.add_argument("--queries", default="的,企业,党建", help="commas between them")
    parser.add_argument("--only", default="", help="names of instruments, commas between them")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, help="Markdown file whose section of this corpus is replaced")
    return parser


if __name__ == "__main__":
    sys.exit(main())
