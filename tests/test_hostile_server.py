"""Does the server stay there for others, whatever one client sends, keeps back, or does to its index?"""

import json
import os
import re
import signal
import socket
import threading
import time
from contextlib import ExitStack, contextmanager
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import pytest
from servers import PATIENCE, answer, children, serving, until

from index.build.build import build
from index.corpus.articles import Article, Block, write_article
from search import open_engine
from web import create_app
from web.limits import BODY_BYTES, HEAD_BYTES, HEADER_LINES, REQUEST_LINE
from web.review.desk import Desk
from web.security import HEADERS

CROWD = 200  # connections that want nothing good
SOON = 5.0  # seconds; it is meant to be one, the machine may be busy
START, END = b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"\r\n"


def made_index(folder):
    """Build an index of two short articles; the search of one word finds 20 passages."""
    articles = folder / "articles"
    articles.mkdir()
    for name in ("yi", "er"):
        blocks = [Block("paragraph", f"第{number}段讲党建引领发展，记者甲看了。") for number in range(10)]
        write_article(Article(name, f"题目{name}", blocks=tuple(blocks)), articles / f"{name}.md")
    build([articles], folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return made_index(tmp_path_factory.mktemp("server"))


@pytest.fixture(scope="module")
def url(index):
    with serving(index) as (_, there):
        yield there


@pytest.fixture(scope="module")
def app(index):
    return create_app(open_engine(index))


@pytest.fixture(scope="module")
def client(app):
    return app.test_client()


# ---------------------------------------------------------------- what keeps the server waiting


def connect(url, *, narrow=False):
    """Connect to a server; a narrow connection holds a few kilobytes of an answer, the rest stays there."""
    there = socket.socket()
    if narrow:
        there.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        there.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    there.settimeout(PATIENCE)
    there.connect((urlsplit(url).hostname, urlsplit(url).port))
    return there


def silent(url):
    return connect(url)


def half(url):
    there = connect(url)
    there.sendall(START + b"X: ")
    return there


def half_a_form(url):
    there = connect(url)
    there.sendall(b"POST /review HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nform=")
    return there


def slow_reader(url):
    there = connect(url, narrow=True)
    there.sendall((b"GET /static/jiansuo.css HTTP/1.1\r\nHost: localhost\r\n\r\n") * 40)
    return there


@contextmanager
def dripping(connections):
    """Send a byte of a header a second on each connection."""
    done = threading.Event()

    def drip():
        while not done.wait(1.0):
            for one in connections:
                try:
                    one.send(b"x")
                except OSError:  # the server had enough of it
                    continue

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


KINDS = {
    "silent": (silent,),
    "half": (half,),
    "half-a-form": (half_a_form,),
    "slow-readers": (slow_reader,),
    "all": (silent, half, half_a_form, slow_reader),
}


@pytest.mark.parametrize("kind", KINDS)
def test_others_are_answered_while_two_hundred_connections_keep_the_server_waiting(url, kind):
    with ExitStack() as held:
        crowd = [held.enter_context(KINDS[kind][number % len(KINDS[kind])](url)) for number in range(CROWD)]
        with dripping(crowd if kind == "half" else []):
            for _ in range(8):
                found = answer(f"{url}/api/v1/search?q={quote('党建')}", patience=SOON)[1]
                assert found["total"]["passages"] == 20


class Site:
    """A loop of the worker in this process, over an application that says how often it was asked."""

    def __init__(self, monkeypatch, body=b"ok", **limits):
        from web.server import worker

        for name, value in limits.items():
            monkeypatch.setattr(worker, name, value)
        self.body, self.asked = body, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.server = worker.open_server(self.answer, self.listener, threads=2, backlog=64)
        self.going = True
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def answer(self, environ, start_response):
        self.asked += 1
        start_response("200 OK", [("Content-Length", str(len(self.body)))])
        return [self.body]

    def run(self):
        while self.going:
            self.server.turn(0.05)
        self.server.leave(1.0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.going = False
        self.thread.join()


def ended(connection):
    """Tell whether the server closes a connection; what it still sends is read first."""
    try:
        while connection.recv(1 << 16):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize("kind", [silent, half, half_a_form])
def test_a_request_that_is_not_whole_in_time_is_given_up(monkeypatch, kind):
    with Site(monkeypatch, WHOLE=0.2, TURN=0.1) as site, kind(site.url) as there:
        assert ended(there)
        assert site.asked == 0


def test_a_drip_of_bytes_buys_no_time(monkeypatch):
    with Site(monkeypatch, WHOLE=0.5, TURN=0.1) as site, half(site.url) as there:
        there.settimeout(0.05)
        for _ in range(PATIENCE * 20):
            try:
                there.send(b"x")
                assert there.recv(1) == b""
                break
            except TimeoutError:
                continue
            except ConnectionError:
                break
        else:
            raise AssertionError("the server still waits")


def test_a_reader_that_takes_nothing_is_given_up(monkeypatch):
    with (
        Site(monkeypatch, b"x" * 4_000_000, STALLED=0.3, TURN=0.1) as site,
        connect(site.url, narrow=True) as there,
    ):
        there.sendall(START + END)
        until(lambda: site.asked == 1)
        until(lambda: not site.server.active_channels)


def test_a_slow_reader_that_reads_gets_all_of_its_answer(monkeypatch):
    body = b"x" * 300_000
    with Site(monkeypatch, body, STALLED=1.0, TURN=0.1) as site, connect(site.url, narrow=True) as there:
        there.sendall(START + b"Connection: close\r\n" + END)
        found = b""
        while piece := there.recv(8192):
            found += piece
            time.sleep(0.01)
        assert found.endswith(b"\r\n\r\n" + body)


def test_answers_that_nobody_takes_are_not_piled_up(monkeypatch):
    with Site(monkeypatch, b"x" * 4_000_000) as site, connect(site.url, narrow=True) as there:
        there.sendall((START + END) * 50)
        until(lambda: site.asked)
        time.sleep(0.5)
        assert site.asked == 1


def test_requests_sent_at_once_are_answered_in_turn(monkeypatch):
    with Site(monkeypatch, b"x" * 200_000) as site, connect(site.url, narrow=True) as there:
        there.sendall((START + END) * 5 + START + b"Connection: close\r\n" + END)
        found = b""
        while piece := there.recv(1 << 16):
            found += piece
        assert found.count(b"HTTP/1.1 200 OK") == 6
        assert found.count(b"x" * 200_000) == 6


def greedy(url):
    there = connect(url, narrow=True)
    there.sendall((START + END) * 50)
    return there


@pytest.mark.parametrize("kind", [half, slow_reader, greedy])
def test_where_there_is_no_room_one_that_waits_makes_some(monkeypatch, kind):
    with Site(monkeypatch, b"x" * 500_000, ROOM=5) as site, ExitStack() as held:
        crowd = [held.enter_context(kind(site.url)) for _ in range(5)]
        until(lambda: len(site.server.active_channels) >= 4)
        with urlopen(site.url, timeout=PATIENCE) as response:
            assert response.read() == site.body
        there = {one.getsockname() for one in crowd}
        until(lambda: len(there & {one.addr for one in list(site.server.active_channels.values())}) < 5)


def test_a_worker_that_leaves_finishes_what_was_begun(monkeypatch):
    body = b"x" * 400_000
    with Site(monkeypatch, body) as site, connect(site.url, narrow=True) as there:
        there.sendall(START + b"Connection: close\r\n" + END)
        until(lambda: site.asked == 1)
        site.going = False
        found = b""
        while piece := there.recv(8192):
            found += piece
        assert found.endswith(body)


# ---------------------------------------------------------------- what is no request


def said(url, sent):
    """Send bytes; return status, headers and body of the one answer, after which the server closes."""
    with connect(url) as there:
        there.sendall(sent)
        found = b""
        while piece := there.recv(1 << 16):
            found += piece
    head, _, body = found.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    return int(lines[0].split()[1]), dict(line.split(": ", 1) for line in lines[1:]), body.decode()


def request(address, *headers, method="GET", body=b""):
    lines = [f"{method} {address} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


REFUSED = [
    (request("/{}?q=" + "a" * 9_000), 414, "address-too-long"),
    (request("/{}?q=" + "a" * HEAD_BYTES), 414, "address-too-long"),
    (request("/{}", "X: " + "a" * (REQUEST_LINE + 1)), 431, "headers-too-large"),
    (request("/{}", *[f"X-{n}: {'a' * 4_000}" for n in range(10)]), 431, "headers-too-large"),
    (request("/{}", *["X: a"] * (HEADER_LINES + 1)), 431, "headers-too-large"),
    (request("/{}", "X: a\0b"), 400, "request-malformed"),
    (request("/{}", "no colon"), 400, "request-malformed"),
    (request("/{}?q=a b"), 400, "request-malformed"),
    (request("/{}", "Content-Length: x"), 400, "request-malformed"),
    (request("/{}", f"Content-Length: {'9' * 5_000}"), 400, "request-malformed"),
    (request("/{}", f"Content-Length: {BODY_BYTES + 1}", method="POST"), 413, "body-too-large"),
    (request("/{}", "Transfer-Encoding: gzip", method="POST"), 501, "encoding-unknown"),
    (request("/{}", "Transfer-Encoding: chunked", method="POST", body=b"zz\r\n"), 400, "request-malformed"),
]


@pytest.mark.parametrize(("sent", "status", "code"), REFUSED)
@pytest.mark.parametrize("place", [b"search", b"api/v1/search"])
def test_what_is_refused_is_told_why_in_our_words(url, place, sent, status, code):
    found, headers, body = said(url, sent.replace(b"{}", place))
    assert found == status
    assert {name.title(): value for name, value in HEADERS.items()}.items() <= {
        name.title(): value for name, value in headers.items()
    }.items()
    if b"api" in place:
        assert headers["Content-Type"] == "application/json"
        assert json.loads(body)["error"]["code"] == code
    else:
        assert headers["Content-Type"] == "text/plain; charset=utf-8"
        assert re.search("[\u4e00-\u9fff]", body)
        assert body.count("\n") == 1
        assert "waitress" not in body.lower()


def test_a_refusal_speaks_the_language_that_was_asked_for(url):
    assert "Shorten the query" in said(url, request("/search?lang=en&q=" + "a" * 9_000))[2]
    assert "缩短检索式" in said(url, request("/search?q=lang=en" + "a" * 9_000))[2]


def test_an_address_such_as_no_library_reads_is_refused(url):
    assert said(url, request("http://[/search"))[0] == 400


def test_a_head_made_to_be_read_slowly_is_not():
    """White space that a field may or may not begin with was tried every way."""
    from waitress.adjustments import Adjustments

    from web.server.refusals import Parser

    parser = Parser(Adjustments(max_request_header_size=HEAD_BYTES))
    start = time.process_time()
    parser.received(request("/", *["X:" + " " * 8_000 + "\0"] * 3))
    assert time.process_time() - start < 0.05  # it was five times as much
    assert parser.error


@pytest.mark.parametrize("text", ["党建", "党 建", "é", "𠀀"])
def test_an_address_with_raw_characters_means_what_it_means_encoded(url, text):
    raw = text.replace(" ", "%20")
    found, _, body = said(url, request(f"/api/v1/search?q={raw}"))
    assert found == 200
    assert json.loads(body)["query"] == text
    status, _, page = said(url, request(f"/search?q={raw}"))
    assert status == 200
    assert f'value="{text}"' in page


def test_raw_characters_that_are_no_utf8_are_answered_too(url):
    assert said(url, b"GET /search?q=\xb5\xb3\xbd\xa8 HTTP/1.0\r\n\r\n")[0] == 200
    assert said(url, b"GET /articles/\xb5\xb3 HTTP/1.0\r\n\r\n")[0] == 404


@pytest.mark.parametrize(
    "name", ["SCRIPT_NAME", "Script-Name", "PATH_INFO", "X-Script-Name", "X-Forwarded-Prefix"]
)
@pytest.mark.parametrize("value", ["/evil", "evil", "//evil.example", ""])
def test_no_header_moves_the_site(url, name, value):
    status, _, page = said(url, request("/search", f"{name}: {value}"))
    assert status == 200
    assert "evil" not in page
    assert 'href="/help"' in page


def test_the_scheme_is_what_a_proxy_on_this_machine_says(url):
    for scheme, secure in (("https", True), ("http", False), ("gopher", False)):
        _, headers, _ = said(url, request("/", f"X-Forwarded-Proto: {scheme}"))
        assert ("Strict-Transport-Security" in headers) is secure


def test_a_connection_stays_open_after_an_answer_without_a_body(url):
    _, headers, _ = said(url, request("/search?q=x"))
    with connect(url) as there:
        for _ in range(3):
            there.sendall(
                START.replace(b"/ ", b"/search?q=x ") + f"If-None-Match: {headers['Etag']}\r\n".encode() + END
            )
            assert there.recv(1 << 16).startswith(b"HTTP/1.1 304")


# ---------------------------------------------------------------- methods and tags


GONE = ["/articles/nix", "/nowhere", "/search?q=(党", "/api/v1/articles/nix", "/api/v1/search?q=(党"]
THERE = ["/", "/search?q=党建", "/articles/yi", "/api/v1/search?q=党建", "/api/v1/articles/yi"]


@pytest.mark.parametrize("address", GONE)
def test_what_does_not_exist_is_not_unchanged(client, address):
    for tags in ("*", 'W/"x", *', '"x"'):
        assert client.get(address, headers={"If-None-Match": tags}).status_code in (400, 404)


@pytest.mark.parametrize("address", THERE)
def test_a_star_stands_for_whatever_exists(client, address):
    response = client.get(address, headers={"If-None-Match": "*"})
    assert (response.status_code, response.get_data()) == (304, b"")
    assert response.headers["ETag"] == client.get(address).headers["ETag"]


@pytest.mark.parametrize("address", THERE)
def test_a_tag_that_a_proxy_made_weak_still_holds(client, address):
    tag = client.get(address).headers["ETag"]
    weak = tag if tag.startswith("W/") else f"W/{tag}"
    assert client.get(address, headers={"If-None-Match": weak}).status_code == 304


@pytest.mark.parametrize("address", [*THERE, "/help", "/robots.txt", "/static/jiansuo.css"])
def test_options_and_405_name_the_same_methods_and_none_that_writes(client, address):
    options = client.options(address)
    assert options.status_code == 200
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"):
        refused = client.open(address, method=method)
        assert refused.status_code == 405
        for response in (options, refused):
            assert sorted(response.headers["Allow"].split(", ")) == ["GET", "HEAD", "OPTIONS"]


@pytest.mark.parametrize("method", ["POST", "PUT", "TRACE", "BREW"])
def test_a_method_makes_no_address_where_there_is_none(client, method):
    for address in ("/api/v1/nix", "/api/nix", "/nix"):
        assert client.open(address, method=method).status_code == 404


@pytest.mark.parametrize("method", ["TRACE", "BREW"])
def test_a_method_that_the_api_does_not_know_is_refused_in_json(client, method):
    response = client.open("/api/v1/search", method=method)
    assert response.json["error"]["code"] == "method-not-allowed"


# ---------------------------------------------------------------- a damaged index and a dead worker


def end_one_worker(process):
    """Kill one worker; return when the master has another."""
    before = until(lambda: len(children(process)) == 2 and children(process))
    os.kill(before[0], signal.SIGKILL)
    until(lambda: len(children(process)) == 2 and before[0] not in children(process))
    return before[1]


def cut(path):
    path.write_bytes(path.read_bytes()[:-100])


def spoil(path):
    path.write_text("nothing")


def flipped(path):
    raw = bytearray(path.read_bytes())
    raw[:64] = bytes(64)
    path.write_bytes(raw)


DAMAGES = {
    "pointer": ("current", spoil),
    "manifest": ("g000001/manifest.json", spoil),
    "array-cut": ("g000001/catalog.cols", cut),
    "array-spoilt": ("g000001/catalog.cols", flipped),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_worker_that_starts_over_a_damaged_index_takes_nobody_along(tmp_path, damage):
    index = made_index(tmp_path)
    name, spoilt = DAMAGES[damage]
    path = index / name
    whole, aside = path.read_bytes(), path.with_suffix(".aside")
    with serving(index) as (process, url):
        aside.write_bytes(whole)
        spoilt(aside)
        aside.replace(path)  # what the healthy worker has mapped stays whole
        healthy = end_one_worker(process)
        found = [answer(f"{url}/api/v1/search?q={quote('党建')}") for _ in range(60)]
        assert process.poll() is None
        assert {status for status, _ in found} <= {200, 503}
        for status, body in found:
            if status == 503:
                assert path.name in body["error"]["message"]
                assert str(index) not in body["error"]["message"]
        assert healthy in children(process)
        aside.write_bytes(whole)
        aside.replace(path)
        workers = children(process)

        def well():
            return all(answer(f"{url}/api/v1/search?q={quote('党建')}")[0] == 200 for _ in range(40))

        until(well)
        assert children(process) == workers
        process.terminate()
        process.wait(PATIENCE)
        log = process.stderr.read()
        assert "Traceback" not in log
        assert "党建" not in log


# ---------------------------------------------------------------- who is at this machine


PASSED_ON = [
    "Forwarded",
    "Via",
    "X-Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-Port",
    "X-Forwarded-Server",
    "X-Forwarded-Prefix",
    "X-Real-IP",
    "X-Client-IP",
    "X-Cluster-Client-IP",
    "X-Original-Forwarded-For",
    "X-Original-Host",
    "X-Envoy-External-Address",
    "X-ProxyUser-Ip",
    "X-Amzn-Trace-Id",
    "X-Azure-ClientIP",
    "CF-Connecting-IP",
    "CF-Ray",
    "CDN-Loop",
    "True-Client-IP",
    "Fastly-Client-IP",
    "Fly-Client-IP",
]


@pytest.fixture(scope="module")
def reviewed(index, tmp_path_factory):
    folder = tmp_path_factory.mktemp("reviewed")
    (folder / "ledger").mkdir()
    return create_app(open_engine(index), desk=Desk(folder)).test_client()


@pytest.mark.parametrize("header", PASSED_ON)
def test_what_any_proxy_passed_on_is_not_of_this_machine(reviewed, header):
    for name in (header, header.upper(), header.lower()):
        assert reviewed.get("/review", headers={name: "1"}).status_code == 403


@pytest.mark.parametrize(
    "host", ["search.example.org", "search.example.org:8000", "192.0.2.1", "localhost.evil.example"]
)
def test_what_was_asked_of_another_host_is_not_of_this_machine(reviewed, host):
    assert reviewed.get("/review", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_what_a_browser_on_this_machine_asks_for_is_of_this_machine(reviewed, host):
    browser = {
        "Host": host,
        "User-Agent": "Mozilla/5.0",
        "Accept": "text/html",
        "Accept-Language": "zh-CN",
        "DNT": "1",
        "Upgrade-Insecure-Requests": "1",
        "Sec-Fetch-Site": "none",
        "Sec-CH-UA-Platform": "Linux",
        "Referer": f"http://{host}/review",
        "Origin": f"http://{host}",
        "Cache-Control": "no-cache",
        "Priority": "u=0, i",
    }
    assert reviewed.get("/review", headers=browser).status_code == 200
