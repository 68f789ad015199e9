"""Where does a reader stand who came from a search: the way back, the result before and the one after?

The address of an article carries the whole search, its page included. That page, which was just shown, is
asked of the engine again, which as a rule has kept it; the article is looked up on it. A result on the page
before or after is asked for only by who stands at the edge. An article that the search no longer finds there
keeps the way back alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from search.engine import Engine
from search.query.request import WINDOW, Query
from search.results import ArticleHit
from web.links import Links
from web.params import to_arguments

__all__ = ["Neighbour", "Way", "way"]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another result of the search: its title, and its address with the search."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Way:
    """The way back to the results; `number` of `total` articles is this one's place, 0 where it has none."""

    back: str
    number: int = 0
    total: int = 0
    before: Neighbour | None = None
    after: Neighbour | None = None


def way(engine: Engine, name: str, query: Query, links: Links) -> Way | None:
    """Return the way of an article that a search led to, None where there was no search."""
    if not to_arguments(query):
        return None
    results = engine.run(query)
    back = links.search(query)
    ids = [hit.article.id for hit in results.hits]
    if name not in ids:
        return Way(back, total=results.total.articles)
    place = ids.index(name)
    number = (query.page - 1) * query.size + place + 1
    found = list(_around(engine, query, results.hits, place=place, total=results.total.articles))
    before, after = (Neighbour(hit.article.title, links.article(hit.article.id, asked)) if hit else None
                     for hit, asked in found)  # fmt: skip
    return Way(f"{back}#result-{number}", number, results.total.articles, before, after)


def _around(
    engine: Engine, query: Query, hits: tuple[ArticleHit, ...], *, place: int, total: int
) -> Iterator[tuple[ArticleHit | None, Query]]:
    """Yield the result before a place of a page and the one after, each with the page that shows it."""
    if place:
        yield hits[place - 1], query
    elif query.page > 1:
        before = query.with_page(query.page - 1)
        yield next(iter(engine.run(before).hits[-1:]), None), before
    else:
        yield None, query
    if place + 1 < len(hits):
        yield hits[place + 1], query
    elif query.page * query.size < min(total, WINDOW - query.size + 1):
        after = query.with_page(query.page + 1)
        yield next(iter(engine.run(after).hits[:1]), None), after
    else:
        yield None, query
