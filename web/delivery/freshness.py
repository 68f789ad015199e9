"""Does a reader's copy of an answer still hold?

An answer changes with the index, with the program, with its address and encoding, so these make its tag; a
page changes with its static files, its host, the language its reader asks for and the day too (a citation
names the day it was read). A copy with the same tag is answered 304 before anything is searched.
"""

from datetime import date
from hashlib import sha256

from flask import Flask, Response, current_app, request

from index.errors import IndexingError
from web.delivery.assets import assets
from web.delivery.encoding import acceptance
from web.language import usual_language
from web.release import release
from web.security import asked_here

__all__ = ["answer_tag", "handle_freshness"]


def answer_tag(*parts: str) -> str:
    """Return the tag of the answer to this request; `parts` are what else it depends on."""
    about = current_app.extensions["jiansuo"].about()
    own = (about.generation, about.corpus, about.dictionary, release(), request.full_path, acceptance())
    return sha256("\n".join((*own, *parts)).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def handle_freshness(app: Flask) -> None:
    """Tag the pages of the application that follow the index, and recognise the tags."""
    app.before_request(_unchanged)
    app.after_request(_tagged)


def _page_tag() -> str:
    """Return the tag of the page asked for."""
    day = date.today().isoformat()  # noqa: DTZ011 the day at the server, as the citation names it
    shown = repr(current_app.config["FINDINGS"])
    saved = str(bool(current_app.config["SAVED"]) and asked_here(request))  # with a button that saves
    return answer_tag(assets().digest, day, request.host, usual_language(), shown, saved)


def _follows_index() -> bool:
    return (
        request.routing_exception is None
        and request.blueprint in ("pages", "reading", "discovery")
        and "view" not in request.args  # the source beside an article follows its ledger
        and request.method in ("GET", "HEAD")
    )


def _unchanged() -> Response | None:
    """Answer 304 where the reader's copy still holds."""
    copies = request.if_none_match
    if _follows_index() and copies and not copies.star_tag and copies.contains_weak(_page_tag()):
        return Response(status=304)
    return None


def _tagged(response: Response) -> Response:
    if response.status_code >= 400 or request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    elif _follows_index():
        try:
            tag = _page_tag()
        except IndexingError:  # a page that needs no index, while there is none
            response.headers["Cache-Control"] = "no-store"
            return response
        if request.if_none_match.star_tag:  # holds for whatever there is, which is known only now
            response = Response(status=304)
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "public, no-cache"
    return response
