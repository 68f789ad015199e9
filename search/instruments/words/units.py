"""Into which units is a passage cut, and which of them stand near an occurrence?

Words are those of jieba without HMM, cut once so that they do not overlap, punctuation left out; grams are
runs of one to three letters, digits or Han characters, one beginning at each character.

Passages are cut some at once, as arrays: what is near which occurrence is then a matter of numbers.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from index.store.arrays import distinct, firsts
from index.text.words import Segmenter, is_word
from search.query.nodes import Span

__all__ = ["Cut", "Near", "Units", "grams", "near", "pairs", "units"]

Array = np.ndarray[Any, Any]
BITS = 21  # of a code point
_RUN, _MARK = re.compile(r"\w+"), re.compile(r"\W")  # characters that `is_word` takes, and one it does not
_counts = lru_cache(maxsize=65_536)(is_word)  # the same words come again and again


def units(folded: str, unit: str, size: int, segmenter: Segmenter) -> Sequence[str]:
    """Return all units of a folded text."""
    if unit == "word":
        return [part for part in segmenter.parts(folded) if _counts(part)]
    return [run[at : at + size] for run in _RUN.findall(folded) for at in range(len(run) - size + 1)]


def grams(folded: str, size: int) -> tuple[Array, Array]:
    """Return the gram that begins at each character, as a number, and which of them hold no punctuation."""
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)
    letters = np.ones(len(folded), bool)
    letters[np.fromiter((mark.start() for mark in _MARK.finditer(folded)), np.int64)] = False
    many = max(len(folded) - size + 1, 0)
    keys, clear = np.zeros(many, np.int64), np.ones(many, bool)
    for offset in range(size):
        keys = keys << BITS | codes[offset : offset + many]
        clear &= letters[offset : offset + many]
    return keys, clear


class Numbers(dict[str, int]):
    """The number of each unit seen so far, -1 for punctuation; `names` has the units by number."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __missing__(self, unit: str) -> int:
        self[unit] = number = len(self.names) if is_word(unit) else -1
        if number >= 0:
            self.names.append(unit)
        return number


@dataclass(frozen=True, slots=True)
class Cut:
    """Some passages cut into units, those of all in a row.

    `starts` and `ends` say where each unit stands in the texts put one behind another, `bases` where each
    text begins there, `edges` its first unit, and behind the last text what would follow. Units whose `valid`
    is false are none: they hold punctuation, or lie in two texts. `number` gives the numbers of chosen units.
    """

    starts: Array
    ends: Array
    bases: Array
    edges: Array
    valid: Array
    number: Callable[[Array], Array]


class Units:
    """What cuts passages into units of one kind and numbers these; `size` is the length of a gram."""

    def __init__(self, unit: str, size: int, segmenter: Segmenter) -> None:
        self.size = 0 if unit == "word" else size
        self.segmenter = segmenter
        self.numbers = Numbers()

    def cut(self, texts: Sequence[str]) -> Cut:
        """Cut folded texts into units."""
        bases = np.cumsum([0, *map(len, texts)])
        return self._grams("".join(texts), bases) if self.size else self._words(texts, bases)

    def reach(self, window: int) -> int:
        """Return how many units there are in a window: it counts words, or characters of grams."""
        return max(window - self.size + 1, 0) if self.size else window

    def _words(self, texts: Sequence[str], bases: Array) -> Cut:
        parts = [part for text in texts for part in self.segmenter.parts(text)]
        lengths = np.fromiter(map(len, parts), np.int64, len(parts))
        numbers = np.fromiter(map(self.numbers.__getitem__, parts), np.int64, len(parts))
        ends, words = lengths.cumsum(), numbers >= 0
        starts, ends, numbers = (
            (ends - lengths).compress(words),
            ends.compress(words),
            numbers.compress(words),
        )
        valid = np.ones(len(starts), bool)
        return Cut(starts, ends, bases[:-1], starts.searchsorted(bases), valid, numbers.take)

    def _grams(self, whole: str, bases: Array) -> Cut:
        keys, valid = grams(whole, self.size)
        starts = np.arange(len(keys))
        text_of = bases.searchsorted(starts, "right")
        valid &= starts + self.size <= bases.take(np.minimum(text_of, len(bases) - 1))

        def number(chosen: Array) -> Array:
            _, first, inverse = np.unique(keys.take(chosen), return_index=True, return_inverse=True)
            found = [self.numbers[whole[at : at + self.size]] for at in chosen.take(first).tolist()]
            return np.array(found, np.int64).take(inverse)

        edges = np.minimum(bases, len(starts))
        return Cut(starts, starts + self.size, bases[:-1], edges, valid, number)


@dataclass(frozen=True, slots=True)
class Near:
    """What stands near the occurrences in some passages.

    `units` are those near any of them, each once, `after` whether it stands behind the occurrence it is
    nearest to. `lines` and `own` are pairs: an occurrence, as it was given, and a unit in its own window.
    """

    units: Array
    after: Array
    lines: Array
    own: Array


def near(cut: Cut, spans: Sequence[Sequence[Span]], left: int, right: int) -> Near:
    """Return what stands near the spans of each passage, so many units on either side.

    What a span touches is near none. A unit between two spans as far from both stands behind the first.
    """
    passages = np.repeat(np.arange(len(spans)), [len(own) for own in spans])
    places = np.array([span for own in spans for span in own], np.int64).reshape(-1, 2)
    places += cut.bases.take(passages)[:, None]
    first, behind = cut.ends.searchsorted(places[:, 0], "right"), cut.starts.searchsorted(places[:, 1])
    before, after = first[:, None] - 1 - np.arange(left), behind[:, None] + np.arange(right)
    inside = [before >= cut.edges.take(passages)[:, None], after < cut.edges.take(passages + 1)[:, None]]
    touched = np.zeros(len(cut.starts) + 1, np.int64)
    np.add.at(touched, first, 1)
    np.add.at(touched, behind, -1)
    free = cut.valid & (touched[:-1].cumsum() == 0)
    found = []
    for side, (window, there) in enumerate(zip((before, after), inside, strict=True)):
        lines, ranks = there.nonzero()
        own = window[there]
        kept = free.take(own)
        found.append((own.compress(kept), 2 * ranks.compress(kept) + 1 - side, lines.compress(kept)))
    own, ranks, lines = (np.concatenate(both) for both in zip(*found, strict=True))
    order = np.lexsort((ranks, own))
    nearest = order.compress(firsts(own.take(order)))
    return Near(own.take(nearest), ranks.take(nearest) % 2 == 0, lines, own)


def pairs(first: Array, second: Array) -> tuple[Array, Array]:
    """Return the distinct pairs of two arrays of small numbers."""
    width = int(second.max(initial=0)) + 1
    both = distinct(np.sort(first * width + second))
    return both // width, both % width
