"""What does Whoosh read of our flat postings: terms, postings, lengths and stored fields?"""

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from index.store.arrays import ArrayFile
from index.store.postings import LENGTHS, Counted, Positional
from index.store.segment import SegmentReader
from index.store.terms import Terms

__all__ = ["ColumnarDocuments", "ColumnarTerms"]

Array = np.ndarray[Any, Any]


class ColumnarTerms(base.TermsReader):
    """Terms and postings of one segment as Whoosh asks for them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = ArrayFile(path)

    @cached_property
    def segment(self) -> SegmentReader:
        """Return the arrays themselves, for the evaluator."""
        return SegmentReader(self.path)

    @cached_property
    def fields(self) -> dict[str, Counted | Positional]:
        names = [name.removesuffix(".starts") for name in self.file if name.endswith(".starts")]
        return {
            n: (Positional if f"{n}.positions" in self.file else Counted)(self.file, n) for n in sorted(names)
        }

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return term[0] in self.fields and self.fields[term[0]].terms.find(term[1]) >= 0

    def indexed_field_names(self) -> list[str]:
        return list(self.fields)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return ((name, text) for name, field in self.fields.items() for text in field.terms)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        if fieldname not in self.fields:  # no passage of this segment has the field
            return iter(())
        terms = self.fields[fieldname].terms
        return ((fieldname, terms[i]) for i in range(terms.lower_bound(prefix), len(terms)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def cursor(self, fieldname: str, fieldobj: Any) -> "ColumnarCursor":
        return (
            ColumnarCursor(self.fields[fieldname].terms, fieldobj)
            if fieldname in self.fields
            else base.EmptyCursor()
        )

    def counts(self, fieldname: str, text: bytes) -> tuple[Array, Array]:
        """Return passages and frequencies of a term. Raises KeyError, as Whoosh expects."""
        if (fieldname, text) not in self:
            raise KeyError(fieldname, text)
        field = self.fields[fieldname]
        if isinstance(field, Counted):
            return field.postings(text)
        return np.unique(field.docs_of(field.at(text)), return_counts=True)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        docs, tf = self.counts(fieldname, text)
        lengths = self.fields[fieldname].lengths[docs]
        return TermInfo(
            float(tf.sum()),
            len(docs),
            int(lengths.min()),
            int(lengths.max()),
            float(tf.max()),
            int(docs[0]),
            int(docs[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return len(self.counts(fieldname, text)[0])

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        if (fieldname, text) not in self:
            raise TermNotFound(f"no term {fieldname}:{text!r}")
        docs, tf = self.counts(fieldname, text)
        field = self.fields[fieldname]
        values = None
        if isinstance(field, Positional):
            inside = field.at(text) - np.repeat(field.first_positions[docs], tf)
            values = [format_.encode(own.tolist()) for own in np.split(inside, np.cumsum(tf)[:-1])]
        return ListMatcher(
            docs.tolist(),
            tf.astype(float).tolist(),
            values,
            format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )

    def close(self) -> None:
        """Nothing to do: the map is freed with its last view."""


class ColumnarCursor(base.FieldCursor):
    """A walk over the sorted terms of one field, as texts."""

    def __init__(self, terms: Terms, fieldobj: Any) -> None:
        self._terms, self._field, self._at = terms, fieldobj, 0

    def is_valid(self) -> bool:
        return self._at < len(self._terms)

    def text(self) -> str | None:
        return self._field.from_bytes(self._terms[self._at]) if self.is_valid() else None

    def first(self) -> str | None:
        self._at = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        self._at = self._terms.lower_bound(term if isinstance(term, bytes) else self._field.to_bytes(term))
        return self.text()

    def next(self) -> str | None:
        self._at += 1
        return self.text()


class ColumnarDocuments(base.PerDocumentReader):
    """Lengths, deletions and stored fields of one segment as Whoosh asks for them."""

    def __init__(self, path: Path, segment: base.Segment) -> None:
        self._path, self._segment = path, segment
        self._file = ArrayFile(path)

    def doc_count(self) -> int:
        return self._segment.doc_count()

    def doc_count_all(self) -> int:
        return self._segment.doc_count_all()

    def has_deletions(self) -> bool:
        return self._segment.has_deletions()

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> frozenset[int]:
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        return False

    def has_column(self, fieldname: str) -> bool:
        return False

    def _lengths(self, fieldname: str) -> Array:
        name = f"{fieldname}.lengths"
        return self._file[name] if name in self._file else np.zeros(0, np.uint32)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._lengths(fieldname)
        return int(lengths[docnum]) if docnum < len(lengths) else default

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).sum())

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).min(initial=LENGTHS[-1]))

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).max(initial=0))

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        return False

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        if "stored.ends" in self._file:
            found: dict[str, Any] = json.loads(self._file.strings("stored")[docnum])
            return found
        return dict(SegmentReader(self._path).stored(docnum))

    def close(self) -> None:
        """Nothing to do: the map is freed with its last view."""
