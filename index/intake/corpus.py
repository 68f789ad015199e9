"""What does the folder of a corpus hold already, and how is one source written into it?

Article files are written each to a new file that replaces the old one, the ledger last: a crash leaves a
corpus whose next import mends it, and so does the loss of power: each file is synced before it takes its
name, and the names when the import ends, those of changed articles before their ledger. A file that would not
change is not touched. What a person wrote stays: an article whose text was edited by hand is left alone,
labels confirmed in the front matter are kept.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from index.corpus.articles import (
    ARTICLE_BYTES,
    Article,
    format_article,
    parse_article,
    read_article,
    write_article,
)
from index.durable import sync
from index.errors import ArticleError, ImportBusy, LedgerError, SourceError
from index.intake.known import Known
from index.intake.ledger.account import Ledger, text_digest, texts_of
from index.intake.ledger.files import write_ledger
from index.intake.ledger.naming import slug

__all__ = ["Corpus"]

SAME_NAME = 100
CONFIRMED = ("publication", "published", "authors", "regions", "zone", "initiatives")


class Corpus:
    """The articles and ledgers of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.unsynced: set[Path] = set()

    @cached_property
    def known(self) -> Known:
        """The sources of the corpus, read when they are first asked for: after the lock is held."""
        return Known(self.folder)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other imports out. Raises ImportBusy at once where one is running."""
        ledger = self.folder / "ledger"
        if not ledger.exists():
            ledger.mkdir(parents=True, exist_ok=True)
            sync(self.folder)
            sync(self.folder.parent)
        with (ledger / ".lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ImportBusy(f"another import is writing into {self.folder}") from error
            self._sweep()
            try:
                yield
            finally:
                for folder in self.unsynced:
                    sync(folder)

    def article(self, name: str) -> Article | None:
        """Return an article of the corpus, None where there is none that can be read."""
        path = self.folder / f"{name}.md"
        try:
            return read_article(path) if path.exists() else None
        except ArticleError:
            return None

    def complete(self, ledger: Ledger) -> bool:
        """Tell whether every article of a ledger is there; an emptied file is none."""
        return all(_size(self.folder / f"{entry.id}.md") for entry in ledger.articles)

    def text(self, ledger: Ledger) -> str:
        """Return the text of all articles of a ledger that are there."""
        articles = filter(None, (self.article(entry.id) for entry in ledger.articles))
        return "\n".join(text for article in articles for text in texts_of(article).values())

    def ledger_path(self, name: str) -> Path:
        """Return a path for the ledger of a source that has none. Raises LedgerError for a damaged one."""
        base = f"{slug(name)}-{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
        for number in range(1, SAME_NAME):
            path = self.folder / "ledger" / (f"{base}-{number}.json" if number > 1 else f"{base}.json")
            if path in self.known.damaged:
                raise LedgerError(path, 0, "is damaged; move it away and import its source again")
            if not path.exists():
                return path
        raise SourceError(name, 0, f"{SAME_NAME} other sources have this name")

    def is_taken(self, name: str, source: str, former: Ledger | None) -> bool:
        """Tell whether an id is another's; a file that an interrupted import left of this source is not."""
        if former and any(entry.id == name for entry in former.articles):
            return False
        if name in self.known.owners:
            return True
        if not _size(self.folder / f"{name}.md"):
            return False
        article = self.article(name)
        return article is None or article.source.file != source

    def write(self, articles: list[Article], ledger: Ledger, former: Ledger | None) -> list[str]:
        """Write articles and ledger of one source; return notices about what was left alone."""
        notices: list[str] = []
        known = {entry.id: entry.text for entry in former.articles} if former else {}
        ready: dict[str, str] = {}
        for article in articles:
            current = self.article(article.id)
            if current is None and self._is_foreign(article.id):
                notices.append(f"{article.id} cannot be read as an article and is left as it is; mend it")
                continue
            if current is not None and text_digest(current) not in (
                known.get(article.id),
                text_digest(article),
            ):
                notices.append(f"{article.id} was edited by hand and is left as it is")
                continue
            new = _confirmed(article, current)
            if current != new:
                ready[new.id] = _checked(new)
        try:
            for name, text in ready.items():
                write_article(text, self.folder / f"{name}.md")
            notices += self._remove(set(known) - {article.id for article in articles}, known)
            if former:
                sync(self.folder)
            self.unsynced |= {self.folder, ledger.path.parent}
            write_ledger(ledger, ledger.path)
        except OSError as error:
            self._sweep()
            raise SourceError(ledger.source.file, 0, f"cannot be written: {error.strerror}") from error
        return notices

    def _remove(self, gone: set[str], known: dict[str, str]) -> Iterator[str]:
        """Remove articles the source no longer has, but for those a person edited."""
        for name in sorted(gone):
            article = self.article(name)
            if name in self.known.shared:
                yield f"{name} is no longer in the source, but another ledger claims it and it stays"
            elif self._is_foreign(name) if article is None else text_digest(article) != known[name]:
                yield f"{name} is no longer in the source, but was edited by hand and stays"
            else:
                (self.folder / f"{name}.md").unlink(missing_ok=True)

    def _is_foreign(self, name: str) -> bool:
        """Tell whether a file that is no article holds anything, which a person may have written."""
        try:
            return bool((self.folder / f"{name}.md").read_bytes().strip(b"\x00 \t\r\n"))
        except FileNotFoundError:
            return False
        except OSError:
            return True

    def _sweep(self) -> None:
        """Remove what an interrupted write left."""
        for folder, ending in ((self.folder, "md"), (self.folder / "ledger", "json")):
            for path in folder.glob(f".*.{ending}.new"):
                path.unlink(missing_ok=True)


def _size(path: Path) -> int:
    """Return the size of a file, 0 where there is none."""
    return path.stat().st_size if path.exists() else 0


def _confirmed(article: Article, current: Article | None) -> Article:
    """Return an article with what a person confirmed in the file that is there, and no proposal about it."""
    if current is None:
        return article
    kept = {name: getattr(article, name) or getattr(current, name) for name in CONFIRMED}
    source = replace(
        article.source, url=article.source.url or current.source.url, rights=current.source.rights
    )
    proposed = {name: rows for name, rows in article.proposed.items() if not kept.get(name)}
    return replace(
        article, **kept, language=current.language, source=source, proposed=proposed, more=current.more
    )


def _checked(article: Article) -> str:
    """Return the text of an article's file if it can be read back as it is. Raises SourceError."""
    try:
        text = format_article(article)
        back = parse_article(text, path=article.id)
    except ValueError as error:
        raise SourceError(article.source.file, 0, f"holds text an article cannot hold: {error}") from error
    except ArticleError as error:
        raise SourceError(
            article.source.file, 0, f"holds text an article cannot hold: {error.message}"
        ) from error
    if len(text.encode("utf-8")) > ARTICLE_BYTES:
        raise SourceError(
            article.source.file, 0, f"holds an article of more than {ARTICLE_BYTES // 1_000_000} MB; split it"
        )
    if back != article:
        raise SourceError(article.source.file, 0, "holds text that an article file would not give back")
    return text
