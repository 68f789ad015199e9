"""Which page runs a receipt again, and where does a short address lead?

Nothing is written here: a receipt is read once and forgotten, and searches are saved by a command.
"""

from itertools import islice

from flask import Blueprint, Response, abort, current_app, redirect
from werkzeug.wrappers import Response as AnyResponse

from search.engine import Engine
from search.instruments.registry import PASSAGES, instrument_named
from search.receipts.reasons import Change
from search.receipts.replaying import Replay
from web.language import language
from web.limits import ADDRESS, BODY_BYTES
from web.links import Links
from web.params import asked_arguments, instrument_arguments
from web.receipts.api import sent
from web.receipts.asking import asked_at, replayed, sent_receipt
from web.receipts.replays import short
from web.receipts.saved import saved_named
from web.render import links_here, page
from web.results.tables import tabled

__all__ = ["receipts"]

SHOWN = 200  # changes of each kind on a page

receipts = Blueprint("receipts", __name__)


@receipts.after_request
def keep_nothing(response: Response) -> Response:
    """Let no browser and no proxy keep what somebody sent, or what an address leads to now."""
    response.headers["Cache-Control"] = "no-store"
    return response


@receipts.get("/replay")
def asking() -> Response:
    """Ask for a receipt."""
    return page("replay.html", limit=BODY_BYTES // 1024)


@receipts.post("/replay")
def replay() -> Response:
    """Show what a receipt gives now."""
    told = replayed(_engine(), sent_receipt([*sent()]), here=True)
    links = links_here()
    asked = told.now.asked
    whole = links.search(asked.query) if asked.instrument == PASSAGES.name else links.instrument(asked)
    return page(
        "replay.html",
        limit=BODY_BYTES // 1024,
        told=told,
        address=whole if len(whole) <= ADDRESS else "",
        sides=[_side("added", told.added, links), _side("removed", told.removed, links)],
        state=_state(told),
    )


@receipts.get("/s/<code>")
def saved(code: str) -> AnyResponse:
    """Lead to a saved search; a table whose list is too long for an address is shown here."""
    file = current_app.config["SAVED"]
    found = saved_named(file, code) if file else None
    if found is None:
        abort(404)
    asked, links = asked_at(found.address), links_here()
    address = links.search(asked.query) if asked.instrument == PASSAGES.name else links.instrument(asked)
    if len(address) <= ADDRESS:
        return redirect(address)
    row = instrument_named(asked.instrument)
    return page(
        "instrument.html", **tabled(row, instrument_arguments(row, asked_arguments(asked)), _engine(), links)
    )


def _side(name: str, changes: tuple[Change, ...], links: Links) -> dict[str, object]:
    """Return the passages that came, or went, as they are shown."""
    rows = [
        {
            "title": one.title,
            "href": links.article(one.anchor.article, passage=one.anchor.passage),
            "passage": one.anchor.passage,
            "said": one.said(links.language),
            "other": links.article(one.other.article, passage=one.other.passage) if one.other else "",
        }
        for one in islice(changes, SHOWN)
    ]
    return {"name": name, "rows": rows, "total": len(changes)}


def _state(told: Replay) -> list[tuple[str, str, str]]:
    """Return what else differs, hashes by their beginning."""
    return [(one.label(language()), short(one.before), short(one.now)) for one in told.state]


def _engine() -> Engine:
    engine: Engine = current_app.extensions["jiansuo"]
    return engine
