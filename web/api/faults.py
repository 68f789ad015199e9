"""Which JSON says that something went wrong?

Errors are rows of `web.problems`; no answer shows a path or a trace, the log has them.
"""

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from index.errors import IndexingError
from search.engine import Engine
from search.errors import SearchError
from web.api import serialise
from web.language import language
from web.limits import BODY_BYTES
from web.problems import Unanswered, problem_body, problem_of

__all__ = ["Gone", "engine_here", "handle_faults", "json_answer", "refused"]

REFUSALS = {404: "address-unknown", 405: "method-not-allowed", 413: "body-too-large"}
ELSEWHERE = "api.elsewhere"  # the view of addresses that are none


def handle_faults(api: Blueprint) -> None:
    """Let a blueprint answer every error in JSON."""
    api.register_error_handler(SearchError, _refused)
    api.register_error_handler(IndexingError, _refused)
    api.register_error_handler(HTTPException, refused)
    api.register_error_handler(Exception, _unexpected)
    api.register_error_handler(Gone, _gone)


def json_answer(body: serialise.Body, status: int = 200) -> Response:
    """Return a body as an answer."""
    response = Response(serialise.to_json(body), status, mimetype="application/json")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _refused(error: Exception, more: serialise.Body | None = None) -> Response:
    problem = problem_of(error, language(), folder=engine_here().location)
    response = json_answer(problem_body(problem) | (more or {}), problem.status)
    response.headers.update(problem.headers)
    if problem.status == 503:
        current_app.logger.error("%s: %s", problem.code, error)
    return response


def refused(error: HTTPException) -> Response:
    """Answer what Flask refuses, at any address below /api/."""
    if isinstance(error, MethodNotAllowed) and _nowhere():
        error = NotFound()
    status = error.code or 400
    response = _refused(Unanswered(REFUSALS.get(status, "request-unreadable"), limit=BODY_BYTES))
    response.status_code = status
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _nowhere() -> bool:
    """Tell whether nothing at all can be read at the address."""
    endpoint, _ = current_app.url_map.bind_to_environ(request.environ).match(method="GET")
    return bool(endpoint == ELSEWHERE)


def _unexpected(error: Exception) -> Response:
    """Answer a fault of the server; a damaged file may be behind it, and is then named."""
    try:
        engine_here().refuse_damage()
    except IndexingError as damage:
        return _refused(damage)
    current_app.logger.error("%s %s", request.method, request.path, exc_info=error)
    return _refused(Unanswered("internal"))


class Gone(Exception):
    """Carry the answer of something that is gone out of a view."""

    def __init__(self, error: Unanswered, body: serialise.Body) -> None:
        super().__init__(str(error))
        self.error, self.body = error, body


def _gone(gone: Gone) -> Response:
    return _refused(gone.error, gone.body)


def engine_here() -> Engine:
    """Return the engine of the application."""
    engine: Engine = current_app.extensions["jiansuo"]
    return engine
