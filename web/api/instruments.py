"""Which tables do the instruments answer under /api/v1/instruments?

A table comes a page at a time as JSON, or whole as a file, written while its rows are found.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from flask import Blueprint, Response, request

from search.instruments.instrument import Instrument
from search.instruments.registry import INSTRUMENTS, instrument_named
from search.instruments.table import Table
from web.api import serialise
from web.api.answering import answered, ignored
from web.api.faults import engine_here, handle_faults
from web.api.tables import instrument_body, table_body
from web.exports.plain import plain_rows
from web.exports.writers import Writer, writer_named
from web.language import language
from web.links import Links
from web.params import InstrumentRequest, instrument_arguments

__all__ = ["instruments"]

instruments = Blueprint("instruments", __name__)
handle_faults(instruments)

PIECE = 16_384  # characters that are sent at once


@instruments.get("")
def listed() -> Response:
    """Answer which instruments there are."""

    def body() -> serialise.Body:
        return {"instruments": [instrument_body(one, Links(), language()) for one in INSTRUMENTS]}

    return answered(body)


@instruments.get("/<name>")
def table(name: str) -> Response:
    """Answer a page of an instrument's table, or all of it in another format."""
    instrument = instrument_named(name)
    asked = instrument_arguments(instrument, request.args.items(multi=True))
    writer = writer_named(asked.format)
    return answered(
        lambda: table_body(
            _read(instrument, asked), asked, Links(), language(), notices=ignored(asked.known)
        ),
        other=(lambda: _download(_read(instrument, asked), writer)) if writer else None,
    )


def _read(instrument: Instrument, asked: InstrumentRequest) -> Table:
    return engine_here().instrument(instrument.name, asked.query, lang=language(), **asked.parameters)


def _download(read: Table, writer: Writer) -> Response:
    """Return a table as a file; what goes wrong before its first piece is answered as an error."""
    pieces = _pieces(writer.write(read.columns, plain_rows(read, Links(language=language())), language()))
    first = next(pieces, b"")
    response = Response(chain([first], pieces), mimetype=writer.type)
    name = f"{read.asked.instrument}.{writer.ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _pieces(texts: Iterable[str]) -> Iterator[bytes]:
    """Yield texts in UTF-8, some at once."""
    held: list[str] = []
    size = 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size >= PIECE:
            yield "".join(held).encode("utf-8", "replace")
            held, size = [], 0
    if held:
        yield "".join(held).encode("utf-8", "replace")
