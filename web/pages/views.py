"""Which page does an address show? Arguments, engine, page: nothing is decided here."""

from flask import Blueprint, Response, abort, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from index.corpus.validations import Findings
from index.facets.rows import FACETS
from search.engine import Engine
from search.instruments.registry import INSTRUMENTS, PASSAGES
from search.query.fields import FACET_NAMES
from search.query.request import Query
from web.api.openapi.views import described_here
from web.limits import ADDRESS, NEAR
from web.pages.guide import LIMITS, SECTIONS
from web.pages.reference import errors_shown, operations_shown
from web.pages.start import started
from web.pages.validations import compared, validated
from web.params import canonical, from_arguments, instrument_arguments, request_arguments
from web.render import arguments_here, links_here, page
from web.results.facets import facet_list
from web.results.listing import listed, listed_facet
from web.results.tables import tabled

__all__ = ["pages"]

pages = Blueprint("pages", __name__)

WITHIN = 50  # characters that values of a facet are searched for


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


@pages.route("/instruments/<name>", methods=["GET", "POST"])
def instrument(name: str) -> AnyResponse:
    """Show the table of an instrument; what was sent goes to its address where that is short."""
    row = next((row for row in INSTRUMENTS if row.name == name), None) or abort(404)
    asked, links = instrument_arguments(row, arguments_here()), links_here()
    address = links.instruments(name, request_arguments(asked))
    if request.method == "POST" and len(address) <= ADDRESS:
        return redirect(address, 303)
    return page("instrument.html", **tabled(row, asked, _engine(), links))


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
    return page("help.html", sections=SECTIONS, limits=LIMITS, instruments=INSTRUMENTS)


@pages.get("/about")
def about() -> Response:
    """Show what is counted, how hits are ranked, and which index answers."""
    engine, links = _engine(), links_here()
    found: Findings = current_app.config["FINDINGS"] or Findings()
    rows = (PASSAGES, *INSTRUMENTS)
    return page(
        "about.html",
        about=engine.about(),
        instruments=rows,
        limits=LIMITS,
        validations=validated(found.validations, engine, links),
        compared=compared(found, engine),
        near_limit=NEAR,
    )


@pages.get("/api")
def interface() -> Response:
    """Show what programs can ask, and how."""
    document, links = described_here(), links_here()
    return page(
        "api.html",
        about=document["info"]["description"],
        description=links.page("/api/v1/openapi.json"),
        operations=[*operations_shown(document, links)],
        errors=errors_shown(links.language),
    )


def _engine() -> Engine:
    engine: Engine = current_app.extensions["jiansuo"]
    return engine


def _query() -> Query:
    return from_arguments(request.args.items(multi=True))
