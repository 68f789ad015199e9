"""What text does a web page hold, and what do its elements say of each block?

lxml's HTML parser does the reading, which mends broken pages; no tree is built. Each block element becomes
one block of the extracted text; headings, captions and navigation carry a hint.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lxml import etree

from index.errors import SourceError
from index.intake.sources.document import Document, Hint, RawFile
from index.intake.sources.markup import CHUNK, Limits

__all__ = ["declared_encoding", "read_html"]

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*+=\s*+[\"']?\s*+([A-Za-z0-9_-]{1,20})", re.IGNORECASE)
_WHITE = re.compile(r"[ \t\r\n\f]+")
SKIPPED = {"script", "style", "noscript", "template", "svg", "head", "iframe", "object", "textarea", "select"}
INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "del",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "label",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
    "tt",
    "u",
    "var",
    "wbr",
}
HINTS = {
    "h1": Hint("title", "html-h1"),
    "h2": Hint("heading", "html-h2"),
    "h3": Hint("heading", "html-h3"),
    "h4": Hint("heading", "html-h4"),
    "figcaption": Hint("caption", "html-figcaption"),
    "nav": Hint("furniture", "html-nav"),
    "footer": Hint("furniture", "html-footer"),
    "aside": Hint("furniture", "html-aside"),
    "button": Hint("furniture", "html-button"),
}


def declared_encoding(raw: bytes) -> str:
    """Return the encoding a page names in its first bytes, or ""."""
    found = _CHARSET.search(raw[:4096])
    return found.group(1).decode("ascii").lower() if found else ""


def read_html(text: str, path: Path, file: RawFile) -> Document:
    """Return the extracted text of a page with its hints."""
    page = _Page(Limits(path))
    target: Any = page  # the stubs ask for methods that take bytes too
    parser = etree.HTMLParser(
        target=target, encoding="utf-8", no_network=True, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        for at in range(0, len(text), CHUNK):
            parser.feed(text[at : at + CHUNK].encode("utf-8"))
        parser.close()
    except etree.LxmlError as error:
        raise SourceError(path, 0, f"is not HTML: {error}") from error
    return file.document("".join(page.parts), hints=page.hints)


class _Page:
    """Collects blocks while the parser tells of elements and text."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.parts: list[str] = []
        self.hints: dict[int, Hint] = {}
        self.size = 0
        self.told: list[str] = []  # text since the last element, which the parser may tell in pieces
        self.held: list[str] = []
        self.skip = 0
        self.stack: list[Hint] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        self.limits.open(attributes)
        self.take_text()
        if tag in SKIPPED:
            self.skip += 1
        elif tag == "br":
            self.held.append("\n")
        elif tag not in INLINE:
            self.end_block()
            if tag in HINTS:
                self.stack.append(HINTS[tag])

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        self.limits.close()
        self.take_text()
        if tag in SKIPPED:
            self.skip -= 1
        elif tag not in INLINE and tag != "br":
            self.end_block()
            if tag in HINTS:
                self.stack.pop()

    def data(self, text: str) -> None:
        """Take a piece of text."""
        if not self.skip:
            self.told.append(text)

    def close(self) -> None:
        """Take the end of the page."""
        self.take_text()
        self.end_block()

    def take_text(self) -> None:
        """Put what was told into the block that is being collected."""
        if self.told:
            self.held.append(_WHITE.sub(" ", "".join(self.told)))
            self.told.clear()

    def end_block(self) -> None:
        """End the block that is being collected."""
        if not self.held:
            return
        lines = "".join(self.held).split("\n")
        text = "\n".join(line.strip(" ") for line in lines).strip().replace("\x00", "\ufffd")
        self.held.clear()
        if not text:
            return
        if self.stack:
            self.hints[self.size] = self.stack[0] if self.stack[0].role == "furniture" else self.stack[-1]
        self.parts.append(text + "\n\n")
        self.size += len(text) + 2
