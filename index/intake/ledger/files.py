"""How does a ledger read as a file?

A ledger is one compact JSON file per source, `DIR/ledger/<name>.json`:

    {"ledger": 1, "version": ..., "overrides": digest of the reviewer's choices that were applied,
     "source": {"file", "format", "sha256", "bytes", "encoding", "bom", "text_sha256", "characters", "trail"},
     "articles": [{"id", "text": digest of its texts as written, "made_title", "rule", "confidence"}],
     "rules": [names],
     "spans": [[fate, rule, confidence, run], or [fate, rule, confidence, run, article, block, offset]],
     "format": {"hints": [[offset, role, rule, begins an article]], "rows": [[start, end, fields]],
                "columns": {field: column}, "head": characters of front matter},
     "doubts": [{"reason", "start", "end", "confidence", "rule", "article", "block": digest, "text"}]}

The spans follow the source without gap or overlap: each has one fate. `run` (see `repair`) says how the
span became the stretch of article `article` (number in the list above) that begins at `offset` of its text
`block` (-2 title, -1 subtitle, else the number of the block in the body). A span without an article, or
with block -3 (a byline, dateline or furniture of that article), is a run of one text: the source itself.
`file` is the name of the source, which no other has, `trail` its path with the folder that was given ("" in
ledgers of old). `encoding` is empty where the text was extracted; else `bom` and text give the file's bytes
back. `format` is what the file's format said beyond its text, so that a source can be imported again from
its ledger.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.durable import write_whole
from index.errors import LedgerError
from index.intake.ledger.account import FATES, NOWHERE, Doubt, Entry, Ledger, Origin, Span

__all__ = ["ledgers", "read_ledger", "write_ledger"]

FORMAT = 1
LEDGER_BYTES = 200_000_000


def write_ledger(ledger: Ledger, path: Path) -> None:
    """Write a ledger, whole or not at all, its long lists row by row."""
    rules = sorted({span.rule for span in ledger.spans})
    number = {rule: at for at, rule in enumerate(rules)}
    parts: dict[str, Any] = {
        "ledger": FORMAT,
        "version": ledger.version,
        "overrides": ledger.overrides,
        "source": asdict(ledger.source),
        "articles": map(asdict, ledger.articles),
        "rules": rules,
        "doubts": map(asdict, ledger.doubts),
        "format": ledger.format,
        "spans": (_row(span, number) for span in ledger.spans),
    }
    write_whole(path, _written(parts))


def ledgers(folder: Path) -> Iterator[Path]:
    """Yield the ledger files of a corpus, in the order of their names."""
    yield from sorted(path for path in (folder / "ledger").glob("*.json") if not path.name.startswith("."))


def _written(parts: dict[str, Any]) -> Iterator[str]:
    """Yield the text of a ledger's file."""
    for at, (name, value) in enumerate(parts.items()):
        yield f'{"," if at else "{"}"{name}":'
        yield from _pieces(value)
    yield "}"


def _row(span: Span, number: dict[str, int]) -> list[Any]:
    """Return a span as a row of the file."""
    where = [span.article, span.block, span.offset] if span.article >= 0 else []
    return [FATES.index(span.fate), number[span.rule], span.confidence, list(span.run), *where]


def _pieces(value: Any) -> Iterator[str]:
    """Yield a value as compact JSON, the rows of an iterator one by one."""
    if not isinstance(value, Iterator):
        yield _json(value)
        return
    before = "["
    for row in value:
        yield before + _json(row)
        before = ","
    yield "[]" if before == "[" else "]"


def _json(value: Any) -> str:
    """Return a value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def read_ledger(path: Path) -> Ledger:
    """Read a ledger. Raises LedgerError for anything that does not fit the format."""
    try:
        if path.stat().st_size > LEDGER_BYTES:
            raise LedgerError(path, 0, "is too large to be a ledger")
        told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise LedgerError(path, 0, f"cannot be read: {error}") from error
    try:
        if told["ledger"] != FORMAT:
            raise LedgerError(
                path, 0, f"has format {told['ledger']!r}, this program reads {FORMAT}; import again"
            )
        return Ledger(
            version=told["version"],
            overrides=told["overrides"],
            source=Origin(**told["source"]),
            articles=tuple(Entry(**entry) for entry in told["articles"]),
            spans=tuple(_span(row, told["rules"], len(told["articles"])) for row in told["spans"]),
            doubts=tuple(Doubt(**doubt) for doubt in told["doubts"]),
            format=dict(told["format"]),
            path=path,
        )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise LedgerError(path, 0, f"is not a ledger: {error!r}") from error


def _span(row: list[Any], rules: list[str], articles: int) -> Span:
    """Return one span of the file, its numbers checked."""
    fate, rule, sure, run, *where = row
    if not all(
        isinstance(part, str) or (isinstance(part, int) and not isinstance(part, bool)) for part in run
    ):
        raise ValueError("a run holds only numbers and texts")
    if where and not (len(where) == 3 and 0 <= where[0] < articles and where[1] >= NOWHERE and where[2] >= 0):
        raise ValueError("a span points nowhere")
    span = Span(FATES[fate], rules[rule], sure, tuple(run), *where)
    if span.literal and any(isinstance(part, int) for part in run):
        raise ValueError("a span without an article copies nothing")
    return span
