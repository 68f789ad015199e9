"""Run nodes of OpenSearch on loopback until Ctrl-C.

python -m bench.cluster [--size 3] [--version 2.19.6] [--http 9200] [--transport 9300] [--heap 256m]
python -m bench.cluster --fetch   only fetch what a cluster needs, where it is not here yet
"""

import argparse
import signal
import sys
import time
from collections.abc import Sequence

from bench.cluster.archive import keep_classes
from bench.cluster.cluster import HEAP, Cluster
from bench.cluster.fetching import Missing, Tampered, cache, place
from bench.cluster.installation import install
from bench.cluster.releases import RELEASES, USUAL

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a cluster, or fetch one; return the exit status, 1 where something is missing or broke."""
    given = parser().parse_args(arguments)
    try:
        if given.fetch:
            fetch(given.version)
        else:
            run(given)
    except (Missing, Tampered, RuntimeError) as error:
        print(f"cluster: {error}", file=sys.stderr)
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
    """Return what the command takes."""
    told = argparse.ArgumentParser(
        prog="python -m bench.cluster", description="Run nodes of OpenSearch on loopback until Ctrl-C."
    )
    told.add_argument("--size", type=int, default=3, help="how many nodes (3 by default)")
    told.add_argument("--version", choices=RELEASES, default=USUAL.version, help="release of OpenSearch")
    told.add_argument(
        "--http", type=int, default=9200, help="first port of HTTP (9200 by default; 0: free ones)"
    )
    told.add_argument(
        "--transport", type=int, default=9300, help="first port among nodes (9300 by default; 0: free ones)"
    )
    told.add_argument("--heap", default=HEAP, help=f"memory of Java for each node ({HEAP} by default)")
    told.add_argument("--fetch", action="store_true", help="fetch what is missing, and start nothing")
    return told


def fetch(version: str) -> None:
    """Fetch what a cluster needs and lacks."""
    release = RELEASES[version]
    if not place(release, cache()).exists():
        print(f"Fetching OpenSearch {version}", flush=True)
    keep_classes(install(release))


def run(given: argparse.Namespace) -> None:
    """Run a cluster until somebody ends it by Ctrl-C or SIGTERM."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a background shell has us ignore it
    try:
        start = time.monotonic()
        with Cluster(
            given.size,
            given.version,
            heap=given.heap,
            http=given.http or None,
            transport=given.transport or None,
        ) as cluster:
            spent = time.monotonic() - start
            print(
                f"OpenSearch {given.version}, {given.size} nodes, green after {spent:.0f} s; Ctrl-C ends it"
            )
            print(*cluster.urls, flush=True)
            signal.pause()
    except KeyboardInterrupt:
        print("ended")


if __name__ == "__main__":
    raise SystemExit(main())
