"""Does the measure of a cluster run what it says, and does it tell where our two engines disagree?"""

import re

import pytest
from test_architecture import ROOT
from test_documents import fault, names

from bench.cluster.releases import USUAL
from bench.clusters.__main__ import measured, parser
from bench.clusters.asked import ASKED
from bench.clusters.costs import VARIANTS
from bench.clusters.local import LocalCorpus
from bench.clusters.observed import KINDS
from bench.clusters.slopes import PLANNED, Line, section
from bench.clusters.timing import disagreement, random_faults
from bench.clusters.told import figures, table
from bench.engines.jiansuo import Jiansuo
from bench.figures import keep
from bench.queries import BenchQuery
from index.opensearch.publishing.publish import SHARD

GIVEN = ["--passages", "300", "--each", "1", "--seconds", "3", "--random", "20"]
VALUES = {"bytes/cluster": 1_000, "passages/s/cluster": 1_000}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return LocalCorpus.of(tmp_path_factory.mktemp("clusters"), passages=300)


@pytest.fixture(scope="module")
def found(cluster, corpus):
    return measured(cluster, corpus, parser().parse_args(GIVEN))


@pytest.mark.cluster
@pytest.mark.slow
def test_both_our_engines_answer_every_class_alike_and_the_bare_search_what_it_can(found):
    names = {asked.name for asked in ASKED}
    assert not found.timed.faults
    assert found.random == 20
    by_engine = {engine: {name for own, name in found.timed.times if own == engine} for engine in found.built}
    unknown = {"wildcard", "scanned"}
    assert by_engine == {"local": names, "cluster": names, "bare": names - unknown}
    assert {name: load.rate > 0 for name, load in found.loads.items()} == {"cluster": True, "bare": True}
    assert len(found.one) == 2


@pytest.mark.cluster
@pytest.mark.slow
def test_every_request_of_a_search_is_told_by_what_it_is_for(found):
    kinds = {
        name: {request.kind for requests in searches for request in requests}
        for name, searches in found.timed.searches.items()
    }
    assert kinds["filter"] == {"generation", "counts", "page"}
    assert kinds["common"] == {"generation", "counts", "page"}  # frequencies and titles with the counts
    assert {"generation", "counts", "page", "scan"} <= kinds["scanned"]
    for name, searches in found.timed.searches.items():
        spent = sum(request.seconds for requests in searches for request in requests)
        assert 0 < spent < sum(found.timed.times["cluster", name])


@pytest.mark.cluster
@pytest.mark.slow
def test_the_section_and_the_values_have_all_that_was_measured(found):
    told, values = table(found), figures(found)
    assert told.startswith("## Cluster: generated, 300 passages, 3 nodes\n")
    assert f"OpenSearch {USUAL.version}" in told
    assert "all equal" in told
    for asked in ASKED:
        assert told.count(f"| {asked.title} |") == 3
        assert values[f"p50/cluster/{asked.name}"] > 0
        assert values[f"work/cluster/{asked.name}"] >= 0  # in steps of 10 ms
        kinds = {request.kind for requests in found.timed.searches[asked.name] for request in requests}
        assert kinds >= {"generation", "counts"}  # and no page where nothing is found
        assert found.features[asked.name].keys() == {one.name for one in VARIANTS if one.kind in kinds}
    assert values["passages"] > 300  # titles and headings are passages too
    assert min(values[f"bytes/{engine}"] for engine in found.built) > 0
    assert values["MB/node"] > values["MB/heap"] > 0


@pytest.mark.slow
def test_a_change_is_searched_while_it_lasts_and_undone(corpus):
    def total():
        return Jiansuo().at(corpus.index).engine.search("红柚服务队又走访一次").total.passages

    with corpus.changed():
        assert total() == 1
    assert total() == 0
    note = corpus.folder / "built.json"
    before = note.stat().st_mtime_ns
    assert LocalCorpus.of(corpus.folder.parent, passages=300) == corpus
    assert note.stat().st_mtime_ns == before, "what was built is built again"


@pytest.mark.slow
def test_what_two_engines_answer_differently_is_told(corpus, stepped):
    own = Jiansuo().at(corpus.index)
    asked = BenchQuery("string-1", "grams", ("的",))
    answer = own.answer(asked)
    assert disagreement(asked, answer, answer) == ""
    assert disagreement(asked, answer, answer._replace(articles=0)).startswith("totals:")
    assert disagreement(asked, answer, answer._replace(hits=answer.hits[1:])).startswith("the page")
    other = own.engine.search("的", sort="newest", year="2000").facets
    assert "counts differ" in disagreement(asked, answer, answer._replace(facets=other))
    assert [*random_faults(own.engine, own.engine, 5)] == []
    assert [*random_faults(own.engine, stepped, 5)]


def test_slopes_and_plan_follow_from_two_sizes(tmp_path):
    out = tmp_path / "RESULTS.md"
    for nodes in (1, 3):
        for size in (100_000, 300_000):
            values = {f"p50/cluster/{asked.name}": nodes * (5 + size / 1e4) for asked in ASKED}
            values |= {f"work/cluster/{asked.name}": size / 1e4 for asked in ASKED}
            values |= {f"p50/local/{asked.name}": 1.0 for asked in ASKED}
            keep(out, f"cluster/{nodes}/{size}", values | VALUES | {"passages": size})
        keep(
            out, f"whole/generated/{nodes}", {"passages": nodes * 1e6, "MB/index from nothing": 3_000 * nodes}
        )
    told = section(out)
    assert "| common word (5 to 60 % of passages) | 1.00 + 0.000 | – | 5.00 + 10.00 | 15.00 + 30.00 |" in told
    assert f"| shards | {PLANNED // SHARD} |" in told
    assert "| disk of one copy, GB | 100 |" in told
    assert "| publishing from nothing at the rate of this one machine, hours | 28 |" in told
    assert "| memory of `jiansuo index` before that, by its own slope, GB | 300 |" in told
    alone = 5 + 10 * SHARD / 100_000
    work = (alone - 5) / 1e3 * PLANNED / SHARD
    assert f"| string of 4 characters | {alone:,.0f} | {work:,.1f} |" in told


def test_the_plan_names_what_there_is_and_columns_that_are_measured():
    text = (ROOT / "bench/CLUSTER.md").read_text("utf-8")
    columns = {variant.name for variant in VARIANTS} | {kind.name for kind in KINDS} | {"work"}
    told = [name for name in names(text) if not re.search("[A-Z]{2}.[A-Z]", name)]  # patterns of queries
    commands = {"python -m bench --cluster 1,3"}
    assert {name: fault(name) for name in told if name not in columns | commands and fault(name)} == {}
    assert columns - {"work", "other", "without scores"} <= set(told)


def test_without_two_sizes_there_are_no_slopes(tmp_path):
    out = tmp_path / "RESULTS.md"
    assert section(out) == ""
    keep(out, "cluster/1/20000", {"passages": 20_000})
    assert section(out) == ""


def test_a_cost_that_does_not_grow_has_no_slope():
    line = Line({10: {"a": 5.0}, 20: {"a": 4.0}}, "a")
    assert (line.step, line.fixed) == (0, 5)
    assert line.at(1e9) == 5
