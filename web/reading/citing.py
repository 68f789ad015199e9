"""What does a reader take along from a passage: its link, its words with their source, its entry?

The page that says so is small, works without scripts, and is what the menu of a passage shows. A link to the
words themselves is a text fragment (WICG, Scroll to Text Fragment): the browser marks what it finds, and goes
to the passage where it finds nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from urllib.parse import quote, unquote

from search.results import ArticleView
from web.citations import Citation
from web.links import Links
from web.reading.outline import outline

__all__ = ["Cited", "cited", "text_fragment"]

EDGE = 8  # characters, at least, of the beginning and of the end that name a passage
_CLAUSES = re.compile(r"[^，。；：、！？,.;:!?]+[，。；：、！？,.;:!?”’）》]*")


@dataclass(frozen=True, slots=True)
class Cited:
    """An article or passage to be cited: `text` is "" and `number` 0 for a whole article.

    `quotation` is the text with its entry, `fragment` the link to the words, "" for what has none: headings,
    which the contents repeat, and passages that are gone.
    """

    citation: Citation
    passage: str
    number: int
    kind: str
    text: str
    quotation: str
    fragment: str

    @property
    def legible(self) -> str:
        """Return the link to the words as people read it."""
        return unquote(self.fragment)


def cited(view: ArticleView, passage: str, *, site: str, links: Links) -> Cited | None:
    """Return an article to be cited, or a passage that it has or had; None for any other."""
    link = f"{site}/articles/{view.article.id}{'#' if passage else ''}{passage}"
    number, kind, text = _place(view, passage)
    if passage and not text:
        return None
    citation = Citation.of(view.article, link, read=date.today(), passage=passage, number=number)  # noqa: DTZ011 the day at the server
    quotation = citation.quotation(text, english=links.language == "en") if text else ""
    listed = number and passage in outline(view.passages).depths  # its words stand in the contents first
    fragment = text_fragment(link, text) if number and not listed else ""
    return Cited(citation, passage, number, kind, text, quotation, fragment)


def _place(view: ArticleView, passage: str) -> tuple[int, str, str]:
    """Return number, kind and text of a passage; of a former one the number is 0, of none all are empty."""
    for number, held in enumerate(view.passages, 1):
        if held.id == passage:
            return number, held.kind, held.text
    former = next((one for one in view.former if one.id == passage), None)
    return (0, former.kind, former.text) if former else (0, "", "")


def text_fragment(link: str, text: str) -> str:
    """Return a link to a passage that marks its words, named whole or by whole clauses at both ends.

    Browsers look for whole words, and each has its own dictionary of Chinese: only at a sign are all agreed.
    """
    words = " ".join(text.split())
    clauses = _CLAUSES.findall(words)
    first, last = _edge(clauses), _edge(clauses[::-1])
    if first + last >= len(clauses):
        return f"{link}:~:text={_escaped(words)}"
    beginning, end = "".join(clauses[:first]), "".join(clauses[-last:])
    return f"{link}:~:text={_escaped(beginning)},{_escaped(end)}"


def _edge(clauses: Sequence[str]) -> int:
    """Return how many clauses have enough characters together."""
    sizes = accumulate(map(len, clauses))
    return next((number for number, size in enumerate(sizes, 1) if size >= EDGE), len(clauses))


def _escaped(text: str) -> str:
    """Return words without the signs that a text fragment gives a meaning: - , &."""
    return quote(text, safe="", errors="replace").replace("-", "%2D")
