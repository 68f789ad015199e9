"""Which segments make up the next generation, and which of their articles live in it?"""

import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

import numpy as np

from index.corpus.passages import KINDS, Passage
from index.errors import ArticleError, IndexingError
from index.store.catalog import CatalogRow
from index.store.generation import EXTENSION
from index.store.merge import merge_segments
from index.store.segment import SegmentReader

__all__ = ["MANY", "Part", "Parts", "place"]

MANY = 8  # segments at most


@dataclass(slots=True)
class Part:
    """One segment of the generation in the making."""

    path: Path
    segid: str
    reader: SegmentReader
    live: Any

    @classmethod
    def open(cls, path: Path, segid: str = "") -> "Part":
        """Open a segment file all of whose articles live."""
        reader = SegmentReader(path)
        segid = segid or token_hex(8)
        return cls(path, segid, reader, np.ones(len(reader.first) - 1, bool))

    @property
    def live_passages(self) -> int:
        """Return how many passages live."""
        return int(np.diff(self.reader.first)[self.live].sum())


class Parts:
    """The segments of the next generation while it is made, in a folder nobody reads yet."""

    def __init__(self, folder: Path, parts: Iterable[Part] = ()) -> None:
        self.folder = folder
        self.parts = [part for part in parts if part.live.any()]

    def compact(self) -> None:
        """Merge until few segments are left: all new batches, and the smallest or emptiest ones."""
        new = [part for part in self.parts if part.path.parent == self.folder]
        sparse = [part for part in self.parts if 2 * part.live.sum() < len(part.live)]
        chosen = {id(part) for part in (*(new if len(new) > 1 else ()), *sparse)}
        spare = sorted((p for p in self.parts if id(p) not in chosen), key=lambda part: part.live_passages)
        while len(self.parts) - max(len(chosen) - 1, 0) > MANY:
            chosen.add(id(spare.pop(0)))
        if not chosen:
            return
        merging = [part for part in self.parts if id(part) in chosen]
        path = self.folder / f"merged{EXTENSION}"
        merge_segments(path, [(part.reader.file, part.live) for part in merging])
        self.parts = [part for part in self.parts if id(part) not in chosen] + [Part.open(path)]
        for part in merging:
            if part.path.parent == self.folder:
                part.path.unlink()

    def rows(self, unread: Collection[str] = ()) -> tuple[list[CatalogRow], list[IndexingError]]:
        """Return a row per live article, and a fault for each file whose id an earlier path has.

        An article that stays because its file is `unread` gives way to any other that has its id now.
        """
        rows: list[CatalogRow] = []
        faults: list[IndexingError] = []
        owner: dict[str, str] = {}
        for number, part in enumerate(self.parts):
            live = np.flatnonzero(part.live).tolist()
            rows += [CatalogRow(part.reader.record(local), number, local) for local in live]
        rows.sort(key=lambda row: (row.record.file in unread, row.record.file))
        kept = []
        for row in rows:
            first = owner.setdefault(row.record.id, row.record.file)
            if first == row.record.file:
                kept.append(row)
                continue
            self.parts[row.segment].live[row.local] = False
            if row.record.file not in unread:
                message = f"id {row.record.id!r} is already used by {first}; give one of them another id"
                faults.append(ArticleError(row.record.file, 0, message))
        return kept, faults

    def passages(self, rows: Iterable[CatalogRow]) -> Iterator[tuple[CatalogRow, Passage]]:
        """Return every live passage with its article."""
        for row in rows:
            reader = self.parts[row.segment].reader
            first, last = reader.first[row.local : row.local + 2].tolist()
            for doc in range(first, last):
                kind = KINDS[reader.kind[doc]]
                yield row, Passage(reader.pid(doc), kind, reader.text(doc), "", doc - first)


def place(path: Path, target: Path) -> None:
    """Put a segment file into the new folder: renamed if it was made there, linked if it serves already."""
    if path.parent == target.parent:
        path.rename(target)
        return
    try:
        os.link(path, target)
    except OSError:  # a file system without hard links
        shutil.copyfile(path, target)
