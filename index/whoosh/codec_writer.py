"""How does an ordinary Whoosh writer, adding one passage at a time, produce an array file?

Our own builder does not: it writes the arrays of many passages at once (`index.store.segment`). This is the
other half of the codec, which the contract test holds against the stock one.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.formats import Positions

from index.store.arrays import pack_strings, write_arrays
from index.store.postings import SHIFT, count_pairs, counted_arrays, positional_arrays, slots

__all__ = ["ColumnarDocumentWriter", "ColumnarFieldWriter"]

Array = np.ndarray[Any, Any]


class ColumnarDocumentWriter(base.PerDocumentWriter):
    """Collect lengths and stored fields (what JSON can hold) of the passages an ordinary writer adds."""

    def __init__(self, segment: Any) -> None:
        self._segment = segment
        self._current: dict[str, Any] = {}
        self.is_closed = False
        segment.pending = []
        segment.pending_lengths = {}

    def start_doc(self, docnum: int) -> None:
        self._current, self._docnum = {}, docnum

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int | None) -> None:
        if value is not None:
            self._current[fieldname] = value
        if length:
            self._segment.pending_lengths.setdefault(fieldname, {})[self._docnum] = length

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:
        """Whoosh columns are not kept."""

    def finish_doc(self) -> None:
        self._segment.pending.append(json.dumps(self._current, ensure_ascii=False).encode())

    def close(self) -> None:
        """Leave the file to the field writer."""
        self.is_closed = True


class ColumnarFieldWriter(base.FieldWriter):
    """Collect the postings an ordinary writer adds, then write the array file."""

    def __init__(self, path: Path, segment: Any) -> None:
        self._path, self._segment = path, segment
        self._arrays: dict[str, Array] = {}
        self._name = ""
        self.is_closed = False

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        self._name, self._format = fieldname, fieldobj.format
        self._terms: list[bytes] = []
        self._rows: list[tuple[int, int, int]] = []

    def start_term(self, text: bytes) -> None:
        self._terms.append(text)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int | None = None) -> None:
        term = len(self._terms) - 1
        if isinstance(self._format, Positions):
            self._rows += [(term, docnum, position) for position in self._format.decode_positions(vbytes)]
        elif weight != int(weight):
            raise ValueError(f"{self._name}: weight {weight} is not a whole number")
        else:
            self._rows.append((term, docnum, int(weight)))

    def finish_term(self) -> None:
        """Nothing to do: terms are written with their field."""

    def finish_field(self) -> None:
        size = len(self._segment.pending)
        lengths = np.zeros(size, np.uint32)
        for doc, length in self._segment.pending_lengths.get(self._name, {}).items():
            lengths[doc] = length
        rows = np.array(self._rows, np.int64).reshape(-1, 3)
        terms, docs, values = rows.T
        if isinstance(self._format, Positions):
            np.maximum.at(lengths, docs, (values + 1).astype(np.uint32))
            positions = (slots(lengths)[1].astype(np.int64)[docs] << SHIFT) + values
            counts = np.bincount(terms, minlength=len(self._terms))
            self._arrays |= positional_arrays(self._name, self._terms, counts, positions, lengths=lengths)
        else:
            pairs = count_pairs(np.repeat(terms, values), np.repeat(docs, values))
            self._arrays |= counted_arrays(self._name, self._terms, pairs, lengths)

    def close(self) -> None:
        write_arrays(self._path, self._arrays | pack_strings("stored", self._segment.pending))
        del self._segment.pending, self._segment.pending_lengths
        self.is_closed = True
