"""Which JSON does an address under /api/v1 answer?

Every view reads its parameters, asks the engine and serialises the answer; errors are rows of `web.problems`.
An answer is tagged by generation and address, so that a copy that still holds is never computed again.
"""

from datetime import date

from flask import Blueprint, Response, request

from search.errors import FilterError, QueryLimitError
from search.query.fields import FACET_NAMES
from search.query.parser import CHARACTERS
from search.query.request import Query
from search.results import ArticleView, Former
from web.api import serialise
from web.api.answering import Whole, answered, ignored
from web.api.citing import cite_body, styles_asked
from web.api.downloads import answered_as, negotiated
from web.api.faults import Gone, engine_here, handle_faults, json_answer
from web.api.grouping import grouped_body
from web.api.tables import formats_body
from web.exports.writers import WRITERS
from web.language import language
from web.params import SINGLE, format_asked, from_arguments, near_asked
from web.problems import Unanswered
from web.release import release
from web.render import site_here

__all__ = ["CITE", "COMPLETIONS", "OFFSET", "SEARCH", "VALUES", "api"]

api = Blueprint("api", __name__)
handle_faults(api)

OFFSET = Whole("offset", 0, 0, 1_000_000)
VALUES = Whole("limit", 100, 1, 1_000)  # of a facet in one answer
COMPLETIONS = Whole("limit", 10, 1, 50)
CITE = ("passage", "style", "lang")
SEARCH = (*SINGLE, *FACET_NAMES, "why", "near", "lang", "format")


@api.get("/search")
def search() -> Response:
    """Answer a page of a search, or all its passages in another format."""
    writer = negotiated(format_asked(request.args.items(multi=True)))

    def body() -> serialise.Body:
        engine, near = engine_here(), near_asked(request.args.items(multi=True))
        results = engine.run(_query(), why=request.args.get("why", ""))
        made = serialise.search_body(results, engine.names, language(), notices=ignored(SEARCH))
        return grouped_body(made, results, engine, language()) if near else made

    return answered_as(writer, body, lambda: engine_here().passages(_query(), lang=language()))


@api.get("/formats")
def formats() -> Response:
    """Answer in which formats a search and every table can be had."""
    return answered(lambda: formats_body(WRITERS, language()))


@api.get("/facets")
def facets() -> Response:
    """Answer all values of one facet under a search, a part of them at a time."""

    def body() -> serialise.Body:
        facet = request.args.get("facet", "")
        if facet not in FACET_NAMES:
            raise FilterError("facet-unknown", facet=facet, value=facet, choices=FACET_NAMES)
        offset, limit = OFFSET.asked(), VALUES.asked()
        values = engine_here().facet(_query(), facet)
        return serialise.facet_body(
            facet, values, engine_here().names, language(), offset=offset, limit=limit
        )

    return answered(body)


@api.get("/suggest")
def suggest() -> Response:
    """Answer what a beginning of a query may become."""

    def body() -> serialise.Body:
        text = request.args.get("q", "")
        if len(text) > CHARACTERS:
            raise QueryLimitError("query-length", CHARACTERS, limit=CHARACTERS)
        found = engine_here().suggest(text, limit=COMPLETIONS.asked())
        return serialise.suggest_body(text, found, engine_here().names, language())

    return answered(body)


@api.get("/articles/<name>")
def article(name: str) -> Response:
    """Answer a whole article, marked for a search; 410 with its former text if it is gone."""
    query = _query()

    def body() -> serialise.Body:
        return serialise.article_body(_article(name, query), engine_here().names, language())

    return answered(body)


@api.get("/articles/<name>/cite")
def cite(name: str) -> Response:
    """Answer how an article, or a passage it has or had, is cited: in one style, or in all."""

    def body() -> serialise.Body:
        styles, passage = styles_asked(request.args.get("style", "")), request.args.get("passage", "")
        return cite_body(
            engine_here(),
            name,
            passage,
            styles=styles,
            site=site_here(),
            notices=ignored(CITE),
        )

    return answered(body, parts=(request.host, date.today().isoformat()))  # noqa: DTZ011 the day at the server


@api.get("/articles/<name>/passages/<passage>")
def passage(name: str, passage: str) -> Response:
    """Answer what a permanent link means now: identical, moved, changed or, as 410, gone."""

    def body() -> serialise.Body:
        view = engine_here().article(name)
        if view is None:
            raise Unanswered("article-unknown", article=name)
        for held in view.passages:
            if held.id == passage:
                return serialise.passage_body(held, name)
        for former in view.former:
            if former.id == passage:
                return _former(former, name)
        raise Unanswered("passage-unknown", article=name, passage=passage)

    return answered(body)


@api.get("/health")
def health() -> Response:
    """Answer whether all is well: 503 while a generation cannot be opened or is damaged."""
    engine = engine_here()
    about = engine.about()
    if engine.fault:
        raise engine.fault
    response = json_answer(
        {
            "status": "ok",
            "generation": about.generation,
            "corpus": about.corpus,
            "dictionary": about.dictionary,
            "tokenizer": about.tokenizer,
            "schema": about.schema,
            "bytes": about.bytes,
            "articles": about.articles,
            "passages": about.passages,
            "verified": engine.verified == about.generation,
            "warning": engine.warning,
            "release": release(),
        }
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@api.get("/", defaults={"rest": ""})
@api.get("/<path:rest>")
def elsewhere(rest: str) -> Response:  # noqa: ARG001 bound by the address
    """Refuse an address that is none."""
    raise Unanswered("address-unknown")


def _query() -> Query:
    return from_arguments(request.args.items(multi=True))


def _article(name: str, query: Query) -> ArticleView:
    """Return a whole article. Raises Unanswered, or Gone with what was once there."""
    view = engine_here().article(name, query if query.text else None)
    if view is None:
        raise Unanswered("article-unknown", article=name)
    if view.gone:
        former = [serialise.former_body(gone, name) for gone in view.former]
        title = {"id": name, "title": view.article.title}
        raise Gone(Unanswered("article-gone", article=name), {"article": title, "former": former})
    return view


def _former(former: Former, name: str) -> serialise.Body:
    """Return what became of a passage. Raises Gone with its text."""
    if former.state == "gone":
        error = Unanswered("passage-gone", article=name, passage=former.id)
        raise Gone(error, serialise.former_body(former, name))
    there = engine_here().article(former.article) if former.state == "moved" else None
    now = (
        next((passage for passage in there.passages if passage.id == former.passage), None) if there else None
    )
    return serialise.former_body(former, name, now=now)
