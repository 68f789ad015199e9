"""How do many article files become segments, on all cores and in bounded memory?

Files are cut into batches of some megabytes; each batch is read, labelled, analysed and inverted by one
process, which writes one segment and returns the faults of the articles it left out.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import islice
from pathlib import Path

from index.build.segments import write_segment
from index.corpus.articles import read_article
from index.corpus.folders import ArticleFile, hash_of
from index.errors import ArticleError, IndexNotWritten
from index.forks import workers
from index.labels.labelling import Labeller
from index.labels.record import LabelledArticle
from index.store.generation import EXTENSION
from index.text.words import Segmenter

__all__ = ["index_files"]

BATCH_BYTES = 6_000_000


def index_files(
    fresh: Sequence[ArticleFile], folder: Path, progress: Callable[[str, int, int], None]
) -> tuple[list[Path], list[ArticleError]]:
    """Write segments of article files into a folder; return them, and the faults of articles left out."""
    jobs = [(batch, folder / f"part{number}{EXTENSION}") for number, batch in enumerate(_batches(fresh))]
    faults: list[ArticleError] = []
    done = 0
    progress("index", 0, len(fresh))
    for (batch, _), wrong in zip(jobs, _index_batches(jobs), strict=True):
        faults += wrong
        done += len(batch)
        progress("index", done, len(fresh))
    return [path for _, path in jobs if path.exists()], faults


def _batches(fresh: Sequence[ArticleFile]) -> Iterator[list[ArticleFile]]:
    """Cut files into batches of about BATCH_BYTES."""
    rest = iter(fresh)
    while batch := list(islice(rest, 1)):
        size = batch[0].size
        for item in rest:
            batch.append(item)
            size += item.size
            if size > BATCH_BYTES:
                break
        yield batch


def _index_batches(jobs: Sequence[tuple[list[ArticleFile], Path]]) -> Iterator[list[ArticleError]]:
    """Index the batches, in this process if there is only one."""
    if len(jobs) < 2:
        yield from map(_index_batch, jobs)
        return
    try:
        with workers(min(os.cpu_count() or 1, len(jobs))) as pool:
            yield from pool.map(_index_batch, jobs)
    except BrokenProcessPool as error:
        raise IndexNotWritten(
            "a process that indexed articles was killed (out of memory?); the old index still serves"
        ) from error


def _index_batch(job: tuple[list[ArticleFile], Path]) -> list[ArticleError]:
    """Write one segment from article files; return the faults of those that are broken."""
    batch, path = job
    labeller = Labeller.load()
    labelled: list[LabelledArticle] = []
    faults = []
    for item in batch:
        try:
            # Before it is read: what is written between the two is found by the next build.
            total = item.hash or hash_of(item.path)
            article = labeller.label(read_article(item.path))
        except ArticleError as error:
            faults.append(error)
            continue
        record = replace(article.record, file=item.path, hash=total)
        labelled.append(replace(article, record=record))
    if labelled:
        write_segment(path, labelled, Segmenter())
    return faults
