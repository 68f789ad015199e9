"""Which lines does a search stand in: before, match, after?"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from search.backend import Anchor
from search.instruments.lines.line import Line, neighbour, sentence_around
from search.instruments.lines.ordering import arranged, kept
from search.instruments.occurrences import Occurrences
from search.instruments.table import Column, Place, Reading, Row, Table

__all__ = ["concordance"]

COLUMNS = (
    Column("before", "前文", "Before", "context"),
    Column("match", "命中", "Match", href="href"),
    Column("after", "后文", "After"),
    Column("article", "文章", "Article", "code"),
    Column("title", "标题", "Title"),
    Column("region", "地区", "Region"),
    Column("date", "日期", "Date"),
    Column("publication", "报刊", "Publication"),
    Column("kind", "段落类型", "Kind"),
    Column("paragraph", "第几段", "Paragraph", "number"),
    Column("position", "段内位置（%）", "Position in it, %", "number"),
    Column("passage", "段落标识", "Passage", "code"),
    Column("href", "链接", "Link", "link"),
)
GROUPED = (
    Column("word", "词", "Word"),
    Column("lines", "行数", "Lines", "number", "href"),
    Column("passages", "段落数", "Passages", "number"),
    Column("articles", "文章数", "Articles", "number"),
    Column("share", "占全部行", "Share of lines", "share"),
    Column("href", "链接", "Link", "link"),
)


def concordance(reading: Reading) -> Table:
    """Return the lines of a search, or how many each neighbour has."""
    given, segmenter = reading.given, reading.answers.segmenter
    occurrences = Occurrences(reading.answers, reading.query)
    total = occurrences.match.total
    counts = {"passages": total.passages, "articles": total.articles}

    def lines() -> Iterable[Line]:
        return arranged(kept(_lines(occurrences), given, segmenter), given["order"], segmenter)

    if given["group"]:
        return Table(reading.asked, GROUPED, lambda: _grouped(reading, lines()), counts=counts)
    return Table(reading.asked, COLUMNS, lines, lambda line: _row(reading, line), counts)


def _lines(occurrences: Occurrences) -> Iterator[Line]:
    return (Line(searched, start, end) for searched in occurrences for start, end in searched.spans)


def _row(reading: Reading, line: Line) -> Row:
    matched = line.searched.matched
    record, passage = matched.record, matched.passage
    names, text = reading.answers.names, passage.text
    start, end = line.span
    low, high = _around(reading, line)
    return (
        text[low:start],
        text[start:end],
        text[end:high],
        record.id,
        record.title,
        "；".join(names.lowest("region", record.regions, reading.language)),
        record.published,
        record.publication,
        names.label("kind", passage.kind, reading.language),
        matched.number,
        100 * start // len(text),
        passage.id,
        Place(Anchor(record.id, passage.id), reading.query),
    )


def _around(reading: Reading, line: Line) -> tuple[int, int]:
    """Return where the context of a match begins and ends in its passage."""
    if reading.given["extent"] == "sentence":
        return sentence_around(line)
    (start, end), wide = line.span, reading.given["context"]
    return max(start - wide, 0), end + wide


def _grouped(reading: Reading, lines: Iterable[Line]) -> list[Row]:
    """Return how many lines each neighbour has, most first, equal ones by code points."""
    side, segmenter = reading.given["group"], reading.answers.segmenter
    many: Counter[str] = Counter()
    places: dict[str, tuple[set[Anchor], set[str]]] = {}
    for line in lines:
        word, matched = neighbour(line, side, segmenter), line.searched.matched
        many[word] += 1
        passages, articles = places.setdefault(word, (set(), set()))
        passages.add(Anchor(matched.record.id, matched.passage.id))
        articles.add(matched.record.id)
    whole = many.total()
    ungrouped = replace(reading, asked=reading.again(reading.query, group=""))
    return [
        (
            word,
            lines,
            len(places[word][0]),
            len(places[word][1]),
            lines / whole,
            ungrouped.again(reading.query, **{side: word}) if word and not reading.given["sample"] else None,
        )
        for word, lines in sorted(many.items(), key=lambda one: (-one[1], one[0]))
    ]
