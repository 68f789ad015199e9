"""Which error of ours does a server tell?

An error is told by its code and by the values of its message, so that it can be raised here as it was there,
and say the same in both languages.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from index import errors as indexing
from search.errors import ChoiceError, FilterError, QueryLimitError, QuerySyntaxError, SearchError
from search.instruments.parameters import ParameterRefused
from search.messages import ERRORS, Message

__all__ = ["CHOICES", "FILTERED", "LIMITED", "ServerError", "refusal"]

LIMITED = (
    "query-length",
    "query-clauses",
    "query-depth",
    "wildcard-fixed",
    "wildcard-width",
    "near-distance",
    "too-many-pairs",
    "page",
    "size",
    "window",
    "filters",
)
CHOICES = ("mode-unknown", "sort-unknown")
FILTERED = ("facet-unknown", "filter-empty", "value-unknown", "value-ambiguous", "period-form")
_TYPED = {message.code for message in ERRORS} - {*LIMITED, *CHOICES, *FILTERED}
_PARAMETERS = {message.code for message in ParameterRefused.table}
_CHOSEN = {*CHOICES, *FILTERED, *_PARAMETERS}


_FAULTS: dict[str, type[indexing.IndexingError]] = {
    "index-missing": indexing.IndexMissing,
    "index-damaged": indexing.IndexDamaged,
    "index-outdated": indexing.IndexOutdated,
    "index-untrusted": indexing.IndexUntrusted,
    "cluster": indexing.ClusterError,
    "cluster-unreachable": indexing.ClusterUnreachable,
    "cluster-incomplete": indexing.ClusterIncomplete,
    "cluster-refused": indexing.ClusterRefused,
}


class ServerError(SearchError):
    """A server cannot be reached, does not answer as one of ours does, or cannot be asked this."""

    table: ClassVar[tuple[Message, ...]] = (
        Message(
            "server-address",
            "“{address}”不是服务器的地址：请写成 https://host，或 https://host/folder。",
            'The address "{address}" is none of a server: write https://host, or https://host/folder.',
        ),
        Message(
            "server-unreachable",
            "服务器 {address} 没有应答：{reason}",
            "The server {address} does not answer: {reason}",
        ),
        Message(
            "server-answer",
            "{address} 的答复不是检索服务器的答复（状态 {status}）。",
            "What {address} answers is no answer of a search server (status {status}).",
        ),
        Message(
            "server-refused",
            "服务器 {address} 拒绝了请求（{told}）：{message}",
            "The server {address} refused the request ({told}): {message}",
        ),
        Message(
            "server-lacks",
            "服务器的接口里没有这一项：{what}。请在有索引的机器上打开索引。",
            "The API of a server does not have this: {what}. Open the index where it lies.",
        ),
    )


def refusal(address: str, status: int, body: Mapping[str, Any]) -> Exception:
    """Return the error that a server answered."""
    told = body["error"]
    code, position, message = told["code"], told["position"], told["message"]
    values = dict(body.get("values", {}))
    if status == 503:
        return _FAULTS.get(code, indexing.IndexingError)(message)
    if code in LIMITED:
        return QueryLimitError(code, position, **values)
    if code in _CHOSEN:
        return _choice(code, position, values, tuple(body.get("choices", ())))
    if code in _TYPED:
        return QuerySyntaxError(code, position, **values)
    return ServerError("server-refused", position, address=address, told=code, message=message)


def _choice(code: str, position: int | None, values: dict[str, Any], choices: tuple[str, ...]) -> ChoiceError:
    """Return an error that names what can be chosen."""
    value = str(values.pop("value", ""))
    if code in FILTERED:
        return FilterError(code, position, facet=str(values["facet"]), value=value, choices=choices)
    kind = ParameterRefused if code in _PARAMETERS else ChoiceError
    return kind(code, position, value=value, choices=choices, **values)
