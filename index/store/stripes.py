"""Which bytes of a file of an index were checked, and are they what was built?

The manifest keeps a CRC-32 of every stripe of 64 KiB. A stripe is checked when first read, once in a process,
so that no answer is made of bytes that nobody looked at, and opening a large index reads little of it.

Decision: CRC-32 by zlib, 2.3 GB/s where SHA-256 and BLAKE2 gave 1.2 and 1.0: what is looked for is damage,
not forgery, which the rights of the folder forbid. Stripes are small, since a list of hits touches scattered
ones. They are read, not looked at in the map: a failing disk then gives an error, where a map would end the
process.
"""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias
from weakref import finalize
from zlib import crc32

import numpy as np

from index.errors import IndexDamaged

__all__ = ["STRIPE", "FileEntry", "Sliceable", "Slices", "Stripes", "entry_of", "file_sum"]

Array = np.ndarray[Any, Any]
SHIFT = 16
STRIPE = 1 << SHIFT  # bytes
ROUND = STRIPE - 1
PIECE = 16 * STRIPE  # read at once where a whole file is summed


def file_sum(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    total = sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            total.update(piece)
    return total.hexdigest()


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What the manifest says of a file: its bytes, its SHA-256, and the CRC-32 of its stripes.

    Both sums are in hexadecimal; of each stripe there are four bytes, the lowest first.
    """

    size: int
    sha256: str
    stripes: str


def entry_of(path: Path) -> FileEntry:
    """Return what the manifest is to say of a file."""
    total, size, sums = sha256(), 0, bytearray()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            total.update(piece)
            size += len(piece)
            whole = memoryview(piece)
            for start in range(0, len(piece), STRIPE):
                sums += crc32(whole[start : start + STRIPE]).to_bytes(4, "little")
    return FileEntry(size, total.hexdigest(), sums.hex())


class Stripes:
    """The stripes of one open file, and which of them are done; `damage` is the last fault found, if any."""

    def __init__(self, path: Path, descriptor: int, sums: str) -> None:
        self.path = path
        self.damage: IndexDamaged | None = None
        self._sums = np.frombuffer(bytes.fromhex(sums), "<u4")
        self.done = bytearray([*[0] * len(self._sums), 1])  # behind the last there is nothing to read
        self._file = os.dup(descriptor)
        finalize(self, os.close, self._file)

    @property
    def whole(self) -> bool:
        """Tell whether every stripe was read."""
        return 0 not in self.done

    def check(self, start: int, end: int) -> None:
        """Read the stripes of these bytes that nobody read yet. Raises IndexDamaged."""
        for stripe in range(start >> SHIFT, (end + ROUND) >> SHIFT):
            if not self.done[stripe]:
                self._read(stripe)
                self.done[stripe] = 1

    def check_all(self) -> None:
        """Read every stripe that nobody read yet. Raises IndexDamaged."""
        self.check(0, len(self._sums) << SHIFT)

    def _read(self, stripe: int) -> None:
        try:
            whole = crc32(os.pread(self._file, STRIPE, stripe << SHIFT)) == self._sums[stripe]
        except OSError:
            whole = False
        if not whole:
            where = f"what lies behind byte {stripe << SHIFT} is not what was built"
            self.damage = IndexDamaged(
                f"{self.path} is damaged: {where}; rebuild it with: jiansuo index --rebuild"
            )
            raise self.damage


class Slices:
    """An array of a file whose slices are checked as they are taken.

    `begin` is the byte at which it begins, `array` gives what is not checked.
    """

    __slots__ = ("_done", "_size", "array", "begin", "stripes")

    def __init__(self, array: Array, begin: int, stripes: Stripes) -> None:
        self.array, self.begin, self.stripes = array, begin, stripes
        self._size, self._done = array.itemsize, stripes.done

    def __len__(self) -> int:
        return len(self.array)

    def check(self, start: int, end: int) -> None:
        """Check the items of a slice. Raises IndexDamaged."""
        self.stripes.check(self.begin + start * self._size, self.begin + end * self._size)

    def __getitem__(self, part: slice) -> Array:
        start = self.begin + part.start * self._size
        end = self.begin + part.stop * self._size
        stripe = start >> SHIFT
        if stripe == end >> SHIFT:  # most slices, told apart for their speed
            if not self._done[stripe]:
                self.stripes.check(start, end)
        elif self._done.find(0, stripe, (end + ROUND) >> SHIFT) >= 0:
            self.stripes.check(start, end)
        return self.array[part]


Sliceable: TypeAlias = Array | Slices
