"""How does everybody search? `Engine` is the one front door for web, command line and notebooks.

An engine follows its index: when the pointer moves, the next call sees the new generation. It never builds or
repairs. Its methods may be called from any thread.

No answer is made of bytes that were not checked. A small index is read in full when it is taken up; of a
large one each block when it is first read, so that opening stays quick. A method that meets damage raises
IndexDamaged, and so does every one after it.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias, TypeVar, cast

from index.corpus.passages import KINDS
from index.errors import IndexDamaged, IndexingError
from index.store.generation import current_seal, damaged_file
from index.text.words import Segmenter
from search.articles import Articles
from search.errors import SearchError
from search.facets.names import Names
from search.facets.values import FacetValues
from search.marks.fragments import extract, marked_spans
from search.query.fields import FACET_NAMES
from search.query.nodes import Everything, Node, Text, walk
from search.query.parser import ParsedQuery, parse
from search.query.request import Filter, Query
from search.results import ArticleHit, ArticleView, PassageHit, Relaxation, Results, Total
from search.suggest import Completion, Suggester
from search.whoosh.evaluate import Evaluator
from search.whoosh.matching import Group, Matching
from search.whoosh.rank import Part
from search.whoosh.snapshot import Snapshot, open_snapshot

__all__ = ["Engine", "open_engine"]

WHOLE = 256_000_000  # bytes of an index up to which it is read in full when opened: a fifth of a second
SHOWN = 3  # passages of an article in a list of results


def open_engine(index: str | Path = "var/index", *, verify: bool | None = None) -> "Engine":
    """Open an index for searching.

    True reads every file now, and again when a new generation is taken up; False checks a block when it is
    first read; None does the first up to WHOLE bytes, the second above. Raises IndexMissing, IndexDamaged,
    IndexOutdated or IndexUntrusted.
    """
    engine = Engine(index, verify=verify)
    engine.snapshot  # noqa: B018 refuses what cannot be opened
    return engine


Scored: TypeAlias = tuple[int, float]  # a passage and its score
Parts: TypeAlias = tuple[Part, ...]
Method = TypeVar("Method", bound=Callable[..., Any])


def whole(method: Method) -> Method:
    """Let a method of an engine that stumbles name the damaged file, if there is one.

    What was checked when it was first read may have been damaged since.
    """

    @wraps(method)
    def answered(engine: "Engine", *arguments: Any, **named: Any) -> Any:
        try:
            return method(engine, *arguments, **named)
        except (SearchError, IndexingError):
            raise
        except Exception:
            engine.verify()
            engine.snapshot  # noqa: B018 refuses what was found damaged
            raise

    return cast(Method, answered)


class Engine:
    """Searches one index, which is opened with the first question; `open_engine` asks at once.

    `fault` says why the newest generation could not be opened, None if it could; `verified` names the
    generation that was last read in full and found whole. One found damaged is refused from then on.
    """

    def __init__(self, index: str | Path, *, verify: bool | None = None) -> None:
        self.index = Path(index)
        self.names = Names()
        self.segmenter = Segmenter()
        self.fault: IndexingError | None = None
        self.verified = ""
        self._verify = verify
        self._damage: dict[str, IndexDamaged] = {}  # by seal
        self._lock = Lock()
        self._snapshot: Snapshot | None = None

    def __repr__(self) -> str:
        manifest = self.snapshot.generation.manifest
        return f"<Engine {self.index}: {manifest['articles']} articles, {manifest['passages']} passages>"

    @property
    def snapshot(self) -> Snapshot:
        """Return the serving generation, the new one if a build has finished; a damaged one is not taken.

        Raises IndexDamaged once something in the serving generation was found damaged, and what opening
        raises while there is none.
        """
        with self._lock:
            try:
                self._snapshot = self._newest()
                self.fault = None
            except IndexingError as error:
                self.fault = error
                if self._snapshot is None:
                    raise
            damage = self._damage.get(self._snapshot.generation.seal) or self._snapshot.damage
            if damage:
                self.fault = damage
                raise damage.with_traceback(None)
            return self._snapshot

    def _newest(self) -> Snapshot:
        """Return the generation that the pointer names, opened if it is not the one at hand."""
        seal = current_seal(self.index)
        if seal in self._damage:
            raise self._damage[seal].with_traceback(None)
        if self._snapshot and seal == self._snapshot.generation.seal:
            return self._snapshot
        return self._opened()

    def _opened(self) -> Snapshot:
        """Open the serving generation, and read it in full if that is asked for, or if it is small."""
        snapshot = open_snapshot(self.index)
        generation = snapshot.generation
        whole = generation.size <= WHOLE if self._verify is None else self._verify
        if whole:
            try:
                snapshot.check_all()
            except IndexDamaged as error:
                self._damage[generation.seal] = error
                raise
            self.verified = generation.name
        return snapshot

    def verify(self) -> str:
        """Read every file of the serving generation; return the damaged one's name, "" if all are whole."""
        generation = self.snapshot.generation
        name = damaged_file(generation)
        if name:
            self.fault = self._damage[generation.seal] = IndexDamaged(
                f"{generation.folder / name} is damaged; rebuild with: jiansuo index --rebuild"
            )
        else:
            self.verified = generation.name
        return name

    def search(
        self,
        text: str = "",
        *,
        mode: str = "exact",
        sort: str = "relevance",
        page: int = 1,
        size: int = 10,
        mentioned: bool = False,
        **filters: str | Iterable[str],
    ) -> Results:
        """Search with filters by facet name: `search("产业链党委", region="四川省", year=["2024", "2025"])`.

        A value that begins with `-` excludes. Raises SearchError with the position or the choices.
        """
        made = [_filter(facet, value) for facet, given in filters.items() for value in _several(given)]
        query = Query(text, mode, tuple(made), sort, page, size, mentioned)
        return self.run(query)

    @whole
    def run(self, query: Query) -> Results:
        """Answer a query. Raises SearchError."""
        snapshot = self.snapshot
        parsed = parse(query.text)
        query = self.canonical(query)
        matching = self._matching(query, parsed.node, snapshot)
        facets = {facet: matching.facets.values(facet, mentioned=query.mentioned) for facet in FACET_NAMES}
        total = matching.total
        suggester = Suggester(snapshot, self.segmenter, self.names)
        nothing = not total.passages
        return Results(
            query=query,
            total=total,
            hits=self._hits(matching),
            facets=facets,
            notices=parsed.notices,
            relaxations=self._relaxations(query, parsed, snapshot) if nothing else (),
            suggestions=suggester.instead(parsed.node, lambda text: self.count(query.with_text(text)))
            if nothing
            else (),
            unplaced=matching.unplaced,
            generation=snapshot.name,
        )

    @whole
    def count(self, query: Query) -> Total:
        """Return how much a query finds, as `run` would."""
        return self._matching(self.canonical(query), parse(query.text).node, self.snapshot).total

    @whole
    def facet(self, query: Query, facet: str) -> FacetValues:
        """Return all values of one facet under a query, as `run` would."""
        matching = self._matching(self.canonical(query), parse(query.text).node, self.snapshot)
        return matching.facets.values(facet, mentioned=query.mentioned)

    @whole
    def article(self, name: str, query: Query | None = None) -> ArticleView | None:
        """Return a whole article, marked for a query; None if no article has or had this id."""
        snapshot = self.snapshot
        node = parse(query.text).node if query else Everything()
        evaluator = Evaluator(snapshot, self.segmenter, self.names, query.mode if query else "exact")
        return Articles(snapshot, self.names).view(name, node, evaluator.words)

    @whole
    def suggest(self, text: str, *, limit: int = 10) -> tuple[Completion, ...]:
        """Return what a beginning of a query may become: places, initiative types, titles, words."""
        return Suggester(self.snapshot, self.segmenter, self.names).complete(text, limit=limit)

    def canonical(self, query: Query) -> Query:
        """Return the query with names replaced by the codes they mean. Raises FilterError."""
        catalog = self.snapshot.catalog
        made = [
            Filter(one.facet, value, one.exclude)
            for one in query.filters
            for value in self.names.values(one.facet, one.value, catalog=catalog)
        ]
        return replace(query, filters=tuple(made))

    def _matching(self, query: Query, node: Node, snapshot: Snapshot) -> Matching:
        return Matching(query, node, Evaluator(snapshot, self.segmenter, self.names, query.mode))

    def _hits(self, matching: Matching) -> tuple[ArticleHit, ...]:
        shown = [(group, group.best(SHOWN)) for group in matching.page()]
        parts = iter(matching.explain([(group.segment, doc) for group, best in shown for doc, _ in best]))
        return tuple(self._hit(group, matching, zip(best, parts, strict=False)) for group, best in shown)

    def _hit(self, group: Group, matching: Matching, shown: Iterable[tuple[Scored, Parts]]) -> ArticleHit:
        reader = group.segment.reader
        passages = []
        for (doc, score), parts in shown:
            text, kind = reader.text(doc), KINDS[reader.kind[doc]]
            spans = marked_spans(matching.node, text, kind, matching.evaluator.words)
            fragment = extract(text, spans)
            passages.append(
                PassageHit(reader.pid(doc), kind, text, reader.heading(doc), score, spans, fragment, parts)
            )
        record = reader.record(int(matching.catalog.local[group.article]))
        best = max((hit.score for hit in passages), default=0.0)
        return ArticleHit(record, best, len(group.docs) - len(passages), tuple(passages))

    def _relaxations(self, query: Query, parsed: ParsedQuery, snapshot: Snapshot) -> tuple[Relaxation, ...]:
        """Return what the wider modes would find; none is taken unasked."""
        wider = {"exact": ("all", "any"), "all": ("any",), "any": ()}[query.mode]
        if not any(isinstance(node, Text) for node in walk(parsed.node)):
            return ()
        totals = [
            (mode, self._matching(query.with_mode(mode), parsed.node, snapshot).total) for mode in wider
        ]
        return tuple(
            Relaxation(mode, total.articles, total.passages) for mode, total in totals if total.passages
        )


def _several(given: str | Iterable[str]) -> Iterable[str]:
    return [given] if isinstance(given, str) else [str(value) for value in given]


def _filter(facet: str, value: str) -> Filter:
    return Filter(facet, value.removeprefix("-"), exclude=value.startswith("-"))
