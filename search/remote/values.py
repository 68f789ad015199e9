"""Which values has a facet, where a server sent the first and keeps the rest?"""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import overload

from index.facets.rows import NONE
from search.facets.values import FacetValue, FacetValues

__all__ = ["RemoteValues"]


class RemoteValues(FacetValues):
    """The values of a facet under a search: `first` are those shown, `all_values` asks for every one."""

    def __init__(
        self,
        facet: str,
        total: int,
        first: tuple[FacetValue, ...],
        all_values: Callable[[], tuple[FacetValue, ...]],
    ) -> None:
        self._facet, self._total, self._first, self._ask = facet, total, first, all_values

    @cached_property
    def _all(self) -> tuple[FacetValue, ...]:
        return self._first if len(self._first) == self._total else self._ask()

    def __len__(self) -> int:
        return self._total

    @overload
    def __getitem__(self, index: int) -> FacetValue: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[FacetValue, ...]: ...
    def __getitem__(self, index: int | slice) -> FacetValue | tuple[FacetValue, ...]:
        return self._all[index]

    def __iter__(self) -> Iterator[FacetValue]:
        return iter(self._all)

    def __repr__(self) -> str:
        return f"<RemoteValues {self._facet}: {self._total} values>"

    def shown(self, limit: int) -> list[FacetValue]:
        """Return the values that the server shows with a search, whatever the limit."""
        del limit
        return [*self._first]

    @property
    def named(self) -> int:
        """Return how many values hold no other, `none` aside."""
        parents = {value.parent for value in self}
        return sum(1 for value in self if value.value not in parents and value.value != NONE)
