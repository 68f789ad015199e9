"""How far do the figures of each region reach, from the least to the most that is said?

Decision: figures of different units are never compared, so that a unit must be given. An end is open where
the words of some figure leave it open; then the least or the most is that of the bounds that are stated.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from index.facets.rows import facet_named
from search.backend import Anchor
from search.instruments.chart import Chart
from search.instruments.counts.spread import Spread, only
from search.instruments.figures.claims import Claim, number
from search.instruments.parameters import ParameterRefused
from search.instruments.table import Column, Place, Reading, Row

__all__ = ["COLUMNS", "chart_of_regions", "regions"]

COLUMNS = (
    Column("value", "值", "Value", "code"),
    Column("label", "名称", "Name"),
    Column("level", "层级", "Level", "number"),
    Column("figures", "数字个数", "Figures", "number", "href"),
    Column("passages", "段落数", "Passages", "number"),
    Column("articles", "文章数", "Articles", "number"),
    Column("low", "最低下限", "Least of all", "number"),
    Column("high", "最高上限", "Most of all", "number"),
    Column("open", "不封口的一端，代码", "Open end, code", "code"),
    Column("ends", "不封口", "Open end"),
    Column("newest", "最新的数字", "Newest figure", href="newest_href"),
    Column("date", "日期", "Date"),
    Column("newest_href", "最新数字的链接", "Link to the newest figure", "link"),
    Column("href", "链接", "Link", "link"),
)
OPEN = {(False, False): "", (True, False): "low", (False, True): "high", (True, True): "both"}
ENDS = {"": ("", ""), "low": ("下端", "low"), "high": ("上端", "high"), "both": ("两端", "both")}


@dataclass(slots=True)
class _Region:
    """What is said of one region."""

    figures: int = 0
    passages: set[Anchor] = field(default_factory=set)
    articles: Counter[str] = field(default_factory=Counter)
    newest: Claim | None = None
    bounds: list[int | float] = field(default_factory=list)
    open: tuple[bool, bool] = (False, False)

    def add(self, claim: Claim) -> None:
        """Count one figure."""
        record, figure = claim.searched.matched.record, claim.figure
        self.figures += 1
        self.passages.add(Anchor(record.id, claim.searched.matched.passage.id))
        self.articles[record.id] += 1
        if self.newest is None or record.published > self.newest.searched.matched.record.published:
            self.newest = claim
        ends = [number(end) for end in (figure.low, figure.high)]
        self.bounds += [end for end in ends if end is not None]
        if any(end is not None for end in ends):
            low, high = self.open
            self.open = (low or ends[0] is None, high or ends[1] is None)


def chart_of_regions(reading: Reading) -> Chart:
    """Return how the regions are drawn. Raises ParameterRefused where no unit is given."""
    unit = reading.given["unit"]
    if not unit:
        raise ParameterRefused("instrument-needs", value="", parameter="unit")
    return Chart("ranges", "label", "value", "low", "href", high="high", open="open", unit=unit)


def regions(reading: Reading, claims: Iterable[Claim]) -> list[Row]:
    """Return the regions that have figures, in the order of facets."""
    facet, query, answers = facet_named("region"), reading.query, reading.answers
    found: dict[str, _Region] = {}
    for claim in claims:
        for value in facet.values(claim.searched.matched.record, widened=query.mentioned):
            found.setdefault(value, _Region()).add(claim)
    rows: list[Row] = []
    for one in Spread(answers, query, facet, reading.given["level"]).values:
        if not (own := found.get(one.value)) or not own.newest:
            continue
        matched, alone = own.newest.searched.matched, only(query, (facet, one.value))
        rows.append(
            (
                one.value,
                answers.names.full(facet.name, one.value, reading.language),
                one.level + 1,
                own.figures,
                len(own.passages),
                len(own.articles),
                min(own.bounds, default=None),
                max(own.bounds, default=None),
                OPEN[own.open],
                ENDS[OPEN[own.open]][reading.language == "en"],
                matched.passage.text[slice(*own.newest.figure.span)],
                matched.record.published,
                Place(Anchor(matched.record.id, matched.passage.id), query),
                alone and reading.again(alone, per="", level=""),
            )
        )
    return rows
