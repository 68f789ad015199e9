"""How fast are our search and its peers, in one run, on the same passages and queries, with the same answers?

    python -m bench.speed --passages 20000 [--jsonl FILE] [--peers tantivy,whoosh] [--out bench/RESULTS.md]

Every engine is built, checked against the others, and asked in turn, so that whatever disturbs the
machine hits all alike. Ours is `Engine.search`, the one that users call; the peers answer with the same page:
totals, ten articles with their passages, marks and extracts, six facets. What serving costs is measured for
each in a process of its own.

Decision: a query costs the processor time of the process, all its threads together: on a machine that others
use too, the clock on the wall measures them as well.

Decision: engines take turns every ten queries, not every query. A slow engine empties the processor's caches;
with turns query by query, such a one made tantivy and us twice as slow as we are alone, by blocks of ten a
tenth.
"""

import argparse
import gc
import json
import shutil
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from bench.corpus import cached, default_folder, load
from bench.engines.engine import Answer, Engine, Fed, plain_counts
from bench.figures import keep
from bench.ours_build import Built
from bench.passage import BenchPassage
from bench.queries import BenchQuery, pick
from bench.report import Run, figures, publish, table
from bench.serving import ENGINES, make, measure

__all__ = ["Run", "main"]

BUDGET = 8.0  # seconds that an engine may spend on one class; slow ones answer fewer queries
BLOCK = 10  # queries of one class that an engine answers before the next has its turn
LEAST = 5  # queries of a class that every engine answers
WHOOSH_WHOLE = 20_000  # passages up to which stock Whoosh is asked everything


def build(run: Run, passages: Sequence[BenchPassage], folder: Path, *, reuse: bool) -> None:
    """Build every index; with `reuse` one that is there is kept with the figures of its build."""
    fed: Fed | None = None
    for engine in run.engines:
        own, note = folder / engine.name, folder / f"{engine.name}.json"
        if reuse and note.exists():
            run.built[engine.name] = Built(**json.loads(note.read_text()))
            continue
        fed = fed or Fed(passages)
        shutil.rmtree(own, ignore_errors=True)
        own.mkdir(parents=True)
        gc.collect()
        run.built[engine.name] = engine.build(fed, own)
        note.write_text(json.dumps(asdict(run.built[engine.name])))
        print(
            f"built {engine.name}: {len(passages) / run.built[engine.name].seconds:,.0f} passages/s",
            flush=True,
        )


def check(run: Run) -> None:
    """Ask everybody once, untimed but for the budget, and compare totals and facet counts."""
    spent: dict[tuple[str, str], float] = defaultdict(float)
    for query in run.queries:
        reference: tuple[str, Answer] | None = None
        for engine in _asked(run, query, spent):
            start = time.process_time()
            answer = engine.answer(query)
            spent[engine.name, query.name] += time.process_time() - start
            if answer is None:
                continue
            run.checked[engine.name] += 1
            if reference is None:
                reference = engine.name, answer
            else:
                _compare(run, query, reference, (engine.name, answer))


def _compare(run: Run, query: BenchQuery, left: tuple[str, Answer], right: tuple[str, Answer]) -> None:
    """Note what two engines answer differently: totals, facets, articles of the page, marks."""
    (first, mine), (second, other) = left, right
    totals = [(answer.passages, answer.articles, len(answer.hits)) for answer in (mine, other)]
    if totals[0] != totals[1]:
        run.faults.append(f"totals: {first} {totals[0]}, {second} {totals[1]}: {query}")
    ours, theirs = plain_counts(mine), plain_counts(other)
    run.faults.extend(
        f"{facet}: {first} and {second} differ: {query}" for facet in ours if ours[facet] != theirs[facet]
    )
    known = _shown(mine)
    for place, shown in _shown(other).items():
        if place in known:
            run.compared += 1
            if known[place] != shown and query.view == "grams":
                run.faults.append(f"{place}: {first} {known[place]}, {second} {shown}: {query}")


def _shown(answer: Answer) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Return heading and marks of the passages on a page, by article and text."""
    return {
        (hit.article, passage.text): (passage.heading, [*passage.spans])
        for hit in answer.hits
        for passage in hit.passages
    }


def _asked(run: Run, query: BenchQuery, spent: dict[tuple[str, str], float]) -> list[Engine]:
    """Return the engines to ask; the slow are spared."""
    return [
        engine
        for engine in run.engines
        if spent[engine.name, query.name] < BUDGET
        and not (engine.name == "whoosh" and run.passages > WHOOSH_WHOLE and _late(run, query))
    ]


def _late(run: Run, query: BenchQuery) -> bool:
    """Tell whether a query is not among the first few of its class."""
    own = [other for other in run.queries if other.name == query.name]
    return own.index(query) >= LEAST


def ask(run: Run, *, rounds: int) -> None:
    """Time engines on every query, taking turns every few queries in an order that rotates."""
    gc.collect()
    gc.freeze()
    engines = run.engines
    spent: dict[tuple[str, str], float] = defaultdict(float)
    for turn in range(rounds):
        for number, block in enumerate(_blocks(run.queries)):
            shift = (turn + number) % len(engines)
            for engine in (*engines[shift:], *engines[:shift]):
                for query in block:
                    if engine in _asked(run, query, spent):
                        _time(run, engine, query, spent)


def _time(run: Run, engine: Engine, query: BenchQuery, spent: dict[tuple[str, str], float]) -> None:
    """Ask one query and keep the time if there was an answer."""
    start = time.process_time()
    answer = engine.answer(query)
    seconds = time.process_time() - start
    spent[engine.name, query.name] += seconds
    if answer is not None:
        run.times[engine.name, query.name].append(seconds)


def _blocks(queries: Sequence[BenchQuery]) -> Iterator[list[BenchQuery]]:
    """Cut the queries into blocks of one class."""
    for _, own in groupby(queries, key=lambda query: query.name):
        rest = list(own)
        for start in range(0, len(rest), BLOCK):
            yield rest[start : start + BLOCK]


def serve(run: Run, folder: Path) -> None:
    """Serve each index from a process of its own."""
    mixed = [query for _, query in sorted(enumerate(run.queries), key=lambda pair: (pair[0] * 7919) % 1009)]
    for engine in run.engines:
        run.served[engine.name] = measure(engine.name, folder / engine.name, mixed, scratch=folder)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure one corpus; return 1 if engines disagree."""
    given = _parser().parse_args(arguments)
    path = cached(given.folder, passages=given.passages, jsonl=given.jsonl)
    passages = list(load(path))
    names = ["jiansuo", *given.peers.split(",")]
    source = given.jsonl.name if given.jsonl else "generated"
    run = Run(source, len(passages), [make(name) for name in names], pick(passages, each=given.each))
    folder = given.folder / path.stem
    build(run, passages, folder, reuse=given.reuse)
    del passages
    for engine in run.engines:
        engine.open(folder / engine.name)
    check(run)
    ask(run, rounds=given.rounds)
    serve(run, folder)
    for fault in run.faults:
        print(f"ENGINES DISAGREE: {fault}")
    text = table(run)
    print(text)
    if given.out:
        publish(given.out, text)
        keep(given.out, f"engines/{source}/{given.passages}", figures(run))
    return 1 if run.faults else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description="Compare engines.")
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--jsonl", type=Path, help="cut passages from this file instead of generating them")
    parser.add_argument("--peers", default=",".join(name for name in ENGINES if name != "jiansuo"))
    parser.add_argument("--each", type=int, default=60, help="queries of each class")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--reuse", action="store_true", help="keep indexes that are there")
    parser.add_argument("--folder", type=Path, default=default_folder(), help="for corpora and indexes")
    parser.add_argument("--out", type=Path, help="Markdown file whose section of this corpus is replaced")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
