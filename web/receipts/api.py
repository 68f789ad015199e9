"""Which receipts does the API make, and how does it answer what one gives now?

A receipt is a file; what is run again comes as JSON or as a form, and nothing of it is kept.
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from flask import Blueprint, Response, request

from search.receipts.receipt import write_receipt
from web.api.answering import answered
from web.api.faults import engine_here, handle_faults, json_answer
from web.language import language
from web.limits import RECEIPT_PASSAGES
from web.receipts.asking import asked_of, receipt_of, replayed, sent_receipt
from web.receipts.replays import fields_body, replay_body
from web.render import arguments_here

__all__ = ["receipts_api", "sent"]

PIECE = 512  # lines that are sent at once

receipts_api = Blueprint("receipts_api", __name__)
handle_faults(receipts_api)


@receipts_api.route("/receipt", methods=["GET", "POST"])
def receipt() -> Response:
    """Answer the receipt of a search, or of a table of one."""
    return answered(dict, other=_made, parts=(date.today().isoformat(),))  # noqa: DTZ011 the day of issue


@receipts_api.get("/receipt/fields")
def fields() -> Response:
    """Answer of which fields a receipt consists."""
    return answered(lambda: fields_body(language()))


@receipts_api.post("/replay")
def replay() -> Response:
    """Answer what a receipt gives now, and what came or went."""
    told = replayed(engine_here(), sent_receipt([*sent()]), here=True)
    response = json_answer(replay_body(told, language()))
    response.headers["Cache-Control"] = "no-store"
    return response


def sent() -> Iterator[bytes]:
    """Yield what was sent: a file, a pasted text, or the body itself."""
    if request.mimetype in ("multipart/form-data", "application/x-www-form-urlencoded"):
        if file := request.files.get("receipt"):
            yield file.read()
        yield request.form.get("pasted", "").encode("utf-8", "surrogatepass")
    else:
        yield request.get_data()


def _made() -> Response:
    asked = asked_of(arguments_here())
    made = receipt_of(engine_here(), asked, language(), most=RECEIPT_PASSAGES)
    response = Response(_joined(write_receipt(made)), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{asked.instrument}.receipt.json"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _joined(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a receipt, many of its lines at once."""
    for line in lines:
        some = [line, *(one for one, _ in zip(lines, range(PIECE), strict=False))]
        yield b"".join(chain(some))
