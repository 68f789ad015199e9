"""How often does each unit stand in the passages that others are compared with?

Words and grams are counted by the engine where it can. Else words are read once for each state of a corpus;
of grams, of which there are millions, only those that are asked for are counted, anew each time.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from index.text.words import is_word
from search.answers import Answers
from search.instruments.occurrences import batches, folded_passages
from search.instruments.words.units import grams, units
from search.query.request import Query
from search.results import Tokens

__all__ = ["frequencies", "read_units", "tokens"]

Array = np.ndarray[Any, Any]


def frequencies(
    answers: Answers, query: Query, unit: str, length: int, *, asked: Iterable[str]
) -> tuple[list[int], int]:
    """Return how often each unit asked for stands in the passages of a search, and how many stand there."""
    if unit == "word":
        counted = tokens(answers, query)
        none = Tokens(0, 0)
        return [counted.get(one, none).often for one in asked], sum(one.often for one in counted.values())
    if (written := answers.match(query).grams(length)) is None:
        return _grams(_texts(answers, query), length, [*asked])
    clear = {char: is_word(char) for char in {*"".join(written)}}
    whole = sum(many for gram, many in written.items() if all(map(clear.__getitem__, gram)))
    return [written.get(one, 0) for one in asked], whole


def _texts(answers: Answers, query: Query) -> Iterator[str]:
    return (text.folded for _, text in folded_passages(answers.match(query).stream()))


def tokens(answers: Answers, query: Query) -> Mapping[str, Tokens]:
    """Return how often each word stands in the passages of a search, and in how many of them."""
    counted = answers.match(query).tokens()
    if counted is None:
        return answers.kept((query, "tokens"), lambda: read_units(answers, query, "word", 0))
    return counted


def read_units(answers: Answers, query: Query, unit: str, length: int) -> Mapping[str, Tokens]:
    """Return the same of units of any kind, found by reading the passages."""
    often: Counter[str] = Counter()
    passages: Counter[str] = Counter()
    for text in _texts(answers, query):
        own = units(text, unit, length, answers.segmenter)
        often.update(own)
        passages.update({*own})
    return {name: Tokens(times, passages[name]) for name, times in often.items()}


def _grams(texts: Iterator[str], length: int, asked: list[str]) -> tuple[list[int], int]:
    """Count grams as numbers: those that hold no punctuation, and each of those that are asked for."""
    wanted, _ = grams("".join(asked), length)
    wanted = wanted[::length]  # all of them are of this length
    order = wanted.argsort()
    ranked, counted, whole = wanted[order], np.zeros(len(wanted), np.int64), 0
    for some in batches(texts):
        found, clear = grams(" ".join(some), length)
        keys = found[clear]
        whole += len(keys)
        if len(ranked):
            at = np.minimum(ranked.searchsorted(keys), len(ranked) - 1)
            counted += np.bincount(at[ranked[at] == keys], minlength=len(ranked))
    many = np.empty(len(wanted), np.int64)
    many[order] = counted
    return many.tolist(), whole
