"""How is a table drawn: on a page, or as a file that stands alone?

Decision: a file says in text what it shows of which corpus, so that it can be cited: the query, its filters,
what is counted of what, and the state of the corpus. On a page, where all that stands around it, a chart is
drawn twice, for a screen and for a phone; the style sheet shows one of them, so that no text is too small.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from search.engine import Engine
from search.instruments.chart import Kind
from search.instruments.registry import instrument_named
from search.instruments.table import Row, Table
from search.messages import Language, Message, say
from search.query.request import Query
from web.charts import bars, cells, columns, ranges, tiles
from web.charts.data import Data, data_of
from web.charts.shapes import Picture, Shape, Words, wrapped
from web.links import Links

__all__ = ["SAID", "Drawing", "alone", "drawing"]

SCREEN, PHONE, MARGIN = 720, 358, 24
TITLE, TEXT, NOTE = 17, 13, 12
ANY = 1_000_000  # values that need no room of their own
SAID = (
    Message("title", "{instrument}：{query}", "{instrument}: {query}"),
    Message("everything", "全部文章", "all articles"),
    Message("drawn", "图上：{drawn}", "Drawn: {drawn}"),
    Message("given", "{name}：{value}", "{name}: {value}"),
    Message("mode", "方式：{mode}", "Mode: {mode}"),
    Message("without", "不含{value}", "not {value}"),
    Message("mentioned", "也计仅提及的地区", "regions only mentioned count too"),
    Message(
        "values", "图中为表的前 {shown} 个，共 {all} 个，其余见表。",
        "Drawn are the first {shown} of {all} values; the table has the rest.",
    ),
    Message(
        "series", "横向为前 {shown} 个，共 {all} 个，其余见表。",
        "Across are the first {shown} of {all} values; the table has the rest.",
    ),
    Message(
        "gaps", "没有文章处留空，与零不同。",
        "Where there are no articles nothing is drawn, which is not zero.",
    ),
    Message("open", "箭头：原文用语没有说到哪里为止。", "An arrow: the words leave this end open."),
    Message(
        "found", "找到的文章 {articles}，段落 {passages}。",
        "Found: articles {articles}, passages {passages}.",
    ),
    Message(
        "whole", "同样筛选条件下的全部文章 {articles_all}。",
        "All articles under the same filters: {articles_all}.",
    ),
    Message(
        "corpus", "文库：文章 {articles}，段落 {passages}；世代 {generation}，散列 {corpus}。",
        "Corpus: articles {articles}, passages {passages}; generation {generation}, hash {corpus}.",
    ),
    Message("until", "最新的文章发表于 {until}。", "The newest article is of {until}."),
)  # fmt: skip
"""What a chart says beside its numbers."""


@dataclass(frozen=True, slots=True)
class Drawer:
    """One kind of chart: what draws it, how many values and series it has room for, and how wide it is.

    `values` are for one series alone where they `share` room with the others.
    """

    draw: Callable[..., tuple[list[Shape], float]]
    values: int = ANY
    series: int = ANY
    share: bool = False
    needed: Callable[[Data, float], float] = lambda _, width: width
    notes: Callable[[Data], tuple[str, ...]] = lambda _: ()


DRAWERS: dict[Kind, Drawer] = {
    "bars": Drawer(bars.bars, bars.MOST, share=True),
    "columns": Drawer(columns.columns, columns.MOST, share=True, notes=columns.notes),
    "line": Drawer(columns.line, columns.MOST, share=True, notes=columns.notes),
    "tiles": Drawer(tiles.tiles),
    "cells": Drawer(cells.cells, cells.DOWN, cells.ACROSS, needed=cells.needed),
    "ranges": Drawer(ranges.ranges, ranges.MOST, notes=ranges.notes),
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as a page shows it: for a screen, for a phone, and what is said below it."""

    screen: Markup
    phone: Markup
    notes: tuple[str, ...]


class _Sheet:
    """A chart with what is said of it, before it is drawn."""

    def __init__(self, table: Table, rows: list[Row], links: Links) -> None:
        if table.chart is None:
            raise ValueError("the table is not drawn")
        self.table, self.language = table, links.language
        self.drawer = DRAWERS[table.chart.kind]
        whole = data_of(table, table.chart, rows, links)
        room = self.drawer.values // (max(len(whole.series), 1) if self.drawer.share else 1)
        self.data = whole.first(room, self.drawer.series)
        self.notes = (*self._left_out(whole), *(self.say(note) for note in self.drawer.notes(self.data)))
        instrument = instrument_named(table.asked.instrument).label(self.language)
        query = table.asked.query.text.strip() or self.say("everything")
        self.title = self.say("title", instrument=instrument, query=query)
        labels = {column.name: column.label(self.language) for column in table.columns}
        drawn = [labels[name] for name in (table.chart.number, table.chart.high) if name]
        self.drawn = self.say("drawn", drawn="–".join(drawn))

    def say(self, code: str, **values: object) -> str:
        """Return what is said in the language of the chart."""
        return say(SAID, code, language=self.language, values=values)

    def _left_out(self, whole: Data) -> Iterator[str]:
        pairs = ("values", whole.values, self.data.values), ("series", whole.series, self.data.series)
        for code, every, shown in pairs:
            if len(shown) < len(every):
                yield self.say(code, shown=len(shown), all=f"{len(every):,}")

    def picture(self, name: str, width: float) -> Picture:
        """Return the chart alone."""
        width = self.drawer.needed(self.data, width)
        shapes, height = self.drawer.draw(self.data, width)
        return self._picture(shapes, width, height, name)

    def captioned(self, before: list[str], after: list[str]) -> Picture:
        """Return the chart below its title and some lines of text, others below it."""
        width = self.drawer.needed(self.data, SCREEN)
        shapes, y = [], 0.0
        for text, size, paint in ((self.title, TITLE, "ink"), *((text, TEXT, "soft") for text in before)):
            made, y = _text(text, size, paint, width, y)
            shapes += made
        drawn, y = self.drawer.draw(self.data, width, top=y + 14)
        shapes += drawn
        y += 8
        for text in after:
            made, y = _text(text, NOTE, "soft", width, y)
            shapes += made
        return self._picture(shapes, width, y + 4, "chart", margin=MARGIN)

    def _picture(
        self, shapes: list[Shape], width: float, height: float, name: str, *, margin: float = 0
    ) -> Picture:
        desc = " ".join((self.drawn, *self.notes))
        return Picture(tuple(shapes), width, height, name, self.title, desc, self.language, margin=margin)


def _text(text: str, size: float, paint: str, width: float, top: float) -> tuple[list[Shape], float]:
    """Return a text in lines from a height on downwards, and where they end."""
    shapes: list[Shape] = []
    for line in wrapped(text, size, width):
        top += size * 1.55
        shapes.append(Words(0, top - size * 0.35, line, paint, size, bold=size == TITLE))
    return shapes, top


def drawing(table: Table, rows: list[Row], links: Links) -> Drawing | None:
    """Return the chart of some rows for a page, None where nothing is drawn."""
    if table.chart is None or table.chart.kind == "cells" or not rows:
        return None  # of cells the table on the page is a chart itself
    sheet = _Sheet(table, rows, links)
    screen, phone = sheet.picture("screen", SCREEN), sheet.picture("phone", PHONE)
    return Drawing(Markup(screen.on_page()), Markup(phone.on_page()), sheet.notes)  # noqa: S704 escaped there


def alone(table: Table, links: Links, engine: Engine) -> Callable[[], str] | None:
    """Return what draws a table as SVG that stands alone; None where it has no chart."""
    return (lambda: _standing(table, links, engine).alone()) if table.chart else None


def _standing(table: Table, links: Links, engine: Engine) -> Picture:
    """Return the chart of a table with what must be said to cite it."""
    sheet = _Sheet(table, list(table.rows), links)
    asked = [*_asked(table, sheet, engine)]
    counts = {name: f"{number:,}" for name, number in table.counts.items()}
    counted = [
        sheet.say(code, **counts) for code, name in (("found", "articles"), ("whole", "articles_all"))
        if name in counts
    ]  # fmt: skip
    after = [*sheet.notes, " ".join(counted), " ".join(_corpus(table, sheet, engine))]
    return sheet.captioned([sheet.drawn, *asked], [text for text in after if text])


def _asked(table: Table, sheet: _Sheet, engine: Engine) -> Iterator[str]:
    """Yield the parameters and the filters as they are called."""
    language, query = sheet.language, table.asked.query
    told = [sheet.say("mode", mode=query.mode)] if query.mode != "exact" else []
    for row in instrument_named(table.asked.instrument).parameters:
        values = [value for name, value in table.asked.parameters if name == row.name]
        for value in values or ([str(row.usual)] if row.usual and not row.several else []):
            said = row.said(value, language) if row.offered else value
            told.append(sheet.say("given", name=row.label(language), value=said))
    yield " · ".join(told)
    if filters := _filters(query, sheet, engine):
        yield " · ".join(filters)


def _filters(query: Query, sheet: _Sheet, engine: Engine) -> list[str]:
    from index.facets.rows import facet_named

    language: Language = sheet.language
    told: list[str] = []
    for one in query.filters:
        value: Any = engine.names.full(one.facet, one.value, language)
        said = sheet.say("without", value=value) if one.exclude else value
        told.append(sheet.say("given", name=facet_named(one.facet).label(language), value=said))
    return [*told, sheet.say("mentioned")] if query.mentioned else told


def _corpus(table: Table, sheet: _Sheet, engine: Engine) -> Iterator[str]:
    """Yield which state of the corpus was asked, and of which day its newest article is."""
    about = table.about
    if about is None:
        return
    yield sheet.say(
        "corpus", articles=f"{about.articles:,}", passages=f"{about.passages:,}",
        generation=about.generation, corpus=about.corpus[:12],
    )  # fmt: skip
    newest = engine.run(Query(sort="newest", size=1))
    if newest.hits and newest.generation == about.generation and newest.hits[0].article.published:
        yield sheet.say("until", until=newest.hits[0].article.published)
