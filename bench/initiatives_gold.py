"""How many coinages of the invented sentences are told from ordinary quotations, and how many glosses?

    python -m bench.initiatives_gold [--errors]

The gold is `tests/initiatives_tune.tsv`, on which the signs were tuned, and `tests/initiatives_report.tsv`,
which was written with the first 114 of it and never tuned on; both are by who wrote the lists of words, so
that other texts may fare worse. A line holds a sentence and the keys of its coinages, - for none: `=` behind
a key says that the sentence defines it, `~` that it gives the name.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.score import Score, report
from index.text.folded import FoldedText
from search.coinages.reading import read_mentions

__all__ = ["GOALS", "PARTS", "SETS", "gold", "main", "measure"]

TESTS = Path(__file__).parents[1] / "tests"
SETS = ("tune", "report")
PARTS = ("coinage", "gloss")
GOALS = {"tune": 0.95, "report": 0.85}
_GLOSSES = {"=": "defines", "~": "names"}
Told = frozenset[tuple[str, str]]
"""Keys of coinages, each with its gloss."""


def gold(name: str) -> Iterator[tuple[str, Told]]:
    """Yield the sentences of a part of the gold with their coinages."""
    for line in (TESTS / f"initiatives_{name}.tsv").read_text("utf-8").splitlines():
        sentence, *told = line.split("\t")
        yield (
            sentence,
            frozenset((one.rstrip("=~"), _GLOSSES.get(one[-1], "")) for one in told if one != "-"),
        )


def read(sentence: str) -> Told:
    """Return the coinages that the signs tell in a sentence."""
    found: dict[str, str] = {}
    for mention in read_mentions(FoldedText.of(sentence)):
        if mention.sign:
            found[mention.key] = found.get(mention.key) or mention.gloss
    return frozenset(found.items())


def measure(name: str) -> tuple[dict[str, Score], list[str]]:
    """Return the score of each part, and what is wrong, sentence by sentence."""
    counts = {part: Counter[str]() for part in PARTS}
    faults = []
    for sentence, expected in gold(name):
        had = read(sentence)
        sides: dict[str, tuple[set[object], set[object]]] = {
            "coinage": ({key for key, _ in expected}, {key for key, _ in had}),
            "gloss": ({one for one in expected if one[1]}, {one for one in had if one[1]}),
        }
        for part, (wanted, got) in sides.items():
            counts[part].update(expected=len(wanted), read=len(got), right=len(wanted & got))
            faults += [f"{part}: {sentence}\n    - {one}" for one in wanted - got]
            faults += [f"{part}: {sentence}\n    + {one}" for one in got - wanted]
    scores = {part: Score(one["expected"], one["read"], one["right"]) for part, one in counts.items()}
    return scores, faults


def _goal(name: str, part: str) -> float | None:
    return GOALS[name] if part == "coinage" else None


def main(arguments: Sequence[str]) -> int:
    """Print precision and recall of both parts of the gold, and on demand what is wrong in the tuned one."""
    report(
        SETS,
        measure,
        lambda name, part: GOALS[name] if part == "coinage" else None,
        errors="--errors" in arguments,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
