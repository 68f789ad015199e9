"""Which article is which: numbers, ids, dates and facet values of a generation?"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from index.corpus.register import Published
from index.facets.rows import FACETS, NONE, facet_named
from index.store.arrays import ArrayFile, Strings

__all__ = ["Catalog", "FacetColumn", "Pairs"]

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Pairs:
    """Which articles have which values: pairs sorted by article; values are numbers below `size`."""

    rows: Array
    codes: Array
    size: int

    @classmethod
    def joined(cls, parts: "Sequence[Pairs]") -> "Pairs":
        """Return the pairs of several facets, the values of each numbered behind those before it."""
        first = np.cumsum([0, *(part.size for part in parts)]).tolist()
        rows = np.concatenate([part.rows for part in parts])
        codes = np.concatenate([part.codes + np.int64(low) for part, low in zip(parts, first, strict=False)])
        order = np.argsort(rows, kind="stable")
        return cls(rows[order], codes[order], first[-1])

    @cached_property
    def _single(self) -> bool:
        """Tell whether every article has exactly one value."""
        return bool(np.array_equal(self.rows, np.arange(len(self.rows))))

    @cached_property
    def _starts(self) -> Array:
        """Return where the pairs of each article begin, and one past the last."""
        last = int(self.rows[-1]) + 1 if len(self.rows) else 0
        return self.rows.searchsorted(np.arange(last + 1, dtype=self.rows.dtype))

    @cached_property
    def _by_value(self) -> tuple[Array, Array, Array]:
        """Return the articles of one value after another, where each value's begin, and the values."""
        order = np.argsort(self.codes, kind="stable")
        values, starts = np.unique(self.codes[order], return_index=True)
        return self.rows[order].astype(np.intp), starts, values

    def sums(self, numbers: Array) -> Array:
        """Return for each value the sum of its articles' numbers, which are one for each article."""
        articles, starts, values = self._by_value
        total = np.zeros(self.size, numbers.dtype)
        if len(articles):
            total[values] = np.add.reduceat(numbers.take(articles), starts)
        return total

    def sums_of(self, articles: Array, numbers: Array) -> Array:
        """Return for each value the sum of its articles' numbers, for a few articles alone."""
        total = np.zeros(self.size, numbers.dtype)
        if self._single:
            np.add.at(total, self.codes.take(articles), numbers)
            return total
        start = self._starts.take(articles, mode="clip")
        sizes = self._starts.take(articles + 1, mode="clip") - start
        pairs = np.arange(int(sizes.sum())) + np.repeat(start - np.cumsum(sizes) + sizes, sizes)
        np.add.at(total, self.codes.take(pairs), np.repeat(numbers, sizes))
        return total

    def articles_with(self, code: int) -> Array:
        """Return the articles that have a value."""
        articles, starts, values = self._by_value
        number = int(values.searchsorted(code))
        if code < 0 or number == len(values) or values[number] != code:
            return articles[:0]
        return articles[starts[number] : starts[number + 1] if number + 1 < len(starts) else None]


@dataclass(frozen=True)
class FacetColumn:
    """The values of one facet: sorted names, and which articles have them."""

    names: Strings
    pairs: Pairs

    def code(self, value: str) -> int:
        """Return the number of a value, -1 if no article has it."""
        if value not in self._codes:
            number = self.names.find(value.encode("utf-8", "surrogatepass"))
            if number < 0:
                return number
            self._codes[value] = number  # of values that are there alone, so that they are bounded
        return self._codes[value]

    @cached_property
    def _codes(self) -> dict[str, int]:
        return {}

    @cached_property
    def values(self) -> list[str]:
        """Return all values."""
        return [name.decode("utf-8", "surrogatepass") for name in self.names]

    def articles_with(self, value: str) -> Array:
        """Return the articles that have a value."""
        return self.pairs.articles_with(self.code(value))


class Catalog:
    """The live articles of a generation, numbered by the order of their ids."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file
        self.ids = self._file.strings("id")
        self.segment: Array = self._file["segment"]
        self.local: Array = self._file["local"]
        self.date: Array = self._file["date"]

    def __len__(self) -> int:
        return len(self.ids)

    def numbers(self, segment: int) -> Array:
        """Return for each article of a segment its number here, -1 if it is gone."""
        return self._file[f"map.{segment}"]

    def find(self, article: str) -> int:
        """Return the number of an article by its id, -1 if there is none."""
        return self.ids.find(article.encode("utf-8", "surrogatepass"))

    def order(self, sort: str) -> Array:
        """Return the rank of each article in an order: newest, oldest or title."""
        return self._file[f"by_{sort}"]

    def facet(self, name: str) -> FacetColumn:
        """Return a column of a facet."""
        if name not in self._facets:
            names = self._file.strings(f"{name}.values")
            pairs = Pairs(self._file[f"{name}.rows"], self._file[f"{name}.codes"], len(names))
            self._facets[name] = FacetColumn(names, pairs)
        return self._facets[name]

    @cached_property
    def _facets(self) -> dict[str, FacetColumn]:
        return {}

    def joined(self, *, widened: bool) -> tuple[Pairs, dict[str, slice]]:
        """Return the columns of what stands beside results as one, counted at once, and where each lies."""
        if widened not in self._joined:
            names = [facet.column(widened=widened) for facet in FACETS if facet.of_article and facet.beside]
            parts = [self.facet(name).pairs for name in names]
            ends = np.cumsum([0, *(part.size for part in parts)]).tolist()
            self._joined[widened] = (
                Pairs.joined(parts),
                dict(zip(names, map(slice, ends, ends[1:]), strict=False)),
            )
        return self._joined[widened]

    @cached_property
    def _joined(self) -> dict[bool, tuple[Pairs, dict[str, slice]]]:
        return {}

    def has(self, facet: str, value: str) -> bool:
        """Tell whether some article has a value of a facet of articles."""
        row = facet_named(facet)
        return row.of_article and self.facet(row.columns[-1]).code(value) >= 0

    def mask(self, name: str, values: "list[str] | tuple[str, ...]") -> Array:
        """Return for each article whether it has at least one of the values."""
        found = np.zeros(len(self), bool)
        for value in values:
            found[self.facet(name).articles_with(value)] = True
        return found

    def between(self, name: str, low: str, high: str) -> Array:
        """Return for each article whether it has a value from one to another, "" for open; NONE is never."""
        names, pairs = self.facet(name).names, self.facet(name).pairs
        first = names.lower_bound(low.encode())
        last = names.lower_bound(f"{high}\0".encode() if high else NONE.encode())
        found = np.zeros(len(self), bool)
        found[pairs.rows[(pairs.codes >= first) & (pairs.codes < last)]] = True
        return found

    def former(self, article: str) -> list[Published]:
        """Return what was once published under an article's id and no longer stands there."""
        owners = self._file.strings("former.article")
        columns = [self._file.strings(f"former.{name}") for name in ("article", "passage", "kind", "text")]
        key = article.encode("utf-8", "surrogatepass")
        found = []
        number = owners.lower_bound(key)
        while number < len(owners) and owners[number] == key:
            found.append(Published(*(column[number].decode("utf-8", "surrogatepass") for column in columns)))
            number += 1
        return found
