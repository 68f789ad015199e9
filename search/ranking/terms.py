"""Which terms is a query scored by, and with which weights?

Words and grams of its runs. Terms that most passages have are left out, unless there are no others. What
stands as a whole gains more: a run that was searched by its words where it stands in the passage as typed, a
run in the title, a title in a run.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

import numpy as np

from search.marks.wording import Wording
from search.query.nodes import Node, Text, gained, literals
from search.ranking.formula import idf

__all__ = ["Frequency", "RankedTerms", "Term"]

TELLING = 0.5  # the least idf of a term that is scored beside others
WEIGHTS = {"words": 1.0, "grams": 0.5}
WHOLE = 0.25  # of the idf of a run's words, where the run stands in the passage as typed
RUN_IN_TITLE = 1.0  # of the same, where it stands in the title
TITLE_IN_RUN = 0.5  # of the idf of a title's words, where the title stands in a run

Term: TypeAlias = tuple[str, str]  # its field, `words` or `grams`, and its text
Frequency: TypeAlias = Callable[[Term], int]


class RankedTerms:
    """The terms of a query in the order of the query, words first; runs as they were `typed`.

    `frequency` says in how many of the corpus's `passages` a term stands.
    """

    def __init__(self, node: Node, wording: Wording, frequency: Frequency, passages: int) -> None:
        self.wording, self.passages, self._frequency = wording, passages, frequency
        runs = literals(node)
        words = [word for run in runs for word in wording.cut(run)]
        grams = [gram for run in runs for gram in _grams(Text(run).folded)]
        self.terms: list[Term] = [("words", word) for word in dict.fromkeys(words)]
        self.terms += [("grams", gram) for gram in dict.fromkeys(grams)]
        self.typed = list(dict.fromkeys(gained(node)))
        self.whole = [text for text in self.typed if wording(text)]

    @cached_property
    def frequencies(self) -> Mapping[Term, int]:
        """Return in how many passages each term stands."""
        return {term: self._frequency(term) for term in self.terms}

    @cached_property
    def weights(self) -> Mapping[Term, np.float32]:
        """Return the terms that are scored, with their weights."""
        gains = {term: idf(df, self.passages) for term, df in self.frequencies.items() if df}
        telling = {term: gain for term, gain in gains.items() if gain >= TELLING}
        return {term: np.float32(WEIGHTS[term[0]] * gain) for term, gain in (telling or gains).items()}

    def whole_bonus(self, run: Text) -> np.float32:
        """Return what a run gains a passage in which it stands as typed."""
        return self._bonus(WHOLE, self.words_of(run.literal))

    def run_bonus(self, run: Text) -> np.float32:
        """Return what a run gains an article in whose title it stands."""
        return self._bonus(RUN_IN_TITLE, self.words_of(run.literal))

    def title_bonus(self, title: str) -> np.float32:
        """Return what a folded title gains its article that stands in a run."""
        return self._bonus(TITLE_IN_RUN, self.words_of(title))

    def words_of(self, text: str) -> Sequence[Term]:
        """Return the words of a text as terms."""
        return [("words", word) for word in self.wording.cut(text)]

    def _bonus(self, weight: float, words: Sequence[Term]) -> np.float32:
        """Return what words gain as a whole, those that some passage has."""
        known = self.frequencies
        found = (known[word] if word in known else self._frequency(word) for word in words)
        return np.float32(weight * sum(idf(df, self.passages) for df in found if df))


def _grams(folded: str) -> Sequence[str]:
    """Return the grams of a folded run: its bigrams, or the one character it is."""
    return [folded[i : i + 2] for i in range(len(folded) - 1)] or [folded]
