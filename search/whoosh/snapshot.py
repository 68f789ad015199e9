"""What does a search look at: one generation, opened once and never changed?

The only file of `search` that knows Whoosh: its table of contents says which segments there are; from there
on all is arrays. A snapshot may be shared by threads, for nothing in it is written after it was opened, but
for caches whose values never differ.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from weakref import finalize

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.errors import IndexDamaged, IndexMissing
from index.store.generation import CATALOG, EXTENSION, NAME, Generation, Lease, current_seal, open_generation
from index.store.segment import SegmentReader, average_lengths
from search.backend import About, Anchor
from search.whoosh.catalog import Catalog

__all__ = ["SegmentView", "Snapshot", "open_snapshot"]

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class SegmentView:
    """One segment of a snapshot.

    `numbers` gives for each article of the segment its number in the catalog, -1 if it is gone.
    """

    reader: SegmentReader
    numbers: Array

    @cached_property
    def whole(self) -> bool:
        """Tell whether nothing in the segment is deleted."""
        return bool((self.numbers >= 0).all())

    @cached_property
    def live(self) -> Array:
        """Return for each passage whether its article is live."""
        mask: Array = (self.numbers >= 0)[self.reader.article]
        return mask

    @cached_property
    def everything(self) -> Array:
        """Return the numbers of all live passages."""
        if self.whole:
            return np.arange(self.reader.size, dtype=np.uint32)
        return np.flatnonzero(self.live).astype(np.uint32)

    @cached_property
    def kept(self) -> dict[str, Any]:
        """Return what was made so far of lengths and titles, for `search.whoosh.shares`."""
        return {}

    def alive(self, docs: Array) -> Array:
        """Return the passages that are not deleted."""
        return docs if self.whole else docs.compress(self.live.take(docs))

    def living(self, docs: Array) -> int:
        """Return how many of the passages are not deleted."""
        return len(docs) if self.whole else int(np.count_nonzero(self.live.take(docs)))

    @cached_property
    def _owners(self) -> Array:
        """Return the catalog number of the article of each passage, -1 if it is gone."""
        owners: Array = self.numbers[self.reader.article]
        return owners

    def articles(self, docs: Array) -> Array:
        """Return the catalog number of the article of each live passage."""
        numbers: Array = self._owners.take(docs)
        return numbers


class Snapshot:
    """One generation: its segments, its catalog, and statistics of the whole corpus."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self._give_back = finalize(self, Lease(generation.folder).close)
        toc = TOC.read(FileStorage(str(generation.folder)), NAME, 1)
        names = (CATALOG, *(segment.make_filename(EXTENSION) for segment in toc.segments))
        self._files = [generation.arrays(name) for name in names]

    @property
    def name(self) -> str:
        """Return the name of the generation."""
        return self.generation.name

    @cached_property
    def about(self) -> About:
        """Return which generation this is."""
        generation, manifest = self.generation, self.generation.manifest
        return About(
            generation=generation.name,
            articles=manifest.articles,
            passages=manifest.passages,
            corpus=manifest.corpus,
            dictionary=manifest.dictionary,
            tokenizer=manifest.tokenizer,
            schema=manifest.schema,
            bytes=generation.size,
        )

    @cached_property
    def catalog(self) -> Catalog:
        """Return which article is which."""
        return Catalog(self._files[0])

    @cached_property
    def segments(self) -> list[SegmentView]:
        """Return the segments."""
        return [
            SegmentView(SegmentReader(file), self.catalog.numbers(number))
            for number, file in enumerate(self._files[1:])
        ]

    @property
    def damage(self) -> IndexDamaged | None:
        """Return what was found damaged so far, None if nothing was."""
        return next((file.damage for file in self._files if file.damage), None)

    def check_all(self) -> None:
        """Read all that was not read yet, which then needs no more checks. Raises IndexDamaged."""
        for file in self._files:
            file.check_all()

    @cached_property
    def passages(self) -> int:
        """Return the number of live passages."""
        return sum(len(segment.everything) for segment in self.segments)

    @cached_property
    def average_lengths(self) -> dict[str, tuple[float, float]]:
        """Return the average lengths of live passages in words and in squeezed characters: bodies, titles."""
        return average_lengths((one.reader, None if one.whole else one.live) for one in self.segments)

    def at(self, anchor: Anchor) -> tuple[SegmentView, int]:
        """Return in which segment a passage stands, and its number there. Raises KeyError."""
        article = self.catalog.find(anchor.article)
        if article >= 0:
            view, local = self.segments[self.catalog.segment[article]], int(self.catalog.local[article])
            for doc in range(*view.reader.first[local : local + 2].tolist()):
                if view.reader.pid(doc) == anchor.passage:
                    return view, doc
        raise KeyError(anchor)

    def holder(self, digest: str, article: int = -1) -> tuple[int, SegmentReader | None, int]:
        """Return a live passage whose permanent id has these twelve digits, with its article's number.

        Those of the given article lead, then the others by id, the passages of each in reading order,
        however the articles are spread over segments. Without any there is no reader.
        """
        found = [np.empty((3, 0), np.int64)]
        for index, view in enumerate(self.segments):
            field = view.reader.passage
            docs = view.alive(field.docs[field.prefix(digest.encode())])
            found.append(np.array([view.articles(docs), np.full(len(docs), index), docs], np.int64))
        rows = np.concatenate(found, axis=1)
        order = np.lexsort((rows[2], rows[0], rows[0] != article))
        for number, segment, doc in rows.T[order[:1]].tolist():
            return number, self.segments[segment].reader, doc
        return -1, None, -1

    def close(self) -> None:
        """Give the generation back, so that a later build may remove it; happens by itself when unused."""
        self._give_back()


def open_snapshot(index: str | Path) -> Snapshot:
    """Open the serving generation; what is read of it is checked when first read.

    Raises what `index.store.generation.open_generation` raises.
    """
    for _ in range(5):
        seal = current_seal(index)
        try:
            return Snapshot(open_generation(index))
        except (IndexMissing, IndexDamaged) as error:
            fault = error
            if current_seal(index) == seal:
                break
        # Replaced, and perhaps removed, while it was opened.
    raise fault
