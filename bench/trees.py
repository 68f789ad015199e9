"""How does the product of a source tree run, ours or another commit's?

A tree is asked by its public entry points alone: the command that its `pyproject.toml` names, and HTTP. It
runs with the interpreter of its own `.venv` if it has one, else with ours, its folder before everything
installed.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["OURS", "Spent", "Tree", "family"]

OURS = Path(__file__).parents[1]
PERIOD = 0.02  # seconds between two looks at the memory of a family of processes


@dataclass(frozen=True, slots=True)
class Spent:
    """Tell what a command took: seconds by the clock, seconds of processor, bytes of all its processes."""

    wall: float
    processor: float
    memory: int


@dataclass(frozen=True, slots=True)
class Tree:
    """A checkout of some commit."""

    name: str
    root: Path

    @property
    def python(self) -> str:
        """Return the interpreter that runs it."""
        own = self.root / ".venv" / "bin" / "python"
        return str(own) if own.exists() else sys.executable

    def command(self, *arguments: str) -> list[str]:
        """Return the command line of `jiansuo` with arguments."""
        told = tomllib.loads((self.root / "pyproject.toml").read_text("utf-8"))
        module, _, function = told["project"]["scripts"]["jiansuo"].partition(":")
        code = f"import sys; sys.path.insert(0, {str(self.root)!r}); "
        code += f"from {module} import {function} as main; "
        return [self.python, "-W", "ignore", "-c", code + "sys.exit(main())", *arguments]

    def run(self, *arguments: str, folder: Path) -> Spent:
        """Run `jiansuo`, watched. Raises RuntimeError with its last line if nothing was done."""
        start = time.perf_counter()
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(self.command(*arguments), cwd=folder, stdout=said, stderr=said)
            try:
                used, memory = _watched(process)
            except (KeyboardInterrupt, SystemExit):
                process.terminate()
                raise
            wall = time.perf_counter() - start
            if process.returncode not in (0, 1):
                said.seek(0)
                last = said.read().decode(errors="replace").strip().rpartition("\n")[2]
                raise RuntimeError(f"{self.name}: jiansuo {arguments[0]} failed: {last}")
        return Spent(wall, used.ru_utime + used.ru_stime, memory)


def _watched(process: "subprocess.Popen[bytes]") -> tuple[resource.struct_rusage, int]:
    """Wait for a process; return what it used, and the most memory that it and its descendants held."""
    memory = 0
    while True:
        memory = max(memory, sum(map(_resident, family(process.pid))))
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
        if ended:
            process.returncode = os.waitstatus_to_exitcode(status)
            return used, memory
        time.sleep(PERIOD)


def family(pid: int) -> Iterator[int]:
    """Yield a process and all that descend from it."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            own = children.read_text().split()
        except OSError:
            continue  # it has ended
        for child in own:
            yield from family(int(child))


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0
