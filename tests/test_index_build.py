import os
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from invented import PHRASES, invent, write_invented
from oracle import indexed

from index.build import batches as bulk
from index.build.build import _publish, build
from index.build.compaction import MANY, NextGeneration
from index.build.previous import Previous
from index.build.swap import building
from index.corpus.articles import write_article
from index.corpus.folders import article_files, scan
from index.corpus.register import REGISTER, published
from index.errors import (
    ArticleError,
    IndexBusy,
    IndexDamaged,
    IndexNotWritten,
    NothingIndexed,
    RegisterError,
)
from index.store.generation import current_name, open_generation
from search import open_engine
from search.engine import Engine
from search.query.fields import FACET_NAMES
from search.query.nodes import Text
from search.query.request import Query

QUERIES = (
    *(
        "",
        "的",
        "党建",
        "党建引领",
        "产业链党委 OR 党建",
        "党建 -发展",
        "-的",
        "链?专班",
        "党*建",
        "AI",
        '"New York"',
    ),
    *(
        "党建 NEAR/20 发展",
        "kind:heading",
        "region:四川省",
        "author:记者甲",
        "year:2023..2024",
        "title:党",
        "1+X+N",
    ),
)


def answers(engine: Engine) -> list[object]:
    """Return everything that searches answer: totals, hits in order with scores, facets."""
    found = []
    for text in QUERIES:
        for mode in ("exact", "any") if text == "党建引领" else ("exact",):
            results = engine.run(Query(text, mode, size=100))
            hits = [(hit.article.id, hit.score, hit.more, hit.passages) for hit in results.hits]
            found.append((text, results.total, hits, results.facets))
    return found


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def write(folder: Path, name: str, *, title: str = "标题", body: str = "正文。", file: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (file or f"{name}.md")
    path.write_text(f"---\nid: {name}\ntitle: {title}\n---\n\n{body}\n", "utf-8")
    return path


# ---------------------------------------------------------------- steps


def test_an_index_built_in_steps_answers_and_scores_as_one_rebuilt(stepped, rebuilt):
    assert len(stepped.backend.snapshot.segments) > 1
    assert len(rebuilt.backend.snapshot.segments) == 1
    for one, two in zip(answers(stepped), answers(rebuilt), strict=True):
        assert one == two


def test_an_index_built_in_steps_stands_for_the_same_corpus(stepped, rebuilt):
    one, two = (engine.backend.snapshot.generation.manifest for engine in (stepped, rebuilt))
    for name in ("articles", "passages", "corpus", "tokenizer", "dictionary", "schema"):
        assert getattr(one, name) == getattr(two, name)


class Steps(RuleBasedStateMachine):
    """Add, change, rename, break, mend and remove articles in any order; compare with a rebuilt index."""

    root: Path

    @initialize()
    def start(self) -> None:
        self.folder = self.root / f"case-{len(list(self.root.iterdir()))}"
        self.articles = self.folder / "articles"
        self.articles.mkdir(parents=True)
        self.model: dict[Path, int] = {}
        self.broken: set[Path] = set()
        self.next = 0

    @rule(count=st.integers(1, 3))
    def add(self, count: int) -> None:
        for _ in range(count):
            self.next += 1
            self.model[write_invented(self.articles, [self.next])[0]] = self.next

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def change(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(sorted(self.model)))
        path.write_text(
            path.read_text("utf-8") + f"\n又一段{data.draw(st.sampled_from(PHRASES[:5]))}。\n", "utf-8"
        )

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def rename(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(sorted(self.model)))
        self.next += 1
        self.model[path.rename(path.with_name(f"{data.draw(st.sampled_from('am0'))}{self.next}.md"))] = (
            self.model.pop(path)
        )

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(sorted(self.model)))
        del self.model[path]
        path.unlink()

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def copy_under_the_same_id(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(sorted(self.model)))
        self.next += 1
        copy = path.with_name(f"{data.draw(st.sampled_from('0z'))}{self.next}.md")
        shutil.copy(path, copy)
        self.model[copy] = self.model[path]

    @rule(data=st.data())
    def break_one(self, data: st.DataObject) -> None:
        if self.model:
            path = data.draw(st.sampled_from(sorted(self.model)))
            del self.model[path]
            path.write_text("没有开头", "utf-8")

    @rule()
    def build(self) -> None:
        if not self.model:
            self.refuses("index")
            return
        build([self.articles], self.folder / "index")
        again = build([self.articles], self.folder / "index")
        assert again.generation == current_name(self.folder / "index")

    def refuses(self, name: str) -> None:
        index = self.folder / name
        before = [path.name for path in index.glob("g*")]
        with pytest.raises(NothingIndexed):
            build([self.articles], index, rebuild=name == "fresh")
        assert [path.name for path in index.glob("g*")] == before

    @invariant()
    def equals_a_rebuilt_index(self) -> None:
        if not hasattr(self, "folder") or not (self.folder / "index").exists():
            return
        if not self.model:
            self.refuses("index")
            self.refuses("fresh")
            return
        report = build([self.articles], self.folder / "index")
        fresh = build([self.articles], self.folder / "fresh", rebuild=True)
        assert report.articles == fresh.articles == len(set(self.model.values()))
        assert sorted(map(str, report.faults)) == sorted(map(str, fresh.faults))
        one, two = open_engine(self.folder / "index"), open_engine(self.folder / "fresh")
        assert answers(one) == answers(two)
        assert len(one.backend.snapshot.segments) <= MANY


@pytest.mark.slow
def test_any_steps_lead_to_the_index_of_the_articles(tmp_path):
    Steps.root = tmp_path
    case = Steps.TestCase
    case.settings = settings(
        max_examples=5, stateful_step_count=7, deadline=None, suppress_health_check=list(HealthCheck)
    )
    case().runTest()


@pytest.mark.slow
def test_segments_stay_few_however_many_steps_there_are(tmp_path):
    for step in range(14):
        write_invented(tmp_path / "articles", [step])
        build([tmp_path / "articles"], tmp_path / "index")
        manifest = open_generation(tmp_path / "index").manifest
        assert manifest.segments <= MANY
        assert manifest.articles == step + 1
    assert manifest.segments > 1


def test_unchanged_segments_are_linked_not_copied(tmp_path):
    write_invented(tmp_path / "articles", range(5))
    build([tmp_path / "articles"], tmp_path / "index")
    one = {path.name: path.stat().st_ino for path in (tmp_path / "index/g000001").glob("MAIN*.cols")}
    write_invented(tmp_path / "articles", [7])
    build([tmp_path / "articles"], tmp_path / "index")
    two = {path.name: path.stat().st_ino for path in (tmp_path / "index/g000002").glob("MAIN*.cols")}
    assert one.items() < two.items()


def test_a_file_system_without_links_gets_copies(tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(95, "not supported")

    monkeypatch.setattr(os, "link", refuse)
    write_invented(tmp_path / "articles", range(3))
    build([tmp_path / "articles"], tmp_path / "index")
    write_invented(tmp_path / "articles", [7])
    assert build([tmp_path / "articles"], tmp_path / "index").articles == 4
    assert open_engine(tmp_path / "index").verify() == ""


# ---------------------------------------------------------------- what changed


def test_nothing_changed_means_the_same_generation_untouched(tmp_path):
    write_invented(tmp_path / "articles", range(5))
    first = build([tmp_path / "articles"], tmp_path / "index")
    before = files_of(tmp_path / "index" / first.generation)
    again = build([tmp_path / "articles"], tmp_path / "index")
    assert again.generation == first.generation == "g000001"
    assert (again.added, again.changed, again.removed, again.untouched) == (0, 0, 0, 5)
    assert files_of(tmp_path / "index" / first.generation) == before


def test_a_broken_article_or_a_doubled_id_makes_no_new_generation_each_time(tmp_path):
    write_invented(tmp_path / "articles", range(4))
    write(tmp_path / "articles", "a-1", file="z.md")
    (tmp_path / "articles/broken.md").write_text("没有开头", "utf-8")
    first = build([tmp_path / "articles"], tmp_path / "index")
    again = build([tmp_path / "articles"], tmp_path / "index")
    assert again.generation == first.generation
    assert [str(fault) for fault in again.faults] == [str(fault) for fault in first.faults]
    assert len(again.faults) == 2


def test_a_report_counts_what_was_done(tmp_path):
    paths = write_invented(tmp_path / "articles", range(6))
    report = build([tmp_path / "articles"], tmp_path / "index")
    assert (report.articles, report.added, report.changed, report.removed, report.untouched) == (
        6,
        6,
        0,
        0,
        0,
    )
    paths[0].unlink()
    write_article(invent(99), paths[1])
    write_invented(tmp_path / "articles", [50])
    report = build([tmp_path / "articles"], tmp_path / "index")
    assert (report.articles, report.added, report.changed, report.removed, report.untouched) == (
        6,
        1,
        1,
        1,
        4,
    )
    assert report.passages == open_engine(tmp_path / "index").backend.snapshot.passages


def test_a_touched_file_with_the_same_bytes_is_no_change(tmp_path):
    paths = write_invented(tmp_path / "articles", range(2))
    build([tmp_path / "articles"], tmp_path / "index")
    os.utime(paths[0], (0, 0))
    assert build([tmp_path / "articles"], tmp_path / "index").untouched == 2


def test_a_removed_article_is_found_no_more_and_a_changed_one_as_it_is_now(tmp_path):
    path = write(tmp_path / "articles", "a", body="旧的说法。")
    write(tmp_path / "articles", "b", body="别的。")
    build([tmp_path / "articles"], tmp_path / "index")
    write(tmp_path / "articles", "a", body="新的说法。")
    build([tmp_path / "articles"], tmp_path / "index")
    engine = open_engine(tmp_path / "index")
    assert indexed(engine, Text("旧的")) == []
    assert len(indexed(engine, Text("新的"))) == 1
    path.unlink()
    build([tmp_path / "articles"], tmp_path / "index")
    assert indexed(open_engine(tmp_path / "index"), Text("说法")) == []


def test_a_rebuild_starts_from_nothing(tmp_path):
    write_invented(tmp_path / "articles", range(3))
    build([tmp_path / "articles"], tmp_path / "index")
    report = build([tmp_path / "articles"], tmp_path / "index", rebuild=True)
    assert (report.generation, report.added, report.untouched) == ("g000002", 3, 0)


@pytest.mark.parametrize("what", ["dictionary", "schema"])
def test_other_words_or_another_schema_rebuild_everything(tmp_path, monkeypatch, what):
    write_invented(tmp_path / "articles", range(3))
    build([tmp_path / "articles"], tmp_path / "index")
    if what == "dictionary":
        monkeypatch.setattr("index.build.previous.dictionary_hash", lambda: "another")
    else:
        monkeypatch.setattr("index.store.generation.schema_digest", lambda: "another")
    report = build([tmp_path / "articles"], tmp_path / "index")
    assert (report.added, report.untouched) == (3, 0)


@pytest.mark.slow
def test_the_same_files_make_the_same_index_whatever_their_order_and_the_hash_seed(
    tmp_path, rebuilt, invented_folder
):
    import subprocess
    import sys

    program = "import sys; from index.build.build import build; build([sys.argv[1]], sys.argv[2])"
    sums = set()
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", program, invented_folder, tmp_path / seed],
            check=True,
            cwd=Path(__file__).parent.parent,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        files = open_generation(tmp_path / seed).manifest.files
        sums.add(tuple(sorted(entry.sha256 for name, entry in files.items() if name.endswith(".cols"))))
    assert len(sums) == 1
    assert answers(open_engine(tmp_path / "1")) == answers(rebuilt)


@pytest.mark.slow
def test_several_batches_in_several_processes_make_the_same_index(
    tmp_path, monkeypatch, rebuilt, invented_folder
):
    monkeypatch.setattr(bulk, "BATCH_BYTES", 20_000)
    seen = []
    build([invented_folder], tmp_path / "index", progress=lambda *stage: seen.append(stage))
    engine = open_engine(tmp_path / "index")
    assert answers(engine) == answers(rebuilt)
    assert len(engine.backend.snapshot.segments) == 1
    done = [count for stage, count, _ in seen if stage == "index"]
    assert len(done) > 3
    assert done == sorted(done)
    assert done[-1] == seen[0][2]


def test_a_worker_that_dies_leaves_the_old_index(tmp_path, monkeypatch):
    write_invented(tmp_path / "articles", range(30))
    build([tmp_path / "articles"], tmp_path / "index")
    write_invented(tmp_path / "articles", range(30, 60))
    monkeypatch.setattr(bulk, "BATCH_BYTES", 5_000)
    monkeypatch.setattr(bulk, "_index_batch", die)
    with pytest.raises(IndexNotWritten, match="the old index still serves"):
        build([tmp_path / "articles"], tmp_path / "index")
    assert current_name(tmp_path / "index") == "g000001"
    assert sorted(path.name for path in (tmp_path / "index").glob("g*")) == ["g000001"]


def die(_: object) -> None:
    os._exit(9)


# ---------------------------------------------------------------- faults


def test_a_broken_article_leaves_the_others(tmp_path):
    write_invented(tmp_path / "articles", range(20))
    bad = tmp_path / "articles/a-7.md"
    bad.write_text("---\nid: a-7\ntitle: 标题\npublished: 2024-13\n---\n", "utf-8")
    report = build([tmp_path / "articles"], tmp_path / "index")
    assert report.articles == 19
    (fault,) = report.faults
    assert isinstance(fault, ArticleError)
    assert (fault.path, fault.line) == (str(bad), 4)


def test_an_article_that_breaks_leaves_the_index_until_it_is_mended(tmp_path):
    path = write(tmp_path / "articles", "a", body="说法。")
    write(tmp_path / "articles", "b")
    build([tmp_path / "articles"], tmp_path / "index")
    good = path.read_text("utf-8")
    path.write_text("坏了", "utf-8")
    report = build([tmp_path / "articles"], tmp_path / "index")
    assert (report.articles, len(report.faults)) == (1, 1)
    path.write_text(good, "utf-8")
    report = build([tmp_path / "articles"], tmp_path / "index")
    assert (report.articles, report.faults) == (2, ())


def test_of_two_articles_with_one_id_the_earlier_path_stays_and_the_other_is_named(tmp_path):
    write(tmp_path / "articles", "same", body="先来。", file="1.md")
    later = write(tmp_path / "articles", "same", body="后到。", file="2.md")
    for _ in range(2):
        report = build([tmp_path / "articles"], tmp_path / "index")
        assert report.articles == 1
        assert [fault.path for fault in report.faults] == [str(later)]
        assert "id 'same' is already used by" in str(report.faults[0])
    engine = open_engine(tmp_path / "index")
    assert indexed(engine, Text("先来"))
    assert not indexed(engine, Text("后到"))
    (tmp_path / "articles/1.md").unlink()
    assert build([tmp_path / "articles"], tmp_path / "index").faults == ()
    assert indexed(open_engine(tmp_path / "index"), Text("后到"))


def test_an_earlier_path_that_comes_later_takes_over_the_id_as_in_a_rebuilt_index(tmp_path):
    write(tmp_path / "articles", "same", body="二号。", file="2.md")
    build([tmp_path / "articles"], tmp_path / "index")
    write(tmp_path / "articles", "same", body="一号。", file="1.md")
    report = build([tmp_path / "articles"], tmp_path / "index")
    assert [Path(fault.path).name for fault in report.faults] == ["2.md"]
    assert indexed(open_engine(tmp_path / "index"), Text("一号"))


def test_a_file_above_the_limit_and_one_with_a_hostile_name_are_faults(tmp_path):
    write(tmp_path / "articles", "a")
    (tmp_path / "articles/big.md").write_bytes(b"x" * 5_000_001)
    odd = os.fsencode(tmp_path / "articles") + b"/\xff\xfe.md"
    with open(odd, "wb") as file:  # noqa: PTH123
        file.write("---\nid: odd\ntitle: 标题\n---\n".encode())
    report = build([tmp_path / "articles"], tmp_path / "index")
    assert report.articles == 1
    assert len(report.faults) == 2
    assert any("is larger than 5 MB" in str(fault) for fault in report.faults)
    assert any("name is not UTF-8" in str(fault) for fault in report.faults)


def test_hidden_files_folders_and_other_names_are_left_out(tmp_path):
    write(tmp_path, "a")
    write(tmp_path / "deep/er", "b")
    for hidden in (tmp_path / ".git", tmp_path / "deep/.cache"):
        write(hidden, "hidden")
    write(tmp_path, "tmp", file=".a.md.new")
    write(tmp_path, "other", file="readme.txt")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "link.md").symlink_to(tmp_path / "a.md")
    paths, faults = article_files([tmp_path, tmp_path])
    assert [str(path.relative_to(tmp_path)) for path in paths] == ["a.md", "deep/er/b.md", "link.md"]
    assert faults == []
    assert len(scan([tmp_path])[0]) == 3


@pytest.mark.parametrize("name", ["missing", "file"])
def test_a_folder_that_is_none_is_named(tmp_path, name):
    (tmp_path / "file").touch()
    with pytest.raises(ArticleError, match="is not a folder of articles"):
        build([tmp_path / name], tmp_path / "index")
    assert not list((tmp_path / "index").glob("g*"))


def test_an_index_of_no_articles_finds_nothing(tmp_path):
    with building(tmp_path / "index") as folder:  # no command leaves such an index
        _publish(NextGeneration(folder), Previous(None), [], [])
    engine = open_engine(tmp_path / "index")
    for query in QUERIES:
        results = engine.search(query)
        assert (results.total.articles, results.hits) == (0, ())
    assert engine.suggest("党") == ()
    assert engine.article("b") is None
    assert "0 articles, 0 passages" in repr(engine)


def test_an_article_that_was_removed_is_gone_with_all_its_passages(tmp_path):
    path = write(tmp_path / "articles", "a")
    write(tmp_path / "articles", "b")
    build([tmp_path / "articles"], tmp_path / "index")
    path.unlink()
    build([tmp_path / "articles"], tmp_path / "index")
    view = open_engine(tmp_path / "index").article("a")
    assert [former.state for former in view.former] == ["gone", "gone"]


def test_labels_outside_the_tables_are_kept_and_can_be_chosen(tmp_path):
    path = tmp_path / "articles/a.md"
    path.parent.mkdir()
    path.write_text(
        "---\nid: a\ntitle: 标题\nregions: ['999999']\nzone: Z-unheard-of\ninitiatives: [unheard-of]\n"
        "authors: ['None', 未注明]\npublication: ＮＯＮＥ\n---\n",
        "utf-8",
    )
    build([path.parent], tmp_path / "index")
    engine = open_engine(tmp_path / "index")
    results = engine.search()
    assert {value.value for value in results.facets["region"]} >= {"999999", "Z-unheard-of"}
    for facet in FACET_NAMES:
        for value in engine.facet(Query(), facet):
            assert engine.run(Query().choose(facet, value.value)).total.articles == value.articles


@pytest.mark.slow
@pytest.mark.parametrize(
    "proposed",
    [
        "published: [{value: 二〇二四年, confidence: '1'}]",
        "published: [{value: '2024-99', confidence: '1'}]",
        "published: 2024",
        "authors: [{value: '', confidence: '1'}, {value: 记者甲, confidence: high}]",
        "authors: [记者甲]",
        "regions: [{value: 某地, confidence: '1'}]",
        "regions: {value: 某地}",
        "zone: [{value: [a], confidence: '1'}]",
        "initiatives: [{value: 未知, confidence: nan}]",
        "publication: [{value: 甲报, confidence: '1_0'}]",
    ],
)
def test_no_proposal_stops_a_build_or_a_search(tmp_path, proposed):
    (tmp_path / "articles").mkdir()
    text = f"---\nid: a\ntitle: 标题\nproposed:\n  {proposed}\n---\n"
    (tmp_path / "articles/a.md").write_text(text, "utf-8")
    assert build([tmp_path / "articles"], tmp_path / "index").faults == ()
    engine = open_engine(tmp_path / "index")
    assert engine.search().total.articles == 1
    for facet in FACET_NAMES:
        for value in engine.facet(Query(), facet):
            assert engine.run(Query().choose(facet, value.value)).total.articles == value.articles


def test_a_folder_for_the_index_that_cannot_be_one_is_named(tmp_path):
    write(tmp_path / "articles", "a")
    (tmp_path / "file").touch()
    for index in (tmp_path / "file", tmp_path / "file/below"):
        with pytest.raises(IndexNotWritten, match="file"):
            build([tmp_path / "articles"], index)


@pytest.mark.slow
def test_damage_is_never_carried_into_a_new_generation(tmp_path):
    pick = random.Random(1)
    write_invented(tmp_path / "articles", range(6))
    build([tmp_path / "articles"], tmp_path / "index")
    write_invented(tmp_path / "articles", [9])
    for path in sorted((tmp_path / "index/g000001").glob("*.cols")):
        whole = path.read_bytes()
        for _ in range(6):
            raw = bytearray(whole)
            raw[pick.randrange(len(raw))] ^= 1 << pick.randrange(8)
            path.write_bytes(raw)
            with pytest.raises(IndexDamaged, match=path.name):
                build([tmp_path / "articles"], tmp_path / "index")
        path.write_bytes(whole)
    assert build([tmp_path / "articles"], tmp_path / "index").articles == 7


# ---------------------------------------------------------------- register


def test_a_build_publishes_every_passage_and_keeps_what_was(tmp_path):
    write(tmp_path / "articles", "a", body="一。\n\n二。")
    build([tmp_path / "articles"], tmp_path / "index")
    assert [row.text for row in published(tmp_path / "articles")] == ["标题", "一。", "二。"]
    write(tmp_path / "articles", "a", body="一。\n\n三。")
    build([tmp_path / "articles"], tmp_path / "index")
    assert [row.text for row in published(tmp_path / "articles")] == ["标题", "一。", "二。", "三。"]
    assert [item.text for item in open_engine(tmp_path / "index").article("a").former] == ["二。"]


def test_each_folder_keeps_its_own_register(tmp_path):
    write(tmp_path / "one", "a")
    write(tmp_path / "two", "b")
    build([tmp_path / "one", tmp_path / "two"], tmp_path / "index")
    assert {row.article for row in published(tmp_path / "one")} == {"a"}
    assert {row.article for row in published(tmp_path / "two")} == {"b"}


def test_an_index_that_is_lost_is_rebuilt_with_what_was_published(tmp_path):
    write(tmp_path / "articles", "a", body="旧。")
    build([tmp_path / "articles"], tmp_path / "index")
    write(tmp_path / "articles", "a", body="新。")
    build([tmp_path / "articles"], tmp_path / "elsewhere")
    assert [item.text for item in open_engine(tmp_path / "elsewhere").article("a").former] == ["旧。"]


def test_a_damaged_register_stops_the_build_and_is_named(tmp_path):
    write(tmp_path / "articles", "a")
    (tmp_path / "articles" / REGISTER).write_text("{}\n{}\n")
    with pytest.raises(RegisterError, match=r"register\.jsonl:1: "):
        build([tmp_path / "articles"], tmp_path / "index")


@pytest.mark.parametrize("number", [1, 13, 30])
def test_a_register_that_cannot_be_written_is_a_fault_and_the_index_is_built(tmp_path, monkeypatch, number):
    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    write(tmp_path / "articles", "a")
    monkeypatch.setattr("index.build.former.publish", refuse)
    report = build([tmp_path / "articles"], tmp_path / "index")
    assert report.articles == 1
    assert [type(fault) for fault in report.faults] == [RegisterError]
    assert "will not show the old text" in str(report.faults[0])


def test_a_manifest_says_what_made_the_index(rebuilt):
    manifest = rebuilt.backend.snapshot.generation.manifest
    assert manifest.tokenizer == rebuilt.segmenter.name
    assert manifest.articles == len(rebuilt.backend.snapshot.catalog)
    assert manifest.passages == sum(segment.reader.size for segment in rebuilt.backend.snapshot.segments)
    assert manifest.segments == len(rebuilt.backend.snapshot.segments)
    assert all((manifest.schema, manifest.dictionary, manifest.corpus, manifest.files))


def test_a_second_build_at_the_same_time_is_refused(tmp_path):
    write(tmp_path / "articles", "a")
    with building(tmp_path / "index"), pytest.raises(IndexBusy, match=f"process {os.getpid()}"):
        build([tmp_path / "articles"], tmp_path / "index")
    assert build([tmp_path / "articles"], tmp_path / "index").articles == 1
