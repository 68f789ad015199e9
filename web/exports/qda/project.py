"""How is a search written as a project of REFI-QDA (version 1.5, .qdpx), which programs for coding open?

Each article of a row is a source and a case. The list of codes stands before the sources that use them, so
that cases and sources wait on disk until all rows are known, while the texts are sent: any number of articles
takes the same memory. Days in the file are left out or fixed, so that the same search gives the same bytes.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from io import RawIOBase
from itertools import groupby
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from web.exports.download import Download
from web.exports.qda.elements import CODES, USER, VARIABLES, Elements, element, guid, spans_of, written
from web.exports.qda.sources import SourceText
from web.exports.qda.targets import TARGETS, Target
from web.problems import Unanswered

__all__ = ["atlas", "generic", "maxqda", "nvivo", "project"]

SPACE = "urn:QDA-XML:project:1.0"
FIRST = (1980, 1, 1, 0, 0, 0)  # the first day that a zip can tell
END = b"</Project>"
PIECE = 65_536  # bytes


def project(download: Download, *, target: Target) -> Iterator[bytes]:
    """Write a project for a program. Raises Unanswered for a table whose rows are no passages."""
    if download.articles is None:
        raise Unanswered("format-unfit")
    sent = _Sent()
    elements = Elements(download.articles, download.language)
    with TemporaryFile() as cases, TemporaryFile() as sources, ZipFile(sent, "w", ZIP_DEFLATED) as packed:
        for article, found in _articles(download):
            view = download.articles.read(article)
            if view is None:  # a row is of this very state of the corpus
                raise KeyError(article)
            source = SourceText.of(view.passages, target)
            name, case, told = elements.of(view, source, found)
            cases.write(case)
            sources.write(told)
            packed.writestr(_entry(f"sources/{name}.txt"), source.text.encode())
            yield from sent.taken()
        with packed.open(_entry("project.qde"), "w", force_zip64=True) as file:
            for piece in _told(download, elements, cases, sources):
                file.write(piece)
                yield from sent.taken()
    yield from sent.taken()


def _articles(download: Download) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """Yield the articles of rows, each with its passages and the spans found there."""
    names = [column.name for column in download.columns]
    article, passage, spans = (names.index(name) for name in ("article", "passage", "spans"))
    for name, rows in groupby(download.rows, lambda row: str(row[article])):
        yield name, [(str(row[passage]), spans_of(row, spans)) for row in rows]


def _told(download: Download, elements: Elements, cases: IO[bytes], sources: IO[bytes]) -> Iterator[bytes]:
    """Yield the project, in the order of its schema."""
    head = element("Project", None, " ", name=download.title, origin="Jiansuo", creatingUserGUID=USER)
    head.set("xmlns", SPACE)
    yield b'<?xml version="1.0" encoding="utf-8"?>\n' + written(head).partition(END)[0] + b"\n"
    users = element("Users")
    element("User", users, guid=USER, name="Jiansuo")
    yield written(users)
    if elements.codes:
        yield _codes(elements, download)
    variables = element("Variables")
    for name, zh, en, kind in VARIABLES:
        label = en if download.language == "en" else zh
        element("Variable", variables, guid=guid("variable", name), name=label, typeOfVariable=kind)
    yield written(variables)
    yield from _wrapped("Cases", cases)
    yield from _wrapped("Sources", sources)
    told = "\n".join(f"{label}: {text}" for label, text in download.particulars)
    yield written(element("Description", None, told)) + END + b"\n"


def _codes(elements: Elements, download: Download) -> bytes:
    """Return the codes that were used, below what they are of."""
    book = element("CodeBook")
    codes = element("Codes", book)
    for kind, labels in CODES.items():
        used = sorted((code, name) for code, name in elements.codes.items() if code[0] == kind)
        if used:
            label = labels[download.language == "en"]
            above = element("Code", codes, guid=guid("codes", kind), name=label, isCodable="false")
            for code, name in used:
                element("Code", above, guid=guid("code", *code), name=name, isCodable="true")
    return written(book)


def _wrapped(tag: str, file: IO[bytes]) -> Iterator[bytes]:
    """Yield what waited on disk in an element, nothing where nothing did."""
    if not file.tell():
        return
    file.seek(0)
    yield f"<{tag}>\n".encode()
    while piece := file.read(PIECE):
        yield piece
    yield f"</{tag}>\n".encode()


def _entry(name: str) -> ZipInfo:
    """Return an entry of the archive, of no day."""
    entry = ZipInfo(name, FIRST)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


class _Sent(RawIOBase):
    """A file that is sent as it is written."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """Say that it is."""
        return True

    def write(self, data: Any) -> int:
        """Keep some bytes until they are taken."""
        self._pieces.append(bytes(data))
        return len(self._pieces[-1])

    def taken(self) -> Iterable[bytes]:
        """Return what was written since."""
        pieces, self._pieces = self._pieces, []
        return pieces


generic, maxqda, atlas, nvivo = (partial(project, target=target) for target in TARGETS)
