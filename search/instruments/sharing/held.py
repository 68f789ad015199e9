"""Which clauses do the passages that a search finds share, and which passages hold each?

Decision: clauses are found when they are asked for, of the passages found and of those that have a
fingerprint in common with them, which the index knows; for a search without words and filters that is the
whole corpus. All clauses of a corpus, kept beside a generation, would have to be made anew by every build,
however little had changed; fingerprints of what stays, stay.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from index.sharing.clauses import Clauses
from index.sharing.fingerprints import fingerprints_of
from index.sharing.joined import Joined
from index.store.arrays import distinct, firsts
from index.text.folded import FoldedText
from search.answers import Answers
from search.backend import Anchor, MatchedPassage
from search.instruments.occurrences import folded_passages
from search.query.request import Query

__all__ = ["Held", "anchor_of"]

FEW = 10_000  # passages found that are read again for each page of a table rather than kept
LAST = "\U0010ffff"

Array = np.ndarray[Any, Any]


def anchor_of(matched: MatchedPassage) -> Anchor:
    """Return where a passage stands."""
    return Anchor(matched.record.id, matched.passage.id)


@dataclass(frozen=True)
class Held:
    """Passages by the ids of their articles, in reading order: which are `found`, and the clauses of all.

    Passages that share nothing may be left out where we look beyond a search.
    """

    passages: list[MatchedPassage]
    found: Array
    clauses: Clauses

    @classmethod
    def read(cls, answers: Answers, query: Query, *, beyond: bool) -> "Held":
        """Read the passages of a search; those too that share text with them, if we look `beyond` it."""
        if answers.count(query).passages <= FEW:
            return cls._read(answers, query, beyond=beyond)
        return answers.last(("shared", query, beyond), lambda: cls._read(answers, query, beyond=beyond))

    @classmethod
    def _read(cls, answers: Answers, query: Query, *, beyond: bool) -> "Held":
        whole = beyond and not (query.text.strip() or query.filters)
        passages = answers.view.sharing() if whole else answers.match(query).stream()
        read = [*folded_passages(passages)]
        inside = np.ones(len(read), bool)
        if beyond and not whole:
            found = {anchor_of(matched) for matched, _ in read}
            prints = fingerprints_of([text.folded for _, text in read]).tolist()
            others = folded_passages(answers.view.holding(prints))
            read += [one for one in others if anchor_of(one[0]) not in found]
            read.sort(key=lambda one: (one[0].record.id, one[0].number))
            inside = np.fromiter((anchor_of(matched) in found for matched, _ in read), bool, len(read))
        clauses = Clauses.of(Joined([text.folded for _, text in read]))
        return cls([matched for matched, _ in read], inside, clauses)

    @cached_property
    def articles(self) -> Array:
        """Return for each passage the number of its article here."""
        ids = np.array([matched.record.id for matched in self.passages], object)
        return np.cumsum(firsts(ids), dtype=np.int64) - 1

    def counted(self, *, found: bool) -> tuple[Array, Array]:
        """Return for each clause how many passages and articles hold it, of all or of those found."""
        numbers, texts = self.clauses.holders
        if found:
            inside = self.found.take(texts)
            numbers, texts = numbers.compress(inside), texts.compress(inside)
        many = len(self.clauses.clauses)
        of_articles = distinct(np.sort(numbers << 32 | self.articles.take(texts))) >> 32
        return np.bincount(numbers, minlength=many), np.bincount(of_articles, minlength=many)

    @cached_property
    def earliest(self) -> Array:
        """Return for each clause the passage whose article has the earliest date, undated ones last."""
        numbers, texts = self.clauses.holders
        dates = np.array([matched.record.published or LAST for matched in self.passages], object)
        order = np.argsort(dates, kind="stable")
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        least = (
            np.minimum.reduceat(rank.take(texts), np.flatnonzero(firsts(numbers))) if len(texts) else texts
        )
        return order.take(least)

    def holders(self, number: int) -> Iterator[MatchedPassage]:
        """Yield the passages that hold a clause."""
        for text in self.clauses.owners(self.clauses.clauses[number]).tolist():
            yield self.passages[text]

    def wording(self, number: int, text: int) -> str:
        """Return a clause as a passage that holds it has it, as published."""
        clause, joined = self.clauses.clauses[number], self.clauses.joined
        start = int(joined.starts[text])
        places = self.clauses.at(clause)
        inside = places.compress((places >= start) & (places < start + joined.sizes[text]))
        first = int(inside.min()) - start
        published = self.passages[text].passage.text
        offsets = FoldedText.of(published).offsets
        return published[offsets[first] : offsets[first + clause.length - 1] + 1]
