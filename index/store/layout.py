"""What is stored: which arrays, of which types, coded how, and which digest says that a reader knows them?

The rows here declare every array of a segment file and of a catalog file. Whoever writes one checks it
against the rows, so that another array or type fails at once until it is declared; and the digest of all that
is declared, of the facets and of the fields of the stored records is the version of an index.

Decision: a digest and no number raised by hand, so that nobody can forget to raise it. What no row can show,
as other values in the same arrays, counts in CONTENT; `tests/test_index_layout.py` fails until somebody does.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import numpy as np

from index.corpus.articles import Source
from index.corpus.passages import KINDS, RULE
from index.corpus.register import Published
from index.facets.rows import FACETS, NONE, Facet
from index.facets.vocabularies import ListedValues
from index.labels.record import Ambiguity, ArticleRecord, Evidence, Label
from index.store.arrays import ALIGN, MAGIC
from index.store.postings import END, FEW, LENGTHS, OFTEN, SHIFT, SLOT
from index.store.stripes import SHIFT as STRIPE_SHIFT
from index.store.terms import KEY

__all__ = [
    "FIELDS",
    "NO_SECTION",
    "SEGMENT",
    "STORED",
    "STRINGS",
    "TEXT",
    "UNDATED",
    "ArrayRow",
    "catalog_rows",
    "check_arrays",
    "schema_digest",
]

CONTENT = 1  # one more where the same articles give other values in the same arrays

FIELDS = {  # whether positions are kept
    "words": False,
    "tokens": False,
    "chars": False,
    "passage": False,
    "fingerprints": False,
    "grams": True,
}
STORED = ("article", "kind", "heading", "text")  # what Whoosh hands out beside the field `passage`
STRINGS = {"text": True, "pid": True, "record": False, "evidence": False}  # whether one a passage
TEXT = "utf-16-le"  # of a passage's text; all other texts are UTF-8
# What Whoosh's table of contents, which is unpickled, names of ours.
PICKLED = (
    "index.whoosh.codec.ColumnarSegment",
    "index.whoosh.schema._Counted",
    "index.whoosh.schema._Positional",
)
NO_SECTION = 0xFFFFFFFF
UNDATED = 0

BYTE, NUMBER, WIDE = ("|u1",), ("<u4",), ("<u8",)
NARROW = ("|u1", "<u2", "<u4", "<u8")  # the narrowest that holds every item


@dataclass(frozen=True, slots=True)
class ArrayRow:
    """One array: its name, where `#` stands for a number, the types it may have, and what an item says."""

    name: str
    types: tuple[str, ...]
    meaning: str
    optional: bool = False


def _strings(name: str, meaning: str, *, optional: bool = False) -> tuple[ArrayRow, ArrayRow]:
    """Return the two arrays that hold texts."""
    ends = ArrayRow(f"{name}.ends", NARROW, "where each text ends", optional)
    return ArrayRow(f"{name}.bytes", BYTE, meaning, optional), ends


def _counted(name: str) -> tuple[ArrayRow, ...]:
    """Return the arrays of a field, counted or positional, that both have."""
    return (
        ArrayRow(f"{name}.terms.keys", WIDE, "first bytes of each sorted term, as a number"),
        *_strings(f"{name}.terms", "terms, where one is longer than its key", optional=True),
        ArrayRow(f"{name}.starts", NARROW, "where the postings of each term begin, and the end"),
        ArrayRow(f"{name}.lengths", NUMBER, "terms of each passage"),
        ArrayRow(f"{name}.codes", BYTE, "the length of each passage as a step of LENGTHS"),
    )


def _postings(name: str) -> tuple[ArrayRow, ...]:
    """Return the arrays of a field that only one kind has."""
    if not FIELDS[name]:
        return (
            ArrayRow(f"{name}.docs", NUMBER, "passages of each term, ascending"),
            ArrayRow(f"{name}.tf", NARROW, "how often each of them has the term"),
        )
    return (
        ArrayRow(f"{name}.positions", NUMBER, "positions of each term, ascending"),
        ArrayRow(f"{name}.df", NUMBER, "in how many passages each term stands"),
        ArrayRow(f"{name}.slot_doc", NUMBER, "the passage of each slot"),
        ArrayRow(f"{name}.doc_slot", NUMBER, "the first slot of each passage, and the end"),
        ArrayRow(f"{name}.often", NUMBER, "terms that are counted too"),
        ArrayRow(f"{name}.often_starts", NARROW, "where the counts of each of them begin, and the end"),
        ArrayRow(f"{name}.often_docs", NUMBER, "passages of each of them, ascending"),
        ArrayRow(f"{name}.often_tf", NARROW, "how often each of these has the term"),
    )


SEGMENT: tuple[ArrayRow, ...] = (
    ArrayRow("kind", BYTE, "the kind of each passage, as its number in KINDS"),
    ArrayRow("section", NUMBER, "the heading each passage stands under, or NO_SECTION"),
    ArrayRow("article", NUMBER, "the article of each passage"),
    ArrayRow("first", NUMBER, "the first passage of each article, and the end"),
    *_strings("text", "the text of each passage, in TEXT"),
    *_strings("pid", "the permanent id of each passage"),
    *_strings("record", "ArticleRecord of each article, as JSON"),
    *_strings("evidence", "Evidence of each article, as JSON"),
    *(row for name in FIELDS for row in (*_counted(name), *_postings(name))),
)

CATALOG: tuple[ArrayRow, ...] = (
    ArrayRow("segment", ("<u2",), "the segment of each article"),
    ArrayRow("local", NUMBER, "its number there"),
    ArrayRow("date", NUMBER, "when it was published, as YYYYMMDD, or UNDATED"),
    ArrayRow("by_title", NUMBER, "its rank by title"),
    ArrayRow("by_newest", NUMBER, "its rank by date, newest first"),
    ArrayRow("by_oldest", NUMBER, "its rank by date, oldest first"),
    *_strings("id", "its id"),
    *_strings("file", "the path of its file"),
    *_strings("hash", "the SHA-256 of its file"),
    *_strings("title", "its title"),
    ArrayRow(
        "map.#", ("<i4",), "the number here of each article of a segment, -1 for dead ones", optional=True
    ),
    *_strings("former.article", "the article of each passage published once and held by none now"),
    *_strings("former.passage", "its id"),
    *_strings("former.kind", "its kind"),
    *_strings("former.text", "its text"),
)


def catalog_rows() -> tuple[ArrayRow, ...]:
    """Return the arrays of a catalog: those that stay the same, and those of each facet of articles."""
    columns = [column for facet in FACETS if facet.of_article for column in facet.columns]
    return CATALOG + tuple(row for column in columns for row in _facet(column))


def _facet(column: str) -> tuple[ArrayRow, ...]:
    """Return the arrays of one facet."""
    return (
        *_strings(f"{column}.values", "its sorted values"),
        ArrayRow(f"{column}.rows", NUMBER, "an article, once for each of its values"),
        ArrayRow(f"{column}.codes", NUMBER, "the number of that value"),
    )


def check_arrays(
    rows: Iterable[ArrayRow],
    arrays: Mapping[str, np.ndarray[Any, Any]],
    empty: Mapping[str, tuple[str, int]] | None = None,
) -> None:
    """Refuse to write what the rows do not declare: an array, a type of it, or the lack of it.

    `empty` holds type and size of arrays still to be filled. Raises TypeError, for which only a change of the
    program can be the reason.
    """
    found = {name: array.dtype.str for name, array in arrays.items()}
    found |= {name: kind for name, (kind, _) in (empty or {}).items()}
    declared = {row.name: row for row in rows}
    used = {name: declared.get(name) or declared.get(_numbered(name)) for name in found}
    faults = [
        f"{name} of {found[name]}" for name, row in used.items() if not row or found[name] not in row.types
    ]
    faults += [
        f"no {name}" for name, row in declared.items() if not row.optional and row not in used.values()
    ]
    if faults:
        raise TypeError(f"index.store.layout does not declare: {', '.join(faults)}")


def _numbered(name: str) -> str:
    """Return the name that stands for an array and its like, of which each has a number."""
    return re.sub(r"\.\d+$", ".#", name)


@cache
def schema_digest() -> str:
    """Return 16 hexadecimal digits that another layout, facet or field of a record changes."""
    records = (ArticleRecord, Source, Evidence, Label, Ambiguity, Published)
    declared = {
        "coding": _coding(),
        "folding": _folding(),
        "segment": [(row.name, row.types, row.optional) for row in SEGMENT],
        "catalog": [(row.name, row.types, row.optional) for row in catalog_rows()],
        "records": {record.__name__: [(f.name, str(f.type)) for f in fields(record)] for record in records},
        "facets": [_declared(facet) for facet in FACETS],
    }
    return sha256(json.dumps(declared, sort_keys=True).encode()).hexdigest()[:16]


def _folding() -> str:
    """Return the SHA-256 of the table that texts and queries are folded by: both sides must have the same."""
    return sha256(files("index").joinpath("data/fold.tsv").read_bytes()).hexdigest()


def _coding() -> dict[str, Any]:
    """Return by name the constants that arrays are read and written with."""
    return {
        "content": CONTENT,
        "file": (MAGIC.hex(), ALIGN, "u8 size, JSON header {name: [type, count, offset]}"),
        "sums": ("CRC-32", STRIPE_SHIFT),
        "contents": PICKLED,
        "fields": (FIELDS, STORED),
        "strings": (STRINGS, TEXT),
        "terms": KEY,
        "positions": (SHIFT, SLOT, END),
        "often": (OFTEN, FEW),
        "lengths": LENGTHS.tolist(),
        "passages": (KINDS, RULE, NO_SECTION),
        "articles": (UNDATED, NONE),
    }


def _declared(facet: Facet) -> tuple[Any, ...]:
    """Return what a stored column of a facet follows from."""
    vocabulary = facet.vocabulary
    listed = vocabulary.rows if isinstance(vocabulary, ListedValues) else ()
    tree = [(item.value, item.parent) for item in listed]
    return (facet.name, facet.of_article, facet.columns, type(vocabulary).__name__, facet.tree, tree)
