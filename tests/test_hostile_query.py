"""Searching a hostile corpus: text without a place, endless repetition, folding, spaces."""

import time
import tracemalloc
import unicodedata
from hashlib import sha256
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Oracle, indexed
from strategies import queries

from index.build.build import build
from index.corpus.passages import digest
from index.errors import IndexOutdated
from index.store import layout
from index.text.folding import normalise
from search import open_engine
from search.articles import differences
from search.errors import FilterError, SearchError
from search.marks.fragments import MARKS
from search.marks.scan import marks
from search.query.parser import parse
from search.query.request import MODES, Query
from search.results import Total
from search.suggest import quoted
from web.api.serialise import search_body, to_json


def engine_of(folder, **bodies):
    """Return an engine over articles of these bodies, named as given."""
    (folder / "articles").mkdir()
    for name, body in bodies.items():
        head = f"---\nid: {name}\ntitle: 甲的标题\n---\n\n"
        (folder / f"articles/{name}.md").write_text(head + body + "\n", "utf-8")
    build([folder / "articles"], folder / "index")
    return open_engine(folder / "index")


# ---------------------------------------------------------------- text that has no place


@pytest.fixture(scope="module")
def shelf(stepped, invented_folder):
    return Oracle.of(stepped, invented_folder)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return engine_of(
        tmp_path_factory.mktemp("shelf"), a="红旗渠的正文。\n\n未归位：放不回去的红旗渠\n\n未归位：别的残句"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("红旗渠", {"红旗渠的正文。"}),
        ("红旗渠 kind:unplaced", {"放不回去的红旗渠"}),
        ("kind:未归位", {"放不回去的红旗渠", "别的残句"}),
        ("kind:unplaced OR 正文", {"红旗渠的正文。", "放不回去的红旗渠", "别的残句"}),
        ("(kind:unplaced 残句) OR 红旗渠", {"红旗渠的正文。", "放不回去的红旗渠", "别的残句"}),
        ("红旗渠 -kind:unplaced", {"红旗渠的正文。"}),
        ("-kind:unplaced", {"甲的标题", "红旗渠的正文。"}),
        ("-(-kind:unplaced)", {"放不回去的红旗渠", "别的残句"}),
        ("kind:unplaced -残句", {"放不回去的红旗渠"}),
    ],
)
def test_text_without_a_place_is_found_where_the_query_asks_for_it(small, text, found):
    results = small.search(text)
    assert {passage.text for hit in results.hits for passage in hit.passages} == found
    assert results.total.passages == len(found)
    assert {one.value: one.passages for one in results.facets["publication"]} == {"none": len(found)}


def test_a_filter_still_says_which_kinds_are_kept(small):
    assert small.search("kind:unplaced OR 红旗渠", kind="paragraph").total.passages == 1
    assert small.search("kind:unplaced OR 红旗渠", kind="-unplaced").total.passages == 1
    assert small.search("红旗渠").unplaced == 1
    assert small.search("红旗渠 OR kind:unplaced").unplaced == 0


@pytest.mark.parametrize("asked", [{"text": "kind:none"}, {"kind": "none"}, {"kind": "-未注明"}])
def test_no_passage_is_without_a_kind(small, asked):
    with pytest.raises(FilterError) as caught:
        small.search(**asked)
    assert "unplaced" in caught.value.choices


def asking():
    """Queries that ask for kinds, the shelf among them, anywhere in a tree."""
    leaf = st.sampled_from(["的", "党建引领", "kind:unplaced", "kind:未归位", "kind:paragraph", "title:的"])

    def larger(inner):
        return (
            st.tuples(inner, st.sampled_from([" ", " OR ", " -", " NOT "]), inner).map(
                lambda one: f"({one[0]}){one[1]}({one[2]})"
            )
            | inner.map(lambda one: f"-({one})")
        )  # fmt: skip

    return st.recursive(leaf, larger, max_leaves=5)


@settings(max_examples=150)
@given(asking() | queries(), st.sampled_from(MODES))
def test_what_is_shown_is_what_a_scan_shows(shelf, text, mode):
    try:
        node = parse(text).node
        total = shelf.engine.run(Query(text, mode)).total
    except SearchError:
        return
    places = shelf.shown(node, mode)
    assert (total.passages, total.articles) == (len(places), len({article for article, _ in places}))


# ---------------------------------------------------------------- one string over and over

LONG = 30_000  # characters
REPEATED = (
    "啊",
    "啊啊",
    "啊啊啊啊",
    "啊?啊",
    "啊*啊啊",
    "啊*啊*啊*啊",
    "啊啊 NEAR/10 啊啊",
    "啊 NEAR/200 啊",
    "啊 NEAR/10 啊 NEAR/10 啊",
    "啊*啊啊 BEFORE/3 吧",
    "啊 BEFORE/0 吧",
    "吧 NEAR/200 平常",
    "平常 OR 啊啊啊",
    "啊吧啊",
)


@pytest.fixture(scope="module")
def repeating(tmp_path_factory):
    return engine_of(tmp_path_factory.mktemp("repeating"), a="啊" * LONG + "吧", b="平常的一段，啊，吧。")


def peak(work):
    """Return how many bytes some work had in use at most."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("text", REPEATED)
def test_a_search_in_endless_repetition_takes_memory_for_the_text_not_for_its_hits(repeating, text):
    repeating.search("平常")
    assert peak(lambda: to_json(search_body(repeating.search(text), repeating.names, "zh"))) < 120 * LONG
    assert peak(lambda: repeating.article("a", Query(text))) < 30 * LONG


@pytest.mark.parametrize("text", REPEATED)
def test_marks_in_endless_repetition_are_bounded_before_they_are_made(text):
    folded, node = "啊" * (20 * LONG) + "吧", parse(text).node
    spans = []
    assert peak(lambda: spans.extend(islice(marks(node, folded, "paragraph", lambda _: []), MARKS))) < 500_000
    assert bool(spans) == (text not in ("啊吧啊", "吧 NEAR/200 平常"))


@pytest.fixture(scope="module")
def repetitions(tmp_path_factory):
    base = tmp_path_factory.mktemp("repetitions")
    bodies = ["啊" * 700, "啊吧" * 300, "啊" * 255 + "吧", "吧" + "啊" * 256, "平常", "吧啊"]
    return Oracle.of(engine_of(base, **dict(zip("abcdef", bodies, strict=True))), base / "articles")


@pytest.mark.parametrize(
    "text",
    [*REPEATED, "啊*啊*啊*平", "啊啊 BEFORE/5 吧", "吧 BEFORE/5 啊", "(啊*吧 OR 吧) NEAR/3 啊", "?啊*吧"],
)
def test_endless_repetition_is_searched_exactly(repetitions, text):
    node = parse(text).node
    assert set(indexed(repetitions.engine, node)) == repetitions.places(node)


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ("啊吧" * 2500, "吧啊啊" * 1700, ["replace"]),
        ("啊" * 5000, "啊" * 4990 + "吧", ["equal", "replace"]),
        ("啊" * 3000, "啊" * 2000 + "吧" + "啊" * 1000, ["equal", "insert", "equal"]),
        ("啊" * 3000 + "吧", "啊" * 3000, ["equal", "delete"]),
        ("啊" * 3000, "啊" * 3000, ["equal"]),
    ],
)
def test_what_changed_in_endless_repetition_is_said_at_once(old, new, kinds):
    began = time.process_time()
    made = differences(old, new)
    assert time.process_time() - began < 2
    assert [kind for kind, _, _ in made] == kinds
    assert ("".join(one for _, one, _ in made), "".join(two for _, _, two in made)) == (
        old[:5000],
        new[:5000],
    )


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    base = tmp_path_factory.mktemp("few")
    bodies = ["啊" * 30, "啊吧" * 12, "啊" * 9 + "吧", "吧" + "啊" * 9, "吧啊，啊啊吧", "啊，，，吧，，啊啊"]
    return Oracle.of(engine_of(base, **dict(zip("abcdef", bodies, strict=True))), base / "articles")


PIECES = ["啊", "啊啊", "吧", "啊吧", "啊*啊", "啊?吧", "吧*啊啊", "(啊 OR 吧啊)", "(啊*吧 OR 啊啊)"]


@given(
    st.lists(st.sampled_from(PIECES), min_size=2, max_size=7),
    st.lists(st.sampled_from([" NEAR/0 ", " NEAR/3 ", " BEFORE/1 ", " NEAR/200 "]), min_size=6, max_size=6),
    st.booleans(),
)
def test_proximities_of_proximities_are_found_exactly(few, pieces, operators, grouped):
    text = pieces[0] + "".join(map(str.__add__, operators, pieces[1:]))
    if grouped:
        text = f"({text}){operators[0]}({pieces[-1]}{operators[1]}{pieces[0]})"
    node = parse(text).node
    assert set(indexed(few.engine, node)) == few.places(node)


# ---------------------------------------------------------------- spaces between letters and digits


@pytest.fixture(scope="module")
def spaced(tmp_path_factory):
    return engine_of(
        tmp_path_factory.mktemp("spaced"),
        a="到2 024年底。",
        b="到2 024年中。\n\nNew York的来信。",
        c="他说HelloWorld。",
        d="编号1 2 3 4号",
        e="AB会和A B会，都不是A  C会",
    )


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("2024年", ("2 024年", 2, 2)),
        ("newyork", ("new york", 1, 1)),
        ('"Hello World"', ("helloworld", 1, 1)),
        ("1234", ("1 2 3 4", 1, 1)),
        ('"a b c"', None),
        ("产业链", None),
        ('"AC会"', ("a c会", 1, 1)),
        ("2024年 -不在", None),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_the_same_text_with_other_spaces_is_offered_and_never_taken_unasked(spaced, text, offered, mode):
    results = spaced.run(Query(text, mode))
    if results.total.passages:
        assert mode != "exact"
        return
    made = [(one.text, one.articles, one.passages) for one in results.suggestions if one.reason == "spacing"]
    assert made == ([offered] if offered else [])
    for one in results.suggestions:
        assert spaced.search(quoted(one.text)).total == Total(one.passages, one.articles)
    assert len({one.text for one in results.suggestions}) == len(results.suggestions)


def test_where_the_text_stands_as_typed_no_other_spaces_are_offered(spaced):
    for text in ("AB会", '"A B会"', '"2 024年"'):
        results = spaced.search(text)
        assert results.total.passages
        assert results.suggestions == ()


# ---------------------------------------------------------------- one sign, two code points

ONE_SIGN = (
    "µμΜ",
    "ςσΣ",
    "ſsＳ",
    "ϐβΒ",
    "ϑθΘ",
    "￩←",
    "￪↑",
    "￫→",
    "￬↓",
    "￭■",
    "￮○",
    "￨│",
    "K\u212ak",
    "Å\u212b",
)


@pytest.fixture(scope="module")
def signs(tmp_path_factory):
    bodies = {f"n{i}": "\n\n".join(f"甲{sign}乙" for sign in same) for i, same in enumerate(ONE_SIGN)}
    return engine_of(tmp_path_factory.mktemp("signs"), **bodies)


@pytest.mark.parametrize("same", ONE_SIGN)
def test_what_differs_by_width_or_case_alone_is_one_sign(signs, same):
    for sign in same:
        for text in (sign, f"甲{sign}乙"):
            hits = [one for hit in signs.search(text).hits for one in hit.passages]
            assert {one.text for one in hits} == {f"甲{other}乙" for other in same}
            assert {one.spans for one in hits} == {((1, 2),) if text == sign else ((0, 3),)}


@pytest.mark.parametrize("two", ["ée", "①1", "²2", "ΐι", "İi", "ßs", "|￨", "ͅι"])
def test_what_a_reader_tells_apart_stays_apart(two):
    assert normalise(two[0]) != normalise(two[1])


def test_a_permanent_link_does_not_depend_on_what_is_folded():
    for text in ("10µm的镀层", "10μm的镀层", "甲￫乙", "ΟΔΟΣ οδος"):
        plain = "".join(unicodedata.normalize("NFC", text).split()).encode()
        assert digest(text) == sha256(plain).hexdigest()[:12]
    assert digest("10µm的镀层") != digest("10μm的镀层")


def test_an_index_of_another_folding_is_refused(tmp_path, monkeypatch):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles/a.md").write_text("---\nid: a\ntitle: 题\n---\n\n10µm的镀层。\n", "utf-8")
    build([tmp_path / "articles"], tmp_path / "index")
    monkeypatch.setattr(layout, "_folding", lambda: "another table")
    layout.schema_digest.cache_clear()
    try:
        with pytest.raises(IndexOutdated, match="jiansuo index --rebuild"):
            open_engine(tmp_path / "index")
    finally:
        monkeypatch.undo()
        layout.schema_digest.cache_clear()
