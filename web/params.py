"""Which arguments of an address mean which request?

The only place that reads the names of parameters, which `search.remote.arguments` writes; pages, JSON and
command line go through `from_arguments` and `to_arguments`, and a request survives the way there and back
unchanged.

Decision: forms send empty fields and the default mode, and a range of years in two; `canonical` gives what
such an address asks for, so that a page can lead to the one address of it.

Decision: forms send empty fields, so empty values count as absent; unknown names are left alone, they
belong to the page (`lang`). A value of a filter that begins with `-` is excluded; a real value that begins
with `-` or a backslash has a backslash before it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from search.errors import SearchError
from search.facets.typed import in_years
from search.instruments.instrument import Instrument
from search.instruments.table import Asked
from search.messages import Message
from search.query.fields import FACET_NAMES
from search.query.request import MODES, SORTS, Filter, Query
from search.remote.arguments import to_arguments

__all__ = [
    "RANGE",
    "ROWS",
    "ROWS_USUAL",
    "YES",
    "InstrumentRequest",
    "ParameterError",
    "asked_arguments",
    "canonical",
    "format_asked",
    "from_arguments",
    "instrument_arguments",
    "near_asked",
    "request_arguments",
    "to_arguments",
]

ROWS, ROWS_USUAL = 1_000, 100  # of a table in one answer: at most, and unless asked otherwise
OWN = ("page", "size", "format", "total")  # of a table, not of the search it is made of
FORMATS = (
    "json", "csv", "csv-bare", "xlsx", "dta", "jsonl", "md", "bib", "ris", "txt",
    "qdpx", "qdpx-maxqda", "qdpx-atlas", "qdpx-nvivo", "svg", "png",
)  # fmt: skip
SEARCHED = ("q", "mode", "mentioned")  # what a table is made of, beside filters
SINGLE = ("q", "mode", "sort", "page", "size", "mentioned")
RANGE = ("year_from", "year_to")  # fields of the form that asks for years
_DEFAULT = Query()
YES, NO = ("1", "true", "on", "yes"), ("0", "false", "off", "no")


class ParameterError(SearchError):
    """A parameter has a value it cannot have; `parameter` is its name."""

    table: ClassVar[tuple[Message, ...]] = (
        Message(
            "parameter-number",
            "参数 {parameter} 应为正整数，不能是“{value}”。",
            'The parameter {parameter} must be a whole number above 0, not "{value}".',
        ),
        Message(
            "parameter-choice",
            "参数 {parameter} 不能是“{value}”：可选 {choices}。",
            'The parameter {parameter} cannot be "{value}": choose from {choices}.',
        ),
        Message(
            "parameter-rows",
            "参数 {parameter} 最大为 {choices}。",
            "The parameter {parameter} is at most {choices}.",
        ),
        Message(
            "parameter-repeated",
            "参数 {parameter} 只能有一个值。",
            "The parameter {parameter} takes one value only.",
        ),
        Message(
            "parameter-empty",
            "参数 {parameter} 中的“-”后面没有值。",
            "The parameter {parameter} has no value after the -.",
        ),
    )

    def __init__(self, code: str, parameter: str, *, value: str = "", choices: tuple[str, ...] = ()) -> None:
        self.parameter = parameter
        super().__init__(code, None, parameter=parameter, value=value, choices=", ".join(choices))


def from_arguments(arguments: Iterable[tuple[str, str]]) -> Query:
    """Read a request from arguments.

    Raises ParameterError for a value that cannot be, QueryLimitError for one beyond a documented limit.
    """
    single: dict[str, str] = {}
    filters: list[Filter] = []
    for name, value in arguments:
        if not value:
            continue
        if name in FACET_NAMES:
            filters.append(_read(name, value))
        elif name in SINGLE and single.setdefault(name, value) != value:
            raise ParameterError("parameter-repeated", name)
    default = _DEFAULT
    return Query(
        text=single.get("q", default.text),
        mode=_choice(single, "mode", MODES) or default.mode,
        filters=tuple(filters),
        sort=_choice(single, "sort", SORTS) or default.sort,
        page=_number(single, "page") or default.page,
        size=_number(single, "size") or default.size,
        mentioned=_choice(single, "mentioned", (*YES, *NO)) in YES,
    )


def canonical(arguments: Iterable[tuple[str, str]]) -> Query | None:
    """Return the request of a form's address where that says more than it needs; None where it does not.

    Raises as `from_arguments` does.
    """
    pairs = [*arguments]
    if not any(name in RANGE or (not value and name in SINGLE) or (name, value) == ("mode", _DEFAULT.mode)
               for name, value in pairs):  # fmt: skip
        return None
    query = from_arguments(pairs)
    given = dict(pairs)
    if not any(name in given for name in RANGE):
        return query
    low, high = (given.get(name, "").strip() for name in RANGE)
    return query.with_text(in_years(query.text, low, high))


def format_asked(arguments: Iterable[tuple[str, str]]) -> str:
    """Return in which format an answer is asked for, "" where none is named. Raises ParameterError."""
    own = {name: value for name, value in arguments if name == "format"}
    return _choice(own, "format", FORMATS)


def near_asked(arguments: Iterable[tuple[str, str]]) -> bool:
    """Tell whether articles of a page that are nearly the same are to be told. Raises ParameterError."""
    own = {name: value for name, value in arguments if name == "near"}
    return _choice(own, "near", (*YES, *NO)) in YES


@dataclass(frozen=True, slots=True)
class InstrumentRequest:
    """Ask for one page of the table that an instrument makes of a search, or for all of it in a format.

    `page` counts from 1, `size` is in rows; `format` is "" where none is named; `known` are the names that
    mean something here. A page says how many rows there are where that is quickly told, or where they are to
    be `counted`.
    """

    query: Query
    parameters: Mapping[str, str | list[str]]
    page: int
    size: int
    format: str
    known: tuple[str, ...]
    counted: bool = False


def instrument_arguments(instrument: Instrument, arguments: Iterable[tuple[str, str]]) -> InstrumentRequest:
    """Read what is asked of an instrument. Raises what `from_arguments` does."""
    pairs = [(name, value) for name, value in arguments if value]
    own = {name: value for name, value in reversed(pairs) if name in OWN}
    size = _number(own, "size") or ROWS_USUAL
    if size > ROWS:
        raise ParameterError("parameter-rows", "size", value=str(size), choices=(str(ROWS),))
    parameters: dict[str, str | list[str]] = {}
    for row in instrument.parameters:
        values = [value for name, value in pairs if name == row.name]
        if values and row.several:
            parameters[row.name] = values
        elif values:
            if len(set(values)) > 1:
                raise ParameterError("parameter-repeated", row.name)
            if values[0] != str(row.usual):
                parameters[row.name] = row.lined(values[0])
    return InstrumentRequest(
        query=from_arguments(pair for pair in pairs if pair[0] in (*SEARCHED, *FACET_NAMES)),
        parameters=parameters,
        page=_number(own, "page") or 1,
        size=size,
        format=_choice(own, "format", FORMATS),
        known=(*SEARCHED, *FACET_NAMES, *OWN, "lang", *(row.name for row in instrument.parameters)),
        counted=_choice(own, "total", (*YES, *NO)) in YES,
    )


def request_arguments(request: InstrumentRequest) -> list[tuple[str, str]]:
    """Write a request of a page of a table as arguments."""
    own = [(name, [given] if isinstance(given, str) else given) for name, given in request.parameters.items()]
    page = [("page", str(request.page))] if request.page > 1 else []
    size = [("size", str(request.size))] if request.size != ROWS_USUAL else []
    return [*to_arguments(request.query), *((name, one) for name, many in own for one in many), *page, *size]


def asked_arguments(asked: Asked) -> list[tuple[str, str]]:
    """Write what is asked of an instrument as arguments."""
    return [*to_arguments(asked.query), *asked.parameters]


def _read(facet: str, argument: str) -> Filter:
    exclude = argument.startswith("-")
    value = argument[1:] if exclude else argument
    if not value:
        raise ParameterError("parameter-empty", facet)
    return Filter(facet, re.sub(r"\A\\(?=[-\\])", "", value), exclude)


def _choice(single: dict[str, str], name: str, choices: tuple[str, ...]) -> str:
    """Return the value of a parameter, one of `choices`, or nothing."""
    value = single.get(name, "")
    if value and value not in choices:
        raise ParameterError("parameter-choice", name, value=value, choices=choices)
    return value


def _number(single: dict[str, str], name: str) -> int | None:
    value = single.get(name)
    if value is None:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", value) or not int(value):
        raise ParameterError("parameter-number", name, value=value)
    return int(value)
