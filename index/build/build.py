"""How does a folder of articles become the next generation of an index?

What did not change is not touched: segments of the generation before are linked, changed and new articles
go into a new segment, removed ones are marked deleted. Many articles are cut into batches, each of which
one process turns into a segment; then segments are merged, so that a full build has one and an index built
in steps a few.
"""

import errno
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.build.batches import Progress, dictionary_hash, index_files, silent
from index.build.compaction import LiveSegment, NextGeneration, put
from index.build.former import publish_passages
from index.build.plan import Plan, plan_build
from index.build.previous import Previous
from index.build.swap import building, publish_generation
from index.corpus.folders import scan
from index.corpus.register import Published
from index.errors import (
    ArticleError,
    IndexingError,
    IndexNotWritten,
    NothingIndexed,
)
from index.store.arrays import write_arrays
from index.store.catalog import CatalogRow, catalog_arrays
from index.store.generation import CATALOG, EXTENSION, NAME, Generation, Manifest
from index.store.layout import schema_digest
from index.text.words import Segmenter
from index.whoosh.codec import ColumnarSegment
from index.whoosh.schema import whoosh_schema

__all__ = ["Report", "build"]


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did: articles added, changed, removed and untouched; faults of articles left out."""

    generation: str
    articles: int
    passages: int
    added: int = 0
    changed: int = 0
    removed: int = 0
    untouched: int = 0
    faults: tuple[IndexingError, ...] = ()
    seconds: float = 0.0


def build(
    folders: Sequence[str | Path],
    index: str | Path,
    *,
    rebuild: bool = False,
    progress: Progress = silent,
) -> Report:
    """Bring the index in line with the article files, as a new generation or, if nothing changed, not at all.

    `progress` is called with a stage, the articles done and their total. Raises IndexingError; the old
    generation then serves on. A fault in one article is reported and leaves only that article out; of what
    cannot be read the articles stay as they were. NothingIndexed: there is not one good article.
    """
    began = time.monotonic()
    try:
        with building(index) as folder:
            return _build(folders, folder, began, rebuild=rebuild, progress=progress)
    except OSError as error:
        raise IndexNotWritten(_refusal(error, index)) from error


def _refusal(error: OSError, index: str | Path) -> str:
    reason = (
        "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else error.strerror
    )
    return f"cannot write {error.filename or index}: {reason}; the old index still serves"


def _build(
    folders: Sequence[str | Path], folder: Path, began: float, *, rebuild: bool, progress: Progress
) -> Report:
    old = Previous.open(folder.parent, rebuild=rebuild)
    found, unreadable = scan(folders)
    if not found:
        names = ", ".join(map(str, folders))
        raise _nothing(f"no article files (*.md) to index in {names}", old, unreadable)
    plan = plan_build(folders, found, unreadable, old.hashes, anew=rebuild or not old.same)
    faults: list[IndexingError] = [*unreadable]
    if plan.unread and not old.same:
        reason = "words or rules have changed, and not every article can be read to be indexed anew"
        raise _nothing(reason, old, plan.told(faults))
    if old.generation and not (plan.fresh or plan.gone):
        return _report(old.generation, plan, faults, began)
    plan, work, broken = _indexed(plan, old, folder, progress)
    faults += broken
    rows, clashes = work.rows(plan.unread)
    faults += clashes
    if all(row.record.file in plan.unread for row in rows):
        raise _nothing(f"none of {len(found)} article files can be indexed", old, plan.told(faults))
    same = old.hashes == {row.record.file: row.record.hash for row in rows}
    if old.generation and same and not plan.anew:
        return _report(old.generation, plan, faults, began)
    former = publish_passages(folders, work, rows, old.former(), faults)
    generation = _publish(work, rows, former, old.generation)
    return _report(generation, plan, faults, began)


def _nothing(reason: str, old: Previous, faults: Iterable[IndexingError]) -> NothingIndexed:
    """Return the error of a build that leaves the index as it is."""
    if old.generation is None:
        return NothingIndexed(f"{reason}; nothing was written", faults)
    index = old.generation.folder.parent
    return NothingIndexed(f"{reason}; the old index serves on (to be rid of it, remove {index})", faults)


def _indexed(
    plan: Plan, old: Previous, folder: Path, progress: Progress
) -> tuple[Plan, NextGeneration, list[ArticleError]]:
    """Index what is fresh beside what stays; return what came of the plan, segments and faults."""
    kept = old.segments_of(plan.kept)  # first, for a damaged one ends the build
    paths, broken = index_files(plan.fresh, folder, progress)
    planned, plan = plan, plan.after(broken)
    work = NextGeneration(folder, kept if plan == planned else old.segments_of(plan.kept))
    work.segments += [LiveSegment.open(path) for path in paths]
    progress("merge", 0, 1)
    work.compact()
    return plan, work, broken


def _report(generation: Generation, plan: Plan, faults: Iterable[IndexingError], began: float) -> Report:
    manifest = generation.manifest
    faults = tuple(plan.told(faults))
    broken = {str(fault.path) for fault in faults if isinstance(fault, ArticleError)}
    fresh = [item for item in plan.fresh if str(item.path) not in broken]
    gone = frozenset() if plan.anew else plan.gone
    changed = sum(str(item.path) in gone for item in fresh)
    return Report(
        generation=generation.name,
        articles=manifest.articles,
        passages=manifest.passages,
        added=len(fresh) - changed,
        changed=changed,
        removed=len(gone) - changed,
        untouched=len(plan.kept),
        faults=faults,
        seconds=time.monotonic() - began,
    )


def _publish(
    work: NextGeneration,
    rows: Sequence[CatalogRow],
    former: Iterable[Published] = (),
    old: Generation | None = None,
) -> Generation:
    """Write catalog and table of contents, and let readers have the generation."""
    known, segments = {}, []
    for own in work.segments:
        segment = ColumnarSegment(NAME, segid=own.segid, size=own.reader.size)
        dead = np.flatnonzero(~own.live[own.reader.article])
        segment.deleted = frozenset(dead.tolist())
        name = segment.make_filename(EXTENSION)
        put(own.path, work.folder / name)
        if old and name in old.manifest.files:
            known[name] = old.manifest.files[name]
        segments.append(segment)
    sizes = [len(own.live) for own in work.segments]
    arrays = catalog_arrays(rows, sizes, former=former)
    write_arrays(work.folder / CATALOG, arrays)
    TOC(whoosh_schema(), segments, 1).write(FileStorage(str(work.folder)), NAME)
    hashes = sorted(f"{row.record.id} {row.record.hash}" for row in rows)
    manifest = Manifest(
        schema=schema_digest(),
        tokenizer=Segmenter().name,
        dictionary=dictionary_hash(),
        corpus=sha256("\n".join(hashes).encode()).hexdigest(),
        articles=len(rows),
        passages=sum(own.live_passages for own in work.segments),
        segments=len(segments),
        files=known,
    )
    return publish_generation(work.folder, manifest)
