"""How is a whole article shown, with its marks, its evidence, and what its old links meant?

Decision: a passage that left its article has moved if the same text stands elsewhere: in its own article
first, then in the article with the first id. Headings and short passages are repeated by chance, so that
such a text in another article says nothing of where this one went.
"""

from collections import Counter
from difflib import SequenceMatcher

from index.corpus.passages import KINDS
from index.corpus.register import Published
from index.labels.record import ArticleRecord, Label
from index.text.folding import fold, squeeze
from search.facets.names import Names
from search.marks.fragments import marked_spans
from search.marks.scan import Words
from search.query.nodes import Node
from search.results import ArticleView, Former, PassageView
from search.whoosh.snapshot import SegmentView, Snapshot

__all__ = ["Articles"]

ALIKE = 0.4  # shared characters, counted in pairs, from which a passage is the changed form of an old one
MOVABLE = 20  # squeezed characters from which the same text in another article is no chance


class Articles:
    """The articles of a snapshot by id."""

    def __init__(self, snapshot: Snapshot, names: Names) -> None:
        self.snapshot, self.names = snapshot, names

    def view(self, name: str, node: Node, words: Words) -> ArticleView | None:
        """Return an article marked for a query; of one that is gone, only what it once said; else None."""
        catalog = self.snapshot.catalog
        number = catalog.find(name)
        former = catalog.former(name)
        if number < 0:
            if not former:
                return None
            title = next((item.text for item in former if item.kind == "title"), name)
            gone = ArticleRecord(name, title)
            return ArticleView(gone, (), former=self._former(former, ()), gone=True)
        segment = self.snapshot.segments[int(catalog.segment[number])]
        local = int(catalog.local[number])
        record = segment.reader.record(local)
        evidence = segment.reader.evidence(local)
        passages = tuple(
            self._passage(segment, doc, evidence.labels, node, words)
            for doc in range(int(segment.reader.first[local]), int(segment.reader.first[local + 1]))
        )
        return ArticleView(record, passages, evidence, self._former(former, passages))

    def _passage(
        self, segment: SegmentView, doc: int, labels: tuple[Label, ...], node: Node, words: Words
    ) -> PassageView:
        reader = segment.reader
        text, kind, pid = reader.text(doc), KINDS[reader.kind[doc]], reader.pid(doc)
        own = tuple(label for label in labels if label.passage == pid)
        return PassageView(pid, kind, text, reader.heading(doc), marked_spans(node, text, kind, words), own)

    def _former(self, former: list[Published], passages: tuple[PassageView, ...]) -> tuple[Former, ...]:
        """Say of each former passage where it is now."""
        return tuple(self._state(item, passages) for item in former)

    def _state(self, item: Published, passages: tuple[PassageView, ...]) -> Former:
        own = self.snapshot.catalog.find(item.article)
        number, reader, doc = self.snapshot.holder(item.passage[:12], own)
        if reader and (number == own or _may_leave(item)):
            there = self.snapshot.catalog.ids[number].decode()
            return Former(item.passage, item.kind, item.text, "moved", there, reader.pid(doc))
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
    """Return how a text changed: (kind, old piece, new piece), kind as `difflib` calls it."""
    codes = SequenceMatcher(None, old[:5_000], new[:5_000], autojunk=False).get_opcodes()
    return [(kind, old[a:b], new[c:d]) for kind, a, b, c, d in codes]
