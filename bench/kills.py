"""Does a build killed at any moment always leave an old or a new index, hundreds of times over?

    python -m bench.kills [--kills 1000]

Kills builds at random moments, one after the other, over the same index. The test suite kills them before
each counted step instead, which any machine repeats; here a kill may also fall into the middle of a write.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from index.build.build import build
from index.store.generation import damaged_file, open_generation
from search.remote.opening import open_engine

__all__ = ["main"]

ARTICLES = 12
OLD, NEW = "产业链党委", "接诉即办"
BUILD = "import sys; from index.build.build import build; build([sys.argv[1]], sys.argv[2])"


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill builds and count what they leave; return 1 if it was once neither the old nor the new index."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.kills", description="Kill builds at random moments."
    )
    parser.add_argument("--kills", type=int, default=1_000, help="how many (1000 by default)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        left = kill(Path(folder), given.kills)
    print(", ".join(f"{what}: {count}" for what, count in sorted(left.items())))
    return int(bool(left.keys() - {"old", "new"}))


def kill(folder: Path, kills: int) -> Counter[str]:
    """Kill as many builds, and return how many left the old index, the new one, or something else."""
    articles, index, old = (folder / name for name in ("articles", "index", "old"))
    articles.mkdir()
    write(articles, OLD)
    build([articles], old)
    write(articles, NEW)
    shutil.copytree(old, index)
    began = time.monotonic()
    subprocess.run(command(articles, index), check=True)
    longest = time.monotonic() - began
    pick, left = random.Random(11), Counter[str]()
    for _ in range(kills):
        if not index.exists() or state(index) == "new":
            shutil.rmtree(index, ignore_errors=True)
            shutil.copytree(old, index)
        process = subprocess.Popen(command(articles, index))
        time.sleep(pick.uniform(0.3, 1.05) * longest)
        process.kill()
        process.wait()
        left[state(index)] += 1
    return left


def write(folder: Path, text: str) -> None:
    """Write every article anew, the text in it."""
    for number in range(ARTICLES):
        body = f"---\nid: a-{number}\ntitle: 第{number}篇\n---\n\n{text}第{number}号。\n"
        (folder / f"{number}.md").write_text(body, "utf-8")


def command(articles: Path, index: Path) -> list[str]:
    """Return the command that builds in a process of its own."""
    return [sys.executable, "-W", "ignore", "-c", BUILD, str(articles), str(index)]


def state(index: Path) -> str:
    """Name the index that serves: old, new, or what is wrong with it."""
    if damaged := damaged_file(open_generation(index)):
        return f"damaged {damaged}"
    engine = open_engine(index)
    found = engine.search(OLD).total.articles, engine.search(NEW).total.articles
    return {(ARTICLES, 0): "old", (0, ARTICLES): "new"}.get(found, f"mixed {found}")


if __name__ == "__main__":
    raise SystemExit(main())
