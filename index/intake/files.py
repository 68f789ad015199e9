"""Which files are to be imported, and what is each called?

A file goes by its path within the folder that was given, a file given by itself by its name. Where two of
one import would go by the same name, each takes as many folders above it along as tell them apart, so that
the order in which they are given changes nothing.
"""

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from index.intake.sources.formats import is_source

__all__ = ["SourceFile", "find_sources", "obstacle", "parts_of", "shown", "trail_of"]


class SourceFile(NamedTuple):
    """A file to import: its path, the name it goes by, and what its source is known by.

    `trail` is the name with the folder above it, `inside` the path within the folder that was given.
    """

    path: Path
    name: str
    trail: str = ""
    inside: str = ""


def find_sources(paths: Iterable[Path], *, apart: Path | None = None) -> list[SourceFile]:
    """Return files with their names, in the order of their paths; nothing in the folder `apart` is one.

    What is in the way is among them: a folder that cannot be read, a link that leads nowhere or to a folder.
    """
    found: dict[str, tuple[Path, int]] = {}
    for path in paths:
        for file, depth in _inside(path, apart):
            key = os.path.abspath(file)  # noqa: PTH100 resolve() would follow links, and a link is a source
            if key not in found or found[key][1] < depth:
                found[key] = (file, depth)
    parts = {key: parts_of(file) for key, (file, _) in found.items()}
    names = _told_apart({key: (parts[key], depth) for key, (_, depth) in found.items()})
    return [
        SourceFile(
            file,
            names[key],
            _tail(parts[key], max(depth, names[key].count("/")) + 1),
            _tail(parts[key], depth),
        )
        for key, (file, depth) in sorted(found.items(), key=lambda pair: parts[pair[0]])
    ]


def _told_apart(found: dict[str, tuple[tuple[str, ...], int]]) -> dict[str, str]:
    """Return a name for each path: the last `depth` of its parts, more where that is another's name too."""
    names = {key: _tail(parts, depth) for key, (parts, depth) in found.items()}
    while True:
        counted = Counter(names.values())
        longer = {
            key: _tail(found[key][0], name.count("/") + 2) for key, name in names.items() if counted[name] > 1
        }
        if all(names[key] == name for key, name in longer.items()):
            return names
        names |= longer


def _tail(parts: tuple[str, ...], number: int) -> str:
    return "/".join(parts[-number:])


def _inside(top: Path, apart: Path | None) -> Iterator[tuple[Path, int]]:
    """Yield the files of a folder, or the one file, each with the number of parts of its name."""
    if not os.path.isdir(top):  # noqa: PTH112 unlike Path.is_dir it never raises
        yield top, 1
        return
    folders = [(top, 0)]
    while folders:
        folder, depth = folders.pop()
        try:
            with os.scandir(folder) as entries:
                inside = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            yield folder, max(depth, 1)
            continue
        for entry in inside:
            path = folder / entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if apart is None or not apart.exists() or not apart.samefile(path):
                    folders.append((path, depth + 1))
            elif is_source(path) or (entry.is_symlink() and os.path.isdir(path)):  # noqa: PTH112 as above
                yield path, depth + 1


def obstacle(path: Path) -> str:
    """Return what is in the way of reading a file, "" where nothing is to be seen."""
    try:
        if not stat.S_ISDIR(path.stat().st_mode):
            return ""
        if path.is_symlink():
            return "is a link to a folder and was not followed; give the folder itself"
        with os.scandir(path):
            return "is a folder; give it by itself"
    except FileNotFoundError:
        return "is a link that leads nowhere" if path.is_symlink() else "does not exist"
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def parts_of(path: Path) -> tuple[str, ...]:
    """Return the parts of an absolute path as text; bytes that are not UTF-8 are written as escapes."""
    return Path(shown(os.path.abspath(path))).parts[1:]  # noqa: PTH100 resolve() would follow links


def trail_of(path: Path, name: str) -> str:
    """Return a name with the folder above it, the name alone where the file goes by another one."""
    parts, told = parts_of(path), tuple(name.split("/"))
    return _tail(parts, len(told) + 1) if parts[-len(told) :] == told else name


def shown(text: str) -> str:
    """Return text with escapes for what is no UTF-8: bytes of a file name, halves of surrogate pairs."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode("utf-8")
