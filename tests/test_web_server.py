"""Does the server start fast, answer, follow its index, and end without a trace?"""

import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from servers import PATIENCE, ROOT, START, alive, answer, children, serving, until

from index.build.build import build
from index.corpus.articles import Article, Block, write_article
from search import open_engine
from web.server.serving import Address, AddressTaken, OneLine
from web.server.watch import LEAST, Watch


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    write(folder, "yi", "党建引领发展。")
    build([folder], tmp_path / "index")
    return folder


def write(folder, name, text):
    write_article(Article(name, f"题目{name}", blocks=(Block("paragraph", text),)), folder / f"{name}.md")


def test_a_server_answers_with_two_workers_and_ends_with_all_of_them(corpus):
    with serving(corpus.parent / "index") as (process, url):
        assert answer(f"{url}/api/v1/search?q={quote('党建')}")[1]["total"] == {"passages": 1, "articles": 1}
        with urlopen(f"{url}/search?q={quote('党建')}", timeout=PATIENCE) as page:
            assert "党建" in page.read().decode()
        workers = until(lambda: len(children(process)) == 2 and children(process))
        process.terminate()
        assert process.wait(PATIENCE) == 0
        assert not any(map(alive, workers))
        assert process.stderr.read() == ""


@pytest.mark.slow
def test_ctrl_c_ends_it_without_a_traceback(corpus):
    with serving(corpus.parent / "index") as (process, url):
        answer(f"{url}/api/v1/health")
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        assert "Traceback" not in process.stderr.read()


@pytest.mark.slow
def test_it_ends_only_its_own_processes(corpus):
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with serving(corpus.parent / "index") as (_, one), serving(corpus.parent / "index") as (second, two):
        assert one != two
        second.terminate()
        second.wait(PATIENCE)
        assert answer(f"{one}/api/v1/health")[0] == 200
    assert other.poll() is None
    other.communicate(b"\n")
    assert other.returncode == 0


@pytest.mark.slow
def test_a_new_index_is_picked_up_by_every_worker_without_a_restart(corpus):
    with serving(corpus.parent / "index") as (process, url):
        asked = f"{url}/api/v1/search?q={quote('党建')}"
        assert answer(asked)[1]["total"]["articles"] == 1
        before = children(process)
        write(corpus, "er", "又一篇讲党建。")
        build([corpus], corpus.parent / "index")
        with ThreadPoolExecutor(8) as pool:
            totals = {found["total"]["articles"] for _, found in pool.map(answer, [asked] * 24)}
        assert totals == {2}
        assert children(process) == before
        health = until(lambda: (found := answer(f"{url}/api/v1/health")[1])["verified"] and found)
        assert (health["generation"], health["articles"]) == ("g000002", 2)


@pytest.mark.slow
def test_a_file_damaged_before_the_start_is_refused_by_name(corpus):
    path = next((corpus.parent / "index").glob("g*/MAIN*"))
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    with serving(corpus.parent / "index") as (process, url):
        for address in ("health", f"search?q={quote('党建')}"):
            status, found = answer(f"{url}/api/v1/{address}")
            assert status == 503
            assert path.name in found["error"]["message"]
        with pytest.raises(HTTPError) as refused:
            urlopen(f"{url}/search?q=x", timeout=PATIENCE)
        assert refused.value.code == 503
        refused.value.close()
        process.terminate()
        process.wait(PATIENCE)
        log = process.stderr.read()
        assert path.name in log
        assert "Traceback" not in log
        assert quote("党建") not in log
        assert "党建" not in log


@pytest.mark.slow
def test_only_trusted_hosts_are_answered(corpus):
    index = corpus.parent / "index"
    with serving(index) as (_, url):
        assert answer(f"{url}/api/v1/health", Host="evil.example")[0] == 400
        assert answer(f"{url}/api/v1/health", Host="localhost:1")[0] == 200
    with serving(index, "--trusted-host", "corpus.example") as (_, url):
        assert answer(f"{url}/api/v1/health", Host="corpus.example")[0] == 200


@pytest.mark.slow
def test_a_query_at_the_limit_fits_into_the_address_and_a_longer_address_is_4xx(corpus):
    with serving(corpus.parent / "index") as (_, url):
        longest = quote("𠀀" * 500)
        assert answer(f"{url}/api/v1/search?q={longest}")[0] == 200
        status, _ = answer(f"{url}/api/v1/search?q={'a' * 9_000}")
        assert 400 <= status < 500


def test_a_host_others_can_reach_needs_its_names(corpus):
    index = str(corpus.parent / "index")
    command = [sys.executable, "-c", START, "serve", "--host", "0.0.0.0", "--port", "0", "--index", index]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "--trusted-host" in done.stderr


def test_a_port_in_use_is_one_line_at_once(corpus):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        index = str(corpus.parent / "index")
        done = subprocess.run(
            [sys.executable, "-c", START, "serve", "--port", port, "--index", index],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert f"127.0.0.1:{port}" in done.stderr


def work_of_a_search(index):
    """Return the processor time, in seconds, of a search from the command line."""
    before = os.times()
    command = [sys.executable, "-c", START, "search", "党建", "--index", str(index)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def work_of_a_start(index):
    """Return the processor time, in seconds, that the server has taken when it first answers."""
    with serving(index) as (process, url):
        assert answer(f"{url}/api/v1/health")[0] == 200
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.slow
def test_a_start_takes_no_more_work_than_two_searches_from_the_command_line(corpus):
    index = corpus.parent / "index"
    starts, searches = [], []
    for _ in range(5):
        starts.append(work_of_a_start(index))
        searches.append(work_of_a_search(index))
        if min(starts) <= 2 * min(searches):
            break
    assert min(starts) <= 2 * min(searches)


# ---------------------------------------------------------------- parts


@pytest.mark.parametrize(
    ("host", "loopback", "names"),
    [
        ("127.0.0.1", True, ("localhost", "127.0.0.1", "x.example")),
        ("127.0.0.5", True, ("localhost", "127.0.0.1", "127.0.0.5", "x.example")),
        ("localhost", True, ("localhost", "127.0.0.1", "x.example")),
        ("::1", True, ("localhost", "127.0.0.1", "x.example")),
        ("0.0.0.0", False, ("x.example",)),
        ("192.0.2.1", False, ("x.example",)),
    ],
)
def test_an_address_knows_who_reaches_it_and_which_names_it_has(host, loopback, names):
    address = Address(host, 0, ("x.example",))
    assert (address.loopback, address.names) == (loopback, names)


def test_a_free_port_is_taken_and_shown():
    listener = Address("127.0.0.1", 0).listen()
    assert Address("127.0.0.1", 0).url(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(AddressTaken) as caught:
        Address("127.0.0.1", listener.getsockname()[1]).listen()
    assert "choose another port" in caught.value.strerror
    listener.close()
    with pytest.raises(AddressTaken, match="cannot listen"):
        Address("192.0.2.1", 0).listen()


def test_a_line_of_the_log_names_class_and_place_of_an_error_and_not_its_text():
    try:
        {}["秘密的检索词"]
    except KeyError as error:
        record = logging.makeLogRecord(
            {"msg": "GET /search\nmore", "levelname": "ERROR", "exc_info": (KeyError, error, None)}
        )
    line = OneLine().format(record)
    assert "\n" not in line
    assert "秘密" not in line
    assert re.search(r"ERROR GET /search more \(KeyError at .*test_web_server\.py:\d+\)", line)


def test_a_watch_verifies_each_generation_and_logs_a_fault_once(corpus, caplog):
    engine = open_engine(corpus.parent / "index")
    watch = Watch(engine, logging.getLogger("watch"), pause=0.01)
    looks, look = [], watch.look
    watch.look = lambda: looks.append(look())
    watch.start()
    assert engine.verified == "g000001"
    write(corpus, "er", "第二篇。")
    build([corpus], corpus.parent / "index")
    until(lambda: engine.verified == "g000002")
    (corpus.parent / "index" / "current").write_text("nothing")
    until(lambda: "index:" in caplog.text)
    seen = len(looks)
    until(lambda: len(looks) > seen + 3)
    watch.stop()
    assert caplog.text.count("index:") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no priority of their own")
def test_verification_leaves_the_requests_their_time(bundled):
    before = set(threading.enumerate())
    watch = Watch(bundled, logging.getLogger("watch"), pause=0.01)
    watch.start()
    (thread,) = set(threading.enumerate()) - before
    until(lambda: os.getpriority(os.PRIO_PROCESS, thread.native_id) == LEAST)
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) < LEAST
    watch.stop()
    thread.join()
