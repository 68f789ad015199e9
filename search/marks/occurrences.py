"""Where in one folded text does a node match?

Matches are made one by one, in order, and only as many as are taken: a text of millions of occurrences
costs what is looked at. `str.find` does the looking; where two parts lie too far apart, the search for the
first goes on near the second, so that what lies between costs next to nothing.

`steps` gives out one item for each occurrence and each pair that is looked at; when it ends, the matches do.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import chain, groupby, islice, repeat
from operator import attrgetter
from typing import TypeAlias

from index.text.folding import fold
from search.query.nodes import Gap, Near, Node, Or, Span, Text, Wildcard

__all__ = ["Occurrence", "Steps", "found", "occurrences"]

Steps: TypeAlias = Iterator[None]
_Fixed: TypeAlias = list[tuple[str, int, int]]  # strings, and where each begins at least and at most
_start = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One match: where it lies, and the parts of it that are marked."""

    start: int
    end: int
    marked: tuple[Span, ...]


def occurrences(folded: str, needle: str, at: int = 0, end: int | None = None) -> Iterator[int]:
    """Yield where a folded string begins, overlapping ones too; it stands in `[at, end)`."""
    at = folded.find(needle, at, end) if needle else -1
    while at >= 0:
        yield at
        at = folded.find(needle, at + 1, end)


def found(node: Node, folded: str, at: int = 0, *, steps: Steps | None = None) -> Iterator[Occurrence]:
    """Yield the matches of a run, wildcard, alternative of these or proximity that begin at `at` or behind.

    They come by start, then end, each span once. Without `steps` all come.
    """
    steps = repeat(None) if steps is None else steps
    match node:
        case Text():
            needle = node.folded
            starts = zip(occurrences(folded, needle, at), steps, strict=False)
            return (
                Occurrence(start, start + len(needle), ((start, start + len(needle)),)) for start, _ in starts
            )
        case Wildcard(parts=parts):
            return _wildcard(parts, folded, at, steps)
        case Or(children=children):
            return _joined(*(found(child, folded, at, steps=steps) for child in children))
        case Near(left=left, right=right, distance=distance, ordered=ordered):
            ways = [(left, right)] if ordered else [(left, right), (right, left)]
            return _joined(*(_pairs(a, b, distance, _Scope(folded, at, steps)) for a, b in ways))
    raise TypeError(f"{type(node).__name__} has no occurrences")


def _spent(steps: Steps, number: int = 1) -> bool:
    """Take so many steps; tell whether there were fewer."""
    return sum(1 for _ in islice(steps, number)) < number


def _joined(*streams: Iterator[Occurrence]) -> Iterator[Occurrence]:
    """Yield matches that come by start as they come by start, then end; those of one span become one."""
    for start, group in groupby(merge(*streams, key=_start), key=_start):
        marked: dict[int, dict[Span, None]] = {}
        for occurrence in group:
            marked.setdefault(occurrence.end, {}).update(dict.fromkeys(occurrence.marked))
        for end in sorted(marked):
            yield Occurrence(start, end, tuple(marked[end]))


def _wildcard(parts: tuple[str | Gap, ...], folded: str, at: int, steps: Steps) -> Iterator[Occurrence]:
    pattern = [part if isinstance(part, Gap) else fold(part) for part in parts]
    lead = pattern[0].least if isinstance(pattern[0], Gap) else 0
    fixed = _fixed(pattern)
    first = _candidate(fixed, folded, at + lead)
    while first >= 0:
        start, looked = first - lead, 1
        ends = [range(start, start + 1)]
        for part in pattern:
            ends = _reached(ends, part, folded)
            looked += len(ends)
        for end in chain.from_iterable(ends):
            yield Occurrence(start, end, ((start, end),))
        if _spent(steps, looked):
            return
        first = _candidate(fixed, folded, first + 1)


def _fixed(pattern: list[str | Gap]) -> _Fixed:
    """Return the strings of a wildcard, each with how far behind the first it begins."""
    placed: _Fixed = []
    low = high = 0
    for part in pattern[isinstance(pattern[0], Gap) :]:
        if isinstance(part, str):
            placed.append((part, low, high))
        least, most = (part.least, part.most) if isinstance(part, Gap) else (len(part), len(part))
        low, high = low + least, high + most
    return placed


def _candidate(fixed: _Fixed, folded: str, at: int) -> int:
    """Return where, from `at` on, the first string stands with all others within their reach, or -1."""
    first = fixed[0][0]
    at = folded.find(first, at)
    while at >= 0:
        nearer = at
        for string, low, high in fixed[1:]:
            start = folded.find(string, at + low)
            if start < 0:
                return -1
            nearer = max(nearer, start - high)
        if nearer == at:
            break
        at = folded.find(first, nearer)
    return at


def _reached(ends: list[range], part: str | Gap, folded: str) -> list[range]:
    """Return where a match that has come to one of `ends` can be after one part more; both ascend."""
    if isinstance(part, str):
        size = len(part)
        return [
            range(start + size, start + size + 1)
            for end in ends
            for start in occurrences(folded, part, end.start, end.stop - 1 + size)
        ]
    reached: list[range] = []
    for end in ends:
        low, high = end.start + part.least, min(end.stop + part.most, len(folded) + 1)
        if reached and low <= reached[-1].stop:
            reached[-1] = range(reached[-1].start, high)
        elif low < high:
            reached.append(range(low, high))
    return reached


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where matches are looked for: in a text, from a character on, with so many steps."""

    folded: str
    at: int
    steps: Steps

    def found(self, node: Node, at: int) -> Iterator[Occurrence]:
        return found(node, self.folded, max(at, self.at), steps=self.steps)


def _pairs(left: Node, right: Node, distance: int, scope: _Scope) -> Iterator[Occurrence]:
    """Pair matches of which the second begins at most `distance` characters behind the end of the first."""
    reach = _longest(left) + distance
    ahead = _Ahead(right, scope)
    firsts = scope.found(left, scope.at)
    while (first := next(firsts, None)) is not None:
        nearest = ahead.move(first.start, first.end + distance)
        if nearest is None:
            return
        if nearest > first.start + reach:
            firsts = scope.found(left, nearest - reach)
            continue
        for second in ahead.waiting:
            if first.end <= second.start <= first.end + distance:
                if _spent(scope.steps):
                    return
                yield Occurrence(first.start, second.end, first.marked + second.marked)


class _Ahead:
    """The matches of a node that may still be the second of a pair, in order: `waiting`."""

    def __init__(self, node: Node, scope: _Scope) -> None:
        self.node, self.scope = node, scope
        self.waiting: deque[Occurrence] = deque()
        self._rest = scope.found(node, scope.at)

    def move(self, start: int, end: int) -> int | None:
        """Drop what begins before `start`, fetch what begins up to `end`; return where the first begins."""
        while self.waiting and self.waiting[0].start < start:
            self.waiting.popleft()
        if not self.waiting:
            self._rest = self.scope.found(self.node, start)
        while not self.waiting or self.waiting[-1].start <= end:
            following = next(self._rest, None)
            if following is None:
                break
            self.waiting.append(following)
        return self.waiting[0].start if self.waiting else None


def _longest(node: Node) -> int:
    """Return how many characters a match of a node has at most."""
    match node:
        case Text():
            return len(node.folded)
        case Wildcard(parts=parts):
            return sum(part.most if isinstance(part, Gap) else len(fold(part)) for part in parts)
        case Or(children=children):
            return max(map(_longest, children))
        case Near(left=left, right=right, distance=distance):
            return _longest(left) + distance + _longest(right)
    raise TypeError(f"{type(node).__name__} has no occurrences")
