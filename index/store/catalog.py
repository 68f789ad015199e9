"""Which articles does a generation hold, in which order, with which facet values?

One small array file per generation: a row per live article, sorted by id, so that an article's number is its
rank among equals. Facets are (row, code) pairs over sorted value lists; counting them is a `numpy.bincount`.

A catalog is woven from the one before, of which rows stay, and from the records of new articles: columns are
taken over as arrays, and only what is new is looked at one by one. While it is made, its rows have numbers
of their own: those of the catalog before come first, the new records follow.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.corpus.register import Published
from index.facets.rows import FACETS
from index.labels.record import ArticleRecord
from index.store.arrays import ArrayFile, Strings, narrow, pack_strings
from index.store.layout import UNDATED, catalog_rows, check_arrays

__all__ = ["Catalog", "FormerChange", "catalog_arrays", "checked", "former_arrays"]

Array = np.ndarray[Any, Any]
FORMER = ("article", "passage", "kind", "text")


@dataclass(frozen=True, slots=True)
class Catalog:
    """The catalog before: its file, None if there is none, and which of its rows stay."""

    file: ArrayFile | None
    stays: Array

    @classmethod
    def empty(cls) -> "Catalog":
        """Return a catalog of nothing."""
        return cls(None, np.zeros(0, bool))

    def numbers(self, name: str) -> Array:
        """Return a numeric column, of all rows."""
        return self.file[name] if self.file else np.zeros(0, np.uint32)

    def strings(self, name: str) -> Strings:
        """Return a column of texts, of all rows."""
        return self.file.strings(name) if self.file else Strings(np.zeros(0, np.uint8), np.zeros(0, np.uint8))

    def packed(self, name: str) -> tuple[Array, Array]:
        """Return the bytes of such a column, and where each text ends."""
        if self.file is None:
            return np.zeros(0, np.uint8), np.zeros(0, np.uint8)
        return self.file[f"{name}.bytes"], self.file[f"{name}.ends"]


@dataclass(frozen=True, slots=True)
class FormerChange:
    """Which former passages of the catalog before go, by their articles' ids, and which come.

    They are those that no live article holds under their id. Where `gone` is None, all go.
    """

    gone: frozenset[str] | None
    come: Sequence[Published] = ()


def catalog_arrays(
    before: Catalog, records: Sequence[ArticleRecord], places: Sequence[Array]
) -> dict[str, Array]:
    """Return the arrays of a catalog, without the former passages.

    `places` gives for each article of each segment its row while the catalog is made, -1 for dead ones.
    """
    size = len(before.stays) + len(records)
    live = np.zeros(size, bool)
    for rows in places:
        live[rows[rows >= 0]] = True
    order = _by_id(before, records, live)
    rank = np.full(size, -1, np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    new_dates = np.array([date_number(record.published) for record in records], np.uint32)
    dates = np.concatenate([before.numbers("date"), new_dates]).astype(np.uint32)[order]
    arrays = _places(rank, len(order), places) | {
        "date": dates,
        "by_newest": _ranks(np.lexsort((np.arange(len(order)), -dates.astype(np.int64)))),
        "by_oldest": _ranks(np.lexsort((np.arange(len(order)), np.where(dates == UNDATED, 1 << 31, dates)))),
        "by_title": _ranks(_by_title(before, records, rank)),
    }
    for name in ("id", "file", "hash", "title"):
        arrays |= _woven(name, before.packed(name), [_coded(getattr(r, name)) for r in records], order)
    for facet in FACETS:
        for column in facet.columns if facet.of_article else ():
            widened = column != facet.name
            arrays |= _facet(column, before, [facet.values(r, widened=widened) for r in records], rank)
    return arrays


def former_arrays(before: Catalog, change: FormerChange) -> dict[str, Array]:
    """Return the arrays of the former passages, for pages that old links open.

    They are sorted by article; those of one article stand as they are given, which is how they were read.
    """
    if change.gone is None:
        before = Catalog.empty()
    owners = before.strings("former.article")
    stays = np.ones(len(owners), bool)
    for article in change.gone or ():
        key = _coded(article)
        stays[owners.lower_bound(key) : owners.lower_bound(key + b"\0")] = False
    come = sorted(change.come, key=lambda item: item.article)
    order = _inserted(
        np.flatnonzero(stays),
        [_coded(item.article) for item in come],
        owners.__getitem__,
        range(len(stays), len(stays) + len(come)),
    )
    found: dict[str, Array] = {}
    for name in FORMER:
        texts = [_coded(getattr(item, name)) for item in come]
        found |= _woven(f"former.{name}", before.packed(f"former.{name}"), texts, order)
    return found


def checked(arrays: dict[str, Array]) -> dict[str, Array]:
    """Return the arrays of a catalog that is complete. Raises TypeError."""
    check_arrays(catalog_rows(), arrays)
    return arrays


def date_number(text: str) -> int:
    """Return a date as YYYYMMDD; missing parts are 0, so that a year sorts before its months."""
    parts = [*map(int, text.split("-")), 0, 0] if text else [0, 0, 0]
    return parts[0] * 10_000 + parts[1] * 100 + parts[2]


def _coded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _by_id(before: Catalog, records: Sequence[ArticleRecord], live: Array) -> Array:
    """Return the live rows by id."""
    base = len(before.stays)
    new = sorted(
        ((_coded(record.id), base + i) for i, record in enumerate(records) if live[base + i]),
    )
    ids = before.strings("id")
    return _inserted(
        np.flatnonzero(live[:base]), [key for key, _ in new], ids.__getitem__, [row for _, row in new]
    )


def _by_title(before: Catalog, records: Sequence[ArticleRecord], rank: Array) -> Array:
    """Return the ranks by id of the live rows, ordered by title, then id."""
    base = len(before.stays)
    known = np.empty(base, np.int64)
    known[before.numbers("by_title")] = np.arange(base)
    known = known[rank[known] >= 0]
    new = sorted(
        (_coded(record.title), int(rank[base + i]), base + i)
        for i, record in enumerate(records)
        if rank[base + i] >= 0
    )
    titles = before.strings("title")
    order = _inserted(
        known,
        [(title, number) for title, number, _ in new],
        lambda row: (titles[row], int(rank[row])),
        [row for *_, row in new],
    )
    ranks: Array = rank[order]
    return ranks


def _inserted(
    rows: Array, keys: Sequence[Any], key_of: Callable[[int], Any], numbers: Sequence[int]
) -> Array:
    """Return rows, which are sorted by their keys, with others inserted whose sorted keys are given."""
    at = [bisect_left(range(len(rows)), key, key=lambda i: key_of(int(rows[i]))) for key in keys]
    return np.insert(rows, np.array(at, np.int64), np.array(numbers, np.int64))


def _woven(name: str, before: tuple[Array, Array], new: Sequence[bytes], order: Array) -> dict[str, Array]:
    """Return a column of texts in an order of rows, those before and the new ones, stretch by stretch."""
    data, ends = before
    own = pack_strings("new", list(new))
    held = np.concatenate([data, own["new.bytes"]]).data
    stops = np.concatenate([ends.astype(np.int64), own["new.ends"].astype(np.int64) + len(data)])
    starts = np.concatenate([np.zeros(1, np.int64), stops[:-1]])[: len(stops)]
    breaks = np.flatnonzero(np.diff(order) != 1) + 1
    first = order[np.concatenate([np.zeros(1, np.int64), breaks])] if len(order) else order
    last = order[np.concatenate([breaks - 1, np.array([len(order) - 1])])] if len(order) else order
    pieces = zip(starts[first].tolist(), stops[last].tolist(), strict=True)
    return {
        f"{name}.bytes": np.frombuffer(b"".join([held[start:stop] for start, stop in pieces]), np.uint8),
        f"{name}.ends": narrow(np.cumsum((stops - starts)[order]).astype(np.uint64)),
    }


def _facet(name: str, before: Catalog, new: Sequence[frozenset[str]], rank: Array) -> dict[str, Array]:
    """Return one facet: sorted values, and for each article the numbers of its values."""
    known = list(before.strings(f"{name}.values"))
    fresh = [_coded(value) for own in new for value in own]
    values = sorted({*known, *fresh})
    number = {value: i for i, value in enumerate(values)}
    moved = np.array([number[value] for value in known], np.int64)
    own_codes = np.array([number[value] for value in fresh], np.int64)
    own_rows = np.repeat(np.arange(len(new)) + len(before.stays), [len(own) for own in new])
    rows = np.concatenate([before.numbers(f"{name}.rows"), own_rows]).astype(np.int64)
    codes = np.concatenate([moved[before.numbers(f"{name}.codes")], own_codes])
    rows = rank[rows].astype(np.int64)
    pairs = np.sort(rows[rows >= 0] << 32 | codes[rows >= 0])
    codes = pairs & 0xFFFFFFFF
    used = np.bincount(codes, minlength=len(values)) > 0
    names = [value for value, has in zip(values, used.tolist(), strict=True) if has]
    return pack_strings(f"{name}.values", names) | {
        f"{name}.rows": (pairs >> 32).astype(np.uint32),
        f"{name}.codes": (np.cumsum(used) - 1)[codes].astype(np.uint32),
    }


def _ranks(order: Array) -> Array:
    """Return for each row its rank in an order of rows."""
    ranks = np.empty(len(order), np.uint32)
    ranks[order] = np.arange(len(order), dtype=np.uint32)
    return ranks


def _places(rank: Array, size: int, places: Iterable[Array]) -> dict[str, Array]:
    """Return where each article lies, and the number of each article of a segment, -1 for dead ones."""
    segment, local = np.zeros(size, np.uint16), np.zeros(size, np.uint32)
    found: dict[str, Array] = {}
    for number, rows in enumerate(places):
        numbers: Array = np.where(rows >= 0, rank[rows], -1).astype(np.int32)
        (live,) = np.nonzero(numbers >= 0)
        segment[numbers[live]], local[numbers[live]] = number, live
        found[f"map.{number}"] = numbers
    return found | {"segment": segment, "local": local}
