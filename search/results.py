"""What does a search answer? Values only: no index, no HTML, no addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from sys import getsizeof
from typing import NamedTuple

from index.labels.record import ArticleRecord, Evidence, Label
from search.facets.values import FacetValue, FacetValues
from search.messages import Notice
from search.notebook import table
from search.query.nodes import Span
from search.query.request import Query

__all__ = [
    "ArticleHit",
    "ArticleView",
    "Elsewhere",
    "FacetValue",
    "Former",
    "Fragment",
    "PassageHit",
    "PassageView",
    "Relaxation",
    "Results",
    "Sized",
    "Suggestion",
    "Summand",
    "Tokens",
    "Total",
]


@dataclass(frozen=True, slots=True)
class Total:
    """How much matches: passages, and the articles they stand in."""

    passages: int
    articles: int


class Tokens(NamedTuple):
    """How often a token stands in some passages, and in how many of them."""

    often: int
    passages: int


class Sized(NamedTuple):
    """How many passages of one kind an article has among some, with their folded characters and words.

    Words do not overlap, punctuation left out.
    """

    record: ArticleRecord
    kind: str
    passages: int
    characters: int
    words: int


@dataclass(frozen=True, slots=True)
class Summand:
    """One summand of a score: field, term, frequency there, passages with the term, share.

    `field` is words or grams of the passage, `title_words` or `title_grams` of its article's title, or a run
    that stands as typed: `whole` in the passage, `run_in_title`, or a title in a run, `title_in_query`.
    """

    field: str
    term: str
    tf: int
    df: int
    score: float


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another passage that shares text with one, which is the `number`th of its article.

    `shared` counts the folded characters of the one that lie in 20 in a row that the other holds too.
    """

    article: ArticleRecord
    passage: str
    number: int
    text: str
    shared: int


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Another mode that would find something, and how much."""

    mode: str
    articles: int
    passages: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another text worth searching: why (spelling, synonym) and how much it finds."""

    text: str
    reason: str
    articles: int
    passages: int


@dataclass(frozen=True, slots=True)
class Fragment:
    """A shown extract of a passage: `[start, end)` of its text, whole sentences where they fit."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PassageHit:
    """One matching passage: whole text, marked spans `[start, end)` in code points, shown extract, score."""

    id: str
    kind: str
    text: str
    heading: str
    score: float
    spans: tuple[Span, ...]
    fragment: Fragment
    summands: tuple[Summand, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """One matching article: its record, its best passages, how many more match, and marks of its title."""

    article: ArticleRecord
    score: float
    more: int
    passages: tuple[PassageHit, ...]
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to one query.

    `unplaced` counts matching passages on the unplaced shelf, which are left out unless asked for.
    """

    query: Query
    total: Total
    hits: tuple[ArticleHit, ...]
    facets: Mapping[str, FacetValues]
    notices: tuple[Notice, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    unplaced: int = 0
    generation: str = ""

    def held(self) -> int:
        """Return about how many bytes of memory the answer holds, records aside, which answers share."""
        passages = [passage for hit in self.hits for passage in hit.passages]
        texts = sum(getsizeof(passage.text) + getsizeof(passage.heading) for passage in passages)
        small = sum(len(passage.spans) + 2 * len(passage.summands) for passage in passages)
        values = sum(len(values) for values in self.facets.values())
        return 8_000 + texts + 600 * len(passages) + 120 * small + 24 * values

    @property
    def _head(self) -> str:
        return f"{self.total.articles} articles, {self.total.passages} passages for {self.query.text!r}"

    def __repr__(self) -> str:
        lines = [self._head]
        for number, hit in enumerate(self.hits, (self.query.page - 1) * self.query.size + 1):
            lines.append(f"{number:>3}. {hit.article.title}  [{hit.article.id}]  {hit.score:.2f}")
            for passage in hit.passages:
                shown = passage.text[passage.fragment.start : passage.fragment.end].replace("\n", " ")
                lines.append(f"     #{passage.id}  {shown}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return table(
            self._head,
            (
                (
                    hit.score,
                    hit.article.title,
                    [
                        (passage.text, passage.fragment.start, passage.fragment.end, passage.spans)
                        for passage in hit.passages
                    ],
                )
                for hit in self.hits
            ),
        )


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage as its article shows it: its marks, and the spans that gave a label its evidence."""

    id: str
    kind: str
    text: str
    heading: str
    spans: tuple[Span, ...] = ()
    evidence: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Former:
    """A passage once published here under an id that no passage of the article has now.

    `state` is moved (the same text stands elsewhere: `article`, `passage`), changed (`passage` is what most
    resembles it here, `now` its text) or gone.
    """

    id: str
    kind: str
    text: str
    state: str
    article: str = ""
    passage: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One whole article: its record, its passages, what its labels rest on, and what once stood here.

    Of an article that is `gone` only its id, its title and what once stood there are known.
    """

    article: ArticleRecord
    passages: tuple[PassageView, ...]
    evidence: Evidence = field(default_factory=Evidence)
    former: tuple[Former, ...] = ()
    gone: bool = False
