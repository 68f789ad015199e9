"""Why does a passage come or go between two runs of one search?

What the register and the texts show is said; where a text stands as it stood, its labels are asked next,
then the rules. What several causes could explain is called what it is, a changed article, and what none
explains is said to be unexplained.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from index.facets.rows import facet_named
from search.answers import Answers
from search.backend import Anchor, StoredArticle
from search.messages import Language, Message
from search.query.fields import FACET_NAMES
from search.query.nodes import Field, Range, walk
from search.query.parser import parse
from search.query.request import Query
from search.receipts.membership import Membership
from search.receipts.receipt import Receipt
from search.results import Former

__all__ = ["REASONS", "Change", "Reasons"]

REASONS = (
    Message("article-new", "文章新收入", "The article is new"),
    Message("article-gone", "文章已撤下", "The article is gone"),
    Message("article-changed", "文章的文字或标签改过", "The article's text or labels changed"),
    Message("passage-new", "文章里新增或改写的段落", "The passage is new in its article, or rewritten"),
    Message("passage-gone", "段落已从文章中删去", "The passage was taken out of its article"),
    Message("passage-changed", "段落改写", "The passage changed"),
    Message("passage-moved", "段落移动", "The passage moved"),
    Message("shelved", "段落现在未归位", "The passage is on the unplaced shelf now"),
    Message("label", "文字没有变，标签变了", "The text is the same, its labels changed"),
    Message("rule", "文字没有变，规则或软件变了", "The text is the same, rules or software changed"),
    Message("not-looked-at", "改动太多，没有逐篇查", "Too many changes; not looked at one by one"),
    Message("unexplained", "查不出原因", "No reason was found"),
)
"""Every reason, as it is said."""


@dataclass(frozen=True, slots=True)
class Change:
    """A passage that came or went, and why; `other` is where it stands now or stood before.

    `facets` are those whose filters it does not pass any more. The title is that of the article now.
    """

    anchor: Anchor
    reason: str
    other: Anchor | None = None
    facets: tuple[str, ...] = ()
    title: str = ""

    def said(self, language: Language) -> str:
        """Return the reason in words."""
        row = next(row for row in REASONS if row.code == self.reason)
        told = row.en if language == "en" else row.zh
        names = [facet_named(facet).label(language) for facet in self.facets]
        return f"{told} ({', '.join(names)})" if names else told


class Reasons:
    """Finds reasons in one state of a corpus; `ruled` tells that rules or software differ from a receipt's.

    Looks at `most` articles, at all unless given.
    """

    def __init__(self, answers: Answers, receipt: Receipt, *, ruled: bool, most: int | None = None) -> None:
        self.answers, self.receipt, self.ruled = answers, receipt, ruled
        self.left = most
        self.query = receipt.asked.query
        self.known = Membership.read(receipt.known)
        self.beside = Membership.read(receipt.beside)

    def of_removed(self, gone: Sequence[Anchor]) -> list[Change]:
        """Return why passages are not found any more."""
        found: list[Change] = []
        for article, anchors in groupby(gone, key=lambda one: one.article):
            some = [*anchors]
            found += self._gone(article, some) if self._looked() else map(_not_looked_at, some)
        standing = {one.anchor for one in found if one.reason == "rule"}
        passed = self._passed(standing) if standing else {}
        return [self._relabelled(one, passed) if one.anchor in standing else one for one in found]

    def of_added(self, come: Sequence[Anchor], removed: Iterable[Change]) -> list[Change]:
        """Return why passages are found that were not; what moved or changed is known by what went."""
        before = {one.other: one for one in removed if one.other}
        found: list[Change] = []
        for article, anchors in groupby(come, key=lambda one: one.article):
            title = self._title(article) if self._looked() else article
            for anchor in anchors:
                one = before.get(anchor)
                reason, other = (one.reason, one.anchor) if one else (self._came(anchor), None)
                found.append(Change(anchor, reason, other, title=title))
        return found

    def _looked(self) -> bool:
        """Tell whether another article may be looked at."""
        if self.left is None:
            return True
        self.left -= 1
        return self.left >= 0

    def _gone(self, article: str, anchors: Sequence[Anchor]) -> Iterator[Change]:
        """Yield why passages of one article are not found; "rule" stands for all that still stand there."""
        stored = self.answers.view.article(article)
        title = stored.record.title if stored else article
        kinds = {one.id: one.kind for one in stored.passages} if stored else {}
        former: dict[str, Former] = {}
        if any(one.passage not in kinds for one in anchors):
            view = self.answers.article(article, None)
            former = {one.id: one for one in view.former} if view else {}
            title = view.article.title if view else title
        for anchor in anchors:
            told = self._left(anchor, stored, kinds, former.get(anchor.passage))
            yield replace(told, title=title)

    def _left(
        self, anchor: Anchor, stored: StoredArticle | None, kinds: dict[str, str], former: Former | None
    ) -> Change:
        if anchor.passage in kinds:
            shelved = kinds[anchor.passage] == "unplaced"
            return Change(anchor, "shelved" if shelved else "rule")
        if former and (former.state == "moved" or (stored and former.state == "changed")):
            return Change(anchor, f"passage-{former.state}", Anchor(former.article, former.passage))
        return Change(anchor, "passage-gone" if stored else "article-gone")

    def _passed(self, standing: set[Anchor]) -> dict[str, set[Anchor]]:
        """Return which passages the text alone finds, and which it finds with the filters of each facet."""
        facets = dict.fromkeys(one.facet for one in self.query.filters)
        asked = {"": self.query.clear()} | {facet: self._only(facet) for facet in facets}
        return {
            name: {one for one in self.answers.match(query).anchors() if one in standing}
            for name, query in asked.items()
        }

    def _only(self, facet: str) -> Query:
        return replace(self.query, filters=tuple(one for one in self.query.filters if one.facet == facet))

    def _relabelled(self, change: Change, passed: dict[str, set[Anchor]]) -> Change:
        """Return why a passage that stands where it stood is not found."""
        if change.anchor in passed[""]:
            failed = tuple(name for name, ids in passed.items() if name and change.anchor not in ids)
            return replace(change, reason="label", facets=failed)
        if self.ruled:
            return change
        return replace(change, reason="label" if self._typed else "unexplained")

    def _came(self, anchor: Anchor) -> str:
        """Return why a passage is found that was not."""
        if anchor.article not in self.known:
            return "article-new"
        if self.receipt.beside and f"{anchor.article}/{anchor.passage}" in self.beside:
            return "label"
        if anchor.article in self.receipt.found or (self.receipt.beside and not self._typed):
            unchanged = self.ruled and not self.answers.view.former(anchor.article)
            return "rule" if unchanged else "passage-new"
        if self.query.filters or self._typed:
            return "article-changed"
        return "rule" if self.ruled else "passage-new"

    @cached_property
    def _typed(self) -> bool:
        """Tell whether the text of the query asks for labels."""
        return any(
            isinstance(node, Field | Range) and node.name in FACET_NAMES
            for node in walk(parse(self.query.text).node)
        )

    def _title(self, article: str) -> str:
        stored = self.answers.view.article(article)
        return stored.record.title if stored else article


def _not_looked_at(anchor: Anchor) -> Change:
    return Change(anchor, "not-looked-at", title=anchor.article)
