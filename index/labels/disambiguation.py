"""Which of the places it can mean does a name mean in this article?

Names are settled in this order: by the place right in front (四川省内江市市中区), because there is one
sense only, by what the rest of the article names, by rank (吉林 is the province unless the article
speaks of the city). What is left stays open.

Decision: what an article names elsewhere counts by how near it is in the tree, not by how often it is
named: the place itself in full (4), what it lies in (3), a neighbour or something inside it (2),
anything in its province (1). Of two that are equally near the one named in the same passage wins, then
in the title; a tie is no reason to guess.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.labels.gazetteer import Gazetteer, Sense
from index.labels.mentions import Mention

__all__ = ["TITLE", "Name", "link", "settle"]

TITLE = -1
TIERS = ("long", "bare", "short", "old")
ROUNDS = 8  # names settled in one round help those of the next; two or three do in practice
_RULES = {"long": "name", "bare": "context", "short": "short", "old": "old-name"}


@dataclass(slots=True)
class Name:
    """Hold a chain of adjoining names while it is settled; the last one counts, those before it vouch for it.

    `start` is where the chain begins in its text; `before` holds the codes that its earlier names can
    have (empty: no chain); `code` and `rule` are empty until it is settled.
    """

    mention: Mention
    start: int
    senses: tuple[Sense, ...]
    before: frozenset[str] = frozenset()
    code: str = ""
    rule: str = ""

    def take(self, sense: Sense, rule: str) -> None:
        """Decide for one sense; what follows the name in the text says more than the rule does."""
        self.code = sense.code
        self.rule = {"": rule, "zone": "zone-unlisted"}.get(self.mention.tail, self.mention.tail)


class Context:
    """Hold what the settled names say about the others, each with the passages that say it."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.places = gazetteer
        self.itself: dict[str, set[int]] = defaultdict(set)
        self.family: dict[str, set[int]] = defaultdict(set)
        self.above: dict[str, set[int]] = defaultdict(set)
        self.province: dict[str, set[int]] = defaultdict(set)

    def add(self, code: str, passage: int) -> None:
        """Note that a passage names a place."""
        path = self.places.path(code)
        if not path or passage in self.itself.get(code, ()):
            return
        self.itself[code].add(passage)
        self.family[path[-1].parent].add(passage)
        self.province[path[0].code].add(passage)
        for place in path[:-1]:
            self.above[place.code].add(passage)

    def support(self, code: str, passage: int) -> tuple[int, int]:
        """Return how near the article comes to a place (0 to 4), and where: this passage 2, title 1."""
        above = self.places.above[code]
        parent = above[1] if len(above) > 1 else ""
        witnesses = (
            (4, self.itself.get(code)),
            (3, self.itself.get(parent)),
            (2, self.above.get(code)),
            (2, self.family.get(parent) if parent else None),
            (1, self.province.get(above[-1])),
        )
        for strength, passages in witnesses:
            if passages:
                return strength, 2 if passage in passages else int(TITLE in passages)
        return 0, 0


@lru_cache(4096)
def _inside(gazetteer: Gazetteer, before: tuple[Sense, ...], senses: tuple[Sense, ...]) -> tuple[Sense, ...]:
    """Return the senses that lie in a sense of the name in front."""
    codes = {sense.code for sense in before}
    return tuple(sense for sense in senses if not codes.isdisjoint(gazetteer.above[sense.code][1:]))


@lru_cache(4096)
def _standing_alone(senses: tuple[Sense, ...]) -> tuple[Sense, ...]:
    """Return the senses a name can have without a place in front."""
    return tuple(sense for sense in senses if sense.needs != "attached")


def link(gazetteer: Gazetteer, mentions: Iterable[Mention]) -> list[Name]:
    """Join names that stand right behind a place they lie in; drop those that would have had to."""
    names: list[Name] = []
    for mention in mentions:
        last = names[-1] if names else None
        if last and last.mention.passage == mention.passage and last.mention.stop == mention.begin:
            inside = _inside(gazetteer, last.senses, mention.senses)
            if inside:
                before = last.before.union(sense.code for sense in last.senses)
                names[-1] = Name(mention, last.start, inside, before)
                continue
        if usable := _standing_alone(mention.senses):
            names.append(Name(mention, mention.start, usable))
    if any(
        name.mention.tail == "zone" for name in names
    ):  # 高新区 alone then means that one, which has no code
        return [name for name in names if name.before or name.senses[0].form != "bare"]
    return names


@lru_cache(4096)
def _best_tier(senses: tuple[Sense, ...]) -> tuple[Sense, ...]:
    """Return the senses of the closest form among them."""
    form = min((sense.form for sense in senses), key=TIERS.index, default="")
    return tuple(sense for sense in senses if sense.form == form)


def _alone(gazetteer: Gazetteer, name: Name) -> None:
    """Settle a name that needs no other: a chain, or a full name with one meaning."""
    if name.before:
        best = _best_tier(name.senses)
        if len(best) == 1:
            name.take(best[0], "chain")
    elif len(name.senses) == 1 and name.senses[0].needs == "free":
        sense = name.senses[0]
        zone = sense.code.startswith("Z-") and sense.form == "long"
        gone = gazetteer.places[sense.code].abolished
        name.take(sense, "zone" if zone else "old-name" if gone else _RULES[sense.form])


def _supported(context: Context, name: Name) -> tuple[Sense, ...]:
    """Return the senses that the rest of the article supports most, several if it supports them alike."""
    free = any(sense.needs == "free" for sense in name.senses)
    best: list[Sense] = []
    top: tuple[int, int, int] = (0, 0, 0)
    for sense in name.senses:
        strength, near = context.support(sense.code, name.mention.passage)
        least = 3 if sense.form == "bare" or (free and sense.needs == "context") else 1
        score = (strength, near, -TIERS.index(sense.form))
        if strength >= least and (not best or score >= top):
            best = [*best, sense] if score == top else [sense]
            top = score
    return tuple(best)


def _weigh(context: Context, names: Iterable[Name]) -> Iterator[tuple[Name, tuple[Sense, ...]]]:
    """Yield open names with the senses that the rest of the article supports most."""
    known: dict[tuple[int, tuple[Sense, ...]], tuple[Sense, ...]] = {}
    for name in names:
        if not name.code:
            key = name.mention.passage, name.senses
            if key not in known:
                known[key] = _supported(context, name)
            yield name, known[key]


@lru_cache(4096)
def _free(senses: tuple[Sense, ...]) -> tuple[Sense, ...]:
    """Return the senses that need nothing beside them."""
    return tuple(sense for sense in senses if sense.needs == "free")


@lru_cache(4096)
def _by_rank(gazetteer: Gazetteer, senses: tuple[Sense, ...]) -> tuple[Sense, str] | None:
    """Return the sense where the article is silent: the one full name, or the place around the others."""
    best = _best_tier(senses)
    if len(best) == 1:
        return best[0], _RULES[best[0].form]
    for sense in best:
        if all(gazetteer.within(other.code, sense.code) for other in best):
            return sense, "higher"
    return None


def _context(gazetteer: Gazetteer, names: Iterable[Name], hints: Iterable[str]) -> Context:
    """Collect what the settled names and the hints say."""
    context = Context(gazetteer)
    for hint in hints:
        context.add(hint, TITLE)
    for name in names:
        if name.code and name.mention.tail != "organisation":
            for place in gazetteer.path(name.code):
                if place.code == name.code or place.code in name.before:
                    context.add(place.code, name.mention.passage)
    return context


def _round(gazetteer: Gazetteer, names: Sequence[Name], hints: Collection[str]) -> bool:
    """Settle what the settled names allow; where that is nothing, settle by rank. Say if anything was."""
    context = _context(gazetteer, names, hints)
    waiting = [name for name in names if not name.code]
    for name, best in _weigh(context, waiting):
        if len(best) == 1:
            name.take(best[0], "context")
    if any(name.code for name in waiting):
        return True
    for name in waiting:
        if ranked := _by_rank(gazetteer, name.senses if name.before else _free(name.senses)):
            name.take(*ranked)
    return any(name.code for name in waiting)


def settle(gazetteer: Gazetteer, names: Sequence[Name], *, hints: Collection[str] = ()) -> None:
    """Settle what can be settled, and narrow the rest to its likeliest senses.

    `hints` are codes that count as if the title named them.
    """
    for name in names:
        _alone(gazetteer, name)
    for _ in range(ROUNDS):
        if not _round(gazetteer, names, hints):
            break
    context = _context(gazetteer, names, hints)
    for name, best in _weigh(context, names):
        name.senses = best or _best_tier(name.senses)
