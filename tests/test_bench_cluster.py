"""Does a cluster of real nodes start, break and mend as told, and does it leave nothing behind?"""

import dataclasses
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Thread
from urllib.request import Request, urlopen

import pytest
from servers import PATIENCE, ROOT, alive, until

from bench.cluster.fetching import Missing, Tampered, fetch
from bench.cluster.java import java, packaged, told
from bench.cluster.node import dropped
from bench.cluster.releases import LATEST, RELEASES, USUAL

pytestmark = pytest.mark.cluster


def users(pid):
    """Return the real, the effective and the saved user of a process."""
    found = re.search(r"^Uid:\t(.*)$", Path(f"/proc/{pid}/status").read_text("utf-8"), re.MULTILINE)
    return set(map(int, found[1].split()))


def process(url):
    """Return the number of the process that answers at an address."""
    with urlopen(f"{url}/_nodes/_local/process") as answer:
        (node,) = json.load(answer)["nodes"].values()
    return node["process"]["id"]


# ---------------------------------------------------------------- nodes


def test_three_nodes_make_one_green_cluster(cluster):
    for node in cluster.nodes:
        health = node.ask("/_cluster/health")
        assert (health["status"], health["number_of_nodes"]) == ("green", 3)
        assert node.ask("/")["version"]["number"] == USUAL.version


def test_a_node_does_not_run_as_root(cluster):
    assert [0 in users(node.pid) for node in cluster.nodes] == [False] * 3


def test_a_killed_manager_is_followed_by_another_and_comes_back_with_what_it_wrote(cluster):
    lost = cluster.manager()
    node, pid = cluster.nodes[lost], cluster.nodes[lost].pid
    kind = {"Content-Type": "application/json"}
    index = f"{node.url}/kept"
    alone = {"settings": {"number_of_replicas": 0, "index.routing.allocation.require._name": node.name}}
    with urlopen(Request(index, json.dumps(alone).encode(), kind, method="PUT")):
        pass
    with urlopen(Request(f"{index}/_doc/1", json.dumps({"text": "甲县修路"}).encode(), kind)):
        pass
    cluster.kill(lost)
    try:
        assert not alive(pid)
        cluster.wait("red")
        assert cluster.manager() != lost
        assert node.health() == {}
    finally:
        # The kernel ends a node with the thread that started it, and this one ends at once.
        thread = Thread(target=cluster.start, args=[lost])
        thread.start()
        thread.join()
        cluster.wait()
    assert node.pid != pid
    assert node.ask("/kept/_doc/1")["_source"] == {"text": "甲县修路"}
    with urlopen(Request(index, method="DELETE")):
        pass


def test_a_node_that_does_not_come_up_shows_its_log(cluster_of):
    one = cluster_of(1, settings={"no.such.setting": "甲"})
    with pytest.raises(RuntimeError, match=r"did not become green[\s\S]*unknown setting \[no.such.setting\]"):
        one.__enter__()
    assert not one.running
    assert not one.folder.exists()


def test_the_latest_release_starts_too(cluster_of):
    with cluster_of(1, LATEST.version) as one:
        (node,) = one.nodes
        assert node.ask("/")["version"]["number"] == LATEST.version
        modules = {each["name"] for each in one_of(node.ask("/_nodes/_local/plugins"))["modules"]}
    assert {module.name for module in USUAL.modules} <= modules


def one_of(answer):
    """Return what a node says of itself."""
    (node,) = answer["nodes"].values()
    return node


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_nodes_end_with_the_command_that_started_them(cluster_of, number, open_folder):
    command = [sys.executable, "-m", "bench.cluster", "--size", "1", "--http", "0", "--transport", "0"]
    environment = os.environ | {"TMPDIR": str(open_folder)}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment) as running:
        told = running.stdout.readline()
        assert "1 nodes, green" in told
        pid = process(running.stdout.readline().strip())
        assert alive(pid)
        running.send_signal(number)
        assert running.wait(PATIENCE) == (-number if number == signal.SIGKILL else 0)
    until(lambda: not alive(pid))
    assert bool(list(open_folder.iterdir())) == (number == signal.SIGKILL)


@pytest.fixture
def open_folder():
    """Make a folder below which any user can work: pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


# ---------------------------------------------------------------- what they are made of


def test_a_release_is_fetched_once(maven, tmp_path, monkeypatch):
    home = fetch(USUAL, tmp_path)
    assert {path.name for path in (home / "modules").iterdir()} > {one.name for one in USUAL.modules}
    written = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    monkeypatch.setenv("PATH", "")
    assert fetch(USUAL, tmp_path) == home
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*")} == written
    with pytest.raises(Missing, match="apt-get install maven"):
        fetch(LATEST, tmp_path)


def test_a_file_with_another_sum_is_refused_and_nothing_is_kept(maven, tmp_path):
    (module, *rest) = USUAL.modules
    (jar,) = module.jars
    other = dataclasses.replace(module, jars=(dataclasses.replace(jar, sha256="0" * 64),))
    with pytest.raises(Tampered, match=rf"{re.escape(jar.coordinate)}: SHA-256 is {jar.sha256}, not 0000"):
        fetch(dataclasses.replace(USUAL, modules=(other, *rest)), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_every_file_of_a_release_has_a_sum_and_a_name_of_its_own():
    for release in RELEASES.values():
        files = [artifact.file for artifact in release.artifacts]
        assert len(set(files)) == len(files)
        assert all(re.fullmatch(r"[0-9a-f]{64}", artifact.sha256) for artifact in release.artifacts)


def test_a_release_runs_on_a_java_that_fits_it(cluster_of):
    for release in RELEASES.values():
        assert int(told(java(release)).split(".")[0]) in release.java
    with pytest.raises(Missing, match="no Java 99 for OpenSearch"):
        java(dataclasses.replace(USUAL, java=range(99, 100)))


def test_the_java_of_pypi_runs_for_the_user_of_the_nodes():
    home = packaged()
    done = subprocess.run(
        [*dropped(), home / "bin/java", "-version"], capture_output=True, text=True, check=True, cwd="/"
    )
    assert f'"{told(home)}"' in done.stderr
    assert int(told(home).split(".")[0]) in LATEST.java
