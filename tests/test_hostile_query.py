"""Searching a hostile corpus: text without a place, endless repetition, folding, spaces."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Oracle
from strategies import queries

from index.build.build import build
from search import open_engine
from search.errors import FilterError, SearchError
from search.query.parser import parse
from search.query.request import MODES, Query


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
