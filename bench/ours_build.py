"""How is our own index built from the passages that every engine is fed?

The product's own way: article files, and `index.build.build.build` over their folder, as `jiansuo index`
does. Titles and headings are passages too: both are cut from the text that follows.
"""

import re
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from bench.passage import REGIONS, TYPES, BenchPassage
from index.build.build import build
from index.corpus.articles import Article, Block, write_article
from index.labels.gazetteer import load_gazetteer
from index.labels.taxonomy import load_taxonomy

__all__ = [
    "UNTITLED",
    "Built",
    "article_id",
    "articles_of",
    "build_index",
    "folder_bytes",
    "index_articles",
    "region_codes",
    "type_ids",
]

UNTITLED = "※"
SECTION = 4  # passages under a heading
_CLAUSE = re.compile(r"[\w]{1,20}")


@dataclass(frozen=True, slots=True)
class Built:
    """Tell how long a build took and how large the index is."""

    seconds: float
    bytes: int


def folder_bytes(folder: Path) -> int:
    """Return the bytes of all files in a folder."""
    return sum(item.stat().st_size for item in folder.rglob("*") if item.is_file())


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


def articles_of(passages: Iterable[BenchPassage]) -> Iterator[Article]:
    """Yield the articles that passages make up, with a title, headings and a value of every facet."""
    regions, kinds = region_codes(), type_ids()
    for number, group in groupby(passages, key=lambda p: p.article):
        own = list(group)
        yield Article(
            article_id(number),
            _clause(own[0].text),
            publication=f"{own[0].region:03}",
            published=str(2000 + number % 25),
            authors=(f"{own[0].kind:03}",),
            regions=(regions[own[0].region],),
            initiatives=(kinds[own[0].kind],),
            blocks=tuple(_blocks(own)),
        )


def _blocks(passages: Sequence[BenchPassage]) -> Iterator[Block]:
    for number, passage in enumerate(passages):
        if number % SECTION == 1:
            yield Block("heading", _clause(passage.text))
        yield Block("paragraph", passage.text)


def _clause(text: str) -> str:
    """Return the first clause of a text, shortened."""
    found = _CLAUSE.search(text)
    return found[0] if found else UNTITLED


def build_index(passages: Iterable[BenchPassage], folder: Path) -> Built:
    """Index passages; writing their article files is not in the time."""
    return index_articles(articles_of(passages), folder)


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
