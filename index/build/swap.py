"""How is a generation written once and swapped in whole?

A crash leaves a folder that no pointer names; the next build removes it.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.build.previous import dictionary_hash
from index.durable import sync
from index.errors import IndexBusy, IndexDamaged, IndexMissing
from index.forks import owned
from index.store.arrays import write_arrays
from index.store.catalog import checked
from index.store.generation import (
    CATALOG,
    EXTENSION,
    FOLDER,
    LOCK,
    MANIFEST,
    NAME,
    POINTER,
    Generation,
    Manifest,
    current_name,
)
from index.store.layout import schema_digest
from index.store.stripes import entry_of
from index.text.words import Segmenter

if TYPE_CHECKING:
    from index.build.compaction import NextGeneration
    from index.whoosh.codec import ColumnarSegment

__all__ = ["building", "locked", "publish_generation", "write_generation"]

Array = np.ndarray[Any, Any]


@contextmanager
def locked(index: str | Path) -> Iterator[None]:
    """Hold the build lock of an index. Raises IndexBusy."""
    with owned(os.open(Path(index, LOCK), os.O_RDWR | os.O_CREAT, 0o644)) as lock:
        _take(lock, Path(index))
        yield


@contextmanager
def building(index: str | Path) -> Iterator[Path]:
    """Hold the build lock and give a fresh folder; remove it unless it was published."""
    index = Path(index)
    index.mkdir(mode=0o755, parents=True, exist_ok=True)
    with locked(index):
        # Before the sweep: a folder that a killed build left never lends its name to another.
        numbers = [int(path.name[1:]) for path in index.glob("g*") if FOLDER.fullmatch(path.name)]
        _sweep(index)
        folder = index / f"g{max(numbers, default=0) + 1:06d}"
        folder.mkdir(mode=0o755)
        folder.chmod(0o755)
        try:
            yield folder
        finally:
            if not _serves(index, folder.name):
                shutil.rmtree(folder, ignore_errors=True)


def _take(lock: int, index: Path) -> None:
    """Lock the build lock and write into it who holds it. Raises IndexBusy."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(lock, 20, 0).decode("ascii", "replace").strip()
        raise IndexBusy(f"another build of {index} is running (process {holder})") from error
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)


def _serves(index: Path, name: str) -> bool:
    """Tell whether `current` names this generation."""
    try:
        return current_name(index) == name
    except (IndexMissing, IndexDamaged):
        return False


def write_generation(
    work: "NextGeneration", arrays: dict[str, Array], old: Generation | None = None
) -> Manifest:
    """Write catalog and table of contents beside the segments; return what the manifest says by now.

    Files of the generation `old` that are linked keep the sums they had.
    """
    from whoosh.filedb.filestore import FileStorage  # slow to import, and only needed after a change
    from whoosh.index import TOC

    from index.whoosh.schema import whoosh_schema

    segments = _placed(work)
    write_arrays(work.folder / CATALOG, checked(arrays))
    TOC(whoosh_schema(), [*segments.values()], 1).write(FileStorage(str(work.folder)), NAME)
    corpus = sha256()
    for column in ("id.bytes", "id.ends", "hash.bytes"):
        corpus.update(arrays[column].tobytes())
    sums = old.manifest.files if old else {}
    return Manifest(
        schema=schema_digest(),
        tokenizer=Segmenter().name,
        dictionary=dictionary_hash(),
        corpus=corpus.hexdigest(),
        articles=len(arrays["id.ends"]),
        passages=sum(own.live_passages for own in work.segments),
        segments=len(segments),
        files={name: sums[name] for name in segments if name in sums},
    )


def _placed(work: "NextGeneration") -> "dict[str, ColumnarSegment]":
    """Put the files of the segments where they belong; return what Whoosh calls them, by file name."""
    from index.build.compaction import put
    from index.whoosh.codec import ColumnarSegment

    found = {}
    for own in work.segments:
        segment = ColumnarSegment(NAME, segid=own.segid, size=own.reader.size)
        segment.dead = np.flatnonzero(~own.live[own.reader.article]).astype("<u4").tobytes()
        name = segment.make_filename(EXTENSION)
        put(own.path, work.folder / name)
        found[name] = segment
    return found


def publish_generation(folder: Path, manifest: Manifest) -> Generation:
    """Sync every file, complete and write the manifest, and let `current` name this generation.

    What `manifest.files` has already is of files linked from the generation before, which need no reading.
    """
    names = sorted(path.name for path in folder.iterdir())
    files = {name: manifest.files.get(name) or entry_of(folder / name) for name in names}
    manifest = replace(manifest, files=files)
    raw = manifest.to_json()
    (folder / MANIFEST).write_bytes(raw)
    for name in (*names, MANIFEST):
        sync(folder / name)
    sync(folder)
    sync(folder.parent)
    pointer = {"generation": folder.name, "manifest": sha256(raw).hexdigest()}
    new = folder.parent / f".{POINTER}.new"
    new.write_text(json.dumps(pointer))
    sync(new)
    new.replace(folder.parent / POINTER)
    sync(folder.parent)
    _sweep(folder.parent)
    return Generation(folder, manifest, pointer["manifest"])


def _sweep(index: Path) -> None:
    """Remove generations that neither serve, nor served last, nor are held by a reader."""
    try:
        serving = current_name(index)
    except IndexMissing:
        serving = ""
    except IndexDamaged:
        return
    older = sorted(path for path in index.glob("g*") if FOLDER.fullmatch(path.name) and path.name != serving)
    finished = [path for path in older if (path / MANIFEST).exists() and path.name < serving]
    for path in older:
        if path in finished[-1:]:
            continue
        with suppress(BlockingIOError):
            _remove(path)


def _remove(path: Path) -> None:
    """Remove a generation. Raises BlockingIOError while a reader holds it."""
    with suppress(FileNotFoundError), (path / MANIFEST).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        (path / MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(path, ignore_errors=True)
