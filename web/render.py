"""How does a passage become HTML?

Text is escaped here or by the templates, never trusted. Marks are the spans the search found; nothing is
searched again. Characters that no page can carry are shown as U+FFFD.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from html import escape as escape_text
from itertools import pairwise

from flask import current_app, make_response, request
from flask.wrappers import Response
from markupsafe import Markup, escape

from index.facets.rows import FACETS
from search.articles import differences
from search.query.nodes import Span
from search.query.request import Query
from search.results import PassageHit, Summand
from web.delivery.assets import assets
from web.language import gettext as _
from web.language import language, rendered, usual_language
from web.links import Links
from web.params import YES
from web.security import asked_here

__all__ = [
    "arguments_here",
    "changes",
    "excerpt",
    "links_here",
    "marked",
    "page",
    "plain",
    "reasons",
    "rights",
    "savable",
    "site_here",
    "whole",
]

_CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"
)
_SURROGATES = re.compile("[\ud800-\udfff]")


def links_here() -> Links:
    """Return the addresses in the language of this request."""
    density = "compact" if request.args.get("rows") == "compact" else ""
    near = request.args.get("near") in YES
    return Links(request.script_root, language(), usual_language(), density, near)


def site_here() -> str:
    """Return what permanent links begin with: the address of the site, else the one asked for."""
    site: str = current_app.config["SITE"]
    return site or request.host_url.rstrip("/") + request.script_root


def savable() -> bool:
    """Tell whether who asks may save a search: on this machine, where the server keeps them."""
    return bool(current_app.config["SAVED"]) and asked_here(request)


def here() -> str:
    """Return the one address of a page without arguments, in the language that its address names."""
    spoken = f"?lang={language()}" if "lang" in request.args else ""
    return f"{site_here()}{request.path}{spoken}"


def arguments_here() -> list[tuple[str, str]]:
    """Return what this request asks: the arguments of its address, and those that were sent."""
    return [*request.args.items(multi=True), *request.form.items(multi=True)]


def page(template: str, status: int = 200, *, query: Query | None = None, **values: object) -> Response:
    """Return a page; `query` fills the search box."""
    links = links_here()
    html = rendered(
        template,
        links.language,
        links=links,
        lang=links.language,
        query=query or Query(),
        status=status,
        assets=assets().addresses,
        site=site_here,
        here=here,
        savable=savable,
        facet_labels=[(facet.name, facet.label(links.language)) for facet in FACETS],
        other=links.other_language(request.path, request.args.items(multi=True)),
        **values,
    )
    return make_response(_encoded(html), status)


def _encoded(html: str) -> bytes:
    """Return a page in UTF-8, U+FFFD for what no page can carry: NUL and halves of surrogate pairs."""
    try:
        raw = html.encode()
    except UnicodeEncodeError:
        raw = _SURROGATES.sub("\ufffd", html).encode()
    return raw.replace(b"\0", "\ufffd".encode())


def plain(text: str) -> str:
    """Return text on one line without control, direction and zero-width characters, for titles and files."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def marked(text: str, spans: Iterable[Span], *, start: int = 0, end: int | None = None) -> Markup:
    """Return `[start, end)` of a text with its spans in `<mark>`, an ellipsis where the text is cut.

    Spans ascend; of one that the cut goes through, the part inside is marked.
    """
    end = len(text) if end is None else end
    pieces: list[str] = ["…"] if start else []
    for low, high in spans:
        if low >= end:
            break
        low = max(low, start)  # noqa: PLW2901 the cut goes through it
        if low < high:
            pieces += (
                escape_text(text[start:low]),
                "<mark>",
                escape_text(text[low : min(high, end)]),
                "</mark>",
            )
            start = min(high, end)
    pieces += (escape_text(text[start:end]), "…" if end < len(text) else "")
    return Markup("".join(pieces))  # noqa: S704 each piece is escaped above


def excerpt(hit: PassageHit) -> Markup:
    """Return the shown extract of a passage with its marks."""
    return marked(hit.text, hit.spans, start=hit.fragment.start, end=hit.fragment.end)


def whole(
    text: str,
    spans: Sequence[Span],
    *,
    first: int = 1,
    sentences: Sequence[tuple[Span, str]] = (),
    inserted: Sequence[Span] = (),
    name: int = 0,
) -> Markup:
    """Return a whole text with hits in `<mark id="hit-N">`, N from `first`, and sentences in spans.

    Sentences, each with its id, ascend and do not overlap one another; they may cut a hit. What repairs
    `inserted` stands in `<ins>`, the first `name` characters, which name what the text is, in `<b>`.
    """
    if not (spans or sentences or inserted or name):
        return escape(text)
    cuts = {0, len(text), name}
    cuts.update(edge for span in (*spans, *(span for span, _ in sentences), *inserted) for edge in span)
    hit_at, sentence_at = _covering(spans), _covering([span for span, _ in sentences])
    inserted_at = _covering(inserted)
    pieces: list[str] = []
    for low, high in pairwise(sorted(cuts)):
        piece: str = escape(text[low:high])
        if inserted_at(low) is not None:
            piece = f"<ins>{piece}</ins>"
        if (number := hit_at(low)) is not None:
            named = f' id="hit-{first + number}"' if spans[number][0] == low else ""
            piece = f"<mark{named}>{piece}</mark>"
        if (number := sentence_at(low)) is not None:
            named = f' id="{sentences[number][1]}"' if sentences[number][0][0] == low else ""
            piece = f'<span class="evidence"{named}>{piece}</span>'
        if low < name:
            piece = f"<b>{piece}</b>"
        pieces.append(piece)
    return Markup("".join(pieces))  # noqa: S704 each piece is escaped above


def _covering(spans: Sequence[Span]) -> Callable[[int], int | None]:
    """Return a function from a place to the number of the span that covers it."""
    starts = [start for start, _ in spans]

    def number(place: int) -> int | None:
        found = bisect_right(starts, place) - 1
        return found if found >= 0 and place < spans[found][1] else None

    return number


def reasons(summands: Iterable[Summand], names: dict[str, str]) -> Markup:
    """Return the rows that say why a passage was found; `names` are the words for the fields."""
    row = "<tr><td lang='zh'>%s</td><td>%s</td><td>%d</td><td>%s</td><td>%.2f</td></tr>"
    rows = []
    for summand in summands:
        name, share = names[summand.field], summand.score
        rows.append(row % (escape_text(summand.term), name, summand.tf, summand.df or "–", share))
    return Markup("".join(rows))  # noqa: S704 the term is escaped, all else is ours


def changes(old: str, new: str) -> tuple[Markup, Markup]:
    """Return an old text with what went in `<del>`, and the new one with what came in `<ins>`."""
    before, after = [], []
    for kind, gone, come in differences(old, new):
        before.append(
            escape(gone) if kind == "equal" else Markup("<del>{}</del>").format(gone) if gone else ""
        )
        after.append(
            escape(come) if kind == "equal" else Markup("<ins>{}</ins>").format(come) if come else ""
        )
    return Markup("").join(before), Markup("").join(after)


def rights(statement: str) -> str:
    """Return a statement of rights; those that our own articles make are told in the language of the page."""
    told: dict[str, str] = {"digest in our own words; facts only": _("自拟摘要，只述事实")}
    return told.get(statement, statement)
