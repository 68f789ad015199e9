"""Which zones are there, where do they lie, and under which stems are they known?

Read by `make_places.py`. A zone gets a code `Z-<place>-<kind>` in Hanyu Pinyin; the kinds are `hightech`
(高新区) and `etdz` (经开区), others are spelt out. Of two places that read alike, the second names its
province.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from index.data.place_names import latin, notes, rows, stem

__all__ = ["Zones"]

KINDS = {
    "高新技术产业开发区": "hightech",
    "高新技术产业园区": "hightech",
    "高新技术开发区": "hightech",
    "农业高新技术产业示范区": "hightech",
    "高技术产业开发区": "hightech",
    "新技术开发区": "hightech",
    "科技园区": "hightech",
    "经济技术开发区": "etdz",
    "经济开发区": "etdz",
    "新兴技术开发区": "etdz",
}
ENGLISH = {"hightech": "High-tech Zone", "etdz": "Economic and Technological Development Zone"}
ENDING = re.compile(f"(?:{'|'.join(KINDS)}|台商投资区|工业园区|产业园区|管理区|新区|开发区)$")
FUNCTIONAL = re.compile(f"(?:{'|'.join(KINDS)}|管理区|新区|工业园区)$")


class Zones:
    """Collect the rows of zones.tsv by code; `names` are the regions of today, code to name."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        self.called: dict[str, list[str]] = defaultdict(list)
        for code, name in names.items():
            for form in {name, stem(name)}:
                self.called[form].append(code)
        self.rows: dict[str, tuple[str, ...]] = {}

    def place(self, text: str, inside: str) -> tuple[str, str]:
        """Return the longest place that a text begins with, in an area (code digits), and the rest."""
        for end in range(len(text), 1, -1):
            codes = [code for code in self.called.get(text[:end], []) if code.startswith(inside)]
            codes = [code for code in codes if not code.endswith("0000")] or codes
            codes = [code for code in codes if self.names[code].endswith("市")] or codes
            codes = [code for code in codes if code.endswith("00")] or codes
            if len(codes) == 1:
                return codes[0], text[end:]
        return "", text

    def home(self, text: str, inside: str) -> tuple[str, list[str]]:
        """Return the region a zone lies in and the stems under which it is known."""
        if text in notes("zone lies in"):
            return notes("zone lies in")[text], [text]
        code, rest = self.place(text, inside)
        if not code:
            raise SystemExit(f"where does {text} lie? Note it in place_notes.tsv")
        if len(rest) < 2:
            return code, list(dict.fromkeys([text, self.names[code] + rest])) if not rest else [text]
        stems = [text, self.names[code] + rest]
        below, further = self.place(rest, code.removesuffix("0000").removesuffix("00"))
        if below and not further:
            return below, [*stems, rest, self.names[below]]
        return code, [*stems, f"~{rest}"]  # 临港, 滨湖 and the like are many

    def add(self, name: str, inside: str = "") -> None:
        """Add a zone by its long name, which lies in a province or city (code digits) if given."""
        name = re.sub("（.*）|市(?=高新技术产业园区)", "", name)
        ending = ENDING.search(name)
        if ending is None:
            raise SystemExit(f"{name} does not end like a zone")
        text = name[: ending.start()]
        kind = KINDS.get(ending[0], "")
        region, stems = self.home(text, inside)
        code = f"Z-{latin(text)}-{kind or latin(ending[0])}"
        english = f"{latin(text).title()} {ENGLISH.get(kind) or latin(ending[0]).title()}"
        names = stems if kind else [part + ending[0] for part in stems]
        if region not in self.names:
            raise SystemExit(f"{name} lies in {region}, which is no place of today")
        row = (name, region, kind, "|".join(names), english)
        if self.rows.setdefault(code, row)[1] != region:  # 福州 and 抚州
            province = latin(stem(self.names[f"{region[:2]}0000"]))
            self.rows[code.replace("-", f"-{province}-", 1)] = row

    def add_new_area(self, name: str, region: str) -> None:
        """Add a national new area, which is also called after what it lies in: 天府新区, 四川天府新区."""
        above = {region, f"{region[:4]}00", f"{region[:2]}0000"} & set(self.names)
        stems = (stem(self.names[code]) for code in sorted(above))
        called = dict.fromkeys([name, *(f"{place}{name}" for place in stems if not name.startswith(place))])
        place = latin(name.removesuffix("新区"))
        self.rows[f"Z-{place}-xinqu"] = (name, region, "", "|".join(called), f"{place.title()} New Area")

    def add_all(self, folder: Path, functional: Mapping[str, str]) -> None:
        """Add the national zones, those noted by hand, and the functional areas of the statistics."""
        provinces = {stem(name): code[:2] for code, name in self.names.items() if code.endswith("0000")}
        for row in rows(folder / "national-etdz.tsv"):
            self.add(row["name"], provinces[row["province"]])
        for row in rows(folder / "national-hightech-zones.tsv"):
            self.add(row["name"])
        for name, region in notes("national new area").items():
            self.add_new_area(name, region)
        for code, name in functional.items():
            city = self.names[f"{code[:4]}00"]
            short = (
                name
                if self.place(name, code[:4])[0]
                else name.removeprefix(stem(self.names[f"{code[:2]}0000"]))
            )
            short = short.replace(city, stem(city))
            if FUNCTIONAL.search(short) and self.place(short, code[:4])[0]:
                self.add(short, code[:4])
