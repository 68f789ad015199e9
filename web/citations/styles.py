"""In which styles is an article or passage cited? One row each; the first is the one that is used unasked."""

from collections.abc import Callable
from dataclasses import dataclass

from search.messages import Language
from web.citations.bibtex import bibtex
from web.citations.citation import Citation, nested
from web.citations.csl import csl
from web.citations.english import apa, chicago
from web.citations.gb7714 import gb7714_2015, gb7714_2025
from web.citations.ris import ris

__all__ = ["ENTRIES", "FILES", "STYLES", "Style", "quotation", "style_named", "usual_style"]


@dataclass(frozen=True, slots=True)
class Style:
    """One style: its name, what it is called, and what writes it.

    What goes to programs has the `ending` of its file and its media `type`; an entry for readers has neither.
    """

    name: str
    label: str
    write: Callable[[Citation], str]
    ending: str = ""
    type: str = ""


ENTRIES = (
    Style("gb7714-2025", "GB/T 7714-2025", gb7714_2025),
    Style("gb7714-2015", "GB/T 7714-2015", gb7714_2015),
    Style("chicago", "Chicago", chicago),
    Style("apa", "APA", apa),
)
FILES = (
    Style("bibtex", "BibTeX", bibtex, "bib", "application/x-bibtex"),
    Style("ris", "RIS", ris, "ris", "application/x-research-info-systems"),
    Style("csl", "CSL-JSON", csl, "json", "application/vnd.citationstyles.csl+json"),
)
STYLES = (*ENTRIES, *FILES)


def style_named(name: str) -> Style | None:
    """Return a style, None where there is none of this name."""
    return next((style for style in STYLES if style.name == name), None)


def usual_style(language: Language) -> Style:
    """Return the style of entries for readers of a language."""
    return ENTRIES[2] if language == "en" else ENTRIES[0]


def quotation(cite: Citation, text: str, style: Style) -> str:
    """Return a text in quotation marks with its entry behind it."""
    said, entry = f"“{nested(' '.join(text.split()))}”", style.write(cite)
    return f"{said}（{entry}）" if style.name.startswith("gb7714") else f"{said} ({entry.rstrip('.')})."
