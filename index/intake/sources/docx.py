"""What text does a Word file hold?

The package is a zip archive of XML. It is read without trust: the archive may name a size it does not have,
so every part is read up to a limit and never held as a whole; entities are not resolved. Paragraph styles
give hints.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lxml import etree

from index.errors import SourceError
from index.intake.sources.document import Document, Hint, RawFile
from index.intake.sources.markup import CHUNK, Limits

__all__ = ["PART_BYTES", "read_docx"]

PART_BYTES = 100_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n"}
STYLES = {
    "title": Hint("title", "docx-title"),
    "subtitle": Hint("subtitle", "docx-subtitle"),
    "heading 1": Hint("heading", "docx-heading"),
    "heading 2": Hint("heading", "docx-heading"),
    "heading 3": Hint("heading", "docx-heading"),
    "caption": Hint("caption", "docx-caption"),
}


def read_docx(raw: bytes, path: Path, file: RawFile) -> Document:
    """Return the text of a Word file, one block a paragraph."""
    limits = Limits(path)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            styles = _Styles(limits)
            if "word/styles.xml" in package.namelist():
                _read(package, "word/styles.xml", path, styles)
            body = _Body(limits, styles.names)
            _read(package, "word/document.xml", path, body)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceError(path, 0, f"is not a Word file: {error}") from error
    return file.document("".join(body.parts), hints=body.hints)


def _read(package: zipfile.ZipFile, name: str, path: Path, target: Any) -> None:
    """Tell a target what one part holds, never more than the limit, whatever the archive says of its size."""
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, huge_tree=False)
    size = 0
    try:
        with package.open(name) as file:
            while chunk := file.read(CHUNK):
                size += len(chunk)
                if size > PART_BYTES:
                    message = f"unpacks to more than {PART_BYTES // 1_000_000} MB ({name}): a zip bomb?"
                    raise SourceError(path, 0, message)
                parser.feed(chunk)
        parser.close()
    except KeyError as error:
        raise SourceError(path, 0, f"is not a Word file: it has no {name}") from error
    except etree.XMLSyntaxError as error:
        raise SourceError(path, 0, f"is not a Word file: {error}") from error


class _Part:
    """Takes the elements of a part within limits; a document type, which may declare entities, is refused."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits

    def doctype(self, name: str, *_: object) -> None:
        """Refuse a document type: Word writes none."""
        raise SourceError(self.limits.path, 0, f"is not a Word file: it has a document type ({name})")

    def close(self) -> None:
        """Take the end of the part."""


class _Styles(_Part):
    """Collects the names of styles by id; a Chinese Word numbers its styles."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.names: dict[str, str] = {}
        self.current = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        self.limits.open(attributes)
        if tag == f"{_W}style":
            self.current = attributes.get(f"{_W}styleId", "")
        elif tag == f"{_W}name" and self.current:
            self.names.setdefault(self.current, attributes.get(f"{_W}val", ""))

    def end(self, _: str) -> None:
        """Take the end of an element."""
        self.limits.close()


class _Body(_Part):
    """Collects paragraphs; the old form of a text box, a copy of it, is left out."""

    def __init__(self, limits: Limits, names: Mapping[str, str]) -> None:
        super().__init__(limits)
        self.names = names
        self.parts: list[str] = []
        self.hints: dict[int, Hint] = {}
        self.size = 0
        self.stack: list[tuple[list[str], list[str]]] = []  # style and text of the paragraphs that are open
        self.fallback = 0
        self.running = False  # inside a text, before any element in it

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        self.limits.open(attributes)
        self.running = False
        if tag == _FALLBACK:
            self.fallback += 1
        elif self.fallback:
            return
        elif tag == f"{_W}p":
            self.stack.append(([], []))
        elif self.stack and tag == f"{_W}pStyle":
            self.stack[-1][0].append(attributes.get(f"{_W}val", ""))
        elif self.stack and tag == f"{_W}t":
            self.running = True

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        self.limits.close()
        self.running = False
        if tag == _FALLBACK:
            self.fallback -= 1
        elif self.stack and not self.fallback:
            if tag == f"{_W}p":
                style, text = self.stack.pop()
                self.add("".join(style), "".join(text))
            elif char := BREAKS.get(tag):
                self.stack[-1][1].append(char)

    def data(self, text: str) -> None:
        """Take a piece of text."""
        if self.running:
            self.stack[-1][1].append(text)

    def add(self, style: str, text: str) -> None:
        """Add a paragraph."""
        if plain := text.strip().replace("\x00", "\ufffd"):
            if hint := STYLES.get(self.names.get(style, style).lower()):
                self.hints[self.size] = hint
            self.parts.append(plain + "\n\n")
            self.size += len(plain) + 2
