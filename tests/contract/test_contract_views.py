"""Are a backend's own answers neutral, complete and of one state, whatever is built meanwhile?"""

import tracemalloc
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass

import pytest
from oracle import listed

from index.corpus.passages import KINDS
from index.facets.rows import FACETS, NONE
from search.check.scanning import EVERYTHING
from search.engine import Engine
from search.query.nodes import Everything, Gap, Wildcard
from search.query.request import Query

PLAIN = (int, float, str, bool, type(None))


def unlike(value):
    """Return the types that stand in a value and are not Python's own plain ones."""
    if is_dataclass(value):
        return {kind for field in fields(value) for kind in unlike(getattr(value, field.name))}
    if isinstance(value, Mapping):
        return {kind for pair in value.items() for one in pair for kind in unlike(one)}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return {kind for one in value for kind in unlike(one)}
    return set() if type(value) in PLAIN else {type(value)}


@pytest.mark.parametrize("text", ["党建", "产业链党委 OR 的", "-的", ""])
def test_every_value_is_of_a_plain_type(stepped, text):
    answers = stepped.answers()
    view, match = answers.view, answers.match(Query(text, "all"))
    (first, *_) = match.anchors()
    given = {
        "about": view.about,
        "values": [view.values(facet, widened=True) for facet in FACETS],
        "words": view.words("党", 5),
        "standing": list(view.standing(Wildcard(("党", Gap(0, 2), "引")), 5)),
        "article": view.article(first.article),
        "former": [view.former(one.article) for one in match.anchors()],
        "holder": view.holder(first.passage[:12], ""),
        "total": (match.total, match.unplaced),
        "page": match.page(5),
        "counts": [match.counts(facet) for facet in FACETS],
        "anchors": first,
        "stream": list(match.stream()),
        "has": view.has("region", "510000"),
    }
    assert {name: unlike(value) for name, value in given.items() if unlike(value)} == {}
    assert all(given.values())


# ---------------------------------------------------------------- what a view tells of its state


def test_a_view_says_how_much_it_holds(stepped, oracle, stepped_corpus):
    about = stepped.answers().view.about
    assert about == stepped.about()
    assert about.passages == len(oracle.rows)
    assert about.articles == len({row.record.id for row in oracle.rows})
    assert about.tokenizer == stepped.segmenter.name
    assert all([about.generation, about.corpus, about.dictionary, about.schema, about.bytes])
    assert stepped.location
    assert stepped.fault is None
    assert stepped.verify() == ""
    assert stepped.verified == about.generation


def test_values_are_those_of_the_articles_and_all_above_them(stepped, oracle):
    view = stepped.answers().view
    records = {row.record.id: row.record for row in oracle.rows}.values()
    for facet in FACETS:
        for widened in (False, True):
            values = view.values(facet, widened=widened)
            assert list(values) == list(view.values(facet, widened=widened))
            assert len(values) == len(set(values))
            if facet.of_article:
                wanted = {value for one in records for value in facet.values(one, widened=widened)}
                assert set(values) == wanted
            else:
                assert set(values) == set(KINDS)


def test_a_view_has_the_values_of_its_articles_mentioned_ones_too(stepped):
    view = stepped.answers().view
    for facet in FACETS:
        for value in view.values(facet, widened=True):
            assert view.has(facet.name, value) == facet.of_article
        assert not view.has(facet.name, "没有的值")
        assert not view.has(facet.name, "")
    assert view.has("region", NONE)


def test_a_pattern_gives_texts_that_hold_it(stepped, oracle):
    pattern = Wildcard(("党", Gap(0, 2), "领"))
    given = list(stepped.answers().view.standing(pattern, 3))
    places = oracle.places(pattern)
    texts = {row.passage.text for row in oracle.rows if row.place in places}
    assert given
    assert set(given) <= texts
    assert list(stepped.answers().view.standing(Wildcard(("鑫", Gap(1, 1), "龘")), 3)) == []


# ---------------------------------------------------------------- anchors and streams


@pytest.mark.parametrize("text", ["的", "党建 OR 服务企业", "-的", "", "无此字串"])
@pytest.mark.parametrize("name", ["bundled", "stepped", "rebuilt"])
def test_a_stream_yields_what_is_counted_as_the_articles_have_it(engines, name, text):
    engine = engines[name]
    answers = engine.answers()
    match = answers.match(Query(text))
    anchors, stream = list(match.anchors()), list(match.stream())
    assert [(one.article, one.passage) for one in anchors] == [
        (one.record.id, one.passage.id) for one in stream
    ]
    assert len(anchors) == match.total.passages
    articles = list(dict.fromkeys(one.article for one in anchors))
    assert articles == sorted(articles)
    assert len(articles) == match.total.articles
    for article in articles:
        stored = answers.view.article(article)
        own = [one for one in stream if one.record.id == article]
        assert all(one.record == stored.record for one in own)
        there = [one.passage for one in own]
        assert there == [one for one in stored.passages if one in there]
    assert sorted(listed(engine, text=text)) == articles


def test_everything_is_yielded_where_every_kind_is_asked_for(stepped, oracle):
    match = stepped.answers().view.match(EVERYTHING, Everything())
    assert [(one.article, one.passage) for one in match.anchors()] == [row.place for row in oracle.rows]
    assert [one.passage.text for one in match.stream()] == [row.passage.text for row in oracle.rows]


def test_a_stream_holds_one_article_at_a_time(corpus_of):
    bodies = [
        "\n\n".join(f"第{n}篇第{part}段，" + "党建引领发展" * 500 for part in range(9)) for n in range(80)
    ]
    engine = corpus_of(**{f"a{number:02d}": f"题\n{body}" for number, body in enumerate(bodies)}).engine()
    match = engine.answers().match(Query("党建引领"))
    size = sum(len(one.passage.text) for one in match.stream())
    tracemalloc.start()
    try:
        yielded = sum(1 for _ in match.stream())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert yielded == match.total.passages == 720
    assert peak < size / 4


# ---------------------------------------------------------------- one state, whatever is built meanwhile


FIRST = {"a": "一\n产业链党委的故事。", "b": "二\n营商环境的故事。"}
SECOND = {"a": "一\n产业链的新故事。", "c": "三\n产业链党委的另一个故事。\n\n又见产业链党委。"}


def told(answers):
    """Return all that answers of a state say."""
    match = answers.match(Query("故事"))
    return (
        [
            answers.run(Query(text, mode))
            for text in ("产业链党委", "产业练党委", "")
            for mode in ("exact", "any")
        ],
        [answers.article(name, Query("故事")) for name in ("a", "b", "c")],
        answers.complete("产业", limit=5),
        [*match.anchors(), *match.stream()],
        answers.view.about,
        [answers.view.values(facet, widened=True) for facet in FACETS],
    )


def test_a_view_answers_from_its_state_after_a_build(corpus_of):
    corpus = corpus_of(**FIRST)
    engine = corpus.engine()
    untouched = engine.answers()
    before, pinned = told(engine.answers()), engine.answers()
    match = pinned.match(Query("故事"))
    begun = match.stream()
    next(begun)
    corpus.write(SECOND)
    corpus.remove("b")
    assert told(pinned) == before
    assert told(untouched) == before
    assert 1 + len(list(begun)) == match.total.passages == 2
    after = engine.answers()
    assert told(after) != before
    assert after.view.about.generation != pinned.view.about.generation
    assert engine.article("b").gone
    assert engine.search("产业链党委").hits[0].article.id == "c"


class Interrupted:
    """A backend, one of its views or a match: whatever is asked, something happens first."""

    def __init__(self, asked, happens):
        self._asked, self._happens = asked, happens

    def __getattr__(self, name):
        self._happens()
        value = getattr(self._asked, name)
        if name not in ("view", "match"):
            return value
        return lambda *arguments: Interrupted(value(*arguments), self._happens)


@pytest.mark.parametrize("text", ["产业链党委", "产业练党委"])
@pytest.mark.parametrize("share", [0.0, 0.2, 0.4, 0.6, 0.8, 0.95])
def test_one_answer_is_of_one_state_though_a_build_ends_at_any_step(corpus_of, text, share):
    corpus = corpus_of(**FIRST)
    plain = corpus.engine()
    query, steps, asked = Query(text), 0, 0
    states = [plain.run(query)]

    def happens():
        nonlocal asked
        asked += 1
        if steps and asked == int(share * steps) + 1:
            corpus.write(SECOND)
            states.append(plain.run(query))

    for _ in range(2):  # the first counts the steps
        answered = Engine(Interrupted(plain.backend, happens), plain.segmenter).run(query)
        assert answered in states
        steps, asked = asked, 0
    assert states[0].generation != states[1].generation
    assert (states[0].total, states[0].suggestions) != (states[1].total, states[1].suggestions)
