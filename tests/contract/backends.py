"""Which backends are held to the contract? One row each; adding a backend is adding a row."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from index.build.build import build
from index.opensearch.connection import Address, connect
from index.opensearch.publishing.publish import publish
from index.text.words import Segmenter
from search.backend import Backend
from search.engine import Engine
from search.opensearch.backend import ClusterBackend
from search.whoosh.backend import WhooshBackend

if TYPE_CHECKING:
    from bench.cluster.cluster import Cluster

__all__ = ["BACKENDS", "Corpus", "Row", "in_cluster"]

SEGMENTER = Segmenter()  # its dictionary is loaded once


@dataclass(frozen=True, slots=True)
class Row:
    """One backend: its name, how it takes up a folder of articles, and how it is opened there again.

    Both are given a folder of the backend's own, to which nothing else is written, and so is what forgets the
    corpus when a test is over with it. One that `needs` a fixture is made by it.
    """

    name: str
    build: Callable[[Path, Path], object]
    open: Callable[[Path, Segmenter], Backend]
    needs: str = ""
    forget: Callable[[Path], object] = lambda _: None


def in_cluster(cluster: "Cluster") -> Row:
    """Return the row of a cluster that runs; a folder's corpus there is named after it."""

    def place(own: Path) -> str:
        hosts = ",".join(url.removeprefix("http://") for url in cluster.urls)
        return f"opensearch+http://{hosts}/c{blake2b(bytes(own), digest_size=8).hexdigest()}"

    def built(articles: Path, own: Path) -> object:
        build([articles], own)
        return publish(own, Address.parse(place(own)), replicas=0)

    def forgotten(own: Path) -> object:
        address = Address.parse(place(own))
        with closing(connect(address)) as client:
            names = f"{address.name}-*"  # its generations and its claim
            return client.indices.delete(index=names, params={"expand_wildcards": "all"})

    def opened(own: Path, segmenter: Segmenter) -> Backend:
        return ClusterBackend.at(place(own), segmenter)

    return replace(CLUSTER, build=built, open=opened, forget=forgotten)


def _nowhere(*_: object) -> Backend:
    raise RuntimeError("this backend needs a cluster")


WHOOSH = Row("whoosh", lambda articles, own: build([articles], own), WhooshBackend)
CLUSTER = Row("opensearch", _nowhere, _nowhere, needs="cluster")
BACKENDS = (WHOOSH, CLUSTER)


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder of article files, and what a backend makes of them."""

    row: Row
    articles: Path
    own: Path

    @classmethod
    def under(cls, row: Row, folder: Path, texts: Mapping[str, str] | None = None) -> "Corpus":
        """Return a corpus in a folder, of some articles if they are given."""
        corpus = cls(row, folder / "articles", folder / row.name)
        corpus.articles.mkdir(parents=True)
        corpus.write(texts or {})
        return corpus

    def write(self, texts: Mapping[str, str], *, head: str = "") -> None:
        """Write articles by id, the first line of each its title, the others its body, and build."""
        for name, text in texts.items():
            title, _, body = text.partition("\n")
            front = f"---\nid: {name}\ntitle: {title}\n{head}---\n\n"
            (self.articles / f"{name}.md").write_text(f"{front}{body}\n", "utf-8")
        if texts:
            self.build()

    def remove(self, *names: str) -> None:
        """Remove articles by id and build."""
        for name in names:
            (self.articles / f"{name}.md").unlink()
        self.build()

    def build(self) -> None:
        """Let the backend take up what the folder holds now."""
        self.row.build(self.articles, self.own)

    def engine(self, *, kept: int = 0) -> Engine:
        """Open what was built."""
        return Engine(self.row.open(self.own, SEGMENTER), SEGMENTER, kept=kept)
