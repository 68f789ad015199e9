"""On what machine, and with which versions, was a figure measured?"""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["machine"]


def machine() -> str:
    """Return processor, cores, memory, system, Python and date in one line."""
    cpu = _field(Path("/proc/cpuinfo"), "model name") or platform.machine()
    total = _field(Path("/proc/meminfo"), "MemTotal").split(" ")[0]
    memory = f"{int(total) / 1024**2:.0f} GiB" if total else "memory unknown"
    cores = f"{os.cpu_count()} cores"
    system = f"{platform.system()} {platform.release().split('-')[0]}"
    day = datetime.now(UTC).date().isoformat()
    return f"{cpu}, {cores}, {memory}, {system}, Python {platform.python_version()}, {day}"


def _field(path: Path, name: str) -> str:
    if not path.exists():
        return ""
    rows = (line.partition(":") for line in path.read_text().splitlines())
    return next((value.strip() for key, _, value in rows if key.strip() == name), "")
