"""Which passages does a search find, each with what is known of its article?"""

import json
from collections.abc import Sequence
from functools import cache, partial

from search.backend import Anchor, MatchedPassage
from search.instruments.occurrences import Occurrences, Searched
from search.instruments.table import Column, Place, Reading, Reference, Row, Table
from search.query.nodes import Span

__all__ = ["COLUMNS", "QUOTED", "PassageRows", "passages"]

COLUMNS = (
    Column("article", "文章", "Article", "code"),
    Column("title", "标题", "Title"),
    Column("publication", "报刊", "Publication"),
    Column("authors", "作者", "Authors"),
    Column("date", "日期", "Date"),
    Column("regions", "地区", "Regions"),
    Column("region_codes", "地区代码", "Codes of regions", "code"),
    Column("types", "举措类型", "Types of initiative"),
    Column("type_ids", "类型标识", "Ids of types", "code"),
    Column("passage", "段落标识", "Passage", "code"),
    Column("kind", "段落类型", "Kind"),
    Column("paragraph", "第几段", "Paragraph", "number"),
    Column("text", "文字", "Text", "prose", "link"),
    Column("spans", "命中位置", "Spans", "code"),
    Column("link", "链接", "Link", "link"),
    Column("citation", "引文", "Citation", "prose"),
)
QUOTED = ("text", "link", "citation")


def passages(reading: Reading) -> Table:
    """Return every passage of a search, by the ids of articles, in reading order."""
    occurrences = Occurrences(reading.answers, reading.query)
    total = occurrences.match.total
    counts = {
        "passages": total.passages,
        "articles": total.articles,
        "unplaced": occurrences.match.unplaced,
    }
    return Table(
        reading.asked,
        COLUMNS,
        lambda: occurrences,
        PassageRows(reading).searched,
        counts,
        quoted=QUOTED,
        article=partial(reading.answers.article, query=None),
    )


class PassageRows:
    """Makes rows of passages; what values are called is looked up once."""

    def __init__(self, reading: Reading) -> None:
        self.query = reading.query
        names, language = reading.answers.names, reading.language
        self._regions = cache(lambda codes: "；".join(names.lowest("region", codes, language)))
        self._types = cache(lambda ids: "；".join(names.label("type", one, language) for one in ids))
        self._kind = cache(lambda kind: names.label("kind", kind, language))

    def searched(self, searched: Searched) -> Row:
        """Return the row of a passage that was searched."""
        return self.row(searched.matched, [searched.original(span) for span in searched.spans])

    def row(self, matched: MatchedPassage, spans: Sequence[Span] = ()) -> Row:
        """Return the row of a passage with its hits."""
        record, passage = matched.record, matched.passage
        return (
            record.id,
            record.title,
            record.publication,
            "；".join(record.authors),
            record.published,
            self._regions(record.regions),
            " ".join(record.regions),
            self._types(record.initiatives),
            " ".join(record.initiatives),
            passage.id,
            self._kind(passage.kind),
            matched.number,
            passage.text,
            json.dumps(spans, separators=(",", ":")),
            Place(Anchor(record.id, passage.id), self.query),
            Reference(record, passage.id, matched.number),
        )
