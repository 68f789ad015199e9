"""What does a reader take along from a passage: its link, its words with their source, its entry?

The page that says so is small, works without scripts, and is what the menu of a passage shows. A link to the
words themselves is a text fragment (WICG, Scroll to Text Fragment): the browser marks what it finds, and goes
to the passage where it finds nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from urllib.parse import quote, unquote

from search.results import ArticleView
from web.citations.citation import Citation, standing
from web.citations.names import Cut
from web.citations.styles import Style, quotation
from web.reading.outline import outline

__all__ = ["Cited", "cited", "text_fragment"]

EDGE = 8  # characters, at least, of the beginning and of the end that name a passage
_SENTENCES = re.compile(r"[^。！？!?]+[。！？!?”’）》]*")


@dataclass(frozen=True, slots=True)
class Cited:
    """An article or passage to be cited: `text` is "" for a whole article.

    `quotation` is the text with its entry in one style, `fragment` the link to the words, "" for what has
    none: headings, which the contents repeat, and passages that are gone.
    """

    citation: Citation
    kind: str
    text: str
    style: Style
    quotation: str
    fragment: str

    @property
    def legible(self) -> str:
        """Return the link to the words as people read it."""
        return unquote(self.fragment)

    @property
    def entry(self) -> str:
        """Return the entry in the style asked for."""
        return self.style.write(self.citation)

    def shown(self, styles: Sequence[Style]) -> list[tuple[Style, str]]:
        """Return styles, each with what it writes."""
        return [(style, style.write(self.citation)) for style in styles]


def cited(view: ArticleView, passage: str, *, site: str, style: Style, cut: Cut) -> Cited | None:
    """Return an article to be cited, or a passage that it has or had; None for any other."""
    number, kind, text = standing(view, passage)
    if passage and not text:
        return None
    citation = Citation.at(view, passage, site=site, cut=cut)
    listed = number and passage in outline(view.passages).depths  # its words stand in the contents first
    return Cited(
        citation,
        kind,
        text,
        style,
        quotation(citation, text, style) if text else "",
        text_fragment(citation.link, text) if number and not listed else "",
    )


def text_fragment(link: str, text: str) -> str:
    """Return a link to a passage that marks its words, named whole or by whole sentences at both ends.

    Browsers look for whole words, and each has its own dictionary of Chinese: only at a sign are all agreed.
    What begins and ends with a sentence is seldom found elsewhere; where it is not, the passage is gone to.
    """
    words = " ".join(text.split())
    sentences = _SENTENCES.findall(words)
    first, last = _edge(sentences), _edge(sentences[::-1])
    if first + last >= len(sentences):
        return f"{link}:~:text={_escaped(words)}"
    beginning, end = "".join(sentences[:first]), "".join(sentences[-last:])
    return f"{link}:~:text={_escaped(beginning)},{_escaped(end)}"


def _edge(sentences: Sequence[str]) -> int:
    """Return how many sentences have enough characters together."""
    sizes = accumulate(map(len, sentences))
    return next((number for number, size in enumerate(sizes, 1) if size >= EDGE), len(sentences))


def _escaped(text: str) -> str:
    """Return words without the signs that a text fragment gives a meaning: - , &."""
    return quote(text, safe="", errors="replace").replace("-", "%2D")
