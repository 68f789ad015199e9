"""Which words stand near the occurrences of a search, and how much oftener than elsewhere?"""

from collections.abc import Sequence
from math import isnan
from typing import Any, NamedTuple

import numpy as np

from index.store.arrays import firsts
from search.instruments.counts.spread import base
from search.instruments.occurrences import Occurrences, Searched, batches
from search.instruments.table import Asked, Column, Reading, Table
from search.instruments.words.measures import Association
from search.instruments.words.reference import frequencies
from search.instruments.words.units import Units, near, pairs

__all__ = ["MEASURES", "collocates"]

Array = np.ndarray[Any, Any]
COLUMNS = (
    Column("collocate", "搭配", "Collocate"),
    Column("before", "在前", "Before", "number"),
    Column("after", "在后", "After", "number"),
    Column("observed", "观察次数", "Observed", "number"),
    Column("expected", "期望次数", "Expected", "rate"),
    Column("window", "窗口内总数", "In all windows", "number"),
    Column("frequency", "参照中次数", "In the reference", "number"),
    Column("reference", "参照总数", "Reference", "number"),
    Column("lines", "行数", "Lines", "number", "href"),
    Column("articles", "文章数", "Articles", "number"),
    Column("log_likelihood", "对数似然（带号）", "Signed log-likelihood", "rate"),
    Column("log_dice", "logDice", "logDice", "rate"),
    Column("log_ratio", "对数比", "Log ratio", "rate"),
    Column("href", "链接", "Link", "link"),
)


MEASURES = ("log_likelihood", "log_dice", "log_ratio")


class _Seen:
    """What stands near all occurrences, by the numbers of units."""

    def __init__(self, reading: Reading) -> None:
        self.given = reading.given
        self.units = Units(self.given["unit"], self.given["length"], reading.answers.segmenter)
        self.before = self.after = self.lines = self.articles = np.zeros(0, np.int64)
        self.last = ""  # the article that was read last
        self.open = np.zeros(0, np.int64)  # the units seen in it

    def add(self, some: Sequence[Searched]) -> None:
        """Count what stands near the occurrences in some passages."""
        cut, given, reach = self.units.cut([one.text.folded for one in some]), self.given, self.units.reach
        found = near(cut, [one.spans for one in some], reach(given["left"]), reach(given["right"]))
        numbers = cut.number(found.units)
        self.before = _added(self.before, numbers.compress(~found.after))
        self.after = _added(self.after, numbers.compress(found.after))
        self.lines = _added(self.lines, pairs(found.lines, cut.number(found.own))[1])
        ids = [one.matched.record.id for one in some]
        articles = firsts(np.array(ids, object)).cumsum()
        articles += ids[0] != self.last  # 1 is the article that was read last
        passages = cut.edges.searchsorted(found.units, "right") - 1
        known = np.ones(len(self.open), np.int64)
        held = np.concatenate([known, articles.take(passages)])
        seen, own = pairs(held, np.concatenate([self.open, numbers]))
        self.articles = _added(_added(self.articles, self.open, -1), own)
        self.last, self.open = ids[-1], own.compress(seen == articles[-1])


def _added(counted: Array, numbers: Array, times: int = 1) -> Array:
    """Return counts to which each of these numbers is added."""
    more = times * np.bincount(numbers, minlength=len(counted))
    more[: len(counted)] += counted
    return more


class _Line(NamedTuple):
    """One word with its numbers: those of the columns up to log ratio, from `before` on."""

    name: str
    numbers: tuple[float | None, ...]


def collocates(reading: Reading) -> Table:
    """Return what stands near a search, the strongest first: kept, since each page needs all of it sorted."""
    return Table(
        reading.asked,
        COLUMNS,
        lambda: reading.answers.kept_lines(reading.asked, lambda: _found(reading)),
        lambda line: (line.name, *line.numbers, _lines(reading, line.name)),
    )


def _found(reading: Reading) -> list[_Line]:
    answers, query, given = reading.answers, reading.query, reading.given
    seen = _Seen(reading)
    for some in batches(one for one in Occurrences(answers, query) if one.spans):
        seen.add(some)
    named = seen.units.numbers.names
    before, after, lines, articles = (
        np.pad(one, (0, len(named) - len(one)))
        for one in (seen.before, seen.after, seen.lines, seen.articles)
    )
    observed = before + after
    chosen = sorted((observed >= max(given["least"], 1)).nonzero()[0].tolist(), key=named.__getitem__)
    names = [named[number] for number in chosen]
    reference = base(query) if given["reference"] == "filters" else query
    often, whole = frequencies(answers, reference, given["unit"], given["length"], asked=names)
    association = Association(observed.take(chosen), np.array(often, np.int64), int(observed.sum()), whole)
    expected, likelihood, dice, ratio = (
        getattr(association, name).tolist() for name in ("expected", *MEASURES)
    )
    columns = (one.take(chosen).tolist() for one in (before, after, observed, lines, articles))
    counted = [*zip(*columns, strict=True)]
    found: list[_Line] = []
    for at in _ordered(association, given["order"]):
        first, then, together, in_lines, in_articles = counted[at]
        near_by = (first, then, together, expected[at], association.near)
        around = (often[at], whole, in_lines, in_articles)
        measured = (likelihood[at], dice[at], None if isnan(ratio[at]) else ratio[at])
        found.append(_Line(names[at], (*near_by, *around, *measured)))
    return found


def _ordered(association: Association, order: str) -> Sequence[int]:
    """Return the numbers of words, those first of which most is said; equal ones stay as they are."""
    values = association.together if order == "observed" else getattr(association, order)
    found: list[int] = np.argsort(-np.nan_to_num(values.astype(float)), kind="stable").tolist()
    return found


def _lines(reading: Reading, name: str) -> Asked:
    """Return the lines in whose windows a word stands."""
    kept = [pair for pair in reading.asked.parameters if pair[0] in ("unit", "length", "left", "right")]
    return Asked("concordance", reading.query, (("near", name), *kept))
