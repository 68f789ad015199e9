"""How do the figures read? One Markdown table per corpus, and a file of such sections."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench.engines.engine import Engine
from bench.machine import machine
from bench.ours_build import Built
from bench.queries import CLASSES, BenchQuery
from bench.serving import Served

__all__ = ["Run", "figures", "ms", "publish", "section", "table"]

REFERENCE = "tantivy"
WHOLE = """\
Every engine answers with a page: exact totals in passages and articles, ten articles with up to three of
their best passages (text, heading, marks, extract) and how many more match, and six facets in order, counted
in articles and in passages. Peers are fed ready tokens, and what they have no feature for is done around
them with NumPy and a mapped file. They rank by one BM25, by words or by grams, and mark strings; ours ranks
by both at once, with boosts, and also says how much lies on the unplaced shelf."""


@dataclass(slots=True)
class Run:
    """Hold what one run found: by engine name, processor times by (engine, class) in seconds."""

    source: str
    passages: int
    engines: list[Engine]
    queries: list[BenchQuery]
    built: dict[str, Built] = field(default_factory=dict)
    served: dict[str, Served] = field(default_factory=dict)
    times: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    checked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    compared: int = 0
    faults: list[str] = field(default_factory=list)


def table(run: Run) -> str:
    """Return the section of one run."""
    names = [engine.name for engine in run.engines]
    lines = [
        f"## Engines: {run.source}, {run.passages:,} passages",
        "",
        f"{machine()}. " + "; ".join(e.version() for e in run.engines) + ".",
        "",
        "Queries: p50 / p95 in ms of processor time; in brackets p50 as a multiple of tantivy's in this run.",
        "",
        "| | " + " | ".join(names) + " |",
        "|---|" + "---|" * len(names),
    ]
    lines += [f"| {title} | " + " | ".join(cells) + " |" for title, cells in _costs(run, names)]
    for query_class in CLASSES:
        lines.append(
            f"| {query_class.title} | "
            + " | ".join(_timed(run, name, query_class.name) for name in names)
            + " |"
        )
    lines += ["", WHOLE, "", *_notes(run)]
    return "\n".join(lines) + "\n"


def figures(run: Run) -> dict[str, float]:
    """Return our p50 as a multiple of each peer's by class, and how much faster a peer builds."""
    told = {}
    for (name, query_class), times in run.times.items():
        ours = run.times.get(("jiansuo", query_class))
        if name != "jiansuo" and ours:
            told[f"{name}/{query_class}"] = float(np.median(ours) / np.median(times))
    for name, built in run.built.items():
        told[f"build/{name}"] = run.built["jiansuo"].seconds / built.seconds
    return told


def _costs(run: Run, names: list[str]) -> list[tuple[str, list[str]]]:
    built = [run.built.get(name) for name in names]
    served = [run.served.get(name) for name in names]
    return [
        ("build, passages/s", [f"{run.passages / b.seconds:,.0f}" if b else "" for b in built]),
        ("index, MB", [f"{b.bytes / 1e6:,.1f}" if b else "" for b in built]),
        (
            "open to first answer, s (with imports)",
            [f"{s.first:.3f} ({s.start:.2f})" if s else "" for s in served],
        ),
        (
            "memory after 1,000 queries, MB: private (resident)",
            [
                f"{s.private / 1e6:.0f} ({s.resident / 1e6:.0f}){_fewer(s.queries)}" if s else ""
                for s in served
            ],
        ),
    ]


def _fewer(queries: int) -> str:
    return "" if queries >= 1000 else f" after {queries}"


def _timed(run: Run, name: str, query_class: str) -> str:
    times = run.times.get((name, query_class))
    if not times:
        return "–"
    middle, high = np.percentile(times, [50, 95]) * 1e3
    own = f"{ms(middle)} / {ms(high)}"
    other = run.times.get((REFERENCE, query_class))
    if name == REFERENCE or not other:
        return own
    ratio = middle / (np.median(other) * 1e3)
    return f"{own} ({ratio:.2f}×)" if ratio < 10 else f"{own} ({ratio:,.0f}×)"


def ms(value: float) -> str:
    """Write milliseconds with as many digits as say something."""
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 100 else f"{value:,.0f}"


def _notes(run: Run) -> list[str]:
    lines = [f"- {engine.name}: {engine.note}." for engine in run.engines]
    asked = ", ".join(f"{name} {count}" for name, count in run.checked.items())
    verdict = f"{len(run.faults)} disagreements" if run.faults else "all equal"
    lines.append(
        f"- Totals, lengths of pages and counts of six facets compared ({asked} queries answered); "
        f"headings, and marks of strings, of {run.compared:,} passages that two engines showed: {verdict}."
    )
    return lines


def section(path: Path) -> dict[str, str]:
    """Return the sections of a file of results by their headings; "" is what stands before the first."""
    text = path.read_text("utf-8") if path.exists() else "# Results\n\n"
    parts = re.split(r"(?m)^(?=## )", text)
    return {part.partition("\n")[0] if part.startswith("## ") else "": part for part in parts}


def publish(path: Path, text: str) -> None:
    """Replace the section that has the text's heading, or add it."""
    found = section(path)
    found[text.partition("\n")[0]] = text
    path.write_text("\n".join(part.rstrip("\n") + "\n" for part in found.values()), "utf-8")
