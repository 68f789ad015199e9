"""What does the generation before a build hold, and what of it can stay?"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.build.batches import dictionary_hash
from index.build.compaction import LiveSegment
from index.corpus.register import Published
from index.errors import IndexDamaged, IndexMissing, IndexOutdated, IndexUntrusted
from index.store.arrays import ArrayFile
from index.store.generation import (
    CATALOG,
    EXTENSION,
    NAME,
    Generation,
    check_file,
    damaged_file,
    open_generation,
)
from index.whoosh.codec import ColumnarSegment

__all__ = ["Previous"]


@dataclass(frozen=True, slots=True)
class Previous:
    """The generation before: its files by path, and its segments.

    It has the `same` words and rules unless it says otherwise.
    """

    generation: Generation | None
    hashes: dict[str, str] = field(default_factory=dict)
    segments: tuple[ColumnarSegment, ...] = ()
    folder: Path = Path()
    same: bool = True

    @classmethod
    def open(cls, index: Path, *, rebuild: bool) -> "Previous":
        """Return the serving generation; none if there is none, or if another version made it.

        A rebuild does without a damaged one. Raises IndexDamaged and IndexUntrusted.
        """
        try:
            generation = open_generation(index)
            if rebuild and damaged_file(generation):
                return cls(None)
            return cls._read(generation)
        except (IndexMissing, IndexOutdated):
            return cls(None)
        except (IndexDamaged, IndexUntrusted):
            if rebuild:
                return cls(None)
            raise

    @classmethod
    def _read(cls, generation: Generation) -> "Previous":
        check_file(generation, CATALOG)
        catalog = ArrayFile(generation.folder / CATALOG)
        paths = [path.decode() for path in catalog.strings("file")]
        hashes = dict(zip(paths, [item.decode() for item in catalog.strings("hash")], strict=True))
        toc = TOC.read(FileStorage(str(generation.folder)), NAME, 1)
        same = generation.manifest.dictionary == dictionary_hash()
        return cls(generation, hashes, tuple(toc.segments), generation.folder, same)

    def former(self) -> Iterator[Published]:
        """Yield the published passages that no article of the generation holds."""
        if self.generation:
            catalog = ArrayFile(self.folder / CATALOG)
            columns = [catalog.strings(f"former.{name}") for name in ("article", "passage", "kind", "text")]
            for row in zip(*columns, strict=True):
                yield Published(*(value.decode("utf-8", "surrogatepass") for value in row))

    def segments_of(self, kept: Collection[str]) -> list[LiveSegment]:
        """Return the segments with the mask of their articles that stay. Raises IndexDamaged."""
        live_segments = []
        for segment in self.segments if kept else ():
            path = self.folder / segment.make_filename(EXTENSION)
            if self.generation:
                check_file(self.generation, path.name)
            own = LiveSegment.open(path, segment.segid)
            dead = np.unique(own.reader.article[list(segment.deleted)])
            live = [own.reader.record(i).file in kept for i in range(len(own.live))]
            own.live[:] = live
            own.live[dead] = False
            live_segments.append(own)
        return live_segments
