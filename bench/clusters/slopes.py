"""How does the cost of a cluster grow with passages, and what follows for 100 million?

From the values that runs of several sizes kept. A search costs a fixed part, and a part for each 100,000
passages of a shard; both are read off the smallest and the largest size. The plan multiplies them.

Decision: shards are searched at the same time by different cores, so that a search takes as long as one shard
of `SHARD` passages, and as much processor time as all of them. What a shard does beside its passages, the
fixed part, is counted for each shard: too much rather than too little, since some of it is the client's.
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
        lines += ["", *_plan(runs[1], held(out))]
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


def _plan(sizes: Sizes, figures: Figures) -> Iterator[str]:
    """Yield what 100 million passages take, by the slopes of one node."""
    clock = {asked: Line(sizes, f"p50/cluster/{asked.name}").at(SHARD) for asked in ASKED}
    shards = -(-PLANNED // SHARD)
    work = {asked: Line(sizes, f"work/cluster/{asked.name}").at(SHARD) * shards / 1e3 for asked in ASKED}
    yield f"{PLANNED:,} passages by these slopes, in shards of {SHARD:,} (`bench/CLUSTER.md` says how):"
    yield ""
    yield "| | |"
    yield "|---|---|"
    for title, value in _needs(sizes[max(sizes)], figures, shards):
        yield f"| {title} | {value:,.0f} |"
    yield f"| cores busy, for one search a second, all classes alike | {fmean(work.values()):,.1f} |"
    yield ""
    yield "| | p50, ms, a core free for every shard | seconds of processor, all shards |"
    yield "|---|---|---|"
    for asked in ASKED:
        yield f"| {asked.title} | {ms(clock[asked])} | {work[asked]:,.1f} |"


def _needs(largest: Mapping[str, float], figures: Figures, shards: int) -> Iterator[tuple[str, float]]:
    """Yield what must be there besides processors."""
    gigabytes = largest["bytes/cluster"] * PLANNED / 1e9
    yield "shards", shards
    yield f"data nodes, {PER_NODE} shards each", -(-shards // PER_NODE)
    yield "disk of one copy, GB", gigabytes
    yield "disk with one replica and the next generation beside it, GB", 4 * gigabytes
    yield "files of a node with its share of one replica, GB", 2 * gigabytes / -(-shards // PER_NODE)
    yield (
        "publishing from nothing at the rate of this one machine, hours",
        PLANNED / largest["passages/s/cluster"] / 3_600,
    )
    whole = {
        int(values["passages"]): values
        for measure, values in figures.items()
        if measure.startswith("whole/generated/")
    }
    if len(whole) > 1:
        memory = Line(whole, "MB/index from nothing").at(PLANNED) / 1e3
        yield "memory of `jiansuo index` before that, by its own slope, GB", memory
