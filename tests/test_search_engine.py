from concurrent.futures import ThreadPoolExecutor

import pytest

import search.answers
from index.build.build import build
from search.engine import open_engine
from search.errors import FilterError, QueryLimitError
from search.query.parser import parse
from search.query.request import MODES, Query

QUERIES = (
    "党建",
    "产业链党委",
    "的",
    "AI",
    "营商环境 OR 接诉即办",
    "党*建",
    "服务企业 -的",
    "一网一号 NEAR/30 的",
    "",
)


def answer(engine, query):
    results = engine.run(query)
    hits = [(hit.article.id, hit.score, hit.more, tuple(p.id for p in hit.passages)) for hit in results.hits]
    return results.total, hits, results.facets


@pytest.mark.parametrize("text", QUERIES)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("sort", ["relevance", "newest", "title"])
def test_an_index_built_in_steps_answers_and_scores_as_one_rebuilt(stepped, rebuilt, text, mode, sort):
    query = Query(text, mode, sort=sort)
    assert answer(stepped, query) == answer(rebuilt, query)


@pytest.mark.parametrize("text", QUERIES)
def test_pages_are_a_partition_of_the_results(stepped, text):
    whole = stepped.run(Query(text, size=100))
    pages = [
        stepped.run(Query(text, page=page, size=7)).hits for page in range(1, whole.total.articles // 7 + 2)
    ]
    ids = [hit.article.id for page in pages for hit in page]
    assert ids[:100] == [hit.article.id for hit in whole.hits]
    assert len(ids) == len(set(ids)) == whole.total.articles


@pytest.mark.parametrize("text", ["党建", "产业链党委 OR 营商环境"])
def test_the_parts_of_a_score_sum_to_the_score(bundled, text):
    for mode in MODES:
        hits = bundled.search(text, mode=mode).hits
        assert hits
        for hit in hits:
            for passage in hit.passages:
                assert sum(one.score for one in passage.summands) == pytest.approx(passage.score, rel=1e-4)


def test_eight_threads_give_the_answers_of_one(stepped):
    asked = [Query(text, mode) for text in QUERIES for mode in MODES] * 3
    alone = [answer(stepped, query) for query in asked]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda query: answer(stepped, query), asked)) == alone


def test_a_search_without_hits_says_what_wider_modes_find(bundled):
    results = bundled.search("产业链的党委")
    assert results.total.passages == 0
    for one in results.relaxations:
        total = bundled.search("产业链的党委", mode=one.mode).total
        assert (one.articles, one.passages) == (total.articles, total.passages)
    assert results.relaxations


def test_a_misspelt_run_is_offered_as_the_corpus_spells_it(bundled):
    (first, *_) = bundled.search("产业练党委").suggestions
    assert (first.text, first.reason) == ("产业链党委", "spelling")
    assert first.passages == bundled.search(first.text).total.passages


def test_only_negation_gives_everything_else_newest_first(bundled):
    results = bundled.search("-产业链党委")
    everything = bundled.search("", kind=["title", "heading", "paragraph", "caption"])
    assert results.total.passages == everything.total.passages - bundled.search("产业链党委").total.passages
    assert not any(passage.spans for hit in results.hits for passage in hit.passages)


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


def test_a_changed_passage_is_shown_beside_its_old_text(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    moving = "全部搬走的一段话，连同它的前因后果一起搬走。"
    body = f"青石市今年选派了八十名指导员到企业去。\n\n{moving}\n\n再也没有的内容。\n"
    text = f"---\nid: a\ntitle: 一\n---\n\n{body}"
    (folder / "a.md").write_text(text, "utf-8")
    build([folder], tmp_path / "index")
    engine = open_engine(tmp_path / "index")
    _, changed, moved, gone = [passage.id for passage in engine.article("a").passages]
    (folder / "a.md").write_text(
        "---\nid: a\ntitle: 一\n---\n\n青石市今年选派了九十名指导员到企业去。\n", "utf-8"
    )
    (folder / "b.md").write_text(f"---\nid: b\ntitle: 二\n---\n\n{moving}\n", "utf-8")
    build([folder], tmp_path / "index")
    former = {one.id: one for one in engine.article("a").former}
    assert (former[changed].state, former[changed].now) == (
        "changed",
        "青石市今年选派了九十名指导员到企业去。",
    )
    assert (former[moved].state, former[moved].article) == ("moved", "b")
    assert former[gone].state == "gone"
    (folder / "a.md").unlink()
    build([folder], tmp_path / "index")
    assert engine.article("a").gone
    assert engine.article("never-there") is None


def test_an_answer_is_of_one_generation_though_a_build_ends_meanwhile(tmp_path, monkeypatch):
    folder, index = tmp_path / "articles", tmp_path / "index"
    folder.mkdir()
    (folder / "a.md").write_text("---\nid: a\ntitle: 题\n---\n\n甲产业链党委。\n", "utf-8")
    build([folder], index)
    engine = open_engine(index)
    before = engine.run(Query("产业练党委"))

    def read_while_a_build_ends(text):
        monkeypatch.undo()
        (folder / "b.md").write_text("---\nid: b\ntitle: 题\n---\n\n乙产业链党委。\n", "utf-8")
        build([folder], index)
        return parse(text)

    monkeypatch.setattr(search.answers, "parse", read_while_a_build_ends)
    answer = engine.run(Query("产业练党委"))
    assert engine.about().generation != answer.generation
    assert (answer.relaxations, answer.suggestions) == (before.relaxations, before.suggestions)
    assert answer.suggestions != engine.run(Query("产业练党委")).suggestions
