"""Into which units is a passage cut, and which of them stand near an occurrence?

Words are those of jieba without HMM, cut once so that they do not overlap, punctuation left out; grams are
runs of one to three letters, digits or Han characters, one beginning at each character.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Protocol

from index.text.words import Segmenter, is_word
from search.query.nodes import Span

__all__ = ["Cut", "Near", "cut", "near", "units"]

FAR = 1 << 30  # beyond any window
_counts = lru_cache(maxsize=65_536)(is_word)  # the same words come again and again


class Cut(Protocol):
    """A passage cut into units, which are numbered."""

    def name(self, number: int) -> str:
        """Return a unit."""
        ...

    def before(self, span: Span, many: int) -> Iterable[tuple[int, int]]:
        """Yield the units in the window before a span, each with how many lie between."""
        ...

    def after(self, span: Span, many: int) -> Iterable[tuple[int, int]]:
        """Yield the units in the window behind a span, each with how many lie between."""
        ...

    def inside(self, span: Span) -> Iterable[int]:
        """Return the units that a span touches."""
        ...


class Words:
    """The words of a folded text; a window counts words."""

    def __init__(self, folded: str, segmenter: Segmenter) -> None:
        parts = segmenter.parts(folded)
        ends = accumulate(map(len, parts))
        placed = [(part, end) for part, end in zip(parts, ends, strict=True) if _counts(part)]
        self.names = [part for part, _ in placed]
        self.ends = [end for _, end in placed]
        self.starts = [end - len(part) for part, end in placed]

    def name(self, number: int) -> str:
        """Return a word."""
        return self.names[number]

    def before(self, span: Span, many: int) -> Iterator[tuple[int, int]]:
        """Yield words, nearest last."""
        first = bisect_right(self.ends, span[0])
        return ((number, first - 1 - number) for number in range(max(first - many, 0), first))

    def after(self, span: Span, many: int) -> Iterator[tuple[int, int]]:
        """Yield words, nearest first."""
        first = bisect_left(self.starts, span[1])
        return ((number, number - first) for number in range(first, min(first + many, len(self.names))))

    def inside(self, span: Span) -> range:
        """Return the words that a span touches."""
        return range(bisect_right(self.ends, span[0]), bisect_left(self.starts, span[1]))


class Grams:
    """The grams of a folded text, numbered by where they begin; a window counts characters."""

    def __init__(self, folded: str, size: int) -> None:
        self.folded, self.size = folded, size

    def name(self, number: int) -> str:
        """Return a gram."""
        return self.folded[number : number + self.size]

    def all(self, low: int, high: int) -> Iterator[int]:
        """Yield the grams that lie in [low, high) and hold no punctuation."""
        size, clear = self.size, low
        for at in range(low, high):
            if not _counts(self.folded[at]):
                clear = at + 1
            elif at + 1 - clear >= size:
                yield at + 1 - size

    def before(self, span: Span, many: int) -> Iterator[tuple[int, int]]:
        """Yield grams, nearest last."""
        return ((at, span[0] - at - self.size) for at in self.all(max(span[0] - many, 0), span[0]))

    def after(self, span: Span, many: int) -> Iterator[tuple[int, int]]:
        """Yield grams, nearest first."""
        return ((at, at - span[1]) for at in self.all(span[1], min(span[1] + many, len(self.folded))))

    def inside(self, span: Span) -> range:
        """Return the grams that a span touches."""
        return range(span[0] - self.size + 1, span[1])


def cut(folded: str, unit: str, size: int, segmenter: Segmenter) -> Cut:
    """Return a folded text cut into units; `size` is the length of a gram."""
    return Words(folded, segmenter) if unit == "word" else Grams(folded, size)


def units(folded: str, unit: str, size: int, segmenter: Segmenter) -> Sequence[str]:
    """Return all units of a folded text."""
    if unit == "word":
        return [part for part in segmenter.parts(folded) if _counts(part)]
    grams = Grams(folded, size)
    return [grams.name(at) for at in grams.all(0, len(folded))]


@dataclass(frozen=True, slots=True)
class Near:
    """What stands near the occurrences in one passage.

    `before` and `after` count units, each at one place once and on the side of the nearest occurrence;
    `lines` holds for each occurrence the units in its own window.
    """

    before: Counter[str]
    after: Counter[str]
    lines: Sequence[frozenset[str]]


def near(passage: Cut, spans: Sequence[Span], left: int, right: int) -> Near:
    """Return what stands near some spans; what one of them touches is near none."""
    inside = {number for span in spans for number in passage.inside(span)}
    ranks: dict[
        int, int
    ] = {}  # twice what lies between, odd before: of two as near, the one after comes first
    lines = []
    for span in spans:
        own = set()
        for found, is_before in ((passage.before(span, left), 1), (passage.after(span, right), 0)):
            for number, between in found:
                if number not in inside:
                    own.add(number)
                    rank = 2 * between + is_before
                    if rank < ranks.get(number, FAR):
                        ranks[number] = rank
        lines.append(frozenset(map(passage.name, own)))
    name = passage.name
    return Near(
        Counter([name(number) for number, rank in ranks.items() if rank % 2]),
        Counter([name(number) for number, rank in ranks.items() if not rank % 2]),
        lines,
    )
