"""Which answer says that something went wrong?

Errors of `search` become 400 with the place of the fault, errors of the index 503, all others the page of
their status; below `/api/` the same in JSON. No answer shows a path or a trace; the log has them.
"""

from collections.abc import Callable

from flask import Flask, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from index.errors import IndexingError
from search.errors import SearchError
from web.language import language

__all__ = ["handle_faults"]

Answer = Callable[[int, str, str, int | None], ResponseReturnValue]


def handle_faults(app: Flask) -> None:
    """Let the application answer every error with a page, or with JSON below `/api/`."""
    app.register_error_handler(SearchError, _not_understood)
    app.register_error_handler(IndexingError, _not_served)
    app.register_error_handler(HTTPException, _refused)


def _not_understood(error: SearchError) -> ResponseReturnValue:
    return _answer()(400, error.code, error.text(language()), error.position)


def _not_served(error: IndexingError) -> ResponseReturnValue:
    current_app.logger.error("index: %s", error)
    return _answer()(503, "index", "", None)


def _refused(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    return _answer()(error.code, error.name.lower().replace(" ", "-"), "", None)


def _answer() -> Answer:
    return _json if request.path.startswith("/api/") else _page


def _json(status: int, code: str, message: str, position: int | None) -> ResponseReturnValue:
    return jsonify(error={"code": code, "message": message or code, "position": position}), status


def _page(status: int, code: str, message: str, position: int | None) -> ResponseReturnValue:
    return render_template("error.html", status=status, code=code, message=message, position=position), status
