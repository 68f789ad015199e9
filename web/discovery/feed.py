"""Which passages of a search are new, as a feed that programs follow?

Source: the Atom Syndication Format (RFC 4287), pages of it by RFC 5005.

Decision: an entry is a passage under its permanent link, so that a reader is told of each once, whatever else
of its article changes. Its day is that of its article, at midnight in China; one without a day has the first
day of 1970, since a day of ours would make it new again with every build.
"""

from dataclasses import replace

from search.engine import Engine
from search.query.request import Query
from search.results import ArticleHit, Total
from web.citations.names import persons
from web.discovery.markup import Element, child, document, root
from web.language import gettext as _
from web.links import Links

__all__ = ["feed"]

ATOM = "http://www.w3.org/2005/Atom"
ARTICLES, PASSAGES = 30, 30  # newest articles on a page of a feed, and passages of each
UNDATED = "1970-01-01T00:00:00Z"


def feed(query: Query, engine: Engine, links: Links) -> bytes:
    """Return the newest matching passages; of a request without a query or filter the newest articles."""
    asked = replace(query, sort="newest", size=ARTICLES)
    found = engine.run(asked, shown=PASSAGES if query.text.strip() else 1)
    top = root("feed", ATOM)
    name = _("检索")
    child(top, "title", f"{query.text.strip() or _('全部文章')} · {name}")
    child(top, "id", links.feed(asked.with_page(1)))
    child(top, "updated", max((_moment(hit.article.published) for hit in found.hits), default=UNDATED))
    child(child(top, "author"), "name", name)
    _ways(top, asked, found.total, links)
    for hit in found.hits:
        _entries(top, hit, links, whole=not query.text.strip())
    return document(top)


def _ways(top: Element, asked: Query, total: Total, links: Links) -> None:
    """Add the links of a feed: to itself, to the page of the search, to the pages before and after."""
    page = asked.page
    child(top, "link", rel="self", type="application/atom+xml", href=links.feed(asked))
    child(top, "link", rel="alternate", type="text/html", href=links.search(replace(asked, page=1, size=10)))
    if page > 1:
        child(top, "link", rel="previous", href=links.feed(asked.with_page(page - 1)))
    if page * ARTICLES < total.articles:
        child(top, "link", rel="next", href=links.feed(asked.with_page(page + 1)))


def _entries(top: Element, hit: ArticleHit, links: Links, *, whole: bool) -> None:
    """Add an entry for each passage, or one for the whole article."""
    record = hit.article
    moment = _moment(record.published)
    for passage in hit.passages:
        link = replace(links, usual=links.language).article(record.id, passage="" if whole else passage.id)
        entry = child(top, "entry")
        child(entry, "title", record.title)
        child(entry, "id", link)
        child(entry, "link", rel="alternate", type="text/html", href=link)
        child(entry, "updated", moment)
        if record.published:
            child(entry, "published", moment)
        for one in persons(record.authors):
            child(child(entry, "author"), "name", one.written)
        if record.publication:
            child(entry, "category", term=record.publication)
        child(entry, "summary", passage.text, type="text")


def _moment(published: str) -> str:
    """Return the beginning of a day, month or year in China."""
    if not published:
        return UNDATED
    year, month, day = (*published.split("-"), "01", "01")[:3]
    return f"{year}-{month}-{day}T00:00:00+08:00"
