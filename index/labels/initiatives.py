"""Which initiatives does an article report on, and which sentence says so?

Each rule of the taxonomy that holds in a sentence is evidence; evidence adds up to points, and a type with
enough points is proposed together with its strongest sentence. What the front matter says stands above this.

Decision: a type needs points, not one mention. An article of this field names a dozen themes in passing; what
it is about stands in its title and headings, or comes back.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from index.labels.rules import Rule, unquoted, unquoted_map
from index.labels.taxonomy import Initiative, Taxonomy, load_taxonomy
from index.text.folded import FoldedText, folded_texts
from index.text.phrases import Occurrence

__all__ = [
    "Initiative",
    "InitiativeLabel",
    "Match",
    "Taxonomy",
    "evidence",
    "load_taxonomy",
    "matches",
    "tag",
]

ENOUGH = 3.0
SENTENCES_PER_RULE = 2
FACTORS = {"title": 3.0, "heading": 2.0, "lead": 1.5, "paragraph": 1.0, "caption": 1.0}
TITLE = -1
Passages = Sequence[tuple[str, str]] | Sequence[tuple[str, FoldedText]]


@dataclass(frozen=True, slots=True)
class InitiativeLabel:
    """A type of initiative and the sentence that shows it.

    `rule` is the id of the rule that held. `passage` counts the passages given from 0, -1 is the title;
    `sentence` and [start, end) are offsets in its text, in code points, the second inside the first.
    `confidence` is in (0, 1): one half where the points just suffice for the type, nearing 1 as they grow.
    """

    id: str
    rule: str
    passage: int
    sentence: tuple[int, int]
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Match:
    """A rule of a type that held in one sentence, worth so many points."""

    initiative: Initiative
    rule: Rule
    passage: int
    sentence: tuple[int, int]
    span: tuple[int, int]
    points: float


def tag(
    taxonomy: Taxonomy, title: str | FoldedText, passages: Passages, *, enough: float = ENOUGH
) -> tuple[InitiativeLabel, ...]:
    """Return one label for each type the article gives enough evidence of, the surest first.

    `passages` are (kind, text) without the title; those on the unplaced shelf prove nothing.
    """
    labels = []
    for same in _by_type(matches(taxonomy, title, passages)):
        points = sum(match.points for match in same)
        if points >= enough:
            labels.append(_label(max(same, key=lambda match: match.points), points, enough))
    return tuple(sorted(labels, key=lambda label: -label.confidence))


def evidence(taxonomy: Taxonomy, title: str | FoldedText, passages: Passages) -> tuple[InitiativeLabel, ...]:
    """Return every sentence that counts for some type, in reading order, whether the type is proposed or not.

    The confidence of each is what the sentence gives by itself.
    """
    found = [match for same in _by_type(matches(taxonomy, title, passages)) for match in same]
    found.sort(key=lambda match: (match.passage, match.span))
    return tuple(_label(match, match.points, ENOUGH) for match in found)


def _label(match: Match, points: float, enough: float) -> InitiativeLabel:
    """Return a match as the evidence of a label with so many points."""
    confidence = min(round(1 - 0.5 ** (points / enough), 2), 0.99)
    return InitiativeLabel(
        match.initiative.id, match.rule.id, match.passage, match.sentence, *match.span, confidence
    )


def _weighed(title: str | FoldedText, passages: Passages) -> Iterator[tuple[int, FoldedText, float]]:
    """Yield number, text and factor of each text that counts."""
    kinds = [kind for kind, _ in passages]
    if "paragraph" in kinds:
        kinds[kinds.index("paragraph")] = "lead"
    texts = folded_texts([title, *(text for _, text in passages)])
    for number, (kind, text) in enumerate(zip(["title", *kinds], texts, strict=True), TITLE):
        if kind in FACTORS:
            yield number, text, FACTORS[kind]


def matches(taxonomy: Taxonomy, title: str | FoldedText, passages: Passages) -> Iterator[Match]:
    """Yield, for each sentence and type, the match of the rule that weighs most."""
    types, book = taxonomy.types, taxonomy.book
    for number, text, factor in _weighed(title, passages):
        found = book.find(unquoted(text.folded))
        if not book.possible(found):
            continue
        offsets = unquoted_map(text.folded, text.offsets)
        for sentence, inside in _by_sentence(found, text.sentences, offsets):
            for at, rule, (start, end) in book.holding(inside):
                span = offsets[start], offsets[end - 1] + 1
                yield Match(types[at], rule, number, sentence, span, rule.weight * factor)


def _by_sentence(
    found: list[Occurrence], sentences: Iterable[tuple[int, int]], offsets: Sequence[int]
) -> Iterator[tuple[tuple[int, int], list[Occurrence]]]:
    """Yield each sentence that holds phrases with these."""
    for sentence in sentences:
        start, end = (bisect_left(offsets, at) for at in sentence)
        first, last = (bisect_left(found, at, key=itemgetter(0)) for at in (start, end))
        if inside := [each for each in found[first:last] if each[1] <= end]:
            yield sentence, inside


def _by_type(all_matches: Iterable[Match]) -> Iterator[list[Match]]:
    """Gather the matches of each type, of each rule only the strongest sentences."""
    found: dict[str, dict[str, list[Match]]] = {}
    for match in all_matches:
        found.setdefault(match.initiative.id, {}).setdefault(match.rule.id, []).append(match)
    for rules in found.values():
        yield [
            match
            for same in rules.values()
            for match in sorted(same, key=lambda match: -match.points)[:SENTENCES_PER_RULE]
        ]
