"""Which shape has each answer of the API?"""

from collections.abc import Mapping, Sequence

from index.facets.rows import FACETS
from index.labels.record import Ambiguity, ArticleRecord, Label
from search.facets.values import FacetValue
from search.instruments.registry import INSTRUMENTS
from search.instruments.table import Column
from search.query.fields import FACET_NAMES
from search.query.request import MODES, SORTS, Filter
from search.results import Relaxation, Suggestion, Summand, Total
from search.suggest import Completion
from web.api.openapi.problems import told
from web.api.openapi.receipts import RECEIPTS
from web.api.openapi.shapes import (
    ANY,
    FLAG,
    NUMBER,
    SPAN,
    TEXT,
    WHOLE,
    Schema,
    closed,
    either,
    listed,
    shape,
    shapes,
)
from web.api.serialise import RECORD
from web.citations.styles import STYLES

__all__ = ["COMPONENTS", "part"]

_NOTHING: Schema = {"type": "null"}
_BESIDE = [facet.name for facet in FACETS if facet.beside]
_FORMER = ("moved", "changed", "gone")


def part(name: str) -> Schema:
    """Return a reference to a shape by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


_SEARCHED = {
    "query": TEXT,
    "mode": {"enum": [*MODES]},
    "mentioned": FLAG,
    "filters": listed(part("Filter")),
}
_PASSAGE = {"id": TEXT, "kind": TEXT, "heading": TEXT, "text": TEXT, "href": TEXT, "spans": listed(SPAN)}
_NOTICE = {"code": TEXT, "message": TEXT, "span": either(SPAN, _NOTHING)}
_ERROR = closed(
    {
        "code": {"enum": [one.code for one in told()]},
        "message": TEXT,
        "position": {"type": ["integer", "null"], "description": "characters of the query from 0"},
    }
)
_VALUES: Schema = {"type": "object", "additionalProperties": {"type": ["string", "integer"]}}
_WHERE = {"id": TEXT, "article": TEXT, "text": TEXT, "href": TEXT}
_STATE = {"id": TEXT, "article": TEXT, "kind": TEXT, "text": TEXT, "changes": listed(listed(TEXT))}
_RECORDED = {**shapes(ArticleRecord, RECORD), "href": TEXT}
_RECORD: Schema = {
    "type": "object",
    "properties": _RECORDED,
    "required": [*_RECORDED],
}
_MORE = listed(TEXT)  # what other fields of the front matter say


def _refused(more: Mapping[str, Schema], *, optional: Sequence[str] = ()) -> Schema:
    """Return the shape of an error with what stands beside it."""
    return closed({"error": _ERROR, "values": _VALUES, **more}, optional=("values", *optional))


COMPONENTS: dict[str, Schema] = {
    "Error": _refused({"choices": listed(TEXT)}, optional=("choices",)),
    "GoneArticle": _refused(
        {"article": closed({"id": TEXT, "title": TEXT}), "former": listed(part("Former"))}
    ),
    "GonePassage": _refused({"state": {"const": "gone"}, "now": _NOTHING, **_STATE}),
    "Filter": shape(Filter),
    "Notice": closed({**_NOTICE, "line": WHOLE}, optional=("line",)),
    "FacetValue": closed(shapes(FacetValue)),
    "Record": {**_RECORD, "additionalProperties": _MORE},
    "Passage": closed(_PASSAGE),
    "PassageHit": closed(
        {**_PASSAGE, "score": NUMBER, "fragment": SPAN, "why": listed(shape(Summand))},
    ),
    "Hit": closed(
        {
            "article": part("Record"),
            "score": NUMBER,
            "more": WHOLE,
            "spans": listed(SPAN),
            "passages": listed(part("PassageHit")),
            "near": either(closed({"group": WHOLE, "articles": WHOLE}), _NOTHING),
        },
        optional=("near",),
    ),
    "Search": closed(
        {
            **_SEARCHED,
            "sort": {"enum": [*SORTS]},
            "page": WHOLE,
            "size": WHOLE,
            "total": shape(Total),
            "unplaced": WHOLE,
            "relaxations": listed(shape(Relaxation)),
            "suggestions": listed(shape(Suggestion)),
            "notices": listed(part("Notice")),
            "hits": listed(part("Hit")),
            "facets": closed({name: listed(part("FacetValue")) for name in _BESIDE}),
            "facet_totals": closed(dict.fromkeys(_BESIDE, WHOLE)),
            "generation": TEXT,
            "groups": either(closed({"articles": WHOLE, "groups": WHOLE}), _NOTHING),
        },
        optional=("groups",),
    ),
    "Facet": closed(
        {
            "facet": {"enum": [*FACET_NAMES]},
            "total": WHOLE,
            "offset": WHOLE,
            "limit": WHOLE,
            "values": listed(part("FacetValue")),
        }
    ),
    "Suggestions": closed(
        {"query": TEXT, "suggestions": listed(closed({**shapes(Completion), "label": TEXT}))}
    ),
    "Formats": closed(
        {
            "formats": listed(
                closed(
                    {
                        **dict.fromkeys(("name", "label", "ending", "type"), TEXT),
                        **dict.fromkeys(("whole", "drawn", "articles"), FLAG),
                    }
                )
            )
        }
    ),
    **RECEIPTS,
    "Former": closed(
        {**_STATE, "state": {"enum": [*_FORMER]}, "now": either(closed(_WHERE), _NOTHING)},
    ),
    "Article": closed(
        {
            "article": {
                **_RECORD,
                "properties": {
                    **_RECORDED,
                    "proposed": {"type": "object"},
                    "ambiguous": listed(shape(Ambiguity)),
                },
                "required": [*_RECORDED, "proposed", "ambiguous"],
                "additionalProperties": _MORE,
            },
            "passages": listed(part("Passage")),
            "labels": listed(closed({**shapes(Label), "label": TEXT, "href": {"type": ["string", "null"]}})),
            "former": listed(part("Former")),
        }
    ),
    "Permanent": closed(
        {
            **_STATE,
            "state": {"enum": ["identical", *_FORMER[:2]]},
            "now": either(part("Passage"), closed(_WHERE)),
        }
    ),
    "Citations": closed(
        {
            "article": TEXT,
            "passage": {"type": ["string", "null"]},
            "number": {"type": ["integer", "null"]},
            "kind": {"type": ["string", "null"]},
            "text": {"type": ["string", "null"]},
            "medium": TEXT,
            "link": {"type": ["string", "null"]},
            "citations": listed(
                closed({"style": {"enum": [one.name for one in STYLES]}, "label": TEXT, "text": TEXT})
            ),
            "notices": listed(part("Notice")),
        }
    ),
    "Instruments": closed(
        {
            "instruments": listed(
                closed(
                    {
                        "name": {"enum": [one.name for one in INSTRUMENTS]},
                        **dict.fromkeys(("label", "unit", "method", "href"), TEXT),
                        "parameters": listed(part("Parameter")),
                    }
                )
            )
        }
    ),
    "Parameter": closed(
        {
            "name": TEXT,
            "label": TEXT,
            "default": either(TEXT, WHOLE, listed(TEXT)),
            "choices": listed(TEXT),
            "range": either(SPAN, _NOTHING),
            "several": WHOLE,
            "needed": FLAG,
            "characters": {"type": ["integer", "null"]},
        }
    ),
    "Table": closed(
        {
            "instrument": {"enum": [one.name for one in INSTRUMENTS]},
            **dict.fromkeys(("label", "unit", "method"), TEXT),
            **_SEARCHED,
            "parameters": listed(listed(TEXT)),
            "counts": {"type": "object", "additionalProperties": WHOLE},
            "page": WHOLE,
            "size": WHOLE,
            "total": WHOLE,
            "columns": listed(closed({"name": TEXT, "label": TEXT, **shapes(Column, ("kind",))})),
            "rows": listed(listed({"type": ["string", "number", "null"]})),
            "notices": listed(part("Notice")),
        }
    ),
    "Health": closed(
        {
            "status": {"const": "ok"},
            **dict.fromkeys(("generation", "corpus", "dictionary", "tokenizer", "schema"), TEXT),
            **dict.fromkeys(("articles", "passages", "bytes"), WHOLE),
            "verified": FLAG,
            "warning": TEXT,
            "release": TEXT,
        }
    ),
    "Description": {"type": "object", "required": ["openapi", "info", "paths"], "properties": {"paths": ANY}},
}
