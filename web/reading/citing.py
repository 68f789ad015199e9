"""What does a reader take along from a passage: its link, its words with their source, its entry?

The page that says so is small, works without scripts, and is what the menu of a passage shows. A link to the
words themselves is a text fragment (WICG, Scroll to Text Fragment): the browser marks what it finds, and goes
to the passage where it finds nothing.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, unquote

from search.results import ArticleView
from web.citations import Citation
from web.links import Links

__all__ = ["Cited", "cited", "text_fragment"]

WHOLE = 24  # characters up to which a passage is named whole
EDGE = 10  # characters of the beginning, and of the end, that name a longer one


@dataclass(frozen=True, slots=True)
class Cited:
    """An article or passage to be cited: `text` is "" and `number` 0 for a whole article.

    `quotation` is the text with its entry, `fragment` the link to the words.
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
    return Cited(
        citation, passage, number, kind, text, quotation, text_fragment(link, text) if number else ""
    )


def _place(view: ArticleView, passage: str) -> tuple[int, str, str]:
    """Return number, kind and text of a passage; of a former one the number is 0, of none all are empty."""
    for number, held in enumerate(view.passages, 1):
        if held.id == passage:
            return number, held.kind, held.text
    former = next((one for one in view.former if one.id == passage), None)
    return (0, former.kind, former.text) if former else (0, "", "")


def text_fragment(link: str, text: str) -> str:
    """Return a link to a passage that marks its words."""
    words = " ".join(text.split())
    if len(words) <= WHOLE:
        return f"{link}:~:text={_escaped(words)}"
    return f"{link}:~:text={_escaped(words[:EDGE])},{_escaped(words[-EDGE:])}"


def _escaped(text: str) -> str:
    """Return words without the signs that a text fragment gives a meaning: - , &."""
    return quote(text, safe="", errors="replace").replace("-", "%2D")
