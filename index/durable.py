"""How is a file written so that a crash leaves the old one or the new one, and whole?

A new file is written beside the old one and synced before it takes its name; the names of a folder are
synced once all its files are written.
"""

import errno
import os
from pathlib import Path

__all__ = ["sync_folder", "write_whole"]


def write_whole(path: Path, text: str) -> None:
    """Write a file, whole or not at all; its name lasts once `sync_folder` was called."""
    raw = text.encode("utf-8")
    new = path.with_name(f".{path.name}.new")
    with new.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def sync_folder(folder: Path) -> None:
    """Make the names of a folder's files outlive a crash, where its file system can do that."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network file systems sync no folders
            raise
    finally:
        os.close(number)
