"""How do an instrument and its table read as JSON, and the formats they can be had in?"""

from collections.abc import Iterable
from dataclasses import asdict

from search.instruments.instrument import Instrument
from search.instruments.parameters import Parameter
from search.instruments.registry import instrument_named
from search.instruments.table import Asked, Remark, Table
from search.messages import Language
from search.query.parser import parse
from search.query.request import Query
from web.api.serialise import Body, notice_body
from web.exports.plain import plain_rows
from web.exports.writers import Writer
from web.links import Links
from web.params import InstrumentRequest

__all__ = ["formats_body", "instrument_body", "table_body"]


def formats_body(writers: Iterable[Writer], lang: Language) -> Body:
    """Return in which formats a search and every table can be had, and a chart where a table has one.

    JSON is a page, others are all rows. What has `articles` is of a search alone.
    """
    page = {"name": "json", "label": "JSON", "ending": "json", "type": "application/json"}
    rows = [
        {
            "name": one.name,
            "label": one.label(lang),
            "ending": one.ending,
            "type": one.type,
            "whole": True,
            "drawn": one.draws,
            "articles": one.articles,
        }
        for one in writers
    ]
    return {"formats": [page | {"whole": False, "drawn": False, "articles": False}, *rows]}


def instrument_body(instrument: Instrument, links: Links, lang: Language) -> Body:
    """Return what an instrument is called, counts, may be asked, and how it computes."""
    return {
        "name": instrument.name,
        "label": instrument.label(lang),
        "unit": instrument.counted(lang),
        "method": instrument.computed(lang),
        "parameters": [_parameter(row, lang) for row in instrument.parameters],
        "href": links.rows(Asked(instrument.name, Query())),
    }


def _parameter(row: Parameter, lang: Language) -> Body:
    number = isinstance(row.usual, int)
    return {
        "name": row.name,
        "label": row.label(lang),
        "default": [] if row.several else row.usual,
        "choices": list(row.offered),
        "range": [row.low, row.high] if number else None,
        "several": row.several or 1,
        "needed": row.needed,
        "characters": row.most if not number and not row.offered else None,
    }


def _remark_body(remark: Remark) -> Body:
    return {"code": remark.code, "message": remark.message, "span": None, "line": remark.line}


def table_body(
    table: Table, asked: InstrumentRequest, links: Links, lang: Language, *, notices: Iterable[Body] = ()
) -> Body:
    """Return one page of a table; `total` counts all its rows."""
    instrument, query = instrument_named(table.asked.instrument), table.asked.query
    rows, total = table.page(asked.page, asked.size)
    return {
        "instrument": instrument.name,
        "label": instrument.label(lang),
        "unit": instrument.counted(lang),
        "method": instrument.computed(lang),
        "query": query.text,
        "mode": query.mode,
        "mentioned": query.mentioned,
        "filters": [asdict(chosen) for chosen in query.filters],
        "parameters": [list(pair) for pair in table.asked.parameters],
        "counts": dict(table.counts),
        "page": asked.page,
        "size": asked.size,
        "total": total,
        "columns": [
            {"name": column.name, "label": column.label(lang), "kind": column.kind}
            for column in table.columns
        ],
        "rows": list(plain_rows(table, links, rows)),
        "notices": [
            *(notice_body(one, lang) for one in parse(query.text).notices),
            *map(_remark_body, table.remarks),
            *notices,
        ],
    }
