"""How does a folder of articles become the next generation of an index?

What did not change is not touched: segments of the generation before are linked, changed and new articles
go into a new segment, removed ones are marked deleted. Many articles are cut into batches, each of which
one process turns into a segment; then segments are merged, so that a full build has one and an index built
in steps a few.
"""

import errno
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.analysis import Segmenter
from index.arrays import ArrayFile, write_arrays
from index.bulk import Progress, dictionary_hash, index_files, silent
from index.catalog import CatalogRow, catalog_arrays
from index.columnar import ColumnarSegment
from index.corpus import Found, scan
from index.errors import (
    ArticleError,
    IndexingError,
    IndexMissing,
    IndexNotWritten,
    IndexOutdated,
    RegisterError,
)
from index.generation import (
    CATALOG,
    EXTENSION,
    NAME,
    Generation,
    building,
    check_file,
    open_generation,
    publish_generation,
)
from index.labelling import Labeller
from index.parts import Part, Parts, place
from index.register import REGISTER, Published, publish, published
from index.schema import whoosh_schema

__all__ = ["Report", "build", "publish_segments"]

UNREGISTERED = "cannot be written, so links to passages that change later will not show the old text"


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
    generation then serves on. A fault in one article is reported and leaves only that article out.
    """
    began = time.monotonic()
    try:
        with building(index) as folder:
            return _build(folders, folder, began, rebuild=rebuild, progress=progress)
    except OSError as error:
        raise IndexNotWritten(_refusal(error, index)) from error


def publish_segments(paths: Sequence[str | Path], index: str | Path) -> Generation:
    """Publish a generation of segments that `index.segment.write_segment` wrote, merged into one.

    Their articles must have distinct ids, and records with `file` and `hash`. No register is kept.
    """
    with building(index) as folder:
        work = Parts(folder)
        for number, path in enumerate(map(Path, paths)):
            target = folder / f"part{number}{EXTENSION}"
            place(path, target)
            work.parts.append(Part.open(target))
        work.compact()
        rows, _ = work.rows()
        return _publish(work, rows)


def _refusal(error: OSError, index: str | Path) -> str:
    reason = (
        "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else error.strerror
    )
    return f"cannot write {error.filename or index}: {reason}; the old index still serves"


def _build(
    folders: Sequence[str | Path], folder: Path, began: float, *, rebuild: bool, progress: Progress
) -> Report:
    old = _Old.none() if rebuild else _Old.open(folder.parent)
    found, unreadable = scan(folders)
    faults: list[IndexingError] = [*unreadable]
    plan = _plan(found, old)
    if old.generation and not (plan.fresh or plan.gone) and not faults:
        return _report(old.generation, plan, faults, began)
    work = Parts(folder, old.segments_of(plan.kept))
    paths, broken = index_files(plan.fresh, folder, progress)
    faults += broken
    work.parts += [Part.open(path) for path in paths]
    progress("merge", 0, 1)
    work.compact()
    rows, clashes = work.rows()
    faults += clashes
    if old.generation and old.hashes == {str(row.record["file"]): row.record["hash"] for row in rows}:
        return _report(old.generation, plan, faults, began)
    former = _registered(folders, work, rows, faults)
    generation = _publish(work, rows, former, old.generation)
    return _report(generation, plan, faults, began)


def _report(generation: Generation, plan: "_Plan", faults: Iterable[IndexingError], began: float) -> Report:
    manifest = generation.manifest
    faults = tuple(faults)
    broken = {str(fault.path) for fault in faults if isinstance(fault, ArticleError)}
    fresh = [item for item in plan.fresh if str(item.path) not in broken]
    changed = sum(str(item.path) in plan.gone for item in fresh)
    return Report(
        generation=generation.name,
        articles=manifest["articles"],
        passages=manifest["passages"],
        added=len(fresh) - changed,
        changed=changed,
        removed=len(plan.gone) - changed,
        untouched=len(plan.kept),
        faults=faults,
        seconds=time.monotonic() - began,
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """Files to index, paths whose article stays as it is, paths whose article goes."""

    fresh: list[Found]
    kept: set[str]
    gone: set[str]


def _plan(found: Sequence[Found], old: "_Old") -> _Plan:
    kept = {str(item.path) for item in found if old.hashes.get(str(item.path)) == item.hash}
    return _Plan([item for item in found if str(item.path) not in kept], kept, set(old.hashes) - kept)


@dataclass(frozen=True, slots=True)
class _Old:
    """The generation before: its files by path, and its segments."""

    generation: Generation | None
    hashes: dict[str, str] = field(default_factory=dict)
    segments: tuple[ColumnarSegment, ...] = ()
    folder: Path = Path()

    @classmethod
    def none(cls) -> "_Old":
        return cls(None)

    @classmethod
    def open(cls, index: Path) -> "_Old":
        """Return the serving generation; none if there is none, or if other words or rules made it."""
        try:
            generation = open_generation(index)
        except (IndexMissing, IndexOutdated):
            return cls.none()
        if generation.manifest["dictionary"] != dictionary_hash():
            return cls.none()
        check_file(generation, CATALOG)
        catalog = ArrayFile(generation.folder / CATALOG)
        paths = [path.decode() for path in catalog.strings("file")]
        hashes = dict(zip(paths, [item.decode() for item in catalog.strings("hash")], strict=True))
        toc = TOC.read(FileStorage(str(generation.folder)), NAME, 1)
        return cls(generation, hashes, tuple(toc.segments), generation.folder)

    def segments_of(self, kept: set[str]) -> list[Part]:
        """Return the segments with the mask of their articles that stay. Raises IndexDamaged."""
        parts = []
        for segment in self.segments:
            path = self.folder / segment.make_filename(EXTENSION)
            if self.generation:
                check_file(self.generation, path.name)
            part = Part.open(path, segment.segid)
            dead = np.unique(part.reader.article[list(segment.deleted)])
            live = [part.reader.record(i)["file"] in kept for i in range(len(part.live))]
            part.live[:] = live
            part.live[dead] = False
            parts.append(part)
        return parts


def _publish(
    work: Parts, rows: Sequence[CatalogRow], former: Iterable[Published] = (), old: Generation | None = None
) -> Generation:
    """Write catalog and table of contents, and let readers have the generation."""
    labeller = Labeller.load()
    sums, segments = {}, []
    for part in work.parts:
        segment = ColumnarSegment(NAME, segid=part.segid, size=part.reader.size)
        dead = np.flatnonzero(~part.live[part.reader.article])
        segment.deleted = frozenset(dead.tolist())
        name = segment.make_filename(EXTENSION)
        place(part.path, work.folder / name)
        if old and name in old.manifest["files"]:
            sums[name] = old.manifest["files"][name]["sha256"]
        segments.append(segment)
    sizes = [len(part.live) for part in work.parts]
    arrays = catalog_arrays(
        rows, sizes, gazetteer=labeller.gazetteer, taxonomy=labeller.taxonomy, former=former
    )
    write_arrays(work.folder / CATALOG, arrays)
    TOC(whoosh_schema(), segments, 1).write(FileStorage(str(work.folder)), NAME)
    hashes = sorted(f"{row.record['id']} {row.record['hash']}" for row in rows)
    manifest = {
        "tokenizer": Segmenter().name,
        "dictionary": dictionary_hash(),
        "corpus": sha256("\n".join(hashes).encode()).hexdigest(),
        "articles": len(rows),
        "passages": sum(part.live_passages for part in work.parts),
        "segments": len(segments),
    }
    return publish_generation(work.folder, manifest, sums)


def _registered(
    folders: Sequence[str | Path], work: Parts, rows: Sequence[CatalogRow], faults: list[IndexingError]
) -> list[Published]:
    """Publish new passages in the register of their folder; return those no live article holds any more."""
    former: list[Published] = []
    held = {(row.record["id"], passage.id) for row, passage in work.passages(rows)}
    for folder in map(Path, folders):
        known = set()
        for item in published(folder):
            known.add((item.article, item.passage))
            if (item.article, item.passage) not in held:
                former.append(item)
        own = [row for row in rows if Path(row.record["file"]).is_relative_to(folder)]
        try:
            publish(folder, ((row.record["id"], passage) for row, passage in work.passages(own)), known)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise
            faults.append(RegisterError(folder / REGISTER, 0, UNREGISTERED))
    return former
