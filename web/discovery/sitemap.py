"""Which pages are there, for programs that read all of them?

Source: sitemaps.org, 0.9. An article is listed with the day it was published.

Decision: a corpus of more than one map can hold is told by years, whose numbers a facet knows without reading
any article.
"""

from collections.abc import Iterable
from itertools import islice

from index.labels.record import ArticleRecord
from search.engine import Engine
from search.query.request import Query
from web.discovery.markup import child, document, root

__all__ = ["part_of_map", "site_map"]

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
EACH = 50_000  # addresses that a map can hold
PAGES = ("/", "/browse/regions", "/browse/types", "/help", "/about")
TITLES = Query().choose("kind", "title")  # which every article has, and few passages are


def site_map(engine: Engine, site: str, *, each: int = EACH) -> bytes:
    """Return the map of a site, or where it is too large the list of its parts."""
    if engine.about().articles + len(PAGES) <= each:
        return _map(PAGES, engine.records(TITLES), site)
    top = root("sitemapindex", SITEMAPS)
    for value in engine.facet(Query(), "year"):
        for part in range(1, -(-value.articles // each) + 1):
            child(child(top, "sitemap"), "loc", f"{site}/sitemap/{value.value}-{part}.xml")
    return document(top)


def part_of_map(engine: Engine, site: str, *, year: str, part: int, each: int = EACH) -> bytes | None:
    """Return one part of a map: articles of a year, "none" for those without one; None if there are none."""
    held = [*islice(engine.records(TITLES.choose("year", year)), (part - 1) * each, part * each)]
    return _map((), held, site) if held else None


def _map(pages: tuple[str, ...], articles: Iterable[ArticleRecord], site: str) -> bytes:
    top = root("urlset", SITEMAPS)
    for page in pages:
        child(child(top, "url"), "loc", f"{site}{page}")
    for record in articles:
        url = child(top, "url")
        child(url, "loc", f"{site}/articles/{record.id}")
        if record.published:
            child(url, "lastmod", record.published)
    return document(top)
