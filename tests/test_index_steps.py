"""Does one change cost one change, is none overlooked, and does an index in steps become one built anew?"""

import os
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from invented import invent, write_invented

from index.build import compaction, plan
from index.build.build import build
from index.build.checking import check_indexed
from index.corpus.articles import write_article
from index.corpus.folders import hash_of, scan
from index.corpus.register import REGISTER, published
from index.corpus.stamps import COARSE, TABLE, TICK, Stamps, stamp_of
from index.errors import IndexDamaged
from index.labels.record import ArticleRecord
from index.store.generation import CATALOG, open_generation
from search import open_engine
from web.cli.commands import main

LATER = 3_600_000_000_000  # nanoseconds


@pytest.fixture
def corpus(tmp_path):
    return tmp_path / "articles", tmp_path / "index"


def aged(folder: Path, index: Path, at: int | None = None) -> None:
    """Let an hour pass since the last build, or leave its table written at a time."""
    found = {path: (stamp, hash_of(path)) for path, stamp in scan([folder])[0].items()}
    register = {str(folder): stamp_of((folder / REGISTER).stat())}
    newest = max(max(stamp[1:3]) for stamp in (*(stamp for stamp, _ in found.values()), *register.values()))
    at = newest + LATER if at is None else at
    Stamps(at, found, open_generation(index).seal, register, newest + LATER).save(index / TABLE)


@pytest.fixture
def summed(monkeypatch) -> list[str]:
    """Collect the names of files that a plan had to read."""
    names: list[str] = []
    monkeypatch.setattr(plan, "hash_of", lambda path: names.append(Path(path).name) or hash_of(path))
    return names


def write(folder: Path, name: str, body: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.md"
    path.write_text(f"---\nid: {name}\ntitle: 标题{name}\n---\n\n{body}\n", "utf-8")
    return path


def finds(index: Path, text: str) -> int:
    return open_engine(index).search(text).total.articles


# ---------------------------------------------------------------- which files changed


def test_a_build_reads_no_file_that_is_as_it_was(corpus, summed):
    folder, index = corpus
    write_invented(folder, range(5))
    build([folder], index)
    aged(folder, index)
    summed.clear()
    assert build([folder], index).untouched == 5
    assert summed == []


def edited(path: Path) -> os.stat_result:
    """Change a text within its file, size and time of change kept; return how the file was."""
    before = path.stat()
    path.write_bytes(path.read_bytes().replace("旧".encode(), "新".encode()))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    return before


def test_an_edit_that_keeps_size_and_time_is_noticed(corpus):
    folder, index = corpus
    path = write(folder, "a", "旧的说法。")
    build([folder], index)
    aged(folder, index)
    before = edited(path)
    assert path.stat().st_ctime_ns != before.st_ctime_ns
    assert build([folder], index).changed == 1
    assert finds(index, "新的说法") == 1


@pytest.mark.parametrize("young", [True, False])
def test_an_edit_without_another_stamp_is_noticed_while_the_file_is_as_young_as_the_build(corpus, young):
    folder, index = corpus
    path = write(folder, "a", "旧的说法。")
    build([folder], index)
    total = hash_of(str(path))
    edited(path)
    stamp = stamp_of(path.stat())
    at = max(stamp[1:3]) + (TICK // 2 if young else LATER)
    Stamps(at, {str(path): (stamp, total)}).save(index / TABLE)
    assert build([folder], index).changed == young
    assert finds(index, "新的说法") == young


def test_a_file_system_that_keeps_whole_seconds_has_a_longer_race(tmp_path):
    second = 1_700_000_000_000_000_000
    for time, at, known in (
        (second, second + COARSE - 1, ""),
        (second, second + COARSE + 1, "ab" * 32),
        (second + 5, second + COARSE - 1, "ab" * 32),
        (second + 5, second + TICK, ""),
    ):
        stamp = (9, time, time, 1)
        Stamps(at, {"甲.md": (stamp, "ab" * 32)}).save(tmp_path / TABLE)
        assert Stamps.load(tmp_path / TABLE).hash_of("甲.md", stamp) == known


def test_a_change_that_left_no_trace_is_found_by_a_check_and_mended_by_a_rebuild(corpus):
    folder, index = corpus
    path = write(folder, "a", "旧的说法。")
    write(folder, "b", "别的。")
    build([folder], index)
    total = hash_of(str(path))
    edited(path)
    aged(folder, index)
    stamps = Stamps.load(index / TABLE)
    forged = {**stamps.files, str(path): (stamp_of(path.stat()), total)}
    replace(stamps, files=forged).save(index / TABLE)
    assert build([folder], index).untouched == 2
    done = CliRunner().invoke(main, ["check", str(folder), "--index", str(index)])
    assert done.exit_code == 1
    assert f"{path}: is not what was indexed" in done.stdout
    assert "--rebuild" in done.stdout
    build([folder], index, rebuild=True)
    assert finds(index, "新的说法") == 1
    assert [*check_indexed([folder], index)] == []
    assert CliRunner().invoke(main, ["check", str(folder), "--index", str(index)]).exit_code == 0


def test_a_changed_file_that_is_not_indexed_yet_is_no_fault_of_a_check(corpus):
    folder, index = corpus
    path = write(folder, "a", "旧的说法。")
    build([folder], index)
    aged(folder, index)
    path.write_text(path.read_text("utf-8") + "\n又一段。\n", "utf-8")
    assert [*check_indexed([folder], index)] == []


def test_a_touched_file_is_read_once_and_changes_nothing(corpus, summed):
    folder, index = corpus
    path = write_invented(folder, range(3))[0]
    first = build([folder], index)
    aged(folder, index)
    os.utime(path, (0, 0))
    summed.clear()
    assert build([folder], index).generation == first.generation
    assert summed == [path.name]
    aged(folder, index)
    assert build([folder], index).untouched == 3
    assert summed == [path.name]


def test_another_file_of_the_same_size_and_time_put_in_place_is_noticed(corpus):
    folder, index = corpus
    path = write(folder, "a", "旧的说法。")
    build([folder], index)
    aged(folder, index)
    before = path.stat()
    other = path.with_name("other")
    other.write_bytes(path.read_bytes().replace("旧".encode(), "新".encode()))
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert after.st_ino != before.st_ino
    assert build([folder], index).changed == 1


def test_a_folder_that_was_copied_into_place_is_read_and_holds_nothing_new(corpus, summed):
    folder, index = corpus
    write_invented(folder, range(6))
    first = build([folder], index)
    aged(folder, index)
    copy = Path(shutil.copytree(folder, folder.with_name("copy")))
    shutil.rmtree(folder)
    copy.rename(folder)
    summed.clear()
    again = build([folder], index)
    assert (again.generation, again.untouched, len(summed)) == (first.generation, 6, 6)
    aged(folder, index)
    assert build([folder], index).untouched == 6
    assert len(summed) == 6


@pytest.mark.parametrize(
    "harm", [lambda _: b"", lambda raw: raw[:-1], lambda raw: raw[:70] + b"?" + raw[71:]]
)
def test_a_table_that_is_lost_or_damaged_means_that_every_file_is_read(corpus, summed, harm):
    folder, index = corpus
    write_invented(folder, range(4))
    build([folder], index)
    aged(folder, index)
    path = index / TABLE
    path.write_bytes(harm(path.read_bytes()))
    summed.clear()
    assert build([folder], index).untouched == 4
    assert len(summed) == 4


def test_a_disk_without_room_for_the_table_leaves_an_index_that_is_built(corpus, monkeypatch, summed):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    folder, index = corpus
    write(folder, "a", "甲。")
    build([folder], index)
    aged(folder, index)
    write(folder, "b", "乙。")
    with monkeypatch.context() as patch:
        patch.setattr(Stamps, "save", full)
        assert build([folder], index).added == 1
    summed.clear()
    assert build([folder], index).untouched == 2
    assert summed == ["b.md"]


def test_a_broken_article_is_named_each_time_and_indexed_when_it_is_mended(corpus):
    folder, index = corpus
    write(folder, "b", "别的。")
    path = write(folder, "a", "说法。")
    build([folder], index)
    good = path.read_bytes()
    path.write_bytes("没有开头".encode())
    for _ in range(3):
        report = build([folder], index)
        assert (report.articles, len(report.faults)) == (1, 1)
        aged(folder, index)
    path.write_bytes(good)
    assert (build([folder], index).articles, finds(index, "说法")) == (2, 1)


# ---------------------------------------------------------------- what one change costs


def test_nothing_changed_loads_neither_words_nor_labels_nor_whoosh(corpus):
    folder, index = corpus
    write_invented(folder, range(3))
    build([folder], index)
    aged(folder, index)
    code = (
        "import sys; from index.build.build import build; report = build([sys.argv[1]], sys.argv[2]);"
        "print(report.untouched, *sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, folder, index],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    untouched, *loaded = done.stdout.split()
    assert untouched == "3"
    assert not {name.partition(".")[0] for name in loaded} & {"whoosh", "jieba", "rjieba", "flask", "web"}
    assert not {"index.labels.labelling", "index.store.merge", "index.build.batches"} & {*loaded}


def test_one_change_decodes_as_many_records_however_many_articles_there_are(tmp_path, monkeypatch):
    decoded: list[bytes] = []
    real = ArticleRecord.from_json
    monkeypatch.setattr(ArticleRecord, "from_json", lambda raw: decoded.append(raw) or real(raw))
    lines: list[object] = []
    monkeypatch.setattr("index.build.former.published", lambda folder: lines.append(folder) or ())
    counts = []
    for size in (10, 40):
        folder, index = tmp_path / f"articles-{size}", tmp_path / f"index-{size}"
        paths = write_invented(folder, range(size))
        build([folder], index)
        aged(folder, index)
        write_article(invent(99, "changed"), paths[3])
        decoded.clear()
        lines.clear()
        assert build([folder], index).changed == 1
        counts.append((len(decoded), len(lines)))
    assert counts == [(1, 0), (1, 0)]


@pytest.mark.slow
def test_many_single_changes_seldom_merge_and_never_the_bulk(corpus, monkeypatch):
    folder, index = corpus
    paths = write_invented(folder, range(60))
    build([folder], index)
    bulk = open_generation(index).manifest.passages
    merged: list[int] = []
    real = compaction.merge_segments

    def merge(path, inputs):
        merged.append(sum(int(np.diff(file["first"])[keep].sum()) for file, keep in inputs))
        real(path, inputs)

    monkeypatch.setattr(compaction, "merge_segments", merge)
    for step in range(24):
        write_article(invent(100 + step, f"step{step}"), paths[step])
        assert build([folder], index).changed == 1
        assert open_generation(index).manifest.segments <= compaction.MANY
    assert len(merged) <= 6
    assert max(merged) < bulk


# ---------------------------------------------------------------- an index in steps is one built anew


def catalog(index: Path) -> dict[str, object]:
    """Return what the catalog says, but for where articles lie and in which order former passages stood.

    A register tells when a passage was published, not where it stood after other changes.
    """
    file = open_generation(index).arrays(CATALOG)
    names = [name for name in file if not name.startswith(("map.", "segment", "local", "former."))]
    said: dict[str, object] = {name: file[name].dtype.str.encode() + file[name].tobytes() for name in names}
    columns = [file.strings(f"former.{name}") for name in ("article", "passage", "kind", "text")]
    return said | {"former": sorted(zip(*columns, strict=True))}


def scores(index: Path) -> list[object]:
    engine = open_engine(index)
    found = []
    for text in ("", "党建", "的", "AI", "region:四川省", "发展 -党建", '"New York"'):
        results = engine.search(text, size=100)
        found.append((results.total, [(hit.article.id, hit.score) for hit in results.hits], results.facets))
    return found


def step(pick: random.Random, folder: Path, number: int) -> None:
    """Add, change, remove, touch or rename one article, or give it other white space."""
    paths = sorted(folder.glob("*.md"))
    what = pick.choice(["add", "add", "change", "remove", "touch", "rename", "space", "twice"])
    path = pick.choice(paths)
    if what == "add":
        write_article(invent(number, f"new{number}"), folder / f"n{number}.md")
    elif what == "change":
        article = invent(number, f"changed{number}")
        name = path.read_text("utf-8").split("\n")[1].removeprefix("id: ").strip("'\"")
        write_article(replace(article, id=name), path)
    elif what == "remove" and len(paths) > 2:
        path.unlink()
    elif what == "touch":
        os.utime(path)
    elif what == "rename":
        path.rename(folder / f"r{number}.md")
    elif what == "space":
        path.write_text(path.read_text("utf-8").replace("党建", "党 建"), "utf-8")
    elif what == "twice":
        shutil.copy(path, folder / f"{pick.choice('0z')}{number}.md")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_random_steps_make_the_catalog_and_the_scores_of_an_index_built_anew(tmp_path, seed):
    folder, index = tmp_path / "articles", tmp_path / "index"
    pick = random.Random(seed)
    write_invented(folder, range(8))
    build([folder], index)
    for turn in range(7):
        aged(folder, index)
        for number in range(pick.choice([1, 1, 3])):
            step(pick, folder, 100 + 10 * turn + number)
        report = build([folder], index)
        fresh = build([folder], tmp_path / "fresh", rebuild=True)
        assert sorted(map(str, report.faults)) == sorted(map(str, fresh.faults))
        assert catalog(index) == catalog(tmp_path / "fresh")
        one, two = (open_generation(each).manifest for each in (index, tmp_path / "fresh"))
        assert (one.corpus, one.articles, one.passages) == (two.corpus, two.articles, two.passages)
    assert scores(index) == scores(tmp_path / "fresh")
    assert CliRunner().invoke(main, ["selfcheck", "--samples", "30", "--index", str(index)]).exit_code == 0


def test_a_former_passage_is_told_as_it_last_stood_however_the_index_was_built(corpus, tmp_path):
    folder, index = corpus
    write(folder, "a", "留下。\n\n要走的一句话。")
    build([folder], index)
    for body in ("留下。\n\n要走的 一句话。", "留下。"):
        aged(folder, index)
        write(folder, "a", body)
        build([folder], index)
    build([folder], tmp_path / "fresh")
    assert catalog(index) == catalog(tmp_path / "fresh")
    for each in (index, tmp_path / "fresh"):
        assert [one.text for one in open_engine(each).article("a").former] == ["要走的 一句话。"]
    assert [row.text for row in published(folder)][-1] == "要走的 一句话。"


def test_the_passages_of_an_article_that_went_stand_in_their_order(corpus, tmp_path):
    folder, index = corpus
    lines = [f"第{number}段。" if number % 4 else f"## 第{number}节" for number in range(30)]
    path = write(folder, "a", "\n\n".join(lines))
    write(folder, "b", "留下。")
    build([folder], index)
    aged(folder, index)
    path.unlink()
    build([folder], index)
    build([folder], tmp_path / "fresh")
    for each in (index, tmp_path / "fresh"):
        former = open_engine(each).article("a").former
        assert [one.text for one in former] == ["标题a", *(line.removeprefix("## ") for line in lines)]
        assert [one.kind for one in former[1:6]] == ["heading", *["paragraph"] * 3, "heading"]


def test_what_left_an_article_before_it_went_stands_behind_what_it_last_said(corpus):
    folder, index = corpus
    path = write(folder, "a", "甲段。\n\n乙段。\n\n丙段。")
    write(folder, "b", "留下。")
    for body in ("甲段。\n\n新段。\n\n丙段。", ""):
        build([folder], index)
        aged(folder, index)
        if body:
            write(folder, "a", body)
        else:
            path.unlink()
    build([folder], index)
    texts = [one.text for one in open_engine(index).article("a").former]
    assert texts == ["标题a", "甲段。", "新段。", "丙段。", "乙段。"]


def test_lines_that_somebody_else_added_to_a_register_are_read(corpus):
    folder, index = corpus
    write(folder, "a", "甲。")
    write(folder, "b", "乙。")
    build([folder], index)
    aged(folder, index)
    with (folder / REGISTER).open("a", encoding="utf-8") as file:
        file.write('{"article": "a", "passage": "0123456789ab", "kind": "paragraph", "text": "别处来的。"}\n')
    write(folder, "b", "乙改了。")
    build([folder], index)
    assert [one.text for one in open_engine(index).article("a").former] == ["别处来的。"]


# ---------------------------------------------------------------- damage


def test_damage_of_a_segment_that_stays_keeps_its_old_sum_and_is_found(corpus):
    folder, index = corpus
    for number in range(40):
        write(folder, f"a-{number}", "\n\n".join(f"第{number}篇第{row}段说的是别的事。" for row in range(40)))
    build([folder], index)
    aged(folder, index)
    (path,) = (index / "g000001").glob("MAIN*.cols")
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    write(folder, "new", "新来的一篇。")
    assert build([folder], index).generation == "g000002"
    manifests = [open_generation(index).manifest.files[path.name]]
    assert manifests[0].size == len(raw)
    done = CliRunner().invoke(main, ["check", "--index", str(index)])
    assert done.exit_code == 1
    assert f"{index}/g000002/{path.name} is damaged" in done.stdout
    with pytest.raises(IndexDamaged, match=path.name):
        open_engine(index, verify=True)
    build([folder], index, rebuild=True)
    assert CliRunner().invoke(main, ["check", "--index", str(index)]).exit_code == 0
