"""Which row is which where rows come in blocks: the concepts of a region, the values of a query?

Decision: rows are numbers until one is made. A page of a table of millions of rows is then made of the
rows on it, and how many there are is known.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

__all__ = ["Blocks"]


class Blocks(Sequence[tuple[int, int]]):
    """Rows in blocks of given sizes: each is the number of its block, and its own number there."""

    def __init__(self, sizes: Iterable[int]) -> None:
        self._ends = [*accumulate(sizes)]

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        block = bisect_right(self._ends, at)
        return block, at - (self._ends[block - 1] if block else 0)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        start = 0
        for block, end in enumerate(self._ends):
            yield from ((block, own) for own in range(end - start))
            start = end
