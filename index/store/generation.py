"""How is an index written once, swapped in whole and trusted when opened?

    <index>/current            which generation serves, and the SHA-256 of its manifest
    <index>/lock               held (flock) while a build runs
    <index>/g000007/           one generation: never changed after `current` names it
        manifest.json          size, SHA-256 and block sums of every file, versions, counts; readers hold it
        catalog.cols, *.cols, _MAIN_1.toc

A crash leaves a folder that no pointer names; the next build removes it. Nothing here repairs anything on
reading: a reader checks and, where something is wrong, names the file and the command.
"""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from index.durable import sync
from index.errors import IndexBusy, IndexDamaged, IndexMissing, IndexOutdated, IndexUntrusted
from index.forks import owned
from index.store.arrays import ArrayFile
from index.store.blocks import entry_of, file_sum
from index.store.layout import schema_digest

__all__ = [
    "CATALOG",
    "EXTENSION",
    "NAME",
    "Generation",
    "Lease",
    "building",
    "check_file",
    "current_name",
    "current_seal",
    "damaged_file",
    "open_generation",
    "publish_generation",
]

NAME = "MAIN"  # of Whoosh's table of contents
EXTENSION = ".cols"  # of array files
CATALOG = "catalog" + EXTENSION
POINTER, LOCK, MANIFEST = "current", "lock", "manifest.json"
_NAME = re.compile(r"g\d{6,}")
MEND = "rebuild it with: jiansuo index --rebuild"


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation that `current` names: its folder, what its manifest says, and the manifest's SHA-256."""

    folder: Path
    manifest: dict[str, Any]
    seal: str

    @property
    def name(self) -> str:
        """Return the name of the generation, such as g000007."""
        return self.folder.name

    @property
    def size(self) -> int:
        """Return the bytes of its files."""
        return sum(entry["size"] for entry in self.manifest["files"].values())

    def arrays(self, name: str) -> ArrayFile:
        """Open an array file that is checked as it is read. Raises IndexDamaged."""
        return ArrayFile(self.folder / name, self.manifest["files"][name]["blocks"])


def current_name(index: str | Path) -> str:
    """Return the name of the serving generation."""
    return str(_pointer(Path(index))["generation"])


def current_seal(index: str | Path) -> str:
    """Return the seal of the serving generation, cheap enough to ask before every request.

    Unlike its name it never comes back, even where a lost index was built anew.
    """
    return str(_pointer(Path(index))["manifest"])


def _pointer(index: Path) -> dict[str, Any]:
    try:
        found = json.loads((index / POINTER).read_bytes())
        sound = _NAME.fullmatch(found["generation"]) and isinstance(found["manifest"], str)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissing(
            f"no index in {index}; build one with: jiansuo index --articles DIR --index {index}"
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"{index / POINTER} is damaged; {MEND}") from error
    if not sound:
        raise IndexDamaged(f"{index / POINTER} is damaged; {MEND}")
    return dict(found)


def open_generation(index: str | Path) -> Generation:
    """Return the serving generation after checking owner, manifest, sizes and every file that is unpickled.

    Raises IndexMissing, IndexDamaged, IndexOutdated, IndexUntrusted.
    """
    index = Path(index)
    pointer = _pointer(index)
    folder = index / pointer["generation"]
    for path in (index, folder):
        _trust(path)
    manifest = _manifest(folder, pointer["manifest"])
    if manifest["schema"] != schema_digest():
        raise IndexOutdated(
            f"{folder} was built for schema {manifest['schema']}, not {schema_digest()}; {MEND}"
        )
    for name, entry in manifest["files"].items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != entry["size"]:
            raise IndexDamaged(f"{path} is missing or has another size than the manifest says; {MEND}")
        if name.endswith(".toc") and file_sum(path) != entry["sha256"]:
            raise IndexDamaged(f"{path} is damaged: its SHA-256 is not the manifest's; {MEND}")
    return Generation(folder, manifest, pointer["manifest"])


def _manifest(folder: Path, expected: str) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise IndexDamaged(f"{path} is missing; {MEND}") from error
    if sha256(raw).hexdigest() != expected:
        raise IndexDamaged(f"{path} is damaged: its SHA-256 is not the pointer's; {MEND}")
    return dict(json.loads(raw))


def _trust(folder: Path) -> None:
    """Refuse a folder that others own or may write: opening an index unpickles."""
    try:
        state = folder.stat()
    except OSError as error:
        raise IndexDamaged(f"{folder} is missing; {MEND}") from error
    if state.st_uid not in (os.getuid(), 0) or state.st_mode & 0o022:
        raise IndexUntrusted(f"{folder} is owned or writable by others; mend it with: chmod go-w {folder}")


def check_file(generation: Generation, name: str) -> None:
    """Read a file of a generation. Raises IndexDamaged if it is not what the manifest says."""
    if _is_damaged(generation, name):
        path = generation.folder / name
        raise IndexDamaged(f"{path} is damaged: its SHA-256 is not the manifest's; {MEND}")


def _is_damaged(generation: Generation, name: str) -> bool:
    """Tell whether a file is not what the manifest says, or cannot be read."""
    try:
        return file_sum(generation.folder / name) != generation.manifest["files"][name]["sha256"]
    except OSError:
        return True


def damaged_file(generation: Generation) -> str:
    """Read every file of a generation and return the name of the first damaged one, "" if all are whole.

    A file that cannot be read is damaged.
    """
    return next((name for name in generation.manifest["files"] if _is_damaged(generation, name)), "")


class Lease:
    """Holds a generation so that no build removes it, until it is closed or forgotten.

    Raises IndexMissing if the generation is gone already.
    """

    def __init__(self, folder: Path) -> None:
        self._file = -1
        gone = f"{folder} was replaced while it was opened; try again"
        try:
            self._file = os.open(folder / MANIFEST, os.O_RDONLY)
        except OSError as error:
            raise IndexMissing(gone) from error
        fcntl.flock(self._file, fcntl.LOCK_SH)
        if not (folder / MANIFEST).exists():
            self.close()
            raise IndexMissing(gone)

    def close(self) -> None:
        """Give the generation back."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __del__(self) -> None:
        self.close()


@contextmanager
def building(index: str | Path) -> Iterator[Path]:
    """Hold the build lock and give a fresh folder; remove it unless it was published."""
    index = Path(index)
    index.mkdir(mode=0o755, parents=True, exist_ok=True)
    with owned(os.open(index / LOCK, os.O_RDWR | os.O_CREAT, 0o644)) as lock:
        _take(lock, index)
        # Before the sweep: a folder that a killed build left never lends its name to another.
        numbers = [int(path.name[1:]) for path in index.glob("g*") if _NAME.fullmatch(path.name)]
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


def publish_generation(
    folder: Path, manifest: dict[str, Any], known: dict[str, dict[str, Any]]
) -> Generation:
    """Sync every file, write the manifest, and let `current` name this generation.

    `known` has the entries, by file name, of files linked from the generation before, which need no reading.
    """
    names = sorted(path.name for path in folder.iterdir())
    files = {name: known.get(name) or entry_of(folder / name) for name in names}
    manifest = {"schema": schema_digest(), **manifest, "files": files}
    raw = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
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
    older = sorted(path for path in index.glob("g*") if _NAME.fullmatch(path.name) and path.name != serving)
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
