"""Is what matches better ranked higher, and is every score explained?"""

from dataclasses import replace

import pytest

from index.text.folding import fold
from search.query.nodes import Text
from search.query.request import MODES, Query

QUERIES = ("党建", "的", "产业链党委 OR 服务企业", "红色*擎", "党建 NEAR/20 的", "一网一号 -的")


def passages(engine, text, **more):
    """Return the passages shown of all that is found, explained, by their texts."""
    query = engine.search(text, size=100, **more).query
    return {one.text: one for hit in explained(engine, query) for one in hit.passages}


def explained(engine, query):
    """Return the hits of a query, each as it is when it is asked why."""
    return [
        engine.run(replace(query, page=number, size=1), why=hit.article.id).hits[0]
        for number, hit in enumerate(engine.run(query).hits, 1)
    ]


def summands(hit):
    return {(one.field, one.term): one for one in hit.summands}


@pytest.mark.parametrize("corpus", ["bundled", "stepped"])
@pytest.mark.parametrize("text", QUERIES)
@pytest.mark.parametrize("mode", MODES)
def test_the_parts_of_a_score_sum_to_the_score(engines, corpus, text, mode):
    for hit in explained(engines[corpus], Query(text, mode)):
        for passage in hit.passages:
            assert sum(one.score for one in passage.summands) == pytest.approx(passage.score, rel=1e-4)
            assert passage.score > 0
        assert hit.score == hit.passages[0].score


@pytest.mark.parametrize("text", ["的", "产业链党委"])
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


def test_a_word_of_the_title_counts_for_every_passage_of_the_article(corpus_of):
    body = "甲县修了水渠。\n\n别处也修水渠，说来话长。"
    others = {f"other-{n}": f"题{n}\n别的话。" for n in range(9)}
    engine = corpus_of(a=f"无题\n{body}", b=f"红旗渠的故事\n{body}", **others).engine()
    hits = explained(engine, Query("红旗渠 OR 水渠"))
    assert [hit.article.id for hit in hits] == ["b", "a"]
    told, other = ({one.text: one for one in hit.passages}["甲县修了水渠。"] for hit in hits)
    assert told.score > other.score
    by_title = {key: one for key, one in summands(told).items() if key[0] == "title_words"}
    assert by_title
    assert all(term in "红旗渠的故事" and one.tf == 1 for (_, term), one in by_title.items())
    assert {field for field, _ in summands(other)} == {"words", "grams"}


def test_a_heading_weighs_more_than_the_same_words_in_a_paragraph(corpus_of):
    engine = corpus_of(a="甲\n## 红旗渠的故事\n\n别的话。", b="乙\n红旗渠的故事").engine()
    heading, paragraph = (hit.passages[0] for hit in explained(engine, Query("红旗渠")))
    assert heading.kind == "heading"
    assert heading.score == pytest.approx(1.2 * paragraph.score, rel=1e-5)
    assert {field for field, _ in summands(heading)} == {"words", "grams"}


def test_a_term_counts_once_in_the_passage_or_in_the_title_whichever_gives_more(corpus_of):
    engine = corpus_of(
        a="红旗渠\n红旗渠，红旗渠，红旗渠。\n\n红旗渠边有很多别的话，此处从略，不再说了。", b="乙\n别的话。"
    ).engine()
    hit = explained(engine, Query("红旗渠"))[0]
    for one in hit.passages:
        terms = [(part.field.removeprefix("title_"), part.term) for part in one.summands]
        assert len(terms) == len(set(terms))
    rich = next(one for one in hit.passages if one.text.count("红旗渠") == 3)
    assert any(part.field == "words" and part.tf == 3 for part in rich.summands)


def test_a_title_that_holds_the_run_or_stands_in_it_puts_its_article_first(corpus_of):
    body = "红旗渠怎样修成，这里说说。"
    engine = corpus_of(a=f"渠旗红\n{body}", b=f"红旗渠记\n{body}", c=f"红旗渠\n{body}").engine()
    hits = explained(engine, Query("红旗渠"))
    assert {hit.article.id for hit in hits[:2]} == {"b", "c"}
    assert all(("run_in_title", "红旗渠") in summands(one) for hit in hits[:2] for one in hit.passages)
    asked = explained(engine, Query("红旗渠怎样修成", "any"))
    assert asked[0].article.id == "c"
    assert ("title_in_query", "红旗渠") in summands(asked[0].passages[0])
    assert not any(field == "title_in_query" for field, _ in summands(asked[1].passages[0]))


def test_words_that_most_passages_have_are_scored_only_where_nothing_else_is(corpus_of):
    engine = corpus_of(**{f"a{n}": f"题{n}\n大家的事，第{n}件。\n\n大家的话。" for n in range(9)}).engine()
    parts = {
        term for hit in explained(engine, Query("大家的话", "any")) for _, term in summands(hit.passages[0])
    }
    assert "大家的话" in parts
    assert "的" not in parts
    alone = explained(engine, Query("的"))[0].passages[0]
    assert ("words", "的") in summands(alone)
    assert alone.score > 0


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
        found = explained(stepped, query)
        assert found
        assert {hit.score for hit in found} == {0.0}
        assert not any(one.summands for hit in found for one in hit.passages)


def test_summands_are_made_for_what_is_asked_about_alone(stepped):
    first, second, *_ = stepped.search("党建").hits
    assert not any(one.summands for hit in (first, second) for one in hit.passages)
    whole = stepped.run(Query("党建"), why=second.article.id).hits
    assert [bool(one.summands) for one in whole[0].passages] == [False] * len(whole[0].passages)
    assert all(one.summands for one in whole[1].passages)
    best = second.passages[0].id
    single = stepped.run(Query("党建"), why=f"{second.article.id}/{best}").hits[1]
    assert {one.id for one in single.passages if one.summands} == {best}
    for unknown in ("no-such", f"{second.article.id}/000000000000", "/", "//"):
        assert stepped.run(Query("党建"), why=unknown).hits == stepped.run(Query("党建")).hits


def test_a_title_is_marked_though_other_passages_are_better(corpus_of):
    body = "\n\n".join(f"红旗渠第{number}段，红旗渠。" for number in range(5))
    engine = corpus_of(a=f"说红旗渠\n{body}").engine()
    hit = engine.search("红旗渠 OR 段").hits[0]
    assert "title" not in {one.kind for one in hit.passages}
    assert hit.spans == ((1, 4),)
    assert engine.search("段 -丙").hits[0].spans == ()


def test_scores_do_not_depend_on_the_filters(stepped):
    every = passages(stepped, "党建")
    for text, one in passages(stepped, "党建", region="四川省").items():
        assert text not in every or every[text].score == one.score
    assert Text("党建").folded in fold(next(iter(every)))
