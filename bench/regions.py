"""How often does the region resolver name the right province?

    python -m bench.regions LAWS.jsonl.gz

The file holds official texts, one JSON object a line: `title`, `text` and, for local regulations, `region`, the province's
short name. Measured are those whose title names a place according to the resolver or to the province's own name; right
means that a subject of the article lies in that province. No file, no measure.
"""

import gzip
import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.places import Gazetteer, RegionLabel, load_gazetteer, resolve_regions

__all__ = ["Score", "measure", "read_laws"]

GOAL = 0.97
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Score:
    """Hold what a run found.

    `named` counts regulations whose title names a place, `right` those of them with the right province, `unnamed` the
    others and `unnamed_right` what the body alone gave; `errors` lists title, province and what was found.
    """

    named: int
    right: int
    unnamed: int
    unnamed_right: int
    characters: int
    seconds: float
    errors: tuple[tuple[str, str, str], ...]

    @property
    def precision(self) -> float:
        """Return the share of right provinces among titles that name a place."""
        return self.right / self.named if self.named else 0.0


def read_laws(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield title, text and province of the local regulations of a file."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            law = json.loads(line)
            if law.get("region"):
                yield law["title"], law["text"], law["region"]


def _subjects(gazetteer: Gazetteer, labels: Iterable[RegionLabel]) -> list[str]:
    """Return the subject codes."""
    return [label.code for label in labels if label.role == "subject"]


def measure(laws: Iterable[tuple[str, str, str]]) -> Score:
    """Resolve every regulation and compare the province; bodies are cut into passages at line ends."""
    gazetteer = load_gazetteer()
    named = right = unnamed = unnamed_right = characters = 0
    errors = []
    seconds = 0.0
    for title, text, province in laws:
        wanted = next(place.code for place in gazetteer.named(province) if place.level == "province")
        began = time.perf_counter()
        labels = resolve_regions(gazetteer, title, text.splitlines()).labels
        seconds += time.perf_counter() - began
        characters += len(title) + len(text)
        found = _subjects(gazetteer, labels)
        hit = any(gazetteer.within(code, wanted) for code in found)
        if province in title or any(label.passage == -1 for label in labels):
            named += 1
            right += hit
            if not hit:
                errors.append((title, province, "、".join(map(gazetteer.label, found)) or "nothing"))
        else:
            unnamed += 1
            unnamed_right += hit
    return Score(named, right, unnamed, unnamed_right, characters, seconds, tuple(errors))
