"""What became of passages that once stood in an article, under links that were published?"""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from search.results import Former
from web.links import Links
from web.render import changes, whole

__all__ = ["FormerRow", "former_rows"]


@dataclass(frozen=True, slots=True)
class FormerRow:
    """A passage that once stood here; `state` is moved, changed or gone, `href` leads to where it is now."""

    id: str
    kind: str
    state: str
    old: Markup
    new: Markup
    href: str


def former_rows(former: Iterable[Former], links: Links) -> list[FormerRow]:
    """Return what became of each passage."""
    return [_row(passage, links) for passage in former]


def _row(former: Former, links: Links) -> FormerRow:
    if former.state == "changed":
        old, new = changes(former.text, former.now)
        return FormerRow(former.id, former.kind, former.state, old, new, f"#{former.passage}")
    href = links.article(former.article, passage=former.passage) if former.state == "moved" else ""
    return FormerRow(former.id, former.kind, former.state, whole(former.text, ()), Markup(""), href)
