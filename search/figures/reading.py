"""Which figures does a passage hold, each with all that belongs to it?

Decision: what bounds the work is the clause, and a window where a clause is long, so that a passage of any
length is read in time that grows with it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate, islice

from index.text.folded import FoldedText
from index.text.words import Segmenter
from search.figures.changes import moves
from search.figures.figure import Figure, Known, Span
from search.figures.guards import bar, guarded, united
from search.figures.indicators import Around, apart, bare, counted_after, counted_before, first_noun, headless
from search.figures.prose import Prose
from search.figures.quantities.quantity import Quantity, row_end, spanned, without_limits
from search.figures.quantities.scanning import quantities, tells
from search.figures.setting import POINTERS, actor_words, periods, year_of
from search.figures.tokens import Token, tokens
from search.figures.words import listed

__all__ = ["read_figures"]

LEFT, RIGHT = 40, 40  # characters of a clause beside a figure that are looked at
PERIODS = 8  # before a figure, among which its own is looked for
CLAUSES = 8  # before the one of a figure, in which its actor is looked for
KINDS = {"share": "percentage", "points": "percentage", "multiple": "multiple"}
ASIDE = 6  # characters of a clause that says little, before which a topic is looked for: 一过磅
BUILT = frozenset(listed("修建 建成 新建 布设 设立 退出 关停 改造 开业 投用 启用"))  # said of what acts
_APART = re.compile("分别|各[占有为]|依次")


def read_figures(
    text: str | FoldedText, segmenter: Segmenter, known: Known | None = None
) -> tuple[Figure, ...]:
    """Return the figures of a passage in reading order, those that could not be read among them."""
    prose = Prose(FoldedText.of(text) if isinstance(text, str) else text)
    return tuple(_Reading(prose, segmenter, known or Known()).figures()) if tells(prose.read) else ()


class _Reading:
    """The reading of one passage."""

    def __init__(self, prose: Prose, segmenter: Segmenter, known: Known) -> None:
        self.prose, self.segmenter, self.known = prose, segmenter, known
        self.read = self.prose.read
        self.times = list(periods(self.read))
        spans = united([*guarded(self.read), *(time.span for time in self.times)])
        found = spanned(list(quantities(self.read, bar(spans))))
        self.found, self.limits = without_limits(found, [self.prose.clause(one.number)[1] for one in found])
        self.clauses = [self.prose.clause(one.number) for one in self.found]
        self.cuts = united([*(time.span for time in self.times), *self.limits])
        self.words: dict[int, tuple[list[Token], list[int]]] = {}  # of a clause, and where each begins
        self.moved = moves(self.read, self.found, [start for start, _ in self.clauses], self._between)
        self.told = [time for time in self.times if time.told]
        self.actors: dict[int, Span | None] = {}
        self.apart: dict[int, str] = {}  # what figures of a row count

    def figures(self) -> Iterator[Figure]:
        """Yield the figures from left to right."""
        indicators: list[tuple[str, int]] = []
        for number, quantity in enumerate(self.found):
            indicators.append(self._indicator(number, indicators))
            yield self._figure(number, quantity, indicators[-1][0])

    def _figure(self, number: int, quantity: Quantity, indicator: str) -> Figure:
        sentence, begin = self.prose.sentence(quantity.number)
        period = self._period(quantity, begin)
        moved = self.moved.get(number)
        low, high = quantity.bounds
        return Figure(
            kind="unread" if quantity.reason else KINDS.get(quantity.kind, "amount"),
            span=self.prose.span(quantity.start, quantity.end),
            sentence=sentence,
            low=low,
            high=high,
            hedges=quantity.hedges,
            multiplier=quantity.multiplier,
            unit=quantity.unit,
            indicator=indicator,
            change=moved.change if moved else None,
            actor=self._actor(quantity, begin) or self.known.actor,
            period=period,
            year=year_of(period, self.known.published),
            reason=quantity.reason,
        )

    def _between(self, start: int, end: int) -> list[Token]:
        """Return the words of a stretch, those that it cuts as far as they lie in it."""
        clause, clause_end = self.prose.clause(start)
        if clause not in self.words:
            words = tokens(self.segmenter.tagged(self.read[clause:clause_end]))
            lengths = (len(word.text) for word in words)
            self.words[clause] = words, list(accumulate(lengths, initial=clause))[:-1]
        words, starts = self.words[clause]
        first, last = max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end)
        found = words[first:last]
        if found and starts[first] < start:
            found[0] = Token(found[0].text[start - starts[first] :], found[0].sort)
        if found and starts[last - 1] + len(words[last - 1].text) > end:
            found[-1] = Token(found[-1].text[: end - max(starts[last - 1], start)], found[-1].sort)
        return found if not found or found[0].text else found[1:]

    def _left(self, number: int, behind: int) -> list[list[Token]]:
        """Return the words of the clause that lead to a figure, from its last stretch between periods back.

        The actor is left out, and so is what lies before `behind`.
        """
        quantity, (begin, _) = self.found[number], self.clauses[number]
        moved = self.moved.get(number)
        end = moved.at if moved else quantity.start
        own = max(min(max(begin, behind), end), end - LEFT)
        if own == begin and (actor := self._clause_actor(begin)) and actor[1] < end:
            own = actor[1]
        stretches = [self._between(*span) for span in self._outside(own, end)]
        at = bisect_right(self.limits, (end,)) - 1
        if at >= 0 and self.limits[at][0] >= own:
            stretches.insert(0, self._between(*self.limits[at]))
        return stretches[::-1]

    def _outside(self, start: int, end: int) -> Iterator[Span]:
        """Yield the stretches between dates, periods and limits."""
        first = bisect_right(self.cuts, start, key=lambda span: span[1])
        for begin, stop in islice(self.cuts, first, first + LEFT):
            if begin >= end:
                break
            if begin > start:
                yield start, begin
            start = max(start, stop)
        if start < end:
            yield start, end

    def _indicator(self, number: int, before: list[tuple[str, int]]) -> tuple[str, int]:
        """Return what a figure counts, and where the noun ends if it stands behind the figure."""
        quantity, moved = self.found[number], self.moved.get(number)
        if moved and moved.origin is not None:
            return before[moved.origin][0], quantity.end
        if number in self.apart:
            return self.apart[number], quantity.end
        around = self._around(number, before[-1][1] if before else 0)
        if noun := counted_after(quantity, around):
            return noun, self.read.find(noun, quantity.end) + len(noun)
        counted, owner = counted_before(quantity, around), self._owner(number)
        if owner and counted in BUILT:
            counted = owner
        if headless(around, counted) and (named := self._named_before(number)):
            counted = named
        counted = counted or owner or self._same(number, before) or self._topic(number)
        return self._told_apart(number, counted), quantity.end

    def _told_apart(self, number: int, counted: str) -> str:
        """Return which noun of a list a figure counts that begins a row of them behind 分别."""
        end = self.found[number].start
        if not _APART.search(self.read, max(self.clauses[number][0], end - LEFT), end):
            return counted
        row = row_end(self.read, self.found, number) - number
        self.apart.update(enumerate(apart(counted, row), number))
        return self.apart[number]

    def _around(self, number: int, behind: int) -> Around:
        """Return the words around a figure; what lies before `behind` counts for the figure before."""
        quantity, (_, end) = self.found[number], self.clauses[number]
        moved = self.moved.get(number)
        right: list[Token] = []
        following = self.found[number + 1].start if number + 1 < len(self.found) else end
        if not moved or moved.change.part == "by":
            right = self._between(quantity.end, min(end, following, quantity.end + RIGHT))
        verb = moved.change.verb if moved and moved.at < quantity.start else ""
        return Around(self._left(number, behind), right, following < end, verb)

    def _owner(self, number: int) -> str:
        """Return the actor of the clause, if it is a name: “无感续证”已有11项."""
        start, _ = self.clauses[number]
        actor = self._clause_actor(start)
        first = not number or self.clauses[number - 1][0] != start
        name = self.read[slice(*actor)] if actor and first and actor[1] <= self.found[number].start else ""
        return "" if name[:1] in POINTERS else name

    def _same(self, number: int, before: list[tuple[str, int]]) -> str:
        """Return what the figure before counts, if that stands in the same sentence."""
        if not number:
            return ""
        start = self.prose.sentence(self.found[number].number)[1]
        return before[-1][0] if self.found[number - 1].start >= start else ""

    def _topic(self, number: int) -> str:
        """Return the noun that begins the last clause before that names one, in the same sentence."""
        return next(filter(None, map(first_noun, self._clauses_before(number))), "")

    def _named_before(self, number: int) -> str:
        """Return what the clause before names, if it does nothing else and holds no figure."""
        begin, _ = self.prose.clause(self.clauses[number][0] - 1)
        told = number and self.found[number - 1].start >= begin
        return "" if told else bare(next(self._clauses_before(number), []))

    def _clauses_before(self, number: int) -> Iterator[list[Token]]:
        """Yield the words of the clauses before, up to the first period in each, from the last one back."""
        at, first = self.clauses[number][0], self.prose.sentence(self.found[number].number)[1]
        for _ in range(CLAUSES):
            if at <= first:
                return
            at, end = self.prose.clause(at - 1)
            actor = self._clause_actor(at)
            if stretch := next(self._outside(actor[1] if actor else at, end), None):
                yield self._between(*stretch)
            if end - at > ASIDE:
                return

    def _period(self, quantity: Quantity, begin: int) -> str:
        """Return the last period before a figure in its sentence; one that recurs if there is no other."""
        at = bisect_right(self.told, quantity.start, key=lambda time: time.span[1])
        recurring = ""
        for time in reversed(self.told[max(at - PERIODS, 0) : at]):
            if time.span[0] < begin:
                break
            if not time.recurs:
                return self.read[slice(*time.span)]
            recurring = recurring or self.read[slice(*time.span)]
        return recurring

    def _actor(self, quantity: Quantity, begin: int) -> str:
        """Return the last actor that begins a clause of the sentence, up to the figure."""
        at = quantity.start
        for _ in range(CLAUSES):
            start, _end = self.prose.clause(at)
            if (actor := self._clause_actor(start)) and actor[1] <= quantity.start:
                return self.read[slice(*actor)]
            if start <= begin:
                break
            at = start - 1
        return ""

    def _clause_actor(self, start: int) -> Span | None:
        """Return the actor with which a clause begins, behind the period that may stand first."""
        if start not in self.actors:
            _, end = self.prose.clause(start)
            at = start
            number = bisect_right(self.times, start, key=lambda time: time.span[1])
            while number < len(self.times) and self.times[number].span[0] == at:
                at = self.times[number].span[1]
                number += 1
            words = self._between(at, min(end, at + LEFT))
            first, last = actor_words(words)
            lengths = [len(word.text) for word in words]
            begin = at + sum(lengths[:first])
            self.actors[start] = (begin, begin + sum(lengths[first:last])) if last else None
        return self.actors[start]
