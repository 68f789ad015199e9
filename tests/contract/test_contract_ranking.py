"""Is what matches better ranked higher, and is every score explained?"""

import pytest

from index.text.folding import fold
from search.query.nodes import Text
from search.query.request import MODES, Query

QUERIES = ("党建", "的", "产业链党委 OR 服务企业", "红色*擎", "党建 NEAR/20 的", "一网一号 -的")


def passages(engine, text, **more):
    return {one.text: one for hit in engine.search(text, size=100, **more).hits for one in hit.passages}


def summands(hit):
    return {(one.field, one.term): one for one in hit.summands}


@pytest.mark.parametrize("corpus", ["bundled", "stepped"])
@pytest.mark.parametrize("text", QUERIES)
@pytest.mark.parametrize("mode", MODES)
def test_the_parts_of_a_score_sum_to_the_score(engines, corpus, text, mode):
    for hit in engines[corpus].search(text, mode=mode).hits:
        for passage in hit.passages:
            assert sum(one.score for one in passage.summands) == pytest.approx(passage.score, rel=1e-4)
            assert passage.score > 0
        assert hit.score == hit.passages[0].score


@pytest.mark.parametrize("text", ["党建", "的", "产业链党委", "ＡＩ技术"])
def test_a_summand_says_how_often_its_term_stands_here_and_in_how_many_passages(stepped, oracle, text):
    cut = stepped.answers().wording("all").cut
    words = [cut(row.passage.text) for row in oracle.rows]
    for one in passages(stepped, text).values():
        for part in one.summands:
            folded = fold(one.text)
            if part.field == "words":
                assert part.df == sum(part.term in own for own in words)
                assert part.tf == stepped.segmenter.words(one.text).count(part.term)
            elif part.field == "grams":
                assert part.df == sum(part.term in row.scanned.folded for row in oracle.rows)
                assert part.tf == sum(folded.startswith(part.term, i) for i in range(len(folded)))


@pytest.mark.parametrize("text", QUERIES)
@pytest.mark.parametrize("mode", MODES)
def test_the_best_articles_come_first_and_equal_ones_by_id(stepped, text, mode):
    hits = stepped.run(Query(text, mode, size=100)).hits
    order = [(-hit.score, hit.article.id) for hit in hits]
    assert order == sorted(order)


def test_titles_and_headings_weigh_more_than_the_same_words_in_the_body(corpus_of):
    engine = corpus_of(
        a="红旗渠的故事\n别的话。", b="题目\n## 红旗渠的故事\n\n别的话。", c="题目\n红旗渠的故事"
    ).engine()
    hits = engine.search("红旗渠").hits
    assert [hit.article.id for hit in hits] == ["a", "b", "c"]
    title, heading, paragraph = (hit.passages[0] for hit in hits)
    assert title.score == pytest.approx(1.5 * paragraph.score, rel=1e-5)
    assert heading.score == pytest.approx(1.2 * paragraph.score, rel=1e-5)
    assert ("boost", "title") in summands(title)
    assert ("boost", "heading") in summands(heading)
    assert {field for field, _ in summands(paragraph)} == {"words", "grams"}


def test_a_run_that_stands_as_typed_gains_where_it_is_searched_by_its_words(corpus_of):
    engine = corpus_of(a="甲\n企业的服务很多。", b="乙\n服务企业很多的。").engine()
    found = passages(engine, "服务企业", mode="all")
    assert ("whole", "服务企业") in summands(found["服务企业很多的。"])
    assert ("whole", "服务企业") not in summands(found["企业的服务很多。"])
    assert list(found) == ["服务企业很多的。", "企业的服务很多。"]
    assert not any(
        field == "whole" for one in passages(engine, "服务企业").values() for field, _ in summands(one)
    )


def test_rarer_words_more_of_them_and_shorter_passages_weigh_more(corpus_of):
    filler = "，此处是别的话" * 9
    engine = corpus_of(
        a=f"甲\n水库，农田{filler}。", b=f"乙\n水库，水库{filler}。", c=f"丙\n水库，溪流{filler}{filler}。"
    ).engine()
    hits = engine.search("水库").hits
    assert [hit.article.id for hit in hits] == ["b", "a", "c"]
    rare = engine.search("水库 OR 农田", mode="any").hits
    assert rare[0].article.id == "a"


def test_without_anything_to_rank_by_nothing_is_scored(stepped):
    for query in (Query(), Query("-的"), Query("year:2024"), Query().only("kind", "title")):
        found = stepped.run(query).hits
        assert found
        assert {hit.score for hit in found} == {0.0}
        assert not any(one.summands for hit in found for one in hit.passages)


def test_scores_do_not_depend_on_the_filters(stepped):
    every = passages(stepped, "党建")
    for text, one in passages(stepped, "党建", region="四川省").items():
        assert text not in every or every[text].score == one.score
    assert Text("党建").folded in fold(next(iter(every)))
