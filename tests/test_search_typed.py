"""Which clauses of a query filter, and what is left of its text without them?"""

from contextlib import suppress

import pytest
from hypothesis import given
from strategies import queries

from search.errors import QueryLimitError
from search.facets.typed import in_years, typed_fields
from search.query.nodes import And, Everything, Not, Range
from search.query.parser import parse


def clauses(text):
    node = parse(text).node
    children = node.children if isinstance(node, And) else (node,)
    return [child for child in children if not isinstance(child, Everything)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("region:四川省 党建", [("region", False, "党建")]),
        ("党建 AND region:四川省", [("region", False, "党建")]),
        ("-type:economy", [("type", True, "")]),
        ("(a OR b) -year:2020..2022 x", [("year", True, "(a OR b) x")]),
        ("(a OR b) kind:title", [("kind", False, "(a OR b)")]),
        ('region:"四川 省" “甲  乙”', [("region", False, "“甲  乙”")]),
        ("党建 region:四川省 OR 企业", []),
        ("title:党建 党", []),
        (
            "year:2020 AND year:2021.. -x",
            [("year", False, "year:2021.. -x"), ("year", False, "year:2020 AND -x")],
        ),
        (
            "month:2024-03..2024-08 党建 -month:2024",
            [("month", False, "党建 -month:2024"), ("month", True, "month:2024-03..2024-08 党建")],
        ),
    ],
)
def test_clauses_that_filter_are_found_with_the_text_that_lacks_them(text, found):
    assert [(one.facet, one.exclude, one.rest) for one in typed_fields(text)] == found


@given(queries())
def test_the_rest_of_a_text_means_all_its_other_clauses(text):
    whole = clauses(text)
    for found in typed_fields(text):
        gone = Not(found.field) if found.exclude else found.field
        expected = [*whole]
        expected.remove(gone)
        with suppress(QueryLimitError):  # written down again, a text may be too long
            assert sorted(map(repr, clauses(found.rest))) == sorted(map(repr, expected))


@pytest.mark.parametrize(
    ("text", "low", "high", "expected"),
    [
        ("", "2010", "2020", "year:2010..2020"),
        ("党建", "2020", "2010", "党建 year:2010..2020"),
        ("党建", "2020", "2020", "党建 year:2020"),
        ("党建 year:2001 x", "", "2010", "党建 x year:..2010"),
        ("党建 year:2001..2003", "", "", "党建"),
        ("a OR b", "2010", "", "(a OR b) year:2010.."),
        ("-year:2015 党建", "2010", "", "-year:2015 党建 year:2010.."),
        ("month:2015-03.. 党建", "2010", "", "month:2015-03.. 党建 year:2010.."),
        ("(党", "2010", "2020", "(党"),
    ],
)
def test_years_take_the_place_of_those_asked_for(text, low, high, expected):
    assert in_years(text, low, high) == expected


@given(queries())
def test_a_text_with_years_asks_for_all_it_asked_and_for_the_years(text):
    others = [
        one
        for one in clauses(text)
        if one not in [found.field for found in typed_fields(text) if found.facet == "year"]
    ]
    with suppress(QueryLimitError):
        assert clauses(in_years(text, "2010", "2020")) == [*others, Range("year", "2010", "2020")]
