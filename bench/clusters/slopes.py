"""How does the cost of a cluster grow with passages, and what follows for 100 million?

From the values that runs of several sizes kept. A search costs a fixed part, and a part for each 100,000
passages of a shard; both are read off the smallest and the largest size. The plan multiplies them.

Decision: shards are searched at the same time by different cores, so that a search takes as long as one shard
of `SHARD` passages, and as much work as all of them. What a shard does beside its passages, the fixed part,
is counted once for each shard too: too much rather than too little.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import fmean

from bench.clusters.asked import ASKED
from bench.figures import Figures, held
from bench.report import ms
from index.opensearch.publishing.publish import PER_NODE, SHARD

__all__ = ["PLANNED", "section"]

PLANNED = 100_000_000  # passages
STEP = 100_000  # passages, for which slopes are told
Sizes = Mapping[int, Mapping[str, float]]
"""The values of runs with one number of nodes, by passages."""


class Line:
    """What one value costs: `fixed`, and `step` for each STEP passages."""

    def __init__(self, sizes: Sizes, name: str) -> None:
        small, large = min(sizes), max(sizes)
        low, high = sizes[small][name], sizes[large][name]
        self.step = max((high - low) / (large - small) * STEP, 0.0)
        self.fixed = max(low - self.step * small / STEP, 0.0)

    def at(self, passages: float) -> float:
        """Return the cost at a size."""
        return self.fixed + self.step * passages / STEP


def section(out: Path) -> str:
    """Return the section of slopes and plan, "" while no number of nodes was measured at two sizes."""
    runs = {nodes: sizes for nodes, sizes in sorted(_runs(held(out)).items()) if len(sizes) > 1}
    if not runs:
        return ""
    names = [f"cluster, {nodes} {'node' if nodes == 1 else 'nodes'}" for nodes in runs]
    header = ["local", "bare, 1 node", *names] if 1 in runs else names
    lines = [
        "## Cluster: slopes",
        "",
        "p50 in ms: fixed + for each 100,000 passages, from "
        + "; ".join(
            f"{' and '.join(f'{size:,}' for size in sorted(sizes))} passages" for sizes in runs.values()
        )
        + ".",
        "",
        f"| | {' | '.join(header)} |",
        "|---|" + "---|" * len(header),
        *_slopes(runs),
    ]
    if 1 in runs:
        lines += ["", *_plan(runs[1])]
    return "\n".join(lines) + "\n"


def _runs(figures: Figures) -> dict[int, dict[int, dict[str, float]]]:
    """Return the values of runs by number of nodes and passages."""
    runs: dict[int, dict[int, dict[str, float]]] = {}
    for measure, values in figures.items():
        kind, _, rest = measure.partition("/")
        if kind == "cluster":
            runs.setdefault(int(rest.partition("/")[0]), {})[int(values["passages"])] = values
    return runs


def _slopes(runs: Mapping[int, Sizes]) -> Iterator[str]:
    columns = [(sizes, "cluster") for sizes in runs.values()]
    if 1 in runs:
        columns = [(runs[1], "local"), (runs[1], "bare"), *columns]
    for asked in ASKED:
        cells = []
        for sizes, engine in columns:
            name = f"p50/{engine}/{asked.name}"
            known = all(name in values for values in sizes.values())
            line = Line(sizes, name) if known else None
            cells.append(f"{ms(line.fixed)} + {ms(line.step)}" if line else "–")
        yield f"| {asked.title} | {' | '.join(cells)} |"


def _plan(sizes: Sizes) -> Iterator[str]:
    """Yield what 100 million passages take, by the slopes of one node."""
    largest = sizes[max(sizes)]
    shards = -(-PLANNED // SHARD)
    disk = largest["bytes/cluster"] * PLANNED / 1e9
    lines = {asked: Line(sizes, f"p50/cluster/{asked.name}") for asked in ASKED}
    work = {asked: line.at(SHARD) * shards / 1e3 for asked, line in lines.items()}
    yield f"{PLANNED:,} passages by these slopes, in shards of {SHARD:,} (`bench/CLUSTER.md` says how):"
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield f"| shards | {shards} |"
    yield f"| data nodes, {PER_NODE} shards each | {-(-shards // PER_NODE)} |"
    yield f"| disk of one copy, GB | {disk:,.0f} |"
    yield f"| disk with one replica, and the next generation beside it, GB | {4 * disk:,.0f} |"
    yield f"| publishing from nothing at the rate measured, hours | {_hours(largest):,.1f} |"
    yield f"| cores busy, for one mixed search a second | {fmean(work.values()):,.1f} |"
    yield ""
    yield "| | p50, ms, a core free for every shard | seconds of work of all shards |"
    yield "|---|---|---|"
    for asked, line in lines.items():
        yield f"| {asked.title} | {ms(line.at(SHARD))} | {work[asked]:,.1f} |"


def _hours(values: Mapping[str, float]) -> float:
    return PLANNED / values["passages/s/cluster"] / 3_600
