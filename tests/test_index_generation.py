import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index.build.build import build
from index.build.swap import building
from index.errors import IndexBusy, IndexDamaged, IndexingError, IndexMissing, IndexUntrusted
from index.store.generation import current_name, damaged_file, open_generation
from search.remote.opening import open_engine

BUILD = "import sys; from index.build.build import build; build([sys.argv[1]], sys.argv[2])"
# Builds over copies of an index, each killed before another step, until one has no such step; prints how many
# were killed.
KILLED = """
import os, shutil, sys
from index.build.build import build
from stops import stop_before

articles, old, folder = sys.argv[1:]
shutil.copytree(old, f"{folder}/whole")
build([articles], f"{folder}/whole")  # what is loaded once is loaded now
step, killed = 0, True
while killed:
    step += 1
    index = f"{folder}/killed-{step}"
    shutil.copytree(old, index)
    if not (child := os.fork()):
        stop_before(step, index)
        build([articles], index)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    killed = os.WIFSIGNALED(status)
assert status == 0, status
print(step - 1)
"""
ROOT = Path(__file__).parents[1]


def write(folder, number, text):
    body = f"---\nid: a-{number:03d}\ntitle: 第{number}篇\n---\n\n{text}\n"
    (folder / f"{number:03d}.md").write_text(body, "utf-8")


@pytest.fixture
def corpus(tmp_path):
    """Twelve articles, indexed once; every one names 产业链党委."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(12):
        write(folder, number, f"产业链党委第{number}号。")
    build([folder], tmp_path / "index")
    return folder, tmp_path / "index"


def answers(index):
    engine = open_engine(index)
    return engine.search("产业链党委").total.passages, engine.search("接诉即办").total.passages


def change(folder):
    """Give half the articles another text."""
    for number in range(0, 12, 2):
        write(folder, number, f"接诉即办第{number}号。")


def start(folder, index, *, program=BUILD, more=(), **how):
    """Build in a process of its own; it keeps no record of coverage, which it may be unable to write."""
    command = [sys.executable, "-W", "ignore", "-c", program, str(folder), str(index), *more]
    alone = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    alone["PYTHONPATH"] = str(ROOT / "tests")
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, env=alone, **how)


@pytest.mark.slow
def test_a_build_killed_before_any_step_leaves_the_old_index_or_the_new_one(corpus, tmp_path):
    folder, index = corpus
    change(folder)
    process = start(folder, index, program=KILLED, more=[str(tmp_path)], stdout=subprocess.PIPE)
    told, error = process.communicate()
    assert process.returncode == 0, error
    steps = int(told)
    assert steps > 20
    serving = []
    for step in range(1, steps + 1):
        killed = tmp_path / f"killed-{step}"
        serving.append(current_name(killed))
        assert damaged_file(open_generation(killed)) == ""
        if step % 5 == 0 or step == steps:
            assert answers(killed) == {"g000001": (12, 0), "g000002": (6, 6)}[serving[-1]]
            build([folder], killed)
            assert answers(killed) == (6, 6)
    assert serving == sorted(serving)
    assert set(serving) == {"g000001", "g000002"}


@pytest.mark.parametrize("name", ["sync", "entry_of", "_sweep"])
def test_a_fault_at_any_step_leaves_the_old_index(corpus, monkeypatch, name):
    folder, index = corpus
    change(folder)

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"index.build.swap.{name}", fail)
    with pytest.raises((IndexingError, OSError)):
        build([folder], index)
    monkeypatch.undo()
    assert answers(index) in {(12, 0), (6, 6)}
    build([folder], index)
    assert answers(index) == (6, 6)


def test_every_file_is_synced_before_the_pointer_names_it(corpus, synced):
    folder, index = corpus
    change(folder)
    build([folder], index)
    generation = open_generation(index)
    written = [generation.folder / name for name in generation.manifest.files]
    pointer = next(i for i, path in enumerate(synced) if ".current" in str(path))
    assert set(written) <= set(synced[:pointer])
    assert generation.folder in synced[:pointer]
    assert index in synced[pointer:]


@pytest.mark.slow
def test_a_full_disk_leaves_the_old_index_and_one_line(corpus):
    folder, index = corpus
    change(folder)
    failed = 0
    for limit in (200, 1_000, 3_000, 6_000, 20_000, 60_000):

        def restrict(limit=limit):
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        process = start(folder, index, preexec_fn=restrict)
        error = process.communicate()[1].decode()
        if process.returncode:
            failed += 1
            assert "IndexNotWritten" in error or "disk" in error
            assert answers(index) == (12, 0)
    assert failed
    build([folder], index)
    assert answers(index) == (6, 6)


def flipped(path, rng):
    data = bytearray(path.read_bytes())
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)


def index_files(index):
    folder = index / current_name(index)
    return [index / "current", *sorted(path for path in folder.iterdir() if path.stat().st_size)]


@pytest.mark.slow
def test_a_flipped_bit_in_any_file_is_named_before_it_is_served(corpus, tmp_path):
    _, index = corpus
    rng = random.Random(5)
    for number in range(len(index_files(index))):
        for attempt in range(12):
            copy = tmp_path / f"copy-{number}-{attempt}"
            shutil.copytree(index, copy)
            path = index_files(copy)[number]
            flipped(path, rng)
            try:
                damaged = damaged_file(open_generation(copy))
            except (IndexDamaged, IndexMissing) as error:
                damaged = str(error)
            assert damaged, path
            assert path.name in damaged or path.name in ("current", "manifest.json")
            shutil.rmtree(copy)


@pytest.mark.parametrize("harm", [lambda p: p.unlink(), lambda p: p.write_bytes(p.read_bytes()[:-1])])
def test_a_missing_or_shortened_file_is_refused(corpus, tmp_path, harm):
    _, index = corpus
    for number in range(1, len(index_files(index))):
        copy = tmp_path / f"copy-{number}"
        shutil.copytree(index, copy)
        path = index_files(copy)[number]
        harm(path)
        with pytest.raises(IndexDamaged, match=path.name.replace(".", r"\.")):
            open_generation(copy)


def test_a_folder_that_others_may_write_is_refused(corpus):
    _, index = corpus
    index.chmod(0o777)
    with pytest.raises(IndexUntrusted, match="chmod"):
        open_engine(index)
    index.chmod(0o755)
    assert open_engine(index)


def test_one_build_at_a_time_and_the_other_is_told_who_runs(corpus):
    folder, index = corpus
    with building(index), pytest.raises(IndexBusy, match=str(os.getpid())):
        build([folder], index)
    assert build([folder], index).articles == 12


def test_a_missing_index_names_the_command_that_builds_one(tmp_path):
    with pytest.raises(IndexMissing, match="jiansuo index"):
        open_engine(tmp_path)


@pytest.mark.slow
def test_readers_see_the_old_index_or_the_new_one_during_builds(corpus):
    folder, index = corpus
    engine = open_engine(index)
    seen = set()
    for turn in range(4):
        for number in range(12):
            write(folder, number, f"产业链党委第{turn}轮。" if turn % 2 else f"接诉即办第{turn}轮。")
        process = start(folder, index)
        while process.poll() is None:
            seen.add(engine.search("产业链党委").total.passages)
        process.stderr.close()
        assert process.returncode == 0
        assert engine.search("产业链党委").total.passages == (12 if turn % 2 else 0)
    assert seen == {0, 12}


def test_generations_no_longer_needed_are_removed(corpus):
    folder, index = corpus
    for turn in range(5):
        write(folder, 0, f"第{turn}次。")
        build([folder], index)
    assert len(list(index.glob("g*"))) <= 2
