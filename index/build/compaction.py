"""Which segments make up the next generation, and which of their articles live in it?

While it is made, every article has a row: those of the catalog before come first, the new ones follow in the
order of their segments.

Decision: a merge takes the smallest segments, and goes on to the next larger one as long as that is at most
twice what is merged already. So an article is written again only when what it lies in has grown by half of
it, and of many builds of one change most merge nothing and few merge much.
"""

import os
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

import numpy as np

from index.corpus.passages import KINDS, Passage
from index.errors import ArticleError, IndexingError
from index.labels.record import ArticleRecord
from index.store.arrays import ArrayFile, Strings
from index.store.generation import EXTENSION
from index.store.merge import merge_segments
from index.store.segment import SegmentReader

__all__ = ["MANY", "LiveSegment", "NextGeneration", "put"]

Array = np.ndarray[Any, Any]
MANY = 8  # segments at most
CASCADE = 2  # times what is merged already, at most, is a segment that is merged with it


@dataclass(slots=True, eq=False)
class LiveSegment:
    """One segment of the generation in the making, and the row of each of its articles, -1 for dead ones."""

    path: Path
    segid: str
    reader: SegmentReader
    rows: Array

    @classmethod
    def open(
        cls, path: Path, rows: Array, *, file: ArrayFile | None = None, segid: str = ""
    ) -> "LiveSegment":
        """Open a segment file."""
        return cls(path, segid or token_hex(8), SegmentReader(file or path), rows.astype(np.int64))

    @property
    def live(self) -> Array:
        """Return which articles live."""
        mask: Array = self.rows >= 0
        return mask

    @property
    def live_passages(self) -> int:
        """Return how many passages live."""
        return int(np.diff(self.reader.first)[self.live].sum())

    def passages(self, local: int) -> Iterator[Passage]:
        """Yield the passages of an article by its number here."""
        reader = self.reader
        first, last = reader.first[local : local + 2].tolist()
        for doc in range(first, last):
            yield Passage(reader.pid(doc), KINDS[reader.kind[doc]], reader.text(doc), "", doc - first)


class NextGeneration:
    """The segments of the next generation while it is made, in a folder nobody reads yet.

    `stays` tells of each row of the catalog before whether it stays, `records` are those of new articles.
    """

    def __init__(
        self, folder: Path, segments: Sequence[LiveSegment] = (), stays: Array | None = None
    ) -> None:
        self.folder = folder
        self.stays: Array = np.zeros(0, bool) if stays is None else stays.copy()
        self.records: list[ArticleRecord] = []
        self.segments = [
            LiveSegment(s.path, s.segid, s.reader, np.where(s.live & self.stays[s.rows], s.rows, -1))
            for s in segments
        ]

    def add(self, paths: Sequence[Path]) -> None:
        """Add new segments."""
        for path in paths:
            base = len(self.stays) + len(self.records)
            own = LiveSegment.open(path, np.zeros(0))
            own.rows = np.arange(base, base + len(own.reader.records))
            self.records += [own.reader.record(local) for local in range(len(own.rows))]
            self.segments.append(own)

    @property
    def live_rows(self) -> Array:
        """Return which rows, of the catalog before and new ones, live."""
        live = np.zeros(len(self.stays) + len(self.records), bool)
        for segment in self.segments:
            live[segment.rows[segment.live]] = True
        return live

    @property
    def changed(self) -> bool:
        """Tell whether other articles live than before."""
        return not self.stays.all() or bool(self.live_rows[len(self.stays) :].any())

    def settle(self, ids: Strings, files: Sequence[str], unread: Collection[str]) -> list[IndexingError]:
        """Let of all articles with one id the first path live; return a fault for each of the others.

        `ids` and `files` are those of the catalog before. An article that stays because its file is `unread`
        gives way to any other that has its id now.
        """
        base = len(self.stays)
        owner: dict[str, str] = {}
        dead: list[int] = []
        faults: list[IndexingError] = []
        for number, record in sorted(enumerate(self.records), key=lambda item: item[1].file):
            row = ids.find(record.id.encode()) if record.id not in owner else -1
            if row >= 0 and self.stays[row] and (files[row] in unread or files[row] > record.file):
                dead.append(row)
                if files[row] not in unread:
                    faults.append(_taken(files[row], record.id, record.file))
            elif row >= 0 and self.stays[row]:
                owner[record.id] = files[row]
            if owner.setdefault(record.id, record.file) != record.file:
                dead.append(base + number)
                faults.append(_taken(record.file, record.id, owner[record.id]))
        for segment in self.segments:
            segment.rows[np.isin(segment.rows, dead)] = -1
        self.stays[[row for row in dead if row < base]] = False
        return sorted(faults, key=lambda fault: str(getattr(fault, "path", "")))

    def compact(self) -> None:
        """Merge until few segments are left: all new batches, the emptiest ones, the smallest ones."""
        self.segments = [segment for segment in self.segments if segment.live.any()]
        new = [segment for segment in self.segments if segment.path.parent == self.folder]
        sparse = [segment for segment in self.segments if 2 * segment.live.sum() < len(segment.rows)]
        chosen = {id(segment): segment for segment in (*(new if len(new) > 1 else ()), *sparse)}
        if len(self.segments) - max(len(chosen) - 1, 0) > MANY:
            chosen |= self._smallest(chosen)
        if chosen:
            self._merge([segment for segment in self.segments if id(segment) in chosen])

    def _smallest(self, chosen: Mapping[int, LiveSegment]) -> dict[int, LiveSegment]:
        """Return the segments to merge beside those that are, for few to be left."""
        size = {id(segment): segment.live_passages for segment in self.segments}
        spare = sorted((s for s in self.segments if id(s) not in chosen), key=lambda s: size[id(s)])
        found: dict[int, LiveSegment] = {}
        total = sum(size[number] for number in chosen)
        for segment in spare:
            merged = len(chosen) + len(found)
            few = len(self.segments) - max(merged - 1, 0) <= MANY
            if few and size[id(segment)] > CASCADE * total:
                break
            found[id(segment)] = segment
            total += size[id(segment)]
        return found

    def _merge(self, merging: Sequence[LiveSegment]) -> None:
        path = self.folder / f"merged{EXTENSION}"
        merge_segments(path, [(segment.reader.file, segment.live) for segment in merging])
        rows = np.concatenate([segment.rows[segment.live] for segment in merging])
        left = [segment for segment in self.segments if segment not in merging]
        self.segments = [*left, LiveSegment.open(path, rows)]
        for segment in merging:
            if segment.path.parent == self.folder:
                segment.path.unlink()


def _taken(path: str, name: str, first: str) -> ArticleError:
    return ArticleError(path, 0, f"id {name!r} is already used by {first}; give one of them another id")


def put(path: Path, target: Path) -> None:
    """Put a segment file into the new folder: renamed if it was made there, linked if it serves already."""
    if path.parent == target.parent:
        path.rename(target)
        return
    try:
        os.link(path, target)
    except OSError:  # a file system without hard links
        shutil.copyfile(path, target)
