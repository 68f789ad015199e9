"""How is one article of the results set out?

Its title with marks, what is known of it, up to three passages with marked extracts, and why each was found.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from html import escape as escape_text

from markupsafe import Markup

from search.facets.names import Names
from search.results import ArticleHit, PassageHit, Results
from web.language import gettext as _
from web.links import Links
from web.render import excerpt, marked, reasons

__all__ = ["HitRow", "PassageRow", "hit_rows"]

_DOT = '<span class="dot" aria-hidden="true">·</span>'
Address = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class PassageRow:
    """One passage: its extract, kind and section, its score and the rows that explain it, if asked for."""

    href: str
    text: Markup
    kind: str
    heading: str
    score: str
    reasons: Markup

    @property
    def row(self) -> Markup:
        """Return the extract as an item of a list; as many as thirty are on a page, a template is slower."""
        where = f"<i>{escape_text(self.kind)}</i> " if self.kind else ""
        if self.kind or self.heading:
            where = f'<span class="where">{where}<bdi>{escape_text(self.heading)}</bdi></span>'
        text = f'{where}<span class="text" dir="auto">{self.text}</span>'
        return Markup(f'<li><a href="{escape_text(self.href)}">{text}</a></li>')  # noqa: S704 all is escaped


@dataclass(frozen=True, slots=True)
class HitRow:
    """One article: `title` with its marks, `about` it, `passages` those shown below the title.

    `explained` are all passages that were found, the title among them, where it was asked why; `why` is the
    address that asks, "" where nothing is ranked; `more` counts those not shown.
    """

    number: int
    id: str
    title: Markup
    href: str
    about: Markup
    passages: list[PassageRow]
    explained: list[PassageRow]
    why: str
    more: int


def hit_rows(results: Results, names: Names, links: Links) -> list[HitRow]:
    """Return the articles of a page of results, numbered through all pages."""
    query = results.query
    address, why = links.articles(query), links.reasons(query)
    fields = _fields()

    @cache
    def label(facet: str, value: str) -> str:
        return names.label(facet, value, links.language)

    @cache
    def places(codes: tuple[str, ...]) -> list[str]:
        return names.lowest("region", codes, links.language)

    def row(number: int, hit: ArticleHit) -> HitRow:
        article = hit.article
        title = next((passage for passage in hit.passages if _is_title(passage, hit)), None)
        found = [
            (passage, _passage(passage, article.id, address, label=label, fields=fields))
            for passage in hit.passages
        ]
        return HitRow(
            number,
            article.id,
            marked(article.title, hit.spans),
            address(article.id, title.id if title else ""),
            Markup(_DOT.join([f"<bdi>{escape_text(fact)}</bdi>" for fact in _about(hit, places)])),  # noqa: S704
            [shown for passage, shown in found if passage is not title],
            [shown for _, shown in found if shown.reasons],
            why(article.id) if hit.score else "",
            hit.more,
        )

    return [row(number, hit) for number, hit in enumerate(results.hits, (query.page - 1) * query.size + 1)]


def _fields() -> dict[str, str]:
    """Return the words for what a summand comes from."""
    return {
        "words": _("词"),
        "grams": _("字串"),
        "title_words": _("标题的词"),
        "title_grams": _("标题的字串"),
        "whole": _("整串"),
        "run_in_title": _("标题含整串"),
        "title_in_query": _("检索式含标题"),
    }


def _is_title(passage: PassageHit, hit: ArticleHit) -> bool:
    return passage.kind == "title" and passage.text == hit.article.title


def _about(hit: ArticleHit, places: Callable[[tuple[str, ...]], list[str]]) -> Iterator[str]:
    """Yield the places, date, publication and authors of an article, those that are known."""
    article = hit.article
    if article.regions:
        yield from places(article.regions)
    yield from filter(None, (article.publication, article.published))
    if article.authors:
        yield "、".join(article.authors)


def _passage(
    hit: PassageHit,
    article: str,
    address: Address,
    *,
    label: Callable[[str, str], str],
    fields: dict[str, str],
) -> PassageRow:
    return PassageRow(
        address(article, hit.id),
        excerpt(hit),
        label("kind", hit.kind) if hit.kind != "paragraph" else "",
        hit.heading if hit.kind != "heading" else "",
        f"{hit.score:.2f}",
        reasons(hit.summands, fields),
    )
