"""What does a plain scan of one text say?

The brute-force reading of a query: no index, only `str.find` on folded text. It is the oracle that
`selfcheck` and the tests hold the index against, and it draws the marks of the passages on a page, so that
what is marked is what was matched.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush, merge
from itertools import repeat
from typing import TypeAlias

from index.text.folding import fold
from search.marks.occurrences import Occurrence, Steps, found, occurrences
from search.query.nodes import And, Everything, Field, Near, Node, Not, Or, Range, Span, Text, Wildcard

__all__ = [
    "LOOKED",
    "Leaf",
    "Scanned",
    "Words",
    "holds",
    "leaves",
    "marked",
    "marks",
    "occurring",
    "shelved",
]

LOOKED = 50_000  # occurrences and pairs in one passage; what lies behind them is not marked
SHORT = 2_000  # characters of a passage in which to look for all is faster than for the first few
Leaf: TypeAlias = str | Wildcard | Near
Words = Callable[[Text], list[str]]
FIELD_KINDS = {"title": "title", "heading": "heading", "caption": "caption"}


@dataclass(frozen=True, slots=True)
class Scanned:
    """A passage as the scan sees it: folded text, kind, and what its article and section say.

    `titles` and `heading` are folded, `published` is the date of the article; `values` tells whether the
    article or passage has a field's value.
    """

    folded: str
    kind: str = "paragraph"
    titles: tuple[str, ...] = ()
    heading: str = ""
    published: str = ""
    values: Callable[[str, str], bool] = field(default=lambda _name, _value: False)


def holds(node: Node, passage: Scanned, words: Words, *, mode: str = "exact") -> bool:
    """Tell whether a passage matches; `words` gives the words of a run, none if it is literal."""
    match node:
        case Everything():
            return True
        case And(children=children):
            return all(holds(child, passage, words, mode=mode) for child in children)
        case Or(children=children):
            return any(holds(child, passage, words, mode=mode) for child in children)
        case Not(child=child):
            return not holds(child, passage, words, mode=mode)
        case Range(low=low, high=high):
            period = passage.published[: len(low or high)]
            return bool(period) and node.holds(period)
        case Field(name=name, value=value):
            return _field(name, value, passage)
        case Text() if wanted := words(node):
            own = set(words(Text(passage.folded)))
            return (all if mode == "all" else any)(word in own for word in wanted)
        case _:
            return next(found(node, passage.folded), None) is not None


def _field(name: str, value: str, passage: Scanned) -> bool:
    needle = fold(value)
    if name == "title":
        return any(needle in title for title in passage.titles)
    if name == "heading":
        return needle in passage.heading
    if name == "caption":
        return passage.kind == "caption" and needle in passage.folded
    return passage.values(name, value)


def shelved(node: Node, passage: Scanned) -> bool:
    """Tell whether a passage has no place in its article and the query does not ask for such."""
    return passage.kind == "unplaced" and not _asked(node, passage, affirmed=True)


def _asked(node: Node, passage: Scanned, *, affirmed: bool) -> bool:
    """Tell whether a query names the kind of a passage, under no NOT or under an even number of them."""
    match node:
        case And(children=children) | Or(children=children):
            return any(_asked(child, passage, affirmed=affirmed) for child in children)
        case Not(child=child):
            return _asked(child, passage, affirmed=not affirmed)
        case Field(name="kind", value=value):
            return affirmed and passage.values("kind", value)
    return False


def marks(node: Node, folded: str, kind: str, words: Words) -> Iterator[Span]:
    """Yield what a query marks in a folded text, as ascending spans that do not overlap.

    What stands under NOT is not marked; of a proximity the two sides are, the text between them is not. After
    LOOKED occurrences no more are looked for.
    """
    return marked(leaves(node, kind, words), folded)


def leaves(node: Node, kind: str, words: Words) -> list[Leaf]:
    """Return what a query marks in passages of a kind: folded strings, and patterns."""
    match node:
        case And(children=children) | Or(children=children):
            return [leaf for child in children for leaf in leaves(child, kind, words)]
        case Text() if wanted := words(node):
            return [*wanted]
        case Text():
            return [node.folded]
        case Wildcard() | Near():
            return [node]
        case Field(name=name, value=value) if FIELD_KINDS.get(name) == kind:
            return [fold(value)]
    return []


def marked(wanted: Sequence[Leaf], folded: str) -> Iterator[Span]:
    """Yield what leaves mark in a folded text, as `marks` does."""
    strings = [leaf for leaf in wanted if isinstance(leaf, str)]
    if len(folded) <= SHORT and len(strings) == len(wanted):
        return _merged(_spans(strings, folded))
    steps = repeat(None, LOOKED)
    return _merged(merge(*[_stream(leaf, folded, steps) for leaf in wanted]))


def occurring(wanted: Sequence[Leaf], folded: str) -> Iterator[Span]:
    """Yield where leaves occur in a folded text, ascending; what overlaps is one occurrence.

    One of a proximity reaches from one side to the other. All are found, however many.
    """
    strings = [leaf for leaf in wanted if isinstance(leaf, str)]
    if len(strings) == len(wanted):
        return _merged(_spans(strings, folded))
    standing = [_spans([leaf], folded) for leaf in strings]
    patterns = [leaf for leaf in wanted if not isinstance(leaf, str)]
    return _merged(merge(*standing, *[_reached(found(leaf, folded)) for leaf in patterns]))


def _reached(matches: Iterable[Occurrence]) -> Iterator[Span]:
    """Yield where matches begin and end."""
    return ((occurrence.start, occurrence.end) for occurrence in matches)


def _spans(strings: Sequence[str], folded: str) -> list[Span]:
    """Return all spans of some strings, ascending."""
    spans = []
    for string in strings:
        size, at = len(string), folded.find(string)
        while at >= 0:
            spans.append((at, at + size))
            at = folded.find(string, at + 1)
    return sorted(spans)


def _stream(leaf: Leaf, folded: str, steps: Steps) -> Iterator[Span]:
    """Yield the spans that one leaf marks, ascending."""
    if isinstance(leaf, str):
        return _standing(leaf, folded, steps)
    return _ascending(found(leaf, folded, steps=steps))


def _standing(needle: str, folded: str, steps: Steps) -> Iterator[Span]:
    """Yield the spans of a string."""
    return ((at, at + len(needle)) for at, _ in zip(occurrences(folded, needle), steps, strict=False))


def _ascending(matches: Iterable[Occurrence]) -> Iterator[Span]:
    """Yield the marked spans of matches that ascend: those of one may lie behind the next match's first."""
    waiting: list[Span] = []
    for occurrence in matches:
        while waiting and waiting[0][0] < occurrence.start:
            yield heappop(waiting)
        for span in occurrence.marked:
            heappush(waiting, span)
    yield from sorted(waiting)


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Join ascending spans that overlap."""
    low = high = -1
    for start, end in spans:
        if start < high:
            high = max(high, end)
            continue
        if high >= 0:
            yield low, high
        low, high = start, end
    if high >= 0:
        yield low, high
