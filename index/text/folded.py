"""What is known of a text that is read several times, each thing worked out once?

Decision: many texts are folded as one array of code points. A dictionary asked character by character took
four times as long.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from index.text.folding import INVISIBLE, fold, fold_map, normalise, sentences, squeeze

__all__ = ["FoldedText", "fold_all", "folded_texts"]

Array = np.ndarray[Any, Any]
CODES = 0x110000


class FoldedText:
    """A text with its folded form; the way back and the sentences are found when first asked for."""

    def __init__(self, text: str, folded: str) -> None:
        self.text = text
        self.folded = folded

    @classmethod
    def of(cls, text: str) -> "FoldedText":
        """Fold a text."""
        return cls(text, fold(text))

    @cached_property
    def offsets(self) -> Sequence[int]:
        """Return for each folded character the offset in the text it came from."""
        return range(len(self.text)) if len(self.text) == len(self.folded) else fold_map(self.text)[1]

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Return the spans of the sentences in the text."""
        return sentences(self.text)


def folded_texts(texts: Iterable[str | FoldedText]) -> list[FoldedText]:
    """Return texts folded, all in one pass; those that are folded already as they are."""
    given = list(texts)
    plain = [text for text in given if isinstance(text, str)]
    new = map(FoldedText, plain, fold_all(plain) if plain else ())
    return [next(new) if isinstance(text, str) else text for text in given]


def fold_all(texts: Sequence[str]) -> list[str]:
    """Return the folded form of each text, as `fold` gives it."""
    folded, gap = _codes()
    codes = folded[np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4")]
    whole = codes.tobytes().decode("utf-32-le", "surrogatepass")
    ends = [0, *accumulate(map(len, texts))]
    parts = [whole[start:end] for start, end in pairwise(ends)]
    for number in np.unique(np.searchsorted(ends, np.flatnonzero(gap[codes]), "right") - 1).tolist():
        parts[number] = squeeze(parts[number])
    return parts


@cache
def _codes() -> tuple[Array, Array]:
    """Return for every code point what it is normalised to, and whether it is white space or invisible."""
    every = np.arange(CODES, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    folded = np.frombuffer(normalise(every).encode("utf-32-le", "surrogatepass"), "<u4")
    gap = np.zeros(CODES, bool)
    for found in re.finditer(rf"[\s{INVISIBLE}]+", every):
        gap[slice(*found.span())] = True
    return folded, gap
