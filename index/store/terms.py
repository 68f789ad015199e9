"""How are the sorted terms of a field kept, looked up and merged?

Each term has a key: its first eight bytes as one big-endian number, so that keys sort as terms do and a
look-up is one `bisect` over a memory map. Where no term is longer (all grams: two characters), the keys are
the terms and nothing else is stored; otherwise the bytes follow.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from index.store.arrays import ArrayFile, Strings, distinct, pack_strings

__all__ = ["KEY", "Terms", "key_of", "merge_terms", "pack_terms"]

Array = np.ndarray[Any, Any]
KEY = 8  # bytes
FOUND = 4_096  # terms whose numbers are kept


def key_of(term: bytes) -> int:
    """Return the number that the first eight bytes of a term make."""
    return int.from_bytes(term[:KEY].ljust(KEY, b"\0"), "big")


def is_key(term: bytes) -> bool:
    """Tell whether the key of a term says all of it."""
    return len(term) <= KEY and term[-1:] != b"\0"


def pack_terms(name: str, terms: Sequence[bytes] | Array) -> dict[str, Array]:
    """Return the arrays of sorted terms, given as byte strings or, where all are short, as their keys."""
    if isinstance(terms, np.ndarray):
        return {f"{name}.keys": terms.astype(np.uint64)}
    keys = np.fromiter(map(key_of, terms), np.uint64, len(terms))
    short = all(map(is_key, terms))
    return {f"{name}.keys": keys} | ({} if short else pack_strings(name, list(terms)))


class Terms:
    """The sorted terms of one field."""

    __slots__ = ("_found", "_keys", "_strings", "keys")

    def __init__(self, file: ArrayFile, name: str) -> None:
        self.keys = file[f"{name}.keys"]
        self._keys: memoryview = self.keys.data if len(self.keys) else memoryview(b"")
        self._found: dict[bytes, int] = {}
        self._strings: Strings | None = file.strings(name) if f"{name}.ends" in file else None

    @property
    def short(self) -> bool:
        """Tell whether the keys are the terms."""
        return self._strings is None

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, number: int) -> bytes:
        if self._strings is not None:
            return self._strings[number]
        return self._keys[number].to_bytes(KEY, "big").rstrip(b"\0")

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._strings) if self._strings is not None else iter(spelled(self.keys))

    def lower_bound(self, term: bytes) -> int:
        """Return the number of the first term that is not below `term`."""
        key = key_of(term)
        low = bisect_left(self._keys, key)
        exact = is_key(term)
        if self._strings is None:
            # A stored term with the same key is `term` itself, or shorter, and so below it.
            return low if exact else bisect_right(self._keys, key, low)
        if exact and len(term) < KEY:
            return low
        high = bisect_right(self._keys, key, low)
        while low < high:
            middle = (low + high) // 2
            if self._strings[middle] < term:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, term: bytes) -> int:
        """Return the number of a term, -1 if it is not there; a query asks for the same one several times."""
        if (number := self._found.get(term)) is None:
            if len(self._found) >= FOUND:
                self._found.clear()
            number = self._found[term] = self._sought(term)
        return number

    def _sought(self, term: bytes) -> int:
        if self._strings is None and is_key(term):
            key = key_of(term)
            number = bisect_left(self._keys, key)
            return number if number < len(self._keys) and self._keys[number] == key else -1
        number = self.lower_bound(term)
        return number if number < len(self) and self[number] == term else -1


def spelled(keys: Array) -> list[bytes]:
    """Return the terms behind the keys of short terms."""
    terms: list[bytes] = keys.astype(">u8").view(f"S{KEY}").tolist()
    return terms


def merge_terms(fields: Sequence[Terms]) -> tuple[list[bytes] | Array, list[Array]]:
    """Return the sorted union of several sorted lists, and for each the numbers its terms have there."""
    if all(own.short for own in fields):
        keys = [own.keys for own in fields]
        union = distinct(np.sort(np.concatenate(keys)))
        return union, [np.searchsorted(union, own) for own in keys]
    lists = [list(own) for own in fields]
    terms = sorted(set().union(*lists))
    number = {term: i for i, term in enumerate(terms)}
    return terms, [np.fromiter((number[term] for term in own), np.int64, len(own)) for own in lists]
