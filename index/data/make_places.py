"""Make regions.tsv and zones.tsv from a gazetteer folder. Run by hand with pypinyin installed (MIT).

    python -m index.data.make_places GAZETTEER

The folder holds `modood-{provinces,cities,areas}.csv` (divisions of November 2024), `gb2260-history.tsv`
(which code had which name from when to when, 1980 to 2019), `national-etdz.tsv` and
`national-hightech-zones.tsv` (names only are used). Sources: modood/Administrative-divisions-of-China (WTFPL)
and cn/GB2260 on GitHub; the lists of zones are unofficial.

regions.tsv: code, name, level, parent, needs, short, old, en. `needs`, like the mark before a short or old
name, says what the name needs to mean this place: `~` its province or city somewhere in the article, `+` one
right in front, nothing where it means the place anywhere. Level `-county` or `-city` is a place that is gone.
zones.tsv: code, name, parent, kind, stems, en; a stem, marked likewise, and any form of its kind make a name.

Decision: jieba's dictionary says which short names of counties are ordinary words as well (公安, 富裕, 新兴).
Those are left out: in an article about 湖北 the word 公安 means the police nine times in ten.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from index.data.make_zones import Zones
from index.data.place_names import HERE, notes, romanised, rows, stem

FILLERS = re.compile(".*市辖区|县|市|.*直辖(?:县级|行政).*|.*办事处|.*管委会|[一二]区")
SPECIAL = {"710000": "台湾省", "810000": "香港特别行政区", "820000": "澳门特别行政区"}
NAME_TAGS = {"ns", "nr", "nz", "nt", ""}  # jieba's parts of speech for places, people and other names
COMMON, EVERYDAY = 100, 1000  # how often jieba has seen a word that is more than a name
MOVED = {"51": ("51", "50"), "44": ("44", "46")}  # 重庆 left 四川 in 1997, 海南 left 广东 in 1988


class Region(NamedTuple):
    """Hold the first columns of a row of regions.tsv."""

    code: str
    name: str
    level: str
    parent: str


def ordinary_words() -> dict[str, tuple[int, str]]:
    """Return jieba's words with frequency and part of speech."""
    lines = files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines()
    return {word: (int(count), tag) for word, count, tag in (line.split(" ") for line in lines)}


def needs(name: str) -> str:
    """Return the mark of a name with its suffix; 理县 hides in 管理县城."""
    return notes("full name needs").get(name, "~" if len(name) == 2 else "")


def short_needs(region: Region, short: str, words: dict[str, tuple[int, str]]) -> str:
    """Return the mark of a short name, `never` where it is too ordinary to stand for a place."""
    if region.level == "province":
        return ""
    noted = notes(f"{region.level}'s short name needs").get(short, "")
    if noted or region.level == "city":
        return noted
    count, tag = words.get(short, (0, ""))
    if (tag[:2] not in NAME_TAGS and count >= COMMON) or (tag != "ns" and count >= EVERYDAY):
        return "never"
    district = region.name.endswith("区")
    if len(short) > 2 and count < COMMON:
        return "~" if district else ""
    placid = tag in {"ns", ""} or (tag.startswith("n") and count <= COMMON // 10)
    return "~" if placid and not district else "+"


def short_names(region: Region, words: dict[str, tuple[int, str]]) -> list[str]:
    """Return the marked short names: 阿坝州 and 阿坝 for 阿坝藏族羌族自治州."""
    short = stem(region.name)
    if short == region.name:
        return []
    kept = [short + region.name[-1]] if "自治" in region.name and region.level != "province" else []
    mark = short_needs(region, short, words)
    return kept if mark == "never" else [*kept, mark + short]


def current(folder: Path) -> tuple[dict[str, Region], dict[str, str]]:
    """Return the regions of today by code, and the functional areas (statistical codes `..7.`)."""
    found: dict[str, Region] = {}
    functional: dict[str, str] = {}
    table = chain.from_iterable(
        rows(folder / f"modood-{level}.csv") for level in ("provinces", "cities", "areas")
    )
    sars = ({"code": code, "name": name} for code, name in SPECIAL.items())
    for row in chain(table, sars):
        code, name = row["code"].ljust(6, "0"), row["name"]
        if FILLERS.fullmatch(name) and not name.endswith("管委会"):
            continue
        if code[4] == "7" or code in {"320576", "370676"}:
            functional[code] = name
            continue
        province, city = f"{code[:2]}0000", f"{code[:4]}00"
        if code == province:
            found[code] = Region(code, name, "province", "")
        elif code == city:
            found[code] = Region(code, name, "city", province)
        else:
            found[code] = Region(code, name, "county", city if city in found else province)
    return found, functional


class History:
    """Find what became of a code and a name that no longer stand together."""

    def __init__(self, found: dict[str, Region], table: Iterable[dict[str, str]]) -> None:
        self.found = found
        self.names: dict[str, list[str]] = defaultdict(list)
        self.began: dict[str, str] = {}
        self.ended: dict[tuple[str, str], str] = {}
        for row in sorted(table, key=lambda row: row["first_revision"]):
            code, name = row["code"], row["name"]
            if not FILLERS.fullmatch(name) and code[4] != "7" and code not in notes("misprint"):
                self.names[code].append(name)
                self.began.setdefault(name, row["first_revision"])
                self.ended[code, name] = row["last_revision"]
        self.by_stem: dict[tuple[str, str], list[Region]] = defaultdict(list)
        for region in found.values():
            for area in {region.code[:2], region.code[:4]}:
                self.by_stem[area, stem(region.name)].append(region)

    def same_name(self, area: str, name: str, *, level: str) -> Region | None:
        """Return the one place of an area (2 or 4 digits) called like this but for the suffix."""
        places = self.by_stem[area, stem(name)]
        for wanted in (
            [place for place in places if place.name == name],
            [place for place in places if place.level == level],
            places,
        ):
            if wanted:
                return wanted[0] if len(wanted) == 1 else None
        return None

    def grown(self, code: str, name: str, area: str) -> Region | None:
        """Return what a county named with one character became when it got a second one: 通县 -> 通州区."""
        if len(name) != 2:
            return None
        ended = self.ended[code, name]
        heirs = [
            region
            for region in self.found.values()
            if region.code.startswith(area)
            and region.level == "county"
            and stem(region.name)[:1] == name[0]
            and len(stem(region.name)) == 2
            and self.began.get(region.name, "999999") > ended
        ]
        return heirs[0] if len(heirs) == 1 else None

    def successor(self, code: str, name: str) -> Region | None:
        """Return the place of today that an old name means, None where it was merged away."""
        if name in notes("became"):
            return self.found[notes("became")[name]]
        level = "city" if code.endswith("00") else "county"
        home = self.parent(code) if level == "county" else code
        home = home.removesuffix("0000").removesuffix("00")
        near = self.same_name(home, name, level=level)
        wide = len(name) > 3 or not name.endswith("区")
        if not near and wide:
            areas = MOVED.get(code[:2], (code[:2],))
            near = next(filter(None, (self.same_name(area, name, level=level) for area in areas)), None)
        return near or self.found.get(code) or self.grown(code, name, home)

    def parent(self, code: str) -> str:
        """Return where a place that is gone lies today: its city, its prefecture's heir, or its province."""
        city, province = f"{code[:4]}00", f"{code[:2]}0000"
        if city in self.found or code == city:
            return city if code != city else province
        for name in reversed(self.names.get(city, [])):
            place = self.successor(city, name)
            if place:
                return place.parent if place.level == "county" else place.code
        return province

    def split(self) -> tuple[dict[str, set[str]], list[Region]]:
        """Return the old names of each code of today, and the places that are gone with theirs."""
        old: dict[str, set[str]] = defaultdict(set)
        gone: dict[tuple[str, str], Region] = {}
        for code, names in self.names.items():
            for name in names:
                place = self.successor(code, name)
                if place is None:
                    level = "-city" if code.endswith("00") else "-county"
                    region = Region(code, name, level, self.parent(code))
                    gone[region.parent, name] = region
                elif place.name != name:
                    old[place.code].add(name)
        return old, unique_codes(gone.values(), old)


def unique_codes(gone: Iterable[Region], old: dict[str, set[str]]) -> list[Region]:
    """Keep one row per code: the last name stands, earlier ones become its old names."""
    kept: dict[str, Region] = {}
    for region in gone:
        if region.code in kept:
            old[region.code].add(kept[region.code].name)
        kept[region.code] = region
    return list(kept.values())


def write(path: Path, header: str, table: Iterable[Iterable[str]]) -> None:
    """Write a table sorted by its first column."""
    lines = sorted("\t".join(row) for row in table)
    path.write_text("\n".join([header.replace(" ", "\t"), *lines]) + "\n", encoding="utf-8", newline="\n")


def main(folder: Path) -> None:
    """Write both tables beside this script."""
    words = ordinary_words()
    found, functional = current(folder)
    old, gone = History(found, rows(folder / "gb2260-history.tsv")).split()
    table = (
        (
            *region,
            needs(region.name),
            "|".join(short_names(region, words) if region.code in found else ()),
            "|".join(needs(name) + name for name in sorted(old[region.code])),
            romanised(region.name),
        )
        for region in (*found.values(), *gone)
    )
    write(HERE / "regions.tsv", "code name level parent needs short old en", table)
    zones = Zones({code: region.name for code, region in found.items()})
    zones.add_all(folder, functional)
    zone_rows = ((code, *row) for code, row in zones.rows.items())
    write(HERE / "zones.tsv", "code name parent kind stems en", zone_rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
