"""Which searches were saved in the folder of a corpus, and by which short codes are they found again?

Decision: `searches.jsonl` lies beside the articles and is kept with them; lines are only added, so that an
address that was printed leads on for good. A code is made of the search as it is read, so that the same
search has the same code, however it was typed and wherever it is saved.
"""

import fcntl
import json
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from index.durable import sync
from index.errors import SavedError
from search.engine import Engine
from search.instruments.table import Asked
from search.query.parser import parse
from search.query.unparser import unparse
from web.links import Links
from web.receipts.asking import address_of

__all__ = ["FILE", "SavedSearch", "code_of", "save_search", "saved_named", "saved_searches"]

FILE = "searches.jsonl"
LARGEST = 20_000_000  # bytes
CHARACTERS = 10  # of a code, 50 bits


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search as it was saved: its code, its address without host, and the day."""

    code: str
    address: str
    day: str


def code_of(asked: Asked) -> str:
    """Return the code of a search whose filters are codes. Raises SearchError."""
    read = asked.query.with_text(unparse(parse(asked.query.text).node))
    told = Links().instrument(Asked(asked.instrument, read, asked.parameters))
    return b32encode(sha256(told.encode()).digest()).decode()[:CHARACTERS].lower()


def save_search(engine: Engine, asked: Asked, path: str | Path, *, day: str) -> SavedSearch:
    """Add a search to a file unless it is there. Raises SearchError, SavedError."""
    path = Path(path)
    if not path.parent.is_dir():
        raise SavedError(path, 0, "there is no such folder")
    plain = Asked(asked.instrument, engine.canonical(asked.query), asked.parameters)
    made = SavedSearch(code_of(plain), address_of(plain), day)
    try:
        return _kept(path, made)
    except OSError as error:
        raise SavedError(path, 0, f"cannot be written: {error.strerror}") from error


def _kept(path: Path, made: SavedSearch) -> SavedSearch:
    """Add a line unless its code is there; return what is there then. Raises SavedError, OSError."""
    with path.open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if there := saved_named(path, made.code):
            return there
        raw = path.read_bytes()
        line = json.dumps(asdict(made), ensure_ascii=False).encode() + b"\n"
        if len(raw) + len(line) > LARGEST:
            raise SavedError(path, 0, f"would be larger than {LARGEST // 1_000_000} MB")
        file.truncate(raw.rfind(b"\n") + 1)  # what a crash tore
        file.write(line)
        file.flush()
        sync(path)
    sync(path.parent)
    return made


def saved_named(path: str | Path, code: str) -> SavedSearch | None:
    """Return the search of a code, None where none was saved. Raises SavedError."""
    return saved_searches(path).get(code)


def saved_searches(path: str | Path) -> Mapping[str, SavedSearch]:
    """Return the searches of a file by code, none where there is none. Raises SavedError with the line."""
    path = Path(path)
    if not path.exists():
        return {}
    found = path.stat()
    if found.st_size > LARGEST:
        raise SavedError(path, 0, f"is larger than {LARGEST // 1_000_000} MB")
    return _read(path, (found.st_ino, found.st_mtime_ns, found.st_size))


@lru_cache(maxsize=2)
def _read(path: Path, stamp: tuple[int, ...]) -> Mapping[str, SavedSearch]:
    """Return the searches of a file with a stamp; of a last line that a crash tore nothing is there."""
    del stamp
    lines = path.read_bytes().split(b"\n")[:-1]
    found = (_saved(line, path, number) for number, line in enumerate(lines, 1) if line.strip())
    return {one.code: one for one in found}


def _saved(line: bytes, path: Path, number: int) -> SavedSearch:
    """Return what a line says. Raises SavedError."""
    try:
        told = json.loads(line)
        values = [told[name] for name in ("code", "address", "day")]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SavedError(path, number, "is no saved search; restore the file from a copy") from error
    if not all(isinstance(value, str) for value in values) or not values[1].startswith("/"):
        raise SavedError(path, number, "is no saved search; restore the file from a copy")
    return SavedSearch(*values)
