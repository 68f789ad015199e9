"""Which words does a run of a query stand for?"""

from index.text.words import Segmenter
from search.query.nodes import Text

__all__ = ["Wording"]


class Wording:
    """The words of runs in one mode, each run cut once; called with a run it returns its words."""

    def __init__(self, segmenter: Segmenter, mode: str = "exact") -> None:
        self.segmenter, self.mode = segmenter, mode
        self._cut: dict[str, list[str]] = {}

    def __call__(self, run: Text) -> list[str]:
        """Return the distinct words of a run in the mode's reading; none where the run is literal."""
        return [] if self.mode == "exact" or run.quoted else self.cut(run.literal)

    def cut(self, literal: str) -> list[str]:
        """Return the distinct words of a text."""
        if literal not in self._cut:
            self._cut[literal] = list(dict.fromkeys(self.segmenter.words(literal)))
        return self._cut[literal]
