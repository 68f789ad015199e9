"""How long does each engine take, one search at a time and under many clients?

By the clock, and in processor time of the nodes and of us together, which a busy machine does not lengthen.
Engines take turns by classes.

Decision: every query is asked once, after a load of others: the server compiles what it does often, and what
we keep of a search would answer it the second time.
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import groupby
from threading import Lock
from typing import Any, Protocol

import numpy as np

from bench.clusters.observed import Observed, Request
from bench.engines.engine import Answer, plain_counts
from bench.queries import BenchQuery
from bench.server import used
from search.check.sampling import Sampler
from search.engine import Engine

__all__ = ["Asked", "Load", "Timed", "ask", "disagreement", "load", "random_faults"]


SEED = 17  # of random searches


class Asked(Protocol):
    """What can be asked a query; None says that it has no such query."""

    def answer(self, query: BenchQuery) -> Any:
        """Answer."""


@dataclass(slots=True)
class Timed:
    """What one turn of all engines took.

    `times` are seconds by (engine, class), `work` those of processor in the mean; `searches` are the requests
    of each search of the cluster by class; `faults` say where our two engines disagreed.
    """

    times: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    work: dict[tuple[str, str], float] = field(default_factory=dict)
    searches: dict[str, list[Sequence[Request]]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)


def ask(
    engines: Mapping[str, Asked],
    queries: Sequence[BenchQuery],
    observed: Observed,
    *,
    nodes: Sequence[int],
    timed: Timed,
) -> None:
    """Ask every engine every query, in turn by classes; compare "local" and "cluster"."""
    names = [*engines]
    for turn, (name, group) in enumerate(groupby(queries, key=lambda query: query.name)):
        own = [*group]
        answers: dict[str, list[Any]] = {}
        shift = turn % len(names)
        for engine in (*names[shift:], *names[:shift]):
            before = _work(nodes)
            answers[engine] = [_asked(engines[engine], query, observed, engine, timed) for query in own]
            timed.work[engine, name] = (_work(nodes) - before) / len(own)
        found = map(disagreement, own, answers["local"], answers["cluster"])
        timed.faults.extend(filter(None, found))


def _asked(asked: Asked, query: BenchQuery, observed: Observed, engine: str, timed: Timed) -> Any:
    """Ask one query, note what it took, and return the answer."""
    with observed.noting() as requests:
        start = time.perf_counter()
        answer = asked.answer(query)
        seconds = time.perf_counter() - start
    if answer is not None:
        timed.times[engine, query.name].append(seconds)
    if engine == "cluster":
        timed.searches[query.name].append(requests)
    return answer


def _work(nodes: Sequence[int]) -> float:
    """Return the seconds of processor that nodes, given by process, and we have used."""
    return time.process_time() + sum(map(used, nodes))


def disagreement(query: BenchQuery, local: Answer, cluster: Answer) -> str:
    """Say what two answers of ours say differently, "" if nothing."""
    totals = [(answer.passages, answer.articles) for answer in (local, cluster)]
    if totals[0] != totals[1]:
        return f"totals: local {totals[0]}, cluster {totals[1]}: {query}"
    counts = plain_counts(local), plain_counts(cluster)
    differing = [facet for facet in counts[0] if counts[0][facet] != counts[1][facet]]
    if differing:
        return f"{', '.join(differing)}: counts differ: {query}"
    return "" if local.hits == cluster.hits else f"the page differs: {query}"


def random_faults(local: Engine, cluster: Engine, number: int) -> Iterator[str]:
    """Yield those of some random searches with random filters that two engines of ours answer differently."""
    for query in Sampler.of(local.answers().view, SEED).queries(number):
        mine, other = (replace(engine.run(query), generation="") for engine in (local, cluster))
        if mine != other:
            yield f"a random search: {query}"


@dataclass(frozen=True, slots=True)
class Load:
    """What many clients had: answers, by how many clients, within how many seconds, each after how many."""

    clients: int
    seconds: float
    times: Sequence[float]

    @property
    def rate(self) -> float:
        """Return answers a second."""
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """Return within how many ms so many of a hundred were answered."""
        return float(np.percentile(self.times, share)) * 1e3


def load(engine: Asked, queries: Sequence[BenchQuery], *, clients: int, seconds: float) -> Load:
    """Ask from many threads, none of the queries twice, until time or queries are used up."""
    waiting, lock = iter(queries), Lock()
    begin = time.perf_counter()

    def client() -> list[float]:
        times = []
        while time.perf_counter() - begin < seconds:
            with lock:
                query = next(waiting, None)
            if query is None:
                break
            start = time.perf_counter()
            if engine.answer(query) is not None:
                times.append(time.perf_counter() - start)
        return times

    with ThreadPoolExecutor(clients) as pool:
        running = [pool.submit(client) for _ in range(clients)]
        times = [spent for one in running for spent in one.result()]
    return Load(clients, time.perf_counter() - begin, times)
