"""How do SQLite, bm25s and stock Whoosh do our job, each its own fastest right way?"""

import sqlite3
import string
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from bench.engine import TOP, Answer, Built, Prepared, folder_bytes
from bench.passage import REGIONS, TYPES
from bench.queries import BenchQuery

__all__ = ["Bm25s", "Fts5", "Whoosh"]

K1, B = 1.2, 0.75
# SQLite's tokenizer parts tokens at ASCII punctuation; these signs take its place.
_SIGNS = str.maketrans({sign: chr(0xE000 + ord(sign)) for sign in string.punctuation})


class Fts5:
    """Search with SQLite FTS5, one contentless table per view, optimized after the build."""

    name = "fts5"
    note = "no gap in a phrase, hence no wildcard; idf and lengths of its own kind"

    def version(self) -> str:
        """Return name and version."""
        return f"SQLite {sqlite3.sqlite_version} FTS5"

    def build(self, prepared: Prepared, folder: Path) -> Built:
        """Insert in one transaction, unsynced."""
        views = {
            view: [(i, tokens.translate(_SIGNS)) for i, tokens in enumerate(getattr(prepared, view))]
            for view in ("words", "grams", "chars")
        }
        start = time.perf_counter()
        base = sqlite3.connect(folder / "fts5.db")
        base.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        base.executescript(_TABLES)
        base.executemany(
            "INSERT INTO passage VALUES (?, ?)", ((i, p.text) for i, p in enumerate(prepared.passages))
        )
        base.executemany(
            "INSERT INTO label VALUES (?, ?, ?)",
            ((i, p.region, p.kind) for i, p in enumerate(prepared.passages)),
        )
        for view, rows in views.items():
            base.executemany(_INSERT[view], rows)
            base.execute(_OPTIMIZE[view])
        base.commit()
        base.close()
        return Built(time.perf_counter() - start, folder_bytes(folder))

    def open(self, folder: Path) -> None:
        """Open the file read-only and mapped."""
        self.base = sqlite3.connect(f"file:{folder / 'fts5.db'}?mode=ro", uri=True)
        self.base.execute("PRAGMA mmap_size = 4000000000")

    def answer(self, query: BenchQuery) -> Answer | None:
        """Answer with a ranked search and a grouped count."""
        if any("?" in part for part in query.parts):
            return None
        view = "chars" if query.view == "grams" and len(query.parts[0]) == 1 else query.view
        match = f" {query.op.upper()} ".join(f'"{self._tokens(view, part)}"' for part in query.parts)
        inside = "" if query.region is None else _INSIDE
        given = (match,) if query.region is None else (match, query.region)
        top = self.base.execute(_TOP[view].format(inside=inside), given).fetchall()
        counts = self.base.execute(_COUNTS[view].format(inside=inside), given).fetchall()
        regions, kinds = [0] * REGIONS, [0] * TYPES
        for region, kind, count in counts:
            regions[region] += count
            kinds[kind] += count
        return Answer(sum(kinds), list(enumerate(regions)), list(enumerate(kinds)), [i for i, _ in top])

    def _tokens(self, view: str, part: str) -> str:
        if view == "grams":
            part = " ".join(part[i : i + 2] for i in range(len(part) - 1))
        return part.translate(_SIGNS)


_TABLES = """
CREATE TABLE passage (id INTEGER PRIMARY KEY, text TEXT);
CREATE TABLE label (id INTEGER PRIMARY KEY, region INTEGER, kind INTEGER);
CREATE VIRTUAL TABLE words USING fts5(tokens, content='', tokenize='ascii');
CREATE VIRTUAL TABLE grams USING fts5(tokens, content='', tokenize='ascii');
CREATE VIRTUAL TABLE chars USING fts5(tokens, content='', tokenize='ascii');
"""
_VIEWS = ("words", "grams", "chars")
_INSIDE = " AND label.region = ?"
_INSERT = {view: f"INSERT INTO {view} (rowid, tokens) VALUES (?, ?)" for view in _VIEWS}  # noqa: S608 - fixed
_OPTIMIZE = {view: f"INSERT INTO {view} ({view}) VALUES ('optimize')" for view in _VIEWS}  # noqa: S608 - fixed
_FROM = {view: f"FROM {view} JOIN label ON label.id = {view}.rowid WHERE {view} MATCH ?" for view in _VIEWS}
_TOP = {
    view: f"SELECT {view}.rowid, rank {_FROM[view]}{{inside}} ORDER BY rank LIMIT {TOP}" for view in _VIEWS
}
_COUNTS = {view: f"SELECT region, kind, count(*) {_FROM[view]}{{inside}} GROUP BY 1, 2" for view in _VIEWS}


class Bm25s:
    """Search with bm25s: scores of all passages as one array; total and facets counted from it by NumPy."""

    name = "bm25s"
    note = "words only, no AND, no strings; the text is not stored; total and facets by NumPy over its scores"

    def version(self) -> str:
        """Return name and version."""
        return f"bm25s {version('bm25s')}"

    def build(self, prepared: Prepared, folder: Path) -> Built:
        """Index lists of words and save the arrays."""
        import bm25s

        tokens = [words.split(" ") for words in prepared.words]
        start = time.perf_counter()
        index = bm25s.BM25(method="lucene", k1=K1, b=B)
        index.index(tokens, show_progress=False)
        index.save(str(folder), show_progress=False)
        seconds = time.perf_counter() - start
        size = folder_bytes(folder)
        np.save(folder / "labels.npy", np.array([(p.region, p.kind) for p in prepared.passages], np.uint16).T)
        return Built(seconds, size)

    def open(self, folder: Path) -> None:
        """Map the arrays."""
        import bm25s

        self.index = bm25s.BM25.load(str(folder), mmap=True)
        self.regions, self.kinds = np.load(folder / "labels.npy")

    def answer(self, query: BenchQuery) -> Answer | None:
        """Answer words joined by OR."""
        if query.view != "words" or (query.op == "and" and len(query.parts) > 1):
            return None
        scores = self.index.get_scores(list(query.parts))
        found = np.flatnonzero(scores)
        own = scores[found]
        best = np.argpartition(own, -TOP)[-TOP:] if len(own) > TOP else np.arange(len(own))
        best = best[np.argsort(-own[best], kind="stable")]
        regions = np.bincount(self.regions[found], minlength=REGIONS)
        kinds = np.bincount(self.kinds[found], minlength=TYPES)
        return Answer(len(found), regions, kinds, found[best])


class Whoosh:
    """Search with Whoosh as it comes: its own codec, one process, BM25F, facets by sortable columns."""

    name = "whoosh"
    note = "few queries above 20,000 passages; fed tokens, so its build is spared jieba; no wildcard"

    def version(self) -> str:
        """Return name and version."""
        return f"whoosh-reloaded {version('whoosh-reloaded')}"

    def build(self, prepared: Prepared, folder: Path) -> Built:
        """Index with Whoosh's own writer."""
        from whoosh import index

        start = time.perf_counter()
        writer = index.create_in(str(folder), _whoosh_schema()).writer(limitmb=1024)
        rows = zip(prepared.passages, prepared.words, prepared.grams, prepared.chars, strict=True)
        for number, (passage, words, grams, chars) in enumerate(rows):
            labels = {"number": number, "region": passage.region, "kind": passage.kind}
            writer.add_document(words=words, grams=grams, chars=chars, text=passage.text, **labels)
        writer.commit(optimize=True)
        return Built(time.perf_counter() - start, folder_bytes(folder))

    def open(self, folder: Path) -> None:
        """Open one searcher."""
        from whoosh import index, sorting

        self.searcher = index.open_dir(str(folder)).searcher()
        self.facets = sorting.Facets()
        for name in ("region", "kind"):
            self.facets.add_facet(name, sorting.FieldFacet(name, maptype=sorting.Count))

    def answer(self, query: BenchQuery) -> Answer | None:
        """Answer with a grouped search."""
        from whoosh import query as q

        if any("?" in part for part in query.parts):
            return None
        parts = [self._part(query.view, part) for part in query.parts]
        asked = parts[0] if len(parts) == 1 else (q.And if query.op == "and" else q.Or)(parts)
        inside = None if query.region is None else q.Term("region", query.region)
        found = self.searcher.search(asked, limit=TOP, filter=inside, groupedby=self.facets)
        kinds = found.groups("kind")
        return Answer(sum(kinds.values()), found.groups("region"), kinds, [hit["number"] for hit in found])

    def _part(self, view: str, part: str) -> Any:
        from whoosh import query as q

        if view == "words":
            return q.Term("words", part)
        if len(part) == 1:
            return q.Term("chars", part)
        grams = [part[i : i + 2] for i in range(len(part) - 1)]
        return q.Term("grams", part) if len(grams) == 1 else q.Phrase("grams", grams)


def _whoosh_schema() -> Any:
    from whoosh import analysis, fields

    tokens = analysis.SpaceSeparatedTokenizer()
    return fields.Schema(
        words=fields.TEXT(analyzer=tokens, phrase=False),
        grams=fields.TEXT(analyzer=tokens, phrase=True),
        chars=fields.TEXT(analyzer=tokens, phrase=False),
        text=fields.STORED,
        number=fields.STORED,
        region=fields.NUMERIC(sortable=True),
        kind=fields.NUMERIC(sortable=True),
    )
