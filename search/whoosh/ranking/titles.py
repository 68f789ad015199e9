"""Which passages are titles, which articles have them, and which titles stand in a string?"""

from bisect import bisect_right
from threading import Lock
from typing import Any

import numpy as np

from index.corpus.passages import KINDS
from index.store.arrays import distinct
from index.store.segment import SegmentReader
from index.text.folding import fold
from search.whoosh.snapshot import SegmentView

__all__ = ["TITLE", "Titles", "ranges", "titles_of", "with_titles"]

Array = np.ndarray[Any, Any]
TITLE = KINDS.index("title")
LOCK = Lock()


class Titles:
    """The distinct titles of a segment, by their hashes, to find those that stand in a string."""

    def __init__(self, reader: SegmentReader) -> None:
        self.reader = reader
        (docs,) = (reader.kind == TITLE).nonzero()
        folded = [fold(reader.text(doc)) for doc in docs.tolist()]
        hashes = [*map(hash, folded)]
        order = sorted(range(len(docs)), key=lambda i: (hashes[i], folded[i]))
        first = [at for at, i in enumerate(order) if not at or folded[i] != folded[order[at - 1]]]
        self._docs, self._starts = docs[order], [*first, len(docs)]
        self._hashes = np.array([hashes[order[at]] for at in first], np.int64)
        self._lengths = sorted(set(map(len, folded)) - {0})

    def inside(self, run: str) -> dict[str, Array]:
        """Return the folded titles that stand in a folded run, each with the articles that have it."""
        pieces = list(
            {
                run[i : i + length]: None
                for length in self._lengths[: bisect_right(self._lengths, len(run))]
                for i in range(len(run) - length + 1)
            }
        )
        hashes = np.fromiter(map(hash, pieces), np.int64, len(pieces))
        low, high = (self._hashes.searchsorted(hashes, side) for side in ("left", "right"))
        found = {}
        for i in np.flatnonzero(low < high).tolist():
            for number in range(low[i], high[i]):
                start, end = self._starts[number : number + 2]
                docs = self._docs[start:end]
                if fold(self.reader.text(int(docs[0]))) == pieces[i]:
                    found[pieces[i]] = distinct(np.sort(self.reader.article.take(docs)))
        return found


def titles_of(segment: SegmentView) -> Titles:
    """Return the titles of a segment, read once: it takes long enough for others to wait."""
    with LOCK:
        if "titles" not in segment.kept:
            segment.kept["titles"] = Titles(segment.reader)
    found: Titles = segment.kept["titles"]
    return found


def with_titles(segment: SegmentView, docs: Array) -> Array:
    """Return ascending passages and the titles, which stand first, of all their articles, as indexes."""
    if "heads" not in segment.kept:
        titles = segment.reader.article[segment.reader.kind == TITLE]
        segment.kept["heads"] = np.bincount(titles, minlength=len(segment.reader.first) - 1)
    articles = distinct(segment.reader.article.take(docs))
    titles = ranges(segment.reader.first.take(articles), segment.kept["heads"].take(articles))
    return distinct(np.sort(np.concatenate([docs.astype(np.intp), titles])))


def ranges(starts: Array, sizes: Array) -> Array:
    """Return the numbers of ranges one after another, each from a start on, as indexes."""
    ends = np.cumsum(sizes, dtype=np.intp)
    return np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts + sizes - ends, sizes)
