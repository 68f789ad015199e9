"""Which tables do the instruments answer under /api/v1/instruments?

A table comes a page at a time as JSON, or whole as a file, written while its rows are found, or drawn.
"""

from flask import Blueprint, Response

from search.instruments.instrument import Instrument
from search.instruments.registry import INSTRUMENTS, instrument_named
from search.instruments.table import Table
from web.api import serialise
from web.api.answering import answered, ignored
from web.api.downloads import answered_as, negotiated
from web.api.faults import engine_here, handle_faults
from web.api.tables import instrument_body, table_body
from web.language import language
from web.links import Links
from web.params import InstrumentRequest, instrument_arguments
from web.render import arguments_here

__all__ = ["instruments"]

instruments = Blueprint("instruments", __name__)
handle_faults(instruments)


@instruments.get("")
def listed() -> Response:
    """Answer which instruments there are."""

    def body() -> serialise.Body:
        return {"instruments": [instrument_body(one, Links(), language()) for one in INSTRUMENTS]}

    return answered(body)


@instruments.route("/<name>", methods=["GET", "POST"])
def table(name: str) -> Response:
    """Answer a page of an instrument's table, or all of it in another format."""
    instrument = instrument_named(name)
    asked = instrument_arguments(instrument, arguments_here())
    return answered_as(
        negotiated(asked.format),
        lambda: table_body(
            _read(instrument, asked), asked, Links(), language(), notices=ignored(asked.known)
        ),
        lambda: _read(instrument, asked),
    )


def _read(instrument: Instrument, asked: InstrumentRequest) -> Table:
    return engine_here().instrument(instrument.name, asked.query, lang=language(), **asked.parameters)
