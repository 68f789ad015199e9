"""Which files replicate a search elsewhere, and how do they lie in one archive?

Decision: an archive made twice on one day of one state of a corpus is the same to the byte: names in one
order, no times, no rights. Its sums are checked before anything in it is believed.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from search.engine import Engine
from search.instruments.registry import PASSAGES, maker
from search.instruments.table import Asked, Table
from search.messages import Language
from search.receipts.issuing import named
from search.receipts.receipt import LARGEST, Receipt, ReceiptRefused, read_receipt, write_receipt
from web.exports.download import download
from web.exports.writers import writer_named
from web.links import Links
from web.receipts.asking import receipt_of
from web.receipts.codebook import codebook, environment, requirements
from web.receipts.replication import log, readme

__all__ = ["Bundle", "bundled", "receipts_in"]

PIECE = 65_536  # bytes
SUMS = "sums.txt"
RECEIPTS = "receipts/"
FORMS = ("csv", "jsonl")
UNREADABLE = (  # what reading an archive raises, the damage being where it is
    BadZipFile,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
    zlib.error,
)
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of archives, which know no earlier one


@dataclass(frozen=True)
class Bundle:
    """A search with tables made of it, to be replicated elsewhere."""

    engine: Engine
    asked: Sequence[Asked]
    language: Language = "zh"
    site: str = ""

    def files(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Yield the files by name, each to be written before the next. Raises SearchError."""
        links = Links(self.site, self.language)
        named_tables = [*zip(_names(self.asked), map(self._table, self.asked), strict=True)]
        receipts: list[Receipt] = []
        for name, table in named_tables:
            receipts.append(receipt_of(self.engine, table.asked, self.language))
            yield f"{RECEIPTS}{name}.receipt.json", write_receipt(receipts[-1])
            for form in FORMS:
                writer = writer_named(form)
                if writer:
                    yield f"data/{name}.{form}", writer.write(download(table, self.engine.names, links))
            for parameter, text in _lists(table.asked):
                yield f"concepts/{name}-{parameter}.txt", [text.encode() + b"\n"]
        yield "codebook.csv", codebook((f"data/{name}", table) for name, table in named_tables)
        told = [download(table, self.engine.names, links) for _, table in named_tables]
        yield "log.txt", log([*zip((name for name, _ in named_tables), told, receipts, strict=True)])
        yield "environment.txt", environment(self.engine)
        yield "requirements.txt", requirements()
        yield "README.md", readme(receipts)
        read = {table.about.generation for _, table in named_tables if table.about}
        if read | {one.generation for one in receipts} != {self.engine.about().generation}:
            raise ReceiptRefused("bundle-changed")

    def _table(self, asked: Asked) -> Table:
        if asked.instrument == PASSAGES.name:
            return self.engine.passages(asked.query, lang=self.language)
        given = named(asked.parameters, asked.instrument)
        return self.engine.instrument(asked.instrument, asked.query, lang=self.language, **given)


def _names(asked: Sequence[Asked]) -> list[str]:
    """Return the names of tables, those of one instrument numbered from the second on."""
    names: list[str] = []
    for one in asked:
        same = sum(name.partition("-")[0] == one.instrument for name in names)
        names.append(f"{one.instrument}-{same + 1}" if same else one.instrument)
    return names


def _lists(asked: Asked) -> Iterator[tuple[str, str]]:
    """Yield the lists among the parameters, by name."""
    long = {row.name for row in maker(asked.instrument).parameters if row.long}
    for name, text in asked.parameters:
        if name in long:
            yield name, text


def bundled(bundle: Bundle) -> Iterator[bytes]:
    """Yield the archive of a bundle, with the SHA-256 of each file in it. Raises SearchError."""
    with TemporaryFile() as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            sums = [f"{_put(archive, name, pieces)}  {name}\n" for name, pieces in bundle.files()]
            _put(archive, SUMS, [line.encode() for line in sums])
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _put(archive: ZipFile, name: str, pieces: Iterable[bytes]) -> str:
    """Write a file into an archive; return its SHA-256."""
    entry, total = ZipInfo(name, FIRST_DAY), sha256()
    entry.compress_type = ZIP_DEFLATED
    entry.create_system = 3  # wherever it is made
    entry.external_attr = 0o644 << 16
    with archive.open(entry, "w", force_zip64=True) as file:
        for piece in pieces:
            total.update(piece)
            file.write(piece)
    return total.hexdigest()


def receipts_in(path: str | Path) -> list[Receipt]:
    """Return the receipts of a file: a receipt, or a bundle, whose every file is summed first.

    Raises ReceiptRefused, OSError.
    """
    with Path(path).open("rb") as file:
        archived = file.read(2) == b"PK"
        file.seek(0)
        return _archived(file) if archived else [read_receipt(file.read(LARGEST + 1))]


def _archived(file: IO[bytes]) -> list[Receipt]:
    try:
        with ZipFile(file) as archive:
            names = [name for name in _summed(archive) if name.startswith(RECEIPTS)]
            large = [name for name in names if archive.getinfo(name).file_size > LARGEST]
            if large or not names:
                raise ReceiptRefused("bundle-damaged", file=(large or [RECEIPTS])[0])
            return [read_receipt(archive.read(name)) for name in names]
    except UNREADABLE as error:
        raise ReceiptRefused("bundle-damaged", file=f"ZIP, {json.dumps(str(error))}") from error


def _summed(archive: ZipFile) -> list[str]:
    """Return the names of the files in an archive, all of which are what its sums say."""
    names = archive.namelist()
    if SUMS not in names or archive.getinfo(SUMS).file_size > LARGEST:
        raise ReceiptRefused("bundle-damaged", file=SUMS)
    lines = [line.split("  ", 1) for line in archive.read(SUMS).decode("utf-8", "replace").splitlines()]
    wanted = {line[1]: line[0] for line in lines if len(line) == 2}
    if sorted([*wanted, SUMS]) != sorted(names):
        raise ReceiptRefused("bundle-damaged", file=SUMS)
    for name, total in wanted.items():
        read = sha256()
        with archive.open(name) as file:
            while piece := file.read(PIECE):
                read.update(piece)
        if read.hexdigest() != total:
            raise ReceiptRefused("bundle-damaged", file=name)
    return [*wanted]
