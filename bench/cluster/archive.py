"""How does the archive of classes come about that lets nodes start sooner?"""

import shutil
import signal
from pathlib import Path

from bench.cluster.cluster import QUICK, Cluster
from bench.cluster.fetching import cache, claimed
from bench.cluster.installation import Installation

__all__ = ["keep_classes"]

FILE = "classes.jsa"


def keep_classes(installation: Installation) -> None:
    """Have a node keep the classes that it loads, unless one did, or this Java cannot."""
    if installation.archive.exists() or not installation.archives:
        return
    with Cluster(
        1, installation.release.version, options=(*QUICK, f"-XX:ArchiveClassesAtExit={FILE}")
    ) as one:
        (node,) = one.nodes
        node.end(signal.SIGTERM)
        with claimed(cache()):
            place(node.folder / FILE, installation.archive)


def place(made: Path, path: Path) -> None:
    """Copy a file to a path, whole or not at all."""
    beside = path.with_name(f"{path.name}.new")
    shutil.copyfile(made, beside)
    beside.replace(path)
