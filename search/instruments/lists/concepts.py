"""How often does each concept of a list stand in a text?

A concept is a name with phrases, and stands where one of them does, as Ctrl+F would find it in folded text.
Occurrences of one phrase that overlap are one, as in the concordance.

Decision: a phrase that stands within a longer one of any concept is counted beside it or not, and the table
has both numbers. Phrases that overlap without one lying in the other are both there, and count both: to take
the first would make a count depend on which stands to the left.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from index.text.folding import fold
from index.text.phrases import Phrases
from search.instruments.lists.entries import Fault, Subject, read_entries, remarks
from search.instruments.parameters import ParameterRefused
from search.instruments.table import Remark
from search.messages import Language

__all__ = ["CONCEPTS", "PHRASES", "Concept", "Concepts", "Standing", "read_concepts"]

Array = np.ndarray[Any, Any]
SEPARATOR = "\n"  # which no folded text holds
PHRASES = 2_000  # of all concepts together
CONCEPTS = Subject(
    ({"concept", "概念", "name", "名称"}, {"term", "terms", "词", "词语", "phrase", "术语"}),
    re.compile("[,，、;；\t]"),
    lambda _: False,
    re.compile(r"\A(?:\s*-\s|---|[^:：]+:\s*(?:\Z|[\[{]))"),
)
_HALF = re.compile("[\ud800-\udfff]")  # half a character, which no phrase can hold


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept with its phrases as they were written, no two of which fold to the same."""

    name: str
    phrases: tuple[str, ...]


class Standing(NamedTuple):
    """Which concepts stand in which articles, as columns: both by number, ascending, no pair twice.

    `passages` counts those in which the concept stands, `longest` and `alone` its occurrences.
    """

    articles: Array
    concepts: Array
    passages: Array
    longest: Array
    alone: Array


class Concepts:
    """The concepts of a list, found in texts all at once."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self.concepts = tuple(concepts)
        self.names = tuple(concept.name for concept in self.concepts)
        owners: dict[str, list[int]] = {}
        for number, concept in enumerate(self.concepts):
            for phrase in concept.phrases:
                owners.setdefault(fold(phrase), []).append(number)
        self._phrases = Phrases(owners)
        self._owners = np.array([*chain.from_iterable(owners.values())], np.int64)
        self._many = np.array([*map(len, owners.values())], np.int64)  # concepts of each phrase
        self._first = self._many.cumsum() - self._many

    def count(self, texts: Sequence[str], articles: Sequence[int]) -> Standing:
        """Count in the folded texts of passages; `articles` gives the number of the article of each."""
        start, end, phrase = self._phrases.find_many(SEPARATOR.join(texts))
        at = (
            np.cumsum([0, *(len(text) + len(SEPARATOR) for text in texts[:-1])]).searchsorted(start, "right")
            - 1
        )
        nested = np.zeros(len(start), bool)
        nested[1:] = end[1:] <= np.maximum.accumulate(end)[:-1]  # what began no later reaches as far
        alone, keys = self._keys(at, phrase, _apart(start, end, phrase)), len(self.concepts)
        (kept,) = (~nested).nonzero()
        kept = kept[_apart(start[kept], end[kept], phrase[kept])]
        pairs, often = np.unique(alone, return_counts=True)
        longest = np.bincount(pairs.searchsorted(self._keys(at, phrase, kept)), minlength=len(pairs))
        owners = np.asarray(articles, np.int64)[pairs // keys] * keys + pairs % keys
        found, where = np.unique(owners, return_inverse=True)
        sums = (np.bincount(where, one, minlength=len(found)) for one in (None, longest, often))
        return Standing(found // keys, found % keys, *(one.astype(np.int64) for one in sums))

    def _keys(self, texts: Array, phrases: Array, kept: Array) -> Array:
        """Return text and concept of some occurrences, as one number, for each concept of a phrase."""
        many = self._many[phrases[kept]]
        places = np.repeat(self._first[phrases[kept]] - (many.cumsum() - many), many) + np.arange(many.sum())
        keys: Array = np.repeat(texts[kept], many) * len(self.concepts) + self._owners[places]
        return keys


def _apart(start: Array, end: Array, phrase: Array) -> Array:
    """Return the numbers of occurrences that overlap none before them of the same phrase."""
    order = np.lexsort((start, phrase))
    start, end, phrase = start[order], end[order], phrase[order]
    apart = np.ones(len(order), bool)
    apart[1:] = (phrase[1:] != phrase[:-1]) | (start[1:] >= end[:-1])
    chosen: Array = order[apart]
    return chosen


def read_concepts(
    text: str, parameter: str, language: Language, *, form: str
) -> tuple[Concepts, list[Remark]]:
    """Return the concepts of a list, and what is said of lines left out. Raises ParameterRefused."""
    entries, faults = read_entries(text, CONCEPTS, form=form)
    named: dict[str, dict[str, str]] = {}
    for entry in entries:
        usable = [phrase for phrase in entry.content if fold(phrase) and not _HALF.search(phrase)]
        if len(usable) < len(entry.content):
            faults.append(Fault("list-character", entry.line, "、".join(entry.content)))
        for phrase in usable:
            named.setdefault(entry.name, {}).setdefault(fold(phrase), phrase)
    told = remarks(sorted(faults, key=lambda fault: fault.line), language)
    many = sum(map(len, named.values()))
    if many > PHRASES:
        raise ParameterRefused(
            "instrument-lines", value=f"{many:,}", choices=(f"{PHRASES:,}",), parameter=parameter
        )
    if not named:
        raise ParameterRefused("instrument-list", value=told[0].message if told else "", parameter=parameter)
    return Concepts([Concept(name, tuple(own.values())) for name, own in named.items()]), told
