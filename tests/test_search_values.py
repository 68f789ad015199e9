from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.facets.values import FacetValues, ValueTree

PARENTS = {
    "a": "",
    "b": "",
    "aa": "a",
    "ab": "a",
    "aaa": "aa",
    "ba": "b",
    "bbb": "bb",
    "bbba": "bbb",
    "none": "",
}
VALUES = sorted(PARENTS)  # "bb", the parent of "bbb", is no value here


@dataclass(frozen=True)
class Named:
    """Names of a small tree."""

    def path(self, facet: str, value: str) -> tuple[str, ...]:
        above = PARENTS.get(value, "")
        return (*(self.path(facet, above) if above else ()), value)

    def label(self, facet: str, value: str) -> str:
        return f"{facet} {value}"


def values_of(counts, *, facet="region", chosen=(), excluded=()):
    tree = ValueTree.of(facet, VALUES, Named()).with_values((*chosen, *excluded), Named())
    counts = dict.fromkeys((*chosen, *excluded), (0, 0)) | counts
    numbers = np.array(tree.numbers(tuple(counts)), np.int64)
    articles, passages = (np.array([pair[i] for pair in counts.values()], np.int64) for i in (0, 1))
    return FacetValues(
        tree, Named(), numbers=numbers, articles=articles, passages=passages, chosen=chosen, excluded=excluded
    )


def in_order(counts, *, tree):
    """Return the values in order as one would sort them by hand."""
    made = sorted(counts, key=lambda one: (one == "none", -counts[one][0], -counts[one][1], one))
    if not tree:
        return made
    ordered = []

    def put(above):
        for value in made:
            if (PARENTS[value] if PARENTS[value] in counts else "") == above:
                ordered.append(value)
                put(value)

    put("")
    return ordered


COUNTS = st.dictionaries(
    st.sampled_from(VALUES), st.tuples(st.integers(1, 3), st.integers(0, 3)), max_size=len(VALUES)
)


@pytest.mark.parametrize("facet", ["region", "author"])
@given(counts=COUNTS)
def test_values_stand_by_articles_then_passages_then_name_and_behind_their_parent(facet, counts):
    values = values_of(counts, facet=facet)
    assert [one.value for one in values] == in_order(counts, tree=facet == "region")
    assert {one.value: (one.articles, one.passages) for one in values} == counts


def test_years_stand_from_the_last_to_the_first_and_undated_articles_behind_them():
    years = {"2019": (9, 9), "2024": (1, 1), "none": (20, 20), "2021": (3, 3)}
    tree = ValueTree.of("year", sorted(years), Named())
    articles = np.array([years[year][0] for year in sorted(years)], np.int64)
    values = FacetValues(tree, Named(), numbers=np.arange(4), articles=articles, passages=articles)
    assert [one.value for one in values] == ["2024", "2021", "2019", "none"]


def test_values_read_like_a_list():
    values = values_of({"a": (2, 5), "aa": (1, 2), "b": (1, 9)})
    assert len(values) == 3
    assert [one.value for one in values] == ["a", "aa", "b"]
    assert values[1] == values[-2] == values[0:2][1]
    assert (values[1].label, values[1].level, values[1].parent) == ("region aa", 1, "a")
    assert values == values_of({"b": (1, 9), "a": (2, 5), "aa": (1, 2)})
    assert values != values_of({"b": (1, 9), "a": (2, 5), "aa": (1, 1)})
    with pytest.raises(IndexError):
        values[3]


def test_a_long_list_shows_the_first_values_and_those_asked_for():
    counts = {value: (9 - place, 1) for place, value in enumerate(VALUES)}
    values = values_of(counts, facet="author", chosen=("bbb",), excluded=("nobody",))
    assert [one.value for one in values.shown(2)] == [VALUES[0], VALUES[1], "bbb", "nobody"]
    assert [one.value for one in values if one.selected] == ["bbb"]
    assert [(one.value, one.articles) for one in values if one.excluded] == [("nobody", 0)]


def test_a_large_tree_shows_its_roots_and_what_lies_around_the_values_asked_for():
    counts = dict.fromkeys(VALUES, (1, 1))
    assert [one.value for one in values_of(counts).shown(2)] == ["a", "b", "bbb", "none"]
    opened = [one.value for one in values_of(counts, chosen=("aa",)).shown(2)]
    assert opened == ["a", "aa", "aaa", "ab", "b", "bbb", "none"]
    assert len(values_of(counts).shown(len(VALUES))) == len(VALUES)


def test_values_that_hold_no_other_are_counted():
    assert values_of(dict.fromkeys(VALUES, (1, 1))).named == len(["aaa", "ab", "ba", "bbba"])
    assert values_of({}).named == 0
