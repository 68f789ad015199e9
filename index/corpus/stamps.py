"""Which article files are as they were when they were last read?

As Git does, an index keeps of each file its size, its times and its inode beside the SHA-256 of its bytes,
and a file whose stamp is the same is not read again. The table is no part of a generation and may be lost:
then every file is read.

Decision: a file that was as young as the table when it was read may have been written again without another
stamp, so it counts as unknown. A clock ticks every hundredth of a second; where times have no fraction, the
file system may keep whole seconds, or every second one.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from os import stat_result
from pathlib import Path
from typing import TypeAlias

import numpy as np

__all__ = ["ABSENT", "TABLE", "Stamp", "Stamps", "stamp_of"]

TABLE = "files"
RULE = 1  # one more where the table is written in another way
TICK, COARSE = 10_000_000, 2_000_000_000  # nanoseconds
SUM = 32  # bytes of a SHA-256
Stamp: TypeAlias = tuple[int, int, int, int]  # bytes, modified, changed (nanoseconds), inode
ABSENT: Stamp = (-1, 0, 0, 0)


def stamp_of(state: stat_result) -> Stamp:
    """Return the stamp of a file."""
    return state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino


@dataclass(frozen=True, slots=True)
class Stamps:
    """The files of a corpus as they were at a time, in nanoseconds, with their SHA-256 in hexadecimal.

    `registers` has the stamp of the register of each folder, as the build left it at the time `left` that
    published the generation with this seal.
    """

    at: int = 0
    files: Mapping[str, tuple[Stamp, str]] = field(default_factory=dict)
    seal: str = ""
    registers: Mapping[str, Stamp] = field(default_factory=dict)
    left: int = 0

    def hash_of(self, path: str, stamp: Stamp) -> str:
        """Return the SHA-256 of a file that still has the stamp it was read with, "" if that is not sure."""
        known = self.files.get(path)
        return known[1] if known and known[0] == stamp else ""

    @classmethod
    def load(cls, path: Path) -> "Stamps":
        """Return the table without the files that were too young; an empty one for none or a damaged one."""
        try:
            raw = path.read_bytes()
        except OSError:
            return cls()
        if sha256(raw[SUM:]).digest() != raw[:SUM]:
            return cls()
        head, _, body = raw[SUM:].partition(b"\n")
        told = json.loads(head)
        if told["rule"] != RULE:
            return cls()
        registers = {name: (*stamp,) for name, stamp in told["registers"].items()}
        old = {name: stamp for name, stamp in registers.items() if not _young([stamp], told["left"]).any()}
        return cls(told["at"], _files(body, told["files"], told["at"]), told["seal"], old, told["left"])

    def save(self, path: Path) -> None:
        """Write the table; a crash leaves the old one, the new one or one that counts as lost."""
        head = {
            "rule": RULE,
            "at": self.at,
            "files": len(self.files),
            "seal": self.seal,
            "registers": dict(self.registers),
            "left": self.left,
        }
        numbers = np.array([stamp for stamp, _ in self.files.values()], np.int64)
        sums = bytes.fromhex("".join(total for _, total in self.files.values()))
        names = "\0".join(self.files).encode()
        body = b"".join([json.dumps(head).encode(), b"\n", numbers.tobytes(), sums, names])
        new = path.with_name(f".{path.name}.new")
        new.write_bytes(sha256(body).digest() + body)
        new.replace(path)


def _files(body: bytes, count: int, at: int) -> dict[str, tuple[Stamp, str]]:
    """Return the files that were old enough when they were read."""
    if not count:
        return {}
    numbers = np.frombuffer(body, np.int64, 4 * count).reshape(-1, 4)
    start = numbers.nbytes
    sums = body[start : start + SUM * count].hex()
    names = body[start + SUM * count :].decode().split("\0")
    stamps = zip(*numbers.T.tolist(), strict=True)
    return {
        name: (stamp, sums[begin : begin + 2 * SUM])
        for name, stamp, young, begin in zip(
            names, stamps, _young(numbers, at).tolist(), range(0, len(sums), 2 * SUM), strict=True
        )
        if not young
    }


def _young(stamps: Iterable[Stamp] | np.ndarray, at: int) -> np.ndarray:
    """Tell of each stamp whether its file may have been written again within the same tick of its clock."""
    times = np.asarray(stamps, np.int64)[:, 1:3]
    coarse = (times % 1_000_000_000 == 0).any(axis=1)
    young: np.ndarray = times.max(axis=1) + np.where(coarse, COARSE, TICK) >= at
    return young
