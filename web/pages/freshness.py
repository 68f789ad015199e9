"""Does a reader's copy of a page still hold?

A page changes with the index, with the program and with the day (a citation names the day it was read), so
these and the address make its tag; a copy with the same tag is answered 304 before anything is searched.
"""

from datetime import date
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, current_app, request

from web.release import release

__all__ = ["handle_freshness"]

FOREVER = "public, max-age=31536000, immutable"


def handle_freshness(app: Flask) -> None:
    """Tag the answers of the application that follow the index, and recognise the tags."""
    assets = sorted(Path(app.static_folder or "").iterdir())
    app.config["ASSETS"] = sha256(b"".join(path.read_bytes() for path in assets)).hexdigest()[:12]
    app.before_request(_unchanged)
    app.after_request(_tagged)


def _tag() -> str:
    """Return the tag of the page asked for."""
    about = current_app.extensions["jiansuo"].about()
    parts = (
        about.generation,
        about.corpus,
        about.dictionary,
        release(),
        current_app.config["ASSETS"],
        date.today().isoformat(),  # noqa: DTZ011 the day at the server, as the citation names it
        request.host,
        request.full_path,
    )
    return sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:24]


def _follows_index() -> bool:
    return (
        request.routing_exception is None
        and request.blueprint == "pages"
        and "view" not in request.args  # the source beside an article follows its ledger
        and request.method in ("GET", "HEAD")
    )


def _unchanged() -> Response | None:
    """Answer 304 where the reader's copy still holds."""
    copies = request.if_none_match
    if _follows_index() and copies and not copies.star_tag and copies.contains_weak(_tag()):
        return Response(status=304)
    return None


def _tagged(response: Response) -> Response:
    if request.endpoint == "static":
        versioned = request.args.get("v") == current_app.config["ASSETS"]
        response.headers["Cache-Control"] = FOREVER if versioned else "public, max-age=3600"
    elif response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    elif _follows_index():
        if request.if_none_match.star_tag:  # holds for whatever there is, which is known only now
            response = Response(status=304)
        response.set_etag(_tag(), weak=True)
        response.headers["Cache-Control"] = "public, no-cache"
    return response
