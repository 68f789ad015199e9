"""Does a word run from one block into the next?

A word of the dictionary that lies across the end of one block and the beginning of another (指导 | 员) says
that the two were one. Only asked where other signs leave a choice, so the dictionary is loaded late or
never.
"""

from functools import cache

from index.text.words import Segmenter

__all__ = ["Words"]

REACH = 4
AROUND = 8


@cache
def _segmenter() -> Segmenter:
    """Return the segmenter, loaded once a process."""
    return Segmenter()


class Words:
    """Answers from the dictionary, each question asked once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], bool] = {}

    def bridge(self, before: str, after: str) -> bool:
        """Tell whether the dictionary's reading of both texts together has a word across their border."""
        pair = (
            "".join(before[-2 * AROUND :].split())[-AROUND:],
            "".join(after[: 2 * AROUND].split())[:AROUND],
        )
        if pair not in self._known:
            self._known[pair] = _across(*pair)
        return self._known[pair]


def _across(before: str, after: str) -> bool:
    """Ask the segmenter."""
    if (
        not before
        or not after
        or not ("\u3400" <= before[-1] <= "\u9fff" and "\u3400" <= after[0] <= "\u9fff")
    ):
        return False
    read = set(_segmenter().words(before + after))
    alone = set(_segmenter().words(before)) | set(_segmenter().words(after))
    across = (before[-left:] + after[:right] for left in range(1, REACH) for right in range(1, REACH))
    return any(word in read and word not in alone for word in across)
