"""Which places exist, what are they called, and where does each lie?

Provinces, cities and counties carry their GB/T 2260 code, zones (开发区) a code of ours, `Z-` and a slug.
Every name, long, short or old, leads to the senses it can have. The tables are distilled from public lists
by `data/make_places.py`.

Decision: a place that no longer exists keeps its code and its old parent, marked `abolished`. An article of
1995 about 宣武区 is about 宣武区, and a reader who filters by 北京市 finds it there.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain, product

from index.text.folding import fold

__all__ = ["Gazetteer", "Place", "Sense", "load_gazetteer"]

# How the two great kinds of zones are called. Any form may stand for any other of its kind, the first two
# also for themselves where the place goes without saying.
ZONE_FORMS = {
    "hightech": (
        "高新区",
        "高新技术产业开发区",
        "高新技术开发区",
        "高新技术产业园区",
        "高新技术产业示范区",
        "农业高新技术产业示范区",
        "高技术产业开发区",
        "新技术开发区",
        "高新产业开发区",
        "高新技术区",
        "科技园区",
    ),
    "etdz": ("经开区", "经济技术开发区", "经济开发区", "经济技术开发试验区", "新兴技术开发区"),
}
GRADES = ("", "国家级", "国家", "省级")
NEEDS = {"~": "context", "+": "attached"}


@dataclass(frozen=True, slots=True)
class Place:
    """Hold one place.

    `code` has six digits (GB/T 2260) or begins with `Z-`; `level` is province, city, county or zone;
    `parent` is the code of the place it lies in ("" for a province, a level may be missing); `english` is
    its name in Latin letters.
    """

    code: str
    name: str
    level: str
    parent: str
    english: str = ""
    abolished: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Sense:
    """Hold one thing a name can mean; compared by identity, since the same few are handed about.

    `form` says how the name stands to the place: `long`, `short`, `old` (its former name, or a place that
    is gone) or `bare` (a kind of zone without a place). `needs` says what the name needs beside it to be
    that place: nothing (`free`), its city or province somewhere in the article (`context`), or right in
    front (`attached`).
    """

    code: str
    form: str
    needs: str = "free"


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Answer what a code or a name stands for.

    `below` lists the codes right below a code, `above` those it lies in, itself first.
    """

    places: dict[str, Place]
    below: dict[str, tuple[str, ...]] = field(repr=False)
    above: dict[str, tuple[str, ...]] = field(repr=False)

    @cached_property
    def senses(self) -> dict[str, tuple[Sense, ...]]:
        """Return the senses of each folded name; read when a name is first asked for, labels need none."""
        named: list[tuple[str, Sense]] = []
        for row in _rows("regions.tsv"):
            parent = self.places.get(row["parent"])
            named.extend(_region_senses(row, parent.name if parent else ""))
        for row in _rows("zones.tsv"):
            named.extend(_zone_senses(row))
        return _merge(named)

    @cached_property
    def _paths(self) -> dict[str, tuple[Place, ...]]:
        """Return the places from the province down to each code."""
        return {
            code: tuple(self.places[each] for each in reversed(above)) for code, above in self.above.items()
        }

    def get(self, code: str) -> Place | None:
        """Return the place of a code."""
        return self.places.get(code)

    def path(self, code: str) -> tuple[Place, ...]:
        """Return all a place lies in, province first, and the place; nothing for an unknown code."""
        return self._paths.get(code, ())

    def within(self, code: str, area: str) -> bool:
        """Say whether one place lies in another, or is it."""
        return area in self.above.get(code, ())

    def children(self, code: str) -> tuple[Place, ...]:
        """Return the places directly below a code, those of today only; the provinces for the empty code."""
        return tuple(self.places[child] for child in self.below.get(code, ()))

    def named(self, name: str) -> tuple[Place, ...]:
        """Return all places a long, short or old name can mean: exact names of today first, then by code."""
        return tuple(self.places[sense.code] for sense in self.senses.get(fold(name), ()))

    def label(self, code: str, lang: str = "zh") -> str:
        """Return the name of a place in Chinese or English; an unknown code stands for itself."""
        place = self.places.get(code)
        if place is None:
            return code
        return place.english if lang == "en" and place.english else place.name


def _rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table under data/."""
    lines = files("index").joinpath("data", name).read_text("utf-8").splitlines()
    yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _marked(names: str) -> Iterator[tuple[str, str]]:
    """Yield the names of a cell, each with what it needs."""
    for name in filter(None, names.split("|")):
        yield name.lstrip("~+"), NEEDS.get(name[0], "free")


def _region_senses(row: dict[str, str], parent: str) -> Iterator[tuple[str, Sense]]:
    """Yield the names of a region."""
    code, name = row["code"], row["name"]
    yield (
        name,
        Sense(code, "old" if row["level"].startswith("-") else "long", NEEDS.get(row["needs"], "free")),
    )
    if name.startswith("市") and parent.endswith("市"):  # 内江市中区 is short for 内江市市中区
        yield parent[:-1] + name, Sense(code, "long")
    for short, needs in _marked(row["short"]):
        yield short, Sense(code, "short", needs)
    for old, needs in _marked(row["old"]):
        yield old, Sense(code, "old", needs)
        if row["level"] == "city" and len(old) > 2:  # 襄樊市 was 襄樊
            yield old.removesuffix("市").removesuffix("地区"), Sense(code, "old", "context")


def _zone_senses(row: dict[str, str]) -> Iterator[tuple[str, Sense]]:
    """Yield the names of a zone: each stem with each grade and each form of its kind."""
    code = row["code"]
    forms = ZONE_FORMS.get(row["kind"], ())
    yield row["name"], Sense(code, "long")
    for stem, needs in _marked(row["stems"]):
        sense = Sense(code, "long", needs)
        endings = map("".join, product(GRADES, forms)) if forms else ("",)
        yield from ((stem + ending, sense) for ending in endings)
    yield from ((form, Sense(code, "bare", "context")) for form in forms[:2])


def _merge(named: Iterable[tuple[str, Sense]]) -> dict[str, tuple[Sense, ...]]:
    """Collect the senses of each folded name, one for each place, the nearest form first."""
    found: dict[str, dict[str, Sense]] = defaultdict(dict)
    rank = ("long", "bare", "short", "old")
    for name, sense in sorted(named, key=lambda pair: (rank.index(pair[1].form), pair[1].code)):
        found[fold(name)].setdefault(sense.code, sense)
    return {name: tuple(senses.values()) for name, senses in found.items()}


def _places(rows: Iterable[dict[str, str]]) -> dict[str, Place]:
    """Return the places of both tables by code."""
    return {
        row["code"]: Place(
            code=row["code"],
            name=row["name"],
            level=row.get("level", "zone").lstrip("-"),
            parent=row["parent"],
            english=row["en"],
            abolished=row.get("level", "").startswith("-"),
        )
        for row in rows
    }


def _chain(places: dict[str, Place], code: str) -> Iterator[str]:
    """Yield a code and those it lies in."""
    while place := places.get(code):
        yield code
        code = place.parent


@cache
def load_gazetteer() -> Gazetteer:
    """Read the places; the same object every time."""
    places = _places(chain(_rows("regions.tsv"), _rows("zones.tsv")))
    below: dict[str, list[str]] = defaultdict(list)
    for place in sorted(places.values(), key=lambda place: (place.level == "zone", place.code)):
        if not place.abolished:
            below[place.parent].append(place.code)
    return Gazetteer(
        places,
        below={code: tuple(codes) for code, codes in below.items()},
        above={code: tuple(_chain(places, code)) for code in places},
    )
