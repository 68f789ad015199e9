"""Which page of an article does an address show? Arguments, engine, page: nothing is decided here."""

import re

from flask import Blueprint, Response, abort, current_app, make_response, request

from search.engine import Engine
from search.query.request import Query
from search.results import ArticleView
from web.citations.embedded import highwire, json_ld
from web.citations.styles import ENTRIES, FILES, Style, usual_style
from web.language import language
from web.params import from_arguments
from web.reading.article import read
from web.reading.citing import Cited, cited
from web.reading.former import former_rows
from web.reading.sharing import shared_places
from web.reading.sources import has_source, in_source
from web.reading.way import way
from web.render import links_here, page, rights, site_here

__all__ = ["reading"]

reading = Blueprint("reading", __name__)

_ID = re.compile(r"[a-z0-9-]{1,80}")


@reading.get("/articles/<name>")
def article(name: str) -> Response:
    """Show an article; 410 and what it once said if it is gone."""
    query = _query()
    view, links = _article(name, query), links_here()
    if view.gone:
        gone = former_rows(view.former, links)
        return page("gone.html", 410, article=view.article, former=gone)
    sourced = has_source(view)
    beside = sourced and request.args.get("view") == "source"
    source = in_source(view) if beside else None
    shown = read(view, names=_engine().names, links=links, inserted=source.inserted if source else {})
    whole = _cited(view, "")
    return page("article.html", query=query, article=view.article, reading=shown, former=shown.former,
                way=way(_engine(), name, query, links), cited=whole, cite=whole.citation, files=FILES,
                meta=highwire(whole.citation), data=json_ld(whole.citation),
                ambiguous=view.evidence.ambiguous, rights=rights(view.article.source.rights),
                sourced=sourced, beside=beside, source=source)  # fmt: skip


@reading.get("/articles/<name>/cite")
def cite(name: str) -> Response:
    """Show how an article or a passage is quoted and cited, in every style."""
    view = _article(name, Query())
    if view.gone:
        abort(410)
    asked = _cited(view, request.args.get("passage", ""))
    passage = asked.citation.passage
    also = len(_engine().elsewhere(name, passage) or ()) if passage else 0
    return page(
        "cite.html",
        query=_query(),
        article=view.article,
        cited=asked,
        cite=asked.citation,
        also=also,
        entries=asked.shown(ENTRIES),
        files=asked.shown(FILES),
    )


@reading.get("/articles/<name>/shared")
def shared(name: str) -> Response:
    """Show where else the text of a passage stands, beside one of these places if it is named."""
    view, passage = _article(name, Query()), request.args.get("passage", "")
    places = _engine().elsewhere(name, passage)
    if places is None:
        abort(404)
    beside = request.args.get("beside", "")
    shown = shared_places(view, passage, places, beside=beside, links=links_here()) or abort(404)
    return page("shared.html", article=view.article, sharing=shown)


@reading.get("/articles/<name>.<form>")
def citation(name: str, form: str) -> Response:
    """Send the citation of an article or passage as a file."""
    style = next((style for style in FILES if style.ending == form), None) or abort(404)
    view = _article(name, Query())
    if view.gone:
        abort(410)
    asked = _cited(view, request.args.get("passage", ""))
    response = make_response(style.write(asked.citation))
    response.headers["Content-Type"] = f"{style.type}; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{asked.citation.key}.{form}"'
    return response


def _engine() -> Engine:
    engine: Engine = current_app.extensions["jiansuo"]
    return engine


def _query() -> Query:
    return from_arguments(request.args.items(multi=True))


def _article(name: str, query: Query) -> ArticleView:
    """Return an article, marked if there is something to mark; 404 for one that never was."""
    view = _engine().article(name, query if query.text else None) if _ID.fullmatch(name) else None
    if view is None:
        abort(404)
    return view


def _cited(view: ArticleView, passage: str) -> Cited:
    """Return an article or passage to be cited; 404 for a passage that it never had."""
    return cited(view, passage, site=site_here(), style=_style(), cut=_engine().parts) or abort(404)


def _style() -> Style:
    """Return the style asked for; that of the language where none is, or one that is none."""
    asked = request.args.get("style", "")
    return next((style for style in ENTRIES if style.name == asked), usual_style(language()))
