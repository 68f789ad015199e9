"""How long does it take to find all text that the passages of a large corpus share, and is it all?

    python -m bench.sharing LAWS.jsonl.gz [PASSAGES]

The file holds texts, one JSON object a line; each line of `text` is a passage. Of a sample of passages a
plain scan over all of them says which others share 20 characters in a row; the exit status is 1 if the
clauses say anything else.
"""

import gzip
import json
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

from bench.machine import machine
from index.sharing.alike import SHORTEST
from index.sharing.clauses import Clauses
from index.sharing.fingerprints import fingerprints
from index.sharing.joined import Joined
from index.text.folded import fold_all

__all__ = ["main"]

PASSAGES = 200_000
SAMPLE = 1_000
Made = TypeVar("Made")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, compare and print; return 1 if something was missed or made up."""
    given = sys.argv[1:] if arguments is None else arguments
    print(machine())
    many = int(given[1]) if len(given) > 1 else PASSAGES
    texts = _timed("fold", lambda: fold_all([*islice(_passages(Path(given[0])), many)]))
    print(f"{len(texts):,} passages, {sum(map(len, texts)):,} characters")
    joined = _timed("join", lambda: Joined(texts))
    _timed("fingerprints, as a build keeps them", lambda: len(fingerprints(joined)[1]))
    clauses = _timed("all clauses", lambda: Clauses.of(joined))
    numbers, _ = clauses.holders
    print(f"{len(clauses.clauses):,} clauses, {len(numbers):,} times one in a passage")
    wrong = _compared(texts, clauses)
    print(f"a plain scan of {SAMPLE:,} passages against all: {wrong} differ")
    return int(wrong > 0)


def _passages(path: Path) -> Iterator[str]:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield from (part.strip() for part in json.loads(line)["text"].split("\n") if part.strip())


def _timed(what: str, work: Callable[[], Made]) -> Made:
    """Do some work; print its processor time, and the most memory the process had so far."""
    began, clock = time.process_time(), time.perf_counter()
    made = work()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent, wall = time.process_time() - began, time.perf_counter() - clock
    print(f"{what}: {spent:.1f} s of processor time, {wall:.1f} s, {memory:.0f} MB")
    return made


def _compared(texts: Sequence[str], clauses: Clauses) -> int:
    """Return of how many passages of a sample the clauses say otherwise than a scan with whom they share."""
    drawn = random.Random(13).sample(range(len(texts)), min(SAMPLE, len(texts)))
    wanted: dict[str, set[int]] = defaultdict(set)  # by stretch, the passages of the sample that hold it
    for number in drawn:
        for stretch in _stretches(texts[number]):
            wanted[stretch].add(number)
    scanned: dict[int, set[int]] = {number: set() for number in drawn}
    for number, text in enumerate(texts):
        for stretch in _stretches(text):
            for own in wanted.get(stretch, ()):
                scanned[own].add(number)
    told: dict[int, set[int]] = {number: set() for number in drawn}
    for clause in clauses.clauses:
        holders = clauses.owners(clause).tolist()
        for own in told.keys() & set(holders):
            told[own].update(holders)
    return sum(told[number] - {number} != scanned[number] - {number} for number in drawn)


def _stretches(text: str) -> Iterator[str]:
    return (text[at : at + SHORTEST] for at in range(len(text) - SHORTEST + 1))


if __name__ == "__main__":
    raise SystemExit(main())
