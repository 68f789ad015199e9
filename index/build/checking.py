"""Which article files break the format, name what does not exist, or are not what was indexed of them?

The same reading as a build, without building: every file, every code and id it names, the ids among one
another, and the register of published passages. Beside an index, every file that a build would not read, for
its stamp is what it was, is summed.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.build.previous import Previous
from index.corpus.articles import Article, read_article
from index.corpus.folders import article_files, hash_of, scan
from index.corpus.register import REGISTER, published
from index.corpus.stamps import TABLE, Stamps
from index.errors import ArticleError, ArticleUnreadable, IndexingError, RegisterError
from index.labels.gazetteer import Gazetteer, load_gazetteer
from index.labels.taxonomy import Taxonomy, load_taxonomy

__all__ = ["CorpusCheck", "check_articles", "check_indexed"]

STALE = "is not what was indexed, though size and times are; index it with: jiansuo index --rebuild"


@dataclass(frozen=True, slots=True)
class CorpusCheck:
    """What a check found: how many files it read, and every fault with file and line."""

    files: int
    faults: tuple[IndexingError, ...]


def check_articles(folders: Iterable[str | Path]) -> CorpusCheck:
    """Check every article file of the folders and their registers. Raises ArticleError for no folder."""
    roots = [Path(folder) for folder in folders]
    gazetteer, taxonomy = load_gazetteer(), load_taxonomy()
    files, hidden = article_files(roots)
    faults: list[IndexingError] = [*hidden]
    owner: dict[str, Path] = {}
    for path in files:
        try:
            article = read_article(path)
        except ArticleError as error:
            faults.append(error)
            continue
        faults += _labels(article, path, gazetteer, taxonomy)
        first = owner.setdefault(article.id, path)
        if first != path:
            faults.append(_at(path, "id", article.id, f"is already used by {first}"))
    return CorpusCheck(len(files), (*faults, *_registers(roots)))


def check_indexed(folders: Sequence[str | Path], index: str | Path) -> Iterator[ArticleError]:
    """Yield a fault for each file that was changed without another size, time or inode.

    Raises IndexDamaged and IndexUntrusted.
    """
    hashes = Previous.open(Path(index), rebuild=False).hashes
    stamps = Stamps.load(Path(index) / TABLE)
    for path, stamp in scan(folders)[0].items():
        known = stamps.hash_of(path, stamp)
        try:
            if known and hashes.get(path) == known != hash_of(path):
                yield ArticleError(path, 0, STALE)
        except ArticleUnreadable as error:
            yield error


def _labels(article: Article, path: Path, gazetteer: Gazetteer, taxonomy: Taxonomy) -> Iterator[ArticleError]:
    """Yield a fault for each region, zone or initiative type that does not exist."""
    for code in article.regions:
        if gazetteer.get(code) is None:
            yield _at(path, "regions", code, "is not a GB/T 2260 code of the gazetteer")
    if article.zone and gazetteer.get(article.zone) is None:
        yield _at(path, "zone", article.zone, "is not a zone of the gazetteer")
    for name in article.initiatives:
        if taxonomy.get(name) is None:
            yield _at(path, "initiatives", name, "is not an initiative type of the taxonomy")


def _registers(folders: Iterable[Path]) -> Iterator[IndexingError]:
    """Yield a fault for each register that cannot be read."""
    for folder in folders:
        try:
            deque(published(folder), maxlen=0)
        except RegisterError as error:
            yield error
        except OSError as error:
            yield RegisterError(folder / REGISTER, 0, f"cannot be read: {error.strerror}")


def _at(path: Path, field: str, value: str, message: str) -> ArticleError:
    """Return a fault of the front matter at the line that holds the value, after its field."""
    lines = path.read_text("utf-8-sig", "replace").splitlines()
    key = next((number for number, line in enumerate(lines) if line.startswith(f"{field}:")), 0)
    line = next((number for number, line in enumerate(lines) if number >= key and value in line), key)
    return ArticleError(path, line + 1, f"{field}: {value!r} {message}")
