"""Which index is published, and how is one article of it changed?

Generated articles, indexed by the product's own build. Their files stay, since a build after a change looks
at all of them; a later run takes up what is there.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

from bench.corpus import cached, load
from bench.ours_build import Built, articles_of, folder_bytes
from index.build.build import build
from index.corpus.articles import Article, write_article
from index.store.layout import schema_digest

__all__ = ["LocalCorpus"]


@dataclass(frozen=True, slots=True)
class LocalCorpus:
    """Article files and their index, and what building that took; `texts` has the passages as generated."""

    folder: Path
    texts: Path
    built: Built

    @classmethod
    def of(cls, folder: Path, *, passages: int) -> "LocalCorpus":
        """Return the corpus of so many generated passages, made if it is not there."""
        texts = cached(folder, passages=passages)
        own = folder / f"clusters-{texts.stem}-{schema_digest()[:8]}"
        note = own / "built.json"
        if not note.exists():
            shutil.rmtree(own, ignore_errors=True)
            (own / "articles").mkdir(parents=True)
            for article in articles_of(load(texts)):
                write_article(article, own / "articles" / f"{article.id}.md")
            start = perf_counter()
            build([own / "articles"], own / "index")
            took = Built(perf_counter() - start, folder_bytes(own / "index"))
            note.write_text(json.dumps(asdict(took)), "utf-8")
        return cls(own, texts, Built(**json.loads(note.read_text("utf-8"))))

    @property
    def index(self) -> Path:
        """Return the folder of the index."""
        return self.folder / "index"

    def articles(self) -> Iterator[Article]:
        """Yield the articles."""
        return articles_of(load(self.texts))

    @contextmanager
    def changed(self) -> Iterator[None]:
        """Have one article say a sentence more, and index it; undo both when the block ends."""
        files = sorted((self.folder / "articles").glob("*.md"))
        path = files[len(files) // 2]
        before = path.read_bytes()
        try:
            path.write_bytes(before + "\n红柚服务队又走访一次。\n".encode())
            build([self.folder / "articles"], self.index)
            yield
        finally:
            path.write_bytes(before)
            build([self.folder / "articles"], self.index)
