"""In which order do the values of a facet stand, and which of them are shown?

A facet may have thousands of values; they are ordered as numbers, and a value is made when it is looked at.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

import numpy as np

from index.facets.rows import NONE, facet_named
from search.facets.names import Names
from search.query.fields import PERIODS

__all__ = ["FacetValue", "FacetValues", "ValueTree"]

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet, as counted when it alone is chosen there and all other filters stay.

    `level` is its depth in a tree (0 for a root), `parent` the value above it.
    """

    value: str
    label: str
    articles: int
    passages: int
    selected: bool = False
    excluded: bool = False
    level: int = 0
    parent: str = ""


@dataclass(frozen=True)
class ValueTree:
    """All values a facet can have, by number, and how they lie in one another.

    `known` gives the number of each value, `ranks` its rank by name, `parents` the number of the value above
    it, -1 where there is none.
    """

    facet: str
    values: Sequence[str]
    known: Mapping[str, int]
    ranks: Array
    parents: Array

    @cached_property
    def nested(self) -> bool:
        """Tell whether values lie in one another."""
        return facet_named(self.facet).tree

    @classmethod
    def of(cls, facet: str, values: Sequence[str], names: Names) -> "ValueTree":
        """Return the tree of a facet's values, a flat one where the facet has no levels."""
        numbers = {value: number for number, value in enumerate(values)}
        order = facet_named(facet).vocabulary.order
        ranks = np.empty(len(values), np.int64)
        ranks[sorted(range(len(values)), key=lambda number: order(values[number]))] = np.arange(len(values))
        parents = np.full(len(values), -1, np.int32)
        for number, value in enumerate(values if facet_named(facet).tree else ()):
            path = names.path(facet, value)
            parents[number] = numbers.get(path[-2], -1) if len(path) > 1 else -1
        return cls(facet, values, numbers, ranks, parents)

    def with_values(self, values: Sequence[str], names: Names) -> "ValueTree":
        """Return a tree that has these values as well."""
        missing = [value for value in dict.fromkeys(values) if value not in self.known]
        return ValueTree.of(self.facet, (*self.values, *missing), names) if missing else self

    def numbers(self, values: Sequence[str]) -> list[int]:
        """Return the numbers of values."""
        return [self.known[value] for value in values]

    def order(self, numbers: Array, articles: Array, passages: Array) -> Array:
        """Return the indexes that put values in order: most articles first, then most passages, then by name.

        Periods stand in the order of their vocabulary; `none` is the last of any. In a
        tree each follows its parent, if that is there too, and siblings are in that order.
        """
        counts = articles * (passages.max(initial=0) + 1) + passages
        if self.facet in PERIODS:
            counts = np.zeros_like(counts)
        order: Array = np.lexsort((self.ranks[numbers], -counts, numbers == self.known.get(NONE, -1)))
        if not self.nested:
            return order
        ranks = np.full(len(self.values) + 1, -1)  # the last for "no value"
        ranks[numbers[order]] = np.arange(len(numbers))
        lineage = self.lineage[numbers]
        keys = ranks[lineage]
        absent = (keys < 0) & (lineage >= 0)
        for row in np.flatnonzero(absent.any(axis=1)).tolist():  # a value whose parent is absent is a root
            begin = int(absent[row].nonzero()[0][-1]) + 1
            keys[row] = [*keys[row, begin:], *[-1] * begin]
        return np.lexsort(keys.T[::-1])

    @cached_property
    def lineage(self) -> Array:
        """Return for each value the numbers of those it lies in, root first, and its own; -1 behind that."""
        paths: list[list[int]] = []
        for number in range(len(self.values)):
            path = [number]
            while (above := int(self.parents[path[0]])) >= 0:
                path.insert(0, above)
            paths.append(path)
        found = np.full((len(paths), max(map(len, paths), default=1)), -1)
        for number, path in enumerate(paths):
            found[number, : len(path)] = path
        return found


class FacetValues(Sequence[FacetValue]):
    """The values of one facet under one query, in order, with their counts."""

    def __init__(
        self,
        tree: ValueTree,
        names: Names,
        *,
        numbers: Array,
        articles: Array,
        passages: Array,
        chosen: Sequence[str] = (),
        excluded: Sequence[str] = (),
    ) -> None:
        order = tree.order(numbers, articles, passages)
        self._tree, self._names = tree, names
        self._numbers, self._articles, self._passages = numbers[order], articles[order], passages[order]
        self._chosen, self._excluded = chosen, excluded

    @classmethod
    def counted(
        cls,
        tree: ValueTree,
        names: Names,
        counts: tuple[Sequence[int], Sequence[int]],
        *,
        chosen: Sequence[str],
        excluded: Sequence[str],
    ) -> "FacetValues":
        """Return the values that have articles or are asked for; `counts` are those of the tree's first."""
        asked = tree.numbers((*chosen, *excluded))
        unknown = np.zeros(len(tree.values) - len(counts[0]), np.int64)
        articles, passages = (np.concatenate([np.asarray(own, np.int64), unknown]) for own in counts)
        there = articles > 0
        there[asked] = True
        numbers = np.flatnonzero(there)
        return cls(
            tree,
            names,
            numbers=numbers,
            articles=articles[numbers],
            passages=passages[numbers],
            chosen=chosen,
            excluded=excluded,
        )

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> FacetValue: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[FacetValue, ...]: ...
    def __getitem__(self, index: int | slice) -> FacetValue | tuple[FacetValue, ...]:
        if isinstance(index, slice):
            return tuple(self._made(range(*index.indices(len(self)))))
        return next(self._made([range(len(self))[index]]))

    def __iter__(self) -> Iterator[FacetValue]:
        return self._made(range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment] # as long as a list

    def __repr__(self) -> str:
        return f"<FacetValues {self._tree.facet}: {len(self)} values>"

    def shown(self, limit: int) -> list[FacetValue]:
        """Return all values if they are few, else the first `limit` and those asked for.

        A tree of more than `limit` is folded: its roots are shown, and what lies around the values asked for.
        """
        if len(self) <= limit:
            return [*self]
        asked = self._asked()
        if not self._tree.nested:
            return [*self._made(sorted({*range(limit), *asked}))]
        above, opened = self._above(), set(asked)
        for index in asked:
            while (index := int(above[index])) >= 0:
                opened.add(index)
        return [*self._made(np.flatnonzero(np.isin(above, [-1, *opened])).tolist())]

    @property
    def named(self) -> int:
        """Return how many values hold no other: places and types, not their groups, nor `none`."""
        above = self._above()
        leaves = len(self) - len(np.unique(above[above >= 0]))
        return leaves - bool((self._numbers == self._tree.known.get(NONE, -1)).any())

    def _above(self) -> Array:
        """Return the index of the value above each, -1 where that is not among these."""
        index = np.full(len(self._tree.values) + 1, -1)
        index[self._numbers] = np.arange(len(self))
        above: Array = index[self._tree.parents[self._numbers]]
        return above

    def _asked(self) -> list[int]:
        """Return the indexes of the values chosen and excluded."""
        asked = self._tree.numbers((*self._chosen, *self._excluded))
        found: list[int] = np.flatnonzero(np.isin(self._numbers, asked)).tolist()
        return found

    def _made(self, indexes: Sequence[int]) -> Iterator[FacetValue]:
        facet, tree = self._tree.facet, self._tree
        columns = (self._numbers, self._articles, self._passages)
        rows = zip(*(column.take(indexes).tolist() for column in columns), strict=True)
        for number, articles, passages in rows:
            value = tree.values[number]
            path = self._names.path(facet, value) if tree.nested else (value,)
            yield FacetValue(
                value,
                self._names.label(facet, value),
                articles,
                passages,
                selected=value in self._chosen,
                excluded=value in self._excluded,
                level=len(path) - 1,
                parent=path[-2] if len(path) > 1 else "",
            )
