"""Which page says that something went wrong?

Errors of `search` become 400 with the place of the fault, errors of the index 503, all others the page of
their status. No page shows a path or a trace; the log has them.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from index.errors import ClusterError, IndexingError
from search.engine import Engine
from search.errors import FilterError, QueryLimitError, SearchError
from search.query.fields import FACET_NAMES
from search.query.request import Query
from search.results import Total
from web.api.faults import refused
from web.language import language
from web.params import from_arguments
from web.problems import problem_of
from web.render import arguments_here, links_here, page
from web.results.facets import facet_title
from web.results.frame import Option

__all__ = ["handle_faults"]


def handle_faults(app: Flask) -> None:
    """Let the application answer every error with a page."""
    app.register_error_handler(SearchError, _not_understood)
    app.register_error_handler(IndexingError, _not_served)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _unexpected)


def _not_understood(error: SearchError) -> ResponseReturnValue:
    """Answer what cannot be read, with the place of the fault and what may have been meant."""
    text = request.values.get("q", "")
    if isinstance(error, FilterError) and error.facet in FACET_NAMES:
        error.values["facet"] = facet_title(error.facet, links_here())
    message = error.text(language())
    choices = _choices(error) if isinstance(error, FilterError) else ()
    said = error.value if isinstance(error, FilterError) else ""
    fault = {"message": message, "position": error.position, "choices": choices, "said": said}
    fault["limit"] = isinstance(error, QueryLimitError)
    return page("error.html", 400, query=Query(text=text), **fault)


def _choices(error: FilterError) -> Sequence[Option]:
    """Return the values that an ambiguous filter can mean, as searches, those that find most first."""
    if error.code != "value-ambiguous":
        return ()
    links, query = links_here(), from_arguments(arguments_here())
    engine: Engine = current_app.extensions["jiansuo"]
    codes = [choice.partition(" ")[0] for choice in error.choices]
    asked, without = (
        _typed(error, codes, query) if error.position is not None else _chosen(error, codes, query)
    )
    found = {code: Total(0, 0) for code in asked}
    with suppress(SearchError):  # another filter may be open too, and is told of next
        found = _totals(error.facet, without, asked, engine)
    options = [
        Option(
            engine.names.full(error.facet, code, links.language),
            links.search(chosen),
            articles=found[code].articles,
            passages=found[code].passages,
        )
        for code, chosen in asked.items()
    ]
    return sorted(options, key=lambda option: -option.articles)


def _chosen(error: FilterError, codes: Sequence[str], query: Query) -> tuple[dict[str, Query], Query]:
    """Return the searches that a filter can mean by the code that stands for it, and the one without it."""
    without = query.remove(error.facet, error.value)
    take = without.choose if error.value in query.chosen(error.facet) else without.exclude
    return {code: take(error.facet, code) for code in codes}, without


def _typed(error: FilterError, codes: Sequence[str], query: Query) -> tuple[dict[str, Query], None]:
    """Return the searches that a field in the text can mean, by the code that stands there instead."""
    text = query.text
    start = text.find(error.value, error.position)
    if start < 0:
        return {}, None
    before, after = text[:start], text[start + len(error.value) :]
    return {code: query.with_text(f"{before}{code}{after}").with_page(1) for code in codes}, None


def _totals(
    facet: str, without: Query | None, asked: Mapping[str, Query], engine: Engine
) -> dict[str, Total]:
    """Return what each of some searches finds, each `without` with a value of a facet, or None.

    Where there is such a one, without a filter of the facet, the numbers of its values say so all at once.
    """
    if without and without.clear(facet) == without and all(one.chosen(facet) for one in asked.values()):
        values = {value.value: value for value in engine.facet(without, facet)}
        counted = {code: values[code] for code in asked if code in values}
        return {code: Total(0, 0) for code in asked} | {
            code: Total(value.passages, value.articles) for code, value in counted.items()
        }
    return {code: engine.count(chosen) for code, chosen in asked.items()}


def _not_served(error: IndexingError) -> ResponseReturnValue:
    current_app.logger.error("index: %s", error)
    problem = problem_of(error, language())
    reason = problem.message if isinstance(error, ClusterError) else ""  # it names no folder and no host
    response = page("error.html", 503, reason=reason)
    response.headers.update(problem.headers)
    return response


def _refused(error: HTTPException) -> ResponseReturnValue:
    """Answer with the page of a status; redirects pass, and addresses of the API answer in JSON."""
    status = error.code or 500
    if status < 400:
        return error.get_response()
    if request.path.startswith("/api/"):
        return refused(error)
    response = page("error.html", status)
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _unexpected(error: Exception) -> ResponseReturnValue:
    """Answer a fault of the server; a damaged file may be behind it, and is then named in the log."""
    engine: Engine = current_app.extensions["jiansuo"]
    current_app.logger.error("%s %s", request.method, request.path, exc_info=error)
    try:
        engine.refuse_damage()
    except IndexingError as damage:
        return _not_served(damage)
    return page("error.html", 500)
