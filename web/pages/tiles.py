"""Where does each province stand on a map of equal tiles?

The layout is our own: neighbours touch where they can, and each province is as large as any other. A tile
carries the customary one-character name, in English the letters of ISO 3166-2:CN.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from index.facets.rows import label_of
from search.query.request import Query
from web.links import Links

__all__ = ["GRID", "Tile", "tile_rows"]

GRID = (
    "　　　　　　黑",
    "　　　　蒙　吉",
    "新甘宁晋冀京辽",
    "　青陕豫鲁津　",
    "藏川渝鄂皖苏沪",
    "　滇黔湘赣浙　",
    "　　桂粤闽台　",
    "　　琼澳港　　",
)
PROVINCES = {
    "京": ("110000", "BJ"), "津": ("120000", "TJ"), "冀": ("130000", "HE"), "晋": ("140000", "SX"),
    "蒙": ("150000", "NM"), "辽": ("210000", "LN"), "吉": ("220000", "JL"), "黑": ("230000", "HL"),
    "沪": ("310000", "SH"), "苏": ("320000", "JS"), "浙": ("330000", "ZJ"), "皖": ("340000", "AH"),
    "闽": ("350000", "FJ"), "赣": ("360000", "JX"), "鲁": ("370000", "SD"), "豫": ("410000", "HA"),
    "鄂": ("420000", "HB"), "湘": ("430000", "HN"), "粤": ("440000", "GD"), "桂": ("450000", "GX"),
    "琼": ("460000", "HI"), "渝": ("500000", "CQ"), "川": ("510000", "SC"), "黔": ("520000", "GZ"),
    "滇": ("530000", "YN"), "藏": ("540000", "XZ"), "陕": ("610000", "SN"), "甘": ("620000", "GS"),
    "青": ("630000", "QH"), "宁": ("640000", "NX"), "新": ("650000", "XJ"), "台": ("710000", "TW"),
    "港": ("810000", "HK"), "澳": ("820000", "MO"),
}  # fmt: skip
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
