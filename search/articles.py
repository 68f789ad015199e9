"""How is a whole article shown, with its marks, its evidence, and what its old links meant?

Decision: a passage that left its article has moved if the same text stands elsewhere: in its own article
first, then in the article with the first id. Headings and short passages are repeated by chance, so that
such a text in another article says nothing of where this one went.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import takewhile
from operator import eq

from index.corpus.register import Published
from index.labels.record import ArticleRecord, Label
from index.sharing.alike import covered
from index.sharing.fingerprints import fingerprints_of
from index.text.folded import folded_texts
from index.text.folding import fold, squeeze
from search.backend import View
from search.marks.fragments import Marker
from search.marks.scan import Words
from search.query.nodes import Node
from search.results import ArticleView, Elsewhere, Former, PassageView

__all__ = ["COMPARED", "Articles", "differences"]

COMPARED = 5_000  # characters of a changed passage that are compared with the old one
PAIRED = 500_000  # pairs of equal characters up to which they are compared; prose of 5,000 has half as many
ALIKE = 0.4  # shared characters, counted in pairs, from which a passage is the changed form of an old one
MOVABLE = 20  # squeezed characters from which the same text in another article is no chance


class Articles:
    """The articles of a view by id."""

    def __init__(self, view: View) -> None:
        self.view = view

    def article(self, name: str, node: Node, words: Words) -> ArticleView | None:
        """Return an article marked for a query; of one that is gone, only what it once said; else None."""
        stored, former = self.view.article(name), self.view.former(name)
        if stored is None:
            if not former:
                return None
            title = next((item.text for item in former if item.kind == "title"), name)
            return ArticleView(ArticleRecord(name, title), (), former=self._former(former, ()), gone=True)
        evidence: dict[str, list[Label]] = {}
        for label in stored.evidence.labels:
            evidence.setdefault(label.passage, []).append(label)
        marker = Marker(node, words)
        folded = folded_texts([passage.text for passage in stored.passages])
        passages = tuple(
            PassageView(
                passage.id,
                passage.kind,
                passage.text,
                passage.heading,
                marker.spans(text, passage.kind),
                tuple(evidence.get(passage.id, ())),
            )
            for passage, text in zip(stored.passages, folded, strict=True)
        )
        return ArticleView(stored.record, passages, stored.evidence, self._former(former, passages))

    def elsewhere(self, name: str, passage: str) -> tuple[Elsewhere, ...] | None:
        """Return the placed passages that share text with one, most first; None if no article has it."""
        stored = self.view.article(name)
        own = next((one for one in stored.passages if one.id == passage), None) if stored else None
        if own is None:
            return None
        folded = fold(own.text)
        found = []
        for one in self.view.holding(fingerprints_of([folded]).tolist()):
            shared = covered(folded, fold(one.passage.text))
            if shared and (one.record.id, one.passage.id) != (name, passage):
                found.append(Elsewhere(one.record, one.passage.id, one.number, one.passage.text, shared))
        return tuple(sorted(found, key=lambda one: -one.shared))

    def _former(self, former: Iterable[Published], passages: tuple[PassageView, ...]) -> tuple[Former, ...]:
        """Say of each former passage where it is now."""
        return tuple(self._state(item, passages) for item in former)

    def _state(self, item: Published, passages: tuple[PassageView, ...]) -> Former:
        there = self.view.holder(item.passage[:12], item.article)
        if there and (there.article == item.article or _may_leave(item)):
            return Former(item.passage, item.kind, item.text, "moved", there.article, there.passage)
        nearest = _nearest(item.text, passages)
        if nearest:
            return Former(
                item.passage, item.kind, item.text, "changed", item.article, nearest.id, nearest.text
            )
        return Former(item.passage, item.kind, item.text, "gone")


def _may_leave(item: Published) -> bool:
    """Tell whether the same text in another article is taken for this passage."""
    return item.kind != "heading" and len(squeeze(item.text)) >= MOVABLE


def _pairs(text: str) -> Counter[str]:
    folded = fold(text)
    return Counter(folded[i : i + 2] for i in range(len(folded) - 1))


def _nearest(text: str, passages: tuple[PassageView, ...]) -> PassageView | None:
    """Return the passage that shares most with an old text, None if all share little."""
    old = _pairs(text)
    scored = []
    for passage in passages:
        new = _pairs(passage.text)
        shared = (old & new).total() * 2 / max(old.total() + new.total(), 1)
        scored.append((shared, passage))
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= ALIKE else None


def differences(old: str, new: str) -> list[tuple[str, str, str]]:
    """Return how a text changed: (kind, old piece, new piece), kind as `difflib` calls it.

    Of texts that repeat themselves without end, whose pieces could be paired in too many ways, only what is
    equal at both ends is told from what lies between.
    """
    old, new = old[:COMPARED], new[:COMPARED]
    counts = Counter(new)
    if sum(number * counts[char] for char, number in Counter(old).items()) > PAIRED:
        return list(_ends_and_middle(old, new))
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(kind, old[a:b], new[c:d]) for kind, a, b, c, d in codes]


def _ends_and_middle(old: str, new: str) -> Iterator[tuple[str, str, str]]:
    """Yield what two texts begin and end with alike, and what lies between."""
    head = _alike(old, new)
    rest, other = old[head:], new[head:]
    tail = _alike(rest[::-1], other[::-1])
    if head:
        yield "equal", old[:head], new[:head]
    rest, other = rest[: len(rest) - tail], other[: len(other) - tail]
    if rest or other:
        yield "replace" if rest and other else "delete" if rest else "insert", rest, other
    if tail:
        yield "equal", old[-tail:], new[-tail:]


def _alike(old: str, new: str) -> int:
    """Return how many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(bool, map(eq, old, new)))
