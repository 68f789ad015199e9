"""What text does a Word file hold?

The package is a zip archive of XML. It is read without trust: the archive may name a size it does not have,
so every part is read up to a limit; entities are not resolved. Paragraph styles give hints.
"""

import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

from lxml import etree

from index.errors import SourceError
from index.intake.sources.formats import Document, Hint

__all__ = ["PART_BYTES", "read_docx"]

PART_BYTES = 100_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
STYLES = {
    "title": Hint("title", "docx-title"),
    "subtitle": Hint("subtitle", "docx-subtitle"),
    "heading 1": Hint("heading", "docx-heading"),
    "heading 2": Hint("heading", "docx-heading"),
    "heading 3": Hint("heading", "docx-heading"),
    "caption": Hint("caption", "docx-caption"),
}


def read_docx(raw: bytes, path: Path, known: dict[str, Any]) -> Document:
    """Return the text of a Word file, one block a paragraph."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            body = _part(package, "word/document.xml", path)
            styles = (
                _part(package, "word/styles.xml", path) if "word/styles.xml" in package.namelist() else b""
            )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceError(path, 0, f"is not a Word file: {error}") from error
    names = _style_names(styles, path)
    parts: list[str] = []
    hints: dict[int, Hint] = {}
    size = 0
    for style, text in _paragraphs(body, path):
        if plain := text.strip().replace("\x00", "\ufffd"):
            if hint := STYLES.get(names.get(style, style).lower()):
                hints[size] = hint
            parts.append(plain + "\n\n")
            size += len(parts[-1])
    return Document(**known, text="".join(parts), hints=hints)


def _part(package: zipfile.ZipFile, name: str, path: Path) -> bytes:
    """Read one part, never more than the limit, whatever the archive says of its size."""
    try:
        with package.open(name) as file:
            content = file.read(PART_BYTES + 1)
    except KeyError as error:
        raise SourceError(path, 0, f"is not a Word file: it has no {name}") from error
    if len(content) > PART_BYTES:
        raise SourceError(path, 0, f"unpacks to more than {PART_BYTES // 1_000_000} MB ({name}): a zip bomb?")
    return content


def _walk(xml: bytes, path: Path, tags: tuple[str, ...]) -> Any:
    """Iterate over elements of a part, entities unresolved."""
    walker = etree.iterparse(
        io.BytesIO(xml),
        events=("start", "end"),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
    )
    try:
        yield from walker
    except etree.XMLSyntaxError as error:
        raise SourceError(path, 0, f"is not a Word file: {error}") from error


def _style_names(xml: bytes, path: Path) -> dict[str, str]:
    """Return the names of styles by id; a Chinese Word numbers its styles."""
    names: dict[str, str] = {}
    current = ""
    for event, node in _walk(xml, path, (f"{_W}style", f"{_W}name")) if xml else ():
        if event == "start" and node.tag == f"{_W}style":
            current = node.get(f"{_W}styleId", "")
        elif event == "start" and current:
            names.setdefault(current, node.get(f"{_W}val", ""))
    return names


def _paragraphs(xml: bytes, path: Path) -> Any:
    """Yield style and text of each paragraph; the old form of a text box, a copy of it, is left out."""
    tags = (*(_W + tag for tag in ("p", "t", "tab", "br", "cr", "pStyle")), _FALLBACK)
    stack: list[tuple[list[str], list[str]]] = []
    fallback = 0
    for event, node in _walk(xml, path, tags):
        tag = node.tag.removeprefix(_W)
        if tag == _FALLBACK:
            fallback += 1 if event == "start" else -1
        elif fallback:
            continue
        elif tag == "p" and event == "start":
            stack.append(([], []))
        elif tag == "p":
            style, text = stack.pop()
            yield "".join(style), "".join(text)
            node.clear()
        elif stack and tag == "pStyle" and event == "start":
            stack[-1][0].append(node.get(f"{_W}val", ""))
        elif stack and event == "end" and tag != "pStyle":
            stack[-1][1].append({"t": node.text or "", "tab": "\t"}.get(tag, "\n"))
