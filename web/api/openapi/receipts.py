"""Which shape have receipts and what is said of one that is asked again?"""

from collections.abc import Mapping

from search.query.request import Filter
from search.receipts.fields import FIELDS, KINDS
from web.api.openapi.shapes import FLAG, TEXT, WHOLE, Schema, closed, either, listed, shapes

__all__ = ["RECEIPTS"]

_BY_NAME = {"type": "object", "additionalProperties": WHOLE}
_RECEIPT: Mapping[str, Schema] = {
    "version": WHOLE,
    "kind": {"enum": [*KINDS]},
    "whole": WHOLE,
    "text": TEXT,
    "language": {"enum": ["zh", "en"]},
    "day": TEXT,
    "flag": FLAG,
    "pairs": listed(listed(TEXT)),
    "filters": listed(closed(shapes(Filter))),
    "numbers": _BY_NAME,
    "texts": {"type": "object", "additionalProperties": TEXT},
    "members": TEXT,
    "found": {"type": "object", "additionalProperties": listed(TEXT)},
}
_SIDE = either(TEXT, WHOLE)
_COMPARED = closed({"name": TEXT, "label": TEXT, "before": _SIDE, "now": _SIDE})
_CHANGE = closed(
    {
        **dict.fromkeys(("article", "passage", "title", "reason", "said"), TEXT),
        "facets": listed(TEXT),
        "other": either(closed({"article": TEXT, "passage": TEXT}), {"type": "null"}),
    }
)

RECEIPTS: dict[str, Schema] = {
    "Receipt": closed({one.name: _RECEIPT[one.shape] for one in FIELDS}),
    "ReceiptFields": closed(
        {"version": WHOLE, "fields": listed(closed(dict.fromkeys(("name", "label", "holds"), TEXT)))}
    ),
    "Replay": closed(
        {
            **dict.fromkeys(("same", "rows_same"), FLAG),
            **dict.fromkeys(("instrument", "query", "address", "issued"), TEXT),
            **dict.fromkeys(("counts", "differs"), listed(_COMPARED)),
            "tables": listed(TEXT),
            **dict.fromkeys(("added", "removed"), listed(_CHANGE)),
        }
    ),
}
