"""Where else does the text of a passage stand, and how do two passages differ that share text?

Dates say which is earlier dated, never which is the source.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from markupsafe import Markup

from index.labels.record import ArticleRecord
from search.articles import COMPARED
from search.results import ArticleView, Elsewhere, PassageView
from web.links import Links
from web.render import changes

__all__ = ["Difference", "PlaceRow", "Sharing", "shared_places"]

SHOWN = 100  # places on a page; the instrument lists them all


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """Another passage that shares text: how many characters, and `when`: "", earlier, same or later dated.

    `href` leads to the difference, `there` to the passage.
    """

    article: ArticleRecord
    number: int
    shared: int
    when: str
    href: str
    there: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Two passages side by side, in each what the other lacks is marked; `here` leads to the first.

    Of long ones only the beginning is compared, which `cut` says in characters, 0 for all.
    """

    place: PlaceRow
    here: str
    own: Markup
    other: Markup
    cut: int


@dataclass(frozen=True, slots=True)
class Sharing:
    """The places of a passage, the first of them as rows, and the difference that is asked for."""

    passage: PassageView
    number: int
    total: int
    places: Sequence[PlaceRow]
    difference: Difference | None


def shared_places(
    view: ArticleView, passage: str, places: Sequence[Elsewhere], *, beside: str, links: Links
) -> Sharing | None:
    """Return where the text of a passage stands; None where it does not stand at the place `beside`."""
    number, own = next((n, one) for n, one in enumerate(view.passages, 1) if one.id == passage)
    rows = list(islice(_rows(view.article, passage, places, links), SHOWN))
    difference = None
    if beside:
        other = next((one for one in places if f"{one.article.id}/{one.passage}" == beside), None)
        if other is None:
            return None
        here = links.article(view.article.id, passage=passage)
        row = _row(view.article, passage, other, links)
        cut = COMPARED if max(len(own.text), len(other.text)) > COMPARED else 0
        difference = Difference(row, here, *changes(own.text, other.text), cut)
    return Sharing(own, number, len(places), rows, difference)


def _rows(
    article: ArticleRecord, passage: str, places: Sequence[Elsewhere], links: Links
) -> Iterator[PlaceRow]:
    return (_row(article, passage, one, links) for one in places)


def _row(article: ArticleRecord, passage: str, other: Elsewhere, links: Links) -> PlaceRow:
    return PlaceRow(
        other.article,
        other.number,
        other.shared,
        _when(article.published, other.article.published),
        links.shared(article.id, passage, beside=f"{other.article.id}/{other.passage}"),
        links.article(other.article.id, passage=other.passage),
    )


def _when(own: str, other: str) -> str:
    """Return how another date lies to ours, "" where that is not known: 2024 is no day before 2024-05."""
    shorter = min(len(own), len(other))
    if not shorter:
        return ""
    if own[:shorter] == other[:shorter]:
        return "same" if own == other else ""
    return "earlier" if other < own else "later"
