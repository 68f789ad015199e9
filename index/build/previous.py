"""What does the generation before a build hold, and what of it can stay?

Whoosh and the segments are loaded only when something changed.

Decision: a segment that stays is linked unread, and the manifest takes over the sums that its bytes had when
it was written. So damage is never made good by being summed anew: who reads the bytes finds it, be it a
build that merges them, a search, or a check of the index.
"""

from collections.abc import Set
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.corpus.register import Published
from index.errors import IndexDamaged, IndexMissing, IndexOutdated, IndexUntrusted
from index.store.arrays import ArrayFile, Strings
from index.store.catalog import Catalog
from index.store.generation import (
    CATALOG,
    EXTENSION,
    NAME,
    Generation,
    damaged_file,
    open_generation,
)
from index.store.layout import schema_digest
from index.text.words import Segmenter

if TYPE_CHECKING:
    from index.build.compaction import LiveSegment

__all__ = ["Previous", "dictionary_hash"]

Array = np.ndarray[Any, Any]


def dictionary_hash() -> str:
    """Return a hash of everything that decides words, labels and folding, as the manifest records it."""
    total = sha256(f"{schema_digest()}\n{Segmenter().name}".encode())
    for path in sorted(
        (item for item in files("index").joinpath("data").iterdir()), key=lambda item: item.name
    ):
        if path.name.endswith((".tsv", ".yaml", ".txt")):
            total.update(path.read_bytes())
    return total.hexdigest()


@dataclass(frozen=True)
class Previous:
    """The generation before: its catalog, and the hashes of its files by path.

    It has the `same` words and rules unless it says otherwise.
    """

    generation: Generation | None
    catalog: ArrayFile | None = None
    hashes: dict[str, str] = field(default_factory=dict)
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
        catalog = generation.arrays(CATALOG)
        columns = (catalog.strings(name) for name in ("file", "hash"))
        hashes = dict(zip(*(map(bytes.decode, column) for column in columns), strict=True))
        return cls(generation, catalog, hashes, generation.manifest.dictionary == dictionary_hash())

    @property
    def seal(self) -> str:
        """Return the seal of the generation, "" if there is none."""
        return self.generation.seal if self.generation else ""

    @property
    def ids(self) -> Strings:
        """Return the ids of its articles, sorted."""
        return Catalog(self.catalog, np.zeros(0, bool)).strings("id")

    def rows_of(self, paths: Set[str]) -> Array:
        """Return for each article of the catalog whether its file is among these. Raises IndexDamaged."""
        if self.catalog:
            self.catalog.check_all()
        return np.fromiter((path in paths for path in self.hashes), bool, len(self.hashes))

    def former(self, article: str = "") -> list[Published]:
        """Return the published passages that no article of the generation holds, of one article or of all."""
        if self.catalog is None:
            return []
        columns = [self.catalog.strings(f"former.{name}") for name in ("article", "passage", "kind", "text")]
        low, high = 0, len(columns[0])
        if article:
            key = article.encode("utf-8", "surrogatepass")
            low, high = columns[0].lower_bound(key), columns[0].lower_bound(key + b"\0")
        return [
            Published(*(column[row].decode("utf-8", "surrogatepass") for column in columns))
            for row in range(low, high)
        ]

    @cached_property
    def segments(self) -> "list[LiveSegment]":
        """Return the segments, with the row of the catalog that each of their articles has."""
        from whoosh.filedb.filestore import FileStorage  # slow to import, and only needed after a change
        from whoosh.index import TOC

        from index.build.compaction import LiveSegment

        if self.generation is None or self.catalog is None:
            return []
        folder = self.generation.folder
        found = []
        for number, segment in enumerate(TOC.read(FileStorage(str(folder)), NAME, 1).segments):
            name = segment.make_filename(EXTENSION)
            file, rows = self.generation.arrays(name), self.catalog[f"map.{number}"]
            found.append(LiveSegment.open(folder / name, rows, file=file, segid=segment.segid))
        return found
