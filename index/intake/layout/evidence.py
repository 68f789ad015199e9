"""What does each sign weigh for a title, a heading or a caption?

Weights add up like the digits of odds: a title or a caption needs `THRESHOLD`, a heading more than nothing.
`view` says which of the signs are there, `label` decides. What a reviewer decided outweighs them all.
"""

import math
from dataclasses import dataclass
from typing import Protocol

from index.intake.layout.blocks import Chunk

__all__ = [
    "CAPTION_SIGNS",
    "HEADING",
    "THRESHOLD",
    "TITLE",
    "UNDECIDED",
    "Decisions",
    "Labelled",
    "confidence",
]

THRESHOLD = 3.0
TITLE = {
    "markdown-top": 5.0,
    "place-title": 3.0,
    "byline-follows": 4.0,
    "dateline-follows": 4.0,
    "first-block": 3.0,
    "after-closing-byline": 3.5,
    "subtitle-follows": 2.5,
    "after-masthead": 1.5,
    "photo-gap": 1.0,
    "two-lines": 1.0,
    "photo-words": -2.0,
    "numbered": -4.0,
    "comma": -1.0,
    "markdown-below": -5.0,
    "names-another-place": 3.0,
    "sentence-before-is-open": -1.0,
    "no-text-since-title": -3.0,
    "nothing-follows": -4.0,
}
HEADING = {
    "any": 1.0,
    "two-halves": 2.0,
    "numbered": 3.0,
    "short": 1.0,
    "text-begins-behind": 1.0,
    "long": -1.5,
    "comma": -1.5,
    "begins-like-a-sentence": -3.5,
    "ends-in-the-middle": -3.0,
    "word-runs-on-behind": -3.0,
    "photo-words": -2.5,
    "punctuation-behind": -6.0,
    "unlike-other-headings": -2.0,
    "behind-a-heading": -2.0,
    "sentence-before-is-open": -3.5,
}
CAPTION_SIGNS = {
    "wide-gap": 3.0,
    "gap": 1.5,
    "splits-a-sentence": 1.5,
    "continuation-fits-behind": 0.5,
    "word-runs-on-behind": 2.0,
    "paragraph-begins-behind": -1.5,
    "heading-behind": -2.0,
    "comma": -1.5,
    "goes-on-with-the-sentence": -3.0,
    "word-runs-into-it": -2.0,
    "after-closing-byline": 2.0,
    "photo-words": 1.5,
    "begins-with-a-subject": 0.75,
    "short-among-long": 0.75,
    "begins-like-a-paragraph": -3.0,
    "closes-a-quote": -4.0,
    "too-long": -3.0,
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A block with its role (a fate of the ledger), the rule that gave it and how sure it is (0 to 1).

    `closes` says that an article ends with this byline; `doubt` names what a person should look at, or
    is empty.
    """

    chunk: Chunk
    role: str
    rule: str
    confidence: float
    closes: bool = False
    doubt: str = ""


def confidence(score: float, threshold: float = THRESHOLD) -> float:
    """Return a score as a confidence: 0.5 at the threshold."""
    return round(1 / (1 + math.exp(threshold - score)), 2)


class Decisions(Protocol):
    """What a reviewer decided about the blocks of one source."""

    def cut(self, chunk: Chunk) -> list[Chunk]:
        """Return a block in the parts it is to be cut into."""

    def role(self, chunk: Chunk) -> str:
        """Return the role of a block, "" where none was given."""

    def article(self, chunk: Chunk) -> str:
        """Return "split" where an article is to begin with a block, "join" where none is, "" otherwise."""

    def paragraph(self, chunk: Chunk) -> str:
        """Return "join" or "split" for running text that is to go on with the paragraph before, or not."""

    def destination(self, chunk: Chunk) -> str:
        """Return the article a block is to be moved to, "" for none."""


class _Undecided:
    """Nobody decided anything."""

    def cut(self, chunk: Chunk) -> list[Chunk]:
        return [chunk]

    def role(self, _: Chunk, /) -> str:
        return ""

    article = paragraph = destination = role


UNDECIDED: Decisions = _Undecided()
