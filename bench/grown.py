"""How does any JSONL become as many articles as a measure wants, none of them equal to another?

Articles of a file are repeated with another id and title, and in every paragraph a number of its own, so that
nothing is merged as equal. `write_generated` makes such a file from the generator's passages.
"""

import gzip
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from bench.corpus import generate

__all__ = ["Grown", "cut", "grow", "write_generated"]

PIECE = 40_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Grown:
    """Tell how many articles, characters of text and paragraphs a file holds."""

    articles: int
    characters: int
    paragraphs: int


def grow(source: Path, target: Path, *, articles: int = 0, passages: int = 0) -> Grown:
    """Write articles of a file until there are as many as asked for, or as many paragraphs; 0, 0: its own."""
    made = characters = paragraphs = 0
    turn = 0
    with target.open("w", encoding="utf-8") as out:
        while True:
            for row in _rows(source):
                if (articles and made >= articles) or (passages and paragraphs >= passages):
                    break
                own = _changed(row, turn) if turn else row
                out.write(json.dumps(own, ensure_ascii=False) + "\n")
                made += 1
                characters += len(own["text"])
                paragraphs += sum(bool(line.strip()) for line in own["text"].split("\n"))
            if not made:
                raise RuntimeError(f"{source} holds no article")
            if made >= articles and paragraphs >= passages:
                return Grown(made, characters, paragraphs)
            turn += 1


def cut(source: Path, folder: Path) -> Path:
    """Write the lines of a file to files of at most PIECE bytes, as raw files may be; return their folder."""
    folder.mkdir()
    pieces = written = 0
    with source.open("rb") as lines, ExitStack() as files:
        for line in lines:
            if not pieces or written + len(line) > PIECE:
                out = files.enter_context((folder / f"{pieces:04d}.jsonl").open("wb"))
                pieces, written = pieces + 1, 0
            out.write(line)
            written += len(line)
    return folder


def _rows(source: Path) -> Iterator[dict[str, str]]:
    with (gzip.open if source.suffix == ".gz" else open)(source, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield {name: str(row.get(name) or "") for name in ("id", "title", "text", "date")}


def _changed(row: dict[str, str], turn: int) -> dict[str, str]:
    """Return an article that says the same with numbers of its own."""
    held = enumerate(row["text"].split("\n"))
    lines = [f"{line}（{turn}之{n}）" if line.strip() else line for n, line in held]
    return row | {
        "id": f"{row['id']}-{turn}",
        "title": f"{row['title']}（{turn}）",
        "text": "\n".join(lines),
    }


def write_generated(target: Path, *, passages: int) -> None:
    """Write generated articles of at least as many passages."""
    made = 0
    with target.open("w", encoding="utf-8") as out:
        for number, own in groupby(generate(), key=lambda pair: pair[0]):
            if made >= passages:
                return
            texts = [text for _, text in own]
            made += len(texts)
            row = {"id": f"a{number:07d}", "title": texts[0][:20], "date": str(2000 + number % 25)}
            out.write(json.dumps(row | {"text": "\n".join(texts)}, ensure_ascii=False) + "\n")
