"""How do many folded texts lie one behind the other as one array of characters?"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from index.store.postings import END

__all__ = ["Joined"]

Array = np.ndarray[Any, Any]


class Joined:
    """Folded texts as code points, each behind an END that no text holds, and one at the end.

    `starts` says where each text begins.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        whole = END.join(["", *texts, ""])
        self.codes: Array = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), "<u4")
        self.sizes: Array = np.fromiter(map(len, texts), np.int64, len(texts))
        self.starts: Array = np.cumsum(self.sizes + 1) - self.sizes

    def __len__(self) -> int:
        return len(self.sizes)

    @cached_property
    def owners(self) -> Array:
        """Return for each character the number of its text; an END belongs to the text before it."""
        sizes = self.sizes + 1
        return np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)

    def owner(self, positions: Array) -> Array:
        """Return the number of the text at each position."""
        found: Array = self.owners.take(positions - 1)
        return found

    def beginnings(self, length: int) -> Array:
        """Return at which positions so many characters begin that lie in one text."""
        last = np.zeros(len(self.codes) + 1, np.int8)
        room = self.sizes >= length
        last[self.starts[room]] += 1
        last[self.starts[room] + self.sizes[room] - length + 1] -= 1
        return np.cumsum(last[:-1], dtype=np.int8).astype(bool)

    def text(self, position: int, length: int) -> str:
        """Return some characters."""
        return self.codes[position : position + length].tobytes().decode("utf-32-le", "surrogatepass")
