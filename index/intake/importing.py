"""How does a folder of raw files become a corpus?

`import_sources` takes one file after the other: read, split, repair, propose, write. What cannot be read is
an outcome of its own, and the rest go on. Running it again on the same files changes nothing.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import LedgerError, SourceError
from index.intake.corpus import Corpus, Progress, silent
from index.intake.drafts.propose import propose
from index.intake.files import SourceFile, find_sources, obstacle, shown, trail_of
from index.intake.job import VERSION, Job, Outcome, Proposer
from index.intake.known import alike
from index.intake.ledger.account import Ledger
from index.intake.ledger.files import read_ledger
from index.intake.overrides import Choice, Choices, read_overrides
from index.intake.sources.document import Document, Hint, TableRow
from index.intake.sources.formats import read_source

__all__ = ["OVERRIDES", "VERSION", "Outcome", "Proposer", "find_sources", "import_again", "import_sources"]

OVERRIDES = "overrides.yaml"
_STAYS = "another text was imported under this name before; its articles stay:"


def import_sources(
    sources: Iterable[SourceFile | tuple[Path, str]],
    into: Path,
    *,
    overrides: Path | None = None,
    columns: dict[str, str] | None = None,
    dry_run: bool = False,
    proposer: Proposer = propose,
    processes: int | None = None,
    progress: Progress = silent,
) -> Iterator[Outcome]:
    """Import files into a corpus and yield the outcome of each. Raises OverrideError and ImportBusy.

    The articles of a large source are written by so many processes, by default one a core; `progress` is
    called with how many of them are written, and of how many.
    """
    choices = read_overrides(overrides or into / OVERRIDES)
    corpus = Corpus(into)
    files = [
        source if isinstance(source, SourceFile) else SourceFile(*source, trail_of(*source), source[1])
        for source in sources
    ]
    brought = _Brought(corpus, choices, columns or {}, proposer, processes or os.cpu_count() or 1, progress)
    with nullcontext() if dry_run else corpus.locked():
        for source in corpus.known.expect(files):
            try:
                outcome = _import(source, brought, dry_run=dry_run)
            except Exception as error:  # noqa: BLE001 whatever a damaged file makes a reader raise ends here
                outcome = Outcome(source.name, "failed", _told(error, source))
            yield outcome


@dataclass(frozen=True, slots=True)
class _Brought:
    """What every file of one import is imported with."""

    corpus: Corpus
    choices: dict[str, list[Choice]]
    columns: dict[str, str]
    proposer: Proposer
    processes: int
    progress: Progress

    def job(self, document: Document) -> Job:
        """Return the import of one document."""
        return Job(
            self.corpus,
            document,
            Choices(self.choices.get(document.name, ())),
            self.columns,
            self.proposer,
            processes=self.processes,
            progress=self.progress,
        )


def _import(source: SourceFile, brought: _Brought, *, dry_run: bool) -> Outcome:
    """Import one file. Raises whatever its reader raises."""
    corpus = brought.corpus
    if fault := obstacle(source.path):
        raise SourceError(source.path, 0, fault)
    document = read_source(source.path, name=source.name, columns=brought.columns)
    twin = corpus.known.twin(document.sha256)
    heads = corpus.known.former(source, document.sha256)
    if twin and not (heads and heads[0].sha256 == document.sha256):
        message = f"{source.path}: the same bytes were imported as {twin.file}"
        return Outcome(source.name, "duplicate", shown(message))
    ledgers = (read_ledger(head.ledger) for head in heads)
    former = next((ledger for ledger in ledgers if _is_same(ledger, document, corpus)), None)
    name = former.source.file if former else corpus.known.name_for(source, document.sha256)
    outcome = brought.job(replace(document, name=name)).run(former, trail=source.trail, dry_run=dry_run)
    stay = () if former else tuple(f"{_STAYS} {', '.join(head.articles)}" for head in heads)
    return replace(outcome, notices=(*stay, *outcome.notices))


def _is_same(former: Ledger, document: Document, corpus: Corpus) -> bool:
    """Tell whether a file is the source that lay where it lies: it has its bytes, or most of its text."""
    return former.source.sha256 == document.sha256 or alike(corpus.text(former), document.text)


def _told(error: Exception, source: SourceFile) -> str:
    """Return in one line which file an import stopped at, why, and what to do."""
    if isinstance(error, SourceError | LedgerError):
        message = str(error)
    elif isinstance(error, MemoryError):
        message = f"{source.path}: needs more memory than there is; split it"
    elif isinstance(error, RecursionError):
        message = f"{source.path}: is nested too deeply; save it in a plainer form"
    else:
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        message = (
            f"{source.path}: cannot be imported, it may be damaged ({reason}); save it anew or leave it out"
        )
    return " ".join(shown(message).split())


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
        rows=tuple(TableRow(start, end, fields) for start, end, fields in told.get("rows", ())),
        head=told.get("head", 0),
    )
    choices = read_overrides(overrides or into / OVERRIDES).get(source.file, ())
    corpus = Corpus(into)
    with corpus.locked():
        return Job(corpus, document, Choices(choices), told.get("columns", {}), proposer).run(ledger)
