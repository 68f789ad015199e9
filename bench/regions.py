"""How often does the region resolver name the right province?

    python -m bench.regions LAWS.jsonl.gz

The file holds official texts, one JSON object a line: `title`, `text` and, for local regulations,
`region`, the province's short name. Measured are those whose title holds the name of a province, city or
county, found by plain search and not by the resolver; right means that a subject of the text lies in
that province.
"""

import gzip
import json
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.labels.regions import Gazetteer, load_gazetteer, resolve_regions

__all__ = ["Score", "main", "measure", "read_laws"]

GOAL = 0.97
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Score:
    """Hold what a run found.

    `named` counts regulations whose title holds the name of a place, `right` those of them with the
    right province; `unnamed` and `unnamed_right` count the others, where only the body can tell;
    `errors` lists title, province and what was found instead.
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

    @property
    def speed(self) -> float:
        """Return characters resolved a second."""
        return self.characters / self.seconds if self.seconds else 0.0


def read_laws(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield title, text and province of the local regulations of a file."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            law = json.loads(line)
            if law.get("region"):
                yield law["title"], law["text"], law["region"]


def _titles(gazetteer: Gazetteer) -> re.Pattern[str]:
    """Match the full name of any place, and the short one of a province or city."""
    names = {place.name for place in gazetteer.places.values() if place.level != "zone"}
    for name, senses in gazetteer.senses.items():
        if any(sense.form == "short" and sense.code.endswith("00") for sense in senses):
            names.add(name)
    return re.compile("|".join(map(re.escape, names)))


def measure(laws: Iterable[tuple[str, str, str]]) -> Score:
    """Resolve every regulation and compare the province; bodies are cut into passages at line ends."""
    gazetteer = load_gazetteer()
    place_name = _titles(gazetteer)
    counts = {True: [0, 0], False: [0, 0]}
    errors = []
    characters, seconds = 0, 0.0
    for title, text, province in laws:
        wanted = next(place.code for place in gazetteer.named(province) if place.level == "province")
        began = time.perf_counter()
        labels = resolve_regions(gazetteer, title, text.splitlines()).labels
        seconds += time.perf_counter() - began
        characters += len(title) + len(text)
        found = [label.code for label in labels if label.role == "subject"]
        right = any(gazetteer.within(code, wanted) for code in found)
        count = counts[place_name.search(title) is not None]
        count[0] += 1
        count[1] += right
        if not right:
            errors.append((title, province, "、".join(map(gazetteer.label, found)) or "nothing"))
    (named, named_right), (unnamed, unnamed_right) = counts[True], counts[False]
    return Score(named, named_right, unnamed, unnamed_right, characters, seconds, tuple(errors))


def main(arguments: Sequence[str]) -> int:
    """Print the measure; without a file say so and leave it."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print("regions: skipped, no file of regulations given (python -m bench.regions LAWS.jsonl.gz)")
        return 0
    score = measure(read_laws(Path(arguments[0])))
    print(f"title names a place: {score.right} of {score.named} right, {score.precision:.4f} (goal {GOAL})")
    print(f"title names none:    {score.unnamed_right} of {score.unnamed} right")
    print(f"{score.characters:,} characters, {score.speed:,.0f} a second")
    for title, province, found in score.errors[:SHOWN]:
        print(f"  {province}: {title} -> {found}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
