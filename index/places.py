"""Which places is an article about, which does it merely mention, and which sentence says so?

A name that can mean several places is settled, in this order: by the place right in front of it (四川省内江市市中区), because it
has one sense only, by what the rest of the article names (its city, a neighbour, itself in full), else it stays ambiguous.

Subject is the first place of the title, with those joined to it by 、 or 和. Where the title names none, it is the place
that holds the body: from the country downwards, go to the one place that has more than half of the mentions, those of
places inside it included, until there is none; the first passage that names a place counts threefold. Everything else
is mentioned. What a subject lies in goes without saying and gets no label of its own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from index.gazetteer import Gazetteer, Place, Sense, load_gazetteer
from index.mentions import Mention, find_mentions
from index.text import fold, sentences

__all__ = [
    "RULES",
    "Ambiguous",
    "Gazetteer",
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
    "higher": 0.7,  # 吉林, unless the article says otherwise, is the province
    "organisation": 0.4,  # part of the name of a firm or school
}
TIERS = ("long", "short", "old")
LEAD_WEIGHT = 3
JOINTS = frozenset("、和与及")


@dataclass(frozen=True, slots=True)
class RegionLabel:
    """Hold a region or zone of an article with its evidence.

    `role` is subject or mentioned; `passage` numbers the text that shows it, -1 for the title; `start` and `end` span the
    name there, `sentence` the sentence around it; `rule` is a key of `RULES`, `confidence` between 0 and 1.
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
class Ambiguous:
    """Hold a name that could mean several places, where it first stands."""

    name: str
    candidates: tuple[str, ...]
    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Resolution:
    """Hold what was found in an article, subjects first, then in order of appearance."""

    labels: tuple[RegionLabel, ...] = ()
    ambiguous: tuple[Ambiguous, ...] = ()


@dataclass(slots=True)
class _Name:
    """Hold a chain of adjoining names while it is being settled: the last one counts, the others vouch for it."""

    mention: Mention
    start: int
    senses: tuple[Sense, ...]
    linked: bool = False
    code: str = ""
    rule: str = ""

    def settle(self, sense: Sense, rule: str) -> None:
        """Decide what the name means; what follows it may say it better than the rule does."""
        self.code = sense.code
        self.rule = {"zone": "zone-unlisted"}.get(self.mention.tail, self.mention.tail) or rule
