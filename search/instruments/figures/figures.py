"""Which numeric claims do the passages of a search make, and how often is what counted?"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from index.text.folding import fold
from search.backend import Anchor
from search.figures import REASONS, Figure, Known, read_figures
from search.instruments.figures.claims import Claim, number
from search.instruments.figures.regions import COLUMNS as OF_REGIONS
from search.instruments.figures.regions import chart_of_regions, regions
from search.instruments.figures.rows import REGION
from search.instruments.occurrences import Occurrences
from search.instruments.table import Column, Place, Reading, Row, Table

__all__ = ["figures"]

SAID = {
    "amount": ("数量", "amount"),
    "percentage": ("百分比", "percentage"),
    "multiple": ("倍数", "multiple"),
    "unread": ("未读出", "unread"),
    "up": ("升", "up"),
    "down": ("降", "down"),
    "by": ("幅度", "by"),
    "from": ("起点", "from"),
    "to": ("终点", "to"),
    "gap": ("数字被空白隔开，不知是否为一个数", REASONS["gap"]),
    "malformed": ("不成数", REASONS["malformed"]),
    "unit": ("不知是什么的数", REASONS["unit"]),
    "vague": ("没有写出数", REASONS["vague"]),
}
LAST = "\U0010ffff"
COLUMNS = (
    Column("figure", "数字", "Figure", href="href"),
    Column("kind", "类别", "Kind"),
    Column("low", "下限", "At least", "number"),
    Column("high", "上限", "At most", "number"),
    Column("hedges", "限定词", "Hedges", "code"),
    Column("multiplier", "倍数", "Multiplier", "code"),
    Column("unit", "单位", "Unit"),
    Column("indicator", "所数对象", "What is counted"),
    Column("sentence", "句子", "Sentence", "prose"),
    Column("change", "变化", "Change"),
    Column("direction", "升降", "Direction", "code"),
    Column("part", "变化中的位置", "Part in the change"),
    Column("actor", "主体", "Actor"),
    Column("region", "地区", "Region"),
    Column("period", "时期", "Period"),
    Column("year", "年份", "Year", "code"),
    Column("reason", "未读出的原因", "Why it was not read"),
    Column("article", "文章", "Article", "code"),
    Column("date", "日期", "Date"),
    Column("passage", "段落标识", "Passage", "code"),
    Column("start", "起", "Start", "code"),
    Column("end", "止", "End", "code"),
    Column("href", "链接", "Link", "link"),
)
GROUPED = (
    Column("value", "值", "Value"),
    Column("figures", "数字个数", "Figures", "number", "href"),
    Column("passages", "段落数", "Passages", "number"),
    Column("articles", "文章数", "Articles", "number"),
    Column("share", "占全部数字", "Share of figures", "share"),
    Column("href", "链接", "Link", "link"),
)


def figures(reading: Reading) -> Table:
    """Return the figures of a search, or how many there are of each value."""
    occurrences = Occurrences(reading.answers, reading.query)
    total = occurrences.match.total
    counts = {"passages": total.passages, "articles": total.articles}

    def claims() -> Iterable[Claim]:
        return _arranged(_kept(reading, occurrences), reading.given["order"])

    def kept(find: Callable[[Reading, Iterable[Claim]], list[Row]]) -> list[Row]:
        return reading.answers.kept_lines((reading.asked, reading.language), lambda: find(reading, claims()))

    if reading.given["per"] == REGION:
        chart = chart_of_regions(reading)
        return Table(reading.asked, OF_REGIONS, lambda: kept(regions), counts=counts, chart=chart)
    if reading.given["per"]:
        return Table(reading.asked, GROUPED, lambda: kept(_grouped), counts=counts)
    return Table(
        reading.asked, COLUMNS, claims, lambda claim: _row(reading, claim), counts, keep=reading.keep
    )


def _kept(reading: Reading, occurrences: Occurrences) -> Iterator[Claim]:
    """Yield the figures that are asked for, by the ids of articles, in reading order."""
    given, segmenter = reading.given, reading.answers.segmenter
    wanted = {name: fold(given[name]) for name in ("claim", "unit", "indicator") if given[name]}
    contains = fold(given["contains"])
    for searched in occurrences:
        matched = searched.matched
        found = read_figures(searched.text, segmenter, Known(matched.record.published))
        hits = [searched.original(span) for span in searched.spans] if found else []
        for figure in found:
            if contains and contains not in fold(figure.indicator):
                continue
            if any(_value(figure, name) != value for name, value in wanted.items()):
                continue
            start, end = figure.sentence
            if given["within"] == "passage" or any(a < end and start < b for a, b in hits):
                yield Claim(searched, figure)


def _value(figure: Figure, group: str) -> str:
    """Return by what a figure is grouped, as it is asked for."""
    return figure.kind if group == "claim" else fold(getattr(figure, group))


def _said(reading: Reading, code: str) -> str:
    """Return what a code is called in the language asked for."""
    return SAID[code][reading.language == "en"] if code else ""


def _row(reading: Reading, claim: Claim) -> Row:
    matched, figure = claim.searched.matched, claim.figure
    record, text = matched.record, matched.passage.text
    change = figure.change
    return (
        text[slice(*figure.span)],
        _said(reading, figure.kind),
        number(figure.low),
        number(figure.high),
        " ".join(figure.hedges),
        figure.multiplier,
        figure.unit,
        figure.indicator,
        text[slice(*figure.sentence)],
        change.verb if change else "",
        _said(reading, change.direction if change else ""),
        _said(reading, change.part if change else ""),
        figure.actor,
        "；".join(reading.answers.names.lowest("region", record.regions, reading.language)),
        figure.period,
        str(figure.year or ""),
        _said(reading, figure.reason),
        record.id,
        record.published,
        matched.passage.id,
        *figure.span,
        Place(Anchor(record.id, matched.passage.id), reading.query),
    )


def _arranged(claims: Iterable[Claim], order: str) -> Iterable[Claim]:
    """Return figures in an order, as they come where that is by position; equal ones stay as they come."""
    return claims if order == "position" else sorted(claims, key=_KEYS[order])


def _most(claim: Claim) -> tuple[bool, Decimal]:
    """Sort by the higher bound, the largest first, those without any last."""
    high = claim.figure.low if claim.figure.high is None else claim.figure.high
    return high is None, -(high or Decimal(0))


def _least(claim: Claim) -> tuple[bool, Decimal]:
    low = claim.figure.high if claim.figure.low is None else claim.figure.low
    return low is None, low or Decimal(0)


_KEYS: dict[str, Callable[[Claim], Any]] = {
    "high": _most,
    "low": _least,
    "indicator": lambda claim: (claim.figure.indicator or LAST, claim.figure.unit),
    "unit": lambda claim: (claim.figure.unit or LAST, _most(claim)),
    "region": lambda claim: min(claim.searched.matched.record.regions, default=LAST),
    "date": lambda claim: claim.searched.matched.record.published or LAST,
}


def _grouped(reading: Reading, claims: Iterable[Claim]) -> list[Row]:
    """Return how many figures each value has, most first, equal ones by code points."""
    group = reading.given["per"]
    many: Counter[str] = Counter()
    places: dict[str, tuple[set[Anchor], set[str]]] = {}
    for searched, figure in claims:
        value, matched = _value(figure, group), searched.matched
        many[value] += 1
        passages, articles = places.setdefault(value, (set(), set()))
        passages.add(Anchor(matched.record.id, matched.passage.id))
        articles.add(matched.record.id)
    whole = many.total()
    return [
        (
            _said(reading, value) if group == "claim" else value,
            number,
            len(places[value][0]),
            len(places[value][1]),
            number / whole,
            reading.again(reading.query, per="", **{group: value}) if value else None,
        )
        for value, number in sorted(many.items(), key=lambda one: (-one[1], one[0]))
    ]
