"""Is a cluster addressed, asked and believed as we say, and are its secrets kept?"""

import json
import pickle
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_architecture import ROOT

from index.corpus.register import Published
from index.errors import ClusterError, ClusterIncomplete, ClusterRefused, ClusterUnreachable
from index.opensearch.connection import Address, connect, version_of
from index.opensearch.credentials import Credentials
from index.opensearch.documents import StoredArticle
from index.opensearch.faults import answered, fault
from index.opensearch.manifest import Manifest
from index.opensearch.mapping import BETWEEN
from index.opensearch.publishing.publish import best_shards
from index.opensearch.publishing.source import Source, Stamped, compared
from index.store.postings import END, LENGTHS
from search.whoosh.snapshot import open_snapshot

ALL = {"total": 2, "successful": 2, "failed": 0}

# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("opensearch+https://a.example/jiansuo", "opensearch+https://a.example:9200/jiansuo"),
        ("https://a.example", "opensearch+https://a.example:9200/jiansuo"),
        ("http://127.0.0.1:9201/", "opensearch+http://127.0.0.1:9201/jiansuo"),
        ("opensearch+http://a:1,b,c:3/press-2", "opensearch+http://a:1,b:9200,c:3/press-2"),
        ("http://[::1]:9200,[fe80::1]/x", "opensearch+http://[::1]:9200,[fe80::1]:9200/x"),
    ],
)
def test_an_address_names_nodes_and_a_corpus(text, whole):
    address = Address.parse(text)
    assert str(address) == whole
    assert Address.parse(str(address)) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "jiansuo",
        "127.0.0.1:9200",
        "ftp://a/x",
        "http:///x",
        "http://a,/x",
        "http://a:99999/x",
        "http://a:b/x",
        "http://a b/x",
        "http://a/x/y",
        "http://a/检索",
        "http://a/Big",
        "http://a/_all",
        "http://a/x*",
        f"http://a/{'x' * 81}",
        "http://a/x?pretty",
        "http://a/x#y",
    ],
)
def test_what_is_no_address_is_refused_with_the_form_of_one(text):
    with pytest.raises(ClusterError, match=r"opensearch\+https://host:9200"):
        Address.parse(text)


@pytest.mark.parametrize("text", ["https://u:geheim@a/x", "https://geheim@a", "https://a,u:geheim@b/x"])
def test_a_password_in_an_address_is_refused_unquoted_and_told_its_place(text):
    with pytest.raises(ClusterError, match="JIANSUO_ENGINE_PASSWORD") as told:
        Address.parse(text)
    assert "geheim" not in str(told.value)


def test_a_command_that_asks_no_cluster_loads_no_library_for_it():
    code = "import sys, index.opensearch.connection, web.problems; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"opensearchpy", "urllib3"}.isdisjoint(done.stdout.split())


# ---------------------------------------------------------------- credentials


@pytest.fixture
def keyring(tmp_path):
    path = tmp_path / "keys.yaml"
    path.write_text('user: "甲"\npassword: "geheim"\n', "utf-8")
    path.chmod(0o600)
    return path


def test_credentials_come_from_a_file_and_the_environment_leads(keyring):
    assert Credentials.of({}) == Credentials()
    found = Credentials.of({"JIANSUO_ENGINE_CREDENTIALS": str(keyring)})
    assert (found.user, found.password, found.secret) == ("甲", "geheim", True)
    environment = {"JIANSUO_ENGINE_CREDENTIALS": str(keyring), "JIANSUO_ENGINE_PASSWORD": "anders"}
    assert Credentials.of(environment).password == "anders"


def test_credentials_are_not_shown(keyring):
    shown = repr(Credentials("jia", "geheim", ca="/etc/ca.pem"))
    assert "geheim" not in shown
    assert "jia" not in shown


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o777])
def test_a_file_of_credentials_that_others_may_open_is_refused(keyring, mode):
    keyring.chmod(mode)
    with pytest.raises(ClusterError, match="chmod 600"):
        Credentials.of({"JIANSUO_ENGINE_CREDENTIALS": str(keyring)})


@pytest.mark.parametrize(
    "text", ["geheim", "[geheim]", "user: [geheim]", "passwort: geheim", "{geheim", "user: 1", "\x00geheim"]
)
def test_a_file_that_holds_no_credentials_is_refused_unquoted(keyring, text):
    keyring.write_text(text, "utf-8")
    with pytest.raises(ClusterError, match="credentials") as told:
        Credentials.of({"JIANSUO_ENGINE_CREDENTIALS": str(keyring)})
    assert "geheim" not in str(told.value)


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"USER": "jia"}, "together"),
        ({"PASSWORD": "geheim"}, "together"),
        ({"USER": "jia", "PASSWORD": "geheim", "API_KEY": "geheim"}, "not both"),
        ({"API_KEY": "geheim密"}, "ASCII"),
        ({"API_KEY": "geheim\r\nX-Other: 1"}, "one line"),
        ({"USER": "jia:yi", "PASSWORD": "geheim"}, "no colon"),
        ({"CA": "/nowhere/ca.pem"}, "cannot be read"),
        ({"CREDENTIALS": "/nowhere/keys.yaml"}, "cannot be read"),
    ],
)
def test_credentials_that_do_not_fit_are_refused_unquoted(environment, reason):
    with pytest.raises(ClusterError, match=reason) as told:
        Credentials.of({f"JIANSUO_ENGINE_{name}": value for name, value in environment.items()})
    assert "geheim" not in str(told.value)


def test_a_secret_is_not_sent_in_the_clear_to_another_machine():
    with pytest.raises(ClusterError, match="https alone"):
        connect(Address.parse("http://search.example.org/x"), Credentials("jia", "geheim"))


# ---------------------------------------------------------------- servers


def server(number="2.19.6", distribution="opensearch"):
    return {"version": {"number": number, "distribution": distribution}}


@contextmanager
def answering(status, body, kind="application/json"):
    """Run a server that answers everything so; give its address, and a list of the requests it got."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self)
            raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield Address((("127.0.0.1", http.server_port),), secure=False), asked
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


@pytest.mark.parametrize("number", ["2.19.0", "2.19.6", "2.20.1", "3.0.0", "3.8.0"])
def test_a_version_that_is_known_is_accepted(number):
    with answering(200, server(number)) as (address, _), connect(address, Credentials()) as client:
        assert version_of(client) == tuple(map(int, number.split(".")[:2]))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (server("2.18.0"), "runs OpenSearch 2.18; 2.19 or later"),
        (server("1.3.20"), "runs OpenSearch 1.3"),
        (server("4.0.0"), "runs OpenSearch 4.0"),
        (server("8.1.0", ""), "no OpenSearch, but another server"),
        ({"version": {"number": "8.1.0"}}, "no OpenSearch, but another server"),
        ({"tagline": "something else"}, "no OpenSearch"),
        ({"version": "3"}, "no OpenSearch"),
        ("[]", "no OpenSearch"),
    ],
)
def test_another_server_is_refused_by_name(body, reason):
    with answering(200, body) as (address, _), pytest.raises(ClusterError, match=reason):
        connect(address, Credentials())


def test_a_page_of_another_server_is_no_answer():
    with (
        answering(200, "<p>hello", "text/html") as (address, _),
        pytest.raises(ClusterError, match="no OpenSearch"),
    ):
        connect(address, Credentials())


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, ClusterRefused),
        (403, ClusterRefused),
        (400, ClusterRefused),
        (429, ClusterUnreachable),
        (502, ClusterUnreachable),
        (503, ClusterUnreachable),
        (504, ClusterUnreachable),
    ],
)
def test_a_status_becomes_one_of_our_errors_and_tells_no_secret(status, error):
    with (
        answering(status, "Unauthorized or so", "text/plain") as (address, asked),
        pytest.raises(error) as told,
    ):
        connect(address, Credentials("甲", "geheim"))
    assert asked[0].headers["Authorization"].startswith("Basic ")
    chain = [told.value, told.value.__cause__]
    assert not [one for one in chain if "geheim" in repr(one) or "甲" in repr(one)]


def test_a_key_goes_along_as_a_header():
    with answering(200, server()) as (address, asked):
        connect(address, Credentials(api_key="abc")).close()
    assert asked[0].headers["Authorization"] == "ApiKey abc"


def test_where_nobody_answers_the_next_node_is_asked_and_then_it_is_said(capfd):
    with answering(200, server()) as (address, asked):
        node = Address((("127.0.0.1", 1), *address.nodes), secure=False)
        for _ in range(3):
            connect(node, Credentials()).close()
        assert len(asked) == 3
    with pytest.raises(ClusterUnreachable, match="no node of the cluster answers: Connection refused"):
        connect(Address((("127.0.0.1", 1), ("127.0.0.1", 2)), secure=False), Credentials())
    assert capfd.readouterr() == ("", ""), "the library's log is nobody's"


def test_a_server_without_tls_is_told():
    with (
        answering(200, server()) as (address, _),
        pytest.raises(ClusterUnreachable, match="no safe connection"),
    ):
        connect(Address(address.nodes, secure=True), Credentials())


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize(
    "response",
    [
        {"hits": {}, "timed_out": False, "_shards": ALL},
        {"count": 3, "_shards": ALL},
        {"_shards": {"total": 4, "successful": 2, "failed": 0}},  # a refresh: two copies have no node
        {"responses": [{"hits": {}, "_shards": ALL}, {"hits": {}, "_shards": ALL}]},
        {"acknowledged": True},
    ],
)
def test_a_whole_answer_is_passed_on(response):
    assert answered(response) is response


FAILURE = {"shard": 1, "index": "x", "reason": {"type": "script_exception", "reason": "too many loops"}}


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        ({"hits": {}, "timed_out": True, "_shards": ALL}, "ran out of time"),
        (
            {"hits": {}, "_shards": {"total": 3, "successful": 2, "failed": 1, "failures": [FAILURE]}},
            r"1 of 3 shards \(number 1\) gave no answer: too many loops",
        ),
        ({"hits": {}, "_shards": {"total": 3, "successful": 1, "failed": 0}}, "2 of 3 shards gave no answer"),
        ({"count": 0, "_shards": {"total": 1, "successful": 0, "failed": 0}}, "1 of 1 shards"),
        ({"pit_id": "a", "_shards": {"total": 2, "successful": 1, "failed": 0}}, "1 of 2 shards"),
        ({"_shards": {"total": 2, "successful": 1, "failed": 1}}, "1 of 2 shards"),
        ({"responses": [{"hits": {}, "_shards": ALL}, {"hits": {}, "timed_out": True}]}, "ran out of time"),
    ],
)
def test_part_of_an_answer_is_none(response, reason):
    with pytest.raises(ClusterIncomplete, match=reason):
        answered(response)


def test_one_of_several_searches_that_failed_fails_all():
    parsing = {
        "root_cause": [{"type": "parsing_exception", "reason": "no such query"}],
        "type": "parsing_exception",
    }
    with pytest.raises(ClusterRefused, match="no such query"):
        answered({"responses": [{"hits": {}, "_shards": ALL}, {"error": parsing, "status": 400}]})


@pytest.mark.parametrize(
    ("status", "reason", "error"),
    [
        (503, "all shards failed", ClusterUnreachable),
        (503, "Search rejected due to missing shards [[x][0]]. Consider using a setting", ClusterIncomplete),
        (500, "too many loops", ClusterIncomplete),
        (400, "no such query", ClusterRefused),
    ],
)
def test_a_failed_search_is_told_by_what_is_missing(status, reason, error):
    told = fault(
        status, {"type": "search_phase_execution_exception", "reason": reason, "failed_shards": [FAILURE]}
    )
    assert type(told) is error
    assert reason.partition(". Consider")[0] in str(told)
    assert "Consider" not in str(told)


def test_a_refusal_passes_from_one_process_to_another():
    error = pickle.loads(
        pickle.dumps(fault(404, {"type": "index_not_found_exception", "reason": "no such index"}))
    )
    assert (type(error), error.status, error.kind) == (ClusterRefused, 404, "index_not_found_exception")
    assert "no such index" in str(error)


# ---------------------------------------------------------------- documents


@pytest.fixture(scope="module", params=["bundled_index", "stepped_index"])
def source(request):
    return Source(request.getfixturevalue(request.param))


def test_a_document_says_of_each_passage_what_the_postings_of_our_index_do(source):
    """Words, grams and lengths are cut anew for a cluster; they are those that our own index holds."""
    found = {"words": 0, "grams": 0}
    for segment in source.previous.segments:
        held = {name: postings(segment.reader, name) for name in found}
        for number in range(source.generation.manifest.articles):
            article = source._article(number)
            if article.reader is not segment.reader:
                continue
            for doc, passage in zip(article.docs, source.document(number)["p"], strict=True):
                cut = {
                    "words": Counter(filter(None, passage["words"].split(BETWEEN))),
                    "grams": Counter(map("".join, pairwise(passage["grams"]))),
                }
                for name, counts in cut.items():
                    assert counts == held[name].get(doc, Counter())
                    found[name] += counts.total()
                assert passage["text"] == segment.reader.text(doc)
                assert_lengths(passage, segment.reader, doc)
    assert min(found.values()) > 1_000


def postings(reader, name):
    """Return for each passage how often it holds each term of a field."""
    found = defaultdict(Counter)
    field = getattr(reader, name)
    for raw in terms_of(reader, name):
        term = raw.decode("utf-8", "surrogatepass")
        if name == "words":
            for doc, times in zip(*map(np.ndarray.tolist, map(np.asarray, field.postings(raw))), strict=True):
                found[doc][term] = times
        elif not term.endswith(END):
            for doc in field.docs_of(field.at(raw)).tolist():
                found[doc][term] += 1
    return found


def terms_of(reader, name):
    terms = getattr(reader, name).terms
    return [terms[number] for number in range(len(terms))]


def assert_lengths(passage, reader, doc):
    """Compare the lengths of a passage that is no title; headings have theirs below 0."""
    sign = {"title": 0, "heading": -1}.get(passage["kind"], 1)
    for name in ("words", "grams"):
        step = int(LENGTHS[getattr(reader, name).length_codes[doc]])
        assert passage.get(f"{name}_length", 0) == sign * step


def test_the_averages_of_a_manifest_are_those_a_search_of_our_index_takes(bundled_index, stepped_index):
    for index in (bundled_index, stepped_index):
        told = Source(index).manifest("x")
        assert told.averages == open_snapshot(index).average_lengths
        assert Manifest.from_json(json.loads(json.dumps(told.to_json()))) == told


def test_a_stamp_changes_with_the_article_and_with_what_it_published(stepped_index, source):
    stamps = [one.stamp for one in source.stamps()]
    assert len({*stamps}) == len(stamps) == len(source)
    article = source._article(0)
    other = StoredArticle(
        article.reader,
        article.local,
        article.date,
        [Published(article.record.id, "0" * 12, "paragraph", "甲")],
    )
    assert other.stamp != article.stamp


def test_documents_are_numbered_and_come_by_id(stepped_index):
    source = Source(stepped_index)
    stamped = [*source.stamps()]
    assert [one.id for one in stamped] == sorted(one.id for one in stamped)
    assert sorted(one.number for one in stamped) == [*range(len(source))]
    for one in stamped:
        document = source.document(one.number)
        assert (document["id"].encode(), document["stamp"]) == (one.id, one.stamp)
        assert ("p" in document) == (one.number < source.generation.manifest.articles)
    assert len(source.gone) > 0


@pytest.mark.parametrize(
    ("passages", "nodes", "shards"),
    [(0, 1, 1), (2_000_000, 3, 1), (2_000_001, 3, 2), (7_000_000, 1, 3), (100_000_000, 3, 9)],
)
def test_shards_grow_with_the_corpus_up_to_three_a_node(passages, nodes, shards):
    assert best_shards(passages, nodes) == shards


ids = st.text("ab-0党", min_size=1, max_size=3).map(str.encode)
sides = st.dictionaries(ids, st.sampled_from("xyz"), max_size=12)


@given(here=sides, there=sides)
def test_two_sides_are_compared_in_one_walk(here, there):
    names = sorted(here)
    ours = [Stamped(name, here[name], number) for number, name in enumerate(names)]
    theirs = [Stamped(name, there[name]) for name in sorted(there)]
    found = compared(iter(ours), iter(theirs))
    assert [names[number] for number in found.lacks] == [
        name for name in names if there.get(name) != here[name]
    ]
    assert found.extra == [name.decode() for name in sorted(there.keys() - here.keys())]


def test_what_another_release_says_of_itself_is_not_read():
    assert Manifest.from_json(None) is None
    assert Manifest.from_json({"generation": "x"}) is None
    assert Manifest.from_json({"averages": {"words": [1]}}) is None
