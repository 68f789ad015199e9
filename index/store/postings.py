"""How are the postings of one field laid out, read and made?

Two layouts, both flat NumPy arrays that need no decoding:

* Counted: for each term the ascending passage numbers that hold it and how often (`docs`, `tf`).
* Positional: for each term the ascending positions at which it begins. A passage owns whole slots of 256 of
  them, at least one more than it has characters, so a position names its passage by one shift and one look-up
  (`slot_doc[position >> 8]`), and a string never reaches from one passage into the next.

Each character is stored with its successor; the last one of a passage with the terminator END. Terms are
sorted, so the positions of one character are those of all grams that begin with it: one contiguous range.
Terms that one passage in a hundred has are counted as well (`often`), since they are asked for alone or
beside others more than rare ones, and counting their positions would take most of the time.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from index.store.arrays import ArrayFile, firsts, narrow, tally
from index.store.terms import Terms, pack_terms

__all__ = [
    "LENGTHS",
    "SLOT",
    "Counted",
    "Positional",
    "count_often",
    "count_pairs",
    "counted_arrays",
    "document_frequencies",
    "often_arrays",
    "positional_arrays",
    "quantise",
    "slots",
]

Array = np.ndarray[Any, Any]
SLOT = 256
SHIFT = 8
END = "\1"  # follows the last character of a passage; folded text never holds it
OFTEN = 100  # terms that at least one passage in so many has are counted too,
FEW = 2  # unless they are in fewer passages than this
# Lengths are ranked by one byte: exact to 100, then steps of 8 %.
LENGTHS: Array = np.concatenate([np.arange(100), np.round(100 * 1.08 ** np.arange(156))]).astype(np.uint32)


def quantise(lengths: Array) -> Array:
    """Return for each length the number (uint8) of the largest step that is not above it."""
    return (np.searchsorted(LENGTHS, lengths, side="right") - 1).astype(np.uint8)


class _Field:
    """What both layouts share: sorted terms, where each one's postings start, the lengths of the passages."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self.name = name
        self.terms = Terms(file, f"{name}.terms")
        self.starts: memoryview = file[f"{name}.starts"].data
        self.lengths = file[f"{name}.lengths"]
        self.length_codes = file[f"{name}.codes"]

    def part(self, term: bytes) -> slice:
        """Return where the postings of one term lie; empty where the field lacks it."""
        number = self.terms.find(term)
        return slice(0, 0) if number < 0 else slice(self.starts[number], self.starts[number + 1])

    def prefix(self, prefix: bytes) -> slice:
        """Return where the postings of all terms that begin with `prefix` lie."""
        low = self.terms.lower_bound(prefix)
        high = self.terms.lower_bound(prefix + b"\xff")
        return slice(self.starts[low], self.starts[high])


class Counted(_Field):
    """A field of which only passages and frequencies are kept."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        super().__init__(file, name)
        self.docs = file.slices(f"{name}.docs")
        self.tf = file.slices(f"{name}.tf")

    def postings(self, term: bytes) -> tuple[Array, Array]:
        """Return passage numbers (ascending, uint32) and frequencies of a term."""
        part = self.part(term)
        return self.docs[part], self.tf[part]


class Positional(_Field):
    """A field of which every position is kept."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        super().__init__(file, name)
        self.positions = file.slices(f"{name}.positions")
        self.slot_doc = file[f"{name}.slot_doc"]
        self.doc_slot = file[f"{name}.doc_slot"]
        self._df: memoryview = file[f"{name}.df"].data
        self._often: memoryview = file[f"{name}.often"].data
        self._often_starts: memoryview = file[f"{name}.often_starts"].data
        self._often_docs, self._often_tf = (file.slices(f"{name}.often_{what}") for what in ("docs", "tf"))

    def df(self, term: bytes) -> int:
        """Return in how many passages a term stands, deleted ones included."""
        number = self.terms.find(term)
        return 0 if number < 0 else int(self._df[number])

    def at(self, term: bytes) -> Array:
        """Return the ascending positions (uint32) at which a term begins."""
        return self.positions[self.part(term)]

    def counted(self, term: bytes) -> tuple[Array, Array] | None:
        """Return passages (ascending, uint32) and frequencies of a term, None if it is not frequent."""
        number = self.terms.find(term)
        i = bisect_left(self._often, number)
        if i == len(self._often) or self._often[i] != number:
            return None
        part = slice(self._often_starts[i], self._often_starts[i + 1])
        return self._often_docs[part], self._often_tf[part]

    def at_character(self, character: bytes) -> Array:
        """Return the ascending positions of one character: of all grams that begin with it."""
        return np.sort(self.positions[self.prefix(character)])

    def docs_of(self, positions: Array) -> Array:
        """Return the passage number of each position."""
        found: Array = self.slot_doc.take(positions >> SHIFT)
        return found

    @cached_property
    def first_positions(self) -> Array:
        """Return the first position of each passage, and one past the last."""
        first: Array = self.doc_slot << np.uint32(SHIFT)
        return first


@dataclass(frozen=True, slots=True)
class Pairs:
    """Distinct (term, passage) pairs sorted by term, then passage, with their frequencies."""

    terms: Array
    docs: Array
    tf: Array


def count_pairs(terms: Array, docs: Array) -> Pairs:
    """Sort occurrences, given as term and passage numbers, and count equal ones."""
    keys = terms.astype(np.uint64) << np.uint64(32) | docs.astype(np.uint64)
    keys.sort()
    keys, tf = tally(keys)
    return Pairs((keys >> np.uint64(32)).astype(np.uint32), keys.astype(np.uint32), tf)


def _field_arrays(
    name: str, terms: Sequence[bytes] | Array, counts: Array, lengths: Array
) -> dict[str, Array]:
    """Return the arrays both layouts share; `counts` is the number of postings of each sorted term."""
    starts = narrow(np.concatenate([[0], np.cumsum(counts)]))
    return pack_terms(f"{name}.terms", terms) | {
        f"{name}.starts": starts,
        f"{name}.lengths": lengths.astype(np.uint32),
        f"{name}.codes": quantise(lengths),
    }


def counted_arrays(
    name: str, terms: Sequence[bytes] | Array, pairs: Pairs, lengths: Array
) -> dict[str, Array]:
    """Return the arrays of a counted field; pair terms index `terms`, sorted byte strings or their keys."""
    counts = np.bincount(pairs.terms, minlength=len(terms))
    return _field_arrays(name, terms, counts, lengths) | {
        f"{name}.docs": pairs.docs,
        f"{name}.tf": narrow(pairs.tf),
    }


def slots(lengths: Array) -> tuple[Array, Array]:
    """Return the passage of each slot and the first slot of each passage (one more at the end)."""
    needed = lengths.astype(np.int64) // SLOT + 1
    doc_slot = np.concatenate([[0], np.cumsum(needed)])
    if doc_slot[-1] > 1 << 24:
        raise OverflowError("a segment holds at most 16,777,216 slots of 256 characters")
    return np.repeat(np.arange(len(lengths), dtype=np.uint32), needed), doc_slot.astype(np.uint32)


def document_frequencies(docs: Array, counts: Array) -> Array:
    """Return how many distinct passages each term has, from the passage of each posting, terms in order."""
    held = np.zeros(len(counts), np.uint32)
    if len(docs):
        starts = (np.cumsum(counts) - counts)[counts > 0]
        fresh = firsts(docs)
        fresh[starts] = True
        held[counts > 0] = np.add.reduceat(fresh, starts, dtype=np.uint32)
    return held


def often_arrays(name: str, df: Array, lengths: Array) -> tuple[dict[str, Array], dict[str, tuple[str, int]]]:
    """Return which terms are counted too and where, and dtype and size of the arrays still to be counted."""
    often = np.flatnonzero(df >= max(len(lengths) // OFTEN, FEW)).astype(np.uint32)
    starts = np.concatenate([[0], np.cumsum(df[often], dtype=np.int64)])
    most = np.min_scalar_type(int(lengths.max(initial=0)))
    size = int(starts[-1])
    ready = {f"{name}.often": often, f"{name}.often_starts": narrow(starts)}
    return ready, {f"{name}.often_docs": ("<u4", size), f"{name}.often_tf": (most.str, size)}


def count_often(name: str, arrays: Mapping[str, Array], starts: Array) -> None:
    """Count the positions of frequent terms, one after another, into the arrays for that.

    `starts` tells where the positions of each term begin.
    """
    positions, slot_doc = arrays[f"{name}.positions"], arrays[f"{name}.slot_doc"]
    all_docs, all_tf = arrays[f"{name}.often_docs"], arrays[f"{name}.often_tf"]
    at = 0
    for term in arrays[f"{name}.often"].tolist():
        docs, tf = tally(slot_doc.take(positions[starts[term] : starts[term + 1]] >> SHIFT))
        end = at + len(docs)
        all_docs[at:end], all_tf[at:end] = docs, tf
        at = end


def positional_arrays(
    name: str, terms: Sequence[bytes] | Array, counts: Array, positions: Array, *, lengths: Array
) -> dict[str, Array]:
    """Return the arrays of a positional field; `positions` are sorted by term, then position."""
    slot_doc, doc_slot = slots(lengths)
    df = document_frequencies(slot_doc[positions >> SHIFT], counts)
    often, counted = often_arrays(name, df, lengths)
    arrays = _field_arrays(name, terms, counts, lengths) | often
    arrays |= {
        f"{name}.positions": positions.astype(np.uint32),
        f"{name}.df": df,
        f"{name}.slot_doc": slot_doc,
        f"{name}.doc_slot": doc_slot,
    }
    arrays |= {key: np.empty(size, dtype) for key, (dtype, size) in counted.items()}
    count_often(name, arrays, np.concatenate([[0], np.cumsum(counts)]))
    return arrays
