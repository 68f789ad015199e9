"""Where do the terms of one query stand in one segment?

Each term is looked up once, for matching, counting, scoring and explaining alike.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np

from index.corpus.passages import KINDS
from index.store.arrays import distinct, tally
from search.query.kinds import UNPLACED
from search.query.nodes import Wildcard
from search.ranking.terms import Term
from search.whoosh.positions.neighbours import docs_with
from search.whoosh.snapshot import SegmentView, Snapshot

__all__ = [
    "Lookup",
    "Postings",
    "frequent_words",
    "members",
    "passages_holding",
    "passages_sharing",
    "standing_texts",
]

MANY = 1_000  # fingerprints, for more all postings are passed over at once
LOOKED_AT = 5_000  # words of each segment that begin so

Array = np.ndarray[Any, Any]
Postings: TypeAlias = tuple[Array, Array]  # ascending passages, and how often a term stands in each


class Lookup:
    """The postings of terms in one segment; passages that are deleted are among them."""

    def __init__(self, segment: SegmentView) -> None:
        self.segment = segment
        self._words: dict[str, Postings] = {}
        self._grams: dict[str, Postings | None] = {}
        self._positions: dict[Term, Array] = {}
        self._spread: dict[Term, Postings] = {}

    def word(self, word: str) -> Postings:
        """Return the postings of a word."""
        if word not in self._words:
            self._words[word] = self.segment.reader.words.postings(_raw(word))
        return self._words[word]

    def listed(self, term: Term) -> Postings | None:
        """Return the postings of a term where they are written down; None: count its positions."""
        field, text = term
        if field == "words":
            return self.word(text)
        if text not in self._grams:
            self._grams[text] = self.segment.reader.listed(text)
        return self._grams[text]

    def _at(self, term: Term) -> Array:
        """Return the positions of a gram."""
        if term not in self._positions:
            self._positions[term] = self.segment.reader.grams.at(_raw(term[1]))
        return self._positions[term]

    def frequency(self, term: Term) -> int:
        """Return in how many live passages a term stands."""
        if (listed := self.listed(term)) is not None:
            return self.segment.living(listed[0])
        grams = self.segment.reader.grams
        if self.segment.whole:
            return grams.df(_raw(term[1]))
        return self.segment.living(distinct(grams.docs_of(self._at(term))))

    def spread(self, term: Term) -> Postings:
        """Return all passages that have a term, as indexes NumPy need not convert, and its frequencies."""
        if term not in self._spread:
            docs, tf = self.listed(term) or tally(self.segment.reader.grams.docs_of(self._at(term)))
            self._spread[term] = docs.astype(np.intp), tf
        return self._spread[term]

    def among(self, term: Term, docs: Array) -> Postings:
        """Return at which of the ascending passages a term stands, as indexes into `docs`, and how often."""
        if (listed := self.listed(term)) is not None:
            where, at = members(docs, listed[0])
            return where, listed[1].take(at)
        first, positions = self.segment.reader.grams.first_positions, self._at(term)
        low = positions.searchsorted(first.take(docs))
        times = positions.searchsorted(first.take(docs + 1)) - low
        (where,) = times.nonzero()
        return where, times.take(where)


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def members(docs: Array, among: Array) -> tuple[Array, Array]:
    """Return the indexes of what is in both of two ascending arrays, in the first and in the second."""
    if len(docs) == len(among) and np.array_equal(docs, among):
        every = np.arange(len(docs))
        return every, every
    if not len(among):
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    at = among.searchsorted(docs)
    (where,) = (among.take(at, mode="clip") == docs).nonzero()
    return where, at.take(where)


def frequent_words(snapshot: Snapshot, beginning: str, limit: int) -> list[tuple[str, int]]:
    """Return the words with a folded beginning that most live passages have, and in how many each stands."""
    found: list[tuple[int, str]] = []
    for word, most in sorted(
        _beginning(snapshot, _raw(beginning)).items(), key=lambda pair: (-pair[1], pair[0])
    ):
        if found[limit - 1 :] and (-most, word) > found[-1]:
            break  # nothing that follows can have more
        postings = ((segment, segment.reader.words.postings(_raw(word))[0]) for segment in snapshot.segments)
        many = sum(segment.living(docs) for segment, docs in postings)
        if many:
            found = sorted([*found, (-many, word)])[:limit]
    return [(word, -many) for many, word in found]


def _beginning(snapshot: Snapshot, raw: bytes) -> Counter[str]:
    """Return words that begin so, and in how many passages each stands, deleted ones among them."""
    counts: Counter[str] = Counter()
    for segment in snapshot.segments:
        field = segment.reader.words
        low, high = field.terms.lower_bound(raw), field.terms.lower_bound(raw + b"\xff")
        for number in range(low, min(high, low + LOOKED_AT)):
            size = int(field.starts[number + 1] - field.starts[number])
            counts[field.terms[number].decode("utf-8", "surrogatepass")] += size
    return counts


def standing_texts(snapshot: Snapshot, pattern: Wildcard, most: int) -> Iterator[str]:
    """Yield the texts of the first `most` passages that a pattern matches, by articles' ids."""
    found = []
    for segment in snapshot.segments:
        docs = segment.alive(docs_with(segment.reader.grams, pattern))
        articles = segment.articles(docs)
        first = np.lexsort((docs, articles))[:most]
        places = zip(articles.take(first).tolist(), docs.take(first).tolist(), strict=True)
        found += [(article, doc, segment) for article, doc in places]
    for _, doc, segment in sorted(found, key=lambda place: place[:2])[:most]:
        yield segment.reader.text(doc)


def passages_holding(
    snapshot: Snapshot, fingerprints: Sequence[int]
) -> Iterator[tuple[SegmentView, int, int]]:
    """Yield the placed passages that have one of these fingerprints: segment, article, number there.

    They come by articles' ids, in reading order.
    """
    return _having(snapshot, np.sort(np.array(fingerprints, np.uint64)))


def passages_sharing(snapshot: Snapshot) -> Iterator[tuple[SegmentView, int, int]]:
    """Yield the placed passages that have a fingerprint which others have, in the same order.

    Those that are deleted count as others, so that some come that have none.
    """
    fields = [segment.reader.fingerprints for segment in snapshot.segments]
    keys = [field.terms.keys for field in fields]
    often = [np.diff(np.array(field.starts)) > 1 for field in fields]
    everywhere = np.sort(np.concatenate([np.zeros(0, np.uint64), *keys]))
    twice = everywhere[1:].compress(everywhere[1:] == everywhere[:-1])
    several = [twice, *(own.compress(many) for own, many in zip(keys, often, strict=True))]
    return _having(snapshot, distinct(np.sort(np.concatenate(several))))


def _having(snapshot: Snapshot, keys: Array) -> Iterator[tuple[SegmentView, int, int]]:
    found = []
    for segment in snapshot.segments:
        field = segment.reader.fingerprints
        _, numbers = members(keys, field.terms.keys)
        if len(numbers) > MANY:
            wanted = np.zeros(len(field.terms), bool)
            wanted[numbers] = True
            docs = field.docs[slice(0, field.starts[-1])].compress(
                wanted.repeat(np.diff(np.array(field.starts)))
            )
        else:
            parts = [field.docs[slice(field.starts[n], field.starts[n + 1])] for n in numbers.tolist()]
            docs = np.concatenate([np.zeros(0, np.uint32), *parts])
        docs = segment.alive(distinct(np.sort(docs)))
        docs = docs.compress(segment.reader.kind.take(docs) != KINDS.index(UNPLACED))
        articles = segment.articles(docs)
        found += [
            (article, doc, segment) for article, doc in zip(articles.tolist(), docs.tolist(), strict=True)
        ]
    for article, doc, segment in sorted(found, key=lambda place: place[:2]):
        yield segment, article, doc
