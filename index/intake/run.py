"""How does a folder of raw files become a corpus?

`import_sources` takes one file after the other: read, split, repair, propose, write. What cannot be read is
an outcome of its own, and the rest go on. Running it again on the same files changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from index.articles import Article, Source, is_date
from index.errors import LedgerError, SourceError
from index.intake.corpus import Corpus
from index.intake.drafts import Draft
from index.intake.formats import Document, Hint, Row, is_source, read_source
from index.intake.ids import assign
from index.intake.ledger import Doubt, Entry, Ledger, Origin, text_digest
from index.intake.overrides import Choices, read_overrides
from index.intake.propose import propose
from index.intake.read import Reading, read_document
from index.intake.signs import names_in

__all__ = ["OVERRIDES", "VERSION", "Outcome", "Proposer", "find_sources", "import_again", "import_sources"]

VERSION = "1"  # a new number makes the next import read every source again
OVERRIDES = "overrides.yaml"
Proposer = Callable[[Draft], dict[str, list[dict[str, str]]]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source: state is new, updated, unchanged, duplicate or failed."""

    file: str
    state: str
    message: str = ""
    articles: tuple[str, ...] = ()
    passages: int = 0
    characters: int = 0
    repairs: Mapping[str, int] = field(default_factory=dict)
    doubts: int = 0
    notices: tuple[str, ...] = ()


def find_sources(paths: Iterable[Path]) -> list[tuple[Path, str]]:
    """Return files and the names they go by: paths within a given folder, else the file's own."""
    found: dict[Path, str] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file() and is_source(one))
            for one in inside:
                if not any(part.startswith(".") for part in one.relative_to(path).parts):
                    found.setdefault(one, one.relative_to(path).as_posix())
        else:
            found.setdefault(path, path.name)
    return list(found.items())


def import_sources(
    sources: Iterable[tuple[Path, str]],
    into: Path,
    *,
    overrides: Path | None = None,
    columns: dict[str, str] | None = None,
    dry_run: bool = False,
    proposer: Proposer = propose,
) -> Iterator[Outcome]:
    """Import files into a corpus and yield the outcome of each. Raises OverrideError and ImportBusy."""
    choices = read_overrides(overrides or into / OVERRIDES)
    corpus = Corpus(into)
    with nullcontext() if dry_run else corpus.locked():
        for path, name in sources:
            try:
                document = read_source(path, name=name, columns=columns)
                job = _Job(corpus, document, Choices(choices.get(name, ())), columns or {}, proposer)
                yield job.run(dry_run=dry_run)
            except (SourceError, LedgerError) as error:
                yield Outcome(name, "failed", str(error))


def import_again(
    ledger: Ledger, text: str, into: Path, *, overrides: Path | None = None, proposer: Proposer = propose
) -> Outcome:
    """Import a source once more from the text its ledger rebuilt, after a choice was made."""
    source, told = ledger.source, ledger.format
    document = Document(
        name=source.file,
        path=Path(source.file),
        format=source.format,
        sha256=source.sha256,
        size=source.bytes,
        text=text,
        encoding=source.encoding,
        bom=source.bom,
        hints={at: Hint(role, rule, start) for at, role, rule, start in told.get("hints", ())},
        rows=tuple(Row(start, end, fields) for start, end, fields in told.get("rows", ())),
        head=told.get("head", 0),
    )
    choices = read_overrides(overrides or into / OVERRIDES).get(source.file, ())
    corpus = Corpus(into)
    with corpus.locked():
        return _Job(corpus, document, Choices(choices), told.get("columns", {}), proposer).run(dry_run=False)


class _Job:
    """The import of one source."""

    def __init__(
        self,
        corpus: Corpus,
        document: Document,
        choices: Choices,
        columns: dict[str, str],
        proposer: Proposer,
    ) -> None:
        self.corpus = corpus
        self.document = document
        self.choices = choices
        self.proposer = proposer
        self.columns = columns
        told = f"{choices.fingerprint}{sorted(columns.items()) or ''}"
        self.settings = sha256(told.encode()).hexdigest()[:16] if told else ""

    def run(self, *, dry_run: bool) -> Outcome:
        """Import the source, unless it is there already."""
        document = self.document
        other = self.corpus.by_hash.get(document.sha256)
        if other is not None and other != document.name:
            return Outcome(
                document.name, "duplicate", f"{document.name}: the same bytes were imported as {other}"
            )
        candidates = self.corpus.former(document.name, document.sha256)
        if candidates and self.is_current(candidates[0]):
            return _outcome(document.name, "unchanged", candidates[0], ())
        former: Ledger | None = None
        reading: Reading | None = None
        for candidate in candidates:
            reading = self.read(candidate)
            if candidate.source.sha256 == document.sha256 or set(reading.ids) & {
                entry.id for entry in candidate.articles
            }:
                former = candidate
                break
            reading = None
        reading = reading or self.read(None)
        articles = [
            self.article(draft, name) for draft, name in zip(reading.drafts, reading.ids, strict=True)
        ]
        ledger = self.ledger(reading, articles, former)
        notices = tuple(
            f"{choice.source}: a choice about {choice.text or choice.block!r} found no block"
            for choice in self.choices.unused
        )
        if not dry_run:
            notices += tuple(self.corpus.write(articles, ledger, former))
        return _outcome(document.name, "updated" if former else "new", ledger, notices)

    def is_current(self, ledger: Ledger) -> bool:
        """Tell whether importing would change nothing."""
        same = (ledger.version, ledger.overrides, ledger.source.sha256) == (
            VERSION,
            self.settings,
            self.document.sha256,
        )
        return same and self.corpus.complete(ledger)

    def read(self, former: Ledger | None) -> Reading:
        """Read the document, its articles named after those of a former ledger."""
        known = {}
        for entry in former.articles if former else ():
            if article := self.corpus.article(entry.id):
                known[entry.id] = article
        taken = list(self.corpus.taken(self.document.name, former))
        return read_document(
            self.document,
            self.choices,
            naming=lambda drafts: assign(drafts, self.document.name, former=known, taken=taken),
        )

    def article(self, draft: Draft, name: str) -> Article:
        """Return a draft as an article, with what is proposed about it."""
        fields = self.fields(draft)
        url = fields.pop("url", "")
        proposed = {key: rows for key, rows in self.proposer(draft).items() if not fields.get(key)}
        return Article(
            id=name,
            title=draft.title,
            subtitle=draft.subtitle,
            **fields,
            source=Source(file=self.document.name, sha256=self.document.sha256, url=url),
            blocks=draft.blocks,
            proposed=proposed,
        )

    def fields(self, draft: Draft) -> dict[str, Any]:
        """Return what the columns of a table say of an article."""
        start = draft.placed[0][0] if draft.placed else 0
        row = next((row for row in self.document.rows if row.start <= start < row.end), Row(0, 0))
        told: dict[str, Any] = {
            name: row.fields[name] for name in ("publication", "url") if row.fields.get(name)
        }
        date = row.fields.get("published", "").strip()[:10].replace("/", "-").replace(".", "-")
        if is_date(date):
            told["published"] = date
        if authors := row.fields.get("authors"):
            told["authors"] = names_in(authors) or (authors.strip(),)
        return told

    def ledger(self, reading: Reading, articles: list[Article], former: Ledger | None) -> Ledger:
        """Return the account of the source."""
        document = self.document
        entries = tuple(
            Entry(article.id, text_digest(article), draft.made_title, draft.rule, round(draft.confidence, 2))
            for article, draft in zip(articles, reading.drafts, strict=True)
        )
        return Ledger(
            version=VERSION,
            overrides=self.settings,
            source=Origin(
                document.name,
                document.format,
                document.sha256,
                document.size,
                document.encoding,
                document.bom,
                document.text_sha256,
                len(document.text),
            ),
            articles=entries,
            spans=reading.spans,
            doubts=tuple(self.doubts(reading)),
            format=self.format(),
            path=former.path if former else self.corpus.ledger_path(document.name),
        )

    def format(self) -> dict[str, Any]:
        """Return what the file's format said beyond its text."""
        document = self.document
        told = {
            "hints": [[at, hint.role, hint.rule, hint.start] for at, hint in document.hints.items()],
            "rows": [[row.start, row.end, row.fields] for row in document.rows],
            "columns": self.columns,
            "head": document.head,
        }
        return {name: value for name, value in told.items() if value}

    def doubts(self, reading: Reading) -> Iterator[Doubt]:
        """Yield what is doubtful and nobody has seen to, in the order of the source."""
        found = [
            (one, name)
            for draft, name in zip(reading.drafts, reading.ids, strict=True)
            for one in draft.findings
        ]
        for one, name in sorted(found, key=lambda pair: pair[0].start):
            if not (self.choices and self.choices.accepted(one.block)):
                yield Doubt(
                    one.reason, one.start, one.end, one.confidence, one.rule, name, one.block, one.text
                )


def _outcome(name: str, state: str, ledger: Ledger, notices: tuple[str, ...]) -> Outcome:
    """Return the outcome of a source that has a ledger; every text of its articles is a passage."""
    ids = tuple(entry.id for entry in ledger.articles)
    texts = {(span.article, span.block) for span in ledger.spans if not span.literal}
    passages = len(texts) + sum(entry.made_title for entry in ledger.articles)
    repairs = dict(ledger.repairs())
    return Outcome(
        name, state, "", ids, passages, ledger.source.characters, repairs, len(ledger.doubts), notices
    )
