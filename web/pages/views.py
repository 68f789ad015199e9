"""Which page does an address show? Arguments, engine, page: nothing is decided here."""

import re
from datetime import date

from flask import Blueprint, Response, abort, current_app, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from index.facets.rows import FACETS
from search.engine import Engine
from search.query.fields import FACET_NAMES
from search.query.request import Query
from search.results import ArticleView
from web.citations import FORMS, Citation, highwire
from web.pages.guide import LIMITS, SECTIONS
from web.pages.reading import read
from web.pages.sources import has_source, in_source
from web.pages.start import started
from web.params import canonical, from_arguments
from web.render import links_here, page
from web.results.facets import facet_list
from web.results.listing import listed, listed_facet

__all__ = ["pages"]

pages = Blueprint("pages", __name__)

_ID = re.compile(r"[a-z0-9-]{1,80}")
WITHIN = 50  # characters that values of a facet are searched for
_NUMBER = re.compile(r"[0-9]{1,6}")
ROBOTS = "User-agent: *\nDisallow: /search\nDisallow: /api/\nDisallow: /*?q=\nDisallow: /*?cite=\n"


@pages.get("/")
def home() -> Response:
    """Show where a search begins, and the corpus to browse."""
    return page("home.html", home=True, **started(_engine(), links_here()))


@pages.get("/search")
def search() -> AnyResponse:
    """Show one page of results; an empty request lists the whole corpus, newest first."""
    engine, links = _engine(), links_here()
    if wanted := canonical(request.args.items(multi=True)):
        return redirect(links.search(wanted))
    query = _query()
    results = engine.run(query, why=request.args.get("why", ""))
    return page("search.html", query=results.query, **listed(results, engine, links))


@pages.get("/search/<facet>")
def facet(facet: str) -> Response:
    """Show all values of a facet under a request."""
    if facet not in FACET_NAMES:
        abort(404)
    order, within = request.args.get("order", ""), request.args.get("within", "").strip()[:WITHIN]
    shown = listed_facet(facet, _query(), _engine(), links_here(), order=order, within=within)
    return page("facet.html", **shown)


@pages.get("/articles/<name>")
def article(name: str) -> AnyResponse:
    """Show an article; 410 and what it once said if it is gone."""
    query = _query()
    view, links = _article(name, query), links_here()
    reading = read(view, names=_engine().names, links=links)
    if view.gone:
        return page("gone.html", 410, article=view.article, reading=reading)
    cited = request.args.get("cite", "")
    if _NUMBER.fullmatch(cited):  # of a passage, as the form without scripts sends it
        return redirect(links.article(name, query, cite=_numbered(view, int(cited))))
    cite = _citation(view, cited)
    sourced = has_source(view)
    beside = sourced and request.args.get("view") == "source"
    return page("article.html", query=query, article=view.article, reading=reading, cite=cite, cited=cited,
                ambiguous=view.evidence.ambiguous,
                meta=highwire(cite), sourced=sourced, beside=beside,
                source=in_source(view) if beside else None)  # fmt: skip


@pages.get("/articles/<name>.<form>")
def citation(name: str, form: str) -> Response:
    """Send the citation of an article or passage as a file."""
    if form not in FORMS:
        abort(404)
    view = _article(name, Query())
    if view.gone:
        abort(410)
    kind, write = FORMS[form]
    response = make_response(write(_citation(view, request.args.get("passage", ""))))
    response.headers["Content-Type"] = f"{kind}; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


@pages.get("/browse/<what>")
def browse(what: str) -> Response:
    """Show the whole tree of a facet."""
    facet = next((facet for facet in FACETS if facet.browse == what), None) or abort(404)
    engine, links = _engine(), links_here()
    found = engine.facet(Query(), facet.name)
    values = facet_list(facet.name, found, Query(), names=engine.names, links=links)
    return page("browse.html", facet=values, definitions=facet.vocabulary.definitions())


@pages.get("/help")
def guide() -> Response:
    """Show how a query is written."""
    return page("help.html", sections=SECTIONS, limits=LIMITS)


@pages.get("/about")
def about() -> Response:
    """Show what is counted, how hits are ranked, and which index answers."""
    return page("about.html", about=_engine().about())


@pages.get("/robots.txt")
def robots() -> Response:
    """Tell crawlers to leave searches alone."""
    return Response(ROBOTS, mimetype="text/plain")


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


def _numbered(view: ArticleView, number: int) -> str:
    """Return the id of a passage by its number in the article; 404 where there is none."""
    if not 1 <= number <= len(view.passages):
        abort(404)
    return view.passages[number - 1].id


def _citation(view: ArticleView, passage: str) -> Citation:
    """Return the citation of an article, or of a passage that it has or had; 404 for any other."""
    known = {held.id for held in view.passages} | {former.id for former in view.former}
    if passage and passage not in known:
        abort(404)
    site = current_app.config["SITE"] or request.host_url.rstrip("/") + request.script_root
    link = f"{site}/articles/{view.article.id}{'#' if passage else ''}{passage}"
    return Citation.of(view.article, link, read=date.today())  # noqa: DTZ011 the day at the server
