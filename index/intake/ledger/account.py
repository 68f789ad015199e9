"""Where did every character of a source go?

The spans of a ledger follow its source without gap or overlap: each has one fate. `index.intake.ledger.files`
says how a ledger reads as a file.

Nothing here knows how an import works: `index.intake.ledger.verify` needs this module and the articles only.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from index.corpus.articles import Article, Block

__all__ = [
    "FATES",
    "Doubt",
    "Entry",
    "Ledger",
    "Origin",
    "Span",
    "text_digest",
    "texts_of",
]

FATES = (
    "title",
    "subtitle",
    "byline",
    "dateline",
    "heading",
    "body",
    "caption",
    "furniture",
    "unplaced",
    "blank",
)
TITLE, SUBTITLE, NOWHERE = -2, -1, -3
Run = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of source with one fate.

    `article` is -1 where it belongs to none, `block` is NOWHERE where its article does not hold its text.
    """

    fate: str
    rule: str
    confidence: float
    run: Run
    article: int = -1
    block: int = 0
    offset: int = 0

    @property
    def literal(self) -> bool:
        """Tell whether the ledger alone holds the source."""
        return self.article < 0 or self.block == NOWHERE

    @property
    def length(self) -> int:
        """Return the number of source characters."""
        return sum(len(part) if isinstance(part, str) else max(part, 0) for part in self.run)

    @property
    def kept(self) -> int:
        """Return the number of article characters."""
        return sum(abs(part) for part in self.run if isinstance(part, int))


@dataclass(frozen=True, slots=True)
class Origin:
    """The file a ledger is of; hashes in hexadecimal, `characters` counts code points of the text."""

    file: str
    format: str
    sha256: str
    bytes: int
    encoding: str
    bom: str
    text_sha256: str
    characters: int
    trail: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article: id, digest of its texts as written, whether its title was made up, why it begins."""

    id: str
    text: str
    made_title: bool
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a person should look at: span in the source, article, digest and beginning of its block."""

    reason: str
    start: int
    end: int
    confidence: float
    rule: str
    article: str
    block: str
    text: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """The account of one source."""

    version: str
    overrides: str
    source: Origin
    articles: tuple[Entry, ...]
    spans: tuple[Span, ...]
    doubts: tuple[Doubt, ...] = ()
    format: dict[str, Any] = field(default_factory=dict)
    path: Path = field(default=Path(), compare=False)

    def placed(self) -> Iterator[tuple[int, int, Span]]:
        """Yield start and end in the source with each span."""
        start = 0
        for span in self.spans:
            end = start + span.length
            yield start, end, span
            start = end

    def fates(self) -> Counter[str]:
        """Return the number of source characters by fate."""
        counted: Counter[str] = Counter()
        for span in self.spans:
            counted[span.fate] += span.length
        return counted

    def repairs(self) -> Counter[str]:
        """Return the number of repairs by kind."""
        counted: Counter[str] = Counter()
        last: dict[tuple[int, int], int] = {}
        for number, span in enumerate(self.spans):
            if span.literal:
                continue
            for part in span.run:
                if isinstance(part, str) and part.isspace():
                    counted["lines joined" if part.splitlines()[0] != part else "spaces removed"] += 1
            where = (span.article, span.block)
            if span.rule == "between-the-lines":
                counted["scraps lifted out"] += 1
            elif where in last and span.fate == "body":
                between = {other.fate for other in self.spans[last[where] + 1 : number]} - {"blank"}
                counted["joined across other blocks" if between else "paragraphs joined"] += 1
            last[where] = number
        return counted


def texts_of(article: Article) -> dict[int, str]:
    """Return the texts of an article by the numbers spans use."""
    texts = {TITLE: article.title} | ({SUBTITLE: article.subtitle} if article.subtitle else {})
    return texts | {number: block.text for number, block in enumerate(article.blocks)}


class Texts(Protocol):
    """What has title, subtitle and body: an article, or one in the making."""

    @property
    def title(self) -> str: ...
    @property
    def subtitle(self) -> str: ...
    @property
    def blocks(self) -> tuple[Block, ...]: ...


def text_digest(article: Texts) -> str:
    """Return the SHA-256 of title, subtitle and blocks; labels of the front matter do not count."""
    told = [article.title, article.subtitle, *(f"{block.kind}:{block.text}" for block in article.blocks)]
    return sha256("\x1f".join(told).encode("utf-8", "surrogatepass")).hexdigest()
