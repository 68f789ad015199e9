"""Which search, or which table of one, do arguments ask for, and what is its receipt?"""

from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import parse_qsl, urlsplit

from search.engine import Engine
from search.instruments.instrument import Instrument
from search.instruments.parameters import given, read_parameters
from search.instruments.registry import PASSAGES, instrument_named
from search.instruments.table import Asked
from search.messages import Language
from search.query.fields import FACET_NAMES
from search.query.request import Query
from search.receipts.issuing import issue
from search.receipts.receipt import Receipt, ReceiptRefused, read_receipt
from search.receipts.replaying import Replay, replay
from web.limits import RECEIPT_ARTICLES, RECEIPT_PASSAGES
from web.links import Links
from web.params import SINGLE, from_arguments, instrument_arguments
from web.release import release

__all__ = ["address_of", "asked_at", "asked_of", "receipt_of", "replayed", "sent_receipt"]

INSTRUMENT = "instrument"  # the argument that names one
SEARCHED = (*SINGLE, *FACET_NAMES, "lang")


def asked_of(arguments: Iterable[tuple[str, str]]) -> Asked:
    """Return what arguments ask for; `instrument` names what makes a table.

    A receipt has no place for a notice, so that a name that means nothing is refused. Raises SearchError.
    """
    pairs = [*arguments]
    name = next((value for key, value in pairs if key == INSTRUMENT and value), "")
    known = instrument_arguments(instrument_named(name), ()).known if name else SEARCHED
    for key, _ in pairs:
        if key not in (*known, INSTRUMENT):
            raise ReceiptRefused("receipt-parameter", name=key)
    if not name:
        query = from_arguments(pairs)
        plain = Query(query.text, query.mode, query.filters, query.sort, mentioned=query.mentioned)
        return Asked(PASSAGES.name, plain)
    return asked_table(instrument_named(name), pairs)


def asked_table(instrument: Instrument, pairs: Iterable[tuple[str, str]]) -> Asked:
    """Return the table that arguments ask of an instrument. Raises SearchError."""
    asked = instrument_arguments(instrument, pairs)
    read = read_parameters(instrument.parameters, asked.parameters)
    return Asked(instrument.name, asked.query, tuple(given(instrument.parameters, read)))


def asked_at(address: str) -> Asked:
    """Return what an address of a page asks for. Raises SearchError."""
    split = urlsplit(address)
    pairs = parse_qsl(split.query)
    _, _, name = split.path.partition("/instruments/")
    return asked_of([*pairs, (INSTRUMENT, name)])


def address_of(asked: Asked) -> str:
    """Return the address that shows what is asked for, without host and language."""
    return Links().search(asked.query) if asked.instrument == PASSAGES.name else Links().instrument(asked)


def receipt_of(engine: Engine, asked: Asked, language: Language, *, most: int | None = None) -> Receipt:
    """Return the receipt of what is asked for now. Raises SearchError."""
    told = {"address": address_of(asked), "day": _today(), "release": release()}
    return issue(engine, asked, language=language, most=most, **told)


def replayed(engine: Engine, receipt: Receipt, *, here: bool = False) -> Replay:
    """Run a receipt again; what is asked over the network is answered within limits. Raises SearchError."""
    limits = (RECEIPT_PASSAGES, RECEIPT_ARTICLES) if here else (None, None)
    return replay(engine, receipt, day=_today(), release=release(), most=limits[0], looked_at=limits[1])


def sent_receipt(pieces: Sequence[bytes]) -> Receipt:
    """Return the receipt among what was sent. Raises ReceiptRefused."""
    raw = next((one for one in pieces if one.strip()), None)
    if raw is None:
        raise ReceiptRefused("receipt-none")
    return read_receipt(raw)


def _today() -> str:
    return date.today().isoformat()  # noqa: DTZ011 the day here
