import pytest

from index.build import build
from search.engine import open_engine


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("jia", "yi", "bing"):
        write(folder, name, f"{name}：党建引领。")
    return folder, tmp_path / "index"


def write(folder, name, text, *, own=""):
    (folder / f"{name}.md").write_text(f"---\nid: {own or name}\ntitle: {name}\n---\n\n{text}\n", "utf-8")


def test_nothing_changed_makes_no_new_generation(corpus):
    folder, index = corpus
    first = build([folder], index)
    again = build([folder], index)
    assert again.generation == first.generation
    assert (first.added, again.untouched) == (3, 3)


def test_added_changed_and_removed_articles_are_told_apart(corpus):
    folder, index = corpus
    build([folder], index)
    write(folder, "ding", "新来的党建。")
    write(folder, "yi", "改了的党建。")
    (folder / "bing.md").unlink()
    report = build([folder], index)
    assert (report.added, report.changed, report.removed, report.untouched) == (1, 1, 1, 1)
    assert {hit.article["id"] for hit in open_engine(index).search("党建").hits} == {"jia", "yi", "ding"}


def test_a_broken_article_is_named_with_its_line_and_the_others_are_indexed(corpus):
    folder, index = corpus
    (folder / "yi.md").write_text("---\nid: yi\ntitle: 乙\npublished: 2024-13\n---\n", "utf-8")
    report = build([folder], index)
    (fault,) = report.faults
    assert fault.path.endswith("yi.md")
    assert fault.line == 4
    assert report.articles == 2


def test_an_article_that_breaks_leaves_the_index_and_comes_back_when_mended(corpus):
    folder, index = corpus
    build([folder], index)
    (folder / "yi.md").write_text("没有开头", "utf-8")
    assert build([folder], index).articles == 2
    assert build([folder], index).articles == 2
    write(folder, "yi", "又好了。")
    assert build([folder], index).articles == 3


def test_of_two_files_with_one_id_the_second_is_a_fault(corpus):
    folder, index = corpus
    write(folder, "zzz", "同名。", own="jia")
    report = build([folder], index)
    (fault,) = report.faults
    assert fault.path.endswith("zzz.md")
    assert "jia.md" in str(fault)
    assert open_engine(index).search("同名").total.passages == 0


def test_segments_stay_few_however_often_something_changes(corpus):
    folder, index = corpus
    for number in range(30):
        write(folder, f"n{number}", f"第{number}次党建。")
        build([folder], index)
    engine = open_engine(index)
    assert len(engine.snapshot.segments) <= 8
    assert engine.search("党建").total.articles == 33


def test_a_rebuild_gives_one_segment_and_the_same_answers(corpus):
    folder, index = corpus
    build([folder], index)
    write(folder, "yi", "改了的党建。")
    build([folder], index)
    before = [(hit.article["id"], hit.score) for hit in open_engine(index).search("党建").hits]
    build([folder], index, rebuild=True)
    engine = open_engine(index)
    assert len(engine.snapshot.segments) == 1
    assert [(hit.article["id"], hit.score) for hit in engine.search("党建").hits] == before


def test_a_running_engine_sees_the_new_generation(corpus):
    folder, index = corpus
    build([folder], index)
    engine = open_engine(index)
    assert engine.search("接诉即办").total.passages == 0
    write(folder, "yi", "接诉即办。")
    build([folder], index)
    assert engine.search("接诉即办").total.passages == 1


def test_empty_folders_make_an_empty_index(tmp_path):
    (tmp_path / "articles").mkdir()
    assert build([tmp_path / "articles"], tmp_path / "index").articles == 0
    results = open_engine(tmp_path / "index").search("党建")
    assert (results.total.articles, results.hits) == (0, ())
