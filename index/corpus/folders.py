"""Which article files are there, and which of them changed?

Decision: what cannot be read is a fault of its own, `ArticleUnreadable`: a folder or a file that hides says
nothing of its articles, so that a build lets them stay as they were.
"""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from index.corpus.articles import ARTICLE_BYTES
from index.corpus.stamps import Stamp, stamp_of
from index.errors import ArticleError, ArticleUnreadable

__all__ = ["ArticleFile", "article_files", "hash_of", "scan"]

SUFFIX = ".md"
Found: TypeAlias = tuple[str, Stamp]


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """One article file to index: its path, its stamp when it was listed, and the SHA-256 of its bytes.

    The sum is in hexadecimal, and "" as long as nobody has read the file.
    """

    path: str
    stamp: Stamp
    hash: str = ""

    @property
    def size(self) -> int:
        """Return its bytes."""
        return self.stamp[0]


def article_files(folders: Iterable[str | Path]) -> tuple[list[Path], list[ArticleError]]:
    """Return the Markdown files of the folders, sorted, and a fault for each that hides or has no good name.

    Hidden files and folders are left out, links to folders are not followed. Raises ArticleError if a folder
    does not exist.
    """
    found, faults = _listing(folders)
    return [Path(path) for path in found], faults


def scan(folders: Sequence[str | Path]) -> tuple[dict[str, Stamp], list[ArticleError]]:
    """Return every article file with its stamp, sorted by path, and a fault for each that cannot be taken.

    Raises ArticleError if a folder does not exist.
    """
    found, faults = _listing(folders)
    for path in [path for path, stamp in found.items() if stamp[0] > ARTICLE_BYTES]:
        faults.append(ArticleError(path, 0, f"is larger than {ARTICLE_BYTES // 1_000_000} MB; split it"))
        del found[path]
    return found, faults


def hash_of(path: str) -> str:
    """Return the SHA-256 of a file in hexadecimal. Raises ArticleUnreadable."""
    try:
        return sha256(Path(path).read_bytes()).hexdigest()
    except OSError as error:
        raise ArticleUnreadable.of(path, error) from error


def _listing(folders: Iterable[str | Path]) -> tuple[dict[str, Stamp], list[ArticleError]]:
    """Return the Markdown files of the folders with their stamps, sorted, and the faults, sorted."""
    found: dict[str, Stamp] = {}
    faults: dict[str, ArticleError] = {}
    for folder in map(Path, folders):
        for item in _walk(folder):
            if isinstance(item, ArticleError):
                faults[item.path] = item
                continue
            path, stamp = item
            if path.isascii() or (name := os.fsencode(path).decode("utf-8", "backslashreplace")) == path:
                found[path] = stamp
            else:
                faults[name] = ArticleError(name, 0, "its name is not UTF-8; rename it")
    return dict(sorted(found.items())), [faults[path] for path in sorted(faults)]


def _walk(top: Path) -> Iterator[Found | ArticleUnreadable]:
    """Yield the Markdown files below a folder, and a fault for each folder or file that cannot be read."""
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            folders, files = _listed(folder)
        except OSError as error:
            if folder is top and isinstance(error, FileNotFoundError | NotADirectoryError):
                message = "is not a folder of articles; name one with --articles DIR"
                raise ArticleError(folder, 0, message) from error
            yield ArticleUnreadable.of(folder, error)
            continue
        waiting += [folder / name for name in folders]
        yield from files


def _listed(folder: Path) -> tuple[list[str], list[Found | ArticleUnreadable]]:
    """Return the names of folders in a folder, and its Markdown files, or why one cannot be read.

    Raises OSError if they cannot all be listed and reached.
    """
    folders: list[str] = []
    files: list[Found | ArticleUnreadable] = []
    before = str(folder / SUFFIX).removesuffix(SUFFIX)  # of "." nothing stands before a name
    os.stat(f"{folder}/.")  # noqa: PTH116 a Path drops the dot, which asks whether the folder may be entered
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            elif entry.name.endswith(SUFFIX):
                files.append(_checked(before + entry.name, entry))
    return folders, files


def _checked(path: str, entry: os.DirEntry[str]) -> Found | ArticleUnreadable:
    """Return a file, or why what has its name cannot be read."""
    try:
        state = entry.stat()
    except FileNotFoundError:
        return ArticleUnreadable(path, 0, "is a link that leads nowhere")
    except OSError as error:
        return ArticleUnreadable.of(path, error)
    if stat.S_ISREG(state.st_mode):
        return path, stamp_of(state)
    return ArticleUnreadable(path, 0, "is not a file, nor a link to one")
