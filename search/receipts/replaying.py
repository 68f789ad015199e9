"""What does a search that was asked before find now, and what came or went?

Decision: a search is the same if it finds the same passages, a table if its rows say the same, whatever has
become of the rest of the corpus.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from search.backend import Anchor
from search.engine import Engine
from search.messages import Language
from search.receipts.issuing import issued
from search.receipts.reasons import Change, Reasons
from search.receipts.receipt import Receipt

__all__ = ["COUNTED", "STATE", "Compared", "Replay", "replay"]

STATE = (
    ("generation", "索引世代", "Generation"),
    ("corpus", "文库散列", "Corpus hash"),
    ("dictionary", "词表与规则（索引）", "Words and rules of the index"),
    ("tokenizer", "分词", "Tokenizer"),
    ("schema", "索引格式", "Schema"),
    ("release", "软件版本", "Software version"),
    ("canonical", "检索式的读法", "How the query is read"),
)
RULES = ("dictionary", "tokenizer", "schema", "release", "canonical")  # of these, what decides besides texts
COUNTED = (
    ("passages", "命中段落", "Passages found"),
    ("articles", "命中文章", "Articles found"),
    ("unplaced", "未归位的段落（未计入）", "On the unplaced shelf (left out)"),
    ("corpus_articles", "文库文章", "Articles of the corpus"),
    ("corpus_passages", "文库段落", "Passages of the corpus"),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing before and now, called so (zh, en)."""

    name: str
    zh: str
    en: str
    before: str | int
    now: str | int

    def label(self, language: Language) -> str:
        """Return what it is called."""
        return self.en if language == "en" else self.zh

    @property
    def same(self) -> bool:
        """Tell whether nothing changed."""
        return self.before == self.now


@dataclass(frozen=True, slots=True)
class Replay:
    """A receipt beside what the same search gives now: numbers, what else differs, passages come and gone.

    `tables` are the tables of words, places and initiatives whose contents differ.
    """

    before: Receipt
    now: Receipt
    counts: tuple[Compared, ...]
    state: tuple[Compared, ...]
    tables: tuple[str, ...]
    added: tuple[Change, ...]
    removed: tuple[Change, ...]

    @property
    def same(self) -> bool:
        """Tell whether the same passages are found, and the same rows made of them."""
        before, now = self.before, self.now
        told = [(one.digest, one.rows, one.counts, one.passages, one.articles) for one in (before, now)]
        return not self.added and not self.removed and told[0] == told[1]

    @property
    def ruled(self) -> bool:
        """Tell whether rules or software are others than they were."""
        return _ruled(self.state, self.tables)


def replay(
    engine: Engine, receipt: Receipt, *, day: str, release: str,
    most: int | None = None, looked_at: int | None = None,
) -> Replay:  # fmt: skip
    """Ask again what a receipt says. Raises SearchError where that cannot be asked any more.

    Raises it too where more than `most` passages are found; the reasons are found of changes in so many
    articles as are `looked_at`, of all unless given.
    """
    with engine.recovering():
        answers = engine.answers()
        told: dict[str, Any] = {"language": receipt.language, "day": day, "release": release}
        now = issued(answers, receipt.asked, address=receipt.address, most=most, **told)
        differing = tuple(_compared(STATE, receipt, now, lambda one: not one.same))
        changed = _tables(receipt.tables, now.tables)
        before_ids, now_ids = set(receipt.anchors()), set(now.anchors())
        reasons = Reasons(answers, receipt, ruled=_ruled(differing, changed), most=looked_at)
        removed = reasons.of_removed([one for one in receipt.anchors() if one not in now_ids])
        added = reasons.of_added(_order(now_ids - before_ids, now), removed)
    return Replay(
        receipt,
        now,
        (*_compared(COUNTED, receipt, now, lambda _: True), *_table_counts(receipt, now)),
        differing,
        changed,
        tuple(added),
        tuple(removed),
    )


def _ruled(state: Iterable[Compared], tables: Collection[str]) -> bool:
    return bool(tables) or any(one.name in RULES for one in state)


def _order(some: set[Anchor], receipt: Receipt) -> list[Anchor]:
    """Return some passages as they stand in a receipt."""
    return [one for one in receipt.anchors() if one in some] if some else []


def _compared(
    rows: Iterable[tuple[str, str, str]], before: Receipt, now: Receipt, kept: Callable[[Compared], bool]
) -> Iterable[Compared]:
    for name, zh, en in rows:
        one = Compared(name, zh, en, getattr(before, name), getattr(now, name))
        if kept(one):
            yield one


def _table_counts(before: Receipt, now: Receipt) -> tuple[Compared, ...]:
    """Return rows, totals and denominators of a table, but for what every search counts."""
    if not now.instrument:
        return ()
    rows = Compared("rows", "表的行数", "Rows of the table", before.rows, now.rows)
    usual = {row[0] for row in COUNTED}
    names = [one for one in dict.fromkeys([*before.counts, *now.counts]) if one not in usual]
    told = (Compared(name, name, name, before.counts.get(name, 0), now.counts.get(name, 0)) for name in names)
    return (rows, *told)


def _tables(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    names = dict.fromkeys([*before, *now])
    return tuple(name for name in names if before.get(name) != now.get(name))
