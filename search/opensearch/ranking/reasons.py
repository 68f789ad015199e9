"""Why does a passage score what it scores?

The formula again, from the texts of the passage and of the titles of its article.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from index.store.postings import LENGTHS, quantise
from search.marks.occurrences import occurrences
from search.opensearch.ranking.scoring import Averages
from search.ranking.formula import BODY, BODY_K1, HEADING, IN_TITLE, TITLE_K1, norms, saturated
from search.ranking.terms import RankedTerms, Term
from search.results import Summand

__all__ = ["Told", "reasons"]

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Told:
    """A text that is scored: its kind, its words and its folded form."""

    kind: str
    words: Sequence[str]
    folded: str

    def times(self, term: Term) -> int:
        """Return how often a term stands here."""
        field, text = term
        return self.words.count(text) if field == "words" else sum(1 for _ in occurrences(self.folded, text))

    @cached_property
    def _steps(self) -> dict[str, Array]:
        lengths = LENGTHS[quantise(np.array([len(self.words), len(self.folded)]))]
        return {"words": lengths[:1], "grams": lengths[1:]}

    def share(self, term: Term, average: float, k1: float) -> np.float32:
        """Return tf / (tf + norm)."""
        found: np.float32 = saturated(np.array([self.times(term)]), norms(self._steps[term[0]], average, k1))[
            0
        ]
        return found


def reasons(
    asked: RankedTerms, averages: Averages, own: Told, titles: Sequence[Told], inside: Sequence[str]
) -> Iterator[Summand]:
    """Yield the summands of the score of a passage under titles; their sum is the score but for rounding.

    `inside` are the folded titles of the corpus that stand in a run of the query.
    """
    boost = HEADING if own.kind == "heading" else np.float32(1)
    for term, weight in asked.weights.items():
        (field, text), df = term, asked.frequencies[term]
        body, title = averages[field]
        given = max((one.share(term, title, TITLE_K1) * IN_TITLE * weight for one in titles), default=0.0)
        value = 0.0 if own.kind == "title" else own.share(term, body, BODY_K1) * BODY * boost * weight
        if value > given:
            yield Summand(field, text, own.times(term), df, float(value))
        elif given:
            often = max(one.times(term) for one in titles)
            yield Summand(f"title_{field}", text, often, df, float(given))
    yield from _as_a_whole(asked, own, titles, inside)


def _as_a_whole(
    asked: RankedTerms, own: Told, titles: Sequence[Told], inside: Sequence[str]
) -> Iterator[Summand]:
    for run in asked.typed:
        if any(run.folded in title.folded for title in titles):
            yield Summand("run_in_title", run.literal, 1, 0, float(asked.run_bonus(run)))
    for title in inside:
        if any(title == one.folded for one in titles):
            yield Summand("title_in_query", title, 1, 0, float(asked.title_bonus(title)))
    for run in asked.whole:
        if run.folded in own.folded:
            yield Summand("whole", run.literal, 1, 0, float(asked.whole_bonus(run)))
