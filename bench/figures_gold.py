"""How many figures of the invented sentences does the reader find, and how much of each does it read right?

    python -m bench.figures_gold [--errors]

The gold is `tests/figures_tune.tsv`, on which the reader was tuned first; `tests/figures_report.tsv`, written
before the reader, by who wrote its lists of words then, so that these favour it; `tests/figures_fresh.tsv`,
written when the reader was done; `tests/figures_more.tsv`, written before its grammar of what is counted; and
`tests/figures_further.tsv`, written by who knew nothing of the rules. The grammar was tuned on all five.
`tests/figures_unseen.tsv` and `tests/figures_held.tsv`, the other half of the further ones, were written by
who knew nothing of the rules either, and nothing was tuned on them: they say what to expect of other texts.

A line holds a sentence, what holds for all its figures, and the figures: as written, value, unit, indicator
and what else there is, separated by |. `a=` is the actor, `p=` the period, `h=` the hedges, `c=` the verb of
a change and the figure's part in it. The value of a figure that cannot be read is the reason.

A part counts as right if the span is right too, so that a figure too many or too few is wrong in every part.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from bench.score import Score, report
from index.text.words import Segmenter
from search.figures import Figure, read_figures

__all__ = ["PARTS", "SETS", "Claim", "claimed", "gold", "main", "measure"]

TESTS = Path(__file__).parents[1] / "tests"
SETS = ("tune", "report", "fresh", "more", "further", "unseen", "held")
PARTS = ("span", "value and unit", "indicator", "hedges", "change", "actor", "period")
GOALS = {"value and unit": 0.97, "indicator": 0.90}
_SCALES = {"": 1, "万": 10**4, "亿": 10**8}


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure as the gold has it, or as it was read: each part as text, by the names of PARTS."""

    parts: dict[str, str]

    def key(self, part: str) -> tuple[str, str]:
        """Return what two claims must have in common to agree in a part."""
        return self.parts["span"], self.parts[part]


def gold(name: str) -> Iterator[tuple[str, list[Claim]]]:
    """Yield the sentences of a part of the gold with their figures."""
    for line in (TESTS / f"figures_{name}.tsv").read_text("utf-8").splitlines():
        sentence, shared, *rows = line.split("\t")
        yield sentence, [_claim(row, shared) for row in rows]


def _claim(row: str, shared: str) -> Claim:
    written, value, unit, indicator, more, *_ = [*row.split("|"), ""]
    told = dict.fromkeys("hacp", "")
    for item in (*shared.split(), *more.split()):
        if "=" in item:
            key, _, text = item.partition("=")
            told[key] = text
    return Claim(
        {
            "span": written,
            "value and unit": f"{_value(value)} {unit}",
            "indicator": indicator,
            "hedges": told["h"],
            "change": told["c"],
            "actor": told["a"],
            "period": told["p"],
        }
    )


def _value(value: str) -> str:
    if value.startswith("?"):
        return value
    low, dots, high = value.partition("..")
    return f"{_number(low)}..{_number(high if dots else low)}"


def _number(text: str) -> str:
    match = re.fullmatch(r"([\d.]+)([万亿]?)", text)
    return _plain(Decimal(match[1]) * _SCALES[match[2]] if match else None)


def _plain(value: Decimal | None) -> str:
    text = "" if value is None else f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def claimed(text: str, figure: Figure) -> Claim:
    """Return a figure that was read in the form of the gold."""
    value = f"?{figure.reason}" if figure.reason else f"{_plain(figure.low)}..{_plain(figure.high)}"
    return Claim(
        {
            "span": text[slice(*figure.span)],
            "value and unit": f"{value} {figure.unit}",
            "indicator": figure.indicator,
            "hedges": "+".join("好几" if hedge == "好" else hedge for hedge in figure.hedges).replace(
                "好几+几", "好几"
            ),
            "change": f"{figure.change.verb}:{figure.change.part}" if figure.change else "",
            "actor": figure.actor,
            "period": figure.period,
        }
    )


def measure(name: str) -> tuple[dict[str, Score], list[str]]:
    """Return the score of each part, and what is wrong, sentence by sentence."""
    counts = {part: Counter[str]() for part in PARTS}
    faults, segmenter = [], Segmenter()
    for sentence, expected in gold(name):
        read = [claimed(sentence, figure) for figure in read_figures(sentence, segmenter)]
        for part, count in counts.items():
            wanted = Counter(claim.key(part) for claim in expected)
            had = Counter(claim.key(part) for claim in read)
            count.update(expected=wanted.total(), read=had.total(), right=(wanted & had).total())
            faults += [f"{part}: {sentence}\n    - {' | '.join(key)}" for key in wanted - had]
            faults += [f"{part}: {sentence}\n    + {' | '.join(key)}" for key in had - wanted]
    return {
        part: Score(count["expected"], count["read"], count["right"]) for part, count in counts.items()
    }, faults


def main(arguments: Sequence[str]) -> int:
    """Print precision and recall of every part of the gold, and on demand what is wrong in the tuned one."""
    report(SETS, measure, lambda _, part: GOALS.get(part), errors="--errors" in arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
