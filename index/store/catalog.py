"""Which articles does a generation hold, in which order, with which facet values?

One small array file per generation, written anew by each build: a row per live article, sorted by id, so
that an article's number is its rank among equals. Facets are (row, code) pairs over sorted value lists;
counting them is a `numpy.bincount`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.corpus.register import Published
from index.facets.rows import FACETS
from index.labels.record import ArticleRecord
from index.store.arrays import pack_strings
from index.store.layout import UNDATED, catalog_rows, check_arrays

__all__ = ["CatalogRow", "catalog_arrays"]

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class CatalogRow:
    """One live article: its record, and where it lies (segment, number there)."""

    record: ArticleRecord
    segment: int
    local: int


def catalog_arrays(
    rows: Sequence[CatalogRow], sizes: Sequence[int], *, former: Iterable[Published] = ()
) -> dict[str, Array]:
    """Return the arrays of a catalog.

    `sizes` is the number of articles, dead ones included, of each segment; `former` are published passages
    that no live article holds under their id.
    """
    rows = sorted(rows, key=lambda row: row.record.id)
    records = [row.record for row in rows]
    dates = np.array([date_number(record.published) for record in records], np.uint32)
    titles = sorted(range(len(rows)), key=lambda i: (records[i].title, i))
    arrays: dict[str, Array] = {
        "segment": np.array([row.segment for row in rows], np.uint16),
        "local": np.array([row.local for row in rows], np.uint32),
        "date": dates,
        "by_title": _ranks(titles),
        "by_newest": _ranks(np.lexsort((np.arange(len(rows)), -dates.astype(np.int64)))),
        "by_oldest": _ranks(np.lexsort((np.arange(len(rows)), np.where(dates == UNDATED, 1 << 31, dates)))),
    }
    for name in ("id", "file", "hash"):
        arrays |= pack_strings(name, [getattr(record, name).encode() for record in records])
    for number, size in enumerate(sizes):
        arrays[f"map.{number}"] = _map(rows, number, size)
    for facet in FACETS:
        for column in facet.columns if facet.of_article else ():
            widened = column != facet.name
            arrays |= _facet(column, [facet.values(record, widened=widened) for record in records])
    arrays |= _former(former)
    check_arrays(catalog_rows(), arrays)
    return arrays


def date_number(text: str) -> int:
    """Return a date as YYYYMMDD; missing parts are 0, so that a year sorts before its months."""
    parts = [*map(int, text.split("-")), 0, 0] if text else [0, 0, 0]
    return parts[0] * 10_000 + parts[1] * 100 + parts[2]


def _facet(name: str, values: Sequence[frozenset[str]]) -> dict[str, Array]:
    """Return one facet: sorted values, and for each article the numbers of its values."""
    vocabulary = sorted(frozenset().union(*values))
    number = {value: i for i, value in enumerate(vocabulary)}
    codes = [number[value] for own in values for value in sorted(own)]
    rows = np.repeat(np.arange(len(values), dtype=np.uint32), [len(own) for own in values])
    return pack_strings(
        f"{name}.values", [value.encode("utf-8", "surrogatepass") for value in vocabulary]
    ) | {
        f"{name}.rows": rows,
        f"{name}.codes": np.array(codes, np.uint32),
    }


def _ranks(order: Any) -> Array:
    """Return for each row its rank in an order of rows."""
    ranks = np.empty(len(order), np.uint32)
    ranks[order] = np.arange(len(order), dtype=np.uint32)
    return ranks


def _map(rows: Sequence[CatalogRow], segment: int, size: int) -> Array:
    """Return the catalog number of each article of a segment, -1 for dead ones."""
    found = np.full(size, -1, np.int32)
    for number, row in enumerate(rows):
        if row.segment == segment:
            found[row.local] = number
    return found


def _former(former: Iterable[Published]) -> dict[str, Array]:
    """Return the former passages sorted by article, for pages that old links open."""
    items = sorted(former, key=lambda item: (item.article, item.passage))
    columns: dict[str, list[bytes]] = {"article": [], "passage": [], "kind": [], "text": []}
    for item in items:
        for name, column in columns.items():
            column.append(getattr(item, name).encode("utf-8", "surrogatepass"))
    found: dict[str, Array] = {}
    for name, column in columns.items():
        found |= pack_strings(f"former.{name}", column)
    return found
