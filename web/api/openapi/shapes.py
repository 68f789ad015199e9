"""Which shape has a value as JSON Schema (2020-12)?

Decision: what is serialised field by field is described by the types of its fields. Objects are closed and
name all they have, so that an answer that changed no longer fits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

__all__ = [
    "ANY",
    "FLAG",
    "NUMBER",
    "SPAN",
    "TEXT",
    "WHOLE",
    "Schema",
    "closed",
    "either",
    "listed",
    "shape",
    "shapes",
]

Schema = dict[str, Any]

ANY: Schema = {}
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
FLAG: Schema = {"type": "boolean"}
SPAN: Schema = {"type": "array", "items": WHOLE, "minItems": 2, "maxItems": 2}
_PLAIN: dict[Any, Schema] = {
    str: TEXT,
    int: WHOLE,
    float: NUMBER,
    bool: FLAG,
    NoneType: {"type": "null"},
    Any: ANY,
}


def closed(properties: Mapping[str, Schema], *, optional: Sequence[str] = ()) -> Schema:
    """Return the shape of an object that has these properties and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def listed(items: Schema) -> Schema:
    """Return the shape of a list."""
    return {"type": "array", "items": items}


def either(*shapes: Schema) -> Schema:
    """Return the shape of what fits one of several."""
    return {"anyOf": [*shapes]}


def shapes(kind: type, names: Sequence[str] = ()) -> dict[str, Schema]:
    """Return the shapes of the fields of a dataclass, of all or of those named."""
    hints = get_type_hints(kind)
    known = [item.name for item in fields(kind)]
    return {name: shape(hints[name]) for name in names or known}


def shape(kind: Any) -> Schema:
    """Return the shape of a value of a type. Raises KeyError for a type that no answer has."""
    origin, inner = get_origin(kind), get_args(kind)
    if is_dataclass(kind) and isinstance(kind, type):
        return closed(shapes(kind))
    if origin in (Union, UnionType):
        return either(*map(shape, inner))
    if origin is Literal:
        return {"enum": [*inner]}
    if origin is tuple:
        return SPAN if inner == (int, int) else listed(shape(inner[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": shape(inner[1])}
    return _PLAIN[kind]
