"""How is one source imported: read, split, repaired, proposed about, written?

A job asks the corpus whether the source is there already, takes over the ids of the articles it had, and
writes articles and ledger. Importing the same bytes again changes nothing.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from index.corpus.articles import Article, Source, is_date
from index.intake.corpus import Corpus, Progress, silent
from index.intake.drafts.draft import Draft
from index.intake.drafts.ids import assign
from index.intake.layout.signs import names_in
from index.intake.ledger.account import Doubt, Entry, Ledger, Origin, text_digest
from index.intake.overrides import Choices
from index.intake.reading import Reading, read_document
from index.intake.sources.document import Document, TableRow

__all__ = ["VERSION", "Job", "Outcome", "Proposer"]

VERSION = "1"  # a new number makes the next import read every source again
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


class Job:
    """The import of one source."""

    def __init__(
        self,
        corpus: Corpus,
        document: Document,
        choices: Choices,
        columns: dict[str, str],
        proposer: Proposer,
        *,
        processes: int = 1,
        progress: Progress = silent,
    ) -> None:
        self.corpus = corpus
        self.document = document
        self.choices = choices
        self.proposer = proposer
        self.columns = columns
        self.processes = processes
        self.progress = progress
        told = f"{choices.fingerprint}{sorted(columns.items()) or ''}"
        self.settings = sha256(told.encode()).hexdigest()[:16] if told else ""

    def run(self, former: Ledger | None, *, trail: str = "", dry_run: bool = False) -> Outcome:
        """Import the source, unless its former self is this already; `trail` is its path with a folder."""
        if former and self.is_current(former):
            self.corpus.known.claim(former)
            return _outcome("unchanged", former, ())
        reading = self.read(former)
        ledger = self.ledger(reading, former, trail)
        notices = tuple(
            f"{choice.source}: a choice about {choice.text or choice.block!r} found no block"
            for choice in self.choices.unused
        )
        if not dry_run:
            notices += tuple(
                self.corpus.write(
                    lambda at: self.article(reading.drafts[at], reading.ids[at]),
                    ledger,
                    former,
                    processes=self.processes,
                    progress=self.progress,
                )
            )
        self.corpus.known.claim(ledger)
        return _outcome("updated" if former else "new", ledger, notices)

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
        known, lost = {}, {}
        for entry in former.articles if former else ():
            if article := self.corpus.article(entry.id):
                known[entry.id] = article
            else:
                lost[entry.text] = entry.id
        name = self.document.name
        return read_document(
            self.document,
            self.choices,
            naming=lambda drafts: assign(
                drafts,
                name,
                former=known,
                lost=lost,
                taken=lambda candidate: self.corpus.is_taken(candidate, name, former),
            ),
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
        rows = self.document.rows
        at = bisect_right(rows, start, key=lambda row: row.start) - 1
        row = rows[at] if at >= 0 and start < rows[at].end else TableRow(0, 0)
        told: dict[str, Any] = {
            name: row.fields[name] for name in ("publication", "url") if row.fields.get(name)
        }
        date = row.fields.get("published", "").strip()[:10].replace("/", "-").replace(".", "-")
        if is_date(date):
            told["published"] = date
        if authors := row.fields.get("authors"):
            told["authors"] = names_in(authors) or (authors.strip(),)
        return told

    def ledger(self, reading: Reading, former: Ledger | None, trail: str) -> Ledger:
        """Return the account of the source."""
        document = self.document
        entries = tuple(
            Entry(name, text_digest(draft), draft.made_title, draft.rule, round(draft.confidence, 2))
            for name, draft in zip(reading.ids, reading.drafts, strict=True)
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
                former.source.trail if former and former.source.trail else trail,
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
            (finding, name)
            for draft, name in zip(reading.drafts, reading.ids, strict=True)
            for finding in draft.findings
        ]
        for finding, name in sorted(found, key=lambda pair: pair[0].start):
            if not self.choices.accepted(finding.block):
                yield Doubt(
                    finding.reason,
                    finding.start,
                    finding.end,
                    finding.confidence,
                    finding.rule,
                    name,
                    finding.block,
                    finding.text,
                )


def _outcome(state: str, ledger: Ledger, notices: tuple[str, ...]) -> Outcome:
    """Return the outcome of a source that has a ledger; every text of its articles is a passage."""
    ids = tuple(entry.id for entry in ledger.articles)
    texts = {(span.article, span.block) for span in ledger.spans if not span.literal}
    passages = len(texts) + sum(entry.made_title for entry in ledger.articles)
    repairs = dict(ledger.repairs())
    return Outcome(
        ledger.source.file,
        state,
        "",
        ids,
        passages,
        ledger.source.characters,
        repairs,
        len(ledger.doubts),
        notices,
    )
