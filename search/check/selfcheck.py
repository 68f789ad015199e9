"""Does the index find exactly what a plain scan of every passage finds?

Random searches are answered from the index and by `search.marks.scan`, passage by passage; the number beside
a facet value is compared with choosing that value alone. Filters and facet values are read from the articles'
records here, not from the facet columns.

Decision: the corpus is scanned once, a block of passages at a time, with all searches at hand. A search none
of whose strings stands anywhere in a block is not asked again for each passage of it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from secrets import randbelow
from typing import Any

import numpy as np

from index.corpus.passages import KINDS
from index.facets.rows import FACETS, facet_named
from index.labels.record import ArticleRecord
from index.text.folding import fold
from search.check.sampling import Sampler
from search.engine import Engine
from search.errors import QueryLimitError
from search.marks.scan import Scanned, holds, shelved
from search.query.fields import FACET_NAMES
from search.query.nodes import And, Near, Node, Or, Text, Wildcard
from search.query.parser import parse
from search.query.request import Query
from search.whoosh.evaluate import Evaluator
from search.whoosh.matching import Matching
from search.whoosh.snapshot import SegmentView, Snapshot

__all__ = ["Finding", "selfcheck"]

BLOCK = 64  # passages
CLICKS = 3  # facet values of a search that are chosen alone
SHOWN = 3  # passages named in a difference
Progress = Callable[[str, int, int], None]
Values = Mapping[str, frozenset[str]]
Words = Callable[[Text], list[str]]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: searches and facet values compared, passages found by both, by index, by scan."""

    seed: int
    passages: int
    searches: int
    clicks: int
    both: int
    indexed: int
    scanned: int
    differences: tuple[str, ...] = ()

    @property
    def recall(self) -> float:
        """Return which share of what the scan finds the index finds."""
        return self.both / self.scanned if self.scanned else 1.0

    @property
    def precision(self) -> float:
        """Return which share of what the index finds the scan finds."""
        return self.both / self.indexed if self.indexed else 1.0


@dataclass
class _Question:
    """One search: its node, and the passages of each segment that the index and the scan find."""

    query: Query
    node: Node
    words: Words
    indexed: list[Any] = field(default_factory=list)
    scanned: list[list[int]] = field(default_factory=list)

    @cached_property
    def filters(self) -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
        """Return the facets that are filtered, with the values chosen and excluded."""
        facets = dict.fromkeys(one.facet for one in self.query.filters)
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


def selfcheck(
    engine: Engine,
    *,
    samples: int = 200,
    seed: int | None = None,
    progress: Progress = lambda _stage, _done, _total: None,
) -> Finding:
    """Compare so many random searches with a scan; `seed` repeats the choice of an earlier run."""
    seed = randbelow(1_000_000) if seed is None else seed
    snapshot = engine.snapshot
    questions: list[_Question] = []
    clicks, wrong = 0, []
    for number, query in enumerate(Sampler(snapshot, seed).queries(samples), 1):
        asked = _ask(engine, snapshot, query)
        if asked:
            questions.append(asked[0])
            more, different = _clicked(engine, snapshot, asked[0], asked[1], seed + number)
            clicks += more
            wrong += different
        progress("search", number, samples)
    _scan(engine, snapshot, questions, progress)
    both = [[np.intersect1d(*pair).size for pair in _pairs(one)] for one in questions]
    return Finding(
        seed=seed,
        passages=snapshot.passages,
        searches=len(questions),
        clicks=clicks,
        both=sum(map(sum, both)),
        indexed=sum(len(part) for one in questions for part in one.indexed),
        scanned=sum(len(part) for one in questions for part in one.scanned),
        differences=(*wrong, *filter(None, (_difference(one, snapshot) for one in questions))),
    )


def _ask(engine: Engine, snapshot: Snapshot, query: Query) -> tuple[_Question, Matching] | None:
    """Answer a search from the index; None if it passes a limit."""
    query = engine.canonical(query)
    node = parse(query.text).node
    evaluator = Evaluator(snapshot, engine.segmenter, engine.names, query.mode)
    try:
        matching = Matching(query, node, evaluator)
    except QueryLimitError:
        return None
    words = (lambda _: []) if query.mode == "exact" else _words(engine)
    indexed = [docs for _, docs in matching.passages()]
    return _Question(query, node, words, indexed, [[] for _ in indexed]), matching


def _words(engine: Engine) -> Words:
    """Return the words of a run, and of a passage the scan looks at."""
    cut = lru_cache(4 * BLOCK)(lambda literal: list(dict.fromkeys(engine.segmenter.words(literal))))
    return lambda node: [] if node.quoted else cut(node.literal)


def _clicked(
    engine: Engine, snapshot: Snapshot, question: _Question, matching: Matching, number: int
) -> tuple[int, list[str]]:
    """Choose some facet values alone; return how many, and those whose number is another then."""
    facet = FACET_NAMES[number % len(FACET_NAMES)]
    query = question.query
    values = matching.facets.values(facet, mentioned=query.mentioned)
    evaluator = Evaluator(snapshot, engine.segmenter, engine.names, query.mode)
    wrong = []
    chosen = values[:: max(len(values) // CLICKS, 1)][:CLICKS]
    for one in chosen:
        total = Matching(query.only(facet, one.value), question.node, evaluator).total
        if (one.articles, one.passages) != (total.articles, total.passages):
            wrong.append(
                f"{_told(query)}: {facet} {one.value} shows {one.articles} articles and {one.passages} "
                f"passages, but has {total.articles} and {total.passages} when chosen alone"
            )
    return len(chosen), wrong


def _scan(engine: Engine, snapshot: Snapshot, questions: list[_Question], progress: Progress) -> None:
    """Ask every question of every live passage."""
    done = 0
    for number, segment in enumerate(snapshot.segments):
        block: list[tuple[int, Scanned, Values]] = []
        for item in _passages(engine, segment):
            block.append(item)
            if len(block) == BLOCK:
                _ask_block(questions, block, number)
                done += len(block)
                progress("scan", done, snapshot.passages)
                block = []
        _ask_block(questions, block, number)
        done += len(block)
    progress("scan", done, snapshot.passages)


def _ask_block(questions: list[_Question], block: list[tuple[int, Scanned, Values]], number: int) -> None:
    everything = "\0".join(passage.folded for _, passage, _ in block)
    for one in questions:
        if not _possible(one.node, everything, one.words):
            continue
        for doc, passage, values in block:
            if one.passes(values, passage) and holds(one.node, passage, one.words, mode=one.query.mode):
                one.scanned[number].append(doc)


def _possible(node: Node, text: str, words: Words) -> bool:
    """Tell whether a block can hold a match, by its strings; no folded text has the NUL between passages."""
    match node:
        case Text():
            return bool(words(node)) or node.folded in text
        case Wildcard(parts=parts):
            return all(fold(part) in text for part in parts if isinstance(part, str))
        case Near(left=left, right=right):
            return _possible(left, text, words) and _possible(right, text, words)
        case And(children=children):
            return all(_possible(child, text, words) for child in children)
        case Or(children=children):
            return any(_possible(child, text, words) for child in children)
        case _:
            return True


def _passages(engine: Engine, segment: SegmentView) -> Iterator[tuple[int, Scanned, Values]]:
    """Yield every live passage as the scan sees it, with the facet values of its article."""
    reader = segment.reader
    for article in np.flatnonzero(segment.numbers >= 0).tolist():
        record = reader.record(article)
        values = _values(record)
        docs = range(int(reader.first[article]), int(reader.first[article + 1]))
        kinds = [KINDS[reader.kind[doc]] for doc in docs]
        folded = [fold(reader.text(doc)) for doc in docs]
        titles = tuple(text for text, kind in zip(folded, kinds, strict=True) if kind == "title")
        year = int(record.published[:4] or 0)
        for doc, text, kind in zip(docs, folded, kinds, strict=True):
            has = _has(engine, values, kind)
            yield doc, Scanned(text, kind, titles, fold(reader.heading(doc)), year, has), values


def _has(engine: Engine, values: Values, kind: str) -> Callable[[str, str], bool]:
    """Return whether an article, or its passage of this kind, has the value that a field names."""
    catalog = engine.snapshot.catalog

    def has(name: str, value: str) -> bool:
        own = values[name] if facet_named(name).of_article else frozenset({kind})
        return not own.isdisjoint(engine.names.values(name, value, catalog=catalog))

    return has


def _values(record: ArticleRecord) -> Values:
    """Return the values of an article with all above them, by column; `none` where there are none."""
    return {
        column: facet.values(record, widened=column != facet.name)
        for facet in FACETS
        for column in (facet.columns if facet.of_article else ())
    }


def _pairs(one: _Question) -> Iterator[tuple[Any, Any]]:
    """Yield for each segment what the index and what the scan finds."""
    for indexed, scanned in zip(one.indexed, one.scanned, strict=True):
        yield indexed.astype(np.int64), np.array(scanned, np.int64)


def _difference(one: _Question, snapshot: Snapshot) -> str:
    """Say how index and scan differ on a search, "" if they agree."""
    missed, extra = [], []
    for segment, (indexed, scanned) in zip(snapshot.segments, _pairs(one), strict=True):
        missed += [_link(segment, doc) for doc in np.setdiff1d(scanned, indexed).tolist()]
        extra += [_link(segment, doc) for doc in np.setdiff1d(indexed, scanned).tolist()]
    if not (missed or extra):
        return ""
    return (
        f"{_told(one.query)}: the index misses {len(missed)} {missed[:SHOWN]}, "
        f"finds {len(extra)} too many {extra[:SHOWN]}"
    )


def _link(segment: SegmentView, doc: int) -> str:
    record = segment.reader.record(int(segment.reader.article[doc]))
    return f"{record.id}#{segment.reader.pid(doc)}"


def _told(query: Query) -> str:
    """Return a search as the command line would take it."""
    filters = "".join(f" --{one.facet} {'-' * one.exclude}{one.value}" for one in query.filters)
    return f"{query.text!r} --mode {query.mode}{filters}{' --mentioned' * query.mentioned}"
