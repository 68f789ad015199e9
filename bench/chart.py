"""How does the cost of a query grow with the corpus? One chart, and its slopes.

Both axes are logarithmic, so that a cost in proportion to passages climbs with the slope 1. Drawn as SVG with
the reader's colours: it follows light and dark.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, log10
from pathlib import Path

from bench.figures import Figures, held
from bench.queries import CLASSES

__all__ = ["draw", "section"]

WIDTH, HEIGHT = 980, 560
LEFT, RIGHT, TOP, BOTTOM = 70, 260, 56, 60
GAP = 17  # between two labels
COLOURS = ("#d1495b", "#2e86ab", "#3a9d5d", "#c77d0a", "#8a5fbf", "#12908e", "#b0568f")
DASHES = ("", "7 4", "2 4")
STYLE = (
    "text{font:13px sans-serif;fill:#1f2328}.axis{stroke:#8c959f}.grid{stroke:#8c959f;stroke-opacity:.3}"
    ".line{fill:none;stroke-width:2}.paper{fill:#fff}.title{font-size:16px;font-weight:600}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.paper{fill:#0d1117}}"
)
Curve = tuple[str, dict[int, float]]


def curves(figures: Figures) -> list[Curve]:
    """Return p50 in ms of every class by passages."""
    sizes = {int(name.partition("/")[2]): own for name, own in figures.items() if name.startswith("search/")}
    return [
        (
            c.title.partition(" (")[0].replace("`", ""),
            {size: own[f"p50/{c.name}"] for size, own in sorted(sizes.items())},
        )
        for c in CLASSES
        if sizes and all(f"p50/{c.name}" in own for own in sizes.values())
    ]


@dataclass(frozen=True, slots=True)
class Scale:
    """Places sizes and costs, each given by its bounds as logarithms."""

    sizes: tuple[float, float]
    costs: tuple[float, float]

    @classmethod
    def of(cls, sizes: Sequence[int], costs: Sequence[float]) -> "Scale":
        """Return the scale that holds these sizes and, with some room, these costs."""
        room = 0.08
        bounds = log10(min(costs)) - room, log10(max(costs)) + room
        return cls((log10(min(sizes)), log10(max(sizes))), bounds)

    def x(self, size: float) -> float:
        """Return where a size stands."""
        low, high = self.sizes
        return LEFT + (log10(size) - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def y(self, cost: float) -> float:
        """Return where a cost stands."""
        low, high = self.costs
        return HEIGHT - BOTTOM - (log10(cost) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)


def draw(found: Sequence[Curve]) -> str:
    """Return the chart. It needs two sizes at least."""
    sizes = sorted({size for _, points in found for size in points})
    scale = Scale.of(sizes, [cost for _, points in found for cost in points.values()])
    ends = [scale.y([*points.values()][-1]) for _, points in found]
    order = sorted(range(len(found)), key=ends.__getitem__)
    places = _spread([ends[number] for number in order])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>p50 of Engine.search by passages</title><style>{STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>',
        f'<text class="title" x="{LEFT}" y="28">Engine.search: p50 in ms of processor time</text>',
        *_axes(scale, sizes),
    ]
    for number, place in zip(order, places, strict=True):
        parts += _curve(scale, found[number], number, place)
    return "\n".join([*parts, "</svg>", ""])


def _axes(scale: Scale, sizes: Sequence[int]) -> Iterator[str]:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    yield f'<path class="axis" fill="none" d="M{LEFT} {TOP}V{bottom}H{right}"/>'
    for size in sizes:
        yield f'<text x="{scale.x(size):.0f}" y="{bottom + 22}" text-anchor="middle">{size:,}</text>'
    yield f'<text x="{(LEFT + right) / 2:.0f}" y="{bottom + 46}" text-anchor="middle">passages</text>'
    for cost in _ticks(*(10**bound for bound in scale.costs)):
        y = scale.y(cost)
        yield f'<path class="grid" d="M{LEFT} {y:.1f}H{right}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{cost:g}</text>'


def _curve(scale: Scale, curve: Curve, number: int, place: float) -> Iterator[str]:
    """Yield a line, and its label at a height, joined to the line's end."""
    (name, points), right = curve, WIDTH - RIGHT
    colour, dash = COLOURS[number % len(COLOURS)], DASHES[number // len(COLOURS) % len(DASHES)]
    line = "L".join(f"{scale.x(size):.1f} {scale.y(cost):.1f}" for size, cost in points.items())
    last = [*points.values()][-1]
    yield f'<path class="line" stroke="{colour}" stroke-dasharray="{dash}" d="M{line}"/>'
    joint = f"M{right + 3} {scale.y(last):.1f}L{right + 16} {place:.1f}"
    yield f'<path stroke="{colour}" fill="none" d="{joint}"/>'
    yield f'<text x="{right + 20}" y="{place + 4:.1f}">{name}, {last:.2g} ms</text>'


def _ticks(low: float, high: float) -> list[float]:
    return [cost for e in range(-3, 5) for m in (1, 2, 5) if low <= (cost := m * 10.0**e) <= high]


def _spread(places: list[float]) -> list[float]:
    """Move labels, from top to bottom, so far apart that they can be read, and not below the chart."""
    spread: list[float] = []
    for place in places:
        spread.append(max(place, spread[-1] + GAP) if spread else place)
    for number in range(len(spread) - 1, -1, -1):
        most = spread[number + 1] - GAP if number + 1 < len(spread) else HEIGHT - 20
        spread[number] = min(spread[number], most)
    return spread


def section(out: Path) -> str:
    """Draw the chart beside a file of results; return its section, "" if fewer than two sizes are known."""
    found = curves(held(out))
    sizes = sorted({size for _, points in found for size in points})
    if len(sizes) < 2:
        return ""
    chart = out.with_name("growth.svg")
    chart.write_text(draw(found), "utf-8")
    steps = [*pairwise(sizes)]
    lines = [
        "## How cost grows",
        "",
        f"![p50 of every class by passages]({chart.name})",
        "",
        "Slope of each step: 1 is in proportion to passages, 0 is no growth.",
        "",
        "| |" + "".join(f" {a:,} to {b:,} |" for a, b in steps),
        "|---|" + "---|" * len(steps),
    ]
    for name, points in found:
        slopes = (log(points[b] / points[a]) / log(b / a) for a, b in steps)
        lines.append(f"| {name} |" + "".join(f" {slope:.2f} |" for slope in slopes))
    return "\n".join(lines) + "\n"
