"""How does our own index do the job its peers do?

`Jiansuo` answers as the peers are asked to, through the product's bare engine, `search.top`: BM25, the ten
best passages, the exact total, and passages counted by two facets. As with the peers these have one value a
passage: region and type numbers stand as publication and author, since our regions and types count for their
parents too. `JiansuoFull` is the whole product: `Engine.search` with its ranking by words and grams, articles
grouped, all six facets, spans and fragments.
"""

import json
from pathlib import Path

import numpy as np

from bench.engine import TOP, Answer, Built, Prepared
from bench.ours_build import CODES, build_index
from bench.queries import BenchQuery
from index.schema import SCHEMA_VERSION
from search import open_engine
from search.query import Gap, Wildcard
from search.snapshot import open_snapshot
from search.top import Top, TopFinder

__all__ = ["Jiansuo", "JiansuoFull"]

FACETS = ("publication", "author")


class Jiansuo:
    """Search with the product's bare engine."""

    name = "jiansuo"
    note = "words with frequencies, grams with positions, single characters, stored text"

    def version(self) -> str:
        """Return name and version."""
        return f"jiansuo schema {SCHEMA_VERSION}, numpy {np.__version__}"

    def build(self, prepared: Prepared, folder: Path) -> Built:
        """Index with two processes."""
        return build_index(prepared, folder)

    def open(self, folder: Path) -> None:
        """Open the index."""
        self.snapshot = open_snapshot(folder / "index")
        self.finder = TopFinder(self.snapshot, k=TOP, facets=FACETS)
        values = [self.snapshot.catalog.facet(facet).values for facet in FACETS]
        self.numbers = [[int(value) for value in own] for own in values]

    def answer(self, query: BenchQuery) -> Answer | None:
        """Answer words, strings, or a wildcard."""
        top = self._top(query)
        regions, kinds = (
            zip(numbers, top.counts[facet], strict=True)
            for numbers, facet in zip(self.numbers, FACETS, strict=True)
        )
        best = [number for _, _, number in top.best]
        return Answer(top.total, regions, kinds, best, [score for score, _, _ in top.best])

    def _top(self, query: BenchQuery) -> Top:
        if query.view == "words":
            return self.finder.words(query.parts, every=query.op == "and")
        strings = [_string(part) for part in query.parts]
        if query.region is None:
            return self.finder.strings(strings)
        return self.finder.strings(strings, inside=("publication", f"{query.region:03}"))


def _string(part: str) -> str | Wildcard:
    """Return a string as it is, one with a question mark as the wildcard it means."""
    left, gap, right = part.partition("?")
    return Wildcard((left, Gap(1, 1), right)) if gap else part


class JiansuoFull(Jiansuo):
    """Search with the product's one front door."""

    name = "jiansuo-full"
    note = "Engine.search: words and grams ranked, articles grouped, six facets, spans and fragments"

    def open(self, folder: Path) -> None:
        """Open the engine."""
        self.engine = open_engine(folder / "index")
        self.regions = json.loads((folder / CODES).read_text())["region"]

    def answer(self, query: BenchQuery) -> Answer | None:
        """Answer a whole search; its counts are not the peers', so only the total is handed on."""
        filters = {} if query.region is None else {"region": self.regions[query.region]}
        mode = "exact" if query.view == "grams" else "any" if query.typed else "all"
        results = self.engine.search(query.text, mode=mode, **filters)
        return Answer(results.total.passages, None, None, (), None)
