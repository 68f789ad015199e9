"""Does a build killed at any moment always leave an old or a new index, hundreds of times over?

    python -m bench.kills [--kills 1000]

Runs the test of `tests/test_index_generation.py` with as many kills as asked for; the suite itself does two
dozen.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence

__all__ = ["main"]

TEST = "tests/test_index_generation.py::test_a_build_killed_at_any_moment_leaves_the_old_index_or_the_new_one"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the kills; return the exit status of the test."""
    parser = argparse.ArgumentParser(description="Kill builds at random moments.")
    parser.add_argument("--kills", type=int, default=1_000, help="how many (1000 by default)")
    given = parser.parse_args(arguments)
    environment = os.environ | {"JIANSUO_KILLS": str(given.kills)}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", TEST], env=environment, check=False
    ).returncode


if __name__ == "__main__":
    raise SystemExit(main())
