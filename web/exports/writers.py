"""In which formats can a table be written? One row each.

Decision: a row names the function that writes, which is loaded when it is first asked, so that commands and
pages list the rows without loading what writes them. A file holds nothing but its columns and rows; formats
with a place for it say beside how they came about (`web.exports.particulars`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from search.messages import Language

if TYPE_CHECKING:
    from web.citations.styles import Style
    from web.exports.download import Download

__all__ = ["WRITERS", "Writer", "writer_named"]


@dataclass(frozen=True, slots=True)
class Writer:
    """One format: its name, its labels, the ending of its files, its media type, and what writes rows.

    `work` is a function from a `web.exports.download.Download` to pieces of bytes, as module:name; a piece of
    text is a text of its own, in UTF-8, but what is `binary` is no text. What `draws` writes the chart of a
    table, where it has one; what `cites` articles, in the style of that name, only what has passages to cite;
    what needs `articles` writes passages with the articles they stand in, and no other table.
    """

    name: str
    zh: str
    en: str
    ending: str
    type: str
    work: str
    binary: bool = False
    draws: bool = False
    cites: str = ""
    articles: bool = False

    def label(self, language: Language) -> str:
        """Return what the format is called."""
        return self.en if language == "en" else self.zh

    @property
    def of_any(self) -> bool:
        """Tell whether it holds the rows of any table."""
        return not (self.draws or self.cites or self.articles)

    @property
    def style(self) -> "Style | None":
        """Return the style in which articles are cited, None for what cites passages or nothing."""
        from web.citations.styles import style_named  # the rows are listed without what writes them

        return style_named(self.cites)

    def write(self, download: "Download") -> Iterator[bytes]:
        """Yield a file, piece by piece. Raises Unanswered for what the format cannot hold."""
        module, _, name = self.work.partition(":")
        pieces: Iterator[bytes] = getattr(import_module(module), name)(download)
        return pieces


WRITERS = (
    Writer("csv", "CSV（供电子表格）", "CSV, for spreadsheets", "csv", "text/csv", "web.exports.texts:csv"),
    Writer(
        "csv-bare",
        "CSV（不带字节序标记）",
        "CSV without a byte order mark",
        "csv",
        "text/csv",
        "web.exports.texts:bare_csv",
    ),
    Writer(
        "xlsx",
        "XLSX（工作簿）",
        "XLSX workbook",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "web.exports.workbook:workbook",
        binary=True,
    ),
    Writer(
        "dta",
        "Stata",
        "Stata",
        "dta",
        "application/x-stata-dta",
        "web.exports.stata.dataset:stata",
        binary=True,
    ),
    Writer("jsonl", "JSON Lines", "JSON Lines", "jsonl", "application/x-ndjson", "web.exports.texts:jsonl"),
    Writer("md", "Markdown", "Markdown", "md", "text/markdown", "web.exports.markdown:markdown"),
    Writer(
        "bib",
        "BibTeX（文章）",
        "BibTeX, articles",
        "bib",
        "application/x-bibtex",
        "web.exports.texts:references",
        cites="bibtex",
    ),
    Writer(
        "ris",
        "RIS（文章）",
        "RIS, articles",
        "ris",
        "application/x-research-info-systems",
        "web.exports.texts:references",
        cites="ris",
    ),
    Writer("txt", "对齐的文本", "Aligned text", "txt", "text/plain", "web.exports.aligned:aligned"),
    *(
        Writer(
            f"qdpx-{program}" if program else "qdpx",
            f"QDPX（{zh}）",
            f"QDPX, {en}",
            "qdpx",
            "application/vnd.qdpx+zip",
            f"web.exports.qda.project:{program or 'generic'}",
            binary=True,
            articles=True,
        )
        for program, zh, en in (
            ("", "编码软件通用", "for coding programs"),
            ("maxqda", "MAXQDA，未试用", "for MAXQDA, untested"),
            ("atlas", "ATLAS.ti，未试用", "for ATLAS.ti, untested"),
            ("nvivo", "NVivo，未试用", "for NVivo, untested"),
        )
    ),
    Writer("svg", "SVG", "SVG", "svg", "image/svg+xml", "web.exports.pictures:svg", draws=True),
    Writer("png", "PNG", "PNG", "png", "image/png", "web.exports.pictures:png", binary=True, draws=True),
)


def writer_named(name: str) -> Writer | None:
    """Return a writer, None where there is none of this name."""
    return next((writer for writer in WRITERS if writer.name == name), None)
