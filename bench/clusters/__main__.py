"""What does a search of a corpus in a cluster cost, beside our own index and beside a bare search there?

    python -m bench.clusters [--passages 200000] [--nodes 1,3] [--each 12] [--out bench/RESULTS.md]

Generated articles are indexed, published to a cluster of each number of nodes, and asked; then one article is
changed. It takes long: `python -m bench` runs it with `--cluster` alone. The exit status is 1 if our two
engines disagree.

Decision: all nodes are on this machine, so that more nodes show what dividing costs, never what it gains. The
plan for many machines (`bench/CLUSTER.md`) is made from the slopes of one node.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from bench.cluster.cluster import Cluster
from bench.cluster.fetching import Missing, Tampered
from bench.cluster.releases import RELEASES, USUAL
from bench.clusters import slopes
from bench.clusters.asked import ASKED
from bench.clusters.bare import Bare
from bench.clusters.costs import replayed
from bench.clusters.local import LocalCorpus
from bench.clusters.observed import Observed
from bench.clusters.timing import Asked, ask, load, random_faults
from bench.clusters.told import Measured, figures, table
from bench.corpus import default_folder
from bench.corpus import load as passages_of
from bench.engines.jiansuo import Jiansuo
from bench.figures import keep
from bench.ours_build import Built
from bench.queries import BenchQuery, Sample, pick
from bench.report import publish as write
from bench.serving import memory
from index.opensearch.connection import Address
from index.opensearch.publishing.publish import publish
from search.opensearch.backend import ClusterView
from search.opensearch.generation import ClusterGeneration

__all__ = ["main", "measured", "parser"]

LOADED = 13  # the seed of queries other than those that warm, or are timed
MANY = 6  # times as many queries as are timed
CLIENTS = 16


def measured(cluster: Cluster, corpus: LocalCorpus, given: argparse.Namespace) -> Measured:
    """Publish a corpus to a cluster that runs, and measure all there is to measure."""
    found = Measured(given.passages, len(cluster.nodes), given.version, given.heap)
    address = Address.parse(_address(cluster))
    found.replicas = int(found.nodes > 1)
    done = publish(corpus.index, address, shards=given.shards or None, replicas=found.replicas)
    local, published = Jiansuo().at(corpus.index), Jiansuo().at(str(address))
    generation = _generation(published)
    found.articles, found.passages = done.articles, done.passages
    print(
        f"cluster of {found.nodes}: published {done.passages:,} passages in {done.seconds:.0f} s", flush=True
    )
    settings = generation.client.indices.get_settings(index=done.generation)[done.generation]["settings"]
    found.shards = int(settings["index"]["number_of_shards"])
    bare = Bare(generation.client)
    found.built = {
        "local": corpus.built,
        "cluster": Built(done.seconds, generation.manifest.bytes),
        "bare": bare.build(corpus.articles(), shards=found.shards, replicas=found.replicas),
    }
    unkept = {"index.requests.cache.enable": False}
    generation.client.indices.put_settings(index=[done.generation, bare.name], body=unkept)
    engines: dict[str, Asked] = {"local": local, "cluster": published, "bare": bare}
    pids = [node.pid for node in cluster.nodes]
    _ask(found, engines, generation, Sample(passages_of(corpus.texts)), given, pids)
    found.random = given.random
    found.timed.faults += random_faults(local.engine, published.engine, given.random)
    found.memory = [(memory(str(node.pid))[0], _heap(generation, node.name)) for node in cluster.nodes]
    with corpus.changed():
        found.one.append(publish(corpus.index, address).seconds)
    found.one.append(publish(corpus.index, address).seconds)
    return found


def _ask(
    found: Measured,
    engines: Mapping[str, Asked],
    generation: ClusterGeneration,
    sample: Sample,
    given: argparse.Namespace,
    nodes: Sequence[int],
) -> None:
    """Warm the engines under a load, ask them in turn, look at what features cost, and load them again."""
    client, index = generation.client, generation.manifest.generation
    observed = Observed(client)
    for seed, engine in enumerate(engines.values()):
        load(engine, _mixed(sample, given, seed), clients=2, seconds=given.seconds)
    ask(engines, pick(sample, each=given.each, classes=ASKED), observed, nodes=nodes, timed=found.timed)
    for query_class, searches in found.timed.searches.items():
        found.features[query_class] = replayed(client, index, searches)
    for name in ("cluster", "bare"):
        mixed = _mixed(sample, given, LOADED)
        found.loads[name] = load(engines[name], mixed, clients=CLIENTS, seconds=given.seconds)


def _mixed(sample: Sample, given: argparse.Namespace, seed: int) -> list[BenchQuery]:
    """Return queries of all classes in any order, others than those that are timed."""
    picked = pick(sample, each=MANY * given.each, seed=seed, classes=ASKED)
    Random(seed).shuffle(picked)
    return picked


def _address(cluster: Cluster) -> str:
    return f"opensearch+http://{','.join(url.removeprefix('http://') for url in cluster.urls)}/measured"


def _generation(published: Jiansuo) -> ClusterGeneration:
    view = published.engine.answers().view
    assert isinstance(view, ClusterView)
    return view.generation


def _heap(generation: ClusterGeneration, name: str) -> int:
    """Return the bytes that a node uses of its heap."""
    nodes = generation.client.nodes.stats(metric="jvm")["nodes"].values()
    return next(int(one["jvm"]["mem"]["heap_used_in_bytes"]) for one in nodes if one["name"] == name)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure each number of nodes; return 1 if our engines disagree."""
    given = parser().parse_args(arguments)
    corpus = LocalCorpus.of(given.folder, passages=given.passages)
    faults: list[str] = []
    for nodes in map(int, given.nodes.split(",")):
        try:
            with Cluster(nodes, given.version, heap=given.heap, options=()) as cluster:
                found = measured(cluster, corpus, given)
        except (Missing, Tampered) as error:
            print(f"cluster: left out, {error}\n")
            return 0
        faults += found.timed.faults
        text = table(found)
        print(text, flush=True)
        if given.out:
            write(given.out, text)
            keep(given.out, f"cluster/{nodes}/{given.passages}", figures(found))
    for fault in faults:
        print(f"ENGINES DISAGREE: {fault}")
    if given.out and (text := slopes.section(given.out)):
        print(text)
        write(given.out, text)
    return int(bool(faults))


def parser() -> argparse.ArgumentParser:
    """Return what the command takes."""
    told = argparse.ArgumentParser(prog="python -m bench.clusters", description="Measure a cluster.")
    told.add_argument("--passages", type=int, default=20_000)
    told.add_argument("--nodes", default="1,3", help="numbers of nodes, by commas")
    told.add_argument("--shards", type=int, default=0, help="of the corpus (0: as publishing thinks best)")
    told.add_argument("--heap", default="2g", help="memory of Java for each node")
    told.add_argument("--version", choices=RELEASES, default=USUAL.version, help="release of OpenSearch")
    told.add_argument("--each", type=int, default=12, help="queries of each class")
    told.add_argument("--seconds", type=float, default=20, help="of warming, and of the load of many")
    told.add_argument("--random", type=int, default=0, help="random searches whose answers are compared")
    told.add_argument("--folder", type=Path, default=default_folder(), help="for corpora and indexes")
    told.add_argument("--out", type=Path, help="Markdown file whose sections are replaced")
    return told


if __name__ == "__main__":
    raise SystemExit(main())
