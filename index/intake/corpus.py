"""What does the folder of a corpus hold already, and how is one source written into it?

Article files are written each to a new file that replaces the old one, the ledger last: a crash leaves a
corpus whose next import mends it. A file that would not change is not touched. What a person wrote stays:
an article whose text was edited by hand is left alone, labels confirmed in the front matter are kept.
"""

import fcntl
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from index.articles import ARTICLE_BYTES, Article, format_article, parse_article, read_article, write_article
from index.errors import ArticleError, ImportBusy, SourceError
from index.intake.ids import slug
from index.intake.ledger import Ledger, read_ledger, text_digest, write_ledger

__all__ = ["Corpus"]

SAME_NAME = 100
_HEAD = re.compile(r'"source":(\{[^{}]*\})')
CONFIRMED = ("publication", "published", "authors", "regions", "zone", "initiatives")


class Corpus:
    """The articles and ledgers of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.by_hash: dict[str, str] = {}
        self.names: dict[str, list[Path]] = {}
        for path in sorted((folder / "ledger").glob("*.json")):
            if not path.name.startswith(".") and (told := _origin(path)):
                self.by_hash.setdefault(told["sha256"], told["file"])
                self.names.setdefault(told["file"], []).append(path)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other imports out. Raises ImportBusy at once where one is running."""
        (self.folder / "ledger").mkdir(parents=True, exist_ok=True)
        with (self.folder / "ledger" / ".lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ImportBusy(f"another import is writing into {self.folder}") from error
            yield

    def former(self, name: str, sha256: str) -> list[Ledger]:
        """Return the ledgers of sources of this name, the one with the same bytes first."""
        found = [read_ledger(path) for path in self.names.get(name, ())]
        return sorted(found, key=lambda ledger: ledger.source.sha256 != sha256)

    def article(self, name: str) -> Article | None:
        """Return an article of the corpus, None where there is none that can be read."""
        path = self.folder / f"{name}.md"
        try:
            return read_article(path) if path.exists() else None
        except ArticleError:
            return None

    def complete(self, ledger: Ledger) -> bool:
        """Tell whether every article of a ledger is there."""
        return all((self.folder / f"{entry.id}.md").exists() for entry in ledger.articles)

    def ledger_path(self, name: str) -> Path:
        """Return a path for the ledger of a source that has none."""
        base = f"{slug(name)}-{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
        for number in range(1, SAME_NAME):
            path = self.folder / "ledger" / (f"{base}-{number}.json" if number > 1 else f"{base}.json")
            if not path.exists():
                return path
        raise SourceError(name, 0, f"{SAME_NAME} other sources have this name")

    def taken(self, name: str, former: Ledger | None) -> Iterator[str]:
        """Yield the ids of others; a file an interrupted import left of this source is not one."""
        own = {entry.id for entry in former.articles} if former else set()
        for path in self.folder.glob(f"{slug(name)}-*.md"):
            if path.stem not in own:
                article = self.article(path.stem)
                if former or article is None or article.source.file != name or name in self.names:
                    yield path.stem

    def write(self, articles: list[Article], ledger: Ledger, former: Ledger | None) -> list[str]:
        """Write articles and ledger of one source; return notices about what was left alone."""
        notices: list[str] = []
        known = {entry.id: entry.text for entry in former.articles} if former else {}
        ready = []
        for article in articles:
            current = self.article(article.id)
            if current is not None and text_digest(current) not in (
                known.get(article.id),
                text_digest(article),
            ):
                notices.append(f"{article.id} was edited by hand and is left as it is")
                continue
            new = _confirmed(article, current)
            if current != new:
                ready.append(_checked(new))
        try:
            for article in ready:
                write_article(article, self.folder / f"{article.id}.md")
            notices += self._remove(set(known) - {article.id for article in articles}, known)
            write_ledger(ledger, ledger.path)
        except OSError as error:
            self._sweep()
            raise SourceError(ledger.source.file, 0, f"cannot be written: {error.strerror}") from error
        self.names.setdefault(ledger.source.file, [])
        if ledger.path not in self.names[ledger.source.file]:
            self.names[ledger.source.file].append(ledger.path)
        self.by_hash.setdefault(ledger.source.sha256, ledger.source.file)
        return notices

    def _remove(self, gone: set[str], known: dict[str, str]) -> Iterator[str]:
        """Remove articles the source no longer has, but for those a person edited."""
        for name in sorted(gone):
            article = self.article(name)
            if article is not None and text_digest(article) != known[name]:
                yield f"{name} is no longer in the source, but was edited by hand and stays"
            else:
                (self.folder / f"{name}.md").unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Remove what an interrupted write left."""
        for folder in (self.folder, self.folder / "ledger"):
            for path in folder.glob(".*.new"):
                path.unlink(missing_ok=True)


def _origin(path: Path) -> dict[str, str] | None:
    """Return the source a ledger is of, read from its first bytes."""
    with path.open(encoding="utf-8", errors="replace") as file:
        found = _HEAD.search(file.read(20_000))
    try:
        told = json.loads(found[1]) if found else {}
    except ValueError:
        return None
    return told if {"file", "sha256"} <= set(told) else None


def _confirmed(article: Article, current: Article | None) -> Article:
    """Return an article with what a person confirmed in the file that is there, and no proposal about it."""
    if current is None:
        return article
    kept = {name: getattr(article, name) or getattr(current, name) for name in CONFIRMED}
    source = replace(
        article.source, url=article.source.url or current.source.url, rights=current.source.rights
    )
    proposed = {name: rows for name, rows in article.proposed.items() if not kept.get(name)}
    return replace(article, **kept, language=current.language, source=source, proposed=proposed)


def _checked(article: Article) -> Article:
    """Return the article if its file can be read back as it is. Raises SourceError."""
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
    return article
