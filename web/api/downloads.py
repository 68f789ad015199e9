"""In which format is a table asked for, and how does it travel as a file?

A format is named by `format=`, or else by the header Accept (RFC 9110, 12.5.1); JSON where neither names one.
A file is written while its rows are found. Its links begin with the address of the site, since it is read
elsewhere.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain

from flask import Response, request

from search.instruments.table import Table
from web.api import serialise
from web.api.answering import answered
from web.api.faults import engine_here
from web.charts.drawing import alone
from web.exports.download import download
from web.exports.writers import WRITERS, Writer, writer_named
from web.language import language
from web.links import Links
from web.render import site_here

__all__ = ["answered_as", "downloaded", "negotiated"]

PIECE = 65_536  # bytes that are sent at once
JSON = "application/json"


def answered_as(
    writer: Writer | None, body: Callable[[], serialise.Body], table: Callable[[], Table]
) -> Response:
    """Answer a body in JSON, or where something writes it a table as a file."""
    other = (lambda: downloaded(table(), writer)) if writer else None
    parts = (writer.name, site_here(), date.today().isoformat()) if writer else ()  # noqa: DTZ011 of citations
    response = answered(body, other=other, parts=parts)
    if not request.args.get("format"):
        response.vary.add("Accept")
    return response


def negotiated(named: str) -> Writer | None:
    """Return what writes the format that is named, or that the reader takes; None for JSON."""
    if named:
        return writer_named(named)
    taken = request.accept_mimetypes
    types = dict.fromkeys(writer.type for writer in WRITERS if not writer.draws)  # browsers take pictures too
    best = taken.best_match([JSON, *types], JSON)
    return next((writer for writer in WRITERS if writer.type == best and best != JSON), None)


def downloaded(table: Table, writer: Writer) -> Response:
    """Return a table as a file; what goes wrong before its first piece is answered as an error."""
    links = Links(site_here(), language())
    engine = engine_here()
    drawn = alone(table, links, engine)
    made = download(table, engine.names, links, drawn, style=writer.style, cut=engine.parts)
    pieces = _pieces(writer.write(made))
    first = next(pieces, b"")
    response = Response(chain([first], pieces), mimetype=writer.type)
    name = f"{table.asked.instrument}.{writer.ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a file, some of its pieces at once."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= PIECE:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
