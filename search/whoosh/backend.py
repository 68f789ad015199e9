"""How does an index of ours answer as a backend does?

A backend follows its index: when the pointer moves, the next view is of the new generation. It never builds
or repairs.

No answer is made of bytes that were not checked. A small index is read in full when it is taken up; of a
large one each block when it is first read, so that opening stays quick. What meets damage raises
IndexDamaged, and so does every view after it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from index.corpus.passages import KINDS
from index.corpus.register import Published
from index.errors import IndexDamaged, IndexingError
from index.facets.rows import Facet
from index.store.generation import current_seal, damaged_file, pointer_stamp
from index.text.words import Segmenter
from search.backend import About, Anchor, Group, MatchedPassage, RankedPassage, StoredArticle
from search.marks.wording import Wording
from search.query.nodes import Node, Wildcard
from search.query.request import Query
from search.results import Sized, Summand, Tokens, Total
from search.whoosh.evaluate import Evaluator
from search.whoosh.lookup import frequent_words, passages_holding, passages_sharing, standing_texts
from search.whoosh.matching import Matching
from search.whoosh.reading import passage_of, read_passages
from search.whoosh.snapshot import Snapshot, open_snapshot
from search.whoosh.sums import counted_grams, counted_tokens, sized

__all__ = ["WhooshBackend", "WhooshView"]

WHOLE = 256_000_000  # bytes of an index up to which it is read in full when opened: a fifth of a second


class WhooshBackend:
    """Answers from one index, which is opened with the first question.

    With `verify` True every file is read when a generation is taken up, with False a block when it is first
    read; None does the first up to WHOLE bytes, the second above.
    """

    def __init__(self, index: str | Path, segmenter: Segmenter, *, verify: bool | None = None) -> None:
        self.index, self.segmenter = Path(index), segmenter
        self.fault: IndexingError | None = None
        self.verified = self.warning = ""
        self._verify = verify
        self._damage: dict[str, IndexDamaged] = {}  # by seal
        self._lock = Lock()
        self._snapshot: Snapshot | None = None
        self._stamp: tuple[int, ...] = ()

    @property
    def location(self) -> str:
        """Return the folder of the index."""
        return str(self.index)

    @property
    def snapshot(self) -> Snapshot:
        """Return the serving generation, the new one if a build has finished; a damaged one is not taken.

        Raises IndexDamaged once something in the serving generation was found damaged, and what opening
        raises while there is none.
        """
        with self._lock:
            try:
                self._snapshot = self._newest()
                self.fault = None
            except IndexingError as error:
                self.fault = error
                if self._snapshot is None:
                    raise
            damage = self._damage.get(self._snapshot.generation.seal) or self._snapshot.damage
            if damage:
                self.fault = damage
                raise damage.with_traceback(None)
            return self._snapshot

    def view(self) -> "WhooshView":
        """Return the newest generation that can be served. Raises IndexingError."""
        return WhooshView(self.snapshot, self.segmenter)

    def verify(self) -> str:
        """Read every file of the serving generation; return the damaged one's name, "" if all are whole."""
        generation = self.snapshot.generation
        name = damaged_file(generation)
        if name:
            self.fault = self._damage[generation.seal] = IndexDamaged(
                f"{generation.folder / name} is damaged; rebuild with: jiansuo index --rebuild"
            )
        else:
            self.verified = generation.name
        return name

    def _newest(self) -> Snapshot:
        """Return the generation that the pointer names, opened if it is not the one at hand."""
        stamp = pointer_stamp(self.index)
        if self._snapshot and stamp and stamp == self._stamp:
            return self._snapshot  # as the pointer was, so it is
        seal = current_seal(self.index)
        if seal in self._damage:
            raise self._damage[seal].with_traceback(None)
        if self._snapshot is None or seal != self._snapshot.generation.seal:
            self._snapshot = self._opened()
        self._stamp = stamp
        return self._snapshot

    def _opened(self) -> Snapshot:
        """Open the serving generation, and read it in full if that is asked for, or if it is small."""
        snapshot = open_snapshot(self.index)
        generation = snapshot.generation
        whole = generation.size <= WHOLE if self._verify is None else self._verify
        if whole:
            try:
                snapshot.check_all()
            except IndexDamaged as error:
                self._damage[generation.seal] = error
                raise
            self.verified = generation.name
        return snapshot


@dataclass(frozen=True)
class WhooshView:
    """One generation."""

    snapshot: Snapshot
    segmenter: Segmenter

    @property
    def about(self) -> About:
        """Return which generation this is."""
        return self.snapshot.about

    def has(self, facet: str, value: str) -> bool:
        """Tell whether some article has a value of a facet of articles."""
        return self.snapshot.catalog.has(facet, value)

    def values(self, facet: Facet, *, widened: bool) -> Sequence[str]:
        """Return all values of a facet."""
        if not facet.of_article:
            return KINDS
        return self.snapshot.catalog.facet(facet.column(widened=widened)).values

    def match(self, query: Query, node: Node) -> "WhooshMatch":
        """Evaluate a resolved query. Raises QueryLimitError."""
        evaluator = Evaluator(self.snapshot, Wording(self.segmenter, query.mode))
        return WhooshMatch(Matching(query, node, evaluator))

    def article(self, name: str) -> StoredArticle | None:
        """Return a whole article."""
        catalog = self.snapshot.catalog
        number = catalog.find(name)
        if number < 0:
            return None
        view = self.snapshot.segments[int(catalog.segment[number])]
        local = int(catalog.local[number])
        first, last = view.reader.first[local : local + 2].tolist()
        passages = tuple(passage_of(view, doc) for doc in range(first, last))
        return StoredArticle(view.reader.record(local), view.reader.evidence(local), passages)

    def former(self, name: str) -> Sequence[Published]:
        """Return what once stood in an article."""
        return self.snapshot.catalog.former(name)

    def holder(self, digest: str, article: str) -> Anchor | None:
        """Return where a text with this digest stands now."""
        catalog = self.snapshot.catalog
        number, reader, doc = self.snapshot.holder(digest, catalog.find(article))
        return Anchor(catalog.ids[number].decode(), reader.pid(doc)) if reader else None

    def holding(self, fingerprints: Sequence[int]) -> Iterator[MatchedPassage]:
        """Yield every passage that has one of these fingerprints."""
        return read_passages(self.snapshot.catalog, passages_holding(self.snapshot, fingerprints))

    def sharing(self) -> Iterator[MatchedPassage]:
        """Yield the passages that have a fingerprint in common with another."""
        return read_passages(self.snapshot.catalog, passages_sharing(self.snapshot))

    def words(self, beginning: str, limit: int) -> Sequence[tuple[str, int]]:
        """Return the most frequent words that begin so."""
        return frequent_words(self.snapshot, beginning, limit)

    def standing(self, pattern: Wildcard, most: int) -> Iterator[str]:
        """Yield the texts of the first passages that a pattern matches."""
        return standing_texts(self.snapshot, pattern, most)


@dataclass(frozen=True)
class WhooshMatch:
    """What one query finds in one generation."""

    matching: Matching

    @property
    def total(self) -> Total:
        """Return how much passes the filters."""
        return self.matching.total

    @property
    def unplaced(self) -> int:
        """Return how many passages lie on the shelf."""
        return self.matching.unplaced

    def page(self, shown: int) -> Sequence[Group]:
        """Return the articles of the page asked for."""
        found = []
        for article in self.matching.page():
            view, local = article.segment, int(self.matching.catalog.local[article.number])
            passages = tuple(
                RankedPassage(passage_of(view, doc), score) for doc, score in article.best(shown)
            )
            found.append(Group(view.reader.record(local), passages, len(article.docs) - len(passages)))
        return found

    def explain(self, anchors: Sequence[Anchor]) -> Sequence[Sequence[Summand]]:
        """Return the summands of scores of passages. Raises KeyError."""
        return [self.matching.explain(*self.matching.snapshot.at(anchor)) for anchor in anchors]

    def counts(self, facet: Facet) -> tuple[Sequence[int], Sequence[int]]:
        """Return how many articles and passages each value of a facet has."""
        widened = self.matching.query.mentioned
        articles, passages = self.matching.facets.counts(facet, widened=widened)
        return articles.data, passages.data

    def anchors(self) -> Iterator[Anchor]:
        """Yield where every matching passage stands."""
        ids = self.matching.catalog.ids
        for view, article, doc in self.matching.passages():
            yield Anchor(ids[article].decode(), view.reader.pid(doc))

    def stream(self) -> Iterator[MatchedPassage]:
        """Yield every matching passage with its text and labels."""
        return read_passages(self.matching.catalog, self.matching.passages())

    def sizes(self) -> Iterator[Sized]:
        """Yield what all of them add up to."""
        return sized(self.matching.by_segment())

    def grams(self, size: int) -> Mapping[str, int] | None:
        """Return how often each gram stands in all of them."""
        return counted_grams(self.matching.by_segment(), size)

    def tokens(self) -> Mapping[str, Tokens]:
        """Return how often each token stands in all of them."""
        return counted_tokens(self.matching.by_segment())
