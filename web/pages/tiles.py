"""How many articles does each province have, on the map of equal tiles that the start shows?"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from index.facets.rows import label_of
from search.query.request import Query
from web.charts.tiles import GRID, PROVINCES
from web.links import Links

__all__ = ["Tile", "tile_rows"]

SHADES = 4


@dataclass(frozen=True, slots=True)
class Tile:
    """A province: its short and its whole name, its articles, a shade for these, the search for them."""

    short: str
    name: str
    articles: int
    shade: int
    href: str


def tile_rows(articles: Mapping[str, int], links: Links) -> list[list[Tile | None]]:
    """Return the map row by row, None where there is no tile; `articles` are numbers by code."""
    most = max((articles.get(code, 0) for code, _ in PROVINCES.values()), default=0)
    return [[_tile(sign, articles, most, links) for sign in row] for row in GRID]


def _tile(sign: str, articles: Mapping[str, int], most: int, links: Links) -> Tile | None:
    if sign not in PROVINCES:
        return None
    code, letters = PROVINCES[sign]
    number = articles.get(code, 0)
    shade = 1 + round((SHADES - 1) * sqrt(number / most)) if number else 0
    return Tile(
        letters if links.language == "en" else sign,
        label_of("region", code, links.language),
        number,
        shade,
        links.search(Query().choose("region", code)) if number else "",
    )
