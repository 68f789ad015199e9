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

from index.corpus.articles import ARTICLE_BYTES
from index.errors import ArticleError, ArticleUnreadable

__all__ = ["ArticleFile", "article_files", "scan"]

SUFFIX = ".md"


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """One article file: its path, the SHA-256 of its bytes in hexadecimal, and how many bytes there are."""

    path: Path
    hash: str
    size: int


def article_files(folders: Iterable[str | Path]) -> tuple[list[Path], list[ArticleError]]:
    """Return the Markdown files of the folders, sorted, and a fault for each that hides or has no good name.

    Hidden files and folders are left out, links to folders are not followed. Raises ArticleError if a folder
    does not exist.
    """
    found: set[Path] = set()
    faults: dict[str, ArticleError] = {}
    for folder in map(Path, folders):
        for item in _walk(folder):
            if isinstance(item, ArticleError):
                faults[item.path] = item
            elif (name := os.fsencode(item).decode("utf-8", "backslashreplace")) != str(item):
                faults[name] = ArticleError(name, 0, "its name is not UTF-8; rename it")
            else:
                found.add(item)
    return sorted(found), [faults[path] for path in sorted(faults)]


def _walk(top: Path) -> Iterator[Path | ArticleUnreadable]:
    """Yield the Markdown files below a folder, and a fault for each folder or file that cannot be read."""
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            folders, names = _listed(folder)
        except OSError as error:
            if folder is top and isinstance(error, FileNotFoundError | NotADirectoryError):
                message = "is not a folder of articles; name one with --articles DIR"
                raise ArticleError(folder, 0, message) from error
            yield ArticleUnreadable.of(folder, error)
            continue
        waiting += [folder / name for name in folders]
        yield from (_checked(folder / name, regular=regular) for name, regular in names)


def _listed(folder: Path) -> tuple[list[str], list[tuple[str, bool]]]:
    """Return the names of folders in a folder, and of Markdown files with whether they are surely files.

    Raises OSError if they cannot all be listed and reached.
    """
    folders, names = [], []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            elif entry.name.endswith(SUFFIX):
                names.append((entry.name, entry.is_file(follow_symlinks=False)))
    os.stat(f"{folder}/.")  # noqa: PTH116 a Path drops the dot, which asks whether the folder may be entered
    return folders, names


def _checked(path: Path, *, regular: bool) -> Path | ArticleUnreadable:
    """Return the path of a file, or why what has its name cannot be read."""
    if regular:
        return path
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return ArticleUnreadable(path, 0, "is a link that leads nowhere")
    except OSError as error:
        return ArticleUnreadable.of(path, error)
    return path if stat.S_ISREG(mode) else ArticleUnreadable(path, 0, "is not a file, nor a link to one")


def scan(folders: Sequence[str | Path]) -> tuple[list[ArticleFile], list[ArticleError]]:
    """Return every article file with its hash, and a fault for each that cannot be taken."""
    paths, faults = article_files(folders)
    found = []
    for path in paths:
        try:
            if path.stat().st_size > ARTICLE_BYTES:
                faults.append(
                    ArticleError(path, 0, f"is larger than {ARTICLE_BYTES // 1_000_000} MB; split it")
                )
                continue
            raw = path.read_bytes()
            found.append(ArticleFile(path, sha256(raw).hexdigest(), len(raw)))
        except OSError as error:
            faults.append(ArticleUnreadable.of(path, error))
    return found, faults
