"""Which article files are there, and which of them changed?"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from index.articles import ARTICLE_BYTES
from index.errors import ArticleError

__all__ = ["Found", "article_files", "scan"]


@dataclass(frozen=True, slots=True)
class Found:
    """One article file: its path, and the SHA-256 of its bytes in hexadecimal."""

    path: Path
    hash: str


def article_files(folders: Iterable[str | Path]) -> list[Path]:
    """Return the Markdown files of the folders, sorted; hidden files and folders are left out.

    Raises ArticleError if a folder does not exist.
    """
    found: set[Path] = set()
    for folder in map(Path, folders):
        if not folder.is_dir():
            raise ArticleError(folder, 0, "is not a folder of articles; name one with --articles DIR")
        for path in folder.rglob("*.md"):
            inside = path.relative_to(folder)
            if path.is_file() and not any(part.startswith(".") for part in inside.parts):
                found.add(path)
    return sorted(found)


def scan(folders: Sequence[str | Path]) -> tuple[list[Found], list[ArticleError]]:
    """Return every article file with its hash, and a fault for each that cannot be read."""
    found, faults = [], []
    for path in article_files(folders):
        name = os.fsencode(path).decode("utf-8", "backslashreplace")
        if name != str(path):
            faults.append(ArticleError(name, 0, "its name is not UTF-8; rename it"))
            continue
        try:
            if path.stat().st_size > ARTICLE_BYTES:
                faults.append(
                    ArticleError(path, 0, f"is larger than {ARTICLE_BYTES // 1_000_000} MB; split it")
                )
                continue
            found.append(Found(path, sha256(path.read_bytes()).hexdigest()))
        except OSError as error:
            faults.append(ArticleError(path, 0, f"cannot be read: {error.strerror}"))
    return found, faults
