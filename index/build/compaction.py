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

__all__ = ["MANY", "LiveSegment", "NextGeneration", "put"]

MANY = 8  # segments at most


@dataclass(slots=True)
class LiveSegment:
    """One segment of the generation in the making, and the mask of its articles that live."""

    path: Path
    segid: str
    reader: SegmentReader
    live: Any

    @classmethod
    def open(cls, path: Path, segid: str = "") -> "LiveSegment":
        """Open a segment file all of whose articles live."""
        reader = SegmentReader(path)
        segid = segid or token_hex(8)
        return cls(path, segid, reader, np.ones(len(reader.first) - 1, bool))

    @property
    def live_passages(self) -> int:
        """Return how many passages live."""
        return int(np.diff(self.reader.first)[self.live].sum())


class NextGeneration:
    """The segments of the next generation while it is made, in a folder nobody reads yet."""

    def __init__(self, folder: Path, segments: Iterable[LiveSegment] = ()) -> None:
        self.folder = folder
        self.segments = [segment for segment in segments if segment.live.any()]

    def compact(self) -> None:
        """Merge until few segments are left: all new batches, and the smallest or emptiest ones."""
        new = [segment for segment in self.segments if segment.path.parent == self.folder]
        sparse = [segment for segment in self.segments if 2 * segment.live.sum() < len(segment.live)]
        chosen = {id(segment) for segment in (*(new if len(new) > 1 else ()), *sparse)}
        spare = sorted((s for s in self.segments if id(s) not in chosen), key=lambda s: s.live_passages)
        while len(self.segments) - max(len(chosen) - 1, 0) > MANY:
            chosen.add(id(spare.pop(0)))
        if not chosen:
            return
        merging = [segment for segment in self.segments if id(segment) in chosen]
        path = self.folder / f"merged{EXTENSION}"
        merge_segments(path, [(segment.reader.file, segment.live) for segment in merging])
        self.segments = [segment for segment in self.segments if id(segment) not in chosen] + [
            LiveSegment.open(path)
        ]
        for segment in merging:
            if segment.path.parent == self.folder:
                segment.path.unlink()

    def rows(self, unread: Collection[str] = ()) -> tuple[list[CatalogRow], list[IndexingError]]:
        """Return a row per live article, and a fault for each file whose id an earlier path has.

        An article that stays because its file is `unread` gives way to any other that has its id now.
        """
        rows: list[CatalogRow] = []
        faults: list[IndexingError] = []
        owner: dict[str, str] = {}
        for number, segment in enumerate(self.segments):
            live = np.flatnonzero(segment.live).tolist()
            rows += [CatalogRow(segment.reader.record(local), number, local) for local in live]
        rows.sort(key=lambda row: (row.record.file in unread, row.record.file))
        kept = []
        for row in rows:
            first = owner.setdefault(row.record.id, row.record.file)
            if first == row.record.file:
                kept.append(row)
                continue
            self.segments[row.segment].live[row.local] = False
            if row.record.file not in unread:
                message = f"id {row.record.id!r} is already used by {first}; give one of them another id"
                faults.append(ArticleError(row.record.file, 0, message))
        return kept, faults

    def passages(self, rows: Iterable[CatalogRow]) -> Iterator[tuple[CatalogRow, Passage]]:
        """Return every live passage with its article."""
        for row in rows:
            reader = self.segments[row.segment].reader
            first, last = reader.first[row.local : row.local + 2].tolist()
            for doc in range(first, last):
                kind = KINDS[reader.kind[doc]]
                yield row, Passage(reader.pid(doc), kind, reader.text(doc), "", doc - first)


def put(path: Path, target: Path) -> None:
    """Put a segment file into the new folder: renamed if it was made there, linked if it serves already."""
    if path.parent == target.parent:
        path.rename(target)
        return
    try:
        os.link(path, target)
    except OSError:  # a file system without hard links
        shutil.copyfile(path, target)
