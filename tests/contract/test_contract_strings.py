"""Does every kind of node, in every mode, find what a plain scan finds, any string of it?"""

import pytest
from contract.backends import Corpus
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from invented import AUTHORS, PAPERS, PHRASES, REGIONS, TYPES
from oracle import Oracle, indexed
from strategies import any_text, articles, queries

from index.corpus.articles import write_article
from index.text.folding import fold
from search.errors import FilterError
from search.query.nodes import And, Everything, Field, Gap, Near, Node, Not, Or, Range, Text, Wildcard
from search.query.parser import parse
from search.query.request import MODES


def check(oracle: Oracle, node: Node, mode: str = "exact") -> None:
    answer = indexed(oracle.engine, node, mode, view=oracle.view)
    assert len(answer) == len(set(answer))
    assert set(answer) == oracle.places(node, mode)


def strings(oracle: Oracle) -> st.SearchStrategy[str]:
    """Pieces of the corpus, as they stand or tampered with, and strings that hardly stand there."""
    rows = oracle.rows

    @st.composite
    def piece(draw: st.DrawFn) -> str:
        text = draw(st.sampled_from(rows)).passage.text
        start = draw(st.integers(0, len(text) - 1))
        found = text[start : start + draw(st.sampled_from([1, 1, 2, 2, 3, 4, 5, 8, 20, 60]))]
        at = draw(st.integers(0, len(found)))
        return found[:at] + draw(st.sampled_from(["", "", "", " ", "\u200b", "的", "党"])) + found[at:]

    return piece() | st.sampled_from(PHRASES) | any_text(4)


def texts(oracle: Oracle) -> st.SearchStrategy[Text]:
    return st.builds(Text, strings(oracle), st.booleans()).filter(lambda node: node.folded)


def placed(oracle: Oracle) -> st.SearchStrategy[Node]:
    """Runs, wildcards, alternatives of these and proximities."""
    run = texts(oracle)
    gap = st.builds(lambda least, more: Gap(least, least + more), st.integers(0, 3), st.integers(0, 20))
    edge = st.lists(st.integers(1, 3).map(lambda n: Gap(n, n)), max_size=1)
    fixed = run.map(lambda node: node.literal[:3]).filter(fold)
    inner = st.lists(st.tuples(gap, fixed), max_size=2)

    def joined(before: list[Gap], first: str, rest: list[tuple[Gap, str]], after: list[Gap]) -> Wildcard:
        return Wildcard((*before, first, *(part for pair in rest for part in pair), *after))

    wild = st.builds(joined, edge, fixed, inner, edge)
    short = texts(oracle).map(lambda node: Text(node.literal[:3])).filter(lambda node: node.folded)
    leaf = short | wild | st.builds(lambda a, b: Or((a, b)), short, wild)
    near = st.builds(Near, leaf, leaf, st.integers(0, 30), st.booleans())
    return run | wild | near | st.builds(Near, near, leaf, st.integers(0, 30), st.booleans())


def fields(oracle: Oracle) -> st.SearchStrategy[Node]:
    value = strings(oracle).filter(fold)
    named = st.builds(Field, st.sampled_from(["title", "heading", "caption"]), value)
    years, months = (
        st.integers(2020, 2025).map(str),
        st.builds("{}-{:02}".format, st.integers(2022, 2025), st.integers(1, 12)),
    )
    return (
        named
        | st.builds(Field, st.just("region"), st.sampled_from([*REGIONS, "四川省", "none", "未注明"]))
        | st.builds(Field, st.just("type"), st.sampled_from([*TYPES, "none"]))
        | st.builds(Field, st.just("author"), st.sampled_from([*AUTHORS, "none", "谁"]))
        | st.builds(Field, st.just("publication"), st.sampled_from([*PAPERS, "none"]))
        | st.builds(Field, st.just("kind"), st.sampled_from(["title", "正文", "unplaced", "caption"]))
        | st.builds(Field, st.just("year"), st.sampled_from(["2024", "1999", "none"]))
        | st.builds(Field, st.just("month"), st.sampled_from(["2024-12", "2024", "1999-01", "none"]))
        | ranges("year", years)
        | ranges("month", months)
    )


def ranges(name: str, periods: st.SearchStrategy[str]) -> st.SearchStrategy[Node]:
    """Ranges of periods, closed and open."""
    closed = st.lists(periods, min_size=2, max_size=2, unique=True).map(sorted)
    return (
        closed.map(lambda ends: Range(name, *ends))
        | st.builds(Range, st.just(name), periods, st.just(""))
        | st.builds(Range, st.just(name), st.just(""), periods)
    )


def nodes(oracle: Oracle) -> st.SearchStrategy[Node]:
    """Every kind of node, put together as the parser puts them."""

    def larger(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        some = st.lists(inner, min_size=1, max_size=3)
        less = st.lists(inner.map(Not), max_size=2)
        return (
            st.builds(lambda a, b: And((*a, *b)), some, less)
            | some.map(lambda a: Or(tuple(a)))
            | st.builds(lambda b: And((Everything(), *b)), st.lists(inner.map(Not), min_size=1, max_size=2))
        )

    return st.recursive(placed(oracle) | fields(oracle) | st.just(Everything()), larger, max_leaves=6)


@pytest.mark.slow
@settings(max_examples=300)
@given(st.data())
def test_any_string_is_found_exactly_where_it_stands(oracle, data):
    check(oracle, data.draw(texts(oracle)))


@given(st.data())
def test_any_string_of_the_bundled_articles_is_found_exactly_where_it_stands(bundled_oracle, data):
    check(bundled_oracle, data.draw(texts(bundled_oracle)))


@pytest.mark.slow
@settings(max_examples=200)
@given(st.data())
def test_wildcards_and_proximities_are_found_exactly_where_they_stand(oracle, data):
    check(oracle, data.draw(placed(oracle)))


@pytest.mark.slow
@settings(max_examples=150)
@given(st.data(), st.sampled_from(MODES))
def test_every_query_in_every_mode_finds_what_a_scan_finds(oracle, data, mode):
    check(oracle, data.draw(nodes(oracle)), mode)


@given(queries(), st.sampled_from(MODES))
def test_what_the_parser_makes_finds_what_a_scan_finds(oracle, text, mode):
    try:
        node = parse(text).node
        check(oracle, node, mode)
    except FilterError:
        assume(False)


@pytest.mark.slow
def test_every_single_character_is_found_exactly_where_it_stands(oracle):
    for char in sorted(
        {char for row in oracle.rows for char in row.scanned.folded if fold(char)} | set("鑫龘zZ★")
    ):
        check(oracle, Text(char))


def test_every_passage_finds_itself_by_its_whole_text(oracle, bundled_oracle):
    for one in (oracle, bundled_oracle):
        for row in one.rows:
            if row.scanned.folded:
                assert row.place in indexed(one.engine, Text(row.passage.text), view=one.view)


@pytest.mark.slow
@settings(max_examples=15)
@given(st.lists(articles(), min_size=1, max_size=4, unique_by=lambda one: one.id), st.data())
def test_any_corpus_at_all_answers_as_a_scan_does(backend, tmp_path_factory, made, data):
    corpus = Corpus.under(backend, tmp_path_factory.mktemp("corpus"))
    for article in made:
        write_article(article, corpus.articles / f"{article.id}.md")
    corpus.build()
    own = Oracle.of(corpus.engine(), corpus.articles)
    for _ in range(8):
        check(own, data.draw(texts(own) | placed(own)))


@pytest.mark.parametrize(
    ("query", "text", "stands"),
    [
        ("AI", "我们PAID了", True),
        ("2个", "共12个", True),
        ("产业链", "產業鏈", True),
        ("ＡＢＣ", "abc", True),
        ("党建引领", "党 建\u3000引\n领", True),
        ("new york", "New\u3000York", True),
        ('"new york"', "NewYork", False),
        ("乾隆", "乾隆", True),
        ("1+X+N", "1+x+n模式", True),
        ("2022-2025", "2022—2025", True),
        ("2022-2025", "20222025", False),
        ("党建", "党的建设", False),
    ],
)
def test_what_a_reader_expects_of_a_search_in_a_page(corpus_of, query, text, stands):
    results = corpus_of(a=f"标题\n{text}").engine().search(query)
    assert results.total.passages == int(stands)
