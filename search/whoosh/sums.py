"""What do some passages add up to: how often does each token or gram stand there, and how long are they?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from index.corpus.passages import KINDS
from index.store.postings import Counted, Positional
from index.store.terms import Terms
from search.results import Sized, Tokens
from search.whoosh.snapshot import SegmentView

__all__ = ["counted_grams", "counted_tokens", "sized"]

Array = np.ndarray[Any, Any]
SOME = 4_000_000  # positions


def counted_tokens(parts: Iterable[tuple[SegmentView, Array]]) -> Mapping[str, Tokens]:
    """Return how often each token stands in these passages of each segment; those that do are named alone."""
    often: Counter[str] = Counter()
    passages: Counter[str] = Counter()
    for segment, docs in parts:
        field = segment.reader.tokens
        starts = np.array(field.starts)
        every = slice(0, starts[-1])
        having = _mask(segment, docs).take(field.docs[every])
        times, many = _sums(having * field.tf[every], starts), _sums(having, starts)
        for name, standing, holding in _named(field.terms, times, many):
            often[name] += standing
            passages[name] += holding
    return {name: Tokens(times, passages[name]) for name, times in often.items()}


def counted_grams(parts: Iterable[tuple[SegmentView, Array]], size: int) -> Mapping[str, int] | None:
    """Return how often each gram of one or two characters stands there; None: longer ones are not kept."""
    if size > 2:
        return None
    often: Counter[str] = Counter()
    for segment, docs in parts:
        field = segment.reader.chars if size == 1 else segment.reader.grams
        starts = np.array(field.starts)
        if isinstance(field, Counted):
            every = slice(0, starts[-1])
            counts = _sums(_mask(segment, docs).take(field.docs[every]) * field.tf[every], starts)
        elif len(docs) == segment.reader.size:
            counts = np.diff(starts)
        else:
            counts = _sums(_inside(field, _mask(segment, docs), int(starts[-1])), starts)
        for name, many in _named(field.terms, counts):
            often[name] += many
    return often


def _mask(segment: SegmentView, docs: Array) -> Array:
    mask = np.zeros(segment.reader.size, bool)
    mask[docs] = True
    return mask


def _inside(field: Positional, mask: Array, many: int) -> Array:
    """Return for each position whether it lies in passages, some looked at at once."""
    inside = np.empty(many, bool)
    for low in range(0, many, SOME):
        part = slice(low, min(low + SOME, many))
        inside[part] = mask.take(field.docs_of(field.positions[part]))
    return inside


def _sums(values: Array, starts: Array) -> Array:
    """Return the sum of what each term has, of which there is one value at least."""
    return np.add.reduceat(values, starts[:-1], dtype=np.int64) if len(values) else np.zeros(0, np.int64)


def _named(terms: Terms, *counts: Array) -> Iterator[tuple[Any, ...]]:
    """Yield terms with their counts, of which the first is not zero."""
    (numbers,) = counts[0].nonzero()
    raw = list(terms)
    names = (raw[number].decode("utf-8", "surrogatepass") for number in numbers.tolist())
    return zip(names, *(one.take(numbers).tolist() for one in counts), strict=True)


def sized(parts: Iterable[tuple[SegmentView, Array]]) -> Iterator[Sized]:
    """Yield what these passages of each segment add up to, by article and kind."""
    for segment, docs in parts:
        reader = segment.reader
        keys = reader.article.take(docs).astype(np.int64) * len(KINDS) + reader.kind.take(docs)
        found, where = np.unique(keys, return_inverse=True)
        lengths = (np.ones(len(docs)), *(field.lengths.take(docs) for field in (reader.grams, reader.tokens)))
        sums = [np.bincount(where, one, len(found)).astype(np.int64).tolist() for one in lengths]
        for key, passages, characters, words in zip(found.tolist(), *sums, strict=True):
            article, kind = divmod(key, len(KINDS))
            yield Sized(reader.record(article), KINDS[kind], passages, characters, words)
