"""What does a page need that a peer has no feature for, and how does Python do it fast?

The peer finds passages; from their numbers NumPy counts articles and six facets, in articles and passages,
and a mapped file gives texts, headings and records. Marks are found as strings in the ready text, extracts
begin with the sentence of the first mark.

Decision: a passage is handed over as a key, its article's number times STEP plus that of its kind. Keys with
their counts are all that totals and counts need, so a peer may count keys itself, by an aggregation.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, NamedTuple, overload

import numpy as np

from bench.engines.engine import Fed, Hit, Shown
from index.corpus.articles import Article
from index.corpus.passages import KINDS
from index.facets.rows import FACETS, label_of
from index.labels.record import ArticleRecord

__all__ = ["STEP", "Around", "Counted", "expression", "key_of"]

STEP = 8  # keys of an article: more than there are kinds
EXTRACT = 160
_END = re.compile(r"[。！？；\n]")
Array = np.ndarray[Any, Any]


class CountedValue(NamedTuple):
    """One value of a facet with its counts."""

    value: str
    label: str
    articles: int
    passages: int


class Counted(Sequence[CountedValue]):
    """The values of a facet in order; one is made when it is looked at."""

    def __init__(self, facet: str, names: Sequence[str], articles: Array, passages: Array) -> None:
        there = np.flatnonzero(articles)
        order = there[np.lexsort((there, -passages[there], -articles[there]))]
        self.facet, self.names, self.order = facet, names, order
        self.articles, self.passages = articles, passages

    def __len__(self) -> int:
        return len(self.order)

    @overload
    def __getitem__(self, index: int) -> CountedValue: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[CountedValue]: ...
    def __getitem__(self, index: int | slice) -> CountedValue | Sequence[CountedValue]:
        if isinstance(index, slice):
            return [self._made(int(number)) for number in self.order[index]]
        return self._made(int(self.order[index]))

    def __iter__(self) -> Iterator[CountedValue]:
        return (self._made(int(number)) for number in self.order)

    def _made(self, number: int) -> CountedValue:
        name = self.names[number]
        return CountedValue(
            name, label_of(self.facet, name, "zh"), int(self.articles[number]), int(self.passages[number])
        )


class Around:
    """Hold, beside a peer's index, what pages are made of.

    `keys` gives the key of each passage, `numbers` its place in its article; of each facet of articles
    `columns` gives a row of value numbers for each article, filled up with the number after the last.
    """

    @classmethod
    def write(cls, fed: Fed, folder: Path) -> None:
        """Write what `__init__` reads."""
        keys = [key_of(p.article, p.kind) for p in fed.passages]
        columns = {
            facet.name: _column(fed.articles, facet.name)
            for facet in FACETS
            if facet.of_article and facet.beside
        }
        arrays = {f"column-{name}": rows for name, (_, rows) in columns.items()}
        arrays |= {"keys": np.array(keys), "numbers": np.array([p.number for p in fed.passages])}
        np.savez(folder / "columns.npz", allow_pickle=False, **arrays)
        (folder / "values.json").write_text(
            json.dumps({name: values for name, (values, _) in columns.items()})
        )
        _write_lines(folder / "passages", ([p.text, p.heading] for p in fed.passages))
        _write_lines(folder / "articles", ([a.id, a.title, a.publication, a.published] for a in fed.articles))

    def __init__(self, folder: Path) -> None:
        with np.load(folder / "columns.npz") as held:
            arrays = dict(held)
        self.keys, self.numbers = arrays["keys"], arrays["numbers"]
        self.values = json.loads((folder / "values.json").read_text())
        self.columns = {name: arrays[f"column-{name}"] for name in self.values}
        self.passages, self.articles = _Lines(folder / "passages"), _Lines(folder / "articles")

    def facets(self, keys: Array, counts: Array) -> dict[str, Counted]:
        """Return six facets of the passages with these keys, counted in articles and passages."""
        return {
            name: self.facet(name, keys, counts) if name in self.columns else _kinds(keys, counts)
            for name in (facet.name for facet in FACETS if facet.beside)
        }

    def facet(self, name: str, keys: Array, counts: Array) -> Counted:
        """Return one facet of articles."""
        articles, weights = per_article(keys, counts)
        rows, names = self.columns[name][articles], self.values[name]
        held = np.bincount(rows.ravel(), minlength=len(names) + 1)[:-1]
        wide = np.repeat(weights, rows.shape[1])
        passages = np.bincount(rows.ravel(), wide, minlength=len(names) + 1)[:-1].astype(np.int64)
        return Counted(name, names, held, passages)

    def hit(self, article: int, best: Sequence[int], matching: int, marks: re.Pattern[str]) -> Hit:
        """Return an article with its best passages, given by number."""
        name, title, *_ = self.articles[article]
        return Hit(name, title, [self._shown(passage, marks) for passage in best], matching - len(best))

    def _shown(self, passage: int, marks: re.Pattern[str]) -> Shown:
        text, heading = self.passages[passage]
        spans = [found.span() for found in marks.finditer(text)]
        first = spans[0][0] if spans else 0
        begin = max(
            (end.end() for end in _END.finditer(text, max(0, first - EXTRACT // 2), first)), default=0
        )
        kind = KINDS[int(self.keys[passage]) % STEP]
        end = min(len(text), begin + EXTRACT)
        return Shown(int(self.numbers[passage]), kind, text, heading, spans, (begin, end))


def key_of(article: int, kind: str) -> int:
    """Return the key of a passage."""
    return article * STEP + KINDS.index(kind)


def per_article(keys: Array, counts: Array) -> tuple[Array, Array]:
    """Return the articles of keys that stand in order, and the passages of each."""
    articles = keys // STEP
    first = np.flatnonzero(np.diff(articles, prepend=-1))
    return articles[first], np.add.reduceat(counts, first) if len(first) else counts


def expression(parts: Sequence[str]) -> re.Pattern[str]:
    """Return what finds the marks of a query's parts; a `?` stands for any character."""
    made = (re.escape(part).replace(r"\?", ".") for part in sorted(parts, key=len, reverse=True))
    return re.compile("|".join(made))


def _kinds(keys: Array, counts: Array) -> Counted:
    kinds = keys % STEP
    articles = np.bincount(kinds, minlength=len(KINDS))
    passages = np.bincount(kinds, counts, minlength=len(KINDS)).astype(np.int64)
    return Counted("kind", KINDS, articles, passages)


def _column(articles: Sequence[Article], facet: str) -> tuple[list[str], Array]:
    """Return the values of a facet and for each article a row of their numbers."""
    row = next(row for row in FACETS if row.name == facet)
    held = [sorted(row.values(_record(article))) for article in articles]
    values = sorted({value for own in held for value in own})
    numbers = {value: number for number, value in enumerate(values)}
    rows = np.full((len(articles), max(map(len, held))), len(values), np.int32)
    for number, own in enumerate(held):
        rows[number, : len(own)] = [numbers[value] for value in own]
    return values, rows


def _record(article: Article) -> ArticleRecord:
    told: Mapping[str, Any] = {
        name: getattr(article, name)
        for name in ("publication", "published", "authors", "regions", "initiatives")
    }
    return ArticleRecord(article.id, article.title, **told)


def _write_lines(path: Path, rows: Iterator[list[str]]) -> None:
    lines = [json.dumps(row, ensure_ascii=False).encode() for row in rows]
    path.with_suffix(".lines").write_bytes(b"".join(lines))
    np.save(path.with_suffix(".npy"), np.cumsum([0, *map(len, lines)]))


class _Lines:
    """Give rows of a mapped file by number."""

    def __init__(self, path: Path) -> None:
        self.starts = np.load(path.with_suffix(".npy")).tolist()
        with path.with_suffix(".lines").open("rb") as held:
            self.held = mmap(held.fileno(), 0, access=ACCESS_READ)

    def __getitem__(self, number: int) -> list[str]:
        return json.loads(self.held[self.starts[number] : self.starts[number + 1]])
