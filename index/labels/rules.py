"""When does a rule of the taxonomy hold in a sentence, and where?

Decision: rules are lists of phrases, not regular expressions, so that a researcher who knows the field can
read and change them; alternatives, nearness and exclusion are all the rules of the field have needed.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.text.folding import fold, fold_map

__all__ = ["WHOLE_SENTENCE", "Rule", "readable", "readable_text"]

WHOLE_SENTENCE = 1_000_000
_QUOTES = frozenset("\"'“”‘’「」『』《》〈〉")
_UNQUOTED = dict.fromkeys(map(ord, _QUOTES))


def readable(text: str) -> tuple[str, Sequence[int]]:
    """Fold text and drop quotation marks; the numbers give each remaining character's offset in `text`.

    The field puts names now in quotation marks and now not: “两新”组织 is 两新组织.
    """
    folded, offsets = fold_map(text)
    if _QUOTES.isdisjoint(folded):
        return folded, offsets
    kept = array("I", (at for char, at in zip(folded, offsets, strict=True) if char not in _QUOTES))
    return folded.translate(_UNQUOTED), kept


def readable_text(text: str) -> str:
    """Return the text alone that `readable` gives."""
    return fold(text).translate(_UNQUOTED)


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

    def possible(self, text: str) -> bool:
        """Tell quickly whether readable text could hold a match."""
        return all(any(phrase in text for phrase in group) for group in self.groups)

    def match(self, sentence: str) -> tuple[int, int] | None:
        """Return the span of the narrowest match in a readable sentence, the earliest of equals."""
        if not self.possible(sentence) or any(phrase in sentence for phrase in self.excluded):
            return None
        found = [_occurrences(group, sentence) for group in self.groups]
        if len(found) == 1:
            return found[0][0]
        spans = [span for span in _windows(found) if span[1] - span[0] <= self.within]
        return min(spans, key=lambda span: span[1] - span[0], default=None)


def _occurrences(phrases: tuple[str, ...], sentence: str) -> list[tuple[int, int]]:
    """Return the spans of any of the phrases, the longest at each offset, from left to right."""
    pattern = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    return [found.span() for found in re.finditer(pattern, sentence)]


def _windows(groups: list[list[tuple[int, int]]]) -> Iterator[tuple[int, int]]:
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
