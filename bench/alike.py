"""Do two engines answer the same searches alike, totals, facets, order, scores and marks?

    python -m bench.alike INDEX URL [--searches 20000] [--seed 1] [--walk 200]

INDEX is a folder, URL the address of a cluster to which the very same generation was published. Searches are
random ones over the corpus, as `jiansuo selfcheck` makes them, with random filters; one in `--walk` is paged
to its end. Prints each difference, and exits 1 if there is one.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

from search import Engine, Query, Results, open_engine
from search.check.sampling import Sampler

__all__ = ["main"]

EVERY = 500  # searches after which a line says how far it is


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.alike")
    parser.add_argument("index")
    parser.add_argument("url")
    parser.add_argument("--searches", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--walk", type=int, default=200, help="page one search in so many to its end")
    given = parser.parse_args(arguments)
    ours, theirs = open_engine(given.index, kept=0), open_engine(given.url, kept=0)
    began, compared, different = time.monotonic(), 0, 0
    for number, query in enumerate(Sampler.of(ours.answers().view, given.seed).queries(given.searches), 1):
        for asked in _pages(ours, query) if not number % given.walk else (query,):
            compared += 1
            if parts := _differences(ours.run(asked), theirs.run(asked)):
                different += 1
                print(f"{asked}: {', '.join(parts)} differ")
        if not number % EVERY:
            print(f"{number} searches, {different} differences, {time.monotonic() - began:.0f} s", flush=True)
    print(f"{given.searches} searches, {compared} pages compared, {different} differ")
    return 1 if different else 0


def _pages(engine: Engine, query: Query) -> Iterator[Query]:
    """Yield a search page by page, the empty one behind the last page too."""
    query = replace(query, page=1, size=10)
    pages = min(-(-engine.count(query).articles // query.size) + 1, 1_000)
    return (query.with_page(page) for page in range(1, pages + 1))


def _differences(one: Results, other: Results) -> list[str]:
    """Return in which parts two answers differ, the name of the generation aside."""
    names = [item.name for item in fields(Results) if item.name != "generation"]
    return [name for name in names if getattr(one, name) != getattr(other, name)]


if __name__ == "__main__":
    sys.exit(main())
