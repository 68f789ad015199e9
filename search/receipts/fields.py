"""Of which fields does a receipt consist, and what can stand in each?

One row each, in the order in which they are written; reading, writing and the codebook of a bundle walk the
rows. A field that is added, taken away or means something else makes another VERSION.
"""

import re
from binascii import Error
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from search.messages import Language
from search.receipts.membership import Membership

__all__ = ["FIELDS", "KINDS", "SHAPES", "VERSION", "ReceiptField", "Shape"]

VERSION = 1
KINDS = ("search", "table")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Shape:
    """What can stand in a field: as it is called (zh, en), and what tells whether something is that."""

    called: tuple[str, str]
    holds: Callable[[Any], bool]


def _whole(told: Any) -> bool:
    return isinstance(told, int) and not isinstance(told, bool) and 0 <= told < 1 << 53


def _text(told: Any) -> bool:
    return isinstance(told, str)


def _version(told: Any) -> bool:
    return _whole(told) and bool(told == VERSION)


def _day(told: Any) -> bool:
    return isinstance(told, str) and bool(_DAY.fullmatch(told))


def _pairs(told: Any) -> bool:
    return isinstance(told, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(map(_text, pair)) for pair in told
    )


def _filters(told: Any) -> bool:
    return isinstance(told, list) and all(
        isinstance(one, Mapping)
        and [*map(type, (one.get("facet"), one.get("value"), one.get("exclude")))] == [str, str, bool]
        for one in told
    )


def _mapping(of: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda told: isinstance(told, Mapping) and all(map(of, told.values()))


def _ids(told: Any) -> bool:
    return isinstance(told, list) and all(map(_text, told))


def _members(told: Any) -> bool:
    try:
        return bool(_text(told) and Membership.read(told) is not None)
    except (Error, ValueError):
        return False


SHAPES: Mapping[str, Shape] = {
    "version": Shape((f"数 {VERSION}", f"the number {VERSION}"), _version),
    "kind": Shape(("search 或 table", "search or table"), lambda told: told in KINDS),
    "whole": Shape(("不小于 0 的整数", "a whole number, 0 or more"), _whole),
    "text": Shape(("文字", "a text"), _text),
    "language": Shape(("zh 或 en", "zh or en"), lambda told: told in ("zh", "en")),
    "day": Shape(("形如 2026-01-31 的日期", "a day such as 2026-01-31"), _day),
    "flag": Shape(("true 或 false", "true or false"), lambda told: isinstance(told, bool)),
    "pairs": Shape(("成对文字的列表", "a list of pairs of texts"), _pairs),
    "filters": Shape(("筛选（facet、value、exclude）的列表", "a list of facet, value, exclude"), _filters),
    "numbers": Shape(("名称到整数的对象", "an object of whole numbers by name"), _mapping(_whole)),
    "texts": Shape(("名称到文字的对象", "an object of texts by name"), _mapping(_text)),
    "members": Shape(("base64 编码的布隆过滤器", "a Bloom filter in base64"), _members),
    "found": Shape(("文章到段落标识列表的对象", "an object of lists of ids by article"), _mapping(_ids)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReceiptField:
    """One field: its name, the name of its shape, and what it says (zh, en)."""

    name: str
    shape: str
    zh: str
    en: str

    def label(self, language: Language) -> str:
        """Return what the field says."""
        return self.en if language == "en" else self.zh


FIELDS = (
    ReceiptField("receipt", "version", "凭据格式的版本", "version of the format of receipts"),
    ReceiptField("kind", "kind", "检索，或由检索得出的表", "a search, or a table made of one"),
    ReceiptField("day", "day", "出具日期", "day of issue"),
    ReceiptField("language", "language", "表中名称的语言", "language of names in the table"),
    ReceiptField("query", "text", "检索式，照原样", "query as typed"),
    ReceiptField("canonical", "text", "检索式的规范写法，用代码", "query as it was read, codes for names"),
    ReceiptField("mode", "text", "方式", "mode"),
    ReceiptField("mentioned", "flag", "是否计入只被提及的地区", "whether regions only mentioned count"),
    ReceiptField("filters", "filters", "筛选，值为代码", "filters, their values as codes"),
    ReceiptField("sort", "text", "排序", "order"),
    ReceiptField("instrument", "text", "分析工具；检索时为空", "instrument, empty for a search"),
    ReceiptField("parameters", "pairs", "分析工具的参数（非默认的）", "parameters that are not as usual"),
    ReceiptField("address", "text", "地址，不含主机", "address without its host"),
    ReceiptField("generation", "text", "索引世代", "generation of the index"),
    ReceiptField("corpus", "text", "文库散列", "hash of the corpus"),
    ReceiptField("corpus_articles", "whole", "分母：文库的文章数", "denominator: articles of the corpus"),
    ReceiptField("corpus_passages", "whole", "分母：文库的段落数", "denominator: passages of the corpus"),
    ReceiptField("dictionary", "text", "索引所用词表与规则的散列", "hash of words and rules of the index"),
    ReceiptField("tables", "texts", "软件中词表、分类表的散列", "hashes of the software's tables"),
    ReceiptField("tokenizer", "text", "分词", "tokenizer"),
    ReceiptField("schema", "text", "索引格式", "schema of the index"),
    ReceiptField("release", "text", "软件版本", "version of the software"),
    ReceiptField("articles", "whole", "命中的文章数", "articles found"),
    ReceiptField("passages", "whole", "命中的段落数", "passages found"),
    ReceiptField("unplaced", "whole", "未计入的未归位段落数", "unplaced passages, left out"),
    ReceiptField("rows", "whole", "表的行数", "rows of the table"),
    ReceiptField("counts", "numbers", "表的合计与分母", "totals and denominators of the table"),
    ReceiptField("digest", "text", "表中各行（链接除外）的 SHA-256", "SHA-256 of the rows, links left out"),
    ReceiptField("known", "members", "文库当时的文章", "articles that the corpus had"),
    ReceiptField("beside", "members", "文字相符而被筛去的段落", "passages that match but for the filters"),
    ReceiptField("found", "found", "命中的全部段落，按文章", "all passages found, by article"),
)  # fmt: skip
