"""Does what a reader types reach a cluster as data alone, and do intervals claim no more than they can?"""

import json

import pytest
from hypothesis import given, settings
from strategies import hostile_text, queries, query_soup

from index.facets.rows import FACETS
from index.opensearch.mapping import column_field, index_body
from index.text.words import Segmenter
from search.engine import Engine
from search.errors import SearchError
from search.marks.wording import Wording
from search.opensearch.clauses.compiler import Compiler, inside
from search.opensearch.clauses.filters import ArticleFilters, kind_clause
from search.opensearch.clauses.neighbours import exact_clause, needed_clauses
from search.opensearch.ranking.scoring import SCRIPT, Scoring
from search.query.nodes import Near, Wildcard, walk
from search.query.parser import parse
from search.query.request import MODES, Filter, Query
from search.ranking.terms import RankedTerms
from web import create_app

SEGMENTER = Segmenter()
AVERAGES = {"words": (30.0, 9.0), "grams": (60.0, 20.0)}


def compiled(text, mode="exact", filters=()):
    """Return the JSON of a query as a cluster would be asked it, and its node."""
    node = parse(text).node
    wording = Wording(SEGMENTER, mode)
    query = Query(text, mode, tuple(filters))
    passages = Compiler(wording, lambda _: ("a/0123456789ab",)).filter(node)
    asked = RankedTerms(node, wording, lambda _: 3, 100)
    return [
        Scoring(asked, AVERAGES, ["红旗渠"]).scored(passages),
        kind_clause(query, node),
        ArticleFilters(query).clause(),
    ], node


def leaves(value, path=()):
    """Yield the path of keys to each value that is no list or object, and the value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield path, value


def fields():
    """Return the names of all fields that the mapping has."""

    def named(properties, above=""):
        for name, one in properties.items():
            yield above + name
            for part in ("properties", "fields"):
                yield from named(one.get(part, {}), f"{above}{name}.")

    return set(named(index_body(shards=1, replicas=0)["mappings"]["properties"]))


WORDS_OF_THE_QUERY_LANGUAGE = {
    *(
        "bool",
        "filter",
        "must_not",
        "should",
        "minimum_should_match",
        "term",
        "terms",
        "value",
        "match_phrase",
    ),
    *(
        "query",
        "match_all",
        "match_none",
        "range",
        "gte",
        "lt",
        "lte",
        "intervals",
        "all_of",
        "ordered",
        "max_gaps",
    ),
    *("match", "analyzer", "script_score", "script", "lang", "source", "params", "dis_max", "queries"),
    *("tie_breaker", "constant_score", "boost", "length", "k1", "b", "average", "most", "heading", "weight"),
}
KNOWN = WORDS_OF_THE_QUERY_LANGUAGE | fields()
TEXTUAL = (
    "value",
    "query",
    "gte",
    "lt",
    "lte",
)  # of what was typed, as are lists of `terms`


@settings(max_examples=300)
@given(queries() | query_soup(12) | hostile_text(20))
def test_what_is_typed_is_the_value_of_a_clause_and_nothing_else(text):
    for mode in MODES:
        try:
            asked, _ = compiled(
                text, mode, [Filter("author", text[:8] or "-"), Filter("type", "x", exclude=True)]
            )
        except SearchError:
            return
        for path, value in leaves(asked):
            assert set(path) <= KNOWN
            if path[-1] == "source":
                assert value == SCRIPT
            elif isinstance(value, str) and path[-1] not in TEXTUAL and "terms" not in path:
                assert (path[-1], value) in {("lang", "painless"), ("analyzer", "holed")} or value in KNOWN
        json.dumps(asked, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "text", ["\ud800", "党\udfff建", 'title:"\ud800"', "党\ud800?建设", "党 NEAR/3 \ud800"]
)
def test_half_a_character_asks_for_nothing_that_cannot_be_written(text):
    asked, _ = compiled(text)
    json.dumps(asked, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("党?建", True),
        ("党*建", True),
        ("第?条*规定", True),
        ("党建 NEAR/5 企业", True),
        ("(党建 OR 组织) BEFORE/3 企业", True),
        ("党*建*设", False),
        ("党 NEAR/3 党", False),
        ("党建设?", False),
        ("(党 NEAR/3 建) NEAR/5 设", False),
        ("党建 NEAR/5 企*业", False),
        ("党??*建", False),
    ],
)
def test_intervals_are_taken_where_they_are_exact(text, exact):
    (node,) = [one for one in walk(parse(text).node) if isinstance(one, Near | Wildcard)][:1]
    field = inside("grams")
    assert (exact_clause(field, node) is not None) == exact
    assert needed_clauses(field, node)


def test_each_facet_of_articles_has_its_fields():
    properties = index_body(shards=1, replicas=0)["mappings"]["properties"]
    for facet in FACETS:
        for column in facet.columns if facet.of_article else ():
            assert properties[column_field(column)] == {"type": "keyword"}
    assert len({column_field(column) for facet in FACETS for column in facet.columns}) == sum(
        len(facet.columns) for facet in FACETS
    )


def test_a_cluster_that_is_not_there_is_named_in_one_line():
    engine = Engine.at("opensearch+http://127.0.0.1:1/nowhere")
    with pytest.raises(Exception, match="no node of the cluster answers") as caught:
        engine.about()
    assert type(caught.value).__name__ == "ClusterUnreachable"
    assert engine.location == "opensearch+http://127.0.0.1:1/nowhere"
    assert engine.fault is caught.value


def test_pages_keep_their_frame_where_no_cluster_answers():
    client = create_app(Engine.at("opensearch+http://127.0.0.1:1/nowhere")).test_client()
    for path in ("/", "/search?q=党", "/articles/a"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert 'role="search"' in answer.text
        assert "检索集群没有应答" in answer.text
    answer = client.get("/api/v1/search?q=党")
    assert answer.status_code == 503
    assert answer.json["error"]["code"] == "cluster-unreachable"
    assert answer.headers["Retry-After"]
    assert client.get("/help").status_code == 200
