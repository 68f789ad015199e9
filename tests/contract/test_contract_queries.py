"""Does every form of the query language, under filters and in every mode, find what a plain scan finds?"""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from oracle import listed
from strategies import queries

from search.check.sampling import Sampler
from search.check.selfcheck import selfcheck
from search.errors import SearchError
from search.query.request import MODES, Query
from web.pages.guide import EXAMPLES, SECTIONS

HELP = [(row.example, row.mode) for section in SECTIONS for row in section.rows]
FORMS = (
    *((text, "exact") for text in EXAMPLES),
    ("党建 | 服务", "exact"),
    ("服务 BEFORE 企业", "exact"),
    ("(党建 OR 红色) NEAR/30 企业", "exact"),
    ("党??引擎 OR 产*委", "exact"),
    ("“红色管家”", "exact"),
    ('"的 的"', "exact"),
    ("党建 kind:unplaced", "exact"),
    ("-kind:unplaced", "exact"),
    ("year:..2023 的", "exact"),
    ("year:2024.. -党建", "exact"),
    ("year:none", "exact"),
    ("author:记者甲 publication:青石日报", "exact"),
    ("region:none OR type:none", "exact"),
    ('"产业链党委" 服务企业发展', "all"),
    ('"产业链党委" 服务企业发展', "any"),
    ("title:党建 -发展服务", "any"),
)


def agree(oracle, query):
    """Hold a search against the scan: its totals, what stands where, and its pages."""
    wanted = [row.place for row in oracle.answer(query)]
    answers = oracle.engine.answers()
    match = answers.match(query)
    assert [(one.article, one.passage) for one in match.anchors()] == wanted
    articles = {article for article, _ in wanted}
    assert (match.total.passages, match.total.articles) == (len(wanted), len(articles))
    assert oracle.engine.count(query) == match.total
    return wanted


@pytest.mark.parametrize(("text", "mode"), [*HELP, *FORMS])
def test_every_form_of_the_help_page_finds_what_the_scan_finds(oracle, bundled_oracle, text, mode):
    for one in (oracle, bundled_oracle):
        articles = {article for article, _ in agree(one, Query(text, mode))}
        assert sorted(listed(one.engine, text=text, mode=mode)) == sorted(articles)


def test_the_examples_of_the_help_page_find_something(bundled):
    assert all(bundled.count(Query(text)).passages for text in EXAMPLES)


def test_searches_made_of_the_corpus_find_what_the_scan_finds(oracle, bundled_oracle):
    for one in (oracle, bundled_oracle):
        made = list(Sampler.of(one.engine.answers().view, 11).queries(150))
        found = [agree(one, query) for query in made]
        assert sum(map(bool, found)) > 75


@given(queries(), st.sampled_from(MODES), st.booleans())
def test_queries_of_any_shape_find_what_the_scan_finds(oracle, text, mode, mentioned):
    try:
        agree(oracle, Query(text, mode, mentioned=mentioned))
    except SearchError:
        assume(False)


@pytest.mark.parametrize("text", ["的", "党建 OR 服务", "", "红色引擎 -发展"])
def test_what_lies_on_the_shelf_is_left_out_and_counted(stepped, oracle, text):
    results = stepped.search(text)
    asked = stepped.search(text, kind="unplaced")
    assert results.unplaced == len(oracle.answer(Query(text).only("kind", "unplaced")))
    assert (asked.total.passages, asked.unplaced) == (results.unplaced, 0)


@pytest.mark.parametrize(("corpus", "seed"), [("bundled", 1), ("stepped", 2), ("rebuilt", 3)])
def test_the_self_check_finds_no_difference(engines, corpus, seed):
    found = selfcheck(engines[corpus], samples=120, seed=seed)
    assert found.differences == ()
    assert (found.recall, found.precision) == (1.0, 1.0)
    assert found.scanned == found.indexed == found.both > 100
    assert found.searches > 100
    assert found.clicks > 100
