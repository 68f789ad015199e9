"""What the contract stands on: the corpora of the other tests, taken up by each backend."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from contract.backends import BACKENDS, Corpus, Row, in_cluster
from invented import written_in_steps
from oracle import Oracle

from search.engine import Engine

ARTICLES = Path(__file__).parents[2] / "articles"


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(row, marks=[pytest.mark.cluster] if row.needs else (), id=row.name) for row in BACKENDS
    ],
)
def backend(request: pytest.FixtureRequest) -> Row:
    """Return a backend that is held to the contract."""
    row: Row = request.param
    return in_cluster(request.getfixturevalue(row.needs)) if row.needs else row


@pytest.fixture(scope="session")
def bundled_corpus(backend: Row, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Let a backend take up a copy of the bundled articles."""
    folder = tmp_path_factory.mktemp("bundled")
    shutil.copytree(ARTICLES, folder / "articles", ignore=shutil.ignore_patterns("register.jsonl"))
    corpus = Corpus(backend, folder / "articles", folder / backend.name)
    corpus.build()
    return corpus


@pytest.fixture(scope="session")
def stepped_corpus(backend: Row, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Let a backend follow the invented articles in steps."""
    folder = tmp_path_factory.mktemp("invented")
    corpus = Corpus(backend, folder / "articles", folder / backend.name)
    for _ in written_in_steps(corpus.articles):
        corpus.build()
    return corpus


@pytest.fixture(scope="session")
def bundled(bundled_corpus: Corpus) -> Engine:
    """Open the bundled articles."""
    return bundled_corpus.engine()


@pytest.fixture(scope="session")
def stepped(stepped_corpus: Corpus) -> Engine:
    """Open the invented articles, taken up in steps."""
    return stepped_corpus.engine()


@pytest.fixture(scope="session")
def rebuilt(stepped_corpus: Corpus) -> Engine:
    """Open the invented articles, taken up at once."""
    at_once = stepped_corpus.own.with_name("rebuilt")
    corpus = Corpus(stepped_corpus.row, stepped_corpus.articles, at_once)
    corpus.build()
    return corpus.engine()


@pytest.fixture(scope="session")
def oracle(stepped: Engine, stepped_corpus: Corpus) -> Oracle:
    """Read the invented articles for a plain scan."""
    return Oracle.of(stepped, stepped_corpus.articles)


@pytest.fixture(scope="session")
def bundled_oracle(bundled: Engine, bundled_corpus: Corpus) -> Oracle:
    """Read the bundled articles for a plain scan."""
    return Oracle.of(bundled, bundled_corpus.articles)


@pytest.fixture(scope="session")
def engines(bundled: Engine, stepped: Engine, rebuilt: Engine) -> dict[str, Engine]:
    """Return the engines by name, for tests that go through them."""
    return {"bundled": bundled, "stepped": stepped, "rebuilt": rebuilt}


@pytest.fixture
def corpus_of(backend: Row, tmp_path: Path) -> Iterator[Callable[..., Corpus]]:
    """Return what makes a corpus of its own: `corpus_of(a="题\\n一段。")`."""
    made: list[Corpus] = []

    def make(**texts: str) -> Corpus:
        made.append(Corpus.under(backend, tmp_path, texts))
        return made[-1]

    yield make
    for corpus in made:
        backend.forget(corpus.own)
