"""Does a build lose nothing, whatever dies, hides or breaks meanwhile?"""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from index import bulk
from index.articles import Article, Block, write_article
from index.build import build
from index.generation import building, open_generation
from index.register import REGISTER
from search import open_engine
from web.cli import main

ROOT = Path(__file__).parents[1]
START = (
    "import sys; from index import bulk; bulk.BATCH_BYTES = 20_000; sys.argv[0] = 'jiansuo'; "
    "from web.cli import main; main()"
)

LONG = "凡在本市办理登记的企业均可向窗口提出申请并当场取得回执。"
SHORT = "本报青石市今日电"


def write(folder: Path, name: str, *texts: str | Block, file: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    blocks = tuple(Block("paragraph", one) if isinstance(one, str) else one for one in texts)
    path = folder / (file or f"{name}.md")
    write_article(Article(name, f"题目{name}", blocks=blocks), path)
    return path


def run(*arguments):
    """Run a command in this process."""
    return CliRunner().invoke(main, [str(one) for one in arguments])


def heading(text: str) -> Block:
    return Block("heading", text)


# ---------------------------------------------------------------- links to repeated text


def former(index: Path, article: str) -> dict[str, tuple[str, str, str]]:
    """Return what each former passage of an article means now: state, article and passage."""
    view = open_engine(index).article(article)
    assert view
    return {one.id: (one.state, one.article, one.passage) for one in view.former}


@pytest.fixture
def corpus(tmp_path):
    return tmp_path / "articles", tmp_path / "index"


def test_a_repeated_passage_that_loses_one_copy_stays_in_its_own_article(corpus):
    folder, index = corpus
    write(folder, "aaa", LONG)
    write(folder, "mmm", LONG, "中间的一段。", LONG)
    build([folder], index)
    view = open_engine(index).article("mmm")
    first, second = (one.id for one in view.passages if one.text == LONG)
    assert second == f"{first}-2"
    write(folder, "mmm", LONG, "中间的一段。")
    build([folder], index)
    assert former(index, "mmm") == {second: ("moved", "mmm", first)}


@pytest.mark.parametrize(
    "text", [heading("会议要求各单位认真贯彻落实有关部署并抓好后续各项工作"), heading("背景"), SHORT]
)
def test_headings_and_short_passages_never_move_to_another_article(corpus, text):
    folder, index = corpus
    write(folder, "aaa", text, "甲篇的正文。")
    write(folder, "mmm", text, "乙篇写的是别的事。")
    build([folder], index)
    write(folder, "mmm", "乙篇写的是别的事。")
    build([folder], index)
    assert [state for state, *_ in former(index, "mmm").values()] == ["gone"]


def test_a_short_passage_may_move_within_its_own_article(corpus):
    folder, index = corpus
    write(folder, "aaa", SHORT)
    write(folder, "mmm", SHORT, "中间的一段。", SHORT)
    build([folder], index)
    write(folder, "mmm", SHORT, "中间的一段。")
    build([folder], index)
    assert [(state, where) for state, where, _ in former(index, "mmm").values()] == [("moved", "mmm")]


def test_white_space_makes_no_passage_long(corpus):
    folder, index = corpus
    spread = "  ".join(SHORT)
    assert len(spread) > 20
    write(folder, "aaa", spread)
    write(folder, "mmm", spread, "留下的一段。")
    build([folder], index)
    write(folder, "mmm", "留下的一段。")
    build([folder], index)
    assert [state for state, *_ in former(index, "mmm").values()] == ["gone"]


@pytest.mark.parametrize("last", ["bbb", "ddd"])
def test_a_passage_moves_to_the_first_id_however_the_index_was_built(corpus, tmp_path, last):
    folder, index = corpus
    write(folder, "mmm", LONG)
    build([folder], index)
    write(folder, "mmm", "改成了别的内容。")
    for name in ("ddd", "ccc", "bbb"):
        if name != last:
            write(folder, name, "开头的一段。", LONG, LONG)
            build([folder], index)
    write(folder, last, "开头的一段。", LONG, LONG)
    build([folder], index)
    assert len(open_engine(index).snapshot.segments) > 2
    build([folder], tmp_path / "rebuilt", rebuild=True)
    assert len(open_engine(tmp_path / "rebuilt").snapshot.segments) == 1
    stepped = former(index, "mmm")
    assert stepped == former(tmp_path / "rebuilt", "mmm")
    ((state, where, passage),) = stepped.values()
    assert (state, where) == ("moved", "bbb")
    assert "-" not in passage


# ---------------------------------------------------------------- a build that is killed


def command(*arguments: object) -> list[str]:
    """Return a command that works in many small batches."""
    return [sys.executable, "-c", START, *map(str, arguments)]


def children(process: int) -> set[int]:
    """Return the processes that a process has started and that live."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return {int(one) for path in tasks for one in path.read_text().split()}


def lives(process: int) -> bool:
    """Tell whether a process runs: one that ended may wait for its parent to take notice."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def until(met: Callable[[], bool], seconds: float = 30) -> bool:
    """Wait until something is so; tell whether it came to be."""
    end = time.monotonic() + seconds
    while not met():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


@pytest.fixture
def killed(corpus) -> Iterator[tuple[Path, Path, set[int]]]:
    """Kill a build in the middle of its batches; give the folders and the workers it had."""
    folder, index = corpus
    for number in range(400):
        write(folder, f"a-{number:03d}", *[f"第{number}篇第{row}段：{LONG}" for row in range(60)])
    process = subprocess.Popen(
        command("index", "--articles", folder, "--index", index), cwd=ROOT, stderr=subprocess.DEVNULL
    )
    workers: set[int] = set()
    try:
        assert until(lambda: len(list(index.glob("g000001/part*.cols"))) > 1)
        workers |= children(process.pid)
        assert process.poll() is None
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    yield folder, index, workers
    for worker in filter(lives, workers):
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)


def test_a_killed_build_takes_its_workers_along_and_blocks_no_other(killed):
    folder, index, workers = killed
    assert workers
    for path in sorted(folder.glob("*.md"))[3:]:
        path.unlink()
    second = subprocess.run(
        command("index", "--articles", folder, "--index", index), cwd=ROOT, capture_output=True, check=False
    )
    assert (second.returncode, second.stderr.count(b"another build")) == (0, 0)
    assert until(lambda: not any(map(lives, workers)), 10)
    assert [path.name for path in index.glob("g*")] == ["g000002"]
    assert run("search", "登记", "--index", index).exit_code == 0


def test_no_forked_process_holds_the_lock_of_a_build(tmp_path):
    with building(tmp_path / "index"):
        forks = multiprocessing.get_context("fork")
        with forks.Pool(1) as pool:
            held = pool.apply(open_files)
        mine = open_files()
    assert str(tmp_path / "index" / "lock") in mine
    assert str(tmp_path / "index" / "lock") not in held


def open_files() -> list[str]:
    found = []
    for path in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            found.append(str(path.readlink()))
    return found


def test_broken_articles_are_named_by_many_processes_as_by_one(corpus, monkeypatch):
    folder, index = corpus
    for number in range(6):
        write(folder, f"hao-{number}", LONG)
        (folder / f"huai-{number}.md").write_text("没有前言", "utf-8")
    monkeypatch.setattr(bulk, "BATCH_BYTES", 100)
    report = build([folder], index)
    assert report.articles == 6
    assert [(Path(fault.path).name, fault.line) for fault in report.faults] == [
        (f"huai-{number}.md", 1) for number in range(6)
    ]


# ---------------------------------------------------------------- what an index and a register stand on


def test_all_that_search_needs_is_in_the_manifest(corpus):
    folder, index = corpus
    write(folder, "a", LONG)
    build([folder], index)
    generation = open_generation(index)
    for path in generation.folder.iterdir():
        if path.name not in {*generation.manifest["files"], "manifest.json"}:
            path.unlink()
    assert run("check", "--index", index).exit_code == 0
    assert run("search", "登记", "--index", index).exit_code == 0
    (generation.folder / "manifest.json").unlink()
    assert run("check", "--index", index).exit_code == 1
    assert run("search", "登记", "--index", index).exit_code == 2


def test_a_generation_stays_while_a_reader_holds_it_and_goes_afterwards(corpus):
    folder, index = corpus
    write(folder, "a", "第零次。")
    build([folder], index)
    snapshot = open_engine(index).snapshot
    for turn in range(1, 5):
        write(folder, "a", f"第{turn}次。")
        build([folder], index)
    assert {path.name for path in index.glob("g*")} == {"g000001", "g000004", "g000005"}
    assert snapshot.segments[0].reader.text(1) == "第零次。"
    snapshot.close()
    write(folder, "a", "最后一次。")
    build([folder], index)
    assert {path.name for path in index.glob("g*")} == {"g000005", "g000006"}


def test_a_new_register_is_synced_with_its_folder(corpus, monkeypatch):
    folder, index = corpus
    write(folder, "a", LONG)
    done = []
    real = os.fsync

    def sync(number):
        done.append(str(Path(f"/proc/self/fd/{number}").readlink()))
        real(number)

    monkeypatch.setattr(os, "fsync", sync)
    build([folder], index)
    assert str(folder) in done[done.index(str(folder / REGISTER)) :]
    done.clear()
    write(folder, "b", LONG)
    build([folder], index)
    assert str(folder) in done
