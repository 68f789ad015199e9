"""Which initiatives does an article report on, and which sentence says so?

Each rule of the taxonomy that holds in a sentence is evidence; evidence adds up to points, and a type with
enough points is proposed together with its strongest sentence. What the front matter says stands above this.

Decision: a type needs points, not one mention. An article of this field names a dozen themes in passing; what
it is about stands in its title and headings, or comes back.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.labels.rules import Rule, readable, readable_text
from index.labels.taxonomy import Initiative, Taxonomy, load_taxonomy
from index.text.folding import sentences

__all__ = ["Initiative", "InitiativeLabel", "Taxonomy", "evidence", "load_taxonomy", "tag"]

ENOUGH = 3.0
SENTENCES_PER_RULE = 2
FACTORS = {"title": 3.0, "heading": 2.0, "lead": 1.5, "paragraph": 1.0, "caption": 1.0}
TITLE = -1


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
class _Match:
    """A rule of a type that held in one sentence, worth so many points."""

    initiative: Initiative
    rule: Rule
    passage: int
    sentence: tuple[int, int]
    span: tuple[int, int]
    points: float


def tag(
    taxonomy: Taxonomy, title: str, passages: Sequence[tuple[str, str]], *, enough: float = ENOUGH
) -> tuple[InitiativeLabel, ...]:
    """Return one label for each type the article gives enough evidence of, the surest first.

    `passages` are (kind, text) without the title; those on the unplaced shelf prove nothing.
    """
    labels = []
    for matches in _by_type(_matches(taxonomy, title, passages)):
        points = sum(match.points for match in matches)
        if points >= enough:
            labels.append(_label(max(matches, key=lambda match: match.points), points, enough))
    return tuple(sorted(labels, key=lambda label: -label.confidence))


def evidence(
    taxonomy: Taxonomy, title: str, passages: Sequence[tuple[str, str]]
) -> tuple[InitiativeLabel, ...]:
    """Return every sentence that counts for some type, in reading order, whether the type is proposed or not.

    The confidence of each is what the sentence gives by itself.
    """
    found = [match for matches in _by_type(_matches(taxonomy, title, passages)) for match in matches]
    found.sort(key=lambda match: (match.passage, match.span))
    return tuple(_label(match, match.points, ENOUGH) for match in found)


def _label(match: _Match, points: float, enough: float) -> InitiativeLabel:
    """Return a match as the evidence of a label with so many points."""
    confidence = min(round(1 - 0.5 ** (points / enough), 2), 0.99)
    return InitiativeLabel(
        match.initiative.id, match.rule.id, match.passage, match.sentence, *match.span, confidence
    )


def _weighed(title: str, passages: Sequence[tuple[str, str]]) -> list[tuple[int, str, float]]:
    """Return number, text and factor of each text that counts."""
    kinds = [kind for kind, _ in passages]
    if "paragraph" in kinds:
        kinds[kinds.index("paragraph")] = "lead"
    texts = [(number, text, FACTORS.get(kinds[number], 0)) for number, (_, text) in enumerate(passages)]
    return [(TITLE, title, FACTORS["title"]), *(each for each in texts if each[2])]


def _matches(taxonomy: Taxonomy, title: str, passages: Sequence[tuple[str, str]]) -> Iterator[_Match]:
    """Yield, for each sentence and type, the match of the rule that weighs most."""
    texts = _weighed(title, passages)
    # Most rules hold nowhere in an article: asking once for the whole text spares asking each sentence.
    whole = "\n".join(readable_text(text) for _, text, _ in texts)
    types = [(each, [rule for rule in each.rules if rule.possible(whole)]) for each in taxonomy.types]
    types = [(each, rules) for each, rules in types if rules]
    for number, text, factor in texts:
        for sentence in sentences(text):
            squeezed, offsets = readable(text[slice(*sentence)])
            for initiative, rules in types:
                if best := _heaviest(rules, squeezed):
                    rule, (start, end) = best
                    span = (sentence[0] + offsets[start], sentence[0] + offsets[end - 1] + 1)
                    yield _Match(initiative, rule, number, sentence, span, rule.weight * factor)


def _heaviest(rules: Iterable[Rule], sentence: str) -> tuple[Rule, tuple[int, int]] | None:
    """Return the heaviest rule that holds in a readable sentence, the first of equals, with its span."""
    for rule in sorted(rules, key=lambda rule: -rule.weight):
        if span := rule.match(sentence):
            return rule, span
    return None


def _by_type(matches: Iterable[_Match]) -> Iterator[list[_Match]]:
    """Gather the matches of each type, of each rule only the strongest sentences."""
    found: dict[str, dict[str, list[_Match]]] = {}
    for match in matches:
        found.setdefault(match.initiative.id, {}).setdefault(match.rule.id, []).append(match)
    for rules in found.values():
        yield [
            match
            for same in rules.values()
            for match in sorted(same, key=lambda match: -match.points)[:SENTENCES_PER_RULE]
        ]
