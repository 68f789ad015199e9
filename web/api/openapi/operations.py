"""What can be asked at each address of the API, and what is answered?

One row each; the tables of instruments are the rows of their registry.
"""

from dataclasses import dataclass

from search.instruments.instrument import Instrument
from search.instruments.registry import INSTRUMENTS
from search.messages import Language
from web.api.openapi.arguments import Argument, argument, number, tabled
from web.api.views import CITE, COMPLETIONS, OFFSET, SEARCH, VALUES
from web.params import SINGLE

__all__ = ["OPERATIONS", "Operation"]

Pairs = tuple[tuple[str, str], ...]
RECEIPT = tuple(name for name in SEARCH if name not in ("page", "size", "why", "near", "lang", "format"))


@dataclass(frozen=True, slots=True)
class Operation:
    """One address: the view behind it, what it answers (zh, en), what it takes, the name of its schema.

    `example` are arguments that answer on any corpus; `gone` is the schema of 410, "" where nothing can be
    gone; what is `tabled` can be had as files, what is `drawn` as pictures; what is `sent` is asked by POST
    too, by POST alone where a `body` of that schema is sent; what is not `kept` has no tag.
    """

    view: str
    name: str
    path: str
    zh: str
    en: str
    answer: str
    arguments: tuple[Argument, ...] = ()
    example: Pairs = ()
    gone: str = ""
    tabled: bool = False
    drawn: bool = False
    sent: bool = False
    body: str = ""
    kept: bool = True

    def text(self, language: Language) -> str:
        """Return what is answered."""
        return self.en if language == "en" else self.zh


_LANG = argument("lang")
_NAME, _PASSAGE = (argument(name, place="path") for name in ("name", "passage"))
_MARKED = tuple(map(argument, ("q", "mode")))


def _table(row: Instrument) -> Operation:
    return Operation(
        view="instruments.table",
        name=row.name,
        path=f"/instruments/{row.name}",
        zh=f"{row.zh}：一次检索的表格，按页，或整份作为文件",
        en=f"{row.en}: the table of a search, a page of it, or all as a file",
        answer="Table",
        arguments=tabled(row),
        example=(("q", row.example), *row.shown),
        tabled=True,
        drawn=True,
        sent=True,
    )


OPERATIONS = (
    Operation(
        "api.search",
        "search",
        "/search",
        "一页结果，或全部段落作为文件",
        "A page of results, or all passages as a file",
        "Search",
        tuple(map(argument, SEARCH)),
        (("q", "党建"), ("size", "2")),
        tabled=True,
    ),
    Operation(
        "api.facets",
        "facets",
        "/facets",
        "一次检索之下一个筛选项的全部值",
        "All values of a facet under a search",
        "Facet",
        (
            argument("facet", needed=True),
            number(OFFSET),
            number(VALUES),
            *(argument(name) for name in SEARCH if name not in (*SINGLE[2:5], "why", "near", "format")),
        ),
        (("facet", "region"), ("q", "党建"), ("limit", "5")),
    ),
    Operation(
        "api.suggest",
        "suggest",
        "/suggest",
        "开头几个字可能是什么",
        "What a beginning of a query may become",
        "Suggestions",
        (argument("q"), number(COMPLETIONS), _LANG),
        (("q", "四川"),),
    ),
    Operation(
        "api.article",
        "article",
        "/articles/{name}",
        "一篇文章：段落、标注及其依据、从前的段落",
        "An article: its passages, its labels with their evidence, its former passages",
        "Article",
        (_NAME, *_MARKED, _LANG),
        (("q", "党建"),),
        gone="GoneArticle",
    ),
    Operation(
        "api.cite",
        "cite",
        "/articles/{name}/cite",
        "文章或其中一段的引文",
        "How an article, or a passage of it, is cited",
        "Citations",
        (_NAME, *map(argument, CITE)),
        (("style", "gb7714-2025"),),
        gone="Error",
    ),
    Operation(
        "api.passage",
        "passage",
        "/articles/{name}/passages/{passage}",
        "一个永久链接现在指什么",
        "What a permanent link means now",
        "Permanent",
        (_NAME, _PASSAGE, _LANG),
        gone="GonePassage",
    ),
    Operation(
        "instruments.listed",
        "instruments",
        "/instruments",
        "有哪些分析工具，各有什么参数",
        "Which instruments there are, and their parameters",
        "Instruments",
        (_LANG,),
    ),
    *map(_table, INSTRUMENTS),
    Operation(
        "api.formats",
        "formats",
        "/formats",
        "检索和表格有哪些格式",
        "In which formats a search and every table can be had",
        "Formats",
        (_LANG,),
    ),
    Operation(
        "receipts_api.receipt",
        "receipt",
        "/receipt",
        "一次检索的凭据；给出 instrument 时为它的表的凭据，另加它的参数",
        "The receipt of a search, or with instrument, and its parameters, of its table",
        "Receipt",
        tuple(map(argument, ("instrument", *RECEIPT, "lang"))),
        (("q", "党建"),),
        sent=True,
    ),
    Operation(
        "receipts_api.fields",
        "receipt-fields",
        "/receipt/fields",
        "凭据的各个字段",
        "The fields of a receipt",
        "ReceiptFields",
        (_LANG,),
    ),
    Operation(
        "receipts_api.replay",
        "replay",
        "/replay",
        "按凭据重查：多了什么，少了什么，为什么",
        "A receipt asked again: what came, what went, and why",
        "Replay",
        (_LANG,),
        body="Receipt",
        kept=False,
    ),
    Operation(
        "described.openapi",
        "openapi",
        "/openapi.json",
        "这份说明",
        "This description",
        "Description",
        (_LANG,),
    ),
    Operation(
        "api.health",
        "health",
        "/health",
        "是否一切正常，由哪一版索引作答",
        "Whether all is well, and which index answers",
        "Health",
        kept=False,
    ),
)
