"""Which articles of a search are nearly the same, and how many are there if each group counts once?

Two articles belong together if so large a share of the shorter one stands in the longer; a group is all that
hang together so. Nothing is left out of any other count for it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from search.backend import Anchor
from search.instruments.sharing.dyads import Articles
from search.instruments.sharing.held import Held
from search.instruments.table import Column, Place, Reading, Row, Table

__all__ = ["groups"]

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


class _Member(NamedTuple):
    """An article of a group: number of the group, its size, number of the article, its largest share."""

    group: int
    size: int
    article: int
    share: float


def groups(reading: Reading, counts: Mapping[str, int]) -> Table:
    """Return the articles that are nearly the same as others, group by group, the largest first."""
    articles = Articles(Held.read(reading.answers, reading.query, beyond=False))
    key = ("groups", reading.query, reading.given["share"])
    members = reading.answers.kept(key, lambda: _members(articles, reading.given["share"] / 100))
    apart = len(articles.records) - len(members) + len({member.group for member in members})

    def row(member: _Member) -> Row:
        record = articles.records[member.article]
        return (
            member.group,
            member.size,
            record.title,
            record.published,
            "；".join(reading.answers.names.lowest("region", record.regions, reading.language)),
            record.publication,
            int(articles.characters[member.article]),
            member.share,
            record.id,
            Place(Anchor(record.id, ""), reading.query),
        )

    said = SAID[reading.language].format(articles=len(articles.records), groups=apart)
    counts = {**counts, "groups": apart}
    return Table(reading.asked, COLUMNS, lambda: members, row, counts, summary=said)


def _members(articles: Articles, least: float) -> list[_Member]:
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
        _Member(number, len(own), article, shares[article])
        for number, own in enumerate(ordered, 1)
        for article in sorted(own, key=lambda one: (articles.records[one].published or LAST, one))
    ]


def _top(above: dict[int, int], article: int) -> int:
    """Return by which article the group of one is known."""
    while (higher := above.setdefault(article, article)) != article:
        above[article] = above[higher]
        article = higher
    return article
