"""Where does a search occur in the passages it finds, every time?

Passages come as a match streams them and are folded some at once: a few first, so that the first rows come at
once, then more. What an occurrence is `search.marks.scan.occurring` says, for every engine.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from index.text.folded import FoldedText, folded_texts
from search.answers import Answers
from search.backend import MatchedPassage
from search.marks.scan import Leaf, leaves, occurring
from search.marks.wording import Wording
from search.query.nodes import Node, Span
from search.query.parser import parse
from search.query.request import Query

__all__ = ["Occurrences", "Searched", "batches", "folded_passages"]

FEW, MANY = 16, 1_024  # passages that are looked at at once
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Searched:
    """One matching passage, with the spans of its folded text in which the search occurs."""

    matched: MatchedPassage
    text: FoldedText
    spans: tuple[Span, ...]

    def original(self, span: Span) -> Span:
        """Return a span of the folded text in the text as published."""
        offsets = self.text.offsets
        return offsets[span[0]], offsets[span[1] - 1] + 1


def batches(things: Iterable[T]) -> Iterator[list[T]]:
    """Yield some things at once: a few first, then more and more."""
    stream, many = iter(things), FEW
    while some := [*islice(stream, many)]:
        yield some
        many = min(2 * many, MANY)


def folded_passages(passages: Iterable[MatchedPassage]) -> Iterator[tuple[MatchedPassage, FoldedText]]:
    """Yield passages with their folded text."""
    for some in batches(passages):
        yield from zip(some, folded_texts([one.passage.text for one in some]), strict=True)


class Occurrences:
    """The occurrences of one search, found anew each time they are walked."""

    def __init__(self, answers: Answers, query: Query) -> None:
        self.answers, self.query = answers, query
        self.match = answers.match(query)
        self.node: Node = answers.names.resolved(parse(query.text).node, answers.view.has)
        self.wording: Wording = answers.wording(query.mode)
        self._leaves: dict[str, list[Leaf]] = {}  # by kind of passage

    def __iter__(self) -> Iterator[Searched]:
        """Yield every matching passage, by the ids of articles, in reading order."""
        for matched, text in folded_passages(self.match.stream()):
            yield Searched(matched, text, self.spans(text.folded, matched.passage.kind))

    def spans(self, folded: str, kind: str) -> tuple[Span, ...]:
        """Return where the search occurs in a folded text of a passage of some kind."""
        if kind not in self._leaves:
            self._leaves[kind] = leaves(self.node, kind, self.wording)
        return tuple(occurring(self._leaves[kind], folded))
