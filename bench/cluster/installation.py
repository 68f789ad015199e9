"""What does a node run: which server, which Java, which archive of classes?

Decision: Java keeps the classes that a node loads as it starts in one file, and maps it instead of reading,
checking and linking them again; that is a third of the work of a start. The file is made by a node that
comes up once and goes again. It serves that Java and these jars alone, and Java ignores it where they
differ.
"""

from dataclasses import dataclass
from pathlib import Path

from bench.cluster.fetching import cache, fetch
from bench.cluster.java import java, told
from bench.cluster.releases import Release

__all__ = ["Installation", "install"]

MAIN = "org.opensearch.bootstrap.OpenSearch"
ALWAYS = (  # what the server's own start script asks for, as far as a small node needs it
    "-Xshare:auto",
    "-XX:-UsePerfData",
    "-Dfile.encoding=UTF-8",
    "-Djava.awt.headless=true",
    "-Djna.nosys=true",
    "-Dio.netty.noUnsafe=true",
    "-Dio.netty.noKeySetOptimization=true",
    "-Dio.netty.recycler.maxCapacityPerThread=0",
    "-Dio.netty.allocator.numDirectArenas=0",
    "-Dlog4j.shutdownHookEnabled=false",
    "-Dlog4j2.disable.jmx=true",
    "-Dopensearch.distribution.type=zip",
    "-Dopensearch.bundled_jdk=false",
)


@dataclass(frozen=True, slots=True)
class Installation:
    """A release that can be started: the folders of its server and of its Java."""

    release: Release
    home: Path
    java: Path

    @property
    def archive(self) -> Path:
        """Return where the archive of classes is, if there is one."""
        return self.home.with_name(f"{self.home.name}-java-{told(self.java)}.jsa")

    @property
    def archives(self) -> bool:
        """Tell whether this Java can keep classes: one without an archive of its own cannot."""
        return (self.java / "lib/server/classes.jsa").exists()

    def command(self, folder: Path, options: tuple[str, ...]) -> list[str]:
        """Return the command that starts a node whose files are in a folder."""
        shared = (f"-XX:SharedArchiveFile={self.archive}",) if self.archive.exists() else ()
        return [
            str(self.java / "bin/java"),
            *ALWAYS,
            *(one.format(home=self.home) for one in self.release.options),
            *shared,
            *options,
            f"-Djava.io.tmpdir={folder / 'tmp'}",
            f"-XX:ErrorFile={folder}/fatal.log",
            f"-Dopensearch.path.home={self.home}",
            f"-Dopensearch.path.conf={folder}/config",
            *("-cp", f"{self.home}/lib/*", MAIN),
        ]


def install(release: Release) -> Installation:
    """Return a release that can be started, fetched if need be. Raises what `fetch` and `java` do."""
    return Installation(release, java=java(release), home=fetch(release, cache()))
