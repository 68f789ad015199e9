import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_text, words

from index.text.folding import fold
from search.marks.occurrences import found, occurrences
from search.marks.scan import Scanned, holds, marks
from search.query.nodes import And, Everything, Field, Gap, Near, Node, Not, Or, Range, Text, Wildcard

SMALL = "党建引党ab"


def literal(node: Text) -> list[str]:
    """Read every run literally, as mode exact does."""
    return []


def naive(node: Node, folded: str) -> set[tuple[int, int]]:
    """Return every span that a run, wildcard or proximity matches, by trying them all."""
    every = {(a, b) for a in range(len(folded) + 1) for b in range(a, len(folded) + 1)}
    match node:
        case Text():
            return {(a, b) for a, b in every if folded[a:b] == node.folded}
        case Wildcard(parts=parts):
            pattern = "".join(
                re.escape(fold(part)) if isinstance(part, str) else f".{{{part.least},{part.most}}}"
                for part in parts
            )
            return {(a, b) for a, b in every if re.fullmatch(pattern, folded[a:b], re.DOTALL)}
        case Or(children=children):
            return set().union(*(naive(child, folded) for child in children))
        case Near(left=left, right=right, distance=distance, ordered=ordered):
            one, two = naive(left, folded), naive(right, folded)
            ways = [(one, two)] if ordered else [(one, two), (two, one)]
            return {(a, d) for x, y in ways for a, b in x for c, d in y if 0 <= c - b <= distance}
    raise TypeError(node)


def placed() -> st.SearchStrategy[Node]:
    """Runs, wildcards, alternatives and proximities of few characters."""
    run = st.builds(Text, st.text(SMALL, min_size=1, max_size=3))
    gap = st.builds(lambda least, more: Gap(least, least + more), st.integers(0, 2), st.integers(0, 2))
    edge = st.lists(st.integers(1, 2).map(lambda n: Gap(n, n)), max_size=1)
    fixed = st.text(SMALL, min_size=1, max_size=2)
    inner = st.lists(st.tuples(gap, fixed), min_size=1, max_size=2)
    wild = st.builds(
        lambda before, first, rest, after: Wildcard(
            (*before, first, *(x for pair in rest for x in pair), *after)
        ),
        edge,
        fixed,
        inner,
        edge,
    )
    leaf = run | wild | st.builds(lambda a, b: Or((a, b)), run, wild)
    near = st.builds(Near, leaf, leaf, st.integers(0, 4), st.booleans())
    return leaf | near | st.builds(Near, near, leaf, st.integers(0, 4), st.booleans())


@given(placed(), st.text(SMALL + "，", max_size=10))
def test_the_scan_finds_what_trying_every_span_finds(node, folded):
    assert {(one.start, one.end) for one in found(node, folded)} == naive(node, folded)
    assert holds(node, Scanned(folded), literal) == bool(naive(node, folded))


@given(placed(), st.text(SMALL, max_size=12))
def test_what_is_marked_lies_within_the_match_and_begins_and_ends_it(node, folded):
    for one in found(node, folded):
        assert one.marked
        assert all(one.start <= a < b <= one.end for a, b in one.marked)
        assert min(a for a, _ in one.marked) == one.start
        assert max(b for _, b in one.marked) == one.end


@given(any_text(60), any_text(6))
def test_a_string_holds_where_it_stands(text, needle):
    folded, run = fold(text), Text(needle)
    if run.folded:
        assert holds(run, Scanned(folded), literal) == (run.folded in folded)
        assert list(occurrences(folded, run.folded)) == [
            at for at in range(len(folded)) if folded[at:].startswith(run.folded)
        ]


def test_the_empty_string_stands_nowhere():
    assert list(occurrences("党建", "")) == []


@given(st.lists(words(), min_size=1, max_size=4), st.lists(words(), max_size=6))
def test_and_or_and_not_are_those_of_logic(runs, text):
    passage = Scanned("，".join(text))
    nodes = tuple(Text(run) for run in runs)
    stands = [run in passage.folded for run in runs]
    assert holds(And(nodes), passage, literal) == all(stands)
    assert holds(Or(nodes), passage, literal) == any(stands)
    assert holds(And((Everything(), Not(nodes[0]))), passage, literal) == (not stands[0])


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Everything(), True),
        (Range("year", "2023", "2024"), True),
        (Range("year", "2023", ""), True),
        (Range("year", "", "2023"), False),
        (Range("year", "2025", "2026"), False),
        (Range("month", "2024-03", "2024-05"), True),
        (Range("month", "2024-04", ""), False),
        (Range("month", "", "2024-02"), False),
        (Field("title", "黨建"), True),
        (Field("title", "甲"), False),
        (Field("heading", "上"), True),
        (Field("heading", "下"), False),
        (Field("caption", "图注"), True),
        (Field("caption", "党"), False),
        (Field("author", "记者甲"), True),
        (Field("author", "记者乙"), False),
    ],
)
def test_a_field_asks_the_passage_or_its_article(node, expected):
    passage = Scanned(
        "图注",
        "caption",
        ("讲党建",),
        "上篇",
        "2024-03-08",
        lambda name, value: (name, value) == ("author", "记者甲"),
    )
    assert holds(node, passage, literal) is expected


@pytest.mark.parametrize("node", [Range("year", "", "3000"), Range("month", "1000-01", "")])
def test_an_undated_passage_is_in_no_range_of_periods(node):
    assert not holds(node, Scanned("党"), literal)


@pytest.mark.parametrize(("low", "expected"), [("2023-12", True), ("2024-01", False)])
def test_a_passage_of_an_unknown_month_stands_before_the_months_of_its_year(low, expected):
    passage = Scanned("党", published="2024")
    assert holds(Range("month", low, "2024-12"), passage, literal) is expected


@pytest.mark.parametrize(("mode", "expected"), [("all", [True, False, False]), ("any", [True, True, False])])
def test_a_run_is_read_by_its_words(mode, expected):
    texts = ["a b c", "a c", "c"]

    def by_words(node: Text) -> list[str]:
        return node.literal.split()

    assert [holds(Text("a b"), Scanned(text), by_words, mode=mode) for text in texts] == expected


def test_a_query_without_occurrences_marks_nothing():
    assert list(marks(Everything(), "党建", "paragraph", literal)) == []
    with pytest.raises(TypeError, match="Everything has no occurrences"):
        found(Everything(), "党建")
