"""What does each column of a bundle mean, and with which software was it made?"""

import platform
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import distributions

from search.engine import Engine
from search.instruments.registry import maker
from search.instruments.table import Column, Table
from search.receipts.fields import FIELDS, SHAPES
from web.exports.download import Download
from web.exports.plain import PlainRow
from web.exports.texts import csv
from web.release import release

__all__ = ["codebook", "environment", "requirements"]

HEADS = ("file", "column", "zh", "en", "kind", "unit_zh", "unit_en")
KINDS = {
    "text": "text",
    "prose": "text",
    "context": "text around a hit",
    "code": "code",
    "number": "number",
    "share": "share, from 0 to 1",
    "rate": "fraction",
    "link": "address",
}


def codebook(tables: Iterable[tuple[str, Table]]) -> Iterator[bytes]:
    """Yield a CSV with a line for each column of the data, and for each field of a receipt."""
    columns = [Column(name, name, name) for name in HEADS]
    yield from csv(Download(columns, _rows(tables), "zh"))


def _rows(tables: Iterable[tuple[str, Table]]) -> Iterator[PlainRow]:
    for file, table in tables:
        units = maker(table.asked.instrument).unit
        for column in table.columns:
            yield [file, column.name, column.zh, column.en, KINDS[column.kind], *units]
    for field in FIELDS:
        yield ["receipts", field.name, field.zh, field.en, SHAPES[field.shape].called[1], "", ""]


def environment(engine: Engine) -> Iterator[bytes]:
    """Yield the versions of all that decides what is found."""
    about = engine.about()
    told: Sequence[tuple[str, str]] = (
        ("jiansuo", release()),
        ("python", platform.python_version()),
        ("platform", sys.platform),
        *((name, str(getattr(about, name))) for name in ("corpus", "dictionary", "tokenizer", "schema")),
        ("generation", about.generation),
        ("articles", str(about.articles)),
        ("passages", str(about.passages)),
    )
    for name, value in told:
        yield f"{name}: {value}\n".encode()


def requirements() -> Iterator[bytes]:
    """Yield the packages beside which the software ran, as pip reads them."""
    found = {one.metadata["Name"]: one.version for one in distributions() if one.metadata["Name"]}
    for name in sorted(found, key=str.lower):
        if name.lower() != "jiansuo":
            yield f"{name}=={found[name]}\n".encode()
