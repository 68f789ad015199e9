"""What does a plain scan of one text say?

The brute-force reading of a query: no index, only `str.find` on folded text. It is the oracle that
`selfcheck` and the tests hold the index against, and it draws the marks of the passages on a page, so that
what is marked is what was matched.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from index.text.folding import fold
from search.query.nodes import (
    And,
    Everything,
    Field,
    Gap,
    Near,
    Node,
    Not,
    Or,
    Span,
    Text,
    Wildcard,
    YearRange,
)

__all__ = ["Found", "Scanned", "holds", "marks", "occurrences", "shelved"]

PAIRS = 5_000  # of one wildcard or proximity in one passage; more are not marked
Words = Callable[[Text], list[str]]
FIELD_KINDS = {"title": "title", "heading": "heading", "caption": "caption"}


@dataclass(frozen=True, slots=True)
class Scanned:
    """A passage as the scan sees it: folded text, kind, and what its article and section say.

    `titles` and `heading` are folded; `values` tells whether the article or passage has a field's value.
    """

    folded: str
    kind: str = "paragraph"
    titles: tuple[str, ...] = ()
    heading: str = ""
    year: int = 0
    values: Callable[[str, str], bool] = field(default=lambda _name, _value: False)


@dataclass(frozen=True, slots=True)
class Found:
    """One match: where it lies, and the parts of it that are marked."""

    start: int
    end: int
    marked: tuple[Span, ...]


def occurrences(folded: str, needle: str) -> Iterator[int]:
    """Yield every place at which a folded string begins, overlapping ones too."""
    at = folded.find(needle) if needle else -1
    while at >= 0:
        yield at
        at = folded.find(needle, at + 1)


def found(node: Node, folded: str, *, most: int | None = PAIRS) -> list[Found]:
    """Return the matches of a run, wildcard, alternative of these or proximity, in order.

    Of a wildcard or a proximity, `most` are returned (None: all), so that no text takes for ever to mark.
    """
    match node:
        case Text():
            needle = node.folded
            return [
                Found(at, at + len(needle), ((at, at + len(needle)),)) for at in occurrences(folded, needle)
            ]
        case Wildcard(parts=parts):
            spans = islice(_wildcard(parts, folded), most)
            return [Found(start, end, ((start, end),)) for start, end in spans]
        case Or(children=children):
            return sorted((one for c in children for one in found(c, folded, most=most)), key=_place)
        case Near(left=left, right=right, distance=distance, ordered=ordered):
            one, two = (found(side, folded, most=most) for side in (left, right))
            ways = [(one, two)] if ordered else [(one, two), (two, one)]
            pairs = (pair for a, b in ways for pair in islice(_near(a, b, distance), most))
            return sorted(dict.fromkeys(pairs), key=_place)
    raise TypeError(f"{type(node).__name__} has no places")


def _place(one: Found) -> Span:
    return one.start, one.end


def _wildcard(parts: tuple[str | Gap, ...], folded: str) -> Iterator[Span]:
    """Yield the spans of a wildcard in order."""
    steps = [part if isinstance(part, Gap) else fold(part) for part in parts]
    head, first = (steps[0], steps[1]) if isinstance(steps[0], Gap) else (Gap(0, 0), steps[0])
    for at in occurrences(folded, str(first)):
        start = at - head.least
        ends = {start} if start >= 0 else set()
        for step in steps:
            ends = _reached(ends, step, folded)
        yield from ((start, end) for end in sorted(ends))


def _reached(ends: set[int], step: str | Gap, folded: str) -> set[int]:
    """Return where a match that has come to one of `ends` can be after one step more."""
    if isinstance(step, str):
        return {end + len(step) for end in ends if folded.startswith(step, end)}
    widths = range(step.least, step.most + 1)
    return {end + width for end in ends for width in widths if end + width <= len(folded)}


def _near(left: list[Found], right: list[Found], distance: int) -> Iterator[Found]:
    """Pair matches of which the second begins at most `distance` characters behind the end of the first."""
    starts = [two.start for two in right]
    for one in left:
        for two in right[bisect_left(starts, one.end) : bisect_right(starts, one.end + distance)]:
            yield Found(one.start, two.end, one.marked + two.marked)


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
        case YearRange(low=low, high=high):
            return bool(passage.year) and (low or 1) <= passage.year <= (high or 9999)
        case Field(name=name, value=value):
            return _field(name, value, passage)
        case Text() if wanted := words(node):
            own = set(words(Text(passage.folded)))
            return (all if mode == "all" else any)(word in own for word in wanted)
        case _:
            return bool(found(node, passage.folded, most=None))


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


def marks(node: Node, folded: str, kind: str, words: Words) -> list[Span]:
    """Return what a query marks in a folded text, as sorted spans that do not overlap.

    What stands under NOT is not marked; of a proximity the two sides are, the text between them is not.
    """
    return _merged(sorted(_marks(node, folded, kind, words)))


def _marks(node: Node, folded: str, kind: str, words: Words) -> Iterator[Span]:
    match node:
        case And(children=children) | Or(children=children):
            for child in children:
                yield from _marks(child, folded, kind, words)
        case Text() if wanted := words(node):
            for word in wanted:
                for at in occurrences(folded, word):
                    yield at, at + len(word)
        case Text() | Wildcard() | Near():
            for one in found(node, folded):
                yield from one.marked
        case Field(name=name, value=value) if FIELD_KINDS.get(name) == kind:
            needle = fold(value)
            for at in occurrences(folded, needle):
                yield at, at + len(needle)


def _merged(spans: list[Span]) -> list[Span]:
    """Join spans that overlap."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
