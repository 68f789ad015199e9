"""Which words stand near the occurrences of a search, and how much oftener than elsewhere?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import NamedTuple

import numpy as np

from search.instruments.counts.spread import base
from search.instruments.occurrences import Occurrences, Searched
from search.instruments.table import Asked, Column, Reading, Table
from search.instruments.words.measures import Association
from search.instruments.words.reference import frequencies
from search.instruments.words.units import cut, near

__all__ = ["MEASURES", "collocates"]

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


@dataclass(slots=True)
class _Seen:
    """What stands near all occurrences."""

    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    articles: Counter[str] = field(default_factory=Counter)
    last: dict[str, str] = field(default_factory=dict)  # the article each was seen in last

    def add(self, searched: Searched, reading: Reading) -> None:
        """Count what stands near the occurrences in one passage."""
        given = reading.given
        passage = cut(searched.text.folded, given["unit"], given["length"], reading.answers.segmenter)
        found = near(passage, searched.spans, given["left"], given["right"])
        self.before.update(found.before)
        self.after.update(found.after)
        for line in found.lines:
            self.lines.update(line)
        article = searched.matched.record.id
        for name in found.before.keys() | found.after.keys():
            if self.last.get(name) != article:
                self.last[name] = article
                self.articles[name] += 1


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
    seen = _Seen()
    for searched in Occurrences(answers, query):
        if searched.spans:
            seen.add(searched, reading)
    observed = seen.before + seen.after
    names = sorted(name for name, many in observed.items() if many >= given["least"])
    reference = base(query) if given["reference"] == "filters" else query
    often, whole = frequencies(answers, reference, given["unit"], given["length"], asked=names)
    together = np.array([observed[name] for name in names], np.int64)
    association = Association(together, np.array(often, np.int64), observed.total(), whole)
    columns = [getattr(association, name).tolist() for name in ("expected", *MEASURES)]
    found: list[_Line] = []
    for number in _ordered(association, given["order"]):
        name = names[number]
        expected, likelihood, dice, ratio = (column[number] for column in columns)
        counted = (seen.before[name], seen.after[name], observed[name], expected, association.near)
        around = (often[number], whole, seen.lines[name], seen.articles[name])
        found.append(_Line(name, (*counted, *around, likelihood, dice, None if isnan(ratio) else ratio)))
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
