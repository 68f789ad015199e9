"""Which passages were published that no live article holds any more, and which are published now?"""

import errno
from collections.abc import Iterable, Sequence
from pathlib import Path

from index.build.compaction import NextGeneration
from index.corpus.register import REGISTER, Published, publish, published
from index.errors import IndexingError, RegisterError
from index.store.catalog import CatalogRow

__all__ = ["publish_passages"]

UNREGISTERED = "cannot be written, so links to passages that change later will not show the old text"
UNREAD = "cannot be read: {}; links to former passages stay as they were"


def publish_passages(
    folders: Sequence[str | Path],
    work: NextGeneration,
    rows: Sequence[CatalogRow],
    before: Iterable[Published],
    faults: list[IndexingError],
) -> list[Published]:
    """Publish new passages in the register of their folder; return those no live article holds any more.

    `before` are those of the generation before: they stand for a register that cannot be read. A register
    that cannot be read or written is added to the faults.
    """
    former: dict[tuple[str, str], Published] = {}
    held = {(row.record.id, passage.id) for row, passage in work.passages(rows)}
    for folder in map(Path, folders):
        known = set()
        try:
            for item in published(folder):
                known.add((item.article, item.passage))
                former[item.article, item.passage] = item
        except OSError as error:
            faults.append(RegisterError(folder / REGISTER, 0, UNREAD.format(error.strerror)))
            former = {(item.article, item.passage): item for item in before} | former
            continue
        own = [row for row in rows if Path(row.record.file).is_relative_to(folder)]
        try:
            publish(folder, ((row.record.id, passage) for row, passage in work.passages(own)), known)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise
            faults.append(RegisterError(folder / REGISTER, 0, UNREGISTERED))
    return [item for key, item in former.items() if key not in held]
