"""Does a real cluster serve what our index does, sent once, whatever is killed on the way?"""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from zlib import crc32

import pytest
from invented import write_invented
from servers import START
from test_architecture import ROOT

from index.build.build import build
from index.corpus.register import REGISTER
from index.errors import ClusterError, ClusterRefused, ClusterUnreachable, IndexBusy
from index.opensearch.connection import Address, connect
from index.opensearch.manifest import serving
from index.opensearch.publishing import claim as claims
from index.opensearch.publishing import generations, patience, sending
from index.opensearch.publishing.claim import claimed
from index.opensearch.publishing.publish import publish
from index.opensearch.publishing.source import Source
from index.store.generation import current_name

pytestmark = pytest.mark.cluster

PUBLISH = """
import os, signal, sys
from index.opensearch.connection import Address
from index.opensearch.publishing import sending
from index.opensearch.publishing.publish import publish

def kill(stage, done, total):
    if stage == sys.argv[3] and done >= int(sys.argv[4]):
        os.kill(os.getpid(), signal.SIGKILL)

sending.CHUNK = 20
publish(sys.argv[1], Address.parse(sys.argv[2]), progress=kill)
"""


class Corpus:
    """Some articles, their index, and where it is published."""

    def __init__(self, folder, url):
        self.articles, self.index, self.url = folder / "articles", folder / "index", url
        self.address = Address.parse(url)
        self.client = connect(self.address)
        self.write(range(30))

    def write(self, seeds):
        self.paths = write_invented(self.articles, seeds)
        build([self.articles], self.index)

    def change(self, number, text="又一段：产业链党委。"):
        path = self.paths[number]
        path.write_text(f"{path.read_text('utf-8')}\n{text}\n", "utf-8")

    def publish(self, **options):
        return publish(self.index, self.address, **options)

    @property
    def generations(self):
        """Return the names of the indices of the corpus in the cluster, of whatever state."""
        return sorted(self.client.indices.get_settings(index=f"{self.address.name}-g*"))

    @property
    def serves(self):
        manifest = serving(self.client, self.address)
        return manifest and manifest.generation

    def operations(self, name):
        """Return how many documents the cluster was told to index and to delete."""
        told = self.client.indices.stats(index=name, metric="indexing")["_all"]["primaries"]["indexing"]
        return told["index_total"], told["delete_total"]

    def documents(self):
        """Return all documents that serve, by id, as stored."""
        body = {"size": 1_000, "query": {"match_all": {}}}
        rows = self.client.search(index=self.address.name, body=body)["hits"]["hits"]
        return {row["_id"]: row["_source"] for row in rows}

    def local(self):
        """Return the documents that our index has, by id, as they are to be stored."""
        source = Source(self.index)
        documents = json.loads(json.dumps([source.document(number) for number in range(len(source))]))
        kept = ("id", "stamp", "record", "evidence", "former")
        inner = ("id", "kind", "text", "heading")
        return {
            one["id"]: {name: one[name] for name in kept if name in one}
            | ({"p": [{name: p[name] for name in inner} for p in one["p"]]} if "p" in one else {})
            for one in documents
        }


@pytest.fixture
def corpus(cluster, tmp_path, request):
    name = f"press-{crc32(request.node.name.encode())}"
    nodes = ",".join(url.removeprefix("http://") for url in cluster.urls)
    corpus = Corpus(tmp_path, f"opensearch+http://{nodes}/{name}")
    yield corpus
    for index in [*corpus.generations, f"{name}-claim"]:
        corpus.client.indices.delete(index=index, params={"ignore_unavailable": "true"})
    corpus.client.close()


def test_all_that_our_index_has_is_in_the_cluster_and_is_sent_once(corpus):
    stages = []
    done = corpus.publish(progress=lambda *step: stages.append(step))
    manifest = serving(corpus.client, corpus.address)
    source = Source(corpus.index)
    assert (done.sent, done.deleted, done.state, done.new) == (30, 0, "green", True)
    assert (manifest.articles, manifest.passages) == (30, source.generation.manifest.passages)
    assert manifest.seal == source.generation.seal
    assert manifest.averages.keys() == {"words", "grams"}
    assert manifest.bytes > 0
    assert corpus.documents() == corpus.local()
    assert [stage for stage, *_ in stages] == ["send", "send", "merge", "copy"]
    health = corpus.client.cluster.health(index=done.generation)
    assert health["active_shards"] == 2, "a copy on another node"
    again = corpus.publish()
    assert (again.generation, again.sent, again.new) == (done.generation, 0, False)
    assert corpus.operations(done.generation) == (30, 0)


def test_only_what_changed_is_sent_and_the_generation_before_stays_until_the_next(corpus, monkeypatch):
    first = corpus.publish().generation
    corpus.change(3)
    corpus.paths[5].unlink()
    corpus.paths += write_invented(corpus.articles, [99])
    build([corpus.articles], corpus.index)
    done = corpus.publish()
    assert (done.articles, done.sent, done.deleted) == (30, 3, 0)  # what is gone leaves what it published
    assert corpus.operations(done.generation) == (3, 0)
    assert corpus.documents() == corpus.local()
    assert corpus.documents()[corpus.paths[5].stem].keys() == {"id", "stamp", "former"}
    assert corpus.generations == sorted([first, done.generation])
    corpus.change(4)
    build([corpus.articles], corpus.index)
    last = corpus.publish()
    assert (last.sent, corpus.serves) == (1, last.generation)
    assert corpus.generations == sorted([first, done.generation, last.generation])  # read minutes ago
    monkeypatch.setattr(generations, "GRACE", 0)
    corpus.change(6)
    build([corpus.articles], corpus.index)
    newest = corpus.publish()
    assert corpus.generations == sorted([last.generation, newest.generation])


def test_what_the_register_forgot_is_deleted(corpus):
    corpus.paths[5].unlink()
    build([corpus.articles], corpus.index)
    corpus.publish()
    (corpus.articles / REGISTER).unlink()
    corpus.change(3)
    build([corpus.articles], corpus.index)
    shutil.rmtree(corpus.index)
    build([corpus.articles], corpus.index)
    done = corpus.publish()
    assert done.deleted == 1
    assert corpus.documents() == corpus.local()


def killed(corpus, stage, done=1):
    arguments = [str(corpus.index), corpus.url, stage, str(done)]
    command = [sys.executable, "-c", PUBLISH, *arguments]
    # Its output ends with the last of its workers, which may be sending when it is killed.
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    while corpus.client.tasks.list(params={"actions": "indices:data/write/*"})["nodes"]:
        time.sleep(0.05)


def test_a_killed_publication_leaves_what_served_and_is_gone_on_with(corpus):
    killed(corpus, "send")
    assert corpus.serves is None
    (left,) = corpus.generations
    there = corpus.operations(left)[0]
    done = corpus.publish()
    assert done.generation == left == corpus.serves
    assert 0 < done.sent < 30
    assert corpus.operations(left)[0] <= there + done.sent
    assert corpus.documents() == corpus.local()


@pytest.mark.parametrize("stage", ["send", "copy"])
def test_wherever_an_update_is_killed_the_old_serves_on_and_the_new_is_whole_at_last(corpus, stage):
    old = corpus.publish().generation
    before = corpus.documents()
    corpus.change(3)
    corpus.change(4)
    build([corpus.articles], corpus.index)
    killed(corpus, stage, 0)
    assert corpus.serves == old
    assert corpus.documents() == before
    done = corpus.publish()
    assert corpus.operations(done.generation) == (2, 0)
    assert corpus.generations == sorted([old, done.generation])
    assert corpus.documents() == corpus.local()


def test_what_a_killed_publication_of_an_older_state_left_is_removed(corpus):
    killed(corpus, "send")
    (left,) = corpus.generations
    corpus.change(3)
    build([corpus.articles], corpus.index)
    done = corpus.publish()
    assert left != done.generation
    assert corpus.generations == [done.generation]


def test_a_node_lost_while_sending_costs_no_article_once_it_is_back(corpus, cluster, monkeypatch):
    old = corpus.publish(shards=3).generation
    monkeypatch.setattr(sending, "CHUNK", 20)
    kills = []

    def lose(stage, done, total):
        if stage == "send" and done and not kills:
            kills.append(cluster.manager())
            cluster.kill(kills[0])
            assert corpus.documents().keys() == {path.stem for path in corpus.paths}, "the old one serves"
            cluster.start(kills[0])

    build([corpus.articles], corpus.index, rebuild=True)
    done = corpus.publish(shards=3, rebuild=True, progress=lose)
    cluster.wait()
    assert kills
    assert (done.sent, corpus.serves) == (30, done.generation)
    assert done.generation != old
    assert corpus.documents() == corpus.local()


def test_a_node_that_stays_away_ends_the_publication_and_the_next_one_mends_it(corpus, cluster, monkeypatch):
    old = corpus.publish(shards=3).generation
    before = corpus.documents()
    build([corpus.articles], corpus.index, rebuild=True)
    lost = next(number for number in range(3) if number != cluster.manager())

    def lose(stage, done, total):
        if stage == "send" and not done:
            cluster.kill(lost)

    with monkeypatch.context() as patch:
        for module in (patience, sending):
            patch.setattr(module, "PAUSES", (0.1,))
        patch.setattr(sending, "CHUNK", 20)
        patch.setattr(sending, "WAIT", "1s")
        with pytest.raises(ClusterUnreachable):
            corpus.publish(shards=3, rebuild=True, progress=lose)
    assert corpus.serves == old
    assert corpus.documents() == before
    cluster.start(lost)
    cluster.wait("yellow")
    done = corpus.publish(shards=3)
    cluster.wait()
    assert corpus.serves == done.generation != old
    assert corpus.documents() == corpus.local()


def test_shards_and_copies_are_as_asked_and_stay_so(corpus):
    first = corpus.publish(shards=2, replicas=0)
    assert corpus.client.cluster.health(index=first.generation)["active_shards"] == 2
    assert not corpus.publish().new, "what serves keeps its shards unless others are asked for"
    more = corpus.publish(replicas=1)
    assert not more.new
    assert corpus.client.cluster.health(index=first.generation)["active_shards"] == 4
    other = corpus.publish(shards=3)
    assert (other.new, other.sent) == (True, 30)
    assert corpus.client.cluster.health(index=other.generation)["active_shards"] == 6
    assert corpus.publish(replicas=5).state == "yellow"


def test_another_build_is_told_to_wait_while_a_claim_lives(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(claims, "DEAD", 5)
    monkeypatch.setattr(claims, "BEAT", 0.2)
    over = threading.Event()
    client = connect(corpus.address)
    with claimed(client, corpus.address, tmp_path / "elsewhere", lambda *_: None) as claim:

        def beat():
            while not over.wait(0.3):
                claim.beat()

        thread = threading.Thread(target=beat)
        thread.start()
        try:
            with pytest.raises(IndexBusy, match="elsewhere"):
                corpus.publish()
        finally:
            over.set()
            thread.join()
        assert corpus.generations == []
        corpus.publish()  # the other one does not move any more
        with pytest.raises(IndexBusy):
            claim.check()
    client.close()


def test_a_build_of_the_same_index_is_told_to_wait(corpus):
    def meanwhile(stage, done, total):
        if stage == "merge":
            with pytest.raises(IndexBusy):
                build([corpus.articles], corpus.index)

    corpus.publish(progress=meanwhile)


def test_an_index_of_somebody_else_is_left_alone(corpus):
    name = corpus.address.name
    corpus.client.indices.create(index=name)
    try:
        with pytest.raises(ClusterError, match="no corpus that Jiansuo put there"):
            corpus.publish()
        with pytest.raises(ClusterError, match="no corpus that Jiansuo put there"):
            serving(corpus.client, corpus.address)
    finally:
        corpus.client.indices.delete(index=name)


def test_a_refused_document_is_named_and_ends_the_publication(corpus):
    name = corpus.publish().generation
    corpus.client.indices.put_settings(index=name, body={"index.blocks.write": None})
    rows = [sending.Action("a-1", b'{"index":{"_id":"a-1"}}\n{"nonsense":1}\n')]
    with pytest.raises(ClusterRefused, match=r"article a-1: .*nonsense"):
        sending._deliver(corpus.client, name, rows)


def test_half_a_character_of_the_register_is_sent_as_what_stands_for_it(corpus):
    row = {"article": "a-gone", "passage": "0123456789ab", "kind": "paragraph", "text": "半个\ud800字"}
    with (corpus.articles / REGISTER).open("a") as file:
        file.write(json.dumps(row) + "\n")
    shutil.rmtree(corpus.index)
    build([corpus.articles], corpus.index)
    corpus.publish()
    assert corpus.documents()["a-gone"]["former"][0]["text"] == "半个\ufffd字"


def command(corpus, *arguments, **environment):
    return subprocess.run(
        [sys.executable, "-c", START, "index", "--articles", str(corpus.articles), *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_builds_publishes_and_says_so(corpus):
    corpus.change(3)
    done = command(corpus, "--index", str(corpus.index), "--to", corpus.url, "--shards", "2")
    assert (done.returncode, done.stdout.count("\n")) == (0, 2), done.stderr
    assert "1 changed" in done.stdout
    assert f"to {corpus.address} in " in done.stdout
    assert "30 sent, 0 deleted" in done.stdout
    assert "send: 30 of 30" in done.stderr
    assert current_name(corpus.index) in corpus.serves
    again = command(corpus, "--index", str(corpus.index), "--to", corpus.url)
    assert again.stdout.splitlines()[1].startswith("Nothing to publish: ")
    assert again.stderr == ""
