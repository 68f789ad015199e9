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

from index.build import batches as bulk
from index.build.build import build
from index.build.swap import building
from index.corpus.articles import Article, Block, write_article
from index.corpus.register import REGISTER
from index.store.generation import open_generation
from search import open_engine
from web.cli.commands import main

# Permission bits do not bind root, unless it lays down what puts it above them.
BOUND = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
ROOT = Path(__file__).parents[1]
START = (
    "import sys; from index.build import batches; batches.BATCH_BYTES = 20_000; sys.argv[0] = 'jiansuo'; "
    "from web.cli.commands import main; main()"
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
    assert len(open_engine(index).backend.snapshot.segments) > 2
    build([folder], tmp_path / "rebuilt", rebuild=True)
    assert len(open_engine(tmp_path / "rebuilt").backend.snapshot.segments) == 1
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
    for _ in range(int(seconds * 100)):
        if met():
            return True
        time.sleep(0.01)
    return met()


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
        if path.name not in {*generation.manifest.files, "manifest.json"}:
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
    snapshot = open_engine(index).backend.snapshot
    for turn in range(1, 5):
        write(folder, "a", f"第{turn}次。")
        build([folder], index)
    assert {path.name for path in index.glob("g*")} == {"g000001", "g000004", "g000005"}
    assert snapshot.segments[0].reader.text(1) == "第零次。"
    snapshot.close()
    write(folder, "a", "最后一次。")
    build([folder], index)
    assert {path.name for path in index.glob("g*")} == {"g000005", "g000006"}


def test_a_new_register_is_synced_with_its_folder(corpus, synced):
    folder, index = corpus
    write(folder, "a", LONG)
    build([folder], index)
    assert folder in synced[synced.index(folder / REGISTER) :]
    synced.clear()
    write(folder, "b", LONG)
    build([folder], index)
    assert folder in synced


# ---------------------------------------------------------------- what cannot be read


def bound(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a command in a process that permission bits bind, whoever runs the tests."""
    return subprocess.run(
        [*BOUND, *command(*arguments)], cwd=ROOT, capture_output=True, text=True, check=False
    )


def finds(index: Path, text: str) -> int:
    return open_engine(index).search(text).total.articles


@pytest.fixture
def nested(corpus) -> Iterator[tuple[Path, Path]]:
    """Index two articles above a folder of two more; let all be removed afterwards."""
    folder, index = corpus
    write(folder, "a", "上层的甲。")
    write(folder, "b", "上层的乙。")
    write(folder / "xia", "c", "下层的丙。")
    write(folder / "xia" / "shen", "d", "下层的丁。")
    build([folder], index)
    yield folder, index
    for path in (folder, folder / "xia", folder / "xia" / "c.md", folder / REGISTER):
        if path.exists():
            path.chmod(0o755)


@pytest.mark.parametrize(("mode", "more"), [(0o000, ()), (0o644, ()), (0o311, ("--rebuild",))])
def test_a_folder_that_cannot_be_read_is_one_line_and_its_articles_stay(nested, mode, more):
    folder, index = nested
    (folder / "xia").chmod(mode)
    write(folder, "a", "上层的甲改过了。")
    done = bound("index", "--articles", folder, "--index", index, *more)
    told = [line for line in done.stderr.splitlines() if line.startswith("jiansuo: ")]
    assert told == [
        f"jiansuo: {folder / 'xia'}: cannot be read: Permission denied; its 2 articles stay as indexed before"
    ]
    assert done.returncode == 1
    assert "removed" not in done.stdout
    assert (finds(index, "下层的"), finds(index, "甲改过了")) == (2, 1)
    again = bound("index", "--articles", folder, "--index", index)
    assert (again.returncode, again.stderr.splitlines()) == (1, told)
    (folder / "xia").chmod(0o755)
    assert "4 articles" in run("index", "--articles", folder, "--index", index).stdout
    (folder / "xia" / "c.md").unlink()
    assert "1 removed" in run("index", "--articles", folder, "--index", index).stdout


def test_check_names_a_folder_and_a_register_that_cannot_be_read(nested):
    folder, _ = nested
    (folder / "xia").chmod(0)
    (folder / REGISTER).chmod(0)
    done = bound("check", folder)
    assert done.returncode == 1
    assert f"{folder / 'xia'}: cannot be read: Permission denied\n" in done.stdout
    assert f"{folder / REGISTER}: cannot be read: Permission denied\n" in done.stdout


@pytest.mark.parametrize("place", ["", "xia/c.md"])
def test_a_file_or_the_whole_folder_that_cannot_be_read_loses_nothing(nested, place):
    folder, index = nested
    (folder / place).chmod(0)
    done = bound("index", "--articles", folder, "--index", index)
    assert f"{folder / place}: cannot be read: Permission denied" in done.stderr
    assert done.returncode == (1 if place else 2)
    assert finds(index, "层的") == 4


def dangling(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.with_name("nirgends"))


def looping(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def piped(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (dangling, "is a link that leads nowhere"),
        (looping, "cannot be read: Too many levels of symbolic links"),
        (piped, "is not a file, nor a link to one"),
    ],
)
def test_a_name_without_a_file_behind_it_is_named_and_its_article_stays(nested, harm, words):
    folder, index = nested
    harm(folder / "a.md")
    for more in ((), (), ("--rebuild",)):
        done = run("index", "--articles", folder, "--index", index, *more)
        assert done.exit_code == 1
        assert f"jiansuo: {folder / 'a.md'}: {words}; its article stays as indexed before\n" in done.stderr
        assert finds(index, "上层的甲") == 1
    (folder / "a.md").unlink()
    assert run("index", "--articles", folder, "--index", index).exit_code == 0
    assert finds(index, "上层的甲") == 0


def test_a_name_without_a_file_that_was_never_indexed_is_named_all_the_same(nested):
    folder, index = nested
    (folder / "x.md").symlink_to(folder / "nirgends")
    done = run("index", "--articles", folder, "--index", index)
    assert (done.exit_code, done.stderr) == (
        1,
        f"jiansuo: {folder / 'x.md'}: is a link that leads nowhere\n",
    )
    assert f"{folder / 'x.md'}: is a link that leads nowhere\n" in run("check", folder).stdout


def test_an_article_whose_file_cannot_be_read_gives_way_to_the_file_that_has_its_id_now(nested):
    folder, index = nested
    text = (folder / "a.md").read_text("utf-8")
    dangling(folder / "a.md")
    (folder / "z.md").write_text(text.replace("上层的甲", "搬家的甲"), "utf-8")
    report = build([folder], index)
    assert [Path(fault.path).name for fault in report.faults] == ["a.md"]
    assert (finds(index, "搬家的甲"), finds(index, "上层的甲"), report.articles) == (1, 0, 4)


@pytest.mark.parametrize("step", ["read_bytes", "read_article"])
def test_a_disk_that_fails_under_a_file_leaves_its_article(nested, monkeypatch, step):
    folder, index = nested
    write(folder, "a", "上层的甲改过了。")
    write(folder, "b", "上层的乙改过了。")
    real = Path.open

    def fail(path, *arguments, **named):
        if path.name == "a.md" and sys._getframe(1).f_code.co_name == step:
            raise OSError(5, "Input/output error")
        return real(path, *arguments, **named)

    monkeypatch.setattr(Path, "open", fail)
    report = build([folder], index)
    monkeypatch.undo()
    assert [str(fault) for fault in report.faults] == [
        f"{folder / 'a.md'}: cannot be read: Input/output error; its article stays as indexed before"
    ]
    assert (finds(index, "上层的甲"), finds(index, "甲改过了"), finds(index, "乙改过了")) == (1, 0, 1)
    assert build([folder], index).changed == 1
    assert finds(index, "甲改过了") == 1


def test_a_folder_that_breaks_off_while_it_is_listed_keeps_all_it_held(nested, monkeypatch):
    folder, index = nested
    real = os.scandir

    def scandir(path):
        if path == folder / "xia":
            raise OSError(5, "Input/output error")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    report = build([folder], index)
    assert [str(fault) for fault in report.faults] == [
        f"{folder / 'xia'}: cannot be read: Input/output error; its 2 articles stay as indexed before"
    ]
    assert (report.removed, report.untouched, finds(index, "下层的")) == (0, 4, 2)


def test_words_that_changed_and_a_folder_that_hides_leave_the_index_as_it_is(nested, monkeypatch):
    folder, index = nested
    dangling(folder / "a.md")
    monkeypatch.setattr("index.build.previous.dictionary_hash", lambda: "another")
    done = run("index", "--articles", folder, "--index", index)
    assert done.exit_code == 2
    assert f"{folder / 'a.md'}: is a link that leads nowhere" in done.stderr
    assert "the old index serves on" in done.stderr
    assert finds(index, "上层的甲") == 1


def test_former_passages_outlive_a_register_that_cannot_be_read(nested, tmp_path):
    folder, index = nested
    write(folder, "a", "全部换成了新的内容。")
    build([folder], index)
    assert [state for state, *_ in former(index, "a").values()] == ["gone"]
    before = former(index, "a")
    (folder / REGISTER).chmod(0)
    write(folder, "b", "上层的乙改过了。")
    done = bound("index", "--articles", folder, "--index", index)
    assert done.returncode == 1
    assert f"{folder / REGISTER}: cannot be read: Permission denied" in done.stderr
    assert finds(index, "乙改过了") == 1
    assert former(index, "a") == before


def test_a_rebuild_over_a_damaged_index_does_without_what_cannot_be_read(nested):
    folder, index = nested
    path = next(index.glob("g*/MAIN*.cols"))
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    dangling(folder / "a.md")
    done = run("index", "--articles", folder, "--index", index, "--rebuild")
    assert done.exit_code == 1
    assert f"{folder / 'a.md'}: is a link that leads nowhere\n" in done.stderr
    assert (finds(index, "上层的甲"), finds(index, "层的")) == (0, 3)


# ---------------------------------------------------------------- nothing good


@pytest.mark.parametrize("more", [(), ("--rebuild",)])
def test_an_index_is_not_replaced_by_one_of_broken_articles_only(nested, more):
    folder, index = nested
    name = open_generation(index).name
    for path in folder.rglob("*.md"):
        path.write_text("没有前言", "utf-8")
    done = run("index", "--articles", folder, "--index", index, *more)
    assert done.exit_code == 2
    assert done.stderr.count("must begin with a line ---") == 4
    assert "none of 4 article files can be indexed; the old index serves on" in done.stderr
    assert (open_generation(index).name, finds(index, "层的")) == (name, 4)
    assert [path.name for path in index.glob("g*")] == [name]


def test_without_an_index_broken_articles_make_none(corpus):
    folder, index = corpus
    folder.mkdir()
    (folder / "a.md").write_text("没有前言", "utf-8")
    done = run("index", "--articles", folder, "--index", index)
    assert (done.exit_code, list(index.glob("g*"))) == (2, [])
    assert "nothing was written" in done.stderr
    assert run("search", "党", "--index", index).exit_code == 2


@pytest.mark.parametrize("more", [(), ("--rebuild",)])
def test_an_emptied_folder_wipes_no_index(nested, more):
    folder, index = nested
    for path in folder.rglob("*.md"):
        path.unlink()
    done = run("index", "--articles", folder, "--index", index, *more)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert f"no article files (*.md) to index in {folder}" in done.stderr
    assert f"remove {index}" in done.stderr
    assert finds(index, "层的") == 4


def test_one_of_several_folders_that_is_empty_now_keeps_its_articles_until_it_is_left_out(nested, tmp_path):
    folder, index = nested
    other = tmp_path / "zweiter"
    path = write(other, "e", "另一处的戊。")
    both = ("index", "--articles", folder, "--articles", other, "--index", index)
    assert run(*both).exit_code == 0
    path.unlink()
    (other / REGISTER).unlink()
    for more in ((), ("--rebuild",)):
        done = run(*both, *more)
        assert done.exit_code == 1
        assert f"{other}: holds no article files (*.md); leave the folder out" in done.stderr
        assert finds(index, "另一处的戊") == 1
    assert run("index", "--articles", folder, "--index", index).exit_code == 0
    assert finds(index, "另一处的戊") == 0


def test_an_empty_folder_of_which_nothing_was_indexed_is_no_fault(nested, tmp_path):
    folder, index = nested
    (tmp_path / "leer").mkdir()
    done = run("index", "--articles", folder, "--articles", tmp_path / "leer", "--index", index)
    assert (done.exit_code, done.stderr) == (0, "")
