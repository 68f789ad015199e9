"""How do the blocks of an article read as text, and how are they written?

Headings begin `## `, captions `图：`, unplaced pieces `未归位：`; a leading backslash escapes a mark,
and a blank line ends a block.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import ArticleError

__all__ = ["Block", "read_blocks", "written"]

MARKS = {"heading": "## ", "caption": "图：", "unplaced": "未归位："}
_MARKED = re.compile(r"\\|#{1,6} |图：|未归位：")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of an article's body: kind heading, paragraph, caption or unplaced; `line` counts from 1."""

    kind: str
    text: str
    line: int = field(default=0, compare=False)


def read_blocks(lines: list[str], first: int, path: str | Path) -> tuple[Block, ...]:
    """Cut the body into blocks; a heading is one line, all others end at a blank line."""
    blocks: list[Block] = []
    held: list[str] = []
    begin = 0

    def close() -> None:
        if held:
            blocks.append(_block("\n".join(held), begin, path))
            held.clear()

    for number, line in enumerate(lines, first):
        if not line.strip():
            close()
            continue
        if not held:
            begin = number
        held.append(line)
        if len(held) == 1 and line.lstrip().startswith("## "):
            close()
    close()
    return tuple(blocks)


def _block(text: str, line: int, path: str | Path) -> Block:
    """Read the marker of one block."""
    text = text.strip()
    if text.startswith("\\"):
        return Block("paragraph", text[1:].strip() or "\\", line)
    for kind, mark in MARKS.items():
        if text.startswith(mark):
            inner = text[len(mark) :].strip()
            if not inner:
                raise ArticleError(path, line, f"nothing follows {mark.strip()!r}")
            return Block(kind, inner.removeprefix("\\") or inner, line)
    if re.match(r"#{1,6} ", text):
        raise ArticleError(path, line, r"headings begin '## '; a paragraph that begins so is written '\#'")
    return Block("paragraph", text, line)


def written(block: Block) -> str:
    """Return a block as it stands in a file. Raises ValueError for text a file cannot hold."""
    text = block.text
    if not text or text != text.strip() or re.search(r"\n[^\S\n]*\n", text) or "\r" in text:
        raise ValueError(f"a block must be trimmed text without blank lines: {text[:40]!r}")
    if block.kind == "paragraph":
        return f"\\{text}" if _MARKED.match(text) else text
    if block.kind == "heading" and "\n" in text:
        raise ValueError(f"a heading must be one line: {text[:40]!r}")
    return MARKS[block.kind] + (f"\\{text}" if text.startswith("\\") else text)
