import re
from collections.abc import Callable
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from growth import assert_growth
from hypothesis import assume, example, given
from hypothesis import strategies as st
from strategies import HAN, hostile_text, queries, query_soup

from index.text.folding import fold
from search.errors import ChoiceError, FilterError, QueryLimitError, QuerySyntaxError, SearchError
from search.messages import ERRORS, NOTICES
from search.query import leaves, lexer, parser, runs
from search.query.nodes import (
    And,
    Everything,
    Field,
    Gap,
    Near,
    Node,
    Not,
    Or,
    Range,
    Text,
    Wildcard,
    walk,
)
from search.query.parser import CHARACTERS, parse
from search.query.request import Filter, Query
from search.query.unparser import unparse

A, B, C, D = (Text(one) for one in "甲乙丙丁")
ANY, STAR = Gap(1, 1), Gap(0, 20)
TITLE = "青石市东岭区：“红色引擎”为产业发展添动力"


def read(text: str) -> Node | SearchError:
    """Return the nodes of a query, or what is wrong with it."""
    try:
        return parse(text).node
    except SearchError as error:
        return error


def nodes_of(text: str) -> Node:
    """Return the nodes of a query; a faulty one is no example for the test at hand."""
    node = read(text)
    assume(not isinstance(node, SearchError))
    return node


def lacks(*nodes: Node) -> And:
    return And((Everything(), *(Not(node) for node in nodes)))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        # nothing, text, AND
        ("", Everything()),
        (" \u3000\n\u200b", Everything()),
        ("产业链党委", Text("产业链党委")),
        ("甲 乙", And((A, B))),
        ("甲\u3000乙", And((A, B))),
        ("甲 AND 乙", And((A, B))),
        ("甲 (乙 丙)", And((A, B, C))),
        ("（甲）乙", And((A, B))),
        ("党\u200b建", Text("党建")),
        # OR, NOT, precedence
        ("甲 OR 乙", Or((A, B))),
        ("甲 | 乙", Or((A, B))),
        ("甲 | (乙 OR 丙)", Or((A, B, C))),
        ("甲 OR 乙 丙", Or((A, And((B, C))))),
        ("（甲 OR 乙） 丙", And((Or((A, B)), C))),
        ("(甲)OR(乙)", Or((A, B))),
        ("甲 -乙", And((A, Not(B)))),
        ("甲 NOT 乙", And((A, Not(B)))),
        ("甲 (-乙)", And((A, Not(B)))),
        ("-甲", lacks(A)),
        ("NOT甲", Text("NOT甲")),
        ("-甲 -乙", lacks(A, B)),
        ("-甲 乙", And((Not(A), B))),
        ("-(-甲)", lacks(lacks(A))),
        ("-(甲 乙)", lacks(And((A, B)))),
        ("甲 OR -乙", Or((A, lacks(B)))),
        ('-"甲 乙"', lacks(Text("甲 乙", quoted=True))),
        ("-title:甲", lacks(Field("title", "甲"))),
        # what only looks like an operator
        ("1+X+N", Text("1+X+N")),
        ("链长+专班", Text("链长+专班")),
        ("2022-2025", Text("2022-2025")),
        ("甲 - 乙", And((A, Text("-"), B))),
        ("甲 -- 乙", And((A, Text("--"), B))),
        ("(甲 -)", And((A, Text("-")))),
        ("－甲", Text("－甲")),
        ("——甲", Text("——甲")),
        ("甲|乙", Text("甲|乙")),
        ("甲 ｜ 乙", And((A, Text("｜"), B))),
        ("甲 or 乙", And((A, Text("or"), B))),
        ("ORDER NEARBY", And((Text("ORDER"), Text("NEARBY")))),
        ("-OR", lacks(Text("OR"))),
        ("甲 \\OR 乙", And((A, Text("OR"), B))),
        ('甲 "OR" 乙', And((A, Text("OR", quoted=True), B))),
        # quotes and escapes
        ('"甲 OR 乙"', Text("甲 OR 乙", quoted=True)),
        ("“甲 OR 乙”", Text("甲 OR 乙", quoted=True)),
        ("＂甲 (乙＂", Text("甲 (乙", quoted=True)),
        ('"甲 \\" 乙"', Text('甲 " 乙', quoted=True)),
        ('产业"链 党"委', Text("产业链 党委", quoted=True)),
        ('"甲""乙"', Text("甲乙", quoted=True)),
        ("「甲 乙」", And((Text("「甲"), Text("乙」")))),
        ("甲\\ 乙", Text("甲 乙")),
        ("\\-甲", Text("-甲")),
        ("\\(甲\\)", Text("(甲)")),
        ("党建\\*", Text("党建*")),
        # curly quotes are read by what they touch
        ("“甲” “乙”", And((Text("甲", quoted=True), Text("乙", quoted=True)))),
        ("(“甲 乙”)", Text("甲 乙", quoted=True)),
        ("-“甲 乙”", lacks(Text("甲 乙", quoted=True))),
        ("“甲”、“乙”", Text("“甲”、“乙”")),
        ("抓“两个 覆盖”工程", Text("抓“两个 覆盖”工程")),
        ("“说“甲 乙”好”", Text("说“甲 乙”好", quoted=True)),
        ("甲“乙", Text("甲“乙")),
        ("甲”", Text("甲”")),
        ("\\“甲", Text("“甲")),
        # wildcards
        ("党?指导员", Wildcard(("党", ANY, "指导员"))),
        ("产业*党委", Wildcard(("产业", STAR, "党委"))),
        ("产业*?党委", Wildcard(("产业", Gap(1, 21), "党委"))),
        ("产*党?委", Wildcard(("产", STAR, "党", ANY, "委"))),
        ("*党建*", Text("党建")),
        ("党建?", Wildcard(("党建", ANY))),
        ("??党建*?", Wildcard((Gap(2, 2), "党建", ANY))),
        ('"甲 乙"*丙', Wildcard(("甲 乙", STAR, "丙"))),
        ("“甲 乙”*丙", Wildcard(("甲 乙", STAR, "丙"))),
        ("抓“甲”*丙", Wildcard(("抓“甲”", STAR, "丙"))),
        ('甲*" "*乙', Wildcard(("甲", Gap(0, 40), "乙"))),
        ('党"?*"建', Text("党?*建", quoted=True)),
        ("党\\?建", Text("党?建")),
        ("党？建＊", Text("党？建＊")),
        # NEAR, BEFORE
        ("甲 NEAR/10 乙", Near(A, B, 10, ordered=False)),
        ("甲 BEFORE/3 乙", Near(A, B, 3, ordered=True)),
        ("甲 NEAR 乙", Near(A, B, 10, ordered=False)),
        ("甲 BEFORE/0 乙", Near(A, B, 0, ordered=True)),
        ("甲 NEAR/200 乙", Near(A, B, 200, ordered=False)),
        ("甲 NEAR/5 乙 NEAR/6 丙", Near(Near(A, B, 5), C, 6)),
        ("甲 NEAR/5 (乙 NEAR/6 丙)", Near(A, Near(B, C, 6), 5)),
        ("(甲 | 乙) NEAR 丙", Near(Or((A, B)), C)),
        ("甲 NEAR 乙 丙 OR 丁", Or((And((Near(A, B), C)), D))),
        ("党?员 NEAR “甲 乙”", Near(Wildcard(("党", ANY, "员")), Text("甲 乙", quoted=True))),
        # fields
        ("region:四川省", Field("region", "四川省")),
        ("region：四川省", Field("region", "四川省")),
        ('title:"甲 OR 乙"', Field("title", "甲 OR 乙", quoted=True)),
        ("title：“甲 乙”", Field("title", "甲 乙", quoted=True)),
        ("title:抓“甲 乙”", Field("title", "抓“甲 乙”")),
        ("(heading:甲) 乙", And((Field("heading", "甲"), B))),
        ("publication:青石日报（海外版） 甲", And((Field("publication", "青石日报（海外版）"), A))),
        ("author:记者甲 -kind:caption", And((Field("author", "记者甲"), Not(Field("kind", "caption"))))),
        ("title:党?建*", Field("title", "党?建*")),
        ("title\\:甲", Text("title:甲")),
        ('"title":甲', Text("title:甲", quoted=True)),
        ("Title:甲", Text("Title:甲")),
        ("标题:甲", Text("标题:甲")),
        ("https://example.org/a?b=1", Wildcard(("https://example.org/a", ANY, "b=1"))),
        ("year:2022", Field("year", "2022")),
        ("year:２０２２", Field("year", "2022")),
        ("year:2022..2022", Field("year", "2022")),
        ("year:2022..2025", Range("year", "2022", "2025")),
        ("year:2022..", Range("year", "2022", "")),
        ("year:..2025", Range("year", "", "2025")),
        ("year:２０２２．．２０２５", Range("year", "2022", "2025")),
        ("year:none", Field("year", "none")),
        ("month:2024-03", Field("month", "2024-03")),
        ("month：２０２４－０３", Field("month", "2024-03")),
        ("month:2024", Field("month", "2024")),
        ("month:none -month:2024-12", And((Field("month", "none"), Not(Field("month", "2024-12"))))),
        ("month:2023-11..2024-02", Range("month", "2023-11", "2024-02")),
        ("month:2023-11..", Range("month", "2023-11", "")),
        ("month:..2024-02", Range("month", "", "2024-02")),
    ],
)
def test_a_query_means_these_nodes_and_survives_being_written_down(text: str, node: Node) -> None:
    assert parse(text).node == node
    assert parse(unparse(node)).node == node


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (Or((And((A, B)), C)), "甲 乙 OR 丙"),
        (And((Or((A, B)), C)), "(甲 OR 乙) 丙"),
        (lacks(A), "-甲"),
        (lacks(Text("-")), "NOT -"),
        (Near(A, Near(B, C), 3, ordered=True), "甲 BEFORE/3 (乙 NEAR/10 丙)"),
        (Text(TITLE), TITLE),
        (Text("OR"), "\\OR"),
        (Text("甲“乙"), "甲\\“乙"),
        (Text("甲”乙“"), "甲\\”乙\\“"),
        (Text('甲"乙', quoted=True), '"甲\\"乙"'),
        (Wildcard(("NEAR/", ANY, "甲")), "\\NEAR/?甲"),
        (Field("title", "(甲)"), "title:\\(甲\\)"),
    ],
)
def test_nodes_are_written_as_plainly_as_they_can_be(node: Node, text: str) -> None:
    assert unparse(node) == text
    assert parse(text).node == node


FAULTS = [
    ("OR 甲", "operator-start", 0),
    ("甲 (| 乙)", "operator-start", 3),
    ("NEAR/5 甲", "operator-start", 0),
    ("甲 OR", "operator-end", 2),
    ("甲 AND ", "operator-end", 2),
    ("甲 NOT", "operator-end", 2),
    ("(甲 NEAR/5) 乙", "operator-end", 3),
    ("甲 OR OR 乙", "operator-doubled", 5),
    ("甲 OR | 乙", "operator-doubled", 5),
    ("甲 AND OR 乙", "operator-doubled", 6),
    ("NOT NOT 甲", "operator-doubled", 4),
    ("--甲", "operator-doubled", 1),
    ("NOT -甲", "operator-doubled", 4),
    ("(甲", "parenthesis-unclosed", 0),
    ("甲 (乙 （丙)", "parenthesis-unclosed", 2),
    ("甲 (", "parenthesis-unclosed", 2),
    ("甲)", "parenthesis-unopened", 1),
    (") 甲", "parenthesis-unopened", 0),
    ("甲 OR ）", "parenthesis-unopened", 5),
    ("()", "parentheses-empty", 0),
    ("甲 （ ） 乙", "parentheses-empty", 2),
    ('甲 "乙', "quote-unpaired", 2),
    ('甲"乙', "quote-unpaired", 1),
    ("甲 “乙 丙", "quote-unpaired", 2),
    ("”甲", "quote-unpaired", 0),
    ("甲\\", "escape-end", 1),
    ('甲 ""', "text-empty", 2),
    ('甲 OR "\u200b"', "text-empty", 5),
    ("“ ”", "text-empty", 0),
    ("\\ ", "text-empty", 0),
    ("甲 title:", "field-empty", 8),
    ("region： 四川省", "field-empty", 7),
    ('title:"" 甲', "field-empty", 6),
    ("(title:)", "field-empty", 7),
    ("title:(甲 乙)", "field-group", 6),
    ("year:22", "period-form", 5),
    ("year:20222025", "period-form", 5),
    ("year:2022...2025", "period-form", 5),
    ("year:..", "period-form", 5),
    ("year:二〇二二", "period-form", 5),
    ("year:2024-03", "period-form", 5),
    ("year:2025..2022", "period-order", 5),
    ("月 month:2024-13", "period-form", 8),
    ("month:2024-00", "period-form", 6),
    ("month:2024-3", "period-form", 6),
    ("month:3月", "period-form", 6),
    ("month:202403", "period-form", 6),
    ("month:2024-03-01", "period-form", 6),
    ("month:2024-03..2024", "period-form", 6),
    ("month:2023..2024", "period-form", 6),
    ("month:..", "period-form", 6),
    ("month:2024-04..2024-03", "period-order", 6),
    ("甲 NEAR (乙 丙)", "near-operand", 8),
    ("甲 NEAR -乙", "near-operand", 7),
    ("title:甲 NEAR 乙", "near-operand", 0),
    ("(甲 OR title:乙) BEFORE 丙", "near-operand", 1),
    ("甲 NEAR/ 乙", "near-form", 2),
    ("甲 BEFORE/-1 乙", "near-form", 2),
    ("\u200b甲 \u200bOR", "operator-end", 4),
]

LIMITS = [
    ("甲" * 500, "甲" * 501, "query-length", 500),
    (" ".join("甲" * 32), " ".join("甲" * 33), "query-clauses", 64),
    ("(" * 20 + "甲" + ")" * 20, "(" * 21 + "甲" + ")" * 21, "query-depth", 20),
    ("-(" * 20 + "甲" + ")" * 20, "-(" * 21 + "甲" + ")" * 21, "query-depth", 41),
    ("甲 党*建", "甲 党*", "wildcard-fixed", 2),
    ("党建?", "?党", "wildcard-fixed", 0),
    ("*党建", "*", "wildcard-fixed", 0),
    ("党" + "*" * 10 + "建", "党" + "*" * 11 + "建", "wildcard-width", 1),
    ("党建" + "?" * 200, "党建" + "?" * 201, "wildcard-width", 2),
    ("甲 NEAR/200 乙", "甲 NEAR/201 乙", "near-distance", 2),
    ("甲 BEFORE/200 乙", "甲 BEFORE/" + "9" * 450 + " 乙", "near-distance", 2),
]


@pytest.mark.parametrize(("text", "code", "position"), FAULTS)
def test_a_fault_is_named_with_its_position(text: str, code: str, position: int) -> None:
    with pytest.raises((QuerySyntaxError, FilterError)) as caught:
        parse(text)
    assert (caught.value.code, caught.value.position) == (code, position)


@pytest.mark.parametrize(("within", "beyond", "code", "position"), LIMITS)
def test_a_limit_holds_and_one_above_is_refused(within: str, beyond: str, code: str, position: int) -> None:
    parse(within)
    with pytest.raises(QueryLimitError) as caught:
        parse(beyond)
    assert (caught.value.code, caught.value.position) == (code, position)


def _raised(act: Callable[[], object]) -> SearchError:
    with pytest.raises(SearchError) as caught:
        act()
    return caught.value


def test_every_error_speaks_both_languages_and_every_message_is_in_use() -> None:
    errors = [_raised(lambda text=text: parse(text)) for text, *_ in FAULTS]
    errors += [_raised(lambda text=text: parse(text)) for _, text, *_ in LIMITS]
    errors += [
        *(
            _raised(lambda bad=bad: Query(**bad))
            for bad in ({"mode": "x"}, {"sort": "x"}, {"page": 0}, {"size": 0})
        ),
        _raised(lambda: Query(page=1001)),
        _raised(lambda: Query().choose("x", "甲")),
        _raised(lambda: Query().choose("region", "")),
        _raised(lambda: Query(filters=tuple(Filter("region", str(number)) for number in range(21)))),
        QueryLimitError("too-many-pairs", 0, limit=1_000_000),
        FilterError("value-unknown", 3, facet="region", value="无此地"),
        FilterError("value-ambiguous", facet="region", value="东岭区", choices=("990102", "990203")),
    ]
    for error in errors:
        assert str(error) == error.text("en")
        assert re.search(r"[\u4e00-\u9fff]", error.text("zh"))
        assert not re.search(r"[{}]", error.text("en") + error.text("zh"))
    assert {error.code for error in errors} == {row.code for row in ERRORS}


def test_errors_offer_the_choices_there_are() -> None:
    error = FilterError("value-ambiguous", facet="region", value="东岭区", choices=("990102", "990203"))
    assert isinstance(error, ChoiceError)
    assert error.facet == "region"
    assert error.choices == ("990102", "990203")
    assert "990102, 990203" in str(error)


@pytest.mark.parametrize(
    ("text", "code", "span"),
    [
        ("甲 *党建", "star-dropped", (2, 3)),
        ("党建?** 甲", "star-dropped", (2, 5)),
        ("甲|乙", "bar-in-run", (1, 2)),
        ("甲 or 乙", "operator-lower-case", (2, 4)),
        ("甲 near/5 乙", "operator-lower-case", (2, 8)),
        ("title:党*建", "wildcard-in-field", (7, 8)),
        ("抓“甲 乙”", "quotes-kept", (1, 6)),
        ("\u200b*党建", "star-dropped", (1, 2)),
    ],
)
def test_what_may_have_been_meant_otherwise_gives_a_notice(
    text: str, code: str, span: tuple[int, int]
) -> None:
    (notice,) = parse(text).notices
    assert (notice.code, notice.span) == (code, span)
    assert notice.text("zh") != notice.text("en")
    assert code in {row.code for row in NOTICES}


@pytest.mark.parametrize("text", ["", "甲 OR 乙", '"甲 or 乙"', "党*建", TITLE, 'title:"甲*"', "甲\\|乙"])
def test_a_plain_query_gives_no_notice(text: str) -> None:
    assert parse(text).notices == ()


@pytest.mark.parametrize(
    "title",
    [
        TITLE,
        "“一核多点”聚合力 “链上党建”促发展",
        "青石市：党建引领“两个 覆盖”提质 “三张清单”落地",
        "（记者手记）“小个专”党建——从“有形覆盖”到“有效覆盖”",
        "“红管家” 上门 问需于企｜东岭经开区",
        "1+X+N 模式：链长+专班 - 青石日报",
    ],
)
def test_a_pasted_title_finds_itself_run_by_run(title: str) -> None:
    node = parse(title).node
    leaves_ = [one for one in walk(node) if not isinstance(one, And)]
    assert leaves_
    assert all(isinstance(one, Text) and one.folded in fold(title) for one in leaves_)


@given(st.text(f"{HAN}：、，“” \u3000", max_size=40))
def test_any_title_of_text_and_curly_quotes_finds_itself(title: str) -> None:
    node = read(title)
    if isinstance(node, SearchError):
        assert node.code in ("quote-unpaired", "text-empty", "query-clauses")
        return
    assert all(one.folded in fold(title) for one in walk(node) if isinstance(one, Text))
    assert all(isinstance(one, And | Text | Everything) for one in walk(node))


@given(hostile_text() | query_soup())
@example("“" * 500)
@example("甲" + "“" * 499)
@example("甲" + "““”" * 166)
@example("(" * 500)
@example("-" * 499 + "甲")
@example("NOT " * 125)
@example("\\" * 499)
@example("year:" + "9" * 495)
@example("甲 NEAR/" + "9" * 490)
def test_any_text_gives_nodes_or_an_error_with_a_position_in_it(text: str) -> None:
    error = read(text)
    if isinstance(error, SearchError):
        assert isinstance(error, QuerySyntaxError | QueryLimitError | FilterError)
        assert error.position is not None
        assert 0 <= error.position <= len(text)


@given(queries())
def test_a_query_without_fault_parses(text: str) -> None:
    assert not isinstance(read(text), QuerySyntaxError | FilterError)


@given(queries() | query_soup() | hostile_text())
def test_writing_a_query_down_and_reading_it_again_gives_the_same_nodes(text: str) -> None:
    node = nodes_of(text)
    written = unparse(node)
    assume(len(written) <= CHARACTERS)
    assert parse(written).node == node
    assert unparse(parse(written).node) == written


@given(queries() | query_soup())
def test_nodes_keep_the_promises_of_the_module(text: str) -> None:
    root = nodes_of(text)
    negations = 0
    for node in walk(root):
        assert 0 <= node.span[0] <= node.span[1] <= len(text)
        match node:
            case And(children=children):
                assert len(children) > 1
                assert not any(isinstance(child, And) for child in children)
                positive = [child for child in children if not isinstance(child, Not)]
                assert positive
                assert not any(isinstance(child, Everything) for child in positive) or (
                    len(positive) == 1 and children[0] is positive[0]
                )
                negations += len(children) - len(positive)
            case Or(children=children):
                assert len(children) > 1
                assert not any(isinstance(child, Or | Everything) for child in children)
            case Text(folded=folded):
                assert folded
            case Wildcard(parts=parts):
                assert len(parts) > 1
                assert all(fold(part) for part in parts if isinstance(part, str))
                assert all(isinstance(a, Gap) != isinstance(b, Gap) for a, b in pairwise(parts))
    assert negations == sum(isinstance(node, Not) for node in walk(root))


@given(queries())
def test_spans_of_the_leaves_stand_in_the_order_typed_and_read_as_the_leaf(text: str) -> None:
    root = nodes_of(text)
    ends = 0
    for leaf in walk(root):
        if isinstance(leaf, Text | Wildcard | Field | Range):
            start, end = leaf.span
            assert start >= ends
            assert parse(text[start:end]).node == leaf
            ends = end


# ---------------------------------------------------------------- precedence, against truth tables

Tree = tuple[Any, ...]


def _trees() -> st.SearchStrategy[Tree]:
    leaf = st.sampled_from("甲乙丙丁").map(lambda name: ("text", name))
    return st.recursive(
        leaf,
        lambda inner: (
            st.tuples(st.sampled_from(["and", "or"]), inner, inner) | inner.map(lambda one: ("not", one))
        ),
        max_leaves=8,
    )


def _render(tree: Tree, *, least: int, choose: Callable[[list[str]], str]) -> str:
    """Write a tree with any spelling of its operators, parentheses where needed and sometimes elsewhere."""
    kind = tree[0]
    if kind == "text":
        return str(tree[1])
    level = {"or": 1, "and": 2, "not": 3}[kind]
    below = 4 if kind == "not" else level
    parts = [_render(one, least=below, choose=choose) for one in tree[1:]]
    if kind == "not":
        written = choose(["-", "NOT "]) + parts[0]
    else:
        written = choose({"or": [" OR ", " | "], "and": [" ", " AND "]}[kind]).join(parts)
    return f"({written})" if level < least or choose(["", "("]) else written


def _truth(tree: Tree, true: set[str]) -> bool:
    match tree:
        case ("text", name):
            return name in true
        case ("not", one):
            return not _truth(one, true)
        case (kind, left, right):
            both = (_truth(left, true), _truth(right, true))
            return all(both) if kind == "and" else any(both)
    raise AssertionError(tree)


def _holds(node: Node, true: set[str]) -> bool:
    match node:
        case Text(literal=literal):
            return literal in true
        case And(children=children):
            return all(_holds(child, true) for child in children)
        case Or(children=children):
            return any(_holds(child, true) for child in children)
        case Not(child=child):
            return not _holds(child, true)
    return isinstance(node, Everything)


@given(_trees(), st.data())
def test_operators_mean_what_their_truth_tables_say(tree: Tree, data: st.DataObject) -> None:
    text = _render(tree, least=0, choose=lambda options: data.draw(st.sampled_from(options)))
    node = nodes_of(text)
    for values in product((False, True), repeat=4):
        true = {name for name, value in zip("甲乙丙丁", values, strict=True) if value}
        assert _holds(node, true) == _truth(tree, true)


# ---------------------------------------------------------------- cost


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        lambda size: "党建" * (size // 2),
        lambda size: "甲" * (size // 2) + "?" + "乙" * (size // 2),
        lambda size: "甲|" * (size // 2),
        lambda size: "党*建?引 " * (size // 6) + "“甲 乙”" * (size // 20),
        lambda size: "(" * 20 + " OR ".join("甲" * (size // 5)) + ")" * 20,
        lambda size: " NEAR ".join("甲" * (size // 20)),
        lambda size: "".join(map(chr, range(0x4E00, 0x4E00 + size))),
        lambda size: "\u200b" * size,
        lambda size: 'title:"甲" ' * (size // 10),
    ],
    ids=lambda text: ascii(text(40)[:24]),
)
def test_the_work_of_parsing_grows_with_the_length_only(
    text: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit in ("CHARACTERS", "CLAUSES"):
        monkeypatch.setattr(parser, limit, 1_000_000)
    assert_growth(read, text, 8_000)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["“", "““”"])
def test_the_work_of_pairing_curly_quotes_grows_with_their_square_at_most(
    piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser, "CHARACTERS", 1_000_000)
    assert_growth(read, lambda size: "甲" + piece * (size // len(piece)), 2_000, power=2)


def test_every_code_in_the_sources_has_a_message() -> None:
    codes = {row.code for row in (*ERRORS, *NOTICES)}
    for module in (leaves, lexer, parser, runs):
        source = Path(str(module.__file__)).read_text("utf-8")
        named = re.findall(r'(?:Error|Notice|_notice)\(\s*"([a-z-]+)"', source)
        assert named
        assert set(named) <= codes
