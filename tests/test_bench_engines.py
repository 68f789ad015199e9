"""Do the peers of our measure answer with the very page that we do?"""

from itertools import islice

import pytest

from bench import speed
from bench.corpus import cached, load
from bench.queries import pick
from bench.report import Run
from bench.serving import make


@pytest.fixture(scope="module")
def passages(tmp_path_factory):
    return list(islice(load(cached(tmp_path_factory.mktemp("corpus"), passages=600)), 600))


@pytest.mark.slow
@pytest.mark.parametrize("peer", ["tantivy", "whoosh"])
def test_a_peer_answers_every_query_as_the_engine_does(peer, passages, tmp_path, monkeypatch):
    if peer == "tantivy":
        monkeypatch.setattr("bench.engines.tantivy_peer.ALL", 200)
    run = Run("generated", len(passages), [make("jiansuo"), make(peer)], pick(passages, each=6))
    speed.build(run, passages, tmp_path, reuse=False)
    for engine in run.engines:
        engine.open(tmp_path / engine.name)
    speed.check(run)
    assert not run.faults
    assert run.checked[peer] >= 60
    assert run.compared > 200


@pytest.mark.slow
def test_a_peer_that_leaves_something_out_is_named(passages, tmp_path, monkeypatch):
    run = Run("generated", len(passages), [make("jiansuo"), make("whoosh")], pick(passages, each=2))
    speed.build(run, passages, tmp_path, reuse=False)
    for engine in run.engines:
        engine.open(tmp_path / engine.name)
    monkeypatch.setattr("bench.engines.whoosh_peer.TOP", 9)
    speed.check(run)
    assert any(fault.startswith("totals:") for fault in run.faults)
