"""Does a cluster of real nodes start, break and mend as told, and does it leave nothing behind?"""

import re
from pathlib import Path

import pytest
from servers import alive

from bench.cluster.releases import USUAL

pytestmark = pytest.mark.cluster


def users(pid):
    """Return the real, the effective and the saved user of a process."""
    found = re.search(r"^Uid:\t(.*)$", Path(f"/proc/{pid}/status").read_text("utf-8"), re.MULTILINE)
    return set(map(int, found[1].split()))


def test_three_nodes_make_one_green_cluster(cluster):
    for node in cluster.nodes:
        health = node.ask("/_cluster/health")
        assert (health["status"], health["number_of_nodes"]) == ("green", 3)
        assert node.ask("/")["version"]["number"] == USUAL.version


def test_a_node_does_not_run_as_root(cluster):
    assert [0 in users(node.pid) for node in cluster.nodes] == [False] * 3


def test_a_killed_manager_is_followed_by_another_and_comes_back(cluster):
    lost = cluster.manager()
    pid = cluster.nodes[lost].pid
    cluster.kill(lost)
    try:
        assert not alive(pid)
        cluster.wait("yellow")
        assert cluster.manager() != lost
        assert cluster.nodes[lost].health() == {}
    finally:
        cluster.start(lost)
        cluster.wait()
    assert cluster.nodes[lost].pid != pid
    assert cluster.nodes[lost].ask("/_cluster/health")["number_of_nodes"] == 3
