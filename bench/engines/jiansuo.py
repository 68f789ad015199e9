"""How do we answer a page? By what a user calls: `jiansuo index` over article files, and `Engine.search`."""

from pathlib import Path
from typing import Self

import numpy as np

from bench.engines.engine import Answer, Fed, Hit, Shown
from bench.ours_build import Built, index_articles, region_codes
from bench.queries import BenchQuery
from index.store.layout import schema_digest
from search import open_engine
from search.results import ArticleHit

__all__ = ["Jiansuo"]


class Jiansuo:
    """Search with the product's one front door."""

    name = "jiansuo"
    note = (
        "`Engine.search` with its defaults; reading article files, cutting into words, labels and the "
        "register of links are in the time of the build"
    )

    def version(self) -> str:
        """Return name and version."""
        return f"jiansuo schema {schema_digest()}, numpy {np.__version__}"

    def build(self, fed: Fed, folder: Path) -> Built:
        """Index article files."""
        return index_articles(fed.articles, folder)

    def open(self, folder: Path) -> None:
        """Open the engine."""
        self.at(folder / "index")

    def at(self, where: str | Path) -> Self:
        """Answer from an index, or from an address of a cluster."""
        self.engine = open_engine(where, kept=0)
        self.regions = region_codes()
        return self

    def answer(self, query: BenchQuery) -> Answer | None:
        """Answer a whole search, and take from it what a page takes."""
        filters = {} if query.region is None else {"region": self.regions[query.region]}
        results = self.engine.search(query.text, mode=query.mode, sort=query.sort, **filters)
        hits = [_hit(hit) for hit in results.hits]
        return Answer(results.total.passages, results.total.articles, hits, results.facets).shown()


def _hit(hit: ArticleHit) -> Hit:
    shown = [
        Shown(-1, p.kind, p.text, p.heading, p.spans, (p.fragment.start, p.fragment.end))
        for p in hit.passages
    ]
    return Hit(hit.article.id, hit.article.title, shown, hit.more)
