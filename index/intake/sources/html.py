"""What text does a web page hold, and what do its elements say of each block?

lxml's HTML parser does the reading, which mends broken pages and bounds depth. Each block element becomes
one block of the extracted text; headings, captions and navigation carry a hint.
"""

import io
import re
from pathlib import Path
from typing import Any

from lxml import etree

from index.errors import SourceError
from index.intake.sources.formats import Document, Hint

__all__ = ["declared_encoding", "read_html"]

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{1,20})", re.IGNORECASE)
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


def read_html(text: str, path: Path, known: dict[str, Any]) -> Document:
    """Return the extracted text of a page with its hints."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.parse(io.BytesIO(text.encode("utf-8")), parser).getroot()
    except etree.LxmlError as error:
        raise SourceError(path, 0, f"is not HTML: {error}") from error
    if root is None:
        raise SourceError(path, 0, "holds no text")
    page = _Page()
    for event, node in etree.iterwalk(root, events=("start", "end")):
        page.take(event, node)
    page.close()
    return Document(**known, text="".join(page.parts), hints=page.hints)


class _Page:
    """Collects blocks while the tree is walked."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.hints: dict[int, Hint] = {}
        self.size = 0
        self.held: list[str] = []
        self.skip = 0
        self.stack: list[Hint] = []

    def take(self, event: str, node: Any) -> None:
        """Take the start or end of one element."""
        tag = node.tag
        if tag in SKIPPED:
            self.skip += 1 if event == "start" else -1
        elif tag == "br" and event == "start":
            self.held.append("\n")
        elif tag not in INLINE and tag != "br":
            self.close()
            if tag in HINTS:
                self.stack.append(HINTS[tag]) if event == "start" else self.stack.pop()
        text = node.text if event == "start" else node.tail
        if text and not self.skip:
            self.held.append(re.sub(r"[ \t\r\n\f]+", " ", text))

    def close(self) -> None:
        """End the block that is being collected."""
        text = re.sub(r" *\n *", "\n", "".join(self.held)).strip().replace("\x00", "\ufffd")
        self.held.clear()
        if not text:
            return
        if self.stack:
            self.hints[self.size] = self.stack[0] if self.stack[0].role == "furniture" else self.stack[-1]
        self.parts.append(text + "\n\n")
        self.size += len(text) + 2
