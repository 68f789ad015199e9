"""How does everybody search? `Engine` is the one front door for web, command line and notebooks.

An engine pins one view of its backend for each request. It never builds; any thread may call its methods.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias, TypeVar, cast

from cachetools import LRUCache

from index.errors import IndexingError
from index.facets.rows import FACETS, Facet
from index.labels.record import ArticleRecord
from index.text.words import Segmenter
from search.answers import SHOWN, Answers, Kept
from search.backend import About, Backend, View
from search.errors import SearchError
from search.facets.names import Names
from search.facets.values import FacetValues, ValueTree
from search.instruments.registry import PASSAGES, maker
from search.instruments.sharing.groups import Grouping, grouping
from search.instruments.table import Table
from search.messages import Language
from search.query.request import Query, filters_named
from search.results import ArticleView, Elsewhere, Results, Total
from search.suggest import Completion
from search.whoosh.backend import WhooshBackend

__all__ = ["KEPT", "Engine"]

Method = TypeVar("Method", bound=Callable[..., Any])
Answered: TypeAlias = tuple[About, Query, str, int]  # what was asked of which state
KEPT = 32  # MB of answers


def guarded(method: Method) -> Method:
    """Let a method of an engine that stumbles name the damaged file, if there is one."""

    @wraps(method)
    def answered(engine: "Engine", *arguments: Any, **named: Any) -> Any:
        with engine.recovering():
            return method(engine, *arguments, **named)

    return cast(Method, answered)


class Engine:
    """Searches what a backend holds, opened with the first question; up to `kept` MB of answers are kept."""

    def __init__(self, backend: Backend, segmenter: Segmenter | None = None, *, kept: int = KEPT) -> None:
        self.backend = backend
        self.names = Names()
        self.segmenter = segmenter or Segmenter()
        self._trees: dict[tuple[About, str], ValueTree] = {}
        self._kept: LRUCache[Answered, Results] = LRUCache(kept * 1_000_000, Results.held)
        self._counted, self._held = Kept(), Kept(1)
        self._lock = Lock()

    @classmethod
    def at(cls, where: str | Path, *, verify: bool | None = None, kept: int = KEPT) -> "Engine":
        """Return an engine over a folder or an address of a cluster; the corpus need not be there yet."""
        segmenter = Segmenter()
        if "://" in str(where):
            from search.opensearch.backend import ClusterBackend  # takes time, and few have a cluster

            return cls(ClusterBackend.at(str(where), segmenter), segmenter, kept=kept)
        return cls(WhooshBackend(where, segmenter, verify=verify), segmenter, kept=kept)

    def __repr__(self) -> str:
        about = self.about()
        return f"<Engine {self.location}: {about.articles} articles, {about.passages} passages>"

    @property
    def location(self) -> str:
        """Return where the corpus is stored."""
        return self.backend.location

    @property
    def fault(self) -> IndexingError | None:
        """Return why the newest state cannot be served, None if it can."""
        return self.backend.fault

    @property
    def warning(self) -> str:
        """Return what should be mended though all is answered, "" for nothing. Raises IndexingError."""
        return self.backend.warning

    @property
    def verified(self) -> str:
        """Return the generation whose every byte was last found whole, "" for none."""
        return self.backend.verified

    def about(self) -> About:
        """Return which state of the corpus answers. Raises IndexingError."""
        return self.backend.view().about

    def verify(self) -> str:
        """Read all that is stored; return what is damaged, "" if nothing is. Raises IndexingError."""
        return self.backend.verify()

    def warm(self) -> None:
        """Load what the first search of a generation would wait for: words, names, titles, lengths."""
        self.segmenter.words("党建")
        for facet in FACETS:
            self.names.label(facet.name, "")
        with suppress(IndexingError):
            self.run(Query("党建", "any"))

    def refuse_damage(self) -> None:
        """Read what was not read in full, and raise IndexDamaged where it is not what was built."""
        if self.verified != self.about().generation:
            self.verify()
        self.about()

    @contextmanager
    def recovering(self) -> Iterator[None]:
        """Name the damaged file where something stumbles: it may have been damaged since it was checked."""
        try:
            yield
        except (SearchError, IndexingError):
            raise
        except Exception:
            self.verify()
            self.about()
            raise

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
        return self.run(Query(text, mode, filters_named(filters), sort, page, size, mentioned))

    @guarded
    def run(self, query: Query, *, why: str = "", shown: int = SHOWN) -> Results:
        """Answer a query, each article with up to `shown` passages. Raises SearchError.

        `why` is the id of an article, or `article/passage`: what the page shows of it carries its summands.
        """
        answers = self.answers()
        key = (answers.view.about, query, why, shown)
        with self._lock:
            found = self._kept.get(key)
        if found is None:
            found = answers.run(query, why, shown)
            with self._lock, suppress(ValueError):  # too large to be kept
                self._kept[key] = found
        return found

    @guarded
    def count(self, query: Query) -> Total:
        """Return how much a query finds, as `run` would."""
        return self.answers().count(query)

    @guarded
    def facet(self, query: Query, facet: str) -> FacetValues:
        """Return all values of one facet under a query, as `run` would."""
        return self.answers().facet(query, facet)

    @guarded
    def instrument(
        self, name: str, query: Query | str, /, *, lang: Language = "zh", **parameters: Any
    ) -> Table:
        """Return the table that an instrument makes of a search: `instrument("concordance", "党建")`.

        Its rows are found as they are walked, in the state of the corpus pinned now. Raises SearchError.
        """
        asked = Query(query) if isinstance(query, str) else query
        return maker(name).read(self.answers(), asked, parameters, language=lang)

    @guarded
    def passages(self, query: Query | str, *, lang: Language = "zh") -> Table:
        """Return every passage that a search finds as a table, found as it is walked. Raises SearchError."""
        asked = Query(query) if isinstance(query, str) else query
        return PASSAGES.read(self.answers(), asked, {}, language=lang)

    @guarded
    def grouping(self, query: Query) -> Grouping:
        """Return which articles of a search are nearly the same. Raises SearchError."""
        return grouping(self.answers(), query)

    @guarded
    def article(self, name: str, query: Query | None = None) -> ArticleView | None:
        """Return a whole article, marked for a query; None if no article has or had this id."""
        return self.answers().article(name, query)

    @guarded
    def elsewhere(self, name: str, passage: str) -> tuple[Elsewhere, ...] | None:
        """Return the passages that share text with one, those most alike first; None if no article has it."""
        return self.answers().elsewhere(name, passage)

    @guarded
    def suggest(self, text: str, *, limit: int = 10) -> tuple[Completion, ...]:
        """Return what a beginning of a query may become: places, initiative types, titles, words."""
        return self.answers().complete(text, limit=limit)

    @guarded
    def records(self, query: Query) -> Iterator[ArticleRecord]:
        """Yield the articles that a query finds, by their ids, as they are walked. Raises SearchError."""
        return self.answers().records(query)

    def parts(self, text: str) -> Sequence[str]:
        """Return a text as words and signs that do not overlap: joined they are the text."""
        return self.segmenter.parts(text)

    @guarded
    def canonical(self, query: Query) -> Query:
        """Return the query with names replaced by the codes they mean. Raises FilterError."""
        return self.names.canonical(query, self.backend.view().has)

    def answers(self) -> Answers:
        """Return what answers one request, all of it from one state of the corpus. Raises IndexingError."""
        return Answers(self.backend.view(), self.segmenter, self.names, self._tree, self._counted, self._held)

    def _tree(self, view: View, facet: Facet, widened: bool) -> ValueTree:  # noqa: FBT001 as TreeOf says
        """Return all values of a facet in a view, ordered once for each generation."""
        key = (view.about, facet.column(widened=widened))
        with self._lock:
            if key not in self._trees:
                self._trees = {old: tree for old, tree in self._trees.items() if old[0] == key[0]}
                values = view.values(facet, widened=widened)
                self._trees[key] = ValueTree.of(facet.name, values, self.names)
            return self._trees[key]
