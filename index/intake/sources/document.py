"""What is a raw document once it was read: its text, and what its format says beyond that?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from index.errors import SourceError

__all__ = [
    "LINE_CHARACTERS",
    "PARAGRAPHS",
    "PARAGRAPH_CHARACTERS",
    "Document",
    "Hint",
    "RawFile",
    "TableRow",
    "count_paragraphs",
]

LINE_CHARACTERS = 1_000_000
PARAGRAPHS = 50_000
PARAGRAPH_CHARACTERS = 20  # on average, where a document has more paragraphs


@dataclass(frozen=True, slots=True)
class Hint:
    """What the format itself says of the block that begins at an offset: its role and the rule to quote."""

    role: str
    rule: str
    start: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """One record of a table: the span of its text and the values its other columns gave, by field."""

    start: int
    end: int
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A raw document as text.

    `name` is the path as it will be known in the ledger; `text` has its line ends as they stand in the
    file; `bom` is hexadecimal; `encoding` is empty where the text was extracted. `hints` go by offset
    in `text`, whose first `head` characters are front matter.
    """

    name: str
    path: Path
    format: str
    sha256: str
    size: int
    text: str
    encoding: str = ""
    bom: str = ""
    hints: dict[int, Hint] = field(default_factory=dict)
    rows: tuple[TableRow, ...] = ()
    head: int = 0

    @property
    def text_sha256(self) -> str:
        """Return the SHA-256 of the text in UTF-8."""
        return sha256(self.text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class RawFile:
    """What is known of a file before its text: the fields of `Document` that say where it came from."""

    name: str
    path: Path
    format: str
    sha256: str
    size: int

    def document(
        self,
        text: str,
        *,
        encoding: str = "",
        bom: str = "",
        hints: Mapping[int, Hint] | None = None,
        rows: Iterable[TableRow] = (),
        head: int = 0,
    ) -> Document:
        """Return the document that the file holds."""
        return Document(
            self.name,
            self.path,
            self.format,
            self.sha256,
            self.size,
            text,
            encoding=encoding,
            bom=bom,
            hints=dict(hints or {}),
            rows=tuple(rows),
            head=head,
        )


def count_paragraphs(document: Document, number: int) -> None:
    """Refuse a document of more paragraphs than a text of its length has: each costs memory of its own."""
    if number > max(PARAGRAPHS, len(document.text) // PARAGRAPH_CHARACTERS):
        message = (
            f"{number:,} paragraphs are more than {PARAGRAPHS:,}, and than one in {PARAGRAPH_CHARACTERS}"
        )
        raise SourceError(document.path, 0, f"{message} characters; split it")
