"""Which lines does a search stand in: before, match, after?"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from search.backend import Anchor
from search.instruments.lines.line import Line, neighbour, sentence_around
from search.instruments.lines.ordering import arranged, kept
from search.instruments.occurrences import Occurrences
from search.instruments.table import Column, Place, Reading, Row, Table

__all__ = ["concordance"]

AHEAD = 20_000  # lines of which a page still says how many there are: some 0.2 s
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
    counts = {
        "passages": total.passages,
        "articles": total.articles,
        "unplaced": occurrences.match.unplaced,
    }

    def lines() -> Iterable[Line]:
        return arranged(kept(_lines(occurrences), given, segmenter), given["order"], segmenter)

    if given["group"]:
        return Table(reading.asked, GROUPED, lambda: _grouped(reading, lines()), counts=counts)
    return Table(reading.asked, COLUMNS, lines, _Rows(reading), counts, keep=reading.keep, ahead=AHEAD)


def _lines(occurrences: Occurrences) -> Iterator[Line]:
    return (Line(searched, start, end) for searched in occurrences for start, end in searched.spans)


class _Rows:
    """Makes rows of lines; what regions and kinds are called is looked up once."""

    def __init__(self, reading: Reading) -> None:
        self.query = reading.query
        self.wide = -1 if reading.given["extent"] == "sentence" else reading.given["context"]
        names, language = reading.answers.names, reading.language
        self._regions = cache(lambda codes: "；".join(names.lowest("region", codes, language)))
        self._kind = cache(lambda kind: names.label("kind", kind, language))

    def __call__(self, line: Line) -> Row:
        """Return the row of a line."""
        matched = line.searched.matched
        record, passage = matched.record, matched.passage
        text, (start, end) = passage.text, line.span
        low, high = (max(start - self.wide, 0), end + self.wide) if self.wide >= 0 else sentence_around(line)
        return (
            text[low:start],
            text[start:end],
            text[end:high],
            record.id,
            record.title,
            self._regions(record.regions),
            record.published,
            record.publication,
            self._kind(passage.kind),
            matched.number,
            100 * start // len(text),
            passage.id,
            Place(Anchor(record.id, passage.id), self.query),
        )


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
