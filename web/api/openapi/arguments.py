"""Which arguments does an address take, and which values can each have?

Names, choices and limits are those of the rows and constants that read an address; what a name means is told
here once, and a name that nobody told is a KeyError.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from index.facets.rows import facet_named
from search.instruments.instrument import Instrument
from search.instruments.parameters import LONGEST, Parameter
from search.instruments.registry import INSTRUMENTS
from search.messages import Language
from search.query.fields import FACET_NAMES
from search.query.parser import CHARACTERS
from search.query.request import FILTERS, MODES, PAGE_SIZE, SORTS, WINDOW
from web.api.answering import Whole
from web.api.openapi.shapes import TEXT, Schema
from web.citations.styles import STYLES
from web.params import FORMATS, NO, OWN, ROWS, ROWS_USUAL, SEARCHED, YES

__all__ = ["Argument", "argument", "number", "tabled"]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of an address: its name, what it means, its values; a `long` one is sent by POST too."""

    name: str
    zh: str
    en: str
    schema: Schema
    needed: bool = False
    place: str = "query"

    def text(self, language: Language) -> str:
        """Return what the argument means."""
        return self.en if language == "en" else self.zh


_FLAG: Schema = {"enum": [*YES, *NO], "default": "0"}
_ROWS: Schema = {"type": "integer", "minimum": 1, "maximum": ROWS, "default": ROWS_USUAL}
_PAGE: Schema = {"type": "integer", "minimum": 1, "maximum": WINDOW, "default": 1}

_TOLD: Mapping[str, tuple[str, str, Schema]] = {
    "q": ("检索式", "The query", {"type": "string", "maxLength": CHARACTERS}),
    "mode": ("检索方式", "How the words of a run count", {"enum": [*MODES], "default": MODES[0]}),
    "sort": ("排序", "The order", {"enum": [*SORTS], "default": SORTS[0]}),
    "page": ("页码，从 1 开始", "Page, from 1", _PAGE),
    "size": (
        "每页篇数",
        "Articles on a page",
        {"type": "integer", "minimum": 1, "maximum": PAGE_SIZE, "default": 10},
    ),
    "mentioned": ("计入只被提及的地区", "Count regions that are only mentioned", _FLAG),
    "why": ("文章，或 文章/段落：说明它为何命中", "Article, or article/passage: say why it was found", TEXT),
    "lang": ("标签和消息的语言", "Language of labels and messages", {"enum": ["zh", "en"], "default": "zh"}),
    "format": (
        "格式；不给时看请求头 Accept",
        "Format; the header Accept decides where it is not given",
        {"enum": [*FORMATS]},
    ),
    "facet": ("筛选项", "The facet", {"enum": [*FACET_NAMES]}),
    "offset": ("跳过几个值", "Values to skip", {}),
    "limit": ("至多几个", "How many at most", {}),
    "passage": ("段落标识", "Id of a passage", TEXT),
    "style": ("引文样式，不给时为全部", "Style, all unless given", {"enum": [one.name for one in STYLES]}),
    "name": ("文章标识", "Id of an article", TEXT),
    "instrument": (
        "分析工具，不给时为检索",
        "The instrument, none for a search",
        {"enum": [one.name for one in INSTRUMENTS]},
    ),
    "near": ("说明哪些文章近乎相同", "Say which articles are nearly the same", _FLAG),
    "total": ("一律数出全部行数", "Count all rows in any case", _FLAG),
}


def argument(name: str, *, needed: bool = False, place: str = "query") -> Argument:
    """Return an argument by its name. Raises KeyError for one that is not known."""
    if name not in FACET_NAMES:
        return Argument(name, *_TOLD[name], needed or place == "path", place)
    facet = facet_named(name)
    many: Schema = {"type": "array", "items": {"type": "string", "minLength": 1}, "maxItems": FILTERS}
    told = ("；值前加 - 为排除", "; a - before a value leaves it out")
    return Argument(name, f"{facet.zh}{told[0]}", f"{facet.en}{told[1]}", many)


def number(row: Whole) -> Argument:
    """Return a whole number in its range as an argument."""
    zh, en, _ = _TOLD[row.name]
    schema = {"type": "integer", "minimum": row.least, "maximum": row.most, "default": row.usual}
    return Argument(row.name, zh, en, schema)


def tabled(instrument: Instrument) -> tuple[Argument, ...]:
    """Return what the table of an instrument can be asked by."""
    page = {"size": Argument("size", "每页行数", "Rows on a page", _ROWS)}
    own = [Argument(row.name, row.zh, row.en, _schema(row), row.needed) for row in instrument.parameters]
    named = [page.get(name) or argument(name) for name in (*SEARCHED, *FACET_NAMES, *OWN, "lang")]
    return (*own, *named)


def _schema(row: Parameter) -> Schema:
    """Return which values a parameter of an instrument can have."""
    if isinstance(row.usual, int):
        one: Schema = {"type": "integer", "minimum": row.low, "maximum": row.high, "default": row.usual}
    elif row.offered:
        one = {"enum": [*dict.fromkeys((*row.offered, *filter(None, [row.usual])))]}
        one |= {"default": row.usual} if row.usual and not row.several else {}
    else:
        one = {"type": "string", "maxLength": row.most or LONGEST}
        one |= {"minLength": 1} if row.needed else {}
    return {"type": "array", "items": one, "maxItems": row.several} if row.several else one
