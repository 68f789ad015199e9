"""How is one article of the results set out?

What is known of it, its title with marks, up to three passages with marked extracts, and why each was found;
on a page that is folded, which others there are nearly the same.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape as escape_text

from markupsafe import Markup

from search.facets.names import Names
from search.instruments.sharing.groups import Grouping
from search.marks.fragments import MARKS
from search.results import ArticleHit, PassageHit, Results
from web.language import gettext as _
from web.language import ngettext, spoken
from web.links import Links
from web.params import ROWS_USUAL
from web.render import excerpt, marked, reasons

__all__ = ["HitRow", "NearRow", "PassageRow", "folded", "hit_rows"]

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
    heads: bool = False


@dataclass(frozen=True, slots=True)
class HitRow:
    """One article: `about` it, `title` with its marks, `sections` of passages shown below the title.

    `found` says how much of it matches. `explained` are all passages that were found, the title among them,
    where it was asked why; `why` is the address that asks, "" where nothing is ranked; `anchors` are the
    passages shown, as a basket names them. `near` is what is nearly the same, where that is folded.
    """

    number: int
    id: str
    title: Markup
    href: str
    about: Markup
    sections: Markup
    explained: list[PassageRow]
    why: str
    found: tuple[str, str]
    anchors: str
    near: "NearRow | None" = None


@dataclass(frozen=True, slots=True)
class NearRow:
    """What is nearly the same as an article: `folded` under it, and `articles` of its group in all results.

    `href` is the table that has the group.
    """

    folded: list[HitRow]
    articles: int
    href: str


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
            _joined(_about(hit, places), links),
            _sections([shown for passage, shown in found if passage is not title]),
            [shown for _, shown in found if shown.reasons],
            why(article.id) if hit.score else "",
            _found(hit),
            " ".join(f"{article.id}/{passage.id}" for passage in hit.passages),
        )

    return [row(number, hit) for number, hit in enumerate(results.hits, (query.page - 1) * query.size + 1)]


def folded(rows: Iterable[HitRow], grouping: Grouping, links: Links) -> list[HitRow]:
    """Return the rows of a page, each that is nearly the same as an earlier one folded under that."""
    heads: dict[int, list[HitRow]] = {}
    shown: list[HitRow] = []
    firsts: dict[int, int] = {}
    for place, member in enumerate(grouping.members):
        firsts.setdefault(member.group, place)
    for row in rows:
        found = grouping.of_article.get(row.id)
        if found is None:
            shown.append(row)
        elif found.group in heads:
            heads[found.group].append(row)
        else:
            page = firsts[found.group] // ROWS_USUAL + 1
            href = links.instrument(grouping.asked, [("page", str(page))] if page > 1 else ())
            heads[found.group] = []
            shown.append(replace(row, near=NearRow(heads[found.group], found.size, href)))
    return shown


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
    """Yield the publication, date, places and authors of an article, those that are known."""
    article = hit.article
    yield from filter(None, (article.publication, article.published))
    if article.regions:
        yield from places(article.regions)
    if article.authors:
        yield "、".join(article.authors)


def _joined(facts: Iterable[str], links: Links) -> Markup:
    shown = [f"<bdi{spoken(fact, links.language)}>{escape_text(fact)}</bdi>" for fact in facts]
    return Markup(_DOT.join(shown))  # noqa: S704 all is escaped


def _found(hit: ArticleHit) -> tuple[str, str]:
    """Return how many passages of an article match, and how many marks stand in those that are shown."""
    shown = len(hit.passages)
    passages = ngettext("%(count)s 段", "%(count)s 段", shown + hit.more)
    marks = sum(len(passage.spans) for passage in hit.passages)
    if not marks:
        return passages, ""
    if any(len(passage.spans) >= MARKS for passage in hit.passages):  # no more are drawn
        return passages, _("所示各段中 %(count)s 处以上") % {"count": f"{marks:,}"}
    if hit.more:
        return passages, ngettext("所示各段中 %(count)s 处", "所示各段中 %(count)s 处", marks)
    return passages, ngettext("%(count)s 处", "%(count)s 处", marks)


def _sections(passages: Sequence[PassageRow]) -> Markup:
    """Return passages as items of a list, those below one heading in one item, it too where it matches."""
    together: dict[object, list[PassageRow]] = {}
    for passage in passages:
        together.setdefault(passage.heading or passage, []).append(passage)
    return Markup("".join([_section(rows) for rows in together.values()]))  # noqa: S704 all is escaped


def _section(rows: Sequence[PassageRow]) -> str:
    """Return the passages below one heading; a template is slower, and as many as thirty are on a page."""
    heads = [row for row in rows if row.heads] if len(rows) > 1 else []
    shown = [f'<a class="where" href="{escape_text(row.href)}"><bdi>{row.text}</bdi></a>' for row in heads]
    named = bool(heads)
    for row in rows:
        if row not in heads:
            where = f"<i>{escape_text(row.kind)}</i> " if row.kind else ""
            if row.heading and not named and not row.heads:
                where, named = f"{where}<bdi>{escape_text(row.heading)}</bdi>", True
            where = f'<span class="where">{where}</span>' if where else ""
            text = f'{where}<span class="text" dir="auto">{row.text}</span>'
            shown.append(f'<a href="{escape_text(row.href)}">{text}</a>')
    return f"<li>{''.join(shown)}</li>\n"


def _passage(
    hit: PassageHit,
    article: str,
    address: Address,
    *,
    label: Callable[[str, str], str],
    fields: dict[str, str],
) -> PassageRow:
    heads = hit.kind == "heading"
    return PassageRow(
        address(article, hit.id),
        excerpt(hit),
        label("kind", hit.kind) if hit.kind != "paragraph" else "",
        hit.text if heads else hit.heading,
        f"{hit.score:.2f}",
        reasons(hit.summands, fields),
        heads,
    )
