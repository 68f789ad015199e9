"""Which ledger is an article's, and which are a source's?

Decision: a ledger that cannot be read whole is nobody's; it hides no other, and is named where the one that
was asked for is not found.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.errors import LedgerError
from index.intake.ledger.account import Entry, Ledger, Origin
from index.intake.ledger.files import ledgers, read_ledger
from index.intake.ledger.naming import slug

__all__ = ["Head", "head_of", "of_article", "of_source", "read_head"]

HEAD = 20_000  # characters read at first for what a ledger begins with
KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Head:
    """What a ledger says first: its path, name, trail and SHA-256 of its source, ids of its articles."""

    ledger: Path
    file: str
    trail: str
    sha256: str
    articles: tuple[str, ...]


def of_article(folder: Path, name: str, *, source: str = "") -> Head:
    """Return the first ledger of a corpus that has an article, those named after its source asked first.

    Raises LedgerError where none has it.
    """
    named = slug(source)
    paths = sorted(ledgers(folder), key=lambda path: not path.name.startswith(named))
    if found := _found(paths, lambda head: name in head.articles, most=1):
        return found[0]
    raise LedgerError(folder, 0, f"no ledger has an article {name!r}")


def of_source(folder: Path, source: str) -> list[Head]:
    """Return the ledgers of a source: one, but two sources may have one name in corpora of old.

    Raises LedgerError where there is none, but one that cannot be read.
    """
    return _found(ledgers(folder), lambda head: head.file == source)


def _found(paths: Iterable[Path], fits: Callable[[Head], bool], *, most: int = 0) -> list[Head]:
    """Return the ledgers that fit, no more than `most` unless it is 0. Raises LedgerError."""
    found: list[Head] = []
    damaged: LedgerError | None = None
    for path in paths:
        stat = path.stat()
        head = _whole(path, (stat.st_mtime_ns, stat.st_ino))
        if isinstance(head, LedgerError):
            damaged = damaged or head
        elif fits(head):
            found.append(head)
            if len(found) == most:
                break
    if damaged and not found:
        raise LedgerError(damaged.path, damaged.line, damaged.message) from damaged
    return found


@lru_cache(maxsize=KEPT)
def _whole(path: Path, _: tuple[int, int]) -> Head | LedgerError:
    """Return what a ledger says first as of its last change, or why it cannot be read."""
    try:
        return head_of(read_ledger(path))
    except LedgerError as error:
        return error.with_traceback(None)


def head_of(ledger: Ledger) -> Head:
    """Return what a ledger says first."""
    return _made(ledger.path, ledger.source, ledger.articles)


def _made(path: Path, source: Origin, articles: Iterable[Entry]) -> Head:
    return Head(path, source.file, source.trail, source.sha256, tuple(entry.id for entry in articles))


def read_head(path: Path) -> Head:
    """Return what a ledger says first, its spans unread. Raises LedgerError."""
    text = ""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            while more := file.read(max(HEAD, len(text))):
                text += more
                if head := _head(text, path):
                    return head
    except (OSError, ValueError) as error:
        raise LedgerError(path, 0, f"cannot be read: {error}") from error
    return head_of(read_ledger(path))  # written by another hand


def _head(text: str, path: Path) -> Head | None:
    """Return what the beginning of a ledger says, None where it is too short or written otherwise."""
    source, articles = '"source":', '"articles":'
    decoder = json.JSONDecoder()
    try:
        origin, end = decoder.raw_decode(text, text.index(source) + len(source))
        entries, _ = decoder.raw_decode(text, text.index(articles, end) + len(articles))
        return _made(path, Origin(**origin), (Entry(**entry) for entry in entries))
    except (ValueError, TypeError, RecursionError):
        return None
