"""Which passages were ever published, so that an old link can show what it meant?

`register.jsonl` lies beside the articles and is part of the corpus: one JSON object a line with article,
passage, kind and text, only ever appended to. A line torn by a crash at the end of the file is ignored and
cut off by the next publication.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from index.corpus.passages import Passage
from index.durable import sync
from index.errors import RegisterError

__all__ = ["REGISTER", "Published", "publish", "published"]

REGISTER = "register.jsonl"
AT_ONCE = 10_000  # lines


@dataclass(frozen=True, slots=True)
class Published:
    """One passage as it was once published."""

    article: str
    passage: str
    kind: str
    text: str


def published(folder: str | Path) -> Iterator[Published]:
    """Yield all that was ever published from a folder of articles. Raises RegisterError."""
    path = Path(folder) / REGISTER
    if not path.exists():
        return
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            row = _row(line)
            if row is not None:
                yield row
            elif line.strip() and line.endswith(b"\n"):  # without a line end, a crash tore it
                raise RegisterError(path, number, "is not a line of the register; restore it from a copy")


def _row(line: bytes) -> Published | None:
    """Return what a line says, None for one that is damaged."""
    try:
        row = json.loads(line)
        values = [row[name] for name in ("article", "passage", "kind", "text")]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return Published(*values) if all(isinstance(value, str) for value in values) else None


def publish(
    folder: str | Path, passages: Iterable[tuple[str, Passage]], known: Iterable[tuple[str, str]]
) -> int:
    """Append the passages, given with their article's id, that are not known; return how many.

    `known` are ids of articles and passages, as published.
    """
    seen = set(known)
    number = 0
    fresh = _lines(passages, seen)
    while lines := list(islice(fresh, AT_ONCE)):
        _append(Path(folder) / REGISTER, "\n".join(lines) + "\n")
        number += len(lines)
    if number:
        sync(Path(folder))  # the register may be new there, or a crash came before its name was safe
    return number


def _lines(passages: Iterable[tuple[str, Passage]], seen: set[tuple[str, str]]) -> Iterator[str]:
    """Yield the lines of passages not seen before."""
    encode = json.JSONEncoder(ensure_ascii=False).encode  # `json.dumps` would make one for each line
    for article, passage in passages:
        if (article, passage.id) not in seen:
            seen.add((article, passage.id))
            row = {"article": article, "passage": passage.id, "kind": passage.kind, "text": passage.text}
            yield encode(row)


def _append(path: Path, text: str) -> None:
    """Append lines and sync; a torn last line is cut off first, one that only lacks its end is ended."""
    raw = text.encode("utf-8", "surrogatepass")
    with path.open("ab+") as file:
        torn = _unfinished(file)
        if _row(torn) is not None:
            raw = b"\n" + raw
        elif torn:
            file.truncate(file.seek(0, os.SEEK_END) - len(torn))
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def _unfinished(file: BinaryIO) -> bytes:
    """Return what stands behind the last line end of a file."""
    end = file.seek(0, os.SEEK_END)
    reach = 1 << 16
    while True:
        start = file.seek(max(end - reach, 0))
        tail = file.read(end - start)
        if b"\n" in tail or not start:
            return tail[tail.rfind(b"\n") + 1 :]
        reach *= 2
