"""How often does each unit stand in the passages that others are compared with?

Words and grams are counted by the engine where it can. Else words are read once for each state of a corpus;
of grams, of which there are millions, only those that are asked for are counted, anew each time.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np

from index.text.words import is_word
from search.answers import Answers
from search.instruments.occurrences import folded_passages
from search.instruments.words.units import units
from search.query.request import Query
from search.results import Tokens

__all__ = ["frequencies", "read_units", "tokens"]

Array = np.ndarray[Any, Any]
BITS = 21  # of a code point
SOME = 256  # texts that are looked at at once


def frequencies(
    answers: Answers, query: Query, unit: str, length: int, *, asked: Iterable[str]
) -> tuple[list[int], int]:
    """Return how often each unit asked for stands in the passages of a search, and how many stand there."""
    if unit == "word":
        counted = tokens(answers, query)
        none = Tokens(0, 0)
        return [counted.get(one, none).often for one in asked], sum(one.often for one in counted.values())
    if (grams := answers.match(query).grams(length)) is None:
        return _grams(_texts(answers, query), length, [*asked])
    clear = {char: is_word(char) for char in {*"".join(grams)}}
    whole = sum(many for gram, many in grams.items() if all(map(clear.__getitem__, gram)))
    return [grams.get(one, 0) for one in asked], whole


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
    """Count grams as numbers: a character at a time, those with punctuation left out."""
    wanted = np.array([_key(gram) for gram in asked], np.uint64)
    order = wanted.argsort()
    ranked, counted, whole = wanted[order], np.zeros(len(wanted), np.int64), 0
    letters: dict[int, bool] = {}
    while some := [*islice(texts, SOME)]:
        codes = np.frombuffer(" ".join(some).encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
        keys = _keys(codes, length, letters)
        whole += len(keys)
        if len(ranked):
            at = np.minimum(ranked.searchsorted(keys), len(ranked) - 1)
            counted += np.bincount(at[ranked[at] == keys], minlength=len(ranked))
    found = np.empty(len(wanted), np.int64)
    found[order] = counted
    return found.tolist(), whole


def _key(gram: str) -> int:
    key = 0
    for char in gram:
        key = key << BITS | ord(char)
    return key


def _keys(codes: Array, length: int, letters: dict[int, bool]) -> Array:
    """Return the grams of some characters as numbers, in order."""
    seen, at = np.unique(codes, return_inverse=True)
    for code in seen.tolist():
        if code not in letters:
            letters[code] = is_word(chr(code))
    clear = np.array([letters[code] for code in seen.tolist()], bool)[at]
    many = max(len(codes) - length + 1, 0)
    keys, inside = np.zeros(many, np.uint64), np.ones(many, bool)
    for offset in range(length):
        keys = keys << np.uint64(BITS) | codes[offset : offset + many]
        inside &= clear[offset : offset + many]
    return keys[inside]
