"""Which entry does BibTeX read?"""

import re
from collections.abc import Iterator

from web.citations.citation import Citation

__all__ = ["bibtex"]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ESCAPED = str.maketrans(
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


def bibtex(cite: Citation) -> str:
    """Return one entry with a key of its own; signs that TeX would obey are escaped."""
    rows = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(cite) if value)
    return f"@{'article' if cite.publication else 'misc'}{{{cite.key},\n{rows}}}\n"


def _fields(cite: Citation) -> Iterator[tuple[str, str]]:
    year, month, day = (*cite.day, "", "", "")[:3]
    yield "author", " and ".join(f"{{{_tex(one.written)}}}" for one in cite.authors)
    yield "title", f"{{{_tex(cite.title)}}}"
    yield "journal", _tex(cite.publication)
    yield "volume", _tex(cite.volume)
    yield "number", _tex(cite.issue)
    yield "year", year
    yield "month", MONTHS[int(month) - 1] if month else ""
    yield "day", day
    yield "pages", _tex(cite.place())
    yield "url", re.sub(r"[\s{}\\]", "", cite.where)  # what would end the field
    yield "urldate", cite.read.isoformat() if cite.where else ""
    yield "langid", "chinese" if cite.chinese else ""
    own = cite.address if cite.address != cite.where else ""
    yield "note", _tex("; ".join(filter(None, (own, cite.file, cite.rights))))


def _tex(text: str) -> str:
    return text.translate(_ESCAPED)
