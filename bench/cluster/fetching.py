"""How do the files of a release come to this machine, once, and are they those that we named?

Decision: Maven fetches, since it is the client of that registry, and mirrors are set up for it. It is asked
for all files of a release at once; a folder of the cache is ready as soon as it has its name, and nobody
changes it then.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import escape

from bench.cluster.releases import Artifact, Release

__all__ = ["Missing", "Tampered", "cache", "claimed", "fetch", "place"]

COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"
PATIENCE = 600  # seconds that a slow line may take

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion>
<groupId>jiansuo</groupId><artifactId>opensearch</artifactId><version>1</version><packaging>pom</packaging>
<build><plugins><plugin>
<groupId>{plugin[0]}</groupId><artifactId>{plugin[1]}</artifactId><version>{plugin[2]}</version>
<configuration><outputDirectory>{folder}</outputDirectory><artifactItems>{items}</artifactItems></configuration>
</plugin></plugins></build>
</project>
"""
ITEM = (
    "<artifactItem><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version><type>{}</type>"
    "</artifactItem>"
)


class Missing(Exception):
    """Something that a cluster needs is not on this machine; the message says how it is installed."""


class Tampered(Exception):
    """A file is not the one that was named."""


def cache() -> Path:
    """Return the folder where fetched files are kept.

    Root starts nodes as another user, who cannot read in root's home.
    """
    if os.geteuid() == 0:
        return Path("/var/cache/jiansuo")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "jiansuo"


def fetch(release: Release, folder: Path | None = None) -> Path:
    """Return the unpacked server of a release; it is fetched if the folder, by default the cache, lacks it.

    Raises Missing if Maven is, or does not get it, Tampered if a file is another one.
    """
    folder = folder or cache()
    home = place(release, folder)
    with claimed(folder):
        if not home.exists():
            with tempfile.TemporaryDirectory(dir=folder) as made:
                copied(release.artifacts, Path(made))
                unpack(release, Path(made)).rename(home)
    return home


def place(release: Release, folder: Path) -> Path:
    """Return where the server of a release is in a folder, once it was fetched: other rows, another place."""
    rows = hashlib.sha256(repr(release).encode()).hexdigest()[:8]
    return folder / f"opensearch-{release.version}-{rows}"


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Let one process at a time write in the cache."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def copied(artifacts: Iterable[Artifact], folder: Path) -> None:
    """Have Maven put files into a folder, and hold each against its sum."""
    maven = shutil.which("mvn")
    if maven is None:
        raise Missing("no Maven to fetch OpenSearch (Debian: apt-get install maven)")
    items = "".join(ITEM.format(*map(escape, one.coordinate.split(":"))) for one in artifacts)
    pom = folder / "pom.xml"
    pom.write_text(POM.format(plugin=COPY.split(":"), folder=escape(str(folder)), items=items), "utf-8")
    # --strict-checksums has Maven itself refuse what broke on the way, so that it asks again.
    quiet = ["--batch-mode", "--no-transfer-progress", "--quiet", "--strict-checksums"]
    done = subprocess.run(
        [maven, *quiet, "--file", str(pom), f"{COPY}:copy"],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    if done.returncode:
        raise Missing(f"Maven did not get OpenSearch:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    for artifact in artifacts:
        verify(folder / artifact.file, artifact)


def verify(path: Path, artifact: Artifact) -> None:
    """Raise Tampered if a file is not this artifact."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != artifact.sha256:
        raise Tampered(f"{artifact.coordinate}: SHA-256 is {found}, not {artifact.sha256}")


def unpack(release: Release, folder: Path) -> Path:
    """Set up the server from its files in a folder, and return where."""
    with zipfile.ZipFile(folder / release.server.file) as archive:
        archive.extractall(folder)
    home = folder / f"opensearch-{release.version}"
    for module in release.modules:
        own = home / "modules" / module.name
        own.mkdir()
        for jar in module.jars:
            (folder / jar.file).rename(own / jar.file)
        (own / "plugin-descriptor.properties").write_text(module.descriptor(release.version), "utf-8")
        if module.permissions:
            (own / "plugin-security.policy").write_text(module.policy(), "utf-8")
    return home
