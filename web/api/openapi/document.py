"""How does the description of the API read as an OpenAPI document (3.1)?"""

from collections.abc import Iterable, Iterator
from typing import Any

from search.messages import Language
from web.api.openapi.answers import COMPONENTS, part
from web.api.openapi.arguments import Argument
from web.api.openapi.operations import OPERATIONS, Operation
from web.api.openapi.problems import codes
from web.api.openapi.shapes import Schema
from web.exports.writers import WRITERS
from web.release import release

__all__ = ["described"]

JSON = "application/json"
SPOKEN = "lang"  # is read from the address, whatever is sent
FORM = "application/x-www-form-urlencoded"

TITLE = ("检索 Jiansuo", "Jiansuo")
ABOUT = (
    "中文报刊文章的全文检索。只读，UTF-8；区间是段落文字的 [起, 止)，按 Unicode 码位计。",
    (
        "Full-text search over Chinese newspaper articles. Read only, UTF-8; spans are [start, end) in "
        "Unicode code points of the text of a passage."
    ),
)
STATUSES = {
    400: ("请求不能照原样回答", "The request cannot be answered as it is"),
    404: ("没有这篇文章或这一段", "There is no such article or passage"),
    410: ("已撤下或删去，附原来的文字", "It was removed; what it said stands beside"),
    501: ("服务器缺少所需的字体", "The server lacks the font that this needs"),
    503: ("索引无法使用，写明原因", "The index cannot be used, and why"),
}
KEPT = ("读者手里的副本仍然有效", "The copy of the reader still holds")
ELSE = ("其他错误", "Any other error")
TAG = (
    "随索引和地址变化的标记，下次用 If-None-Match 送回",
    "Changes with index and address; send it back as If-None-Match",
)


def described(lang: Language, *, root: str = "", article: str = "", passage: str = "") -> dict[str, Any]:
    """Return the document; examples name an article that there is, and a passage of it."""
    paths = {"name": article, "passage": passage}
    return {
        "openapi": "3.1.0",
        "info": {"title": _said(TITLE, lang), "version": release(), "description": _said(ABOUT, lang)},
        "servers": [{"url": f"{root}/api/v1"}],
        "paths": {one.path: dict(_methods(one, lang, paths)) for one in OPERATIONS},
        "components": {"schemas": COMPONENTS, "responses": dict(_refusals(lang))},
    }


def _said(text: tuple[str, str], lang: Language) -> str:
    return text[lang == "en"]


def _methods(one: Operation, lang: Language, paths: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """Yield what can be done at an address: reading it, and sending what is too long for an address."""
    given = {**paths, **dict(one.example)}
    told = {"summary": one.text(lang), "responses": dict(_responses(one, lang))}
    parameters = [_parameter(argument, lang, given) for argument in one.arguments]
    if one.body:
        body = {"required": True, "content": {JSON: {"schema": part(one.body)}}}
        yield "post", {"operationId": one.name, "parameters": parameters, "requestBody": body, **told}
        return
    yield "get", {"operationId": one.name, "parameters": parameters, **told}
    if one.sent:
        sent = {
            "required": True,
            "content": {FORM: {"schema": _form(one.arguments, lang), "example": dict(one.example)}},
        }
        spoken = [own for own in parameters if own["name"] == SPOKEN]
        post = {"operationId": f"{one.name}-sent", "parameters": spoken, "requestBody": sent}
        yield "post", post | _untagged(told)


def _parameter(argument: Argument, lang: Language, given: dict[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": argument.name,
        "in": argument.place,
        "description": argument.text(lang),
        "required": argument.needed,
        "schema": argument.schema,
    }
    if argument.name in given:
        number = argument.schema.get("type") == "integer"
        told["example"] = int(given[argument.name]) if number else given[argument.name]
    return told


def _form(arguments: Iterable[Argument], lang: Language) -> Schema:
    """Return the arguments of an address as the fields of a form."""
    arguments = [one for one in arguments if one.name != SPOKEN]
    return {
        "type": "object",
        "properties": {one.name: {**one.schema, "description": one.text(lang)} for one in arguments},
        "required": [one.name for one in arguments if one.needed],
    }


def _responses(one: Operation, lang: Language) -> Iterator[tuple[str, Any]]:
    """Yield what is answered by status."""
    types = {row.type for row in WRITERS if one.tabled and (one.drawn or not row.draws)}
    content = {JSON: {"schema": part(one.answer)}, **{name: {} for name in sorted(types)}}
    tag = {"ETag": {"description": _said(TAG, lang), "schema": {"type": "string"}}} if one.kept else {}
    yield "200", {"description": one.text(lang), "content": content, **({"headers": tag} if tag else {})}
    if one.kept:
        yield "304", {"description": _said(KEPT, lang)}
    for status in (400, *((404,) if one.gone else ()), *((501,) if one.drawn else ()), 503):
        yield str(status), {"$ref": f"#/components/responses/{status}"}
    if one.gone:
        yield "410", _refusal(410, lang, one.gone)
    yield "default", {"$ref": "#/components/responses/default"}


def _refusals(lang: Language) -> Iterator[tuple[str, Any]]:
    """Yield what is answered where something went wrong, by status, with the codes that say what."""
    for status in STATUSES:
        if status != 410:  # what is gone is answered each in its own way
            yield str(status), _refusal(status, lang, "Error")
    yield "default", {"description": _said(ELSE, lang), "content": {JSON: {"schema": part("Error")}}}


def _refusal(status: int, lang: Language, schema: str) -> dict[str, Any]:
    several = ", ".join(f"`{code}`" for code in codes(status))
    told = f"{_said(STATUSES[status], lang)}：{several}"
    return {"description": told, "content": {JSON: {"schema": part(schema)}}}


def _untagged(told: dict[str, Any]) -> dict[str, Any]:
    """Return what is told of an address asked by POST: nobody keeps the answer."""
    responses = {status: dict(one) for status, one in told["responses"].items() if status != "304"}
    responses["200"].pop("headers", None)
    return {**told, "responses": responses}
