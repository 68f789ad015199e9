"""How is our own index built from the passages that every engine is fed?

The product's own way: article files, and `index.build.build.build` over their folder, as `jiansuo index`
does. A title is a passage too; where the source has none it is a sign that nothing asks for.
"""

import json
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from bench.engine import Built, folder_bytes
from bench.passage import REGIONS, TYPES, BenchPassage
from index.build.build import build
from index.corpus.articles import Article, Block, write_article
from index.labels.gazetteer import load_gazetteer
from index.labels.taxonomy import load_taxonomy

__all__ = ["CODES", "UNTITLED", "article_id", "build_index", "index_articles", "region_codes", "type_ids"]

CODES = "codes.json"  # beside the index: which region stands for which number
UNTITLED = "※"


def region_codes() -> tuple[str, ...]:
    """Return the codes of counties that stand for the region numbers."""
    counties = sorted(code for code, p in load_gazetteer().places.items() if p.level == "county")
    return tuple(counties[:: len(counties) // REGIONS][:REGIONS])


def type_ids() -> tuple[str, ...]:
    """Return the ids of initiative types that stand for the type numbers."""
    return tuple(initiative.id for initiative in load_taxonomy().types[:TYPES])


def article_id(number: int) -> str:
    """Return the id of an article by its number."""
    return f"a{number:07d}"


def _articles(passages: Iterable[BenchPassage]) -> Iterator[Article]:
    """Yield the articles that passages make up.

    Region and type number stand as publication and author too, where they are counted without parents.
    """
    regions, kinds = region_codes(), type_ids()
    for number, group in groupby(passages, key=lambda p: p.article):
        own = list(group)
        yield Article(
            article_id(number),
            UNTITLED,
            publication=f"{own[0].region:03}",
            published=str(2000 + number % 25),
            authors=(f"{own[0].kind:03}",),
            regions=(regions[own[0].region],),
            initiatives=(kinds[own[0].kind],),
            blocks=tuple(Block("paragraph", p.text) for p in own),
        )


def build_index(passages: Sequence[BenchPassage], folder: Path) -> Built:
    """Index passages; writing their article files is not in the time."""
    (folder / CODES).write_text(json.dumps(region_codes()))
    return index_articles(_articles(passages), folder)


def index_articles(articles: Iterable[Article], folder: Path) -> Built:
    """Write article files, index them under `index`, and remove them. Raises RuntimeError for a fault."""
    files, index = folder / "articles", folder / "index"
    files.mkdir(parents=True)
    for article in articles:
        write_article(article, files / f"{article.id}.md")
    start = time.perf_counter()
    report = build([files], index, rebuild=True)
    seconds = time.perf_counter() - start
    if report.faults:
        raise RuntimeError(f"{len(report.faults)} articles were refused: {report.faults[0]}")
    shutil.rmtree(files)
    return Built(seconds, folder_bytes(index))
