"""How is a file written so that a crash or a power cut leaves the old one or the new one, and whole?

A file is safe once its bytes were synced, its name once its folder was. Some network file systems cannot sync
a folder and say so: there is nothing more to do then.
"""

import errno
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

__all__ = ["sync", "sync_new", "take_place", "write_new", "write_whole", "write_whole_bytes"]

AT_ONCE = 16


def write_whole(path: Path, pieces: Iterable[str]) -> None:
    """Write the pieces of a text, whole or not at all; the name lasts once its folder was synced."""
    write_new(path, pieces)
    sync_new([path])
    take_place(path)


def write_whole_bytes(path: Path, pieces: Iterable[bytes]) -> None:
    """Write the pieces of a file, whole or not at all, its name too; of pieces that fail nothing is left."""
    try:
        with _new(path).open("wb") as file:
            file.writelines(pieces)
        sync_new([path])
        take_place(path)
        sync(path.parent)
    except BaseException:
        _new(path).unlink(missing_ok=True)
        raise


def write_new(path: Path, pieces: Iterable[str]) -> None:
    """Write what is to take the place of a file beside it, to be synced first."""
    with _new(path).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines([pieces] if isinstance(pieces, str) else pieces)


def sync_new(paths: Sequence[Path]) -> None:
    """Write through to the disk what is to take the place of files.

    Many are synced at once: a disk that commits them together takes a hundredth of the time.
    """
    new = [*map(_new, paths)]
    if len(new) < AT_ONCE:
        for path in new:
            sync(path)
        return
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(sync, new):
            pass


def take_place(path: Path) -> None:
    """Put what was written beside a file in its place."""
    _new(path).replace(path)


def _new(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def sync(path: Path) -> None:
    """Write a file or folder through to the disk. Raises OSError."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP) or not path.is_dir():
            raise
    finally:
        os.close(number)
