"""Does the index find exactly what a plain scan of every passage finds?

Random searches are answered from the index and by `search.marks.scan`, passage by passage; the number beside
a facet value is compared with choosing that value alone. Filters and facet values are read from the articles'
records here, not from the facet columns.

Decision: the corpus is scanned once, some passages at a time, with all searches at hand, and what the index
finds is read along in the same order. A search none of whose strings stands anywhere in those passages is not
asked again for each of them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from secrets import randbelow

from index.corpus.validations import Agreement
from index.facets.rows import FACETS, facet_named
from search.answers import Answers
from search.backend import Anchor, Match
from search.check.sampling import Sampler
from search.check.scanning import Looked, Values, looked_at, possible
from search.engine import Engine
from search.errors import QueryLimitError
from search.marks.scan import Scanned, Words, holds, shelved
from search.query.nodes import Node
from search.query.parser import parse
from search.query.request import Query

__all__ = ["SelfCheck", "selfcheck"]

AT_ONCE = 64  # passages
CLICKS = 3  # facet values of a search that are chosen alone
SHOWN = 3  # passages named in a difference
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class SelfCheck(Agreement):
    """What a check found: searches and facet values compared, passages found by both, by index, by scan.

    `corpus`, `rules` and `generation` name the state that was checked.
    """

    seed: int
    passages: int
    searches: int
    clicks: int
    both: int
    indexed: int
    scanned: int
    corpus: str = ""
    rules: str = ""
    generation: str = ""
    differences: tuple[str, ...] = ()


@dataclass
class _Question:
    """One resolved search, and what the index finds of it, read along with the scan.

    `ahead` is the next passage that the index finds, None behind the last.
    """

    query: Query
    node: Node
    words: Words
    anchors: Iterator[Anchor]
    ahead: Anchor | None = None
    both: int = 0
    missed: list[Anchor] = field(default_factory=list)
    extra: list[Anchor] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ahead = next(self.anchors, None)

    @cached_property
    def filters(self) -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
        """Return the facets that are filtered, with the values chosen and excluded."""
        facets = dict.fromkeys(given.facet for given in self.query.filters)
        return tuple(
            (facet, frozenset(self.query.chosen(facet)), frozenset(self.query.excluded(facet)))
            for facet in facets
        )

    def passes(self, values: Values, passage: Scanned) -> bool:
        """Tell whether a passage, in an article with these values, passes the filters."""
        hidden = shelved(self.node, passage)
        for facet, chosen, excluded in self.filters:
            row = facet_named(facet)
            column = row.column(widened=self.query.mentioned)
            own = values[column] if row.of_article else frozenset({passage.kind})
            if (chosen and own.isdisjoint(chosen)) or not own.isdisjoint(excluded):
                return False
            hidden = hidden and (row.of_article or not chosen)
        return not hidden

    def scan(self, looked: Sequence[Looked], everything: str) -> None:
        """Compare scan and index on some passages, whose folded texts stand in `everything`."""
        may_hold = possible(self.node, everything, self.words)
        if not may_hold and all(passage.anchor != self.ahead for passage in looked):
            return
        for passage in looked:
            holding = may_hold and self.passes(passage.values, passage.scanned)
            self._compare(passage.anchor, scanned=holding and self._holds(passage.scanned))

    def _holds(self, scanned: Scanned) -> bool:
        return holds(self.node, scanned, self.words, mode=self.query.mode)

    def _compare(self, anchor: Anchor, *, scanned: bool) -> None:
        indexed = anchor == self.ahead
        if indexed:
            self.ahead = next(self.anchors, None)
        if indexed and scanned:
            self.both += 1
        elif indexed or scanned:
            (self.extra if indexed else self.missed).append(anchor)

    def finish(self) -> None:
        """Count what the index finds behind the last passage, or out of order, as too much."""
        if self.ahead is not None:
            self.extra += [self.ahead, *self.anchors]


def selfcheck(
    engine: Engine,
    *,
    samples: int = 200,
    seed: int | None = None,
    progress: Progress = lambda _stage, _done, _total: None,
) -> SelfCheck:
    """Compare so many random searches with a scan; `seed` repeats the choice of an earlier run."""
    seed = randbelow(1_000_000) if seed is None else seed
    answers = engine.answers()
    questions: list[_Question] = []
    clicks, wrong = 0, []
    for number, query in enumerate(Sampler.of(answers.view, seed).queries(samples), 1):
        asked = _ask(answers, query)
        if asked:
            questions.append(asked[0])
            more, different = _clicked(answers, asked[0], asked[1], seed + number)
            clicks += more
            wrong += different
        progress("search", number, samples)
    _scan(answers, questions, progress)
    both = sum(question.both for question in questions)
    return SelfCheck(
        seed=seed,
        passages=answers.view.about.passages,
        searches=len(questions),
        clicks=clicks,
        both=both,
        indexed=both + sum(len(question.extra) for question in questions),
        scanned=both + sum(len(question.missed) for question in questions),
        corpus=answers.view.about.corpus,
        rules=answers.view.about.dictionary,
        generation=answers.view.about.generation,
        differences=(*wrong, *filter(None, map(_difference, questions))),
    )


def _ask(answers: Answers, query: Query) -> tuple[_Question, Match] | None:
    """Answer a search from the index; None if it passes a limit."""
    has = answers.view.has
    query = answers.names.canonical(query, has)
    node = answers.names.resolved(parse(query.text).node, has)
    try:
        match = answers.view.match(query, node)
    except QueryLimitError:
        return None
    return _Question(query, node, _words(answers, query.mode), match.anchors()), match


def _words(answers: Answers, mode: str) -> Words:
    """Return the words of a run, and of a passage the scan looks at."""
    if mode == "exact":
        return lambda _: []
    cut = lru_cache(4 * AT_ONCE)(lambda literal: list(dict.fromkeys(answers.segmenter.words(literal))))
    return lambda run: [] if run.quoted else cut(run.literal)


def _clicked(answers: Answers, question: _Question, match: Match, number: int) -> tuple[int, list[str]]:
    """Choose some facet values alone; return how many, and those whose number is another then."""
    facet, query = FACETS[number % len(FACETS)], question.query
    values = answers.values(match, query, facet)
    wrong = []
    chosen = values[:: max(len(values) // CLICKS, 1)][:CLICKS]
    for clicked in chosen:
        total = answers.view.match(query.only(facet.name, clicked.value), question.node).total
        if (clicked.articles, clicked.passages) != (total.articles, total.passages):
            wrong.append(
                f"{_told(query)}: {facet.name} {clicked.value} shows {clicked.articles} articles and "
                f"{clicked.passages} passages, but has {total.articles} and {total.passages} "
                "when chosen alone"
            )
    return len(chosen), wrong


def _scan(answers: Answers, questions: Sequence[_Question], progress: Progress) -> None:
    """Ask every question of every passage."""
    done, total = 0, answers.view.about.passages
    passages = looked_at(answers.view)
    while some := list(islice(passages, AT_ONCE)):
        everything = "\0".join(passage.scanned.folded for passage in some)
        for question in questions:
            question.scan(some, everything)
        done += len(some)
        progress("scan", done, total)
    for question in questions:
        question.finish()
    progress("scan", done, total)


def _difference(question: _Question) -> str:
    """Say how index and scan differ on a search, "" if they agree."""
    missed, extra = question.missed, question.extra
    if not (missed or extra):
        return ""
    return (
        f"{_told(question.query)}: the index misses {len(missed)} {_named(missed)}, "
        f"finds {len(extra)} too many {_named(extra)}"
    )


def _named(anchors: Sequence[Anchor]) -> list[str]:
    return [f"{anchor.article}#{anchor.passage}" for anchor in anchors[:SHOWN]]


def _told(query: Query) -> str:
    """Return a search as the command line would take it."""
    filters = "".join(f" --{given.facet} {'-' * given.exclude}{given.value}" for given in query.filters)
    return f"{query.text!r} --mode {query.mode}{filters}{' --mentioned' * query.mentioned}"
