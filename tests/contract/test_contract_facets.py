"""Do the numbers of facets hold: what is shown is what a click gives, in trees and flat lists alike?"""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.facets.rows import FACETS, NONE
from search.errors import FilterError
from search.query.fields import FACET_NAMES
from search.query.request import Filter, Query

TEXTS = (
    "",
    "党建",
    "的",
    "产业链党委",
    "营商环境 OR 接诉即办",
    "党 -建",
    "党建 NEAR/20 服务",
    "不存在的字串",
)


def counts(engine, query):
    return {
        (name, one.value): (one.articles, one.passages)
        for name, values in every_facet(engine, query).items()
        for one in values
    }


def every_facet(engine, query):
    """Return the values of all facets, those that stand beside results as these show them."""
    beside = engine.run(query).facets
    return {name: beside[name] if name in beside else engine.facet(query, name) for name in FACET_NAMES}


@pytest.fixture(scope="module")
def stated(stepped):
    """Return all values that articles have."""
    return sorted(counts(stepped, Query("的")) | counts(stepped, Query()))


@pytest.fixture(scope="module")
def named(stepped):
    """Return all values that articles have or mention."""
    return sorted(counts(stepped, Query(mentioned=True)))


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_a_number_is_the_result_when_its_value_alone_is_chosen_in_its_facet(stepped, stated, data):
    picked = data.draw(st.lists(st.sampled_from(stated), max_size=3, unique=True))
    excluded = data.draw(st.lists(st.booleans(), min_size=3, max_size=3))
    filters = tuple(Filter(*one, exclude=no) for one, no in zip(picked, excluded, strict=False))
    query = Query(
        data.draw(st.sampled_from(TEXTS)),
        data.draw(st.sampled_from(["exact", "all", "any"])),
        filters,
        mentioned=data.draw(st.booleans()),
    )
    shown = sorted(counts(stepped, query).items())
    if not shown:
        return
    (facet, value), number = data.draw(st.sampled_from(shown))
    total = stepped.run(query.only(facet, value)).total
    assert (total.articles, total.passages) == number


def test_an_excluded_value_counts_nothing_and_neither_does_what_lies_in_it(stepped):
    free, without = (
        {one.value: one for one in results.facets["region"]}
        for results in (stepped.run(Query()), stepped.search(region="-511000"))
    )
    assert free["511002"].articles > 0
    assert (without["511000"].articles, without["511000"].passages) == (0, 0)
    assert without["511000"].excluded
    assert "511002" not in without
    assert 0 < without["510000"].articles < free["510000"].articles
    kinds = {one.value: one for one in stepped.search(kind="-heading").facets["kind"]}
    assert (kinds["heading"].articles, kinds["heading"].passages, kinds["heading"].excluded) == (0, 0, True)


def test_choosing_two_values_of_one_facet_gives_the_union(stepped):
    values = [one.value for one in stepped.run(Query("的")).facets["type"]][:2]
    both = replace(Query("的"), filters=tuple(Filter("type", value) for value in values))
    single = [stepped.run(Query("的").only("type", value)).total.articles for value in values]
    assert max(single) <= stepped.run(both).total.articles <= sum(single)


def test_trees_list_each_value_behind_its_parent(stepped):
    for name in ("region", "type"):
        seen, levels = set(), set()
        for one in stepped.run(Query()).facets[name]:
            assert one.level == 0 or one.parent in seen
            seen.add(one.value)
            levels.add(one.level)
        assert {0, 1} <= levels


def test_an_ancestor_counts_the_articles_of_all_below_it(bundled):
    facets = {one.value: one.articles for one in bundled.run(Query()).facets["region"]}
    assert facets["510000"] == 5
    assert facets["511000"] == 2
    assert facets["511002"] == 1


def test_an_article_without_a_value_counts_as_not_stated(bundled):
    (only,) = bundled.run(Query()).facets["publication"]
    assert (only.value, only.label, only.articles) == ("none", "未注明", 9)
    assert bundled.run(Query().only("publication", "none")).total.articles == 9


@pytest.mark.parametrize("name", ["四川", "四川省", "510000"])
def test_a_name_is_taken_for_its_code(bundled, name):
    results = bundled.search("", region=name)
    assert results.query.chosen("region") == ("510000",)
    assert results.total.articles == 5


# ---------------------------------------------------------------- against the scan


FILTERS = (
    (),
    (Filter("region", "四川省"),),
    (Filter("region", "四川省", exclude=True), Filter("type", "none")),
    (Filter("author", "记者甲"), Filter("author", "记者乙"), Filter("kind", "paragraph")),
    (
        Filter("year", "2024"),
        Filter("publication", "none", exclude=True),
        Filter("kind", "title", exclude=True),
    ),
    (Filter("kind", "unplaced"), Filter("kind", "heading")),
    (Filter("region", "511000", exclude=True), Filter("region", "510000")),
    (Filter("type", "party-building", exclude=True), Filter("kind", "unplaced", exclude=True)),
    (Filter("month", "2024-12"), Filter("month", "none"), Filter("region", "510000", exclude=True)),
    (Filter("month", "2024", exclude=True), Filter("year", "2024")),
)


def counted(rows):
    return len({row.record.id for row in rows}), len(rows)


@pytest.mark.parametrize("mentioned", [False, True])
@pytest.mark.parametrize("filters", FILTERS)
@pytest.mark.parametrize("text", ["", "党建", "的 -服务"])
def test_every_value_of_every_facet_counts_what_the_scan_finds(stepped, oracle, text, filters, mentioned):
    query = Query(text, filters=filters, mentioned=mentioned)
    results = stepped.run(query)
    assert (results.total.articles, results.total.passages) == counted(oracle.answer(query))
    listed = every_facet(stepped, query)
    for facet in FACETS:
        values = stepped.answers().view.values(facet, widened=mentioned)
        found = {value: oracle.count(results.query, facet.name, value) for value in values}
        shown = {one.value: (one.articles, one.passages) for one in listed[facet.name]}
        asked = {one.value for one in results.query.filters if one.facet == facet.name}
        assert shown == {value: pair for value, pair in found.items() if pair[0] or value in asked}


@given(data=st.data())
def test_filters_of_any_facets_keep_what_the_scan_keeps(stepped, oracle, named, data):
    picked = data.draw(st.lists(st.tuples(st.sampled_from(named), st.booleans()), max_size=5))
    filters = tuple(Filter(*one, exclude=no) for one, no in picked)
    query = Query(data.draw(st.sampled_from(TEXTS)), filters=filters, mentioned=data.draw(st.booleans()))
    anchors = [(one.article, one.passage) for one in stepped.answers().match(query).anchors()]
    assert anchors == [row.place for row in oracle.answer(query)]


# ---------------------------------------------------------------- months


def test_months_do_not_stand_beside_results_and_are_counted_where_they_are_asked_for(stepped):
    assert "month" not in stepped.run(Query("党建")).facets
    values = [one.value for one in stepped.facet(Query(), "month")]
    assert values[-1] == NONE
    dated = values[:-1]
    assert {len(value) for value in dated} == {4, 7}
    assert dated == sorted(dated, key=lambda value: value.ljust(7, "!"), reverse=True)


def test_an_article_of_an_unknown_month_has_its_year_and_an_undated_one_none(corpus_of):
    dates = {"a": "2024-03-08", "b": "2024-03", "c": "2024", "d": "", "e": "2023-12-31"}
    corpus = corpus_of()
    for name, date in dates.items():
        corpus.write({name: "题\n党建。"}, head=f'published: "{date}"\n' if date else "")
    engine = corpus.engine()

    def found(text="党建", **filters):
        return "".join(sorted(hit.article.id for hit in engine.search(text, **filters).hits))

    shown = [(one.value, one.articles, one.label) for one in engine.facet(Query("党建"), "month")]
    assert shown == [
        ("2024-03", 2, "2024-03"),
        ("2024", 1, "2024"),
        ("2023-12", 1, "2023-12"),
        (NONE, 1, "未注明"),
    ]
    for value, expected in {"2024-03": "ab", "2024": "c", NONE: "d", "未注明": "d", "2024-04": ""}.items():
        assert found(month=value) == expected
        assert found(month=f"-{value}") == "".join(sorted({*dates} - {*expected}))
        if value != "未注明":
            assert found(f"党建 month:{value}") == expected
    for text, expected in {
        "month:2023-12..2024-03": "abce",  # a year stands before its months
        "month:2024-01..2024-12": "ab",
        "month:2024-04..": "",
        "month:..2024-02": "ce",
        "-month:..2024-02": "abd",
        "month:2023-12 OR month:none": "de",
        "year:2024": "abc",
        "year:2023..": "abce",
        "year:0000": "",
    }.items():
        assert found(text) == expected, text


@pytest.mark.parametrize(
    "value", ["2024-13", "3月", "2024-3", "202403", "2024-03-01", "\x00", "2024-03..", "*"]
)
def test_what_is_no_month_is_refused_with_the_way_to_write_one(stepped, value):
    with pytest.raises(FilterError, match="2024-03") as refused:
        stepped.search(month=value)
    assert (refused.value.code, refused.value.choices) == ("period-form", ("2024-03",))
    assert "2024-03" in refused.value.text("zh")


def test_what_is_only_mentioned_counts_where_it_is_asked_for(corpus_of):
    corpus = corpus_of()
    corpus.write({"a": "题甲\n先去苏州市取经。"}, head="regions: ['511000']\n")
    engine = corpus.engine()
    for mentioned in (False, True):
        results = engine.search("取经", region="苏州市", mentioned=mentioned)
        assert results.total.articles == mentioned
        (only,) = [one for one in results.facets["region"] if one.value == "320500"]
        assert (only.articles, only.selected) == (mentioned, True)
