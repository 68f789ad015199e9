"""What is a file written of: which columns and rows, and what is said beside of how they came about?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from search.facets.names import Names
from search.instruments.table import Column, Table
from search.messages import Language
from search.query.request import Query
from search.results import ArticleView
from web.citations.names import Cut, each_apart
from web.citations.styles import Style
from web.exports.particulars import Particulars, particulars
from web.exports.plain import PlainRow, plain_rows
from web.links import Links

__all__ = ["Articles", "Download", "download"]


@dataclass(frozen=True, slots=True)
class Articles:
    """Where rows are passages, the articles they stand in: how one is read, what its labels are called.

    `query` is what was searched for, `address` gives the lasting address of an article by its id.
    """

    read: Callable[[str], ArticleView | None]
    names: Names
    query: Query
    address: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Download:
    """A table as a writer takes it.

    `rows` are walked once; `particulars` say how they came about, as labels and texts; `title` names the
    table and its search; `quoted` are the columns of words, link and entry where rows are quotations; `drawn`
    gives the chart that stands alone, where there is one; `articles` are those that the rows stand in.
    """

    columns: Sequence[Column]
    rows: Iterable[PlainRow]
    language: Language
    title: str = ""
    particulars: Particulars = ()
    quoted: tuple[str, str, str] | None = None
    drawn: Callable[[], str] | None = None
    articles: Articles | None = None


def download(
    table: Table,
    names: Names,
    links: Links,
    drawn: Callable[[], str] | None = None,
    *,
    style: Style | None = None,
    cut: Cut = each_apart,
) -> Download:
    """Return a table as it is handed on; links begin with what `links` are rooted in.

    `style` is how a format for reference managers cites, `cut` how words are told apart in Latin letters.
    """
    rows = plain_rows(table, links, style=style, cut=cut)
    told = particulars(table, names, links)
    text = table.asked.query.text.strip()
    title = "：".join(filter(None, (told[0][1], text)))
    lasting = replace(links, usual=links.language).article
    articles = Articles(table.article, names, table.asked.query, lasting) if table.article else None
    return Download(table.columns, rows, links.language, title, told, table.quoted, drawn, articles)
