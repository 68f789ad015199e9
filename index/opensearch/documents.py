"""What does a cluster hold of one article?

Its record, its passages with their words and lengths as our own files have them, and what was once published
under its id.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cached_property
from hashlib import blake2b
from itertools import pairwise
from typing import Any

import numpy as np

from index.corpus.passages import KINDS
from index.corpus.register import Published
from index.facets.rows import FACETS
from index.labels.record import ArticleRecord
from index.opensearch.mapping import BETWEEN, KEY, column_field
from index.sharing.fingerprints import fingerprints
from index.sharing.joined import Joined
from index.store.postings import LENGTHS, quantise
from index.store.segment import SegmentReader
from index.text.folding import fold
from index.text.words import Segmenter

__all__ = [
    "FORM",
    "SORTED",
    "Document",
    "StoredArticle",
    "article_document",
    "fingerprint_term",
    "gone_document",
]

FORM = 1  # to be raised when a document says the same of an article in another way: all are sent anew then
SORTED = 2_000  # characters of a title by which articles are sorted
LATE = 2**31 - 1  # as a date: after all others

Document = dict[str, Any]


class StoredArticle:
    """One article of a generation: its place in a segment, and its former passages.

    `date` is as the catalog has it, YYYYMMDD or 0.
    """

    def __init__(self, reader: SegmentReader, local: int, date: int, former: Sequence[Published]) -> None:
        self.reader, self.local, self.date, self.former = reader, local, date, former

    @property
    def docs(self) -> range:
        """Return the numbers of its passages in the segment."""
        first, last = self.reader.first[self.local : self.local + 2].tolist()
        return range(first, last)

    @cached_property
    def record(self) -> ArticleRecord:
        """Return its record."""
        return self.reader.record(self.local)

    @property
    def stamp(self) -> str:
        """Return a digest of its record, which has the hash of its file, and of its former passages."""
        return _digest(self.reader.records[self.local], self.former)


def article_document(article: StoredArticle, segmenter: Segmenter) -> Document:
    """Return the document of an article."""
    record = article.record
    columns = {
        column_field(column): sorted(facet.values(record, widened=column != facet.name))
        for facet in FACETS
        if facet.of_article
        for column in facet.columns
    }
    return {
        "id": record.id,
        "stamp": article.stamp,
        "title": record.title[:SORTED],
        "newest": article.date,
        "oldest": article.date or LATE,
        "record": json.loads(record.to_json()),
        "evidence": json.loads(article.reader.evidence(article.local).to_json()),
        "former": [asdict(item) for item in article.former],
        **columns,
        "p": list(_passages(article, segmenter)),
    }


def gone_document(name: str, former: Sequence[Published]) -> Document:
    """Return the document of an article that is no more; it has no passages, so no search finds it."""
    return {"id": name, "stamp": _digest(b"", former), "former": [asdict(item) for item in former]}


def _digest(record: bytes, former: Sequence[Published]) -> str:
    """Return a digest of a record, empty for none, and of former passages."""
    total = blake2b(record, digest_size=16)
    for item in former:
        total.update(json.dumps(asdict(item)).encode())
    return total.hexdigest()


def _passages(article: StoredArticle, segmenter: Segmenter) -> Iterator[Document]:
    """Yield the nested documents of the passages, in reading order."""
    reader, docs = article.reader, article.docs
    texts = [reader.text(doc) for doc in docs]
    kinds = [KINDS[reader.kind[doc]] for doc in docs]
    titles = [fold(text) for text, kind in zip(texts, kinds, strict=True) if kind == "title"]
    shared = _of_article(article, titles, segmenter)
    prints = _fingerprints(texts)
    for number, (doc, kind, text) in enumerate(zip(docs, kinds, texts, strict=True)):
        folded, heading = fold(text), reader.heading(doc)
        words = segmenter.folded_words(folded)
        own = {"id": reader.pid(doc), "number": number, "kind": kind, "text": text, "heading": heading}
        own |= _cut("", folded, words) | {"vocabulary": sorted(set(words))}
        own["anchor"] = f"{article.record.id}/{own['id']}"
        if prints[number]:
            own["fingerprints"] = prints[number]
        if heading:
            own["heading_grams"] = fold(heading)
        if kind == "title":
            own |= _as_title(folded)
        else:
            sign = -1 if kind == "heading" else 1
            own |= {name: sign * length for name, length in _lengths("", folded, words).items()}
        yield own | shared


def fingerprint_term(fingerprint: int) -> str:
    """Return a fingerprint as a cluster holds it."""
    return f"{fingerprint:016x}"


def _fingerprints(texts: Sequence[str]) -> list[list[str]]:
    """Return the fingerprints of each text of an article."""
    found: list[list[str]] = [[] for _ in texts]
    numbers, keys = fingerprints(Joined([fold(text) for text in texts]))
    for number, key in zip(numbers.tolist(), keys.tolist(), strict=True):
        found[number].append(fingerprint_term(key))
    return found


def _of_article(article: StoredArticle, titles: Sequence[str], segmenter: Segmenter) -> Document:
    """Return what each passage says of its article."""
    record = article.record
    labels = [
        f"{facet.name}={value}"
        for facet in FACETS
        if facet.of_article
        for value in sorted(facet.values(record))
    ]
    shared: Document = {
        "labels": labels,
        "titles": [title for title in titles if len(title) <= KEY],
    }
    for name, folded in zip(("title_", "subtitle_"), titles, strict=False):
        words = segmenter.folded_words(folded)
        shared |= _cut(name, folded, words) | _lengths(name, folded, words)
    return shared


def _cut(name: str, folded: str, words: Sequence[str]) -> Document:
    return {f"{name}words": BETWEEN.join(words), f"{name}grams": folded}


def _lengths(name: str, folded: str, words: Sequence[str]) -> dict[str, int]:
    """Return lengths as ranking counts them."""
    steps = LENGTHS[quantise(np.array([len(words), len(folded)]))].tolist()
    return dict(zip((f"{name}words_length", f"{name}grams_length"), steps, strict=True))


def _as_title(folded: str) -> Document:
    """Return by what a title is found that stands in a query."""
    if len(folded) > KEY:
        return {}
    return {"own_title": folded, "own_grams": len({*map("".join, pairwise(folded))})}
