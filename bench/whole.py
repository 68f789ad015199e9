"""What does a person wait for, from a file of texts to the first answer?

    python -m bench.whole FILE.jsonl[.gz] [--articles N | --passages N] [--beside TREE] [--out FILE]

Runs `jiansuo` as a user does: import, index, index again after 0, 1, 10 and 1,000 changes, start of the
server, first answer; of FILE, of its first N articles, or of the file grown to as many. FILE `generated`
stands for generated passages. With `--beside` every step is run by that checkout of another commit too, in
turn. Memory is the most that all processes of a step held at one time, shared pages counted for each of them.
"""

import argparse
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.figures import keep
from bench.grown import Grown, cut, grow, write_generated
from bench.machine import machine
from bench.report import publish
from bench.server import serving
from bench.trees import OURS, Spent, Tree

__all__ = ["main", "measure"]

CHANGES = (1, 10, 1_000)


@dataclass(slots=True)
class Steps:
    """Hold what each step took, by its name, each time it was run."""

    tree: Tree
    folder: Path
    passages: int = 0
    spent: dict[str, list[Spent]] = field(default_factory=dict)

    @property
    def articles(self) -> Path:
        """Return the folder of the imported corpus."""
        return self.folder / "corpus"

    def note(self, step: str, spent: Spent) -> None:
        """Keep a figure and show it."""
        self.spent.setdefault(step, []).append(spent)
        told = f"{spent.wall:.2f} s, processor {spent.processor:.2f} s, {spent.memory / 1e6:,.0f} MB"
        print(f"{self.tree.name}: {step}: {told}", file=sys.stderr, flush=True)

    def index(self, step: str) -> None:
        """Index what is there."""
        arguments = ("index", "--articles", str(self.articles), "--index", str(self.folder / "index"))
        self.note(step, self.tree.run(*arguments, folder=self.folder))

    def change(self, count: int, turn: int) -> None:
        """Add a sentence to so many articles, spread over the corpus."""
        files = sorted(self.articles.rglob("*.md"))
        for path in files[turn :: max(1, len(files) // count)][:count]:
            with path.open("a", encoding="utf-8") as article:
                article.write(f"\n第{turn}次改动，共{count}篇。\n")

    def serve(self) -> None:
        """Start the server and ask it once."""
        with serving(self.folder / "index", self.tree) as server:
            started = Spent(server.seconds, server.processor(), server.resident())
            self.passages = server.passages()
            before = server.processor()
            answered = server.ask("/search?q=%E7%AE%A1%E7%90%86")
            self.note("server start", started)
            self.note("first answer", Spent(answered, server.processor() - before, server.resident()))


def measure(source: Path, trees: Sequence[Tree], folder: Path, *, rounds: int) -> list[Steps]:
    """Run every step with every tree, in turn."""
    runs = [Steps(tree, folder / tree.name) for tree in trees]
    for run in runs:
        run.folder.mkdir(parents=True)
        arguments = ("import", str(source), "--into", str(run.articles))
        run.note("import", run.tree.run(*arguments, folder=run.folder))
    for run in runs:
        run.index("index from nothing")
    for turn in range(rounds):
        for run in _turned(runs, turn):
            run.index("nothing changed")
        for count in CHANGES:
            for run in _turned(runs, turn):
                run.change(count, turn)
                run.index(f"{count:,} changed")
    for turn in range(rounds):
        for run in _turned(runs, turn):
            run.serve()
    return runs


def _turned(runs: list[Steps], turn: int) -> list[Steps]:
    return runs[turn % len(runs) :] + runs[: turn % len(runs)]


def table(name: str, grown: Grown, runs: Sequence[Steps]) -> str:
    """Return the section of one file."""
    ours = runs[0]
    lines = [
        f"## Whole: {name}, {ours.passages:,} passages",
        "",
        f"{grown.articles:,} articles, {grown.characters / 1e6:.1f} M characters. {machine()}.",
        "",
        "| step | wall, s | processor, s | memory, MB | rate |"
        + "".join(f" {r.tree.name} |" for r in runs[1:]),
        "|---|---|---|---|---|" + "---|" * len(runs[1:]),
    ]
    for step, spent in ours.spent.items():
        wall, processor = (median(getattr(one, key) for one in spent) for key in ("wall", "processor"))
        memory = max(one.memory for one in spent) / 1e6
        rate = _rate(step, grown, ours.passages, wall)
        cells = [f"{wall:.2f}", f"{processor:.2f}", f"{memory:,.0f}", rate, *_beside(step, processor, runs)]
        lines.append(f"| {step} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def figures(grown: Grown, ours: Steps) -> dict[str, float]:
    """Return what goals are set for: rates, seconds by the clock, and bytes."""
    wall = {step: median(one.wall for one in spent) for step, spent in ours.spent.items()}
    memory = {step: max(one.memory for one in spent) / 1e6 for step, spent in ours.spent.items()}
    return {
        "passages": ours.passages,
        "articles": grown.articles,
        "characters/s": grown.characters / wall["import"],
        "passages/s": ours.passages / wall["index from nothing"],
        **{f"wall/{step}": seconds for step, seconds in wall.items()},
        **{f"MB/{step}": bytes_ for step, bytes_ in memory.items()},
    }


def _rate(step: str, grown: Grown, passages: int, wall: float) -> str:
    if step == "import":
        return f"{grown.characters / wall / 1e6:.3f} M characters/s"
    return f"{passages / wall:,.0f} passages/s" if step == "index from nothing" else ""


def _beside(step: str, processor: float, runs: Sequence[Steps]) -> Iterator[str]:
    """Yield, for each other tree, its processor time and ours as a multiple of it."""
    for run in runs[1:]:
        other = median(one.processor for one in run.spent[step])
        yield f"{other:.2f} s ({processor / other:.2f}×)" if other else "–"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what each step took."""
    given = _parser().parse_args(arguments)
    trees = [Tree("jiansuo", OURS), *(Tree(path.resolve().name, path.resolve()) for path in given.beside)]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the scratch folder goes
    scratch = Path(tempfile.mkdtemp(prefix="jiansuo-whole-", dir=given.folder))
    try:
        source, raw = scratch / "texts.jsonl", given.file
        if str(raw) == "generated":
            raw = scratch / "generated.jsonl"
            write_generated(raw, passages=given.passages or 20_000)
        grown = grow(raw, source, articles=given.articles, passages=given.passages)
        runs = measure(cut(source, scratch / "texts"), trees, scratch, rounds=given.rounds)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    text = table(given.file.name, grown, runs)
    print(text)
    if given.out:
        publish(given.out, text)
        keep(given.out, f"whole/{given.file.name}/{runs[0].passages}", figures(grown, runs[0]))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.whole", description="Run the product's steps.")
    parser.add_argument("file", type=Path, help="JSONL of id, title, text, date; or: generated")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--articles", type=int, default=0, help="so many, cut or grown")
    size.add_argument("--passages", type=int, default=0, help="at least so many paragraphs, cut or grown")
    parser.add_argument("--beside", type=Path, action="append", default=[], help="checkout of another commit")
    parser.add_argument("--rounds", type=int, default=1, help="of every step after the first index")
    parser.add_argument("--folder", type=Path, help="for the temporary corpus and index")
    parser.add_argument("--out", type=Path, help="Markdown file whose section is replaced")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
