"""Which initiatives are named, in how many articles and regions, since when, and what are they?"""

from collections.abc import Callable, Sequence
from typing import Any

from search.coinages.names import key_of
from search.instruments.initiatives.adoption import adoption
from search.instruments.initiatives.gathering import Coinage, Named, gathered
from search.instruments.initiatives.profile import profile
from search.instruments.initiatives.spreading import chosen_alone, followers
from search.instruments.table import Column, Reading, Row, Table

__all__ = ["initiatives"]

NAME = Column("initiative", "举措", "Initiative", href="href")
LINK = Column("href", "链接", "Link", "link")
LISTED = (
    NAME,
    Column("gloss", "释义句", "Gloss", "prose", "href_gloss"),
    Column("articles", "文章数", "Articles", "number", "href_articles"),
    Column("passages", "段落数", "Passages", "number", "href_articles"),
    Column("regions", "地区数", "Regions", "number", "href_regions"),
    Column("first", "首见日期", "First dated", href="href_first"),
    Column("first_region", "首见地区", "First region"),
    Column("variants", "写法（次数）", "Variants (times)"),
    Column("explained", "释义方式", "Explained", "code"),
    Column("signs", "依据", "Signs", "code"),
    LINK,
    Column("href_articles", "文章的链接", "Link to articles", "link"),
    Column("href_regions", "地区的链接", "Link to regions", "link"),
    Column("href_first", "首见段落的链接", "Link to the first passage", "link"),
    Column("href_gloss", "释义段落的链接", "Link to the gloss", "link"),
)
REGIONS = (
    NAME,
    Column("region", "地区代码", "Region code", "code"),
    Column("label", "地区", "Region"),
    Column("sentence", "最早一段的句子", "Sentence of the first passage", "prose", "href_first"),
    Column("place", "次序", "Place", "number"),
    Column("first", "首见日期", "First dated"),
    Column("articles", "文章数", "Articles", "number", "href_articles"),
    Column("passages", "段落数", "Passages", "number", "href_articles"),
    Column("undated", "其中无日期的", "Undated ones", "number"),
    Column("level", "层级", "Level", "number"),
    LINK,
    Column("href_articles", "文章的链接", "Link to articles", "link"),
    Column("href_first", "最早一段的链接", "Link to the first passage", "link"),
)
PASSAGES = (
    NAME,
    Column("date", "日期", "Date"),
    Column("region", "地区", "Region"),
    Column("publication", "报刊", "Publication"),
    Column("forms", "写法", "Forms"),
    Column("sentence", "句子", "Sentence", "prose", "href_passage"),
    Column("explained", "释义方式", "Explained", "code"),
    Column("article", "文章", "Article", "code"),
    Column("passage", "段落标识", "Passage", "code"),
    LINK,
    Column("href_passage", "段落的链接", "Link to the passage", "link"),
)


def initiatives(reading: Reading) -> Table:
    """Return the initiatives of a search, their regions, passages or adoption, or the page of one."""
    total, given = reading.match().total, reading.given
    counts = {"passages": total.passages, "articles": total.articles}
    if given["per"] == "adoption":
        return adoption(reading, lambda: _kept(reading), counts)
    if given["name"] and not given["per"]:
        return profile(reading, lambda: _kept(reading), counts)
    columns, lines, row = _TABLES[given["per"]]
    return Table(reading.asked, columns, lambda: lines(reading), lambda line: row(reading, line), counts)


def _kept(reading: Reading) -> list[Coinage]:
    """Return the coinages that are asked for, in order; equal ones by articles, passages and name."""
    given = reading.given
    key = key_of(given["name"]) if given["name"] else ""
    kept = [one for one in gathered(reading) if one.articles >= given["least"] and key in ("", one.key)]
    kept.sort(key=lambda one: (-one.articles, -len(one.named), one.name))
    if given["order"] == "dated":
        kept.sort(key=lambda one: (one.first is None, one.named[0].record.published))
    elif given["order"] == "regions":
        kept.sort(key=lambda one: -len(followers(reading, one)))
    return kept


def _page(reading: Reading, coinage: Coinage) -> Any:
    return reading.again(reading.query, per="", name=coinage.name)


def _listed(reading: Reading, coinage: Coinage) -> Row:
    search, first, glossed = coinage.search(reading.query), coinage.first, coinage.glossed
    marked = search or reading.query
    return (
        coinage.name,
        glossed.sentence,
        coinage.articles,
        len(coinage.named),
        len([one for one in followers(reading, coinage) if one.value != "none"]),
        first.record.published if first else None,
        _places(reading, first) if first else "",
        " · ".join(f"{form} {times}" for form, times in coinage.forms),
        glossed.gloss,
        " ".join(coinage.signs),
        _page(reading, coinage),
        search,
        reading.again(reading.query, per="region", name=coinage.name),
        first.place(marked) if first else None,
        glossed.place(marked),
    )


def _places(reading: Reading, named: Named) -> str:
    return "；".join(reading.answers.names.lowest("region", named.record.regions, reading.language))


def _by_region(reading: Reading) -> list[tuple[Coinage, Any]]:
    return [(coinage, one) for coinage in _kept(reading) for one in followers(reading, coinage)]


def _region(reading: Reading, line: tuple[Coinage, Any]) -> Row:
    coinage, one = line
    search = coinage.search(reading.query)
    undated = len({named.record.id for named in one.named if not named.record.published})
    return (
        coinage.name,
        one.value,
        reading.answers.names.full("region", one.value, reading.language),
        one.named[0].sentence,
        one.place,
        one.date or None,
        one.articles,
        len(one.named),
        undated,
        one.level,
        _page(reading, coinage),
        chosen_alone(search, "region", one.value),
        one.named[0].place(search or reading.query),
    )


def _by_passage(reading: Reading) -> list[tuple[Coinage, Named]]:
    return [(coinage, named) for coinage in _kept(reading) for named in coinage.named]


def _passage(reading: Reading, line: tuple[Coinage, Named]) -> Row:
    coinage, named = line
    return (
        coinage.name,
        named.record.published or None,
        _places(reading, named),
        named.record.publication,
        " ".join(dict.fromkeys(named.forms)),
        named.sentence,
        named.gloss,
        named.record.id,
        named.passage,
        _page(reading, coinage),
        named.place(coinage.search(reading.query) or reading.query),
    )


_TABLES: dict[
    str, tuple[tuple[Column, ...], Callable[[Reading], Sequence[Any]], Callable[[Reading, Any], Row]]
] = {
    "": (LISTED, _kept, _listed),
    "region": (REGIONS, _by_region, _region),
    "passages": (PASSAGES, _by_passage, _passage),
}
