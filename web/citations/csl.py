"""Which item do processors of the Citation Style Language read?

Source: the schema csl-data.json of CSL 1.0.2.
"""

import json
from collections.abc import Sequence
from typing import Any

from web.citations.citation import Citation
from web.citations.names import Person

__all__ = ["csl"]

TYPES = {"newspaper": "article-newspaper", "magazine": "article-magazine", "web": "webpage"}


def csl(cite: Citation) -> str:
    """Return a list of one item, each of its fields on a line."""
    rows = (f"  {_json(name)}: {_json(value)}" for name, value in _item(cite).items())
    return "[{\n" + ",\n".join(rows) + "\n}]\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _item(cite: Citation) -> dict[str, Any]:
    """Return one item."""
    fields = {
        "id": cite.key,
        "type": TYPES[cite.medium],
        "title": cite.title,
        "author": [_name(one) for one in cite.authors],
        "container-title": cite.publication,
        "volume": cite.volume,
        "issue": cite.issue,
        "page": cite.place(),
        "issued": _date(cite.day) if cite.day else None,
        "accessed": _date(cite.read.isoformat().split("-")) if cite.where else None,
        "URL": cite.where,
        "language": cite.tag,
    }
    return {name: value for name, value in fields.items() if value}


def _date(day: Sequence[str]) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in day]]}


def _name(one: Person) -> dict[str, str]:
    return {"family": one.family, "given": one.given} if one.family else {"literal": one.written}
