"""Are totals, pages, orders, suggestions and completions those of the corpus, however it was taken up?"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from operator import attrgetter

import pytest
from oracle import listed

from index.labels.record import ArticleRecord
from index.text.folding import fold
from search.query.request import MODES, SORTS, Query

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


@pytest.mark.parametrize("text", ["党建", "服务企业 -的"])
def test_all_passages_and_all_records_of_a_search_can_be_had(stepped, text):
    pages = [stepped.run(Query(text, page=page, size=100, sort="newest"), shown=1_000) for page in (1, 2)]
    hits = [hit for page in pages for hit in page.hits]
    assert sum(len(hit.passages) for hit in hits) == pages[0].total.passages > len(hits)
    assert {hit.more for hit in hits} == {0}
    few = stepped.run(Query(text, size=100, sort="newest")).hits
    assert [hit.passages[:3] for hit in pages[0].hits] == [hit.passages for hit in few]
    records = [*stepped.records(Query(text))]
    assert records == sorted((hit.article for hit in hits), key=attrgetter("id"))


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


# ---------------------------------------------------------------- orders and pages


def order_of(sort):
    """Return the key by which articles stand; those with equal keys stand by id."""

    def newest(record: ArticleRecord):
        year, month, day = [*map(int, filter(None, record.published.split("-"))), 0, 0, 0][:3]
        return [-year, -month, -day]

    def oldest(record: ArticleRecord):
        return (not record.published, [-part for part in newest(record)])

    return {"newest": newest, "oldest": oldest, "title": attrgetter("title")}[sort]


@pytest.mark.parametrize("sort", ["newest", "oldest", "title"])
@pytest.mark.parametrize("text", ["", "的", "党建 OR 服务"])
def test_articles_stand_in_the_order_asked_for_and_equal_ones_by_id(stepped, oracle, text, sort):
    records = {row.record.id: row.record for row in oracle.answer(Query(text))}
    wanted = sorted(sorted(records.values(), key=attrgetter("id")), key=order_of(sort))
    assert listed(stepped, text=text, sort=sort) == [record.id for record in wanted]


@pytest.mark.parametrize("sort", SORTS)
def test_paging_to_the_end_repeats_and_misses_nothing(stepped, oracle, sort):
    pages = [stepped.run(Query("的", "any", sort=sort, page=page, size=3)).hits for page in range(1, 41)]
    ids = [hit.article.id for page in pages for hit in page]
    assert sorted(ids) == sorted({row.record.id for row in oracle.answer(Query("的", "any"))})
    assert stepped.run(Query("的", "any", sort=sort, page=3_333, size=3)).hits == ()


@pytest.mark.parametrize("shown", [1, 2, 1_000])
def test_a_page_shows_the_best_passages_of_each_article_and_counts_the_others(stepped, oracle, shown):
    query = Query("党建 OR 的", size=100)
    own = Counter(row.record.id for row in oracle.answer(query))
    texts = {row.place: row.passage for row in oracle.rows}
    groups = stepped.answers().match(query).page(shown)
    for group in groups:
        assert len(group.passages) == min(shown, own[group.record.id])
        assert len(group.passages) + group.more == own[group.record.id]
        order = [(-one.score, texts[group.record.id, one.passage.id].number) for one in group.passages]
        assert order == sorted(order)
    assert {group.record.id for group in groups} <= own.keys()
    assert len(groups) == min(len(own), 100)


# ---------------------------------------------------------------- suggestions and completions


@pytest.mark.parametrize("beginning", ["党", "产业", "企业", "a", "20", "ＡＩ", "无此"])
def test_words_are_those_of_most_passages_and_counted_as_they_stand_now(stepped, oracle, beginning):
    words = Counter()
    cut = stepped.answers().wording("all").cut
    for row in oracle.rows:
        words.update(set(cut(row.passage.text)))
    own = [(word, many) for word, many in words.items() if word.startswith(fold(beginning))]
    wanted = sorted(own, key=lambda pair: (-pair[1], pair[0]))[:4]
    assert list(stepped.answers().view.words(fold(beginning), 4)) == wanted


def test_completions_name_places_and_types_then_words(bundled):
    found = bundled.suggest("四川", limit=6)
    assert (found[0].kind, found[0].value) == ("region", "510000")
    assert bundled.search("", region=found[0].value).total.passages
    words = [one for one in bundled.suggest("产业", limit=8) if one.kind == "word"]
    assert words
    assert all(one.passages and one.text.startswith("产业") for one in words)
    assert bundled.suggest("", limit=6) == ()


def test_a_suggestion_finds_what_it_says(stepped):
    for text in ("产业练党委", "营商还境", "红涩引擎", "基曾治理"):
        results = stepped.search(text)
        assert results.total.passages == 0
        for one in results.suggestions:
            total = stepped.search(one.text).total
            assert (one.articles, one.passages) == (total.articles, total.passages)
        assert results.suggestions


@pytest.mark.parametrize("text", ["产业练党委", "党  建领导的引擎"])
def test_wider_modes_are_offered_with_what_they_find_and_never_taken(stepped, text):
    for mode in MODES:
        results = stepped.search(text, mode=mode)
        wider = MODES[MODES.index(mode) + 1 :]
        totals = {other: stepped.search(text, mode=other).total for other in wider}
        wanted = [(other, one.articles, one.passages) for other, one in totals.items() if one.passages]
        offered = [(one.mode, one.articles, one.passages) for one in results.relaxations]
        assert offered == ([] if results.total.passages else wanted)
        assert results.query.mode == mode
