"""Which passages were published that no live article holds any more, and which are published now?

The register of a folder is read when it is not as the last build left it. Otherwise its last lines are what
the catalog before says: every passage of its articles and every former one; so only articles that changed
are looked at. That is why a passage whose text comes with other white space, or as another kind, gets a line
of its own: the last one with its id counts.

The former passages of an article stand in the order in which they were last read, those that had left it
before behind them. Where only the register knows them, its order is all there is: that in which passages were
published, which is the order of the text unless the article was changed.
"""

import errno
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from index.build.compaction import LiveSegment, NextGeneration
from index.build.previous import Previous
from index.corpus.passages import KINDS, Passage
from index.corpus.register import REGISTER, Published, publish, published
from index.corpus.stamps import ABSENT, Stamp, stamp_of
from index.errors import IndexingError, RegisterError
from index.store.arrays import Strings
from index.store.catalog import FormerChange

__all__ = ["Articles", "publish_changes", "publish_passages", "register_stamps"]

Array = np.ndarray[Any, Any]
UNREGISTERED = "cannot be written, so links to passages that change later will not show the old text"
UNREAD = "cannot be read: {}; links to former passages stay as they were"
LOOKED_AT = 256  # articles whose passages are known by id at a time: registers keep those of one together


class Articles:
    """The articles of the next generation by number, from its catalog: ids, files, and where each lies."""

    def __init__(self, catalog: Mapping[str, Array], segments: Sequence[LiveSegment]) -> None:
        self.ids, self.files = (
            Strings(catalog[f"{name}.bytes"], catalog[f"{name}.ends"]) for name in ("id", "file")
        )
        self.segment, self.local, self.segments = catalog["segment"], catalog["local"], segments
        self.first: Array = np.cumsum([0, *(own.reader.size for own in segments)])

    def range(self, number: int) -> tuple[LiveSegment, int, int, int]:
        """Return the segment of an article, its first passage there and the next one's, and the offset."""
        segment = int(self.segment[number])
        own, local = self.segments[segment], int(self.local[number])
        first, last = own.reader.first[local : local + 2].tolist()
        return own, first, last, int(self.first[segment])

    def passages(self, number: int) -> Iterator[Passage]:
        """Yield the passages of an article."""
        return self.segments[int(self.segment[number])].passages(int(self.local[number]))


def register_stamps(folders: Iterable[str | Path]) -> dict[str, Stamp]:
    """Return the stamp of the register of each folder, ABSENT for none; nothing if one cannot be known."""
    found = {}
    for folder in folders:
        try:
            found[str(folder)] = stamp_of((Path(folder) / REGISTER).stat())
        except FileNotFoundError:
            found[str(folder)] = ABSENT
        except OSError:
            return {}
    return found


def publish_changes(
    folders: Sequence[str | Path],
    work: NextGeneration,
    articles: Articles,
    old: Previous,
    faults: list[IndexingError],
) -> FormerChange:
    """Publish the new passages of articles that changed; return what that does to the former ones.

    The registers must be as the build left them that made the generation before.
    """
    went = _went(work, old)
    changed = {record.id: record.file for record, live in zip(work.records, _new(work), strict=True) if live}
    touched = frozenset(changed.keys() | went.keys())
    come: list[Published] = []
    fresh: dict[str, list[tuple[str, Passage]]] = {str(folder): [] for folder in folders}
    for article in sorted(touched):
        source, gone = went.get(article, ("", []))
        known = {item.passage: item for item in (*gone, *old.former(article))}
        number = articles.ids.find(article.encode())
        now = list(articles.passages(number)) if article in changed else []
        held = {passage.id for passage in now}
        come += [item for pid, item in known.items() if pid not in held]
        for folder, lines in fresh.items():
            if _below(changed.get(article, ""), folder):
                seen = known if len(fresh) == 1 or _below(source, folder) else {}
                lines += [(article, one) for one in now if not _told(seen.get(one.id), one)]
    for folder, lines in fresh.items():
        _publish(folder, lines, faults)
    return FormerChange(touched, come)


def _new(work: NextGeneration) -> list[bool]:
    live: list[bool] = work.live_rows[len(work.stays) :].tolist()
    return live


def _went(work: NextGeneration, old: Previous) -> dict[str, tuple[str, list[Published]]]:
    """Return the files and passages of the articles before that do not stay, by their ids."""
    found: dict[str, tuple[str, list[Published]]] = {}
    if old.catalog is None:
        return found
    ids, files = old.catalog.strings("id"), old.catalog.strings("file")
    segment, local = old.catalog["segment"], old.catalog["local"]
    for row in np.flatnonzero(~work.stays).tolist():
        article, own = ids[row].decode(), old.segments[int(segment[row])]
        passages = own.passages(int(local[row]))
        items = [Published(article, passage.id, passage.kind, passage.text) for passage in passages]
        found[article] = files[row].decode(), items
    return found


def _told(before: Published | None, passage: Passage) -> bool:
    """Tell whether a register says of a passage what is so now."""
    return before is not None and (before.kind, before.text) == (passage.kind, passage.text)


def _below(file: str, folder: str | Path) -> bool:
    return bool(file) and Path(file).is_relative_to(folder)


def publish_passages(
    folders: Sequence[str | Path], articles: Articles, old: Previous, faults: list[IndexingError]
) -> FormerChange:
    """Read the registers and publish what they lack; return what becomes of the former passages.

    Those of the generation before stand for a register that cannot be read. A register that cannot be read or
    written is added to the faults.
    """
    former: dict[tuple[str, str], Published] = {}
    find = _finder(articles)
    for folder in map(Path, folders):
        told = np.zeros(int(articles.first[-1]), bool)
        try:
            for item in published(folder):
                own, doc, offset = find(item.article, item.passage)
                if own is None:
                    former[item.article, item.passage] = item
                else:
                    kind, text = KINDS[own.reader.kind[doc]], own.reader.text(doc)
                    told[offset + doc] = (kind, text) == (item.kind, item.text)
        except OSError as error:
            faults.append(RegisterError(folder / REGISTER, 0, UNREAD.format(error.strerror)))
            before = (item for item in old.former() if find(item.article, item.passage)[0] is None)
            former = {(item.article, item.passage): item for item in before} | former
            continue
        _publish(folder, _untold(articles, folder, told), faults)
    return FormerChange(None, list(former.values()))


def _finder(articles: Articles) -> Any:
    """Return a function from the ids of an article and of a passage to its segment, number and offset."""

    @lru_cache(LOOKED_AT)
    def passages(article: str) -> tuple[LiveSegment | None, dict[str, int], int]:
        number = articles.ids.find(article.encode("utf-8", "surrogatepass"))
        if number < 0:
            return None, {}, 0
        own, first, last, offset = articles.range(number)
        return own, {own.reader.pid(doc): doc for doc in range(first, last)}, offset

    def find(article: str, passage: str) -> tuple[LiveSegment | None, int, int]:
        own, docs, offset = passages(article)
        return (own, docs[passage], offset) if passage in docs else (None, 0, 0)

    return find


def _untold(articles: Articles, folder: Path, told: Array) -> Iterator[tuple[str, Passage]]:
    """Yield the passages of the articles of a folder that its register does not tell."""
    for number, (name, file) in enumerate(zip(articles.ids, articles.files, strict=True)):
        if _below(file.decode(), folder):
            _, first, last, offset = articles.range(number)
            known = told[offset + first : offset + last]
            if not known.all():
                article = name.decode()
                passages = zip(articles.passages(number), known.tolist(), strict=True)
                yield from ((article, passage) for passage, has in passages if not has)


def _publish(
    folder: str | Path, passages: Iterable[tuple[str, Passage]], faults: list[IndexingError]
) -> None:
    """Append passages to a register; one that must not be written is a fault."""
    try:
        publish(folder, passages, ())
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        faults.append(RegisterError(Path(folder) / REGISTER, 0, UNREGISTERED))
