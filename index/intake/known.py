"""Which source imported before is this file, and what is a new one called?

Decision: a source is its path and its bytes, never its name. A file with the bytes of a source is that
source. A file at the path of a source, as far as its ledger has it (the path within the folder that was
given, and that folder's name), is that source if it has most of its text; otherwise both stay. So is a file
of another folder that only has the same name. In one import no two files are the same source.
"""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from index.errors import LedgerError
from index.intake.files import SourceFile, parts_of
from index.intake.ledger.account import Ledger
from index.intake.ledger.files import ledgers
from index.intake.ledger.lookup import Head, head_of, read_head
from index.intake.sources.formats import SOURCE_BYTES

__all__ = ["Known", "alike"]

RUN = 5  # characters that must be the same in a row to count as shared


class Known:
    """The sources of a corpus by their ledgers, and which of them the files of one import are."""

    def __init__(self, folder: Path) -> None:
        self.heads: dict[Path, Head] = {}
        self.damaged: dict[Path, LedgerError] = {}
        self.owners: dict[str, Path] = {}  # of articles, by id
        self.shared: set[str] = set()  # ids that two ledgers claim
        self._by: dict[tuple[str, str], set[Path]] = {}
        self._claimed: set[Path] = set()
        self._files: dict[Path, list[Path]] = {}
        for path in ledgers(folder):
            try:
                self._put(read_head(path))
            except LedgerError as error:
                self.damaged[path] = error

    def expect(self, sources: Iterable[SourceFile]) -> list[SourceFile]:
        """Note the files of one import; return them, those last that lie where no source lay.

        These may have the bytes a source had before it was changed, which is known once it was imported.
        """
        known: list[SourceFile] = []
        fresh: list[SourceFile] = []
        for source in sources:
            here = self.at(source)
            (known if here else fresh).append(source)
            for head in here:
                self._files.setdefault(head.ledger, []).append(source.path)
        return known + fresh

    def claim(self, ledger: Ledger) -> None:
        """Note that a file of this import is the source of a ledger, and what the ledger says now."""
        self._put(head_of(ledger))
        self._claimed.add(ledger.path)

    def former(self, source: SourceFile, sha256: str) -> list[Head]:
        """Return the sources a file may be: with its bytes first, then those whose path says most."""
        free = [
            head
            for head in self.at(source)
            if head.ledger not in self._claimed
            and (head.sha256 == sha256 or not self._is_of_another(head, source))
        ]
        return sorted(free, key=lambda head: head.sha256 != sha256)

    def twin(self, sha256: str) -> Head | None:
        """Return a source with these bytes, None if there is none."""
        return min(self._of("sha256", sha256), key=lambda head: head.ledger, default=None)

    def at(self, source: SourceFile) -> list[Head]:
        """Return the sources that lay where a file lies, the one whose path says most first.

        A ledger that knows no folder is met by the name alone.
        """
        told = source.trail.split("/")
        parts = parts_of(source.path)
        parts = parts if list(parts[-len(told) :]) == told else tuple(told)
        tails = ["/".join(parts[at:]) for at in range(len(parts))]
        names = dict.fromkeys((source.trail, source.name, source.inside))
        found = [head for tail in tails for head in self._of("trail", tail)]
        return found + [head for name in names for head in self._of("file", name) if not head.trail]

    def name_for(self, source: SourceFile, sha256: str) -> str:
        """Return a name no other source has: the file's own, with its folder, or with its bytes' digest."""
        here = any(head.trail and head.file == source.name for head in self.at(source))
        names = [source.name, f"{source.name}#{sha256[:8]}", f"{source.trail}#{sha256}"]
        if not here:
            names.insert(1, source.trail)
        return next((name for name in names if not self._of("file", name)), names[-1])

    def _of(self, what: str, value: str) -> list[Head]:
        """Return the sources with a value, in the order of their ledgers."""
        return [self.heads[path] for path in sorted(self._by.get((what, value), ()))]

    def _put(self, head: Head) -> None:
        """Take up a source, in place of what its ledger said before."""
        if former := self.heads.get(head.ledger):
            for key in _keys(former):
                self._by[key].discard(head.ledger)
            for name in former.articles:
                if self.owners.get(name) == head.ledger:
                    del self.owners[name]
        self.heads[head.ledger] = head
        for key in _keys(head):
            self._by.setdefault(key, set()).add(head.ledger)
        for name in head.articles:
            if self.owners.setdefault(name, head.ledger) != head.ledger:
                self.shared.add(name)

    def _is_of_another(self, head: Head, source: SourceFile) -> bool:
        """Tell whether another file of this import lies there too and has the bytes of the source."""
        others = [path for path in self._files.get(head.ledger, ()) if path != source.path]
        return any(_sum(path) == head.sha256 for path in others)


def _keys(head: Head) -> list[tuple[str, str]]:
    return [("file", head.file), ("sha256", head.sha256)] + [("trail", head.trail)] * bool(head.trail)


def _sum(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, "" where it cannot be a source."""
    try:
        return sha256(path.read_bytes()).hexdigest() if path.stat().st_size <= SOURCE_BYTES else ""
    except OSError:
        return ""


def alike(old: str, new: str) -> bool:
    """Tell whether two texts have at least half of the shorter one in common, white space aside.

    What is counted are runs of five characters, each once. An empty old text is like any other: there is
    nothing that could be lost.
    """
    import numpy as np
    from numpy.typing import NDArray

    def runs(text: str) -> NDArray[np.uint64]:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
        hashed = np.zeros(len(text) - size + 1, np.uint64)
        for at in range(size):
            hashed = hashed * np.uint64(0x9E3779B97F4A7C15) + codes[at : at + len(hashed)]
        return np.unique(hashed)

    old, new = "".join(old.split()), "".join(new.split())
    if not old or not new:
        return not old
    size = min(RUN, len(old), len(new))
    first, second = runs(old), runs(new)
    shared = np.intersect1d(first, second, assume_unique=True).size
    return bool(2 * shared >= min(first.size, second.size))
