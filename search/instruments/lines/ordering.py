"""In which order do the lines of a concordance stand, which of them are drawn, and which are kept?

Lines come by the ids of articles, in reading order; every other order leaves equal lines in that one. A
sample is drawn by a hash of seed and place, so that it is the same each time, whichever engine answers.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from index.text.folding import fold
from index.text.words import Segmenter
from search.instruments.drawing import drawn
from search.instruments.lines.line import Line, after, before, neighbour, sampled
from search.instruments.lines.rows import SIDES
from search.instruments.occurrences import batches
from search.instruments.parameters import Given
from search.instruments.words.units import Units, near

__all__ = ["arranged", "kept"]

LAST = "\U0010ffff"


def kept(lines: Iterable[Line], given: Given, segmenter: Segmenter) -> Iterable[Line]:
    """Return the lines whose neighbours are those asked for, and of these the ones that are drawn."""
    for side in SIDES:
        if word := fold(given[side]):
            lines = _adjoining(lines, side, word, segmenter)
    if word := fold(given["near"]):
        lines = _near(lines, word, given, segmenter)
    return _drawn(lines, given) if given["sample"] else lines


def _adjoining(lines: Iterable[Line], side: str, word: str, segmenter: Segmenter) -> Iterator[Line]:
    return (line for line in lines if neighbour(line, side, segmenter) == word)


def _near(lines: Iterable[Line], word: str, given: Given, segmenter: Segmenter) -> Iterator[Line]:
    """Yield the lines in whose window a word stands; those of a passage come together."""
    units = Units(given["unit"], given["length"], segmenter)
    passages = ((searched, [*own]) for searched, own in groupby(lines, attrgetter("searched")))
    for some in batches(passages):
        passage = units.cut([searched.text.folded for searched, _ in some])
        spans = [searched.spans for searched, _ in some]
        found = near(passage, spans, units.reach(given["left"]), units.reach(given["right"]))
        here = found.lines.compress(passage.number(found.own) == units.numbers.get(word, -1))
        there = {*here.tolist()}
        numbered = enumerate((number, span) for number, own in enumerate(spans) for span in own)
        places = {place for line, place in numbered if line in there}
        for number, (_, own) in enumerate(some):
            yield from (line for line in own if (number, (line.start, line.end)) in places)


def _drawn(lines: Iterable[Line], given: Given) -> list[Line]:
    """Return so many lines, where there are strata spread over them as evenly as can be."""
    by = partial(sampled, seed=given["seed"])
    return drawn(lines, given["sample"], by=by, stratum=_STRATA[given["strata"]])


def _province(line: Line) -> str:
    return min(line.searched.matched.record.regions, default="")[:2]


def _year(line: Line) -> str:
    return line.searched.matched.record.published[:4]


_STRATA: dict[str, Callable[[Line], str]] = {"": lambda _: "", "region": _province, "year": _year}


def arranged(lines: Iterable[Line], order: str, segmenter: Segmenter) -> Iterable[Line]:
    """Return lines in an order, as they come where that is by position."""
    if order == "position":
        return lines
    if order in SIDES:
        found = list(lines)
        words = [neighbour(line, order, segmenter) for line in found]
        many = Counter(words)
        keys = [(-many[word], word) for word in words]
        return [found[number] for number in sorted(range(len(found)), key=keys.__getitem__)]
    return sorted(lines, key=_KEYS[order])


def _region(line: Line) -> str:
    return min(line.searched.matched.record.regions, default=LAST)


def _date(line: Line) -> str:
    return line.searched.matched.record.published or LAST


def _match(line: Line) -> str:
    return line.folded[line.start : line.end]


_KEYS: dict[str, Callable[[Line], Any]] = {
    "right": after,
    "left": before,
    "match": _match,
    "region": _region,
    "date": _date,
}
