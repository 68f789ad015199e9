"""Which status, code and message does an error have?

One row per error class of `index` and `search`, read by the API and by the command line; `Unanswered` holds
the errors that only an address can have. A message is said in Chinese or English; it never shows where the
index lies on the server.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from index import errors as indexing
from search import errors as searching
from search.instruments.parameters import ParameterRefused
from search.messages import Language, Message
from search.receipts.receipt import ReceiptRefused
from search.remote.refusals import ServerError
from web.params import ParameterError

__all__ = ["PROBLEMS", "Answered", "Problem", "Unanswered", "problem_body", "problem_of"]


class Unanswered(searching.SearchError):
    """There is nothing at this address, or it cannot be asked this way."""

    table: ClassVar[tuple[Message, ...]] = (
        Message("address-unknown", "没有这个地址。", "There is nothing at this address."),
        Message(
            "method-not-allowed",
            "这个地址只能用 GET 读取。",
            "This address can only be read, with GET.",
        ),
        Message("article-unknown", "没有文章“{article}”。", 'There is no article "{article}".'),
        Message("article-gone", "文章“{article}”已撤下。", 'The article "{article}" has been removed.'),
        Message(
            "passage-unknown",
            "文章“{article}”里没有段落“{passage}”。",
            'The article "{article}" has no passage "{passage}".',
        ),
        Message(
            "passage-gone",
            "段落“{passage}”已从文章“{article}”中删去。",
            'The passage "{passage}" has been removed from the article "{article}".',
        ),
        Message(
            "parameter-range",
            "参数 {parameter} 应为 {low} 到 {high} 的整数。",
            "The parameter {parameter} must be a whole number from {low} to {high}.",
        ),
        Message("request-unreadable", "无法读懂这个请求。", "This request cannot be read."),
        Message(
            "request-malformed",
            "这个请求不合 HTTP 的格式。地址里的空格要写作 %20。",
            "This is no well-formed HTTP request. In an address a space is written %20.",
        ),
        Message(
            "address-too-long",
            "地址超过 {limit} 字节。请缩短检索式，或减少条件。",
            "The address has more than {limit} bytes. Shorten the query, or take filters away.",
        ),
        Message(
            "headers-too-large",
            "请求头太多或太长：至多 {lines} 行，每行 {limit} 字节，共 {total} 字节。",
            "Too many or too long headers: at most {lines}, each of {limit} bytes, {total} together.",
        ),
        Message("body-too-large", "请求正文超过 {limit} 字节。", "The body has more than {limit} bytes."),
        Message(
            "encoding-unknown",
            "不支持这种传输编码。请用 Content-Length 或 chunked。",
            "This transfer encoding is unknown here. Use Content-Length or chunked.",
        ),
        Message(
            "format-unfit",
            "这张表的行不是文章里的段落，不能写成这种格式。",
            "The rows of this table are no passages of articles; it cannot be had in this format.",
        ),
        Message(
            "cell-too-long",
            "第 {row} 行的 {column} 超过 {limit} 字，XLSX 的一格放不下。请改用 CSV、JSON Lines 或 Stata。",
            "{column} of row {row} has more than {limit} characters, which no cell of XLSX holds. "
            "Take CSV, JSON Lines or Stata.",
        ),
        Message(
            "chart-none",
            "这张表没有图：可取 {choices}。",
            "There is no chart of this table: choose from {choices}.",
        ),
        Message(
            "font-missing",
            "这台机器没有中文字体，画不出 PNG：请安装（Debian 的 fonts-noto-cjk），或改取 SVG。",
            "No font of this machine has Chinese characters for a PNG: install Debian's fonts-noto-cjk, "
            "or ask for SVG.",
        ),
        Message("internal", "服务器出错，已记录。", "The server made an error; it has been logged."),
    )
    statuses: ClassVar[dict[str, int]] = {
        "address-unknown": 404,
        "font-missing": 501,
        "method-not-allowed": 405,
        "article-unknown": 404,
        "article-gone": 410,
        "passage-unknown": 404,
        "passage-gone": 410,
        "address-too-long": 414,
        "headers-too-large": 431,
        "body-too-large": 413,
        "encoding-unknown": 501,
        "internal": 500,
    }

    @property
    def status(self) -> int:
        """Return the status of the answer."""
        return self.statuses.get(self.code, 400)


@dataclass(frozen=True, slots=True)
class Answered:
    """How a class of errors is answered; an error of `search` brings its own code and messages.

    `retry` is after how many seconds asking again may help, 0 if it will not.
    """

    error: type[Exception]
    status: int
    code: str = ""
    zh: str = ""
    retry: int = 0


SOON = 10  # seconds, in which a cluster may choose another manager and copies of what a lost node held

PROBLEMS: tuple[Answered, ...] = (
    Answered(searching.SearchError, 400),
    Answered(searching.QuerySyntaxError, 400),
    Answered(searching.QueryLimitError, 400),
    Answered(searching.ChoiceError, 400),
    Answered(searching.FilterError, 400),
    Answered(ServerError, 503),
    Answered(ParameterError, 400),
    Answered(ParameterRefused, 400),
    Answered(ReceiptRefused, 400),
    Answered(Unanswered, 400),
    Answered(indexing.IndexingError, 503, "index", "索引无法使用"),
    Answered(indexing.IndexMissing, 503, "index-missing", "还没有索引"),
    Answered(indexing.IndexDamaged, 503, "index-damaged", "索引文件损坏"),
    Answered(indexing.IndexOutdated, 503, "index-outdated", "索引由另一版本建立"),
    Answered(indexing.IndexUntrusted, 503, "index-untrusted", "索引文件夹可被他人改写"),
    Answered(indexing.IndexBusy, 503, "index-busy", "正在建立索引"),
    Answered(indexing.IndexNotWritten, 503, "index-not-written", "索引无法写入"),
    Answered(indexing.NothingIndexed, 503, "nothing-indexed", "没有一篇文章可以编入索引"),
    Answered(indexing.ArticleError, 503, "article-file", "文章文件有误"),
    Answered(indexing.ArticleUnreadable, 503, "article-unreadable", "文章文件无法读取"),
    Answered(indexing.RegisterError, 503, "register", "段落登记册有误"),
    Answered(indexing.TaxonomyError, 503, "taxonomy", "举措类型表有误"),
    Answered(indexing.SourceError, 503, "source", "原始文件无法读取"),
    Answered(indexing.LedgerError, 503, "ledger", "台账有误"),
    Answered(indexing.OverrideError, 503, "overrides", "人工选择文件有误"),
    Answered(indexing.ValidationError, 503, "validations", "校验结果文件有误"),
    Answered(indexing.SavedError, 503, "saved-searches", "保存的检索的文件有误"),
    Answered(indexing.ImportBusy, 503, "import-busy", "正在导入"),
    Answered(indexing.ClusterError, 503, "cluster", "检索集群无法使用"),
    Answered(indexing.ClusterUnreachable, 503, "cluster-unreachable", "检索集群没有应答", SOON),
    Answered(indexing.ClusterIncomplete, 503, "cluster-incomplete", "检索集群的答复不完整", SOON),
    Answered(indexing.ClusterRefused, 503, "cluster-refused", "检索集群拒绝了请求"),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as it is answered; `position` counts characters of the query from 0, `retry` is in seconds.

    `values` are those that stand in the message.
    """

    status: int
    code: str
    message: str
    position: int | None = None
    choices: tuple[str, ...] = ()
    retry: int = 0
    values: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers that an answer needs beside its status."""
        return {"Retry-After": str(self.retry)} if self.retry else {}


def problem_of(error: Exception, lang: Language, *, folder: str = "") -> Problem:
    """Return how an error of `search` or `index` is answered; `folder`, the index, is left out of messages.

    Raises KeyError for an error of neither.
    """
    rows = {row.error: row for row in PROBLEMS}
    row = next((rows[kind] for kind in type(error).__mro__ if kind in rows), None)
    if row is None:
        raise KeyError(type(error).__name__)
    if isinstance(error, searching.SearchError):
        status = error.status if isinstance(error, Unanswered) else row.status
        choices = error.choices if isinstance(error, searching.ChoiceError) else ()
        values = {name: one for name, one in error.values.items() if isinstance(one, str | int)}
        values.pop("choices", None)
        return Problem(
            status, error.code, error.text(lang), error.position, choices, row.retry, values=values
        )
    detail = str(error).replace(f"{folder}/", "").replace(folder, "index") if folder else str(error)
    message = detail if lang == "en" else f"{row.zh}：{detail}"
    return Problem(row.status, row.code, message, retry=row.retry)


def problem_body(problem: Problem) -> dict[str, Any]:
    """Return an error as JSON; values of its message, and those to choose from, stand beside it."""
    body: dict[str, Any] = {
        "error": {"code": problem.code, "message": problem.message, "position": problem.position}
    }
    if problem.choices:
        body["choices"] = list(problem.choices)
    if problem.values:
        body["values"] = dict(problem.values)
    return body
