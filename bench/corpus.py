"""Which passages do the measures run over?

Either generated ones, any number of them and the same each time, or any JSONL (`id`, `title`, `text`; `.gz`
too) cut into passages. Both are streamed, and kept on disk with their words in a folder any run may reuse.

Decision: words are drawn by rank (Zipf-Mandelbrot) over jieba's dictionary sorted by its own frequencies, not
in proportion to them: those are too flat for running text. A fifth of an article's words come from a handful
of its own, so that a word repeats within a passage as it does in prose.
"""

import gzip
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import islice
from pathlib import Path

import numpy as np

from bench.passage import REGIONS, TYPES, BenchPassage, segmenter
from index.text.folding import fold

__all__ = ["cached", "default_folder", "generate", "labels", "load", "read_jsonl"]

SEED = 20240501
RULE = "v2"  # part of every cached file's name: raise it when a passage would come out differently
BLOCK = 500  # articles drawn in one go; a smaller corpus is the beginning of a larger one
SHORTEST, LONGEST = 100, 250
CORE_WORDS = 6000
TOPIC_SHARE = 0.2
TOPIC_WORDS = 25
_ENDS = np.array(["", "，", "。", "、", "；"], dtype=object)
_END_SHARE = (0.845, 0.09, 0.04, 0.02, 0.005)
_PIECE = re.compile(r"[^。！？；\n]+[。！？；\n]*")


def default_folder() -> Path:
    """Return where corpora and indexes are kept when no folder is given."""
    return Path(tempfile.gettempdir()) / "jiansuo-bench"


def _skewed(size: int, exponent: float, *, knee: int = 0, tail: float = 1.0) -> np.ndarray:
    """Return cumulative shares of `size` ranks falling as rank to the power of minus `exponent`.

    From rank `knee` on they fall by `tail` more steeply: real text's curve bends after its core words.
    """
    ranks = np.arange(size) + 2.7
    weights = ranks**-exponent
    if knee:
        weights[knee:] *= (ranks[knee:] / ranks[knee]) ** -tail
    return np.cumsum(weights / weights.sum())


def labels(articles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give article numbers a region and a type, skewed, the same whatever the corpus."""
    mixed = articles.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    first = (mixed >> np.uint64(32)).astype(np.float64) / 2**32
    second = ((mixed * np.uint64(0xBF58476D1CE4E5B9)) >> np.uint64(32)).astype(np.float64) / 2**32
    return np.searchsorted(_skewed(REGIONS, 1.0), first), np.searchsorted(_skewed(TYPES, 1.1), second)


def _vocabulary() -> np.ndarray:
    """Return jieba's words, most frequent first, those with other signs than letters and digits left out."""
    rows = files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines()
    ranked = sorted(
        ((int(row.split(" ")[1]), row.split(" ")[0]) for row in rows), key=lambda r: (-r[0], r[1])
    )
    return np.array([word for _, word in ranked if word.isalnum()], dtype=object)


def _draw(vocabulary: np.ndarray, shares: np.ndarray, block: int) -> list[tuple[int, str]]:
    """Draw one block of articles: article number and text of each passage."""
    rng = np.random.default_rng([SEED, block])
    counts = rng.integers(4, 13, BLOCK)
    owner = np.repeat(np.arange(BLOCK), counts)
    goal = rng.integers(SHORTEST, LONGEST + 1, len(owner))
    size = goal * 2 // 3  # words of 1.5 characters at the least, on average; what is too many is cut off
    topics = np.searchsorted(shares, 0.35 + 0.6 * rng.random((BLOCK, TOPIC_WORDS)))
    word_owner = np.repeat(owner, size)
    picks = np.searchsorted(shares, rng.random(len(word_owner)))
    topical = rng.random(len(word_owner)) < TOPIC_SHARE
    picks[topical] = topics[word_owner, rng.integers(0, TOPIC_WORDS, len(word_owner))][topical]
    picks = np.minimum(picks, len(vocabulary) - 1)
    ends = _ENDS[rng.choice(len(_ENDS), len(picks), p=_END_SHARE)]
    parts = (vocabulary[picks] + ends).tolist()
    stops = np.cumsum(size).tolist()
    texts = ("".join(parts[stop - many : stop]) for stop, many in zip(stops, size.tolist(), strict=True))
    numbers = (owner + block * BLOCK).tolist()
    cut = (text[: most - 1] + "。" for text, most in zip(texts, goal.tolist(), strict=True))
    return list(zip(numbers, cut, strict=True))


def generate() -> Iterator[tuple[int, str]]:
    """Yield article number and text of generated passages, without end."""
    vocabulary = _vocabulary()
    shares = _skewed(len(vocabulary), 1.0, knee=CORE_WORDS, tail=0.6)
    block = 0
    while True:
        yield from _draw(vocabulary, shares, block)
        block += 1


def read_jsonl(path: Path) -> Iterator[tuple[int, str]]:
    """Yield article number and text of passages cut from a JSONL file, at ends of sentences or lines."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            held = str(row.get("title", "")) + "\n"
            for piece in _PIECE.findall(str(row["text"])):
                if len(held) >= SHORTEST and len(held) + len(piece) > LONGEST:
                    yield number, held
                    held = ""
                held += piece
            if held.strip():
                yield number, held


def _records(source: Iterable[tuple[int, str]]) -> Iterator[BenchPassage]:
    """Fold, segment and label passages."""
    words = segmenter()
    numbers: np.ndarray = np.zeros(0, np.int64)
    regions = kinds = numbers
    for number, raw in source:
        if number >= len(regions):
            numbers = np.arange(max(1024, 2 * number + 1))
            regions, kinds = labels(numbers)
        text = fold(raw)
        yield BenchPassage(number, int(regions[number]), int(kinds[number]), text, words(text))


def cached(folder: Path, *, passages: int, jsonl: Path | None = None) -> Path:
    """Return the file with the first passages of a source, one line each; write it if it is not there."""
    if jsonl is None:
        name = f"zipf-{RULE}-{passages}.tsv"
    else:
        stamp = hashlib.sha256(f"{jsonl.resolve()} {jsonl.stat().st_size}".encode()).hexdigest()[:8]
        name = f"{jsonl.name.split('.')[0]}-{RULE}-{stamp}-{passages}.tsv"
    target = folder / name
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        source = generate() if jsonl is None else read_jsonl(jsonl)
        part = folder / f"{name}.{os.getpid()}.part"
        with part.open("w", encoding="utf-8") as out:
            for p in _records(islice(source, passages)):
                out.write(f"{p.article}\t{p.region}\t{p.kind}\t{p.text}\t{p.words}\n")
        part.replace(target)
    return target


def load(path: Path) -> Iterator[BenchPassage]:
    """Yield the passages of a file that `cached` wrote."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            article, region, kind, text, words = line.rstrip("\n").split("\t")
            yield BenchPassage(int(article), int(region), int(kind), text, words)
