import pytest

from index.build.build import build
from search.engine import Engine
from search.errors import FilterError, QueryLimitError
from search.remote.opening import open_engine


def test_an_ambiguous_region_is_refused_with_its_choices(bundled):
    with pytest.raises(FilterError) as caught:
        bundled.search("党建", region="鼓楼区")
    assert len(caught.value.choices) > 1


@pytest.mark.parametrize(("page", "size"), [(101, 100), (1, 101), (10_001, 1)])
def test_one_above_a_limit_is_refused(bundled, page, size):
    with pytest.raises(QueryLimitError):
        bundled.search("党建", page=page, size=size)
    assert bundled.search("党建", page=100, size=100).total.passages


def test_a_notebook_shows_results_with_text_escaped(tmp_path):
    (tmp_path / "articles").mkdir()
    text = "---\nid: a\ntitle: <b>党建</b>\n---\n\n<script>党建</script>\n"
    (tmp_path / "articles/a.md").write_text(text, "utf-8")
    build([tmp_path / "articles"], tmp_path / "index")
    results = open_engine(tmp_path / "index").search("党建")
    html = results._repr_html_()
    assert "&lt;script&gt;<mark>党建</mark>" in html
    assert "<script>" not in html
    assert "1 articles" in repr(results)


def test_an_engine_is_warmed_before_there_is_an_index(tmp_path):
    engine = Engine.at(tmp_path / "index")
    engine.warm()
    assert engine.segmenter._cuts
    assert engine.names._labels[("region", "", "zh")] == ""
