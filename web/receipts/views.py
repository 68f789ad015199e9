"""Which page runs a receipt again, and where does a short address lead?

A receipt is read once and forgotten. A search is saved only from this machine, where the server was started
with a file for them, and from its own pages: browsers say where a form was sent from.
"""

from datetime import date
from itertools import islice

from flask import Blueprint, Response, abort, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from search.engine import Engine
from search.instruments.registry import PASSAGES, instrument_named
from search.receipts.reasons import Change
from search.receipts.replaying import Replay
from web.language import gettext as _
from web.language import language
from web.limits import ADDRESS, BODY_BYTES
from web.links import Links
from web.params import asked_arguments, instrument_arguments
from web.receipts.api import sent
from web.receipts.asking import asked_at, asked_of, replayed, sent_receipt
from web.receipts.replays import short
from web.receipts.saved import save_search, saved_named
from web.render import arguments_here, links_here, page, savable, site_here
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


@receipts.post("/s")
def save() -> Response:
    """Save a search or a table, and show its short address."""
    file = current_app.config["SAVED"] or abort(404)
    if not savable() or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        message = _("只有在本机打开的页面可以保存检索。")
        return page("error.html", 403, message=message, position=None, choices=())
    kept = save_search(_engine(), asked_of(arguments_here()), file, day=date.today().isoformat())  # noqa: DTZ011
    return page("saved.html", address=f"{site_here()}/s/{kept.code}")


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
