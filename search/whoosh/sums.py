"""What do some passages add up to: how often does each token stand there, and how long are they?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from index.corpus.passages import KINDS
from search.results import Sized, Tokens
from search.whoosh.snapshot import SegmentView

__all__ = ["counted_tokens", "sized"]

Array = np.ndarray[Any, Any]


def counted_tokens(parts: Iterable[tuple[SegmentView, Array]]) -> Mapping[str, Tokens]:
    """Return how often each token stands in these passages of each segment; those that do are named alone."""
    often: Counter[str] = Counter()
    passages: Counter[str] = Counter()
    for segment, docs in parts:
        field = segment.reader.tokens
        if not len(docs) or not len(field.terms):
            continue
        inside = np.zeros(segment.reader.size, bool)
        inside[docs] = True
        starts = np.array(field.starts)
        every = slice(0, starts[-1])
        having = inside.take(field.docs[every])
        many = np.add.reduceat(having, starts[:-1], dtype=np.int64)
        sums = np.add.reduceat(having * field.tf[every], starts[:-1], dtype=np.int64)
        terms = list(field.terms)
        (numbers,) = many.nonzero()
        names = [terms[number].decode("utf-8", "surrogatepass") for number in numbers.tolist()]
        often.update(dict(zip(names, sums.take(numbers).tolist(), strict=True)))
        passages.update(dict(zip(names, many.take(numbers).tolist(), strict=True)))
    return {name: Tokens(times, passages[name]) for name, times in often.items()}


def sized(parts: Iterable[tuple[SegmentView, Array]]) -> Iterator[Sized]:
    """Yield what these passages of each segment add up to, by article and kind."""
    for segment, docs in parts:
        reader = segment.reader
        keys = reader.article.take(docs).astype(np.int64) * len(KINDS) + reader.kind.take(docs)
        found, where = np.unique(keys, return_inverse=True)
        characters = np.bincount(where, reader.grams.lengths.take(docs), len(found)).astype(np.int64)
        many = np.bincount(where, minlength=len(found))
        for key, passages, length in zip(found.tolist(), many.tolist(), characters.tolist(), strict=True):
            article, kind = divmod(key, len(KINDS))
            yield Sized(reader.record(article), KINDS[kind], passages, length)
