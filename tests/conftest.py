"""What every test stands on: Hypothesis settings, one browser and one cluster for the session."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import settings
from invented import written_in_steps

if TYPE_CHECKING:
    from oracle import Oracle
    from playwright.sync_api import Browser, Page
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

    from bench.cluster.cluster import Cluster
    from search.engine import Engine

MEMORY = Path("/dev/shm")  # where a cluster writes nothing to a disk, which it waits for at each step
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--accept-lang=zh-CN",  # what a browser asks for decides on the language of a page
]
VENDOR = Path(__file__).parent / "vendor"
ARTICLES = Path(__file__).parent.parent / "articles"

# No deadline: a busy machine is not a fault. In CI the examples are always the same, so red means a change.
settings.register_profile("local", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
settings.register_profile("quick", parent=settings.get_profile("local"), max_examples=20)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "local")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer") -> "LoadScopeScheduling":
    """Keep together what shares fixtures where tests run in several processes: a file, and the cluster."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return "cluster" if "cluster" in file or "[opensearch" in nodeid else file

    return Together(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how long the run kept the processor, with the processes it started, however busy the machine."""
    spent = os.times()
    own, others = spent.user + spent.system, spent.children_user + spent.children_system
    terminalreporter.write_line(f"{own + others:.0f} s of processor time, {others:.0f} s in other processes")


def _unavailable(reason: str) -> NoReturn:
    """Skip a test whose machine lacks something, but fail where CI=true."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _missing_for_browser() -> str:
    """Say what the browser tests lack, or nothing."""
    if not os.access(CHROMIUM, os.X_OK):
        return f"no Chromium at {CHROMIUM} (Debian: apt-get install chromium)"
    lister = shutil.which("fc-list")
    fonts = subprocess.run([lister, ":lang=zh-cn"], capture_output=True, check=True).stdout if lister else b""
    return "" if fonts.strip() else "no Chinese font (Debian: apt-get install fontconfig fonts-noto-cjk)"


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Start Chromium once; skip where it is missing, but fail where CI=true."""
    if missing := _missing_for_browser():
        _unavailable(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """Open a page of its own, without cookies or storage of other tests."""
    context = browser.new_context(locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def maven() -> None:
    """Skip a test that fetches where Maven is missing, but fail where CI=true."""
    if shutil.which("mvn") is None:
        _unavailable("no Maven (Debian: apt-get install maven)")


@pytest.fixture(scope="session")
def cluster_of() -> "Callable[..., Cluster]":
    """Return what sets nodes of OpenSearch up; a test skips where that cannot be, but fails where CI=true."""
    from bench.cluster.cluster import Cluster
    from bench.cluster.fetching import Missing

    def set_up(*arguments: object, **options: object) -> Cluster:
        try:
            return Cluster(*arguments, **{"parent": MEMORY if MEMORY.is_dir() else None, **options})
        except Missing as error:
            _unavailable(str(error))

    return set_up


@pytest.fixture(scope="session")
def cluster(cluster_of: "Callable[..., Cluster]") -> "Iterator[Cluster]":
    """Start three nodes of OpenSearch once; a test that kills one starts it again and waits for green."""
    with cluster_of() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def axe_source() -> str:
    """Return the script of axe-core, to be evaluated in a page: a policy on scripts forbids adding it."""
    return (VENDOR / "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="session")
def bundled_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an index of the bundled articles, in a copy: a build writes their register."""
    from index.build.build import build

    folder = tmp_path_factory.mktemp("bundled")
    shutil.copytree(ARTICLES, folder / "articles", ignore=shutil.ignore_patterns("register.jsonl"))
    build([folder / "articles"], folder / "index")
    return folder / "index"


@pytest.fixture(scope="session")
def invented_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of 110 invented articles, as `stepped_index` left it."""
    return tmp_path_factory.mktemp("invented") / "articles"


@pytest.fixture(scope="session")
def stepped_index(invented_folder: Path) -> Path:
    """Build an index in steps, articles added, changed, renamed and removed: it has several segments."""
    from index.build.build import build

    index = invented_folder.parent / "stepped"
    for _ in written_in_steps(invented_folder):
        build([invented_folder], index)
    return index


@pytest.fixture(scope="session")
def rebuilt_index(invented_folder: Path, stepped_index: Path) -> Path:
    """Build the same articles as `stepped_index` at once."""
    from index.build.build import build

    build([invented_folder], invented_folder.parent / "rebuilt")
    return invented_folder.parent / "rebuilt"


@pytest.fixture(scope="session")
def bundled(bundled_index: Path) -> "Engine":
    """Open the bundled articles."""
    from search import open_engine

    return open_engine(bundled_index)


@pytest.fixture(scope="session")
def stepped(stepped_index: Path) -> "Engine":
    """Open the invented articles, indexed in steps."""
    from search import open_engine

    return open_engine(stepped_index)


@pytest.fixture(scope="session")
def rebuilt(rebuilt_index: Path) -> "Engine":
    """Open the invented articles, indexed at once."""
    from search import open_engine

    return open_engine(rebuilt_index)


@pytest.fixture(scope="session")
def oracle(stepped: "Engine", invented_folder: Path) -> "Oracle":
    """Read the invented articles for a plain scan."""
    from oracle import Oracle

    return Oracle.of(stepped, invented_folder)


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return a list to which every file and folder synced from now on is added, in order."""
    real, paths = os.fsync, []

    def fsync(number: int) -> None:
        paths.append(Path(f"/proc/self/fd/{number}").readlink())
        real(number)

    monkeypatch.setattr(os, "fsync", fsync)
    return paths
