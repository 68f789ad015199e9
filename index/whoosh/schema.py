"""Which fields and facets are there, under which names?

Declared once, for index, query language, addresses and command line. Whoosh's schema is derived from it.
"""

from dataclasses import dataclass

from whoosh import fields, formats

__all__ = ["FACETS", "SCHEMA_VERSION", "Facet", "whoosh_schema"]

SCHEMA_VERSION = 3


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet: its name everywhere, whose it is (article or passage), whether it is a tree."""

    name: str
    zh: str
    en: str
    of_article: bool = True
    tree: bool = False


FACETS = (
    Facet("region", "地区", "Region", tree=True),
    Facet("type", "举措类型", "Initiative type", tree=True),
    Facet("year", "年份", "Year"),
    Facet("publication", "报刊", "Publication"),
    Facet("author", "作者", "Author"),
    Facet("kind", "段落类别", "Passage kind", of_article=False),
)


class _Counted(fields.FieldType):
    """Terms with frequencies; made by the bulk builder, never by Whoosh's analyzers."""

    indexed = True

    def __init__(self) -> None:
        self.format = formats.Frequency()
        self.stored = self.sortable = self.spelling = False
        self.analyzer = self.vector = self.column_type = None


class _Placed(_Counted):
    """Terms with their places."""

    def __init__(self) -> None:
        super().__init__()
        self.format = formats.Positions()


def whoosh_schema() -> fields.Schema:
    """Return Whoosh's schema of a passage."""
    return fields.Schema(
        words=_Counted(),
        chars=_Counted(),
        grams=_Placed(),
        passage=_Counted(),
        article=fields.STORED,
        kind=fields.STORED,
        heading=fields.STORED,
        text=fields.STORED,
    )
