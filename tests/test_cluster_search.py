"""Does a real cluster answer each search as our own index does, however it is cut up, whatever breaks?"""

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from contract.backends import SEGMENTER

from index.errors import ClusterError
from index.opensearch.connection import Address
from index.opensearch.publishing.publish import publish
from search.check.sampling import Sampler
from search.engine import Engine
from search.query.request import Query
from search.whoosh.backend import WhooshBackend
from web import create_app

pytestmark = [pytest.mark.cluster, pytest.mark.slow]

SEED = 11
COMPARED = ((1, 1_440), (3, 500), (5, 60))  # shards, and searches: 2,000 together


def address(cluster, name):
    return f"opensearch+http://{','.join(url.removeprefix('http://') for url in cluster.urls)}/{name}"


def told(results):
    """Return an answer without the name of what answered."""
    return replace(results, generation="")


@pytest.fixture(scope="module")
def ours(stepped_index: Path):
    return Engine(WhooshBackend(stepped_index, SEGMENTER), SEGMENTER, kept=0)


@pytest.fixture(scope="module")
def theirs(cluster, stepped_index):
    """Return an engine over the same generation in a cluster, in three shards with a copy each."""
    where = address(cluster, "compared")
    publish(stepped_index, Address.parse(where), shards=3, replicas=1)
    return Engine.at(where, kept=0)


@pytest.mark.parametrize(("shards", "searches"), COMPARED)
def test_random_searches_are_answered_alike_to_the_last_bit(cluster, ours, stepped_index, shards, searches):
    where = address(cluster, f"shards{shards}")
    publish(stepped_index, Address.parse(where), shards=shards, replicas=0)
    theirs = Engine.at(where, kept=0)
    for number, query in enumerate(Sampler.of(ours.answers().view, SEED + shards).queries(searches)):
        assert told(theirs.run(query)) == told(ours.run(query)), f"search {number}: {query}"


@pytest.mark.parametrize("text", ["的", "党建 OR 企业", "-的", ""])
@pytest.mark.parametrize("sort", ["relevance", "newest", "title"])
def test_paging_to_the_end_shows_each_article_once_and_in_our_order(ours, theirs, text, sort):
    page = 1
    while True:
        query = Query(text, sort=sort, page=page, size=7)
        found = ours.run(query)
        assert told(theirs.run(query)) == told(found)
        if not found.hits:
            break
        page += 1
    assert page > 4


@pytest.mark.parametrize("which", ["a follower", "the manager"])
def test_a_node_killed_while_searches_run_makes_no_answer_wrong(cluster, ours, theirs, which):
    queries = [*Sampler.of(ours.answers().view, SEED + 1).queries(12)]
    wanted = [told(ours.run(query)) for query in queries]
    wrong, refused, answered, stop = [], [], [], threading.Event()

    def search():
        while not stop.is_set():
            for query, expected in zip(queries, wanted, strict=True):
                try:
                    (answered if told(theirs.run(query)) == expected else wrong).append(query)
                except ClusterError as error:
                    refused.append(error)

    manager = cluster.manager()
    number = manager if which == "the manager" else (manager + 1) % len(cluster.nodes)
    searcher = threading.Thread(target=search)
    searcher.start()
    try:
        time.sleep(0.5)
        cluster.kill(number)
        cluster.wait("yellow", index="compared")  # corpora without copies are red
        before = len(answered)
        while len(answered) < before + len(queries) and searcher.is_alive():
            time.sleep(0.1)
        assert "yellow" in theirs.warning
    finally:
        stop.set()
        searcher.join()
        cluster.start(number)
        cluster.wait()
    assert not wrong
    assert answered
    assert theirs.warning == ""
    assert [told(theirs.run(query)) for query in queries] == wanted


def searched_until_refused(engine, total):
    """Search again and again; what the cluster still knows of a lost node may make some answers whole."""
    while engine.search("的").total == total:
        pass
    pytest.fail("an answer that is not whole was given for one")


def test_a_corpus_without_a_copy_of_a_shard_is_refused_until_its_node_is_back(cluster, stepped_index):
    where = address(cluster, "single")
    publish(stepped_index, Address.parse(where), shards=3, replicas=0)
    engine = Engine.at(where, kept=0)
    client = create_app(engine).test_client()
    total = engine.search("的").total
    lost = (cluster.manager() + 1) % len(cluster.nodes)
    cluster.kill(lost)
    try:
        with pytest.raises(ClusterError):
            searched_until_refused(engine, total)
        assert client.get("/search?q=的").status_code == 503
    finally:
        cluster.start(lost)
        cluster.wait()
    assert engine.search("的").total == total
    assert client.get("/search?q=的").status_code == 200
