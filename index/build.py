"""How does a folder of articles become the next generation of an index?

What did not change is not touched: segments of the generation before are linked, changed and new articles
go into a new segment, removed ones are marked deleted. Many articles are cut into batches, each of which
one process turns into a segment; then segments are merged, so that a full build has one and an index built
in steps a few.
"""

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.analysis import Segmenter
from index.arrays import ArrayFile, write_arrays
from index.articles import read_article
from index.catalog import CatalogRow, catalog_arrays
from index.columnar import EXTENSION, ColumnarSegment
from index.corpus import Found, scan
from index.errors import ArticleError, IndexingError, IndexMissing, IndexNotWritten, IndexOutdated
from index.generation import Generation, building, open_generation, publish_generation
from index.labelling import Labeller
from index.merge import merge_segments
from index.passages import KINDS, Passage
from index.register import Published, publish, published
from index.schema import SCHEMA_VERSION, whoosh_schema
from index.segment import LabelledArticle, SegmentReader, write_segment

__all__ = ["CATALOG", "NAME", "Report", "build", "dictionary_hash", "publish_segments"]

NAME = "MAIN"
BATCH_BYTES = 12_000_000
MANY = 8  # segments at most
CATALOG = "catalog" + EXTENSION
Progress = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """Show no progress."""
    del stage, done, total


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
    with building(index) as folder:
        try:
            return _build(folders, folder, began, rebuild=rebuild, progress=progress)
        except OSError as error:
            raise IndexNotWritten(_refusal(error, folder)) from error


def publish_segments(paths: Sequence[str | Path], index: str | Path) -> Generation:
    """Make a generation of segments that `index.segment.write_segment` wrote, merged into one, and publish it.

    Their articles must have distinct ids, and records with `file` and `hash`. No register is kept.
    """
    with building(index) as folder:
        work = _Work(folder, [])
        for number, path in enumerate(map(Path, paths)):
            target = folder / f"part{number}{EXTENSION}"
            _place(path, target)
            work.parts.append(_Part.open(target))
        work.compact()
        rows, _ = work.rows()
        return work.publish(rows, (), None)


def _refusal(error: OSError, folder: Path) -> str:
    reason = (
        "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else error.strerror
    )
    return f"cannot write {error.filename or folder}: {reason}; the old index still serves"


def _build(
    folders: Sequence[str | Path], folder: Path, began: float, *, rebuild: bool, progress: Progress
) -> Report:
    old = _Old.none() if rebuild else _Old.open(folder.parent)
    found, unreadable = scan(folders)
    faults: list[IndexingError] = [*unreadable]
    plan = _plan(found, old)
    if old.generation and not (plan.fresh or plan.gone) and not faults:
        return _report(old.generation, plan, faults, began)
    work = _Work(folder, old.segments_of(plan.kept))
    faults += work.add(plan.fresh, progress)
    progress("merge", 0, 1)
    work.compact()
    rows, clashes = work.rows()
    if (
        old.generation
        and not clashes
        and {**old.hashes} == {str(r.record["file"]): r.record["hash"] for r in rows}
    ):
        return _report(old.generation, plan, faults, began)
    faults += clashes
    former = _registered(folders, work, rows, faults)
    generation = work.publish(rows, former, old.generation)
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
        catalog = ArrayFile(generation.folder / CATALOG)
        paths = [path.decode() for path in catalog.strings("file")]
        hashes = dict(zip(paths, [item.decode() for item in catalog.strings("hash")], strict=True))
        toc = TOC.read(FileStorage(str(generation.folder)), NAME)
        return cls(generation, hashes, tuple(toc.segments), generation.folder)

    def segments_of(self, kept: set[str]) -> list["_Part"]:
        """Return the segments with the mask of their articles that stay."""
        parts = []
        for segment in self.segments:
            path = self.folder / segment.make_filename(EXTENSION)
            part = _Part.open(path, segment.segid)
            dead = np.unique(part.reader.article[list(segment.deleted)])
            live = [part.reader.record(i)["file"] in kept for i in range(len(part.live))]
            part.live[:] = live
            part.live[dead] = False
            parts.append(part)
        return parts


@dataclass(slots=True)
class _Part:
    """One segment of the generation in the making."""

    path: Path
    segid: str
    reader: SegmentReader
    live: Any

    @classmethod
    def open(cls, path: Path, segid: str = "") -> "_Part":
        reader = SegmentReader(path)
        segid = segid or ColumnarSegment(NAME).segid
        return cls(path, segid, reader, np.ones(len(reader.first) - 1, bool))

    @property
    def live_passages(self) -> int:
        return int(np.diff(self.reader.first)[self.live].sum())


class _Work:
    """The next generation while it is being made, in a folder nobody reads yet."""

    def __init__(self, folder: Path, parts: list[_Part]) -> None:
        self.folder = folder
        self.parts = [part for part in parts if part.live.any()]

    def add(self, fresh: Sequence[Found], progress: Progress) -> list[IndexingError]:
        """Turn article files into segments, with two processes where there are several batches."""
        batches = list(_batches(fresh))
        jobs = [(batch, self.folder / f"part{number}{EXTENSION}") for number, batch in enumerate(batches)]
        faults: list[IndexingError] = []
        done = 0
        progress("index", 0, len(fresh))
        for (batch, path), wrong in zip(jobs, _run(jobs), strict=True):
            faults += wrong
            done += len(batch)
            progress("index", done, len(fresh))
            if path.exists():
                self.parts.append(_Part.open(path))
        return faults

    def compact(self) -> None:
        """Merge until few segments are left: all new batches, and the smallest or emptiest ones."""
        new = [part for part in self.parts if part.path.parent == self.folder]
        sparse = [part for part in self.parts if 2 * part.live.sum() < len(part.live)]
        chosen = {id(part) for part in (*(new if len(new) > 1 else ()), *sparse)}
        spare = sorted((p for p in self.parts if id(p) not in chosen), key=lambda part: part.live_passages)
        while len(self.parts) - max(len(chosen) - 1, 0) > MANY:
            chosen.add(id(spare.pop(0)))
        if not chosen:
            return
        merging = [part for part in self.parts if id(part) in chosen]
        path = self.folder / f"merged{EXTENSION}"
        merge_segments(path, [(part.reader.file, part.live) for part in merging])
        self.parts = [part for part in self.parts if id(part) not in chosen] + [_Part.open(path)]
        for part in merging:
            if part.path.parent == self.folder:
                part.path.unlink()

    def rows(self) -> tuple[list[CatalogRow], list[IndexingError]]:
        """Return a row per live article, and a fault for each file whose id an earlier path has."""
        rows: list[CatalogRow] = []
        faults: list[IndexingError] = []
        owner: dict[str, str] = {}
        for number, part in enumerate(self.parts):
            live = np.flatnonzero(part.live).tolist()
            rows += [CatalogRow(part.reader.record(local), number, local) for local in live]
        rows.sort(key=lambda row: str(row.record["file"]))
        kept = []
        for row in rows:
            first = owner.setdefault(row.record["id"], row.record["file"])
            if first == row.record["file"]:
                kept.append(row)
            else:
                self.parts[row.segment].live[row.local] = False
                message = f"id {row.record['id']!r} is already used by {first}; give one of them another id"
                faults.append(ArticleError(row.record["file"], 0, message))
        return kept, faults

    def passages(self, rows: Iterable[CatalogRow]) -> Iterator[tuple[CatalogRow, Passage]]:
        """Return every live passage with its article."""
        for row in rows:
            reader = self.parts[row.segment].reader
            first, last = reader.first[row.local : row.local + 2].tolist()
            for doc in range(first, last):
                kind = KINDS[reader.kind[doc]]
                yield row, Passage(reader.pid(doc), kind, reader.text(doc), "", doc - first)

    def publish(
        self, rows: Sequence[CatalogRow], former: Iterable[Published], old: Generation | None
    ) -> Generation:
        """Write catalog and table of contents, and let readers have the generation."""
        labeller = Labeller.load()
        sums, segments = {}, []
        for part in self.parts:
            segment = ColumnarSegment(NAME, segid=part.segid, size=part.reader.size)
            dead = np.flatnonzero(~part.live[part.reader.article])
            segment.deleted = frozenset(dead.tolist())
            name = segment.make_filename(EXTENSION)
            _place(part.path, self.folder / name)
            if old and name in old.manifest["files"]:
                sums[name] = old.manifest["files"][name]["sha256"]
            segments.append(segment)
        sizes = [len(part.live) for part in self.parts]
        arrays = catalog_arrays(
            rows, sizes, gazetteer=labeller.gazetteer, taxonomy=labeller.taxonomy, former=former
        )
        write_arrays(self.folder / CATALOG, arrays)
        TOC(whoosh_schema(), segments, 1).write(FileStorage(str(self.folder)), NAME)
        hashes = sorted(f"{row.record['id']} {row.record['hash']}" for row in rows)
        manifest = {
            "tokenizer": Segmenter().name,
            "dictionary": dictionary_hash(),
            "corpus": sha256("\n".join(hashes).encode()).hexdigest(),
            "articles": len(rows),
            "passages": sum(part.live_passages for part in self.parts),
            "segments": len(segments),
        }
        return publish_generation(self.folder, manifest, sums)


def _place(path: Path, target: Path) -> None:
    """Put a segment file into the new folder: renamed if it was made there, linked if it serves already."""
    if path.parent == target.parent:
        path.rename(target)
        return
    try:
        os.link(path, target)
    except OSError:  # a file system without hard links
        shutil.copyfile(path, target)


def _batches(fresh: Sequence[Found]) -> Iterator[list[Found]]:
    """Cut files into batches of about BATCH_BYTES."""
    rest = iter(fresh)
    while batch := list(islice(rest, 1)):
        size = batch[0].path.stat().st_size
        for item in rest:
            batch.append(item)
            size += item.path.stat().st_size
            if size > BATCH_BYTES:
                break
        yield batch


def _run(jobs: Sequence[tuple[list[Found], Path]]) -> Iterator[list[ArticleError]]:
    """Index the batches, in this process if there is only one."""
    if len(jobs) < 2:
        yield from map(_index_batch, jobs)
        return
    with ProcessPoolExecutor(max_workers=min(os.cpu_count() or 1, len(jobs))) as pool:
        yield from pool.map(_index_batch, jobs)


def _index_batch(job: tuple[list[Found], Path]) -> list[ArticleError]:
    """Write one segment from article files; return the faults of those that are broken."""
    batch, path = job
    labeller = Labeller.load()
    labelled: list[LabelledArticle] = []
    faults = []
    for item in batch:
        try:
            article = labeller.label(read_article(item.path))
        except ArticleError as error:
            faults.append(error)
            continue
        article.record.update(file=str(item.path), hash=item.hash)
        labelled.append(article)
    if labelled:
        write_segment(path, labelled, Segmenter())
    return faults


def _registered(
    folders: Sequence[str | Path], work: _Work, rows: Sequence[CatalogRow], faults: list[IndexingError]
) -> list[Published]:
    """Publish new passages in the register of their folder; return those no live article holds any more."""
    former: list[Published] = []
    live = list(work.passages(rows))
    held = {(row.record["id"], passage.id) for row, passage in live}
    for folder in map(Path, folders):
        known = published(folder)
        former += [item for item in known if (item.article, item.passage) not in held]
        own = [(row.record["id"], p) for row, p in live if Path(row.record["file"]).is_relative_to(folder)]
        with suppress(FileNotFoundError):
            try:
                publish(folder, own, known)
            except PermissionError:
                message = (
                    "cannot be written, so links to passages that change later will not show the old text"
                )
                faults.append(ArticleError(folder / "register.jsonl", 0, message))
    return former


def dictionary_hash() -> str:
    """Return a hash of everything that decides words, labels and folding, as the manifest records it."""
    total = sha256(f"{SCHEMA_VERSION}\n{Segmenter().name}".encode())
    for path in sorted(
        (item for item in files("index").joinpath("data").iterdir()), key=lambda item: item.name
    ):
        if path.name.endswith((".tsv", ".yaml", ".txt")):
            total.update(path.read_bytes())
    return total.hexdigest()
