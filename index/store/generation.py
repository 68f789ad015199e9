"""Which generation of an index serves, and can what it holds be trusted?

    <index>/current            which generation serves, and the SHA-256 of its manifest
    <index>/lock               held (flock) while a build runs
    <index>/g000007/           one generation: never changed after `current` names it
        manifest.json          size, SHA-256 and stripe sums of every file, versions, counts; readers hold it
        catalog.cols, *.cols, _MAIN_1.toc

Nothing here repairs anything: a reader checks and, where something is wrong, names the file and the command.
"""

import fcntl
import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from index.errors import IndexDamaged, IndexMissing, IndexOutdated, IndexUntrusted
from index.store.arrays import ArrayFile
from index.store.layout import schema_digest
from index.store.stripes import FileEntry, file_sum

__all__ = [
    "CATALOG",
    "EXTENSION",
    "FOLDER",
    "LOCK",
    "MANIFEST",
    "NAME",
    "POINTER",
    "Generation",
    "Lease",
    "Manifest",
    "check_file",
    "current_name",
    "current_seal",
    "damaged_file",
    "open_generation",
    "pointer_stamp",
]

NAME = "MAIN"  # of Whoosh's table of contents
EXTENSION = ".cols"  # of array files
CATALOG = "catalog" + EXTENSION
POINTER, LOCK, MANIFEST = "current", "lock", "manifest.json"
FOLDER = re.compile(r"g\d{6,}")
MEND = "rebuild it with: jiansuo index --rebuild"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of: by which layout, words and rules, how much, in which files.

    `corpus` is a hash of its articles, `dictionary` one of what decides words and labels.
    """

    schema: str
    tokenizer: str
    dictionary: str
    corpus: str
    articles: int
    passages: int
    segments: int
    files: Mapping[str, FileEntry]

    def to_json(self) -> bytes:
        """Return the manifest as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation that `current` names: its folder, what its manifest says, and the manifest's SHA-256."""

    folder: Path
    manifest: Manifest
    seal: str

    @property
    def name(self) -> str:
        """Return the name of the generation, such as g000007."""
        return self.folder.name

    @property
    def size(self) -> int:
        """Return the bytes of its files."""
        return sum(entry.size for entry in self.manifest.files.values())

    def arrays(self, name: str) -> ArrayFile:
        """Open an array file that is checked as it is read. Raises IndexDamaged."""
        return ArrayFile(self.folder / name, self.manifest.files[name].stripes)


def current_name(index: str | Path) -> str:
    """Return the name of the serving generation."""
    return str(_pointer(Path(index))["generation"])


def current_seal(index: str | Path) -> str:
    """Return the seal of the serving generation, cheap enough to ask before every request.

    Unlike its name it never comes back, even where a lost index was built anew.
    """
    return str(_pointer(Path(index))["manifest"])


def pointer_stamp(index: str | Path) -> tuple[int, ...]:
    """Return what tells whether the pointer was written since, () if there is none; a build replaces it."""
    try:
        found = Path(index, POINTER).stat()
    except OSError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size


def _pointer(index: Path) -> dict[str, Any]:
    try:
        found = json.loads((index / POINTER).read_bytes())
        sound = FOLDER.fullmatch(found["generation"]) and isinstance(found["manifest"], str)
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
    told = _manifest(folder, pointer["manifest"])
    if told["schema"] != schema_digest():
        raise IndexOutdated(f"{folder} was built for schema {told['schema']}, not {schema_digest()}; {MEND}")
    files = {name: FileEntry(**entry) for name, entry in told["files"].items()}
    for name, entry in files.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != entry.size:
            raise IndexDamaged(f"{path} is missing or has another size than the manifest says; {MEND}")
        if name.endswith(".toc") and file_sum(path) != entry.sha256:
            raise IndexDamaged(f"{path} is damaged: its SHA-256 is not the manifest's; {MEND}")
    return Generation(folder, Manifest(**told | {"files": files}), pointer["manifest"])


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
        return file_sum(generation.folder / name) != generation.manifest.files[name].sha256
    except OSError:
        return True


def damaged_file(generation: Generation) -> str:
    """Read every file of a generation and return the name of the first damaged one, "" if all are whole.

    A file that cannot be read is damaged.
    """
    return next((name for name in generation.manifest.files if _is_damaged(generation, name)), "")


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
