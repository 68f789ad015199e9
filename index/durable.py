"""How is a file written so that a crash or a power cut leaves the old one or the new one, and whole?

A file is safe once its bytes were synced, its name once its folder was. Some network file systems cannot sync
a folder and say so: there is nothing more to do then.
"""

import errno
import os
from collections.abc import Iterable
from pathlib import Path

__all__ = ["sync", "write_whole"]


def write_whole(path: Path, pieces: Iterable[str]) -> None:
    """Write the pieces of a text, whole or not at all; the name lasts once its folder was synced."""
    new = path.with_name(f".{path.name}.new")
    with new.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines([pieces] if isinstance(pieces, str) else pieces)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


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
