"""What does one segment hold?

A segment is one array file: the postings of the fields `words`, `tokens`, `chars`, `grams`, `passage` and
`fingerprints`, a column per property of its passages, and one record per article (`index.store.layout`
declares the arrays). Passages are numbered in reading order, the passages of an article one after another.
"""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from index.corpus.passages import KINDS
from index.labels.record import ArticleRecord, Evidence
from index.store.arrays import ArrayFile, Strings
from index.store.layout import NO_SECTION, STRINGS, TEXT
from index.store.postings import Counted, Positional

__all__ = ["SegmentReader", "average_lengths"]

TITLE = KINDS.index("title")
KEPT = 2_048  # records, of about 2 KB
Array = np.ndarray[Any, Any]


class SegmentReader:
    """The columns and fields of one segment, mapped and undecoded."""

    def __init__(self, file: ArrayFile | str | Path) -> None:
        self.file = file if isinstance(file, ArrayFile) else ArrayFile(file)
        self.kind: Array = self.file["kind"]
        self.section: Array = self.file["section"]
        self.article: Array = self.file["article"]
        self.first: Array = self.file["first"]
        self.size = len(self.kind)
        self._kept: dict[int, ArticleRecord] = {}
        self._text, self._pid, self._record, self._evidence = map(self.file.strings, STRINGS)

    @cached_property
    def words(self) -> Counted:
        """Return the postings of words."""
        return Counted(self.file, "words")

    @cached_property
    def tokens(self) -> Counted:
        """Return the postings of words that do not overlap."""
        return Counted(self.file, "tokens")

    @cached_property
    def chars(self) -> Counted:
        """Return the postings of single characters."""
        return Counted(self.file, "chars")

    @cached_property
    def grams(self) -> Positional:
        """Return the positions of grams."""
        return Positional(self.file, "grams")

    @cached_property
    def passage(self) -> Counted:
        """Return which passage has which permanent id."""
        return Counted(self.file, "passage")

    @cached_property
    def fingerprints(self) -> Counted:
        """Return which passages have which fingerprint of the text they can share."""
        return Counted(self.file, "fingerprints")

    @property
    def records(self) -> Strings:
        """Return the JSON records of the articles, undecoded."""
        return self._record

    def listed(self, folded: str) -> tuple[Array, Array] | None:
        """Return the passages that hold a folded string, and how often, where that is written down.

        It is for one character and for frequent grams; None: count the positions.
        """
        raw = folded.encode("utf-8", "surrogatepass")
        if len(folded) == 1:
            return self.chars.postings(raw)
        return self.grams.counted(raw) if len(folded) == 2 else None

    def text(self, doc: int) -> str:
        """Return the text of a passage as published."""
        return self._text[doc].decode(TEXT, "surrogatepass")

    def pid(self, doc: int) -> str:
        """Return the permanent id of a passage."""
        return self._pid[doc].decode()

    def heading(self, doc: int) -> str:
        """Return the text of the section heading a passage stands under."""
        section = int(self.section[doc])
        return "" if section == NO_SECTION else self.text(section)

    def record(self, article: int) -> ArticleRecord:
        """Return the record of an article by its number in this segment; the last ones read are kept."""
        if (kept := self._kept.get(article)) is None:
            if len(self._kept) >= KEPT:
                self._kept = {}
            kept = self._kept[article] = ArticleRecord.from_json(self._record[article])
        return kept

    def evidence(self, article: int) -> Evidence:
        """Return what the labels of an article rest on, by its number in this segment."""
        return Evidence.from_json(self._evidence[article])

    def total_lengths(self, name: str, live: Array | None = None) -> Array:
        """Return of a field [[length of all bodies, how many there are], [the same of titles]].

        `live` tells which passages count; without it all do.
        """
        lengths, titles = getattr(self, name).lengths, self.kind == TITLE
        if live is not None:
            lengths, titles = lengths[live], titles[live]
        own = int(lengths[titles].sum())
        many = int(np.count_nonzero(titles))
        return np.array([[int(lengths.sum()) - own, len(lengths) - many], [own, many]], np.int64)

    def stored(self, doc: int) -> dict[str, str]:
        """Return what Whoosh calls the stored fields of a passage."""
        record = self.record(int(self.article[doc]))
        return {
            "passage": self.pid(doc),
            "article": record.id,
            "kind": KINDS[self.kind[doc]],
            "heading": self.heading(doc),
            "text": self.text(doc),
        }


def average_lengths(
    segments: Iterable[tuple[SegmentReader, Array | None]],
) -> dict[str, tuple[float, float]]:
    """Return the average lengths of live passages in words and in squeezed characters: bodies, titles.

    A segment is given with which of its passages live, None for all.
    """
    parts = list(segments)
    found = {}
    for name in ("words", "grams"):
        total = sum((reader.total_lengths(name, live) for reader, live in parts), np.zeros((2, 2), np.int64))
        body, title = (max(length / max(many, 1), 1.0) for length, many in total.tolist())
        found[name] = (body, title)
    return found
