"""How do the figures of a cluster read: one section for each size and number of nodes, and values to keep?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

import numpy as np

from bench.clusters.asked import ASKED
from bench.clusters.bare import LACKS
from bench.clusters.costs import VARIANTS
from bench.clusters.observed import KINDS, Request
from bench.clusters.timing import Load, Timed
from bench.machine import machine
from bench.ours_build import Built
from bench.report import ms

__all__ = ["ENGINES", "Measured", "figures", "table"]

ENGINES = ("local", "cluster", "bare")
TIMES = (
    "Every query asked once, nothing kept of answers: p50 / p95 in ms by the clock; then `work`, the mean of "
    "processor time in ms, of the nodes and the client together."
)
AGAIN = (
    "What features cost: the very requests again, which the server has at hand now: median ms as they were "
    "and changed."
)
WHERE = (
    "Where the time of a search of the cluster goes: mean ms by kind of request; `ours` is parsing, marks, "
    "extracts, reading JSON."
)


@dataclass(slots=True)
class Measured:
    """What one run found.

    `generated` is how many passages were asked for, `passages` how many titles and headings make of them;
    `built` is by engine, `one` the seconds of publishing one changed article, each time it was done; `memory`
    has bytes of each node: resident, and used of its heap; `features` are seconds by class and variant;
    `random` is how many random searches were compared.
    """

    generated: int
    nodes: int
    version: str
    heap: str
    shards: int = 0
    replicas: int = 0
    passages: int = 0
    articles: int = 0
    built: dict[str, Built] = field(default_factory=dict)
    one: list[float] = field(default_factory=list)
    memory: list[tuple[int, int]] = field(default_factory=list)
    timed: Timed = field(default_factory=Timed)
    loads: dict[str, Load] = field(default_factory=dict)
    features: dict[str, Mapping[str, float]] = field(default_factory=dict)
    random: int = 0

    def middle(self, engine: str, name: str) -> float | None:
        """Return the p50 of a class in ms, None if the engine has no such query."""
        times = self.timed.times.get((engine, name))
        return float(np.median(times)) * 1e3 if times else None


def figures(found: Measured) -> dict[str, float]:
    """Return the values that slopes, plan and goals are made from."""
    told = {
        "passages": found.passages,
        "articles": found.articles,
        "shards": found.shards,
        "replicas": found.replicas,
        "s/one article": float(np.median(found.one)),
        "MB/node": max(resident for resident, _ in found.memory) / 1e6,
        "MB/heap": max(heap for _, heap in found.memory) / 1e6,
    }
    for engine, built in found.built.items():
        told[f"passages/s/{engine}"] = found.passages / built.seconds
        told[f"bytes/{engine}"] = built.bytes / found.passages
    for engine, load in found.loads.items():
        told[f"requests/s/{engine}"] = load.rate
    for asked in ASKED:
        for engine in ENGINES:
            if (middle := found.middle(engine, asked.name)) is not None:
                told[f"p50/{engine}/{asked.name}"] = middle
                told[f"work/{engine}/{asked.name}"] = found.timed.work[engine, asked.name] * 1e3
    return told


def table(found: Measured) -> str:
    """Return the section of one run."""
    copies = f"{found.replicas} {'copy' if found.replicas == 1 else 'copies'} of each"
    machines = (
        f"{machine()}. OpenSearch {found.version}, {found.heap} of heap each, on this one machine beside the "
        f"clients; {found.shards} {'shard' if found.shards == 1 else 'shards'}, {copies}; "
        f"{found.articles:,} articles, {found.passages:,} passages with titles and headings."
    )
    lines = [
        f"## Cluster: generated, {found.generated:,} passages, {_nodes(found.nodes)}",
        "",
        machines,
        "",
        TIMES,
        "",
        "| | local | cluster | bare | cluster: bare | work: local | cluster | bare | cluster: bare |",
        "|---|---|---|---|---|---|---|---|---|",
        *_timed(found),
        "",
        "| | local | cluster | bare |",
        "|---|---|---|---|",
        *_whole(found),
        "",
        WHERE,
        "",
        *_requests(found),
        "",
        AGAIN,
        "",
        *_features(found),
        "",
        *_notes(found),
    ]
    return "\n".join(lines) + "\n"


def _nodes(number: int) -> str:
    return f"{number} {'node' if number == 1 else 'nodes'}"


def _timed(found: Measured) -> Iterator[str]:
    for asked in ASKED:
        cells = []
        for engine in ENGINES:
            times = found.timed.times.get((engine, asked.name))
            cells.append(" / ".join(map(ms, np.percentile(times, [50, 95]) * 1e3)) if times else "–")
        ours, bare = found.middle("cluster", asked.name), found.middle("bare", asked.name)
        cells.append(_times(ours, bare))
        work = [found.timed.work[engine, asked.name] * 1e3 for engine in ENGINES]
        known = work if bare else [*work[:2], None]
        cells += ["–" if one is None else ms(one) for one in known]
        cells.append(_times(known[1], known[2]))
        yield _row(asked.title, cells)


def _times(one: float | None, other: float | None) -> str:
    return f"{one / other:.1f}×" if one and other else "–"


def _whole(found: Measured) -> Iterator[str]:
    built = [found.built[engine] for engine in ENGINES]
    yield _row("build from nothing, passages/s", [f"{found.passages / one.seconds:,.0f}" for one in built])
    yield _row("publish one changed article, s", ["", f"{np.median(found.one):.2f}", ""])
    yield _row("disk of one copy, bytes a passage", [f"{one.bytes / found.passages:,.0f}" for one in built])
    for name, number in (("resident", 0), ("used of its heap", 1)):
        most = max(memory[number] for memory in found.memory) / 1e6
        yield _row(f"memory of the largest node, MB: {name}", ["", f"{most:,.0f}", ""])
    clients = {load.clients for load in found.loads.values()}
    loads = [found.loads.get(engine) for engine in ENGINES]
    rates = [f"{one.rate:,.1f} ({ms(one.percentile(95))})" if one else "" for one in loads]
    yield _row(f"{max(clients)} clients, mixed: answers/s (p95, ms)", rates)


def _requests(found: Measured) -> Iterator[str]:
    names = [kind.name for kind in KINDS]
    yield _row("", ["requests", "all", *names, "ours"])
    yield "|---|" + "---|" * (len(names) + 3)
    for asked in ASKED:
        searches = found.timed.searches.get(asked.name, [])
        if searches:
            spent = {name: 1e3 * _mean(searches, name) for name in names}
            whole = 1e3 * fmean(found.timed.times["cluster", asked.name])
            number = fmean(map(len, searches))
            cells = [f"{number:.1f}", ms(whole), *(ms(one) if one else "" for one in spent.values())]
            yield _row(asked.title, [*cells, ms(max(whole - sum(spent.values()), 0.0))])


def _mean(searches: Sequence[Sequence[Request]], kind: str) -> float:
    """Return the seconds that requests of a kind took of one search, in the mean."""
    return fmean(sum(one.seconds for one in own if one.kind == kind) for own in searches)


def _features(found: Measured) -> Iterator[str]:
    names = [variant.name for variant in VARIANTS]
    yield _row("", names)
    yield "|---|" + "---|" * len(names)
    for asked in ASKED:
        seconds = found.features.get(asked.name, {})
        yield _row(asked.title, [ms(1e3 * seconds[name]) if name in seconds else "–" for name in names])


def _notes(found: Measured) -> Iterator[str]:
    yield "- local: `Engine.search` over the index in a folder; cluster: the same over what was published."
    yield f"- {LACKS}."
    yield "- Kinds of requests: " + "; ".join(f"{kind.name}: {kind.purpose}" for kind in KINDS) + "."
    yield "- The build of local labels articles and cuts words; that of cluster sends what local has built."
    answered = sum(len(own) for (engine, _), own in found.timed.times.items() if engine == "cluster")
    verdict = f"{len(found.timed.faults)} disagreements" if found.timed.faults else "all equal"
    yield (
        f"- local and cluster compared in {answered:,} searches (totals, counts of six facets, articles, "
        f"passages, marks and extracts of the page), and in {found.random:,} random ones with random filters "
        f"(all of the answer): {verdict}."
    )


def _row(title: str, cells: Sequence[str]) -> str:
    return f"| {title} | " + " | ".join(cells) + " |"
