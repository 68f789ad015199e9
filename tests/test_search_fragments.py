from itertools import pairwise

import pytest
from growth import assert_growth
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import any_text, queries, words

from index.text.folded import FoldedText
from index.text.folding import fold
from index.text.words import Segmenter
from search.marks.fragments import EXTRACT, MARKS, Marker, extract
from search.marks.scan import Scanned, Words, holds
from search.query.nodes import And, Gap, Near, Node, Not, Or, Span, Text, Wildcard
from search.query.parser import parse


def literal(node: Text) -> list[str]:
    """Read every run literally, as mode exact does."""
    return []


def marked_spans(node: Node, text: str, kind: str, words: Words) -> tuple[Span, ...]:
    return Marker(node, words).spans(FoldedText.of(text), kind)


def marked(query: str, text: str, kind: str = "paragraph") -> list[str]:
    return [text[a:b] for a, b in marked_spans(parse(query).node, text, kind, literal)]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("党建", "党建引领，黨建，党 建，党\u200b建", ["党建", "黨建", "党 建", "党\u200b建"]),
        ("的", "我的你的", ["的", "的"]),
        ("的的", "的的的", ["的的的"]),
        ("党建 引领", "党建引领", ["党建", "引领"]),
        ("党建 OR 党", "党建", ["党建"]),
        ("党建 -引领", "党建引领", ["党建"]),
        ("党 NEAR/1 建", "党x建yy党", ["党", "建"]),
        ("党 BEFORE/1 建", "建x党x建", ["党", "建"]),
        ("党?建", "党的建 党建", ["党的建"]),
        ("党*建", "党和建", ["党和建"]),
        ("new york", "New\n York 与 NewYork", ["New", "York", "New", "York"]),
        ('"new york"', "New\n York 与 NewYork", ["New\n York"]),
        ("AI", "PAID", ["AI"]),
        ("2024年", "２０２４ 年", ["２０２４ 年"]),
        ("year:2024", "2024", []),
        ("甲", "乙", []),
    ],
)
def test_marks_are_the_matches(query, text, expected):
    assert marked(query, text) == expected


@pytest.mark.parametrize("name", ["title", "heading", "caption"])
def test_a_field_is_marked_in_the_kind_it_means(name):
    assert marked(f"{name}:党建", "讲党建", name) == ["党建"]
    assert marked(f"{name}:党建", "讲党建", "paragraph") == []


@given(any_text(60), st.data())
def test_a_string_is_marked_exactly_where_it_stands(text, data):
    start = data.draw(st.integers(0, max(len(text) - 1, 0)))
    needle = Text(text[start : start + data.draw(st.integers(1, 12))])
    assume(needle.folded)
    spans = marked_spans(needle, text, "paragraph", literal)
    assert spans
    plain = needle.folded
    covered = set()
    folded = fold(text)
    for at in range(len(folded)):
        if folded.startswith(plain, at):
            covered |= set(range(at, at + len(plain)))
    assert sum(len(fold(text[a:b])) for a, b in spans) <= len(covered)
    if len(plain) == 1 or len(covered) == len(plain) * folded.count(plain):
        assert all(fold(text[a:b]) == plain for a, b in spans)
        assert len(spans) == folded.count(plain)
    else:
        assert all(plain in fold(text[a:b]) for a, b in spans)


@given(
    queries(),
    st.lists(words() | st.sampled_from(["，", " ", "引领发展", "OR", "?"]), max_size=40).map("".join),
)
def test_marks_lie_in_order_and_only_in_passages_that_match(query, text):
    node = parse(query).node
    spans = marked_spans(node, text, "paragraph", literal)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    if isinstance(node, Text | Wildcard | Near):
        assert bool(spans) == holds(node, Scanned(fold(text)), literal)
    for run in runs_under(node):
        if not isinstance(node, Near):
            assert all(
                any(a <= x and y <= b for a, b in spans) for x, y in marked_spans(run, text, "", literal)
            )


def runs_under(node):
    match node:
        case Text() | Wildcard():
            return [node]
        case And(children=children) | Or(children=children):
            return [run for child in children if not isinstance(child, Not) for run in runs_under(child)]
    return []


@pytest.mark.parametrize(("times", "expected"), [(MARKS - 1, MARKS - 1), (MARKS, MARKS), (MARKS + 1, MARKS)])
def test_a_passage_has_at_most_two_hundred_marks(times, expected):
    assert len(marked("的", "我的" * times)) == expected


@pytest.mark.parametrize(
    ("mode_words", "expected"), [(["产业", "产业链"], ["产业", "产业链"]), (["链"], ["链"])]
)
def test_runs_read_by_their_words_are_marked_word_by_word(mode_words, expected):
    text = "产业与产业链"
    spans = marked_spans(Text("产业链"), text, "paragraph", lambda node: mode_words)
    assert [text[a:b] for a, b in spans] == expected


@given(st.data())
def test_an_extract_holds_a_whole_mark(data):
    pieces = data.draw(
        st.lists(st.sampled_from(["党建", "一二三四五", "。", "句子" * 30, "！”"]), max_size=60)
    )
    text = "".join(pieces)
    query = data.draw(st.sampled_from(["党建", "句子句子句", "一二三四五", "句子" * 60, "没有"]))
    spans = marked_spans(Text(query), text, "paragraph", literal)
    shown = extract(text, spans)
    assert 0 <= shown.start <= shown.end <= len(text)
    if spans:
        assert any((shown.start <= a and b <= shown.end) or b - a > EXTRACT for a, b in spans)
        assert any(a < shown.end and shown.start < b for a, b in spans)
    longest = max((b - a for a, b in spans), default=0)
    assert shown.end - shown.start <= max(EXTRACT * 3 // 2, longest)


def test_a_short_text_is_shown_whole_and_a_long_one_from_a_sentence():
    short = "第一句。" * 20
    assert extract(short, ((0, 2),)).end == len(short)
    long = "开头很长" * 60 + "。" + "要找的党建在这里，" + "后面还有" * 60
    shown = extract(long, marked_spans(Text("党建"), long, "paragraph", literal))
    assert long[shown.start : shown.end].startswith("要找的党建")


def test_the_extract_with_most_marks_is_shown():
    text = "党建。" + "无关的话。" * 80 + "党建、党建、党建。" + "无关的话。" * 80
    shown = extract(text, marked_spans(Text("党建"), text, "paragraph", literal))
    assert text[shown.start : shown.end].count("党建") == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "node",
    [
        Text("的"),
        Text("的的的"),
        Wildcard(("的", *[part for _ in range(30) for part in (Gap(0, 20), "的")])),
        Near(Near(Text("的"), Text("的"), 200), Near(Text("的"), Text("的"), 200), 200),
        Or((Text("的"), Wildcard(("的", Gap(0, 20), "的")))),
        Near(Text("的"), Text("党"), 200),
    ],
    ids=str,
)
@pytest.mark.parametrize(("piece", "end"), [("的", ""), ("的。", ""), ("的", "党")])
def test_the_work_of_marking_grows_with_the_length_of_a_passage_only(node, piece, end):
    def mark(text):
        spans = marked_spans(node, text, "paragraph", literal)
        extract(text, spans)
        assert len(spans) <= MARKS

    assert_growth(mark, lambda size: piece * (size // len(piece)) + end, 20_000)


def test_words_of_the_corpus_are_marked_as_they_are_read():
    segmenter = Segmenter()
    text = "产业链党委推动产业发展"
    spans = marked_spans(Text("产业链党委"), text, "paragraph", lambda node: segmenter.words(node.literal))
    assert text[spans[0][0] : spans[0][1]] == "产业链党委"
    assert "产业" in [text[a:b] for a, b in spans]
