"""How is our own index built from the passages that every engine is fed?

The product's own way from analysed passages on: two processes write segments, which are merged and published
as a generation. Only the cutting into words is replaced by the words all engines are fed.
"""

import json
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import Any

from bench.engine import Built, Prepared, folder_bytes
from bench.passage import REGIONS, TYPES, BenchPassage
from index.analysis import Segmenter
from index.build import publish_segments
from index.gazetteer import load_gazetteer
from index.passages import Passage, digest
from index.segment import LabelledArticle, write_segment
from index.taxonomy import load_taxonomy

__all__ = ["CODES", "build_index", "index_articles", "region_codes", "type_ids"]

BATCH = 12_000  # passages a segment, before merging: some megabytes, as the product cuts them
PROCESSES = 2
CODES = "codes.json"  # beside the index: which region and type stand for which number


def region_codes() -> tuple[str, ...]:
    """Return the codes of counties that stand for the region numbers."""
    counties = sorted(code for code, p in load_gazetteer().places.items() if p.level == "county")
    return tuple(counties[:: len(counties) // REGIONS][:REGIONS])


def type_ids() -> tuple[str, ...]:
    """Return the ids of initiative types that stand for the type numbers."""
    return tuple(one.id for one in load_taxonomy().types[:TYPES])


def article(number: int, texts: Sequence[str], *, region: str, kind: str) -> LabelledArticle:
    """Return an article whose passages are the given texts, in their order."""
    record: dict[str, Any] = {"id": f"a{number:07d}", "title": f"第{number}篇", "subtitle": "", "zone": ""}
    record |= {"publication": "", "published": str(2000 + number % 25), "authors": [], "language": "zh"}
    record |= {"regions": [region], "mentioned": [], "initiatives": [kind], "labels": [], "ambiguous": []}
    record |= {"source": {}, "proposed": {}, "file": f"a{number:07d}.md", "hash": ""}
    passages = (Passage(digest(text), "paragraph", text, "", i) for i, text in enumerate(texts))
    return LabelledArticle(record, tuple(passages))


def _numbered(made: LabelledArticle, passage: BenchPassage) -> LabelledArticle:
    """Put region and type number where they are counted without parents: as publication and author."""
    made.record.update(publication=f"{passage.region:03}", authors=[f"{passage.kind:03}"])
    return made


class _Fed(Segmenter):
    """Hand out words made before, in the order in which passages are written."""

    def __init__(self, words: Iterator[str]) -> None:
        super().__init__()
        self._words = words

    def pieces(self, folded: str) -> list[str]:
        """Return the words of the next passage."""
        del folded
        return next(self._words).split(" ")


_feed: tuple[BenchPassage, ...] = ()  # what the forked processes see


def _write(job: tuple[Path, int, int]) -> Path:
    """Write one segment of the passages from one number to another."""
    path, start, end = job
    chosen = _feed[start:end]
    regions, kinds = region_codes(), type_ids()
    articles = []
    for number, group in groupby(chosen, key=lambda p: p.article):
        own = list(group)
        region, kind = regions[own[0].region], kinds[own[0].kind]
        articles.append(_numbered(article(number, [p.text for p in own], region=region, kind=kind), own[0]))
    write_segment(path, articles, _Fed(p.words for p in chosen))
    return path


def _jobs(passages: Sequence[BenchPassage], folder: Path) -> Iterator[tuple[Path, int, int]]:
    """Cut passages into batches that end with an article, at least one for each process."""
    size = min(BATCH, -(-len(passages) // PROCESSES))
    start = 0
    while start < len(passages):
        end = min(start + size, len(passages))
        while end < len(passages) and passages[end].article == passages[end - 1].article:
            end += 1
        yield folder / f"part{start}.cols", start, end
        start = end


def build_index(prepared: Prepared, folder: Path) -> Built:
    """Index passages with two processes; their number becomes their number in the one segment."""
    global _feed  # noqa: PLW0603 - forked processes take it from here, so that nothing is copied
    _feed = tuple(prepared.passages)
    index = folder / "index"
    start = time.perf_counter()
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("fork")) as pool:
        parts = list(pool.map(_write, list(_jobs(_feed, folder))))
    publish_segments(parts, index)
    seconds = time.perf_counter() - start
    (folder / CODES).write_text(json.dumps({"region": region_codes(), "type": type_ids()}))
    for path in parts:
        path.unlink()
    return Built(seconds, folder_bytes(index))


def index_articles(articles: Sequence[LabelledArticle], folder: Path) -> Path:
    """Index ready articles, cut into words the product's way; return the index."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / "part.cols"
    write_segment(part, articles, Segmenter())
    publish_segments([part], folder / "index")
    part.unlink()
    return folder / "index"
