"""Which segments and codec does Whoosh know our flat postings by?

`ColumnarCodec` implements Whoosh's codec interface over the array files of `index.store.segment`: a plain
Whoosh search over such a segment gives the same hits as over the stock codec, while our own evaluator takes
the arrays beneath (`ColumnarTerms.segment`). The bulk builder writes array files directly;
`ColumnarFieldWriter` and `ColumnarDocumentWriter` let an ordinary Whoosh writer produce them, one posting at
a time.

Decision: a field whose format keeps positions is stored by position, all others by count; weights must be
whole numbers, because we store frequencies. Columns and vectors of Whoosh are not kept: facets have their
own arrays.
"""

from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base

from index.store.generation import EXTENSION
from index.whoosh.codec_reader import ColumnarDocuments, ColumnarTerms
from index.whoosh.codec_writer import ColumnarDocumentWriter, ColumnarFieldWriter

__all__ = ["ColumnarCodec", "ColumnarSegment"]


class ColumnarSegment(base.Segment):
    """What Whoosh's table of contents says of one segment: its name, size and deleted passages."""

    def __init__(self, indexname: str, *, segid: str = "", size: int = 0) -> None:
        super().__init__(indexname)
        self.segid: str = segid or self._random_id()
        self.size = size
        self.dead = b""  # ascending numbers, unsigned 32 bits: a set of half a million is slow to unpickle

    @property
    def deleted(self) -> frozenset[int]:
        """Return the passages that are deleted."""
        return frozenset(np.frombuffer(self.dead, "<u4").tolist())

    def codec(self) -> "ColumnarCodec":
        return ColumnarCodec()

    def set_doc_count(self, doccount: int) -> None:
        self.size = doccount

    def doc_count_all(self) -> int:
        return self.size

    def deleted_count(self) -> int:
        return len(self.dead) // 4

    def deleted_docs(self) -> frozenset[int]:
        return self.deleted

    def is_deleted(self, docnum: int) -> bool:
        dead = np.frombuffer(self.dead, "<u4")
        return bool((dead[dead.searchsorted(docnum) :][:1] == docnum).any())

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        left = self.deleted | {docnum} if delete else self.deleted - {docnum}
        self.dead = np.array(sorted(left), "<u4").tobytes()

    def should_assemble(self) -> bool:
        return False


class ColumnarCodec(base.Codec):
    """Whoosh's way in."""

    length_stats = False  # lengths come with the passages, not with each posting

    def per_document_writer(self, storage: Any, segment: ColumnarSegment) -> ColumnarDocumentWriter:
        return ColumnarDocumentWriter(segment)

    def field_writer(self, storage: Any, segment: ColumnarSegment) -> ColumnarFieldWriter:
        return ColumnarFieldWriter(_path(storage, segment), segment)

    def per_document_reader(self, storage: Any, segment: ColumnarSegment) -> ColumnarDocuments:
        return ColumnarDocuments(_path(storage, segment), segment)

    def terms_reader(self, storage: Any, segment: ColumnarSegment) -> ColumnarTerms:
        return ColumnarTerms(_path(storage, segment))

    def automata(self, storage: Any, segment: ColumnarSegment) -> base.Automata:
        return base.Automata()

    def new_segment(self, storage: Any, indexname: str) -> ColumnarSegment:
        return ColumnarSegment(indexname)


def _path(storage: Any, segment: ColumnarSegment) -> Path:
    """Return the array file of a segment; only a folder can be mapped."""
    return Path(storage.folder) / segment.make_filename(EXTENSION)
