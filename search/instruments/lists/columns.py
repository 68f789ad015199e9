"""Which columns has a panel, and what does a region in a period say in them?

Decision: in the wide shape the columns of a concept are numbered, since programs for statistics want names in
ASCII; their labels have the name of the concept, and so has a column beside them, for files without labels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from math import log1p

from search.instruments.counts.rates import part, rate
from search.instruments.lists.observations import Observation
from search.instruments.table import Column, Row

__all__ = ["LEVELS", "Columns"]

LEVELS = ("province", "city", "county")
PLACES = (
    Column("region", "地区代码", "Code of the region", "code"),
    Column("region_label", "地区", "Region"),
    Column("province", "省级", "Province", "code"),
    Column("city", "地级", "City", "code"),
    Column("county", "县级", "County", "code"),
    Column("period", "时期", "Period"),
)
WHOLE = (
    Column("articles", "文章数", "Articles", "number", "href_all"),
    Column("passages", "段落数", "Passages", "number", "href_all"),
    Column("characters", "字数", "Characters", "number"),
)
TOKENS = Column("tokens", "词数", "Words", "number")
CONCEPT = Column("concept", "概念", "Concept")
COUNTED = (
    Column("articles_with", "含概念的文章数", "Articles with it", "number", "href"),
    Column("passages_with", "含概念的段落数", "Passages with it", "number", "href"),
    Column("occurrences", "次数（最长的词）", "Occurrences, longest", "number"),
    Column("occurrences_nested", "次数（各词各计）", "Occurrences, each alone", "number"),
    Column("per_10000", "每万字次数", "Per 10,000 characters", "rate"),
    Column("ln_1p", "ln(1+次数)", "ln(1 + occurrences)", "rate"),
)
SHARE = Column("token_share", "次数与词数之比", "Occurrences by words", "share")
HREF = Column("href", "链接", "Link", "link")
HREF_ALL = Column("href_all", "全部文章的链接", "Link to all articles", "link")


class Columns:
    """The columns of a panel and their values, with those of words where `tokens` are counted."""

    def __init__(self, *, tokens: bool) -> None:
        self.tokens = tokens
        self.whole = (*WHOLE, TOKENS) if tokens else WHOLE
        self.counted = (*COUNTED, SHARE) if tokens else COUNTED

    def long(self) -> tuple[Column, ...]:
        """Return the columns of the long shape."""
        return (*PLACES, CONCEPT, *self.whole, *self.counted, HREF, HREF_ALL)

    def wide(self, names: Iterable[str]) -> tuple[Column, ...]:
        """Return the columns of the wide shape for concepts of these names."""
        own = (replace(CONCEPT, kind="code"), *self.counted, HREF)
        numbered = (
            [_numbered(column, number, name) for column in own] for number, name in enumerate(names, 1)
        )
        return (*PLACES, *self.whole, *chain.from_iterable(numbered), HREF_ALL)

    def whole_of(self, own: Observation | None) -> Row:
        """Return what is counted whatever the concept; without an observation, that there is no article."""
        if own is None:
            return (0, *[None] * (len(self.whole) - 1))
        return (own.articles, own.passages, own.characters, own.tokens)[: len(self.whole)]

    def counted_of(self, own: Observation | None, number: int) -> Row:
        """Return what is counted of a concept, by its number."""
        if own is None:
            return (None,) * len(self.counted)
        found = own.of(number)
        per, share = rate(found.longest, own.characters), part(found.longest, own.tokens)
        return (*found, per, log1p(found.longest), share)[: len(self.counted)]


def _numbered(column: Column, number: int, name: str) -> Column:
    """Return a column of a concept; it links where the column of the same number says."""
    href = f"{column.href}_{number}" if column.href else ""
    zh, en = f"{name}：{column.zh}", f"{name}: {column.en}"
    return replace(column, name=f"{column.name}_{number}", zh=zh, en=en, href=href)


def region_names(levels: Sequence[tuple[str, str]]) -> Row:
    """Return the names of a region and of those it lies in by level, "" where it has none."""
    named = dict(levels)
    return tuple(named.get(level, "") for level in LEVELS)
