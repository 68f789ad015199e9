"""How do arrays lie in a file so that opening decodes nothing?

An array file is eight magic bytes, the length of a JSON header (unsigned 64 bits, little endian), the
header `{name: [dtype, count, offset]}`, then the arrays, each at a multiple of 64 bytes. A reader maps the
file once and takes views; several processes that map the same file share its pages.

A file of a generation comes with the sums of its stripes, and is checked as it is read: an array that is
looked up here and there when it is taken, a large one, of which slices are taken, slice by slice.
"""

import json
import mmap
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import IndexDamaged
from index.store.stripes import SHIFT, Sliceable, Slices, Stripes

__all__ = [
    "ArrayFile",
    "Strings",
    "create_arrays",
    "distinct",
    "firsts",
    "narrow",
    "pack_strings",
    "tally",
    "write_arrays",
]

MAGIC = b"JSARRAY1"
ALIGN = 64
Array = np.ndarray[Any, Any]


def write_arrays(path: str | Path, arrays: Mapping[str, Array]) -> None:
    """Write one-dimensional arrays to a new file; the caller syncs and renames."""
    header, begin = _header({name: (array.dtype.str, len(array)) for name, array in arrays.items()})
    with Path(path).open("wb") as file:
        file.write(header.ljust(begin, b"\0"))
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).data)
            file.write(b"\0" * (-array.nbytes % ALIGN))


@contextmanager
def create_arrays(
    path: str | Path, ready: Mapping[str, Array], empty: Mapping[str, tuple[str, int]]
) -> Iterator[dict[str, Array]]:
    """Write the arrays that are ready and give writable views of those still to be filled.

    `empty` holds dtype and count of each. Pages go to the file as the system sees fit, so that an array may
    be larger than memory.
    """
    shapes = {name: (array.dtype.str, len(array)) for name, array in ready.items()} | dict(empty)
    header, begin = _header(shapes)
    total = begin + sum(_room(dtype, count) for dtype, count in shapes.values())
    with Path(path).open("wb+") as file:
        os.posix_fallocate(file.fileno(), 0, total)
        space = mmap.mmap(file.fileno(), total)
        space[: len(header)] = header
        views: dict[str, Array] = {}
        offset = begin
        for name, (dtype, count) in shapes.items():
            views[name] = np.frombuffer(space, dtype, count, offset)
            offset += _room(dtype, count)
        for name, array in ready.items():
            views[name][:] = array
        yield views
        space.flush()


def _room(dtype: str, count: int) -> int:
    """Return how many bytes an array takes, padding included."""
    return -(-np.dtype(dtype).itemsize * count // ALIGN) * ALIGN


def _header(shapes: Mapping[str, tuple[str, int]]) -> tuple[bytes, int]:
    """Return the first bytes of a file that holds such arrays, and where the first array begins."""
    table: dict[str, tuple[str, int, int]] = {}
    offset = 0
    for name, (dtype, count) in shapes.items():
        table[name] = (dtype, count, offset)
        offset += _room(dtype, count)
    text = json.dumps(table).encode()
    return MAGIC + len(text).to_bytes(8, "little") + text, -(-(16 + len(text)) // ALIGN) * ALIGN


class ArrayFile:
    """The arrays of one file by name, read-only views of a shared memory map.

    `sums` are those of its stripes, as the manifest has them; None: what is read is not checked. Raises
    IndexDamaged, as the methods do.
    """

    def __init__(self, path: str | Path, sums: str | None = None) -> None:
        self.path = Path(path)
        self._stripes: Stripes | None = None
        try:
            with self.path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
                if sums is not None:
                    self._stripes = Stripes(self.path, file.fileno(), sums)
            self._check(0, 16)
            size = int.from_bytes(self._map[8:16], "little")
            self._check(16, 16 + size)
            header = self._map[16 : 16 + size] if self._map[:8] == MAGIC else b""
            self._header: dict[str, list[Any]] = dict(json.loads(header))
        except (OSError, ValueError, TypeError) as error:
            raise self._damaged() from error
        self._begin = -(-(16 + size) // ALIGN) * ALIGN

    def _damaged(self) -> IndexDamaged:
        return IndexDamaged(f"{self.path} is not a whole array file; rebuild with: jiansuo index --rebuild")

    @property
    def damage(self) -> IndexDamaged | None:
        """Return the first fault that reading found, None if there was none."""
        return self._stripes.damage if self._stripes else None

    def check_all(self) -> None:
        """Read every stripe that was not read yet."""
        if self._stripes:
            self._stripes.check_all()

    def _check(self, start: int, end: int) -> None:
        if self._stripes:
            self._stripes.check(start, end)

    def __contains__(self, name: str) -> bool:
        return name in self._header

    def __iter__(self) -> Iterator[str]:
        return iter(self._header)

    def __getitem__(self, name: str) -> Array:
        array, begin = self._view(name)
        self._check(begin, begin + array.nbytes)
        return array

    def slices(self, name: str) -> Sliceable:
        """Return an array of which slices are taken, and checked one by one."""
        array, begin = self._view(name)
        return Slices(array, begin, self._stripes) if self._stripes and not self._stripes.whole else array

    def _view(self, name: str) -> tuple[Array, int]:
        """Return an array unchecked, and at which byte it begins."""
        try:
            dtype, count, offset = self._header[name]
            begin = self._begin + offset
            return np.frombuffer(self._map, dtype, count, begin), begin
        except (KeyError, ValueError, TypeError) as error:
            raise self._damaged() from error

    def strings(self, name: str) -> "Strings":
        """Return the texts stored as `name.bytes` and `name.ends`."""
        return Strings(self.slices(f"{name}.bytes"), self[f"{name}.ends"])


def pack_strings(name: str, items: list[bytes]) -> dict[str, Array]:
    """Return the two arrays that hold byte strings: their bytes one after another, and where each ends."""
    lengths = np.fromiter(map(len, items), np.uint64, len(items))
    return {
        f"{name}.bytes": np.frombuffer(b"".join(items), np.uint8),
        f"{name}.ends": narrow(np.cumsum(lengths, dtype=np.uint64)),
    }


def narrow(values: Array) -> Array:
    """Return unsigned integers in the narrowest type that holds them."""
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))


def distinct(values: Array) -> Array:
    """Return an ascending array without its repetitions; `numpy.unique` hashes, which is ten times slower."""
    return values if len(values) < 2 else values.compress(firsts(values))


def firsts(values: Array) -> Array:
    """Return which of the values, equal ones side by side, are the first of their kind."""
    first = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return first


def tally(values: Array) -> tuple[Array, Array]:
    """Return values of which equal ones stand side by side without repetitions, and how often each stands."""
    (first,) = firsts(values).nonzero()
    times = np.empty_like(first)  # what `numpy.diff` takes far longer for
    times[:-1], times[-1:] = first[1:], len(values)
    times -= first
    return values.take(first), times


class Strings:
    """A sequence of byte strings over two arrays; sorted ones can be looked up."""

    __slots__ = ("_begin", "_bytes", "_done", "_ends", "_slices")

    def __init__(self, data: Sliceable, ends: Array) -> None:
        self._slices: Slices | None = None
        if isinstance(data, Slices):
            self._slices, self._begin, self._done = data, data.begin, data.stripes.done
            data = data.array
        self._bytes: memoryview = data.data if len(data) else memoryview(b"")
        self._ends: memoryview = ends.data if len(ends) else memoryview(b"")

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> bytes:
        start, end = self._ends[number - 1] if number else 0, self._ends[number]
        if self._slices is not None:  # what slices do, for the many short ones without their detour
            stripe = (self._begin + start) >> SHIFT
            if stripe != (self._begin + end) >> SHIFT or not self._done[stripe]:
                self._slices.check(start, end)
        return self._bytes[start:end].tobytes()

    def __iter__(self) -> Iterator[bytes]:
        if self._slices is not None:
            self._slices.check(0, len(self._bytes))
        start = 0
        for end in self._ends:
            yield self._bytes[start:end].tobytes()
            start = end

    def lower_bound(self, key: bytes) -> int:
        """Return the number of the first string that is not below `key`."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self[middle] < key:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, key: bytes) -> int:
        """Return the number of the string, -1 if it is not there."""
        number = self.lower_bound(key)
        return number if number < len(self) and self[number] == key else -1
