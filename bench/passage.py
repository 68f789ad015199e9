"""What does every engine of a measure get fed?

One record per passage: its text, its place in an article, two labels, and the tokens, made once and shared,
so that no engine is charged for or favoured by an analysis of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass

from index.text.words import Segmenter

__all__ = ["GAP", "REGIONS", "TYPES", "BenchPassage", "chars", "grams", "segmenter"]

REGIONS = 300
TYPES = 24
GAP = "␠"  # stands for the one space a squeezed text may hold, since tokens are handed over joined by spaces


@dataclass(frozen=True, slots=True)
class BenchPassage:
    """Hold one passage as the engines are fed it.

    `text` is squeezed and normalised; `words` are its jieba search-mode words, joined by spaces; `region` and
    `kind` number a region below `REGIONS` and an initiative type below `TYPES`, the same for a whole article.
    """

    article: int
    region: int
    kind: int
    text: str
    words: str


def grams(text: str) -> str:
    """Return the character bigrams of a squeezed text, joined by spaces, in order."""
    text = text.replace(" ", GAP)
    return " ".join(map(str.__add__, text, text[1:]))


def chars(text: str) -> str:
    """Return the distinct characters of a squeezed text, joined by spaces."""
    return " ".join(dict.fromkeys(text.replace(" ", GAP)))


def segmenter() -> Callable[[str], str]:
    """Return a function from a folded text to its words, joined by spaces, as our own index cuts them."""
    cut = Segmenter().folded_words
    return lambda text: " ".join(cut(text))
