"""No answer is made of damaged bytes: it is right, or IndexDamaged names the file."""

import os
import random
import shutil
from pathlib import Path

import pytest
from invented import write_invented

import index.store.stripes
from index.build.build import build
from index.errors import IndexDamaged
from index.store.generation import current_name, open_generation
from search.query.request import Query
from search.remote.opening import open_engine

TRIALS = 360
PAGE = 4096
QUESTIONS = (
    lambda engine: engine.search("党"),
    lambda engine: engine.search("产业链党委", size=30),
    lambda engine: engine.search("党建引领 -营商环境", region="四川省"),
    lambda engine: engine.search("党建 NEAR/20 服务企业"),
    lambda engine: engine.search("红?引擎 OR 的*了"),
    lambda engine: engine.search("发展服务企业", mode="any", mentioned=True),
    lambda engine: engine.search("基层治理 产业", mode="all", year="2024"),
    lambda engine: engine.search("title:党 OR heading:青石市 OR caption:的"),
    lambda engine: engine.search("产业链党员"),
    lambda engine: engine.search(author="记者甲", sort="title", page=2),
    lambda engine: engine.search("year:2022..2024 12个", sort="oldest", kind="unplaced"),
    lambda engine: engine.facet(Query("的"), "author"),
    lambda engine: engine.article("a-7", Query("党建引领")),
    lambda engine: engine.suggest("党"),
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """Build an index of two segments; return its folder, the answer to every question, and an engine."""
    folder = tmp_path_factory.mktemp("sound")
    write_invented(folder / "articles", range(120))
    build([folder / "articles"], folder / "index")
    write_invented(folder / "articles", range(120, 150))
    build([folder / "articles"], folder / "index")
    engine = open_engine(folder / "index")
    return folder / "index", [ask(engine) for ask in QUESTIONS], engine


@pytest.fixture
def copy(sound, tmp_path):
    """Copy the index, to be damaged."""
    shutil.copytree(sound[0], tmp_path / "index")
    return tmp_path / "index"


def array_files(index):
    """Return the array files, smallest first: their names are drawn at random."""
    return sorted((index / current_name(index)).glob("*.cols"), key=lambda path: path.stat().st_size)


def flip(raw, pick):
    """Return bytes with one flipped bit."""
    raw = bytearray(raw)
    raw[pick.randrange(len(raw))] ^= 1 << pick.randrange(8)
    return bytes(raw)


def overwrite(raw, pick):
    """Return bytes of which some are others."""
    size = pick.choice([2, 3, 200])
    start = pick.randrange(len(raw) - size)
    return raw[:start] + pick.randbytes(size) + raw[start + size :]


def empty(raw, pick):
    """Return bytes of which a page that held something is zero, as after a crash of the machine."""
    pages = [at for at in range(0, len(raw), PAGE) if any(raw[at : at + PAGE])]
    start = pick.choice(pages)
    return raw[:start] + bytes(len(raw[start : start + PAGE])) + raw[start + PAGE :]


def trials(index, harm, number, seed):
    """Yield so many times a damaged file, each made whole again afterwards."""
    pick = random.Random(seed)
    files = array_files(index)
    for trial in range(number):
        path = files[trial % len(files)]
        whole = path.read_bytes()
        path.write_bytes(harm(whole, pick))
        if path.read_bytes() == whole:
            continue
        yield path, pick
        path.write_bytes(whole)


@pytest.mark.parametrize(
    ("harm", "number"), [(flip, TRIALS), (overwrite, 90), (empty, 90)], ids=["bit", "bytes", "page"]
)
def test_each_answer_over_a_damaged_file_is_right_or_names_the_file(sound, copy, harm, number):
    right, refused, wrong = 0, 0, []
    for path, pick in trials(copy, harm, number, seed=7):
        which = pick.sample(range(len(QUESTIONS)), 3)
        try:
            engine = open_engine(copy, verify=False)
            engine.segmenter = engine.backend.segmenter = sound[2].segmenter  # loaded once
            engine.names = sound[2].names
            for i in which:
                if QUESTIONS[i](engine) == sound[1][i]:
                    right += 1
                else:
                    wrong.append((path.name, i))
        except IndexDamaged as error:
            assert str(path) in str(error)  # noqa: PT017
            refused += 1
    assert wrong == []
    assert right
    assert refused


def test_a_small_index_is_read_in_full_before_it_answers(copy):
    assert sum(path.stat().st_size for path in array_files(copy)) < backend().WHOLE
    for path, _ in trials(copy, flip, 30, seed=8):
        with pytest.raises(IndexDamaged, match=path.name):
            open_engine(copy)
    assert open_engine(copy).verified == current_name(copy)


def backend():
    """Return the module, of which the package hands out names alone."""
    import search.whoosh.backend

    return search.whoosh.backend


@pytest.fixture
def reads(monkeypatch):
    """Collect the file offsets of the blocks that are read to be checked."""
    found = []
    real = os.pread

    def pread(descriptor, size, offset):
        found.append((Path(f"/proc/self/fd/{descriptor}").readlink(), offset))
        return real(descriptor, size, offset)

    monkeypatch.setattr(os, "pread", pread)
    return found


def test_of_a_large_index_each_block_is_read_once_and_when_it_is_needed(sound, copy, reads, monkeypatch):
    monkeypatch.setattr(backend(), "WHOLE", 1_000)
    blocks = sum(-(-path.stat().st_size // index.store.stripes.STRIPE) for path in array_files(copy))
    engine = open_engine(copy)
    opened = len(reads)
    assert engine.verified == ""
    assert QUESTIONS[1](engine) == sound[1][1]
    assert 0 < opened < len(reads) < blocks
    before = len(reads)
    assert QUESTIONS[1](engine) == sound[1][1]
    assert len(reads) == before
    assert [ask(engine) for ask in QUESTIONS] == sound[1]
    assert len(set(reads)) == len(reads) <= blocks


def test_a_small_index_is_read_once_and_needs_no_more_checks(sound, copy, reads):
    engine = open_engine(copy)
    assert len(reads) == sum(
        -(-path.stat().st_size // index.store.stripes.STRIPE) for path in array_files(copy)
    )
    assert [ask(engine) for ask in QUESTIONS] == sound[1]
    assert len(set(reads)) == len(reads)


def test_damage_found_once_is_refused_from_then_on(copy):
    path = array_files(copy)[-1]
    engine = open_engine(copy, verify=False)
    assert engine.fault is None
    path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(IndexDamaged, match=path.name):
        [ask(engine) for ask in QUESTIONS]
    for ask in QUESTIONS:
        with pytest.raises(IndexDamaged, match=path.name):
            ask(engine)
    assert path.name in str(engine.fault)


def test_a_disk_that_cannot_be_read_is_damage(copy, monkeypatch):
    def fail(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "pread", fail)
    for verify in (True, False):
        with pytest.raises(IndexDamaged, match=r"\.cols"):
            QUESTIONS[0](open_engine(copy, verify=verify))


@pytest.mark.parametrize("verify", [None, True, False])
def test_a_shortened_file_is_refused_however_an_index_is_opened(copy, verify):
    for path in array_files(copy):
        whole = path.read_bytes()
        for left in (0, 1, 100, len(whole) // 2, len(whole) - PAGE, len(whole) - 1):
            path.write_bytes(whole[:left])
            with pytest.raises(IndexDamaged, match=path.name):
                open_engine(copy, verify=verify)
        path.write_bytes(whole)
    assert open_engine(copy, verify=verify).search("党").total.passages


def test_another_file_of_equal_size_put_in_place_is_noticed(copy):
    engine = open_engine(copy)
    one = array_files(copy)[-1]
    other = Path(shutil.copy(one, copy / "other"))
    raw = bytearray(other.read_bytes())
    raw[index.store.stripes.STRIPE :] = reversed(raw[index.store.stripes.STRIPE :])
    other.write_bytes(raw)
    other.replace(one)
    assert engine.search("党").total.passages  # holds the file it checked
    with pytest.raises(IndexDamaged, match=one.name):
        open_engine(copy)


def test_a_new_generation_that_is_damaged_is_read_once_and_not_taken(tmp_path, reads):
    write_invented(tmp_path / "articles", range(6))
    build([tmp_path / "articles"], tmp_path / "index")
    engine = open_engine(tmp_path / "index")
    before = engine.search("党")
    write_invented(tmp_path / "articles", range(6, 30))
    build([tmp_path / "articles"], tmp_path / "index")
    path = max((tmp_path / "index/g000002").glob("MAIN*"), key=lambda path: path.stat().st_size)
    whole = path.read_bytes()
    assert len(whole) > index.store.stripes.STRIPE
    path.write_bytes(whole[:-1] + b"x")
    assert engine.search("党") == before
    assert path.name in str(engine.fault)
    read = len(reads)
    assert engine.search("党") == before
    assert len(reads) == read
    path.write_bytes(whole)
    assert open_engine(tmp_path / "index").search("党").generation == "g000002"


def cut(raw, pick):
    """Return the first bytes."""
    return raw[: pick.randrange(len(raw))]


@pytest.mark.parametrize("harm", [flip, empty, cut], ids=["bit", "page", "cut"])
def test_a_build_refuses_damaged_segments_that_it_would_link_or_merge(tmp_path, harm):
    pick = random.Random(4)
    articles, index_folder = tmp_path / "articles", tmp_path / "index"
    write_invented(articles, range(12))
    build([articles], index_folder)
    write_invented(articles, range(12, 15))
    build([articles], index_folder)
    for seed in range(8):  # most of the first segment goes, so that the next build merges what is left of it
        (articles / f"a-{seed}.md").unlink()
    for path in array_files(index_folder):
        whole = path.read_bytes()
        for _ in range(5):
            path.write_bytes(harm(whole, pick))
            with pytest.raises(IndexDamaged, match=path.name):
                build([articles], index_folder)
            assert current_name(index_folder) == "g000002"
        path.write_bytes(whole)
    build([articles], index_folder)
    assert open_generation(index_folder).manifest.articles == 7
    build([articles], tmp_path / "fresh")
    engines = [open_engine(folder) for folder in (index_folder, tmp_path / "fresh")]
    assert engines[0].search("党").total == engines[1].search("党").total
