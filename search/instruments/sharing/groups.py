"""Which articles of a search are nearly the same, and how many are there if each group counts once?

Two articles belong together if so large a share of the shorter one stands in the longer; a group is all that
hang together so. Nothing is left out of any other count for it. Lists of results take what is found here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from index.labels.record import ArticleRecord
from search.answers import Answers
from search.backend import Anchor
from search.instruments.sharing.dyads import Articles
from search.instruments.sharing.held import Held
from search.instruments.sharing.rows import NEAR
from search.instruments.table import Asked, Column, Place, Reading, Row, Table
from search.messages import Language
from search.query.request import Query

__all__ = ["Grouping", "Member", "grouping", "groups"]

LAST = "\U0010ffff"
SAID = {
    "zh": "检出 {articles:,} 篇文章；近乎相同的每组只计一次，则为 {groups:,} 篇。",
    "en": "{articles:,} articles were found; {groups:,} if each group of nearly the same counts once.",
}
COLUMNS = (
    Column("group", "组", "Group", "number"),
    Column("size", "组内文章数", "Articles in the group", "number"),
    Column("title", "文章", "Article", href="href"),
    Column("date", "日期", "Date"),
    Column("regions", "地区", "Regions"),
    Column("publication", "报刊", "Publication"),
    Column("characters", "字数", "Characters", "number"),
    Column("share", "与组内最近一篇相同", "Shared with the nearest", "share"),
    Column("article", "文章标识", "Article id", "code"),
    Column("href", "链接", "Link", "link"),
)


class Member(NamedTuple):
    """An article of a group: number of the group, its size, the article, its characters, largest share."""

    group: int
    size: int
    record: ArticleRecord
    characters: int
    share: float


@dataclass(frozen=True)
class Grouping:
    """What is nearly the same in a search of so many articles, and their number if each group counts once.

    The `members` of all groups stand group by group, the largest first.
    """

    asked: Asked
    articles: int
    groups: int
    members: tuple[Member, ...]

    @cached_property
    def of_article(self) -> Mapping[str, Member]:
        """Return the members by the ids of their articles."""
        return {member.record.id: member for member in self.members}

    def said(self, language: Language) -> str:
        """Return both counts in words."""
        return SAID[language].format(articles=self.articles, groups=self.groups)


def grouping(answers: Answers, query: Query, share: int = NEAR) -> Grouping:
    """Return what is nearly the same in a search, from `share` per cent of the shorter of two articles."""
    query = answers.names.canonical(query, answers.view.has)
    query = Query(query.text, query.mode, query.filters, mentioned=query.mentioned)

    def found() -> Grouping:
        articles = Articles(Held.read(answers, query, beyond=False))
        members = _members(articles, share / 100)
        many = len(articles.records)
        apart = many - len(members) + len({member.group for member in members})
        return Grouping(Asked("shared", query, (("per", "groups"),)), many, apart, tuple(members))

    return answers.kept(("groups", query, share), found)


def groups(reading: Reading, counts: Mapping[str, int]) -> Table:
    """Return the articles that are nearly the same as others, group by group, the largest first."""
    found = grouping(reading.answers, reading.query, reading.given["share"])

    def row(member: Member) -> Row:
        record = member.record
        return (
            member.group,
            member.size,
            record.title,
            record.published,
            "；".join(reading.answers.names.lowest("region", record.regions, reading.language)),
            record.publication,
            member.characters,
            member.share,
            record.id,
            Place(Anchor(record.id, ""), reading.query),
        )

    counts = {**counts, "groups": found.groups}
    said = found.said(reading.language)
    return Table(reading.asked, COLUMNS, lambda: found.members, row, counts, summary=said)


def _members(articles: Articles, least: float) -> list[Member]:
    """Return the members of all groups, in each by date, undated ones last."""
    above: dict[int, int] = {}  # towards the article by which a group is known
    shares: dict[int, float] = {}
    characters = articles.characters.tolist()
    for pair in articles.pairs():
        sides = ((characters[pair.first], pair.first_shared), (characters[pair.second], pair.second_shared))
        share = max(shared / size for size, shared in sides if size == min(sides)[0])
        if share >= least:
            above[_top(above, pair.second)] = _top(above, pair.first)
            for one in pair[:2]:
                shares[one] = max(share, shares.get(one, 0.0))
    held: dict[int, list[int]] = {}
    for article in sorted(shares):
        held.setdefault(_top(above, article), []).append(article)
    ordered = sorted(held.values(), key=lambda own: (-len(own), own))
    return [
        Member(number, len(own), articles.records[article], characters[article], shares[article])
        for number, own in enumerate(ordered, 1)
        for article in sorted(own, key=lambda one: (articles.records[one].published or LAST, one))
    ]


def _top(above: dict[int, int], article: int) -> int:
    """Return by which article the group of one is known."""
    while (higher := above.setdefault(article, article)) != article:
        above[article] = above[higher]
        article = higher
    return article
