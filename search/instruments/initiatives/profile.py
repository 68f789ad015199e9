"""What is known of one initiative: its variants, gloss, first mention, regions in order, and who else?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from index.text.folding import fold
from search.instruments.initiatives.gathering import Coinage, Named, gathered, sought_with
from search.instruments.initiatives.spreading import chosen_alone, followers
from search.instruments.table import Cell, Column, Link, Reading, Row, Table
from search.query.request import Query

__all__ = ["profile"]

NEIGHBOURS = 50  # initiatives named in the same articles that are listed
ASPECTS = {
    "initiative": ("举措", "Initiative"),
    "gloss": ("释义", "Gloss"),
    "first": ("首次注明日期的提及", "First dated mention"),
    "variant": ("写法", "Variant"),
    "adoption": ("采纳表", "Adoption table"),
    "region": ("地区，按首见先后", "Region, in order of adoption"),
    "publication": ("报刊", "Publication"),
    "neighbour": ("同文提到的举措", "Initiative in the same articles"),
    "bare": ("有无引号都算", "With or without quotation marks"),
    "elsewhere": ("整个文库", "The whole corpus"),
}
COLUMNS = (
    Column("aspect", "方面", "Aspect"),
    Column("value", "内容", "Value", href="href"),
    Column("sentence", "句子", "Sentence", "prose", "href_passage"),
    Column("date", "首见日期", "First dated"),
    Column("place", "次序", "Place", "number"),
    Column("articles", "文章数", "Articles", "number", "href_articles"),
    Column("passages", "段落数", "Passages", "number", "href_articles"),
    Column("times", "次数", "Times", "number"),
    Column("href", "链接", "Link", "link"),
    Column("href_articles", "文章的链接", "Link to articles", "link"),
    Column("href_passage", "段落的链接", "Link to the passage", "link"),
)


class _Line(NamedTuple):
    """One line: an aspect, and what there is to say of it."""

    aspect: str
    value: str
    named: Named | None = None
    place: int | None = None
    times: int | None = None
    articles: int | None = None
    passages: int | None = None
    href: Link | None = None
    search: Query | None = None


def profile(reading: Reading, kept: Callable[[], Sequence[Coinage]], counts: Mapping[str, int]) -> Table:
    """Return all that is known of one initiative."""
    return Table(
        reading.asked,
        COLUMNS,
        lambda: [line for coinage in kept() for line in _lines(reading, coinage)],
        lambda line: _row(reading, line),
        counts,
    )


def _row(reading: Reading, line: _Line) -> Row:
    named = line.named
    cells: tuple[Cell, ...] = (
        ASPECTS[line.aspect][reading.language == "en"],
        line.value,
        named.sentence if named else "",
        (named.record.published or None) if named else None,
        line.place,
        line.articles,
        line.passages,
        line.times,
        line.href,
        line.search,
        named.place(line.search or reading.query) if named else None,
    )
    return cells


def _lines(reading: Reading, coinage: Coinage) -> Iterator[_Line]:
    search = coinage.search(reading.query)
    glossed, first = coinage.glossed, coinage.first
    yield _Line(
        "initiative",
        coinage.name,
        articles=coinage.articles,
        passages=len(coinage.named),
        search=search,
    )
    yield _Line("gloss", glossed.record.title, glossed)
    if first:
        names = reading.answers.names.lowest("region", first.record.regions, reading.language)
        yield _Line("first", "；".join(names) or first.record.title, first)
    for form, times in coinage.forms:
        yield _Line("variant", form, times=times)
    for facet in ("region", "publication"):
        for one in followers(reading, coinage, facet):
            label = reading.answers.names.full(facet, one.value, reading.language)
            chosen = chosen_alone(search, facet, one.value)
            yield _Line(
                facet,
                label,
                one.named[0],
                one.place,
                articles=one.articles,
                passages=len(one.named),
                search=chosen,
            )
    table = reading.again(reading.query, per="adoption", name=coinage.name)
    yield _Line("adoption", coinage.name, href=table)
    yield from _neighbours(reading, coinage)
    yield from _wider(reading, coinage)


def _neighbours(reading: Reading, coinage: Coinage) -> Iterator[_Line]:
    """Yield the initiatives that the same articles name, most articles first."""
    own = {one.record.id for one in coinage.named}
    found = [(other, len(own & {one.record.id for one in other.named})) for other in gathered(reading)]
    found = [(other, many) for other, many in found if many and other.key != coinage.key]
    found.sort(key=lambda one: (-one[1], one[0].name))
    for other, many in found[:NEIGHBOURS]:
        yield _Line(
            "neighbour",
            other.name,
            articles=many,
            href=reading.again(reading.query, per="", name=other.name),
        )


def _wider(reading: Reading, coinage: Coinage) -> Iterator[_Line]:
    """Yield how much finds its names in a wider search, as that search counts."""
    bare = sorted({fold(string).strip("\"'") for string in coinage.sought})
    for aspect, search in (
        ("bare", sought_with(reading.query, bare)),
        ("elsewhere", sought_with(Query(), coinage.sought)),
    ):
        if search:
            total = reading.answers.count(search)
            yield _Line(aspect, coinage.name, articles=total.articles, passages=total.passages, search=search)
