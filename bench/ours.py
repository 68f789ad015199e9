"""How does our own index do the job its peers do?

By what a user calls: `index.build.build.build` over article files, and `Engine.search`, which ranks by words
and grams, groups by article, counts six facets in articles and passages, and shows marks and extracts. Region
and type numbers of a passage stand as publication and author, which have one value as with the peers; our
regions and types count for their parents too.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.engine import Answer, Built, Prepared
from bench.ours_build import CODES, build_index
from bench.queries import BenchQuery
from index.store.layout import schema_digest
from search import open_engine
from search.facets.values import FacetValues

__all__ = ["Jiansuo"]


class Jiansuo:
    """Search with the product's one front door."""

    name = "jiansuo"
    note = (
        "`Engine.search` with its defaults, over an index built from article files as `jiansuo index` does: "
        "reading, cutting into words, labels and the register of links are in the time of the build"
    )

    def version(self) -> str:
        """Return name and version."""
        return f"jiansuo schema {schema_digest()}, numpy {np.__version__}"

    def build(self, prepared: Prepared, folder: Path) -> Built:
        """Index article files."""
        return build_index(prepared.passages, folder)

    def open(self, folder: Path) -> None:
        """Open the engine."""
        self.engine = open_engine(folder / "index", kept=0)
        self.regions = json.loads((folder / CODES).read_text())

    def answer(self, query: BenchQuery) -> Answer | None:
        """Answer a whole search."""
        filters = {} if query.region is None else {"region": self.regions[query.region]}
        results = self.engine.search(query.text, mode=query.mode, **filters)
        regions, kinds = (_counts(results.facets[facet]) for facet in ("publication", "author"))
        return Answer(results.total.passages, regions, kinds, results.hits)


def _counts(values: FacetValues) -> Iterator[tuple[int, int]]:
    """Yield the numbers that values stand for, with their passages."""
    return ((int(value.value), value.passages) for value in values)
