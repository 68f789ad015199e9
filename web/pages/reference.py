"""What does the page of the API say? It is read off the description, which programs read too."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from search.messages import Language
from web.api.openapi.problems import Told, told
from web.links import Links

__all__ = ["ShownArgument", "ShownError", "ShownOperation", "errors_shown", "operations_shown"]

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShownArgument:
    """One argument of an address: its name, what it means, its values, and what is usual ("" for nothing).

    `characters` and `several` say how long a value and how many values it has at most, 0 where they say
    nothing.
    """

    name: str
    text: str
    values: str
    usual: str
    characters: int
    several: int
    needed: bool
    inside: bool


@dataclass(frozen=True, slots=True)
class ShownOperation:
    """One address: how it is asked, what it answers, an example ("" where it has none), statuses, formats."""

    name: str
    methods: tuple[str, ...]
    path: str
    text: str
    arguments: tuple[ShownArgument, ...]
    example: str
    statuses: tuple[tuple[str, str], ...]
    formats: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownError:
    """One error: its status, its code, and what is said in parts, every other the name of a value."""

    status: int
    code: str
    parts: tuple[str, ...]


def operations_shown(document: Node, links: Links) -> Iterator[ShownOperation]:
    """Yield the addresses of a description; examples are asked in the language of the page."""
    schemas, root = document["components"]["schemas"], document["servers"][0]["url"]
    for path, methods in document["paths"].items():
        read = methods.get("get") or methods["post"]
        responses = read["responses"]
        answer = responses["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        yield ShownOperation(
            name=read["operationId"],
            methods=tuple(method.upper() for method in methods),
            path=f"{root}{path}",
            text=read["summary"],
            arguments=tuple(_argument(one) for one in read["parameters"]),
            example=_example(f"{root}{path}".removeprefix(links.root), read["parameters"], links)
            if "get" in methods
            else "",
            statuses=tuple((one, _said(document, response)) for one, response in responses.items()),
            formats=tuple(responses["200"]["content"]),
            fields=tuple(schemas[answer]["properties"]),
        )


def _said(document: Node, response: Node) -> str:
    """Return what a status means, without the codes that it may have."""
    name = response.get("$ref", "").rpartition("/")[2]
    shared: Node = document["components"]["responses"]
    return str((shared[name] if name else response)["description"]).partition("：")[0]


def _argument(one: Node) -> ShownArgument:
    schema = one["schema"]
    value = schema["items"] if schema.get("type") == "array" else schema
    return ShownArgument(
        name=one["name"],
        text=one["description"],
        values=_values(value),
        usual=str(schema.get("default", "")),
        characters=value.get("maxLength", 0),
        several=schema.get("maxItems", 0),
        needed=one["required"],
        inside=one["in"] == "path",
    )


def _values(schema: Node) -> str:
    """Return which values there are, "" where any text will do."""
    if "enum" in schema:
        return " | ".join(schema["enum"])
    return f"{schema['minimum']:,} … {schema['maximum']:,}" if schema.get("type") == "integer" else ""


def _example(path: str, parameters: list[Node], links: Links) -> str:
    """Return the address of an example, "" where it would need what the corpus does not have."""
    given = {one["name"]: str(one["example"]) for one in parameters if "example" in one}
    inside = {one["name"]: given.get(one["name"], "") for one in parameters if one["in"] == "path"}
    if not all(inside.values()):
        return ""
    return links.page(path.format(**inside), [pair for pair in given.items() if pair[0] not in inside])


def errors_shown(language: Language) -> list[ShownError]:
    """Return every error, by status and code."""
    return [ShownError(one.status, one.code, _parts(one, language)) for one in told()]


def _parts(one: Told, language: Language) -> tuple[str, ...]:
    """Return what is said of an error, cut at the names of the values that stand in it."""
    return tuple(re.split(r"\{(\w+)\}", one.en if language == "en" else one.zh))
