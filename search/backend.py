"""What must an engine do for the corpus it holds?

`Engine` parses a query, resolves the names in it, pins one `View` for the whole request and asks it; all that
readers see is made of these answers, so that another engine changes nothing else. Values are neutral: texts,
numbers of Python's own and what `search.results` names. The suite in `tests/contract` is the law for every
backend.

What a backend is given is resolved: values of filters and of fields of facets are codes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.corpus.register import Published
from index.errors import IndexingError
from index.facets.rows import Facet
from index.labels.record import ArticleRecord, Evidence
from search.query.nodes import Node, Wildcard
from search.query.request import Query
from search.results import Sized, Summand, Tokens, Total

__all__ = [
    "About",
    "Anchor",
    "Backend",
    "Group",
    "Match",
    "MatchedPassage",
    "RankedPassage",
    "StoredArticle",
    "StoredPassage",
    "View",
]


@dataclass(frozen=True, slots=True)
class About:
    """Which state of a corpus answers, by which words and rules; `bytes` is the size of what is stored."""

    generation: str
    articles: int
    passages: int
    corpus: str
    dictionary: str
    tokenizer: str
    schema: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a passage stands, as links name it: the id of its article, and its own."""

    article: str
    passage: str


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as it is stored, with the heading it stands under ("" for none)."""

    id: str
    kind: str
    text: str
    heading: str


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """A whole article: its passages in reading order."""

    record: ArticleRecord
    evidence: Evidence
    passages: tuple[StoredPassage, ...]


@dataclass(frozen=True, slots=True)
class MatchedPassage:
    """One matching passage with what is known of its article, in which it is the `number`th, from 1."""

    record: ArticleRecord
    passage: StoredPassage
    number: int


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """One matching passage with its score, 0 where nothing is ranked."""

    passage: StoredPassage
    score: float


@dataclass(frozen=True, slots=True)
class Group:
    """One matching article: its best passages, and how many more match."""

    record: ArticleRecord
    passages: tuple[RankedPassage, ...]
    more: int


class Match(Protocol):
    """What one query finds under its filters, counted and ordered on demand."""

    @property
    def total(self) -> Total:
        """Return how much passes the filters."""
        ...

    @property
    def unplaced(self) -> int:
        """Return how many matching passages lie on the unplaced shelf, left out unless it is asked for."""
        ...

    def page(self, shown: int) -> Sequence[Group]:
        """Return the articles of the page asked for, in its order, each with its `shown` best passages."""
        ...

    def explain(self, anchors: Sequence[Anchor]) -> Sequence[Sequence[Summand]]:
        """Return the summands of the score of each of these passages, none where nothing is ranked.

        Raises KeyError for a passage that no article has.
        """
        ...

    def counts(self, facet: Facet) -> tuple[Sequence[int], Sequence[int]]:
        """Return how many articles and passages each value of a facet has if it alone is chosen there.

        All filters hold but the choices of this facet: what it excludes counts 0, with all that lies in it.
        By place in `View.values`, widened where the query counts what is mentioned.
        """
        ...

    def anchors(self) -> Iterator[Anchor]:
        """Yield every matching passage, by the ids of articles, those of each in reading order."""
        ...

    def stream(self) -> Iterator[MatchedPassage]:
        """Yield every matching passage with text and labels in the same order, one held at a time."""
        ...

    def sizes(self) -> Iterator[Sized] | None:
        """Yield what all of them add up to, an article's kinds in a row; None: read them."""
        ...

    def grams(self, size: int) -> Mapping[str, int] | None:
        """Return how often each run of so many folded characters stands in all of them; None: read them."""
        ...

    def tokens(self) -> Mapping[str, Tokens] | None:
        """Return how often each token stands in all of them; None: nothing is counted here, read them.

        Tokens are the words that `Segmenter.parts` gives, punctuation left out.
        """
        ...


class View(Protocol):
    """One state of a corpus, which does not change while it is asked."""

    @property
    def about(self) -> About:
        """Return which state this is."""
        ...

    def has(self, facet: str, value: str) -> bool:
        """Tell whether some article has a value of a facet of articles, mentioned ones included."""
        ...

    def values(self, facet: Facet, *, widened: bool) -> Sequence[str]:
        """Return all values of a facet that articles, or passages, have; each time in the same order."""
        ...

    def match(self, query: Query, node: Node) -> Match:
        """Evaluate a resolved query. Raises QueryLimitError."""
        ...

    def article(self, name: str) -> StoredArticle | None:
        """Return a whole article by its id, None if there is none."""
        ...

    def former(self, name: str) -> Sequence[Published]:
        """Return what was once published under an article's id and no longer stands there."""
        ...

    def holder(self, digest: str, article: str) -> Anchor | None:
        """Return where a text with this digest (12 hexadecimal digits) stands now.

        The given article comes first, then the one with the first id, in each the first passage.
        """
        ...

    def holding(self, fingerprints: Sequence[int]) -> Iterator[MatchedPassage]:
        """Yield every passage that has one of these fingerprints, those on the unplaced shelf left out.

        They come by the ids of articles, in reading order; others may come too where it is very many.
        """
        ...

    def sharing(self) -> Iterator[MatchedPassage]:
        """Yield all passages that have a fingerprint in common with others, in the same order.

        Others may come too.
        """
        ...

    def words(self, beginning: str, limit: int) -> Sequence[tuple[str, int]]:
        """Return the words with a folded beginning that most passages have, and in how many each stands.

        Most passages first, equal ones by code points.
        """
        ...

    def standing(self, pattern: Wildcard, most: int) -> Iterator[str]:
        """Yield the texts of the first `most` passages that a pattern matches, by articles' ids."""
        ...


class Backend(Protocol):
    """An engine that holds a corpus and follows its changes; may be asked from any thread."""

    @property
    def location(self) -> str:
        """Return where the corpus is stored, for messages."""
        ...

    @property
    def fault(self) -> IndexingError | None:
        """Return why the newest state cannot be served, None if it can."""
        ...

    @property
    def warning(self) -> str:
        """Return what should be mended though all is answered, "" for nothing. Raises IndexingError."""
        ...

    @property
    def verified(self) -> str:
        """Return the generation whose every byte was last found whole, "" for none."""
        ...

    def view(self) -> View:
        """Return the newest state that can be served. Raises IndexingError."""
        ...

    def verify(self) -> str:
        """Read all that is stored; return what is damaged, "" if nothing is. Raises IndexingError."""
        ...
