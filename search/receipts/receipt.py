"""What does a receipt say, how is it written, and what is wrong with one that cannot be read?

Decision: a receipt is JSON with one article a line, so that two of them can be compared by eye and by the
usual programs. Fields that this version does not know are left alone.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from search.backend import Anchor
from search.errors import SearchError
from search.instruments.registry import PASSAGES
from search.instruments.table import Asked
from search.messages import Language, Message
from search.query.request import Filter, Query
from search.receipts.fields import FIELDS, SHAPES

__all__ = ["LARGEST", "Receipt", "ReceiptRefused", "read_receipt", "write_receipt"]

LARGEST = 64_000_000  # bytes
_HALF = re.compile("[\ud800-\udfff]")


class ReceiptRefused(SearchError):
    """What was given is no receipt, or none that can be read or made."""

    table: ClassVar[tuple[Message, ...]] = (
        Message(
            "receipt-json",
            "凭据读不懂：第 {line} 行第 {column} 列不是 JSON。请用原来的文件。",
            "The receipt cannot be read: no JSON at line {line}, column {column}. Take the file as it was.",
        ),
        Message(
            "receipt-text",
            "凭据读不懂：{what}。请用原来的文件。",
            "The receipt cannot be read: {what}. Take the file as it was.",
        ),
        Message(
            "receipt-missing",
            "这不是完整的凭据：缺少字段 {field}。",
            "This is no whole receipt: the field {field} is missing.",
        ),
        Message(
            "receipt-field",
            "凭据的字段 {field} 应为{wanted}。",
            "The field {field} of the receipt must be {wanted_en}.",
        ),
        Message(
            "receipt-large",
            "凭据超过 {limit} 字节。请用命令 jiansuo replay。",
            "The receipt has more than {limit} bytes. Take the command: jiansuo replay.",
        ),
        Message(
            "receipt-many",
            "命中 {passages} 段，网页至多为 {limit} 段出具凭据。请用命令 jiansuo export --receipt。",
            "{passages} passages are found; here receipts are made of at most {limit}. "
            "Take the command: jiansuo export --receipt.",
        ),
        Message(
            "receipt-parameter",
            "没有参数“{name}”：请删去，或改正拼写。",
            'There is no parameter "{name}": take it out, or mend its spelling.',
        ),
        Message(
            "receipt-none",
            "请选择或粘贴一份凭据。",
            "Choose a receipt, or paste one.",
        ),
        Message(
            "bundle-changed",
            "打包时索引换了一代，材料前后不一：请再打包一次。",
            "The index was replaced while the bundle was made: make it again.",
        ),
        Message(
            "bundle-damaged",
            "材料包已损坏：{file}。请用原来的文件。",
            "The bundle is damaged: {file}. Take the file as it was.",
        ),
    )


@dataclass(frozen=True, slots=True)
class Receipt:
    """A search, or a table made of one, in one state of a corpus: what `search.receipts.fields` says.

    `found` has the ids of passages by article, in reading order.
    """

    receipt: int
    kind: str
    day: str
    language: Language
    query: str
    canonical: str
    mode: str
    mentioned: bool
    filters: tuple[Filter, ...]
    sort: str
    instrument: str
    parameters: tuple[tuple[str, str], ...]
    address: str
    generation: str
    corpus: str
    corpus_articles: int
    corpus_passages: int
    dictionary: str
    tables: Mapping[str, str]
    tokenizer: str
    schema: str
    release: str
    articles: int
    passages: int
    unplaced: int
    rows: int
    counts: Mapping[str, int]
    digest: str
    known: str
    beside: str
    found: Mapping[str, tuple[str, ...]]

    @property
    def asked(self) -> Asked:
        """Return what was asked for. Raises SearchError where it cannot be asked."""
        query = Query(self.query, self.mode, self.filters, self.sort, mentioned=self.mentioned)
        return Asked(self.instrument or PASSAGES.name, query, self.parameters)

    def anchors(self) -> Iterator[Anchor]:
        """Yield every passage that was found."""
        for article, passages in self.found.items():
            for passage in passages:
                yield Anchor(article, passage)


def write_receipt(receipt: Receipt) -> Iterator[bytes]:
    """Yield a receipt as JSON, the passages of an article on a line."""
    for number, field in enumerate(FIELDS[:-1]):
        told = getattr(receipt, field.name)
        if field.shape == "filters":
            told = [{"facet": one.facet, "value": one.value, "exclude": one.exclude} for one in told]
        yield f'{"," if number else "{"}\n "{field.name}": {_json(told)}'.encode()
    yield f',\n "{FIELDS[-1].name}": {{'.encode()
    for number, (article, passages) in enumerate(receipt.found.items()):
        yield f"{',' if number else ''}\n  {_json(article)}: {_json(passages)}".encode()
    yield b"\n }\n}\n"


def _json(told: Any) -> str:
    """Return a value as JSON; only where there are halves of characters, which no UTF-8 has, in ASCII."""
    text = json.dumps(told, ensure_ascii=False)
    return text if not _HALF.search(text) else json.dumps(told)


def read_receipt(raw: bytes) -> Receipt:
    """Return a receipt. Raises ReceiptRefused, which names the line or the field that is wrong."""
    if len(raw) > LARGEST:
        raise ReceiptRefused("receipt-large", limit=LARGEST)
    told = _object(raw)
    for field in FIELDS:
        shape = SHAPES[field.shape]
        if field.name not in told:
            raise ReceiptRefused("receipt-missing", field=field.name)
        if not shape.holds(told[field.name]):
            zh, en = shape.called
            raise ReceiptRefused("receipt-field", field=field.name, wanted=zh, wanted_en=en)
    values = {field.name: told[field.name] for field in FIELDS}
    values["filters"] = tuple(Filter(one["facet"], one["value"], one["exclude"]) for one in told["filters"])
    values["parameters"] = tuple((name, value) for name, value in told["parameters"])
    values["found"] = {article: tuple(passages) for article, passages in told["found"].items()}
    return Receipt(**values)


def _object(raw: bytes) -> Mapping[str, Any]:
    """Return the fields of a receipt, unchecked."""
    try:
        told = json.loads(raw.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise ReceiptRefused("receipt-json", line=error.lineno, column=error.colno) from error
    except UnicodeDecodeError as error:
        raise ReceiptRefused("receipt-text", what=f"byte {error.start} is no UTF-8") from error
    except (ValueError, RecursionError) as error:  # a number of endless digits, or brackets without end
        raise ReceiptRefused("receipt-text", what="JSON") from error
    if not isinstance(told, dict):
        raise ReceiptRefused("receipt-missing", field=FIELDS[0].name)
    return told
