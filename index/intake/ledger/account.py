"""Where did every character of a source go?

A ledger is one compact JSON file per source, `DIR/ledger/<name>.json`:

    {"ledger": 1, "version": ..., "overrides": digest of the reviewer's choices that were applied,
     "source": {"file", "format", "sha256", "bytes", "encoding", "bom", "text_sha256", "characters", "trail"},
     "articles": [{"id", "text": digest of its texts as written, "made_title", "rule", "confidence"}],
     "rules": [names],
     "spans": [[fate, rule, confidence, run], or [fate, rule, confidence, run, article, block, offset]],
     "format": {"hints": [[offset, role, rule, begins an article]], "rows": [[start, end, fields]],
                "columns": {field: column}, "head": characters of front matter},
     "doubts": [{"reason", "start", "end", "confidence", "rule", "article", "block": digest, "text"}]}

The spans follow the source without gap or overlap: each has one fate. `run` (see `repair`) says how the
span became the stretch of article `article` (number in the list above) that begins at `offset` of its text
`block` (-2 title, -1 subtitle, else the number of the block in the body). A span without an article, or
with block -3 (a byline, dateline or furniture of that article), is a run of one text: the source itself.
`file` is the name of the source, which no other has, `trail` its path with the folder that was given ("" in
ledgers of old). `encoding` is empty where the text was extracted; else `bom` and text give the file's bytes
back. `format` is what the file's format said beyond its text, so that a source can be imported again from
its ledger.

Nothing here knows how an import works: `index.intake.ledger.verify` needs this module and the articles only.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from index.corpus.articles import Article, Block
from index.durable import write_whole
from index.errors import LedgerError

__all__ = [
    "FATES",
    "Doubt",
    "Entry",
    "Ledger",
    "Origin",
    "Span",
    "ledgers",
    "read_ledger",
    "text_digest",
    "texts_of",
    "write_ledger",
]

FORMAT = 1
LEDGER_BYTES = 200_000_000
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
                between = {one.fate for one in self.spans[last[where] + 1 : number]} - {"blank"}
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


def write_ledger(ledger: Ledger, path: Path) -> None:
    """Write a ledger, whole or not at all, its long lists row by row."""
    rules = sorted({span.rule for span in ledger.spans})
    number = {rule: at for at, rule in enumerate(rules)}
    parts: dict[str, Any] = {
        "ledger": FORMAT,
        "version": ledger.version,
        "overrides": ledger.overrides,
        "source": asdict(ledger.source),
        "articles": map(asdict, ledger.articles),
        "rules": rules,
        "doubts": map(asdict, ledger.doubts),
        "format": ledger.format,
        "spans": (_row(span, number) for span in ledger.spans),
    }
    write_whole(path, _written(parts))


def ledgers(folder: Path) -> Iterator[Path]:
    """Yield the ledger files of a corpus, in the order of their names."""
    yield from sorted(path for path in (folder / "ledger").glob("*.json") if not path.name.startswith("."))


def _written(parts: dict[str, Any]) -> Iterator[str]:
    """Yield the text of a ledger's file."""
    for at, (name, value) in enumerate(parts.items()):
        yield f'{"," if at else "{"}"{name}":'
        yield from _pieces(value)
    yield "}"


def _row(span: Span, number: dict[str, int]) -> list[Any]:
    """Return a span as a row of the file."""
    where = [span.article, span.block, span.offset] if span.article >= 0 else []
    return [FATES.index(span.fate), number[span.rule], span.confidence, list(span.run), *where]


def _pieces(value: Any) -> Iterator[str]:
    """Yield a value as compact JSON, the rows of an iterator one by one."""
    if not isinstance(value, Iterator):
        yield _json(value)
        return
    before = "["
    for row in value:
        yield before + _json(row)
        before = ","
    yield "[]" if before == "[" else "]"


def _json(value: Any) -> str:
    """Return a value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def read_ledger(path: Path) -> Ledger:
    """Read a ledger. Raises LedgerError for anything that does not fit the format."""
    try:
        if path.stat().st_size > LEDGER_BYTES:
            raise LedgerError(path, 0, "is too large to be a ledger")
        told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise LedgerError(path, 0, f"cannot be read: {error}") from error
    try:
        if told["ledger"] != FORMAT:
            raise LedgerError(
                path, 0, f"has format {told['ledger']!r}, this program reads {FORMAT}; import again"
            )
        return Ledger(
            version=told["version"],
            overrides=told["overrides"],
            source=Origin(**told["source"]),
            articles=tuple(Entry(**entry) for entry in told["articles"]),
            spans=tuple(_span(row, told["rules"], len(told["articles"])) for row in told["spans"]),
            doubts=tuple(Doubt(**doubt) for doubt in told["doubts"]),
            format=dict(told["format"]),
            path=path,
        )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise LedgerError(path, 0, f"is not a ledger: {error!r}") from error


def _span(row: list[Any], rules: list[str], articles: int) -> Span:
    """Return one span of the file, its numbers checked."""
    fate, rule, sure, run, *where = row
    if not all(
        isinstance(part, str) or (isinstance(part, int) and not isinstance(part, bool)) for part in run
    ):
        raise ValueError("a run holds only numbers and texts")
    if where and not (len(where) == 3 and 0 <= where[0] < articles and where[1] >= NOWHERE and where[2] >= 0):
        raise ValueError("a span points nowhere")
    span = Span(FATES[fate], rules[rule], sure, tuple(run), *where)
    if span.literal and any(isinstance(part, int) for part in run):
        raise ValueError("a span without an article copies nothing")
    return span
