"""What does the start show of a corpus, and which searches does it propose?

Numbers, period, newest articles, provinces and the groups of trees. Each example is a search that this corpus
answers: those of the help page, and where too few of these find anything, words of its newest titles.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from index.facets.rows import NONE, facet_named
from search.engine import Engine
from search.query.request import Query
from search.results import Results
from web.language import ngettext
from web.links import Links
from web.pages.guide import EXAMPLES
from web.pages.tiles import tile_rows
from web.render import rights
from web.results.facets import facet_trees
from web.results.hits import hit_rows
from web.results.timeline import timeline

__all__ = ["examples", "started"]

NEWEST = 6  # articles shown
PUBLICATIONS = 12  # with the most articles
TITLES = 20  # titles that words are taken from
PROPOSED = 5
_WORD = re.compile("[\u4e00-\u9fff]{2,6}")


def started(engine: Engine, links: Links) -> dict[str, Any]:
    """Return all that the start sets out, by the names its template knows."""
    newest = engine.run(Query())  # whose links ask for pages as long as any
    regions = {value.value: value.articles for value in newest.facets["region"].shown(1) if not value.level}
    return {
        "examples": [(text, links.search(Query(text))) for text in examples(engine)],
        "everything": links.search(Query()),
        "total": newest.total,
        "figures": _figures(newest, links),
        "newest": hit_rows(newest, engine.names, links)[:NEWEST],
        "rights": sorted({rights(hit.article.source.rights) for hit in newest.hits[:NEWEST]} - {""}),
        "publications": [*_publications(newest, links)][:PUBLICATIONS],
        "facets": facet_trees(newest, engine.names, links),
        "tiles": tile_rows(regions, links),
        "years": timeline(newest.facets["year"], Query(), links),
    }


def _publications(results: Results, links: Links) -> Iterator[tuple[str, int, str]]:
    """Yield the publications, each with its articles and the search of them."""
    for value in results.facets["publication"]:
        if value.value != NONE:
            yield value.value, value.articles, links.search(Query().choose("publication", value.value))


def examples(engine: Engine) -> list[str]:
    """Return some searches, each of which finds something."""
    found: list[str] = []
    for text in (*EXAMPLES, *_of_titles(engine)):
        if len(found) < PROPOSED and text not in found and engine.run(Query(text, size=1)).total.passages:
            found.append(text)
    return found


def _of_titles(engine: Engine) -> Iterator[str]:
    """Yield searches made of words that many of the newest titles have, but not most of them."""
    hits = engine.run(Query(sort="newest", size=TITLES)).hits
    counted: Counter[str] = Counter()
    for hit in hits:
        parts = engine.parts(hit.article.title)
        whole = {one for one in parts if not any(one in other for other in parts if other != one)}
        counted.update(word for word in whole if _WORD.fullmatch(word))
    ranked = sorted(counted, key=lambda word: (counted[word] > len(hits) / 2, -counted[word], word))
    words = ranked[:PROPOSED]
    yield from words[:2]
    for one, other in pairwise(words):
        yield f"{one} NEAR/10 {other}"
        yield f"{one} OR {other}"
    yield from (f"title:{word}" for word in words)


def _figures(results: Results, links: Links) -> list[tuple[str, str]]:
    """Return the numbers of a corpus, each with what it counts."""
    years = [value.value for value in results.facets["year"] if value.value.isdecimal()]
    articles, passages = results.total.articles, results.total.passages
    figures = [
        (f"{articles:,}", ngettext("篇文章", "篇文章", articles)),
        (f"{passages:,}", ngettext("个段落", "个段落", passages)),
    ]
    if years:
        figures.append((f"{years[-1]}–{years[0]}" if len(years) > 1 else years[0], ""))
    for facet, number in ((facet_named(name), values.named) for name, values in results.facets.items()):
        if facet.noun[0] and number:
            figures.append((f"{number:,}", facet.counted(number, links.language)))
    return figures
