"""Which places is an article about, which does it merely mention, and which sentence says so?

Subject is the first place of the title, with those joined to it by 、 or 和. Where the title names none,
it is the place that holds the body: from the country downwards, go to the one place that has more than
half of the mentions, those of places inside it included, until there is none; the first passage that
names a place counts threefold. A body that names places late and rarely has no subject. Everything else
is mentioned. What a subject lies in goes without saying and gets no label of its own.

Decision: a name that stays open is reported as ambiguous, once, and labels nothing. A wrong county in a
facet costs a researcher more than a missing one, which the review shows.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from index.labels.disambiguation import TITLE, Name, link, settle
from index.labels.gazetteer import Gazetteer, Place, load_gazetteer
from index.labels.mentions import find_mentions
from index.text.folded import FoldedText, folded_texts

__all__ = [
    "RULES",
    "Gazetteer",
    "OpenName",
    "Place",
    "RegionLabel",
    "Resolution",
    "load_gazetteer",
    "resolve_regions",
]

# How a name was settled, and how far that can be trusted.
RULES = {
    "chain": 0.99,  # stands right behind a place it lies in
    "name": 0.95,  # the full name, which means one place only
    "zone": 0.95,  # the name of a listed zone
    "short": 0.85,  # the name without 省, 市 or 县
    "old-name": 0.85,  # a former name, or a place that is gone
    "context": 0.8,  # the rest of the article says which of several
    "zone-unlisted": 0.75,  # a place and a kind of zone that no list knows: the place
    "higher": 0.7,  # 吉林, where the article is silent, is the province
    "organisation": 0.4,  # part of the name of a firm or school
}
LEAD_WEIGHT = 3
LEAD = 2  # the last passage in which the subject of an article may first be named
FEW = 5  # unless one passage in so many names a place
JOINTS = frozenset("、和与及")


@dataclass(frozen=True, slots=True)
class RegionLabel:
    """Hold a region or zone of an article with its evidence.

    `role` is subject or mentioned; `passage` numbers the text that shows it, -1 for the title; `start`
    and `end` span the name there (with the places in front that vouch for it), `sentence` the sentence
    around it; `rule` is a key of `RULES`, `confidence` lies between 0 and 1.
    """

    code: str
    role: str
    passage: int
    start: int
    end: int
    sentence: tuple[int, int]
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class OpenName:
    """Hold a name that could mean several places, where it first stands."""

    name: str
    candidates: tuple[str, ...]
    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Resolution:
    """Hold what was found in an article: labels, subjects first, and the names left open."""

    labels: tuple[RegionLabel, ...] = ()
    ambiguous: tuple[OpenName, ...] = ()


def _title_subjects(folded: str, names: Iterable[Name]) -> list[str]:
    """Return the first place of the title and those joined to it."""
    found: list[Name] = []
    for name in names:
        if name.mention.passage != TITLE or not name.code or name.mention.tail == "organisation":
            continue
        if found and folded[found[-1].mention.stop : name.mention.begin] not in JOINTS:
            break
        found.append(name)
    return list(dict.fromkeys(name.code for name in found))


def _dominant(gazetteer: Gazetteer, names: Iterable[Name], *, passages: int) -> list[str]:
    """Return the place that holds more than half of the body, at most one."""
    named = [name for name in names if name.code and name.mention.tail != "organisation"]
    numbers = {name.mention.passage for name in named}
    if not numbers or (min(numbers) > LEAD and FEW * len(numbers) < passages):
        return []  # a place named in passing is not what an article is about
    lead = min(numbers)
    weight: Counter[str] = Counter()
    below: dict[str, set[str]] = defaultdict(set)
    for name in named:
        share = LEAD_WEIGHT if name.mention.passage == lead else 1
        weight[""] += share
        for place in gazetteer.path(name.code):
            weight[place.code] += share
            below[place.parent].add(place.code)
    at = ""
    while heavy := [code for code in below[at] if 2 * weight[code] > weight[at]]:
        at = heavy[0]
    return [at] if at else []


class _Proofs:
    """Turn settled names into labels."""

    def __init__(self, texts: Sequence[FoldedText]) -> None:
        self.texts = texts

    def sentence(self, passage: int, start: int, end: int) -> tuple[int, int]:
        """Return the sentence around a span; the title is number -1."""
        spans = self.texts[passage + 1].sentences
        at = bisect_right(spans, start, key=lambda span: span[0]) - 1
        first, last = spans[at] if at >= 0 else (start, end)
        return min(first, start), max(last, end)

    def label(self, name: Name, role: str) -> RegionLabel:
        """Make the label of a settled name."""
        passage, end = name.mention.passage, name.mention.end
        sentence = self.sentence(passage, name.start, end)
        return RegionLabel(name.code, role, passage, name.start, end, sentence, name.rule, RULES[name.rule])


def _shown(names: Iterable[Name]) -> dict[str, Name]:
    """Return the name that shows each place best: in the title, else by the surest rule, else first."""
    shown: dict[str, Name] = {}
    for name in names:
        best = shown.get(name.code)
        if name.code and (
            best is None or (best.mention.passage != TITLE and RULES[name.rule] > RULES[best.rule])
        ):
            shown[name.code] = name
    return shown


def _open(names: Iterable[Name]) -> tuple[OpenName, ...]:
    """Return the names left open, each once; a short name that nothing vouches for is just a word."""
    found: dict[str, OpenName] = {}
    for name in names:
        mention = name.mention
        if name.code or mention.name in found:
            continue
        senses = [
            sense for sense in name.senses if sense.needs == "free" or sense.form == "bare" or name.before
        ]
        if senses:
            codes = tuple(sense.code for sense in senses)
            found[mention.name] = OpenName(mention.name, codes, mention.passage, name.start, mention.end)
    return tuple(found.values())


def resolve_regions(
    gazetteer: Gazetteer,
    title: str | FoldedText,
    passages: Sequence[str | FoldedText],
    *,
    hints: Collection[str] = (),
) -> Resolution:
    """Return the places of an article with their evidence.

    `hints` are codes known from elsewhere (where the newspaper appears, what a person said): they help
    to tell places of one name apart, and label nothing.
    """
    texts = folded_texts([title, *passages])
    mentions = (
        m for number, text in enumerate(texts) for m in find_mentions(gazetteer, text, passage=number - 1)
    )
    names = link(gazetteer, mentions)
    settle(gazetteer, names, hints=hints)
    subjects = _title_subjects(texts[0].folded, names)
    if not subjects:
        subjects = _dominant(gazetteer, names, passages=len(passages))
    implied = {place.code for code in subjects for place in gazetteer.path(code)[:-1]} - set(subjects)
    shown = [name for code, name in _shown(names).items() if code not in implied]
    proofs = _Proofs(texts)
    labels = [proofs.label(name, "subject" if name.code in subjects else "mentioned") for name in shown]
    return Resolution(tuple(sorted(labels, key=lambda label: label.role != "subject")), _open(names))
