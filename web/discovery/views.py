"""Which address answers programs that look for something? Arguments, engine, answer, nothing decided here."""

import re
from dataclasses import replace

from flask import Blueprint, Response, abort, current_app, jsonify, request

from search.engine import Engine
from web.citations.citation import Citation, standing
from web.discovery.description import description, suggestions
from web.discovery.feed import feed
from web.discovery.sitemap import part_of_map, site_map
from web.discovery.unapi import divided, formats, style_of
from web.language import language
from web.links import Links
from web.params import from_arguments
from web.render import links_here, site_here

__all__ = ["discovery"]

discovery = Blueprint("discovery", __name__)

CLOSED = (  # to crawlers
    *("/search", "/instruments/", "/api/", "/*?q=", "/articles/*/cite", "/articles/*/shared", "/basket"),
    *("/feed.atom", "/suggest", "/unapi", "/replay", "/s/"),
)
_PART = re.compile(r"([12][0-9]{3}|none)-([1-9][0-9]{0,5})")


@discovery.get("/feed.atom")
def atom() -> Response:
    """Answer the newest passages of a search."""
    query = from_arguments(request.args.items(multi=True))
    return Response(feed(query, _engine(), _links()), mimetype="application/atom+xml")


@discovery.get("/opensearch.xml")
def opensearch() -> Response:
    """Say how a browser searches here."""
    kind = "application/opensearchdescription+xml"
    return Response(description(site_here(), language()), mimetype=kind)


@discovery.get("/suggest")
def suggest() -> Response:
    """Answer what the beginning of a query may become, as browsers ask for it."""
    response = jsonify(suggestions(request.args.get("q", ""), _engine(), _links()))
    response.mimetype = "application/x-suggestions+json"
    return response


@discovery.get("/sitemap.xml")
def sitemap() -> Response:
    """List all articles, or the parts of a list that is too long."""
    return Response(site_map(_engine(), site_here()), mimetype="application/xml")


@discovery.get("/sitemap/<name>.xml")
def part(name: str) -> Response:
    """List a part of all articles."""
    found = _PART.fullmatch(name) or abort(404)
    held = part_of_map(_engine(), site_here(), year=found[1], part=int(found[2])) or abort(404)
    return Response(held, mimetype="application/xml")


@discovery.get("/robots.txt")
def robots() -> Response:
    """Tell crawlers to leave searches alone, and where all articles are listed."""
    closed = "".join(f"Disallow: {path}\n" for path in CLOSED)
    return Response(f"User-agent: *\n{closed}\nSitemap: {site_here()}/sitemap.xml\n", mimetype="text/plain")


@discovery.get("/unapi")
def unapi() -> Response:
    """Answer an item in a format, the formats of an item, or those of all."""
    item, name = request.args.get("id", ""), request.args.get("format", "")
    if not item:
        return Response(formats(""), mimetype="application/xml")
    article, passage = divided(item)
    view = _engine().article(article) if article else None
    if view is None or view.gone or (passage and not standing(view, passage)[2]):
        abort(404)
    if not name:
        return Response(formats(item), 300, mimetype="application/xml")
    style = style_of(name) or abort(406)
    cite = Citation.at(view, passage, site=site_here(), cut=_engine().parts)
    return Response(style.write(cite), content_type=f"{style.type}; charset=utf-8")


def _links() -> Links:
    """Return addresses with the site before them."""
    return replace(links_here(), root=site_here())


def _engine() -> Engine:
    engine: Engine = current_app.extensions["jiansuo"]
    return engine
