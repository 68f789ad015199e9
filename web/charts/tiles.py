"""Where does each province stand on a map of equal tiles, and how dark is it?

The layout is our own: neighbours touch where they can, and each province is as large as any other. A tile
carries the customary one-character name, in English the letters of ISO 3166-2:CN.
"""

from collections.abc import Iterator

from web.charts.bars import aside
from web.charts.data import Data, Datum, Value
from web.charts.scales import Shades
from web.charts.shapes import Box, Linked, Shape, Words, cut, wide

__all__ = ["GRID", "PROVINCES", "scale", "steps", "tiles"]

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
CODES = frozenset(code for code, _ in PROVINCES.values())
OUTSIDE = {"zh": "图外：", "en": "Not on the map:"}
EMPTY = {"zh": "没有文章", "en": "No articles"}
GAP, SMALL, SIZE = 3, 11, 13
LARGEST = 56  # pixels of a tile


def tiles(data: Data, width: float, *, top: float = 0) -> tuple[list[Shape], float]:
    """Return the map of each series from a height on downwards with one scale for all, and where it ends."""
    shades = Shades.of(
        datum.number or 0
        for series in range(len(data.series))
        for value, datum in data.of(series)
        if value.code in CODES
    )
    shapes: list[Shape] = []
    for series, name in enumerate(data.series):
        if len(data.series) > 1:
            shapes.append(Words(0, top + 14, cut(name, SIZE, width), bold=True))
            top += 24
        drawn, top = _map(data, series, shades, width, top)
        shapes += drawn
    legend, top = scale(data, shades, width, top=top + 8)
    return [*shapes, *legend], top


def _map(data: Data, series: int, shades: Shades, width: float, top: float) -> tuple[list[Shape], float]:
    side = min(LARGEST, (width + GAP) / len(GRID[0]) - GAP)
    left = max(0.0, min((width - len(GRID[0]) * (side + GAP)) / 2, 60))
    found = {value.code: (value, datum) for value, datum in data.of(series)}
    shapes: list[Shape] = []
    for down, row in enumerate(GRID):
        for across, sign in enumerate(row):
            if sign in PROVINCES:
                code, letters = PROVINCES[sign]
                x, y = left + across * (side + GAP), top + down * (side + GAP)
                name = letters if data.language == "en" else sign
                shapes.append(_tile(found.get(code), name, shades, (x, y, side)))
    y = top + len(GRID) * (side + GAP) + 8
    outside = [datum for code, (_, datum) in found.items() if code not in CODES]
    if not outside:
        return shapes, y
    listed, y = aside(OUTSIDE[data.language], outside, width, top=y)
    return [*shapes, *listed], y


def _tile(
    found: tuple[Value, Datum] | None, name: str, shades: Shades, place: tuple[float, float, float]
) -> Shape:
    """Return a tile with its number; one without articles is an outline."""
    x, y, side = place
    middle = x + side / 2
    number = found[1].number if found else None
    if not found or number is None:
        outline = Box(x + 0.5, y + 0.5, side - 1, side - 1, "none", radius=3)
        return Linked((outline, Words(middle, y + side / 2 + 5, name, "soft", 14, "middle")), name)
    shade = shades.shade(number)
    paint = "light" if shade == 4 else "ink"
    return Linked(
        (
            Box(x, y, side, side, f"shade-{shade}", radius=3),
            Words(middle, y + side / 2 - 2, name, paint, 15, "middle", bold=True),
            Words(middle, y + side / 2 + 15, found[1].text, paint, SMALL, "middle"),
        ),
        found[1].said,
        found[1].href,
    )


def scale(data: Data, shades: Shades, width: float, *, top: float) -> tuple[list[Shape], float]:
    """Return what the shades stand for, in as many lines as that needs, and where it ends."""
    shapes: list[Shape] = [Words(0, top + 13, data.unit, "soft", 12)]
    x, y = wide(data.unit, 12) + 14, top
    for paint, text in (("none", EMPTY[data.language]), *steps(data, shades)):
        long = 20 + wide(text, 12) + 14
        if x + long > width:
            x, y = 0.0, y + 22
        shapes += [Box(x + 0.5, y + 2.5, 13, 13, paint, radius=2), Words(x + 20, y + 13, text, "soft", 12)]
        x += long
    return shapes, y + 26


def steps(data: Data, shades: Shades) -> Iterator[tuple[str, str]]:
    """Yield the shades of a scale with the numbers that each stands for."""
    yield "shade-0", "0"
    before = 0.0
    for edge in shades.edges:
        last = data.told(edge)
        first = data.told(before + 1) if data.whole else ""
        told = last if first == last else f"{first}–{last}"
        yield f"shade-{shades.shade(edge)}", told if data.whole else f"≤ {last}"
        before = edge
