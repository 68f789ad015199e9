"""Which passages were ever published, so that an old link can show what it meant?

`register.jsonl` lies beside the articles and is part of the corpus: one JSON object a line with article,
passage, kind and text, only ever appended to. A line torn by a crash at the end of the file is ignored and
cut off by the next publication.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.errors import RegisterError
from index.passages import Passage

__all__ = ["REGISTER", "Published", "publish", "published"]

REGISTER = "register.jsonl"


@dataclass(frozen=True, slots=True)
class Published:
    """One passage as it was once published."""

    article: str
    passage: str
    kind: str
    text: str


def published(folder: str | Path) -> list[Published]:
    """Return all that was ever published from a folder of articles. Raises RegisterError."""
    path = Path(folder) / REGISTER
    if not path.exists():
        return []
    lines = path.read_bytes().split(b"\n")
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row = _row(line)
        if row is not None:
            found.append(row)
        elif number < len(lines):  # the last one has no line end: a crash tore it
            raise RegisterError(path, number, "is not a line of the register; restore it from a copy")
    return found


def _row(line: bytes) -> Published | None:
    """Return what a line says, None for one that is damaged."""
    try:
        row = json.loads(line)
        values = [row[name] for name in ("article", "passage", "kind", "text")]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return Published(*values) if all(isinstance(value, str) for value in values) else None


def publish(folder: str | Path, passages: Iterable[tuple[str, Passage]], known: Iterable[Published]) -> int:
    """Append the passages, given with their article's id, that are not known; return how many."""
    seen = {(row.article, row.passage) for row in known}
    lines = []
    for article, passage in passages:
        if (article, passage.id) not in seen:
            seen.add((article, passage.id))
            row = {"article": article, "passage": passage.id, "kind": passage.kind, "text": passage.text}
            lines.append(json.dumps(row, ensure_ascii=False))
    if lines:
        _append(Path(folder) / REGISTER, "\n".join(lines) + "\n")
    return len(lines)


def _append(path: Path, text: str) -> None:
    """Append lines and sync; a torn last line is cut off first, one that only lacks its end is ended."""
    raw = text.encode("utf-8", "surrogatepass")
    with path.open("ab+") as file:
        file.seek(0)
        before = file.read()
        whole = before.rfind(b"\n") + 1
        if _row(before[whole:]) is not None:
            raw = b"\n" + raw
        else:
            file.truncate(whole)
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
