"""How is an article or one of its passages cited, and quoted?

Facts of the original (authors, title, publication, date, its own address) and the permanent link here, of a
passage its number too, as its page counts. What the source does not state is left out, never guessed.

Sources: GB/T 7714-2015 (8.4 newspapers, 8.8 electronic resources); The Chicago Manual of Style, 17th ed.,
14.191-14.200; BibTeX; RIS as Zotero and EndNote read it; the Highwire Press tags that Google Scholar reads.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from index.labels.record import ArticleRecord
from web.render import plain

__all__ = ["FORMS", "Citation", "highwire", "nested"]

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
MONTH_KEYS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAMED = 3  # authors that GB/T 7714 names before 等
_BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "%": r"\%",
        "&": r"\&",
        "#": r"\#",
        "$": r"\$",
        "_": r"\_",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
    }
)


@dataclass(frozen=True, slots=True)
class Citation:
    """What is known of the original, the permanent link, and the day it was read; texts are one line each."""

    id: str
    title: str
    authors: tuple[str, ...]
    publication: str
    published: str
    language: str
    link: str
    read: date
    address: str = ""
    file: str = ""
    rights: str = ""
    passage: str = ""
    number: int = 0

    @classmethod
    def of(
        cls, article: ArticleRecord, link: str, *, read: date, passage: str = "", number: int = 0
    ) -> "Citation":
        """Return the citation of an article's record, or of a passage by id and number (0: not known)."""
        title = "：".join(filter(None, map(plain, (article.title, article.subtitle))))
        source = article.source
        return cls(
            article.id,
            title or article.id,
            tuple(filter(None, map(plain, article.authors))),
            plain(article.publication),
            article.published,
            article.language,
            link,
            read,
            plain(source.url),
            plain(source.file),
            plain(source.rights),
            passage,
            number,
        )

    @property
    def day(self) -> tuple[str, ...]:
        """Return year, month and day, as many as are known."""
        return tuple(self.published.split("-")) if self.published else ()

    def gbt7714(self) -> str:
        """Return the entry that GB/T 7714-2015 asks for."""
        names = ", ".join(self.authors[:NAMED]) + (", 等" if len(self.authors) > NAMED else "")
        head = f"{names}. {self.title}" if names else self.title
        place = f"第{self.number}段" if self.number else ""
        if self.publication:
            where = f"{self.publication}, {self.published}" if self.published else self.publication
            where += f": {place}" if place else ""
            return f"{head}[N/OL]. {where}[{self.read.isoformat()}]. {self.link}."
        when = f"({self.published})" if self.published else ""
        return f"{head}[EB/OL]. {place}{when}[{self.read.isoformat()}]. {self.link}."

    def chicago(self) -> str:
        """Return the entry in the manner of Chicago's bibliographies."""
        parts = [f"{_listed(self.authors)}." if self.authors else "", f"“{nested(self.title)}.”"]
        place = f"par. {self.number}" if self.number else ""
        where = ", ".join(filter(None, (self.publication, _spelled(self.day), place)))
        parts += [
            f"{where[0].upper()}{where[1:]}." if where else "",
            f"Accessed {_spelled(self.read.isoformat().split('-'))}.",
        ]
        return " ".join([*filter(None, parts), f"{self.link}."])

    def quotation(self, text: str, *, english: bool) -> str:
        """Return a text in quotation marks with its entry behind it."""
        said = f"“{nested(' '.join(text.split()))}”"
        return f"{said} ({self.chicago().rstrip('.')})." if english else f"{said}（{self.gbt7714()}）"

    def bibtex(self) -> str:
        """Return one entry with a key of its own; signs that TeX would obey are escaped."""
        key = f"{self.id}-{self.passage}" if self.passage else self.id
        rows = "".join(f"  {name} = {{{value}}},\n" for name, value in self._bibtex_fields() if value)
        return f"@{'article' if self.publication else 'misc'}{{{key},\n{rows}}}\n"

    def _bibtex_fields(self) -> Iterator[tuple[str, str]]:
        year, month, day = (*self.day, "", "", "")[:3]
        yield "author", " and ".join(f"{{{_tex(name)}}}" for name in self.authors)
        yield "title", f"{{{_tex(self.title)}}}"
        yield "journal", _tex(self.publication)
        yield "year", year
        yield "month", MONTH_KEYS[int(month) - 1] if month else ""
        yield "day", day
        yield "pages", f"par. {self.number}" if self.number else ""
        yield "url", _address(self.link)
        yield "urldate", self.read.isoformat()
        yield "langid", "chinese" if self.language.startswith("zh") else ""
        yield "note", _tex("; ".join(filter(None, (self.address, self.file, self.rights))))

    def ris(self) -> str:
        """Return one record."""
        rows = [
            ("TY", "NEWS" if self.publication else "ELEC"),
            *(("AU", name) for name in self.authors),
            ("TI", self.title),
            ("T2", self.publication),
            ("PY", "".join(self.day[:1])),
            ("DA", "/".join(self.day)),
            ("SP", f"par. {self.number}" if self.number else ""),
            ("LA", self.language),
            ("UR", _address(self.link)),
            ("L2", self.address),
            ("Y2", self.read.strftime("%Y/%m/%d")),
            ("N1", "; ".join(filter(None, (self.file, self.rights)))),
            ("ID", f"{self.id}-{self.passage}" if self.passage else self.id),
        ]
        return "".join(f"{tag}  - {value}\r\n" for tag, value in rows if value) + "ER  - \r\n"


FORMS = {
    "bib": ("application/x-bibtex", Citation.bibtex),
    "ris": ("application/x-research-info-systems", Citation.ris),
}


def nested(text: str) -> str:
    """Return a text as it stands inside quotation marks: “ ” become ‘ ’, and ‘ ’ in pairs “ ”."""
    signs: list[str] = []
    opened = 0
    for sign in text:
        if sign == "‘" or (sign == "’" and opened):
            opened += 1 if sign == "‘" else -1
            signs.append("“" if sign == "‘" else "”")
        else:
            signs.append({"“": "‘", "”": "’"}.get(sign, sign))
    return "".join(signs)


def highwire(cite: Citation) -> list[tuple[str, str]]:
    """Return the meta tags by which reference managers read a page."""
    tags = [
        ("citation_title", cite.title),
        *(("citation_author", name) for name in cite.authors),
        ("citation_publication_date", "/".join(cite.day)),
        ("citation_journal_title", cite.publication),
        ("citation_language", cite.language),
        ("citation_public_url", cite.link),
    ]
    return [(name, value) for name, value in tags if value]


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, and {names[-1]}"


def _spelled(day: tuple[str, ...] | list[str]) -> str:
    """Return a date as it is written in English, as precise as it is known."""
    if len(day) < 2:
        return "".join(day)
    month = MONTHS[int(day[1]) - 1]
    return f"{month} {day[0]}" if len(day) == 2 else f"{month} {int(day[2])}, {day[0]}"


def _tex(text: str) -> str:
    return text.translate(_BIBTEX)


def _address(text: str) -> str:
    """Return an address without what ends a field."""
    return re.sub(r"[\s{}\\]", "", text)
