import re
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import hostile_text, requests

from search.errors import QueryLimitError, SearchError
from search.query.fields import FACET_NAMES
from search.query.request import Filter, Query
from web.params import ParameterError, from_arguments, to_arguments

NAMES = ("q", "mode", "sort", "page", "size", "mentioned", "lang", *FACET_NAMES)


@given(requests())
def test_a_request_to_arguments_and_back_is_the_same_request(query: Query) -> None:
    assert from_arguments(to_arguments(query)) == query


@given(requests())
def test_a_request_survives_an_address_bar(query: Query) -> None:
    address = urlencode(to_arguments(query), errors="surrogatepass")
    assert from_arguments(parse_qsl(address, errors="surrogatepass", max_num_fields=100)) == query


@given(requests(), st.randoms(use_true_random=False))
def test_arguments_of_one_request_are_one_list_in_any_order(query: Query, random: object) -> None:
    arguments = to_arguments(query)
    shuffled = list(arguments)
    random.shuffle(shuffled)
    assert to_arguments(from_arguments(shuffled)) == arguments


@given(
    st.lists(st.tuples(st.sampled_from(NAMES) | hostile_text(5), hostile_text(6) | st.integers().map(str)))
)
def test_any_arguments_give_a_request_or_an_error_of_the_tree(arguments: list[tuple[str, str]]) -> None:
    try:
        query = from_arguments(arguments)
    except SearchError as refused:
        query = Query(refused.text("zh"))
    assert from_arguments(to_arguments(query)) == query


def test_the_plain_request_has_no_arguments() -> None:
    assert to_arguments(Query()) == []
    assert from_arguments([]) == Query()


def test_arguments_read_as_written_in_an_address() -> None:
    address = (
        "q=党建&region=510000&region=-511000&type=营商环境&mode=any"
        "&sort=newest&page=2&size=20&mentioned=1&lang=en"
    )
    query = Query(
        text="党建",
        mode="any",
        filters=(
            Filter("region", "510000"),
            Filter("region", "511000", exclude=True),
            Filter("type", "营商环境"),
        ),
        sort="newest",
        page=2,
        size=20,
        mentioned=True,
    )
    assert from_arguments(parse_qsl(address)) == query
    assert to_arguments(query) == [
        ("q", "党建"),
        ("mode", "any"),
        ("region", "510000"),
        ("region", "-511000"),
        ("type", "营商环境"),
        ("sort", "newest"),
        ("page", "2"),
        ("size", "20"),
        ("mentioned", "1"),
    ]


@pytest.mark.parametrize(
    ("argument", "value", "exclude"),
    [
        ("记者甲", "记者甲", False),
        ("-记者甲", "记者甲", True),
        ("\\-记者甲", "-记者甲", False),
        ("-\\-记者甲", "-记者甲", True),
        ("--记者甲", "-记者甲", True),
        ("\\\\记者甲", "\\记者甲", False),
        ("\\记者甲", "\\记者甲", False),
        ("\\", "\\", False),
    ],
)
def test_a_minus_excludes_and_a_backslash_takes_it_literally(
    argument: str, value: str, *, exclude: bool
) -> None:
    assert from_arguments([("author", argument)]).filters == (Filter("author", value, exclude),)


def test_empty_values_count_as_absent_as_forms_send_them() -> None:
    assert from_arguments([(name, "") for name in NAMES]) == Query()


@pytest.mark.parametrize("value", ["0", "false", "off", "no"])
def test_a_switch_may_be_off(value: str) -> None:
    assert from_arguments([("mentioned", value)]) == Query()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([("page", "二")], "parameter-number"),
        ([("page", "-1")], "parameter-number"),
        ([("page", "0")], "parameter-number"),
        ([("page", "１")], "parameter-number"),
        ([("size", "1e3")], "parameter-number"),
        ([("size", "9" * 5000)], "parameter-number"),
        ([("mode", "fuzzy")], "parameter-choice"),
        ([("sort", "date")], "parameter-choice"),
        ([("mentioned", "maybe")], "parameter-choice"),
        ([("q", "甲"), ("q", "乙")], "parameter-repeated"),
        ([("region", "-")], "parameter-empty"),
    ],
)
def test_a_value_that_cannot_be_is_an_error_that_names_the_parameter(
    arguments: list[tuple[str, str]], code: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        from_arguments(arguments)
    error = caught.value
    assert (error.code, error.parameter, error.position) == (code, arguments[0][0], None)
    assert error.parameter in error.text("zh")
    assert error.parameter in str(error)
    assert re.search(r"[\u4e00-\u9fff]", error.text("zh"))


def test_one_value_sent_twice_is_no_fault() -> None:
    assert from_arguments([("q", "甲"), ("q", "甲")]) == Query("甲")


@pytest.mark.parametrize(
    "arguments",
    [[("page", "1001")], [("size", "101")], [("kind", f"{number}") for number in range(21)]],
)
def test_limits_of_the_request_hold_for_arguments(arguments: list[tuple[str, str]]) -> None:
    with pytest.raises(QueryLimitError):
        from_arguments(arguments)
