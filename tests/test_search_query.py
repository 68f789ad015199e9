import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import requests

from search.errors import ChoiceError, FilterError, QueryLimitError
from search.query.fields import FACET_NAMES
from search.query.nodes import And, Everything, Near, Not, Or, Text, walk
from search.query.request import Filter, Query

SICHUAN, NEIJIANG, JIANGYIN = (Filter("region", code) for code in ("510000", "511000", "320281"))

AUTHORS = tuple(Filter("author", f"记者{number}") for number in range(21))


def test_filters_in_any_order_and_number_make_the_same_request() -> None:
    assert Query(filters=(NEIJIANG, Filter("kind", "title"), SICHUAN, NEIJIANG)) == Query(
        filters=(SICHUAN, NEIJIANG, Filter("kind", "title"))
    )
    assert hash(Query(filters=(NEIJIANG, SICHUAN))) == hash(Query(filters=(SICHUAN, NEIJIANG)))


def test_choosing_adds_and_replaces_chosen_ancestors_and_the_exclusion() -> None:
    query = Query(filters=(SICHUAN, JIANGYIN), page=3)
    assert query.choose("region", "511000", ancestors=("510000",)) == Query(filters=(NEIJIANG, JIANGYIN))
    assert query.exclude("region", "511000").choose("region", "511000") == Query(
        filters=(SICHUAN, JIANGYIN, NEIJIANG)
    )
    assert query.choose("region", "320281").chosen("region") == ("320281", "510000")


def test_an_excluded_ancestor_stays_when_a_child_is_chosen() -> None:
    query = Query().exclude("region", "510000").choose("region", "511000", ancestors=("510000",))
    assert (query.chosen("region"), query.excluded("region")) == (("511000",), ("510000",))


def test_excluding_replaces_the_choice() -> None:
    assert Query(filters=(SICHUAN,)).exclude("region", "510000") == Query(
        filters=(Filter("region", "510000", exclude=True),)
    )


def test_only_leaves_one_choice_in_its_facet_and_all_else_alone() -> None:
    title, neijiang = Filter("kind", "title"), Filter("region", "511000", exclude=True)
    query = Query(filters=(SICHUAN, JIANGYIN, title, neijiang))
    assert query.only("region", "320281") == Query(filters=(JIANGYIN, title, neijiang))


def test_removing_and_clearing_drop_choices_and_exclusions() -> None:
    title = Filter("kind", "title")
    query = Query(filters=(SICHUAN, title)).exclude("region", "511000")
    assert query.remove("region", "511000") == Query(filters=(SICHUAN, title))
    assert query.remove("region", "510000").remove("region", "511000") == Query(filters=(title,))
    assert query.clear("region") == Query(filters=(title,))
    assert query.clear() == Query()


@given(requests(), st.sampled_from(FACET_NAMES))
def test_any_change_but_the_page_goes_back_to_page_one(query: Query, facet: str) -> None:
    changed = [
        query.with_text("党建"),
        query.with_mode("any"),
        query.with_sort("oldest"),
        query.with_size(20),
        query.with_mentioned(mentioned=True),
        query.only(facet, "甲"),
        query.remove(facet, "甲"),
        query.clear(facet),
        query.clear(),
    ]
    assert {one.page for one in changed} == {1}
    assert query.with_page(1).with_page(query.page) == query


@given(requests())
def test_choosing_and_removing_a_new_value_gives_the_request_back(query: Query) -> None:
    fresh = "新值" * 5
    if len(query.filters) < 20:
        assert query.choose("type", fresh).remove("type", fresh) == query.with_page(1)
        assert query.exclude("type", fresh).remove("type", fresh) == query.with_page(1)


@pytest.mark.parametrize(
    ("within", "beyond", "code"),
    [
        ({"page": 1}, {"page": 0}, "page"),
        ({"size": 1}, {"size": 0}, "size"),
        ({"size": 100}, {"size": 101}, "size"),
        ({"page": 1000}, {"page": 1001}, "window"),
        ({"page": 100, "size": 100}, {"page": 101, "size": 100}, "window"),
        ({"filters": AUTHORS[:20]}, {"filters": AUTHORS}, "filters"),
    ],
)
def test_a_limit_of_a_request_holds_and_one_beyond_is_refused(
    within: dict[str, object], beyond: dict[str, object], code: str
) -> None:
    Query(**within)
    with pytest.raises(QueryLimitError) as caught:
        Query(**beyond)
    assert caught.value.code == code
    assert caught.value.position is None


def test_unknown_modes_sorts_and_facets_are_refused_with_the_choices() -> None:
    with pytest.raises(ChoiceError, match="exact, all, any"):
        Query(mode="fuzzy")
    with pytest.raises(ChoiceError, match="relevance, newest, oldest, title"):
        Query().with_sort("date")
    with pytest.raises(FilterError) as caught:
        Query().choose("colour", "红")
    assert caught.value.choices == FACET_NAMES
    with pytest.raises(FilterError, match="no value"):
        Query().exclude("region", "")


def test_walking_yields_every_node_in_the_order_of_the_query() -> None:
    first, second, third, fourth = (Text(one) for one in "甲乙丙丁")
    near, other = Near(first, second), Or((third, fourth))
    negation = Not(other)
    tree = And((Everything(), near, negation))
    assert list(walk(tree)) == [tree, Everything(), near, first, second, negation, other, third, fourth]


def test_nodes_are_equal_wherever_they_stood() -> None:
    assert Text("党建", span=(0, 2)) == Text("党建", span=(5, 7))
    assert Text("党建") != Text("党建", quoted=True)
    assert Text("党 建").folded == Text("黨建").folded == "党建"
