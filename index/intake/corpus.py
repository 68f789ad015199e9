"""What does the folder of a corpus hold already, and how is one source written into it?

The article files of a source are written to new files, by all cores where there are many; when all are
written they replace the old ones, the ledger last. A crash leaves a corpus whose next import mends it, and so
does the loss of power: each file is synced before it takes its name, and the names when the import ends,
those of changed articles before their ledger. A file that would not change is not touched. What a person
wrote stays: an article whose text was edited by hand is left alone, labels confirmed in the front matter are
kept.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from index.corpus.articles import Article, read_article
from index.durable import sync, sync_new, take_place, write_new
from index.errors import ArticleError, ImportBusy, LedgerError, SourceError
from index.forks import in_order, owned
from index.intake.known import Known
from index.intake.ledger.account import Ledger, text_digest, texts_of
from index.intake.ledger.files import write_ledger
from index.intake.ledger.naming import slug
from index.intake.writing import checked, confirmed

__all__ = ["Corpus", "Progress", "silent"]

SAME_NAME = 100

Progress = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """Show no progress."""
    del done, total


class _Prepared(NamedTuple):
    """An article that was looked after: what there is to say of it, and whether a new file waits."""

    name: str
    notice: str = ""
    written: bool = False


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
        mode = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        with owned(os.open(ledger / ".lock", mode, 0o666)) as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
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

    def write(
        self,
        article: Callable[[int], Article],
        ledger: Ledger,
        former: Ledger | None,
        *,
        processes: int = 1,
        progress: Progress = silent,
    ) -> list[str]:
        """Write articles and ledger of one source; return notices about what was left alone.

        `article` gives the articles of the ledger by their numbers; nothing takes its place before all are
        written.
        """
        known = {entry.id: entry.text for entry in former.articles} if former else {}
        names = [entry.id for entry in ledger.articles]

        def prepare(number: int) -> _Prepared:
            return self._prepare(article(number), known.get(names[number]))

        ready: list[_Prepared] = []
        try:
            for each in in_order(prepare, len(names), processes=processes):
                ready.append(each)
                progress(len(ready), len(names))
            with _writing(ledger.source.file):
                return self._replace(ready, ledger, former, known)
        except BrokenProcessPool as error:
            message = "a process that wrote its articles was killed (out of memory?); import it again"
            raise SourceError(ledger.source.file, 0, message) from error
        finally:
            self._sweep()

    def _prepare(self, article: Article, known: str | None) -> _Prepared:
        """Write an article beside its file unless the file says the same or is a person's."""
        name = article.id
        current = self.article(name)
        if current is None and self._is_foreign(name):
            return _Prepared(name, f"{name} cannot be read as an article and is left as it is; mend it")
        if current is not None and text_digest(current) not in (known, text_digest(article)):
            return _Prepared(name, f"{name} was edited by hand and is left as it is")
        new = confirmed(article, current)
        if current == new:
            return _Prepared(name)
        text = checked(new)
        with _writing(article.source.file):
            write_new(self.folder / f"{name}.md", text)
        return _Prepared(name, written=True)

    def _replace(
        self, ready: list[_Prepared], ledger: Ledger, former: Ledger | None, known: dict[str, str]
    ) -> list[str]:
        """Let what was written take its place, remove what is gone, and write the ledger."""
        notices = [each.notice for each in ready if each.notice]
        new = [self.folder / f"{each.name}.md" for each in ready if each.written]
        sync_new(new)
        for path in new:
            take_place(path)
        notices += self._remove(set(known) - {each.name for each in ready}, known)
        if former:
            sync(self.folder)
        self.unsynced |= {self.folder, ledger.path.parent}
        write_ledger(ledger, ledger.path)
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


@contextmanager
def _writing(source: str) -> Iterator[None]:
    """Tell what the system refuses of a source as its fault."""
    try:
        yield
    except OSError as error:
        raise SourceError(source, 0, f"cannot be written: {error.strerror}") from error


def _size(path: Path) -> int:
    """Return the size of a file, 0 where there is none."""
    return path.stat().st_size if path.exists() else 0
