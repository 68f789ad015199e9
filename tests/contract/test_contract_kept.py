"""Are answers kept for those who ask again, within bounds, and never beyond the state they answer for?"""

import tracemalloc

from search.query.request import Query


def test_an_answer_is_kept_for_its_request_and_state_of_the_corpus(corpus_of):
    corpus = corpus_of(a="一篇\n政务大厅的话。", b="二篇\n政务大厅的话。")
    engine = corpus.engine(kept=1)
    first = engine.search("政务大厅")
    assert engine.search("政务大厅") is first
    for other in (
        engine.search("政务大厅", mode="all"),
        engine.search("政务大厅", page=2),
        engine.search("政务大厅", year="none"),
        engine.run(first.query, why="a"),
    ):
        assert other is not first
    corpus.remove("b")
    assert engine.search("政务大厅").total.articles == 1


def test_what_is_kept_is_bounded_and_nothing_is_where_none_is_asked_for(corpus_of):
    corpus = corpus_of(**{f"a{number}": f"第{number}篇\n{'政务大厅的话。' * 40}" for number in range(30)})
    engine = corpus.engine(kept=0)
    assert engine.search("政务大厅") is not engine.search("政务大厅")
    engine = corpus.engine(kept=1)
    queries = [
        Query("政务大厅", size=size, page=page) for size in range(1, 31) for page in range(1, 1 + 30 // size)
    ]
    tracemalloc.start()
    try:
        engine.run(queries[0])
        before = tracemalloc.get_traced_memory()[0]
        for query in queries * 2:
            engine.run(query)
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 3_000_000
    assert engine.run(queries[-1]) is engine.run(queries[-1])
