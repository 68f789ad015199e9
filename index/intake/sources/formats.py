"""What text does a raw file hold, and how do its bytes come back?

`read_source` returns the text of one file with all that is needed to turn text into bytes again (text
files) or to recognise it (other formats: SHA-256 of file and of extracted text). Whatever cannot be read
raises SourceError with the byte or line at fault; memory and time are bounded by the limits declared here.
"""

import re
from hashlib import sha256
from pathlib import Path

from index.corpus.frontmatter import read_mapping
from index.errors import ArticleError, SourceError
from index.intake.sources.document import LINE_CHARACTERS, Document, RawFile, count_paragraphs
from index.intake.sources.encodings import decode

__all__ = [
    "FORMATS",
    "SOURCE_BYTES",
    "encode",
    "is_source",
    "read_source",
]

SOURCE_BYTES = 50_000_000
FORMATS = {
    ".txt": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".pdf": "pdf",
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
}
_OPENING = re.compile(r"---[ \t]*+(?:\r\n|\n|\r)")
_CLOSING = re.compile(r"(?<=[\r\n])---(?=[ \t]*+(?:[\r\n]|\Z))")
_PARTED = re.compile(r"\n[^\S\n]*+\n(?=\S)")
_MAGIC = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"\x7fELF": "a program",
}


def is_source(path: Path) -> bool:
    """Tell whether a file's name says that it can be imported."""
    return path.suffix.lower() in FORMATS and not path.name.startswith((".", "~$"))


def encode(text: str, *, encoding: str, bom: str) -> bytes:
    """Return text as the bytes of its file."""
    return bytes.fromhex(bom) + text.encode(encoding)


def read_source(path: Path, *, name: str = "", columns: dict[str, str] | None = None) -> Document:
    """Read one raw file. `columns` maps fields (title, body, ...) to columns of a CSV or JSONL file."""
    name = name or path.name
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise SourceError(path, 0, f"has no known format; known are {', '.join(sorted(FORMATS))}")
    raw = _bytes(path)
    file = RawFile(name, path, kind, sha256(raw).hexdigest(), len(raw))
    if kind == "docx":
        from index.intake.sources.docx import read_docx

        document = read_docx(raw, path, file)
    elif kind == "pdf":
        from index.intake.sources.pdf import read_pdf

        document = read_pdf(path, file)
    else:
        document = _from_text(raw, path, file, columns or {})
    _check(document)
    return document


def _from_text(raw: bytes, path: Path, file: RawFile, columns: dict[str, str]) -> Document:
    """Read a format that is text in the file too."""
    for magic, what in _MAGIC.items():
        if raw.startswith(magic):
            raise SourceError(path, 0, f"is {what}, not text; give it the ending of its format")
    if file.format == "html":
        from index.intake.sources.html import declared_encoding, read_html

        return read_html(decode(raw, path, declared=declared_encoding(raw)).text, path, file)
    decoded = decode(raw, path)
    if file.format == "text":
        head = _front_matter(decoded.text, path) if path.suffix.lower() != ".txt" else 0
        return file.document(decoded.text, encoding=decoded.encoding, bom=decoded.bom, head=head)
    from index.intake.sources.tables import read_table

    return read_table(decoded.text, path, file, columns)


def _front_matter(text: str, path: Path) -> int:
    """Return the length of the front matter of a Markdown file; hostile YAML raises SourceError."""
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if not opening or not closing:
        return 0
    try:
        read_mapping(text[opening.end() : closing.start()], path=path, first_line=2)
    except ArticleError as error:
        raise SourceError(path, error.line, error.message) from error
    return closing.end()


def _bytes(path: Path) -> bytes:
    """Read a regular file within the limit."""
    try:
        if not path.is_file():
            raise SourceError(path, 0, "is not a regular file" if path.exists() else "does not exist")
        with path.open("rb") as file:
            raw = file.read(min(SOURCE_BYTES, path.stat().st_size) + 1)  # room is made for all that is asked
    except OSError as error:
        raise SourceError(path, 0, f"cannot be read: {error.strerror}") from error
    if len(raw) > SOURCE_BYTES:
        raise SourceError(path, 0, f"is larger than {SOURCE_BYTES // 1_000_000} MB; split it")
    if not raw:
        raise SourceError(path, 0, "is empty")
    return raw


def _check(document: Document) -> None:
    """Refuse text that holds nothing, or a line no article could hold."""
    text = document.text
    if not text.strip():
        raise SourceError(document.path, 0, "holds no text")
    count_paragraphs(document, sum(1 for _ in _PARTED.finditer(text)))
    if len(text) <= LINE_CHARACTERS:
        return
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > LINE_CHARACTERS:
            message = f"the line has {len(line):,} characters, more than {LINE_CHARACTERS:,}; is this a text?"
            raise SourceError(document.path, number, message)
