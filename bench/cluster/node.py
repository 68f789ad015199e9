"""How is one node of a cluster set up, started, killed, and looked at?

Decision: a node is started through setpriv, which has the kernel kill it when the thread that started it is
gone, however that came about, and which drops root, whom the server refuses.
"""

import contextlib
import json
import os
import pwd
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from bench.cluster.installation import Installation

__all__ = ["Node", "own", "settled"]

PATIENCE = 10  # seconds for an answer, or for a process to end
LOGGED = 40  # last lines of a log that are shown
LOG4J = """status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.out.ref = out
"""


@dataclass(slots=True)
class Node:
    """One node: its name, its folder, its ports on loopback, and its process while it runs."""

    name: str
    folder: Path
    http: int
    installation: Installation
    options: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        """Return the address at which it answers."""
        return f"http://127.0.0.1:{self.http}"

    @property
    def pid(self) -> int:
        """Return the number of its process. Raises RuntimeError if it was not started, or was ended."""
        if self.process is None:
            raise RuntimeError(f"{self.name} does not run")
        return self.process.pid

    def start(self) -> None:
        """Start its process, and do not wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*dropped(), *self.installation.command(self.folder, self.options)],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us, who end it then
                env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8"},
            )

    def end(self, number: int = signal.SIGKILL) -> None:
        """Send its process a signal that ends it, and wait until it has ended."""
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(PATIENCE * 6)
            self.process = None

    def ask(self, path: str) -> Any:
        """Return the JSON that it answers. Raises OSError if it does not, or not with 200."""
        with urlopen(self.url + path, timeout=PATIENCE) as answer:  # noqa: S310 (our own address)
            return json.load(answer)

    def health(self, index: str = "") -> Mapping[str, Any]:
        """Return what it knows of the health of its cluster, or an index; nothing while it is silent."""
        with contextlib.suppress(OSError):
            return self.ask(f"/_cluster/health/{index}?local=true")
        return {}

    def log(self) -> str:
        """Return the end of its log."""
        return "\n".join((self.folder / "log").read_text("utf-8", "replace").splitlines()[-LOGGED:])


def settled(node: Node, settings: Mapping[str, str]) -> Node:
    """Write the files that a node needs before its first start."""
    for name in ("config", "data", "tmp"):
        (node.folder / name).mkdir(parents=True)
    rows = {
        "node.name": node.name,
        "network.host": "127.0.0.1",
        "http.port": str(node.http),
        "path.data": str(node.folder / "data"),
        "path.logs": str(node.folder / "tmp"),
        **settings,
    }
    lines = "".join(f"{key}: {value}\n" for key, value in rows.items())
    (node.folder / "config/opensearch.yml").write_text(lines, "utf-8")
    (node.folder / "config/log4j2.properties").write_text(LOG4J, "utf-8")
    for path in (node.folder, *node.folder.rglob("*")):
        own(path)
    return node


def own(path: Path) -> None:
    """Give a file or folder to the user whom nodes run as."""
    if os.geteuid() == 0:
        os.chown(path, *nobody())


def dropped() -> list[str]:
    """Return the command that starts another: it ends with us, and does not run as root."""
    tied = ["setpriv", "--pdeathsig=KILL", "--no-new-privs"]
    if os.geteuid() != 0:
        return tied
    user, group = nobody()
    return [*tied, f"--reuid={user}", f"--regid={group}", "--clear-groups"]


def nobody() -> tuple[int, int]:
    """Return user and group without rights."""
    known = pwd.getpwnam("nobody")
    return known.pw_uid, known.pw_gid
