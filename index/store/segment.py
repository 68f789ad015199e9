"""What does one segment hold, and how is it made from articles?

A segment is one array file: the postings of the fields `words`, `chars`, `grams` and `passage`, a column
per property of its passages, and one record per article. Passages are numbered in reading order, the
passages of an article one after another.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from index.build.invert import invert_characters, invert_words
from index.corpus.passages import KINDS, Passage
from index.labels.record import ArticleRecord, Evidence, LabelledArticle
from index.store.arrays import ArrayFile, Strings, pack_strings, write_arrays
from index.store.postings import Counted, Positional
from index.text.folding import fold
from index.text.words import Segmenter, is_word

__all__ = ["NO_SECTION", "STRINGS", "SegmentReader", "write_segment"]

Array = np.ndarray[Any, Any]
NO_SECTION = 0xFFFFFFFF
TEXT = "utf-16-le"
STRINGS = {"text": True, "pid": True, "record": False, "evidence": False}  # whether one a passage


def write_segment(path: str | Path, articles: Sequence[LabelledArticle], segmenter: Segmenter) -> None:
    """Write the array file of a new segment."""
    passages = [passage for article in articles for passage in article.passages]
    folded = [fold(passage.text) for passage in passages]
    words = [segmenter.pieces(text) for text in folded]
    arrays = invert_words("words", words, keep=is_word) | invert_characters("chars", "grams", folded)
    arrays |= invert_words("passage", [[passage.id] for passage in passages])
    write_arrays(path, arrays | _columns(articles, passages))


def _columns(articles: Sequence[LabelledArticle], passages: Sequence[Passage]) -> dict[str, Array]:
    """Return the columns of passages and articles."""
    sizes = np.array([len(article.passages) for article in articles], np.uint32)
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint32)
    return {
        "kind": np.array([KINDS.index(passage.kind) for passage in passages], np.uint8),
        "section": _sections(articles),
        "article": np.repeat(np.arange(len(articles), dtype=np.uint32), sizes),
        "first": first,
        **pack_strings("text", [passage.text.encode(TEXT, "surrogatepass") for passage in passages]),
        **pack_strings("pid", [passage.id.encode() for passage in passages]),
        **pack_strings("record", [article.record.to_json() for article in articles]),
        **pack_strings("evidence", [article.evidence.to_json() for article in articles]),
    }


def _sections(articles: Sequence[LabelledArticle]) -> Array:
    """Return for each passage the number of the heading it stands under, a heading's own for itself."""
    found: list[int] = []
    for article in articles:
        heading = NO_SECTION
        for passage in article.passages:
            if passage.kind == "heading":
                heading = len(found)
            found.append(heading)
    return np.array(found, np.uint32)


class SegmentReader:
    """The columns and fields of one segment, mapped and undecoded."""

    def __init__(self, file: ArrayFile | str | Path) -> None:
        self.file = file if isinstance(file, ArrayFile) else ArrayFile(file)
        self.kind: Array = self.file["kind"]
        self.section: Array = self.file["section"]
        self.article: Array = self.file["article"]
        self.first: Array = self.file["first"]
        self.size = len(self.kind)
        self._text, self._pid, self._record, self._evidence = map(self.file.strings, STRINGS)

    @cached_property
    def words(self) -> Counted:
        """Return the postings of words."""
        return Counted(self.file, "words")

    @cached_property
    def chars(self) -> Counted:
        """Return the postings of single characters."""
        return Counted(self.file, "chars")

    @cached_property
    def grams(self) -> Positional:
        """Return the places of grams."""
        return Positional(self.file, "grams")

    @cached_property
    def passage(self) -> Counted:
        """Return which passage has which permanent id."""
        return Counted(self.file, "passage")

    @property
    def records(self) -> Strings:
        """Return the JSON records of the articles, undecoded."""
        return self._record

    def listed(self, folded: str) -> tuple[Array, Array] | None:
        """Return the passages that hold a folded string, and how often, where that is written down.

        It is for one character and for frequent grams; None: count the places.
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
        """Return the record of an article by its number in this segment."""
        return ArticleRecord.from_json(self._record[article])

    def evidence(self, article: int) -> Evidence:
        """Return what the labels of an article rest on, by its number in this segment."""
        return Evidence.from_json(self._evidence[article])

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
