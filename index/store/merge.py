"""How do several segments become one, without what was deleted?

Where every posting goes is computed from counts alone (term by term, segment by segment), so merging is a
scatter, not a sort, and the output is a memory map: memory stays at the size of one input, and of one field
of the output, since pages that were read or written are let go.
"""

import mmap
from collections.abc import Sequence
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np

from index.store.arrays import ArrayFile, create_arrays, narrow
from index.store.layout import FIELDS, SEGMENT, STRINGS, check_arrays
from index.store.postings import SHIFT, count_often, document_frequencies, often_arrays, slots
from index.store.terms import Terms, merge_terms, pack_terms

__all__ = ["merge_segments"]

Array = np.ndarray[Any, Any]
GONE = np.uint32(0xFFFFFFFF)


def merge_segments(path: str | Path, inputs: Sequence[tuple[ArrayFile, Array]]) -> None:
    """Write one array file from several; each input segment comes with the mask of its articles to keep."""
    files = [file for file, _ in inputs]
    moves = _Moves(inputs)
    planned: dict[str, Array] = moves.columns()
    fields = [_FieldMerge(name, files, moves) for name in FIELDS]
    shapes: dict[str, tuple[str, int]] = {}
    for field in fields:
        planned |= field.planned
        shapes |= field.shapes
    for name in STRINGS:
        shapes[f"{name}.bytes"] = ("|u1", moves.bytes_of(name))
    check_arrays(SEGMENT, planned, shapes)
    with create_arrays(path, planned, shapes) as new:
        for field in fields:
            field.fill(new)
            _let_go(new[field.value])
        for name in STRINGS:
            moves.copy_strings(name, new[f"{name}.bytes"])
            _let_go(new[f"{name}.bytes"])


def _let_go(array: Array) -> None:
    """Take the pages of the map that an array lies in out of memory; they are the file's, and stay in it."""
    base: Any = array.base
    held = getattr(base, "obj", base)  # of a memoryview
    if isinstance(held, mmap.mmap):
        held.madvise(mmap.MADV_DONTNEED)


class _Moves:
    """Where each passage and article of each input segment goes; GONE where it is dropped."""

    def __init__(self, inputs: Sequence[tuple[ArrayFile, Array]]) -> None:
        self.files = [file for file, _ in inputs]
        self.articles, self.kept_articles = _numbers([keep for _, keep in inputs])
        self.docs, self.kept_docs = _numbers([keep[file["article"]] for file, keep in inputs])
        self.size = sum(map(len, self.kept_docs))

    def rows(self, name: str) -> list[Array]:
        """Return for each input segment which rows of a string column stay."""
        return self.kept_docs if STRINGS[name] else self.kept_articles

    def columns(self) -> dict[str, Array]:
        """Return the numeric columns of the merged segment."""
        section, article, sizes = [], [], []
        for file, docs, articles, kept, kept_articles in zip(
            self.files, self.docs, self.articles, self.kept_docs, self.kept_articles, strict=True
        ):
            old = file["section"][kept]
            section.append(np.where(old == GONE, GONE, docs[np.minimum(old, len(docs) - 1)]))
            article.append(articles[file["article"][kept]])
            sizes.append(np.diff(file["first"])[kept_articles])
        first = np.concatenate([[0], np.cumsum(np.concatenate(sizes))]).astype(np.uint32)
        kinds = [file["kind"][kept] for file, kept in zip(self.files, self.kept_docs, strict=True)]
        return {
            "kind": np.concatenate(kinds),
            "section": np.concatenate(section).astype(np.uint32),
            "article": np.concatenate(article).astype(np.uint32),
            "first": first,
        } | {f"{name}.ends": self._ends(name) for name in STRINGS}

    def _sizes(self, name: str, number: int) -> Array:
        return np.diff(self.files[number][f"{name}.ends"], prepend=np.uint64(0))[self.rows(name)[number]]

    def _ends(self, name: str) -> Array:
        sizes = [self._sizes(name, number) for number in range(len(self.files))]
        return narrow(np.cumsum(np.concatenate(sizes), dtype=np.uint64))

    def bytes_of(self, name: str) -> int:
        """Return how many bytes the merged string column has."""
        return int(sum(self._sizes(name, i).sum() for i in range(len(self.files))))

    def copy_strings(self, name: str, out: Array) -> None:
        """Copy the bytes of a string column, stretch by stretch of rows that stay."""
        at = 0
        for file, kept in zip(self.files, self.rows(name), strict=True):
            data, ends = file[f"{name}.bytes"], file[f"{name}.ends"]
            breaks = np.flatnonzero(np.diff(kept) != 1) + 1
            for stretch in np.split(kept, breaks) if len(kept) else []:
                start = int(ends[stretch[0] - 1]) if stretch[0] else 0
                piece = data[start : int(ends[stretch[-1]])]
                out[at : at + len(piece)] = piece
                at += len(piece)
            _let_go(data)


def _numbers(masks: Sequence[Array]) -> tuple[list[Array], list[Array]]:
    """Return for each input segment the new numbers of its rows, and the rows that stay."""
    moved, kept = [], []
    base = 0
    for mask in masks:
        rows = np.flatnonzero(mask)
        new = np.full(len(mask), GONE, np.uint32)
        new[rows] = np.arange(base, base + len(rows), dtype=np.uint32)
        moved.append(new)
        kept.append(rows)
        base += len(rows)
    return moved, kept


class _FieldMerge:
    """Plan, then fill, the arrays of one field."""

    def __init__(self, name: str, files: Sequence[ArrayFile], moves: _Moves) -> None:
        self.name, self.files, self.moves = name, files, moves
        self.positional = FIELDS[name]
        self.value = f"{name}.positions" if self.positional else f"{name}.docs"
        terms, self.term_maps = merge_terms([Terms(file, f"{name}.terms") for file in files])
        self.counts = [self._surviving(number) for number in range(len(files))]
        total = np.zeros(len(terms), np.int64)
        for counts, mapped in zip(self.counts, self.term_maps, strict=True):
            total[mapped] += counts
        self.used = total > 0
        self.starts = np.concatenate([[0], np.cumsum(total)])
        lengths = np.concatenate(
            [f[f"{name}.lengths"][k] for f, k in zip(files, moves.kept_docs, strict=True)]
        )
        codes = [f[f"{name}.codes"][k] for f, k in zip(files, moves.kept_docs, strict=True)]
        kept = (
            terms[self.used] if isinstance(terms, np.ndarray) else list(compress(terms, self.used.tolist()))
        )
        self.planned = pack_terms(f"{name}.terms", kept)
        self.planned |= {
            f"{name}.starts": narrow(np.concatenate([[0], np.cumsum(total[self.used])])),
            f"{name}.lengths": lengths,
            f"{name}.codes": np.concatenate(codes),
        }
        self.shapes = {self.value: ("<u4", int(self.starts[-1]))}
        if self.positional:
            slot_doc, self.doc_slot = slots(lengths)
            self.planned |= {f"{name}.slot_doc": slot_doc, f"{name}.doc_slot": self.doc_slot}
            df = self._df(len(terms))[self.used]
            often, counted = often_arrays(name, df, lengths)
            self.planned |= {f"{name}.df": df} | often
            self.shapes |= counted
        else:
            kind = np.result_type(*(file[f"{name}.tf"].dtype for file in files))
            self.shapes[f"{name}.tf"] = (kind.str, int(self.starts[-1]))

    def _old_docs(self, number: int) -> Array:
        """Return the passage of each posting of an input segment."""
        file = self.files[number]
        values = file[self.value]
        return file[f"{self.name}.slot_doc"][values >> SHIFT] if self.positional else values

    def _surviving(self, number: int) -> Array:
        """Return how many postings of each term of an input segment stay."""
        starts = self.files[number][f"{self.name}.starts"].astype(np.int64)
        if len(self.moves.kept_docs[number]) == len(self.moves.docs[number]):
            return np.diff(starts)
        stays = self.moves.docs[number][self._old_docs(number)] != GONE
        staying = np.concatenate([[0], np.cumsum(stays)])
        return np.diff(staying[starts])

    def _df(self, size: int) -> Array:
        """Return how many surviving passages have each term: no passage is in two inputs."""
        held = np.zeros(size, np.uint32)
        for number, (counts, mapped) in enumerate(zip(self.counts, self.term_maps, strict=True)):
            docs, kept = self.moves.docs[number], self.moves.kept_docs[number]
            if len(docs) == len(kept):
                held[mapped] += self.files[number][f"{self.name}.df"]
            else:
                old = self._old_docs(number)
                held[mapped] += document_frequencies(old[docs[old] != GONE], counts)
        return held

    def fill(self, new: dict[str, Array]) -> None:
        """Scatter the postings of every input segment to where they belong."""
        cursor = self.starts[:-1].copy()
        for number, (counts, mapped) in enumerate(zip(self.counts, self.term_maps, strict=True)):
            begin = cursor[mapped]
            shift = begin - (np.cumsum(counts) - counts)
            target = np.repeat(shift, counts) + np.arange(int(counts.sum()))
            docs = self.moves.docs[number][self._old_docs(number)]
            stays = docs != GONE
            new[self.value][target] = self._moved(number, stays) if self.positional else docs[stays]
            if not self.positional:
                new[f"{self.name}.tf"][target] = self.files[number][f"{self.name}.tf"][stays]
            cursor[mapped] += counts
            _let_go(self.files[number][self.value])
        if self.positional:
            count_often(self.name, new, np.append(self.starts[:-1][self.used], self.starts[-1]))

    def _moved(self, number: int, stays: Array) -> Array:
        """Return the surviving positions of an input segment in the slots of the merged segment."""
        file = self.files[number]
        positions = file[self.value][stays]
        old_doc = file[f"{self.name}.slot_doc"][positions >> SHIFT]
        new_doc = self.moves.docs[number][old_doc]
        step = self.doc_slot[new_doc].astype(np.int64) - file[f"{self.name}.doc_slot"][old_doc]
        moved: Array = positions + (step << SHIFT)
        return moved
