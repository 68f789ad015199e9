"""How does Whoosh as it comes answer a page? Its own codec and BM25F, one process; one search fetches all."""

import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from bench.engines.around import STEP, Around, expression, per_article
from bench.engines.engine import SHOWN, TOP, Answer, Fed
from bench.ours_build import Built, folder_bytes, region_codes
from bench.queries import BenchQuery

__all__ = ["Whoosh"]


class Whoosh:
    """Search with stock Whoosh; counts, groups and texts by NumPy and a mapped file."""

    name = "whoosh"
    note = "stock codec, fed tokens, so its build is spared jieba; no wildcard; ranks by one BM25F"

    def version(self) -> str:
        """Return name and version."""
        return f"whoosh-reloaded {version('whoosh-reloaded')}"

    def build(self, fed: Fed, folder: Path) -> Built:
        """Index with Whoosh's own writer; a document's number is its passage's."""
        from whoosh import index

        codes = region_codes()
        regions = [str(codes.index(article.regions[0])) for article in fed.articles]
        start = time.perf_counter()
        Around.write(fed, folder)
        writer = index.create_in(str(folder), _schema()).writer(limitmb=1024)
        for passage, words, grams, chars in zip(fed.passages, fed.words, fed.grams, fed.chars, strict=True):
            writer.add_document(words=words, grams=grams, chars=chars, region=regions[passage.article])
        writer.commit(optimize=True)
        return Built(time.perf_counter() - start, folder_bytes(folder))

    def open(self, folder: Path) -> None:
        """Open one searcher."""
        from whoosh import index

        self.searcher = index.open_dir(str(folder)).searcher()
        self.around = Around(folder)

    def answer(self, query: BenchQuery) -> Answer | None:
        """Answer with one search that scores all matches."""
        from whoosh import query as q

        if any("?" in part for part in query.parts):
            return None
        parts = [self._part(query.view, part) for part in query.parts]
        asked = parts[0] if len(parts) == 1 else (q.And if query.op == "and" else q.Or)(parts)
        inside = None if query.region is None else q.Term("region", str(query.region))
        found = self.searcher.search(asked, limit=None, filter=inside)
        passages = np.array([number for _, number in found.top_n], np.int64)
        keys, counts = np.unique(self.around.keys[passages], return_counts=True)
        facets = self.around.facets(keys, counts)
        if inside is not None:
            wider = [number for _, number in self.searcher.search(asked, limit=None).top_n]
            own = np.unique(self.around.keys[wider], return_counts=True)
            facets["region"] = self.around.facet("region", *own)
        articles, weights = per_article(keys, counts)
        matching = dict(zip(articles.tolist(), weights.tolist(), strict=True))
        best: dict[int, list[int]] = {}
        for passage in passages.tolist():
            article = int(self.around.keys[passage]) // STEP
            if article in best or len(best) < TOP:
                best.setdefault(article, []).append(passage)
        marks = expression(query.parts)
        hits = [self.around.hit(top, own[:SHOWN], matching[top], marks) for top, own in best.items()]
        return Answer(len(passages), len(articles), hits, facets).shown()

    def _part(self, view: str, part: str) -> Any:
        from whoosh import query as q

        if view == "words":
            return q.Term("words", part)
        if len(part) == 1:
            return q.Term("chars", part)
        grams = [part[i : i + 2] for i in range(len(part) - 1)]
        return q.Term("grams", part) if len(grams) == 1 else q.Phrase("grams", grams)


def _schema() -> Any:
    from whoosh import analysis, fields

    tokens = analysis.SpaceSeparatedTokenizer()
    return fields.Schema(
        words=fields.TEXT(analyzer=tokens, phrase=False),
        grams=fields.TEXT(analyzer=tokens, phrase=True),
        chars=fields.TEXT(analyzer=tokens, phrase=False),
        region=fields.ID,
    )
