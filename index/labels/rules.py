"""When does a rule of the taxonomy hold in a sentence, and where?

Decision: rules are lists of phrases, not regular expressions, so that a researcher who knows the field can
read and change them; alternatives, nearness and exclusion are all the rules of the field have needed. And it
lets one automaton find the phrases of all rules in one pass.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.text.folding import fold_map
from index.text.phrases import Occurrence, Phrases

__all__ = ["WHOLE_SENTENCE", "Rule", "RuleBook", "readable", "unquoted", "unquoted_map"]

WHOLE_SENTENCE = 1_000_000
_QUOTES = "\"'“”‘’「」『』《》〈〉"
_QUOTE = re.compile(f"[{_QUOTES}]")
Span = tuple[int, int]


def readable(text: str) -> tuple[str, Sequence[int]]:
    """Fold text and drop quotation marks; the numbers give each remaining character's offset in `text`.

    The field puts names now in quotation marks and now not: “两新”组织 is 两新组织.
    """
    folded, offsets = fold_map(text)
    return unquoted(folded), unquoted_map(folded, offsets)


def unquoted(folded: str) -> str:
    """Return folded text without quotation marks."""
    for mark in _QUOTES:
        folded = folded.replace(mark, "")
    return folded


def unquoted_map(folded: str, offsets: Sequence[int]) -> Sequence[int]:
    """Return those of the offsets that belong to characters `unquoted` keeps."""
    quotes = [found.start() for found in _QUOTE.finditer(folded)]
    if not quotes:
        return offsets
    kept = array("I")
    for last, quote in pairwise((-1, *quotes, len(folded))):
        kept.extend(offsets[last + 1 : quote])
    return kept


@dataclass(frozen=True, slots=True)
class Rule:
    """Propose a type where a sentence holds one phrase of each group within so many characters.

    `id` is the id of the type, a dot and the rule's own name. `groups` and `excluded` are readable phrases,
    `within` counts readable characters from the first to the last phrase, `weight` is in (0, 3].
    """

    id: str
    groups: tuple[tuple[str, ...], ...]
    weight: float
    excluded: tuple[str, ...] = ()
    within: int = WHOLE_SENTENCE


class _Numbered:
    """A rule of a type, its phrases as the numbers of occurrences."""

    def __init__(self, rule: Rule, type_number: int, number: dict[str, int]) -> None:
        self.rule, self.type = rule, type_number
        self.groups = [frozenset(map(number.__getitem__, group)) for group in rule.groups]
        self.excluded = frozenset(map(number.__getitem__, rule.excluded))
        # Where a sentence lacks one group there is nothing to ask: long phrases are the rare ones.
        rare = max(rule.groups, key=lambda group: min(map(len, group)))
        self.first = self.groups[rule.groups.index(rare)]

    def has_all(self, there: set[int]) -> bool:
        """Tell whether each group has a phrase among these."""
        for group in self.groups:  # noqa: SIM110 a generator takes twice the time, and this is asked most
            if group.isdisjoint(there):
                return False
        return True

    def span(self, found: Sequence[Occurrence]) -> Span | None:
        """Return the span of the narrowest match where all groups have a phrase, the earliest of equals."""
        spans = [_leftmost(found, group) for group in self.groups]
        if len(spans) == 1:
            return spans[0][0]
        narrow = [span for span in _windows(spans) if span[1] - span[0] <= self.rule.within]
        return min(narrow, key=lambda span: span[1] - span[0], default=None)


class RuleBook:
    """The rules of all types: all are asked at once which of them hold where."""

    def __init__(self, types: Iterable[Iterable[Rule]]) -> None:
        rules = [(number, rule) for number, each in enumerate(types) for rule in each]
        rules.sort(key=lambda pair: (pair[0], -pair[1].weight))
        self._phrases = Phrases(
            phrase for _, rule in rules for group in (*rule.groups, rule.excluded) for phrase in group
        )
        number = {phrase: at for at, phrase in enumerate(self._phrases.phrases)}
        self._rules = [_Numbered(rule, at, number) for at, rule in rules]
        self._asking: list[list[int]] = [[] for _ in number]  # by phrase, the rules that may hold where it is
        for at, each in enumerate(self._rules):
            for phrase in each.first:
                self._asking[phrase].append(at)

    def find(self, text: str) -> list[Occurrence]:
        """Return the phrases in readable text, those of excluding lists among them."""
        return self._phrases.find(text)

    def _possible(self, there: set[int]) -> list[int]:
        """Return the rules of which every group has a phrase among these, by type and weight."""
        asked = {at for phrase in there for at in self._asking[phrase]}
        return sorted(at for at in asked if self._rules[at].has_all(there))

    def possible(self, found: Iterable[Occurrence]) -> bool:
        """Tell quickly whether a rule could hold in a text where these phrases stand."""
        return bool(self._possible({phrase for _, _, phrase in found}))

    def holding(self, found: Sequence[Occurrence]) -> Iterator[tuple[int, Rule, Span]]:
        """Yield the heaviest rule of each type that holds in the sentence where these phrases stand.

        With the number of its type and the span; of rules that weigh the same the first.
        """
        there = {phrase for _, _, phrase in found}
        done = -1
        for at in self._possible(there):
            each = self._rules[at]
            if each.type != done and each.excluded.isdisjoint(there) and (span := each.span(found)):
                done = each.type
                yield done, each.rule, span


def _leftmost(found: Iterable[Occurrence], phrases: frozenset[int]) -> list[Span]:
    """Return where any of the phrases stands, the longest at each offset, from left to right."""
    spans: list[Span] = []
    at = 0
    for start, end, phrase in found:
        if start >= at and phrase in phrases:
            spans.append((start, end))
            at = end
    return spans


def _windows(groups: list[list[Span]]) -> Iterator[Span]:
    """Yield, for each offset where a match can begin, the shortest span with one occurrence of every group.

    Walking from the right keeps each group's nearest occurrence at hand, so the work is linear.
    """
    occurrences = sorted(
        ((start, end, number) for number, group in enumerate(groups) for start, end in group), reverse=True
    )
    nearest: dict[int, int] = {}
    spans = []
    for start, end, number in occurrences:
        nearest[number] = end
        if len(nearest) == len(groups):
            spans.append((start, max(nearest.values())))
    yield from reversed(spans)
