"""What does a plain scan of one text say?

The brute-force reading of a query: no index, only `str.find` on folded text. It is the oracle that
`selfcheck` and the tests hold the index against, and it draws the marks of the passages on a page, so that
what is marked is what was matched.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from index.text import fold
from search.query import And, Everything, Field, Gap, Near, Node, Not, Or, Span, Text, Wildcard, YearRange

__all__ = ["Found", "Scanned", "holds", "marks", "occurrences"]

PAIRS = 5_000  # of one proximity in one passage; more are not marked
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


def found(node: Node, folded: str) -> list[Found]:
    """Return every match of a run, wildcard, alternative of these or proximity, in order."""
    match node:
        case Text():
            needle = node.folded
            return [
                Found(at, at + len(needle), ((at, at + len(needle)),)) for at in occurrences(folded, needle)
            ]
        case Wildcard(parts=parts):
            spans = sorted(
                {span for start in range(len(folded) + 1) for span in _wild(parts, folded, start, start)}
            )
            return [Found(start, end, ((start, end),)) for start, end in spans if end > start]
        case Or(children=children):
            return sorted(
                (one for c in children for one in found(c, folded)), key=lambda one: (one.start, one.end)
            )
        case Near(left=left, right=right, distance=distance, ordered=ordered):
            one, two = found(left, folded), found(right, folded)
            pairs = _near(one, two, distance) + ([] if ordered else _near(two, one, distance))
            return sorted(pairs, key=lambda pair: (pair.start, pair.end))
    raise TypeError(f"{type(node).__name__} has no places")


def _wild(parts: tuple[str | Gap, ...], folded: str, start: int, at: int) -> Iterator[Span]:
    """Yield the spans from `start` whose remaining parts match from `at` on."""
    if not parts:
        yield start, at
        return
    head, rest = parts[0], parts[1:]
    if isinstance(head, str):
        needle = fold(head)
        if folded.startswith(needle, at):
            yield from _wild(rest, folded, start, at + len(needle))
        return
    for width in range(head.least, head.most + 1):
        if at + width <= len(folded):
            yield from _wild(rest, folded, start, at + width)


def _near(left: list[Found], right: list[Found], distance: int) -> list[Found]:
    """Pair matches of which the second begins at most `distance` characters behind the end of the first."""
    pairs = []
    for one in left:
        for two in right:
            if 0 <= two.start - one.end <= distance:
                pairs.append(Found(one.start, two.end, one.marked + two.marked))
                if len(pairs) >= PAIRS:
                    return pairs
    return pairs


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
            return bool(found(node, passage.folded))


def _field(name: str, value: str, passage: Scanned) -> bool:
    needle = fold(value)
    if name == "title":
        return any(needle in title for title in passage.titles)
    if name == "heading":
        return needle in passage.heading
    if name == "caption":
        return passage.kind == "caption" and needle in passage.folded
    return passage.values(name, value)


def marks(node: Node, folded: str, kind: str, words: Words) -> list[Span]:
    """Return what a query marks in a folded text, as sorted spans that do not touch.

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
