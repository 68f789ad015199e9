"""What do words and strings add to the score of each passage of one segment?

Plain sums by array operations, every passage scored: at the sizes of a research corpus that is faster than
deciding which passages could be left out.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, reduce
from typing import Any, NamedTuple

import numpy as np

from index.arrays import firsts, run_lengths
from search.evaluate import intersect
from search.places import starts_of, string_places
from search.query import Wildcard
from search.rank import norms_of, saturated
from search.snapshot import SegmentView

__all__ = ["Found", "Part", "Sums"]

Array = np.ndarray[Any, Any]
FEW = 4  # parts are short where together they have at most one in so many passages


class Found(NamedTuple):
    """Passages of one segment and their scores (float32).

    With `docs` None the scores are those of all its passages, 0 for those not found.
    """

    docs: Array | None
    scores: Array

    @property
    def total(self) -> int:
        """Return how many passages are found."""
        return int(np.count_nonzero(self.scores)) if self.docs is None else len(self.docs)


class Part(NamedTuple):
    """Where a word or string stands: in `df` live passages of the segment, `docs`, ascending, `tf` times.

    With `tf` None the passages are not counted yet: each is there as often as the string stands in it.
    `field` says by which lengths its frequencies are weighed.
    """

    field: str
    docs: Array
    tf: Array | None
    df: int

    def kept(self, mask: Array) -> "Part":
        """Return the part for some of its passages."""
        return Part(self.field, self.docs[mask], None if self.tf is None else self.tf[mask], self.df)

    def among(self, docs: Array) -> "Part":
        """Return the part for distinct passages that all have it."""
        low = self.docs.searchsorted(docs)
        tf = self.docs.searchsorted(docs, side="right") - low if self.tf is None else self.tf.take(low)
        return Part(self.field, docs, tf, self.df)

    def counted(self) -> tuple[Array, Array]:
        """Return distinct passages and frequencies."""
        return run_lengths(self.docs) if self.tf is None else (self.docs, self.tf)


class Sums:
    """BM25 over the passages of one segment, by the average lengths of the whole corpus."""

    def __init__(self, segment: SegmentView, averages: Mapping[str, float]) -> None:
        self.segment, self.averages = segment, averages
        self.size = segment.reader.size

    def word(self, word: str) -> Part:
        """Return where a word stands."""
        return self._live("words", *self.segment.reader.words.postings(word.encode("utf-8", "surrogatepass")))

    def string(self, string: str | Wildcard) -> Part:
        """Return where a folded string, or what a wildcard stands for, is found."""
        grams = self.segment.reader.grams
        if isinstance(string, Wildcard):
            places = starts_of(grams, string)
        elif (listed := self.segment.reader.listed(string)) is not None:
            return self._live("grams", *listed)
        else:
            places = string_places(grams, string)
        docs = self.segment.alive(grams.docs_of(places))
        df = int(np.count_nonzero(firsts(docs)))
        return Part("grams", docs, np.ones(df, np.uint8) if df == len(docs) else None, df)

    def _live(self, field: str, docs: Array, tf: Array) -> Part:
        """Return a part from postings."""
        part = Part(field, docs, tf, len(docs))
        if self.segment.whole:
            return part
        part = part.kept(self.segment.live[docs])
        return part._replace(df=len(part.docs))

    def every(
        self, parts: Sequence[Part], weights: Sequence[float], inside: Callable[[Array], Array] | None = None
    ) -> Found:
        """Return the passages that have every part.

        `inside` tells which of some passages count; the others are never scored.
        """
        if len(parts) > 1:
            docs = reduce(lambda one, two: intersect(one, two, self.size), [part.docs for part in parts])
            docs = docs[firsts(docs)]
            parts = [part.among(docs) for part in parts]
        if inside is not None:
            parts = [part.kept(inside(part.docs)) for part in parts]
        shares = []
        for part, weight in zip(parts, weights, strict=True):
            docs, tf = part.counted()
            shares.append(self._share(part.field, docs, tf, weight=weight))
        return Found(docs, reduce(np.add, shares))

    def any(self, parts: Sequence[Part], weights: Sequence[float]) -> Found:
        """Return the passages that have at least one part, in no order.

        Scores are summed in an array of all passages, the longest part first. Where parts are short, that
        array is not searched for them: what a part adds is noted on the way.
        """
        short = FEW * sum(part.df for part in parts) <= self.size
        total = np.zeros(self.size, np.float32)
        added: list[Array] = []
        for part, weight in sorted(zip(parts, weights, strict=True), key=lambda pair: -pair[0].df):
            own, tf = part.counted()
            docs = own.astype(np.intp)  # numpy would convert at each of the next steps
            share = self._share(part.field, docs, tf, weight=weight)
            if not added:
                added.append(docs)
            else:
                before = total.take(docs)
                share += before
                if short:
                    added.append(docs[before == 0])
            total[docs] = share
        if not short:
            return Found(None, total)
        docs = np.concatenate(added)
        return Found(docs, total.take(docs))

    def _share(self, field: str, docs: Array, tf: Array, *, weight: float) -> Array:
        """Return weight * tf / (tf + norm) for each passage."""
        return saturated(tf, self._norms[field].take(docs), weight=weight)

    @cached_property
    def _norms(self) -> dict[str, Array]:
        """Return for each field what BM25 adds to the frequencies in each passage, by its length."""
        return {
            name: norms[getattr(self.segment.reader, name).length_codes]
            for name, norms in norms_of(self.averages).items()
        }
