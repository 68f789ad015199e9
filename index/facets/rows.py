"""Which facets are there? One row each; adding a facet is adding a row.

Catalog, filters, fields of the query language, parameters, command-line options, API, pages, help and
self-check walk these rows; nothing else lists facets.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from index.corpus.passages import KINDS
from index.facets.periods import Periods
from index.facets.vocabularies import (
    Initiatives,
    Language,
    ListedValue,
    ListedValues,
    OpenValues,
    Places,
    Vocabulary,
)
from index.labels.record import ArticleRecord

__all__ = ["FACETS", "NONE", "NONE_NAMES", "Facet", "facet_named", "label_of"]

NONE = "none"  # the value of an article that has none
NONE_NAMES = ("未注明", "Not stated")
Reading: TypeAlias = Callable[[ArticleRecord], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet: its name everywhere, its labels, its vocabulary, and how values are read.

    `read` returns the values an article states; None: values belong to passages, by their kind. `widened`
    returns those that count where regions only mentioned are counted too. `metavar` and `hint` are the
    command line's, `example` and `help` (zh, en) the help page's. A tree has its own page at
    /browse/`browse`, and `noun` (zh, one and many in English) is what the start page counts. Of a facet that
    does not stand `beside` results its values are counted where they are asked for.
    """

    name: str
    zh: str
    en: str
    vocabulary: Vocabulary
    read: Reading | None
    widened: Reading | None = None
    metavar: str = "NAME"
    hint: str = ""
    example: str = NONE
    help: tuple[str, str] = ("", "")
    browse: str = ""
    noun: tuple[str, str, str] = ("", "", "")
    beside: bool = True

    @property
    def of_article(self) -> bool:
        """Tell whether articles have the values, not passages."""
        return self.read is not None

    @property
    def tree(self) -> bool:
        """Tell whether values lie in one another."""
        return self.vocabulary.tree

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of its columns in the catalog."""
        return (self.name, f"{self.name}.widened") if self.widened else (self.name,)

    def column(self, *, widened: bool) -> str:
        """Return the name of the column that is counted."""
        return self.columns[-1] if widened else self.name

    def label(self, language: Language) -> str:
        """Return what the facet is called."""
        return self.en if language == "en" else self.zh

    def counted(self, number: int, language: Language) -> str:
        """Return the noun for so many values."""
        return self.noun[0 if language == "zh" else 1 if number == 1 else 2]

    def explain(self, language: Language) -> str:
        """Return what its field of the query language asks for."""
        plain = (f"{self.zh}；none 为未注明。", f"{self.en}; none for articles that state none.")
        written = self.help if self.help[0] else plain
        return written[language == "en"]

    def values(self, record: ArticleRecord, *, widened: bool = False) -> frozenset[str]:
        """Return the values an article counts under: its own with all they lie in, or NONE."""
        reading = self.widened if widened and self.widened else self.read
        own = filter(None, reading(record) if reading else ())
        found = frozenset(step for value in own for step in (*self.vocabulary.path(value), value))
        return found or frozenset({NONE})


def _mentioned(record: ArticleRecord) -> Iterable[str]:
    return (*record.regions, *record.mentioned)


KIND_NAMES = {
    "title": ("标题", "Title"),
    "heading": ("小标题", "Heading"),
    "paragraph": ("正文", "Paragraph"),
    "caption": ("图注", "Caption"),
    "unplaced": ("未归位", "Unplaced"),
}

FACETS: tuple[Facet, ...] = (
    Facet(
        "region",
        "地区",
        "Region",
        Places(),
        lambda record: record.regions,
        _mentioned,
        metavar="REGION",
        hint="Code or name, as 511000 or 四川省.",
        example="四川省",
        help=(
            "文章的地区，写名称或 GB/T 2260 代码；上级地区包含下级。名称有歧义时会列出可选的代码。",
            "The region, by name or GB/T 2260 code, with those below it; an open name offers its codes.",
        ),
        browse="regions",
        noun=("个地区", "region", "regions"),
    ),
    Facet(
        "type",
        "举措类型",
        "Initiative type",
        Initiatives(),
        lambda record: record.initiatives,
        metavar="TYPE",
        hint="Initiative type, id or label.",
        example="产业链党委",
        help=("文章的举措类型，写名称或标识。", "The initiative type of the article, by name or id."),
        browse="types",
        noun=("类举措", "initiative type", "initiative types"),
    ),
    Facet(
        "year",
        "年份",
        "Year",
        Periods(low="2022", high="2025"),
        lambda record: (record.published[:4],),
        metavar="YEAR",
        hint="Year of publication.",
        example="2022..2025",
        help=(
            "发表年份；2022..2025 两端都含，一端可以不写。没有年份的文章写 year:none。",
            "The year of publication; of 2022..2025 either end may be left open. year:none is undated.",
        ),
    ),
    Facet(
        "month",
        "月份",
        "Month",
        Periods(low="2024-03", high="2024-08"),
        lambda record: (record.published[:7],),
        metavar="MONTH",
        hint="Month of publication, as 2024-03.",
        example="2024-03..2024-08",
        help=(
            "发表月份，或一段：2024-03..2024-08。month:2024 只找仅知年份的文章，它们排在当年一月之前。",
            "The month of publication, or a range. month:2024 is what has no month, which precedes January.",
        ),
        beside=False,
    ),
    Facet(
        "publication",
        "报刊",
        "Publication",
        OpenValues(),
        lambda record: (record.publication,),
        hint="Newspaper, magazine or site.",
        noun=("种报刊", "publication", "publications"),
    ),
    Facet("author", "作者", "Author", OpenValues(), lambda record: record.authors, hint="Author."),
    Facet(
        "kind",
        "段落类别",
        "Passage kind",
        ListedValues(tuple(ListedValue(kind, *KIND_NAMES[kind]) for kind in KINDS)),
        None,
        metavar="KIND",
        hint="title, heading, paragraph, caption or unplaced.",
        example="heading",
        help=(
            "段落类别。未归位的文字只在检索式或筛选写明 kind:unplaced 时查找，-kind:unplaced 不算。",
            "The kind of passage. Unplaced text is left out unless kind:unplaced (not -kind:unplaced) asks.",
        ),
    ),
)


def facet_named(name: str) -> Facet:
    """Return the row of a facet. Raises KeyError."""
    return _by_name()[name]


def _by_name() -> dict[str, Facet]:
    return {facet.name: facet for facet in FACETS}


def label_of(facet: str, value: str, language: Language) -> str:
    """Return how a value of a facet is shown."""
    if value == NONE:
        return NONE_NAMES[language == "en"]
    return facet_named(facet).vocabulary.label(value, language)
