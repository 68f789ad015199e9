"""Is the description of a cluster for production a whole one, and is nothing in it open?"""

import re
import subprocess
import sys

import pytest
import yaml
from servers import ROOT

from bench.cluster.releases import RELEASES

PATH = ROOT / "search/opensearch/compose.yaml"
SERVERS_OWN = ("action.", "search.")  # what a node without the security plugin knows, and needs no files for


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(PATH.read_text("utf-8"))


@pytest.fixture(scope="module")
def settings(compose):
    return compose["services"]["opensearch-1"]["environment"]


def test_it_follows_the_schema_of_compose_files():
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", PATH],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_nodes_differ_in_name_and_port_alone(compose):
    bare = set()
    for name, service in compose["services"].items():
        alone = {key: value for key, value in service["environment"].items() if "opensearch-1," not in value}
        text = yaml.safe_dump(service | {"environment": alone})
        bare.add(re.sub(rf"{name}|:920\d:", "*", text))
    assert len(compose["services"]) == 3
    assert len(bare) == 1


def test_its_nodes_know_one_another(compose, settings):
    names = ",".join(compose["services"])
    assert settings["discovery.seed_hosts"] == settings["cluster.initial_cluster_manager_nodes"] == names


def test_it_runs_a_release_that_is_tested(compose):
    for service in compose["services"].values():
        (usual,) = re.findall(
            r"^opensearchproject/opensearch:\$\{OPENSEARCH_VERSION:-(.*)\}$", service["image"]
        )
        assert usual in RELEASES


def test_nobody_comes_in_without_a_password(compose, settings):
    assert settings["DISABLE_INSTALL_DEMO_CONFIG"] == "true"
    assert settings["plugins.security.ssl.http.enabled"] == "true"
    assert not {"DISABLE_SECURITY_PLUGIN", "plugins.security.disabled"} & settings.keys()
    users = inline(compose, "users")
    assert {user.pop("hash") for name, user in users.items() if name != "_meta"} == {
        "${envbc.ADMIN_PASSWORD}",
        "${envbc.JIANSUO_PASSWORD}",
    }
    assert all(service["env_file"] == "opensearch.env" for service in compose["services"].values())
    assert not re.search(r"PASSWORD\s*[:=]\s*[^\s\"']", PATH.read_text("utf-8"))


def test_only_this_machine_reaches_it_unless_told(compose):
    ports = [port for service in compose["services"].values() for port in service["ports"]]
    assert len(set(ports)) == 3
    assert all(port.startswith("${OPENSEARCH_BIND:-127.0.0.1}:92") for port in ports)


def test_a_reader_writes_nothing(compose):
    role = inline(compose, "roles")["jiansuo"]
    (rights,) = role["index_permissions"]
    allowed = role["cluster_permissions"] + rights["allowed_actions"]
    assert not [one for one in allowed if re.search(r"write|all|manage|crud|delete|\*", one)]
    assert inline(compose, "mapping")["jiansuo"]["users"] == ["jiansuo"]


def inline(compose, name):
    """Return what a file in the description says, once Compose has put it down."""
    return yaml.safe_load(compose["configs"][name]["content"].replace("$$", "$"))


def test_every_file_in_it_has_a_place(compose):
    for service in compose["services"].values():
        assert {each["source"] for each in service["configs"]} == compose["configs"].keys()
    named = {
        volume.split(":")[0] for service in compose["services"].values() for volume in service["volumes"]
    }
    assert {name for name in named if not name.startswith("./")} == compose["volumes"].keys()


@pytest.mark.cluster
def test_a_node_knows_the_settings(cluster_of, settings):
    own = {key: value for key, value in settings.items() if key.startswith(SERVERS_OWN)}
    assert len(own) >= 2
    with cluster_of(1, settings=own) as one:
        (node,) = one.nodes
        told = node.ask("/_nodes/_local/settings?flat_settings=true")
        (known,) = told["nodes"].values()
        assert own.items() <= known["settings"].items()
