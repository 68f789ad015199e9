"""How does a person judge a sample, item by item, and what do the judgements of two come to?

Nothing is kept here: answers stay in the browser and come back as a file, which a form of the same page makes
without scripts too. Answers are counted from such files, or from sheets that were filled in.
"""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort, current_app, request

from search.engine import Engine
from search.instruments.registry import instrument_named
from search.instruments.samples.answers import CODERS, RIGHT, SKIPPED, WRONG, read_answers
from search.instruments.samples.judging import judged_table
from search.instruments.table import Asked, Column, Table
from web.exports.download import Download
from web.exports.plain import PlainRow, plain_rows
from web.exports.writers import WRITERS
from web.language import gettext as _
from web.language import language
from web.links import Links
from web.params import instrument_arguments
from web.render import links_here, page, site_here
from web.results.tables import shown_rows

__all__ = ["samples"]

PAGE = 500  # items on a page at most: more would not fit into one form
FILES = ("first", "second")
ANSWERS = (RIGHT, WRONG, SKIPPED)
COLUMNS = [Column(name, name, name) for name in ("item", "answer", "coder", "sample")]

samples = Blueprint("samples", __name__, url_prefix="/instruments/sample")


@samples.after_request
def keep_nothing(response: Response) -> Response:
    """Let no browser and no proxy keep what somebody answered."""
    response.headers["Cache-Control"] = "no-store"
    return response


@samples.get("/coding")
def coding() -> Response:
    """Show every item of a sample, to be judged."""
    table, links = _sample(), links_here()
    rows, total = table.page(1, PAGE)
    names = [column.name for column in table.columns]
    return page(
        "coding.html",
        items=[dict(zip(names, row, strict=True)) for row in plain_rows(table, links, rows)],
        total=total,
        most=PAGE,
        coder=_coder(),
        action=_address(table.asked, links, "coding", coder=_coder()),
        table=links.instrument(table.asked),
        judging=_address(table.asked, links, "judging"),
    )


@samples.post("/coding")
def coded() -> Response:
    """Give back what was answered, as a file."""
    asked = _sample().asked
    made = Download(COLUMNS, list(_answered(asked)), language())
    response = Response(WRITERS[0].write(made), mimetype=WRITERS[0].type)
    response.headers["Content-Disposition"] = f'attachment; filename="coder-{_coder()}.csv"'
    return response


def _answered(asked: Asked) -> Iterator[PlainRow]:
    """Yield the answers of a form; the first row says of which sample they are."""
    address = Links(site_here(), language()).instrument(asked)
    for name, answer in request.form.items():
        if answer in ANSWERS and name[:1] == "i" and name.isalnum():
            yield [name, answer, _coder(), address]
            address = ""


@samples.get("/judging")
def judging() -> Response:
    """Ask for the answers of both coders."""
    return _judged(_sample().asked)


@samples.post("/judging")
def judged() -> Response:
    """Show what the answers of both coders come to."""
    drawn, links = _sample(), links_here()
    files = [file.read() for name in FILES if (file := request.files.get(name))]
    pasted = [text.encode() for name in FILES if (text := request.form.get(f"{name}_pasted", "").strip())]
    table = judged_table(drawn, read_answers([raw for raw in (*files, *pasted) if raw]))
    shown = shown_rows(table, list(plain_rows(table, links)), links)
    return _judged(drawn.asked, counts=table.counts, **shown)


def _judged(asked: Asked, **found: Any) -> Response:
    links = links_here()
    return page(
        "judging.html",
        action=_address(asked, links, "judging"),
        table=links.instrument(asked),
        coders=zip(FILES, (_("甲的答案"), _("乙的答案")), strict=True),
        **found,
    )


def _address(asked: Asked, links: Links, step: str, **more: str) -> str:
    return links.instrument(asked, more.items(), step=step)


def _coder() -> str:
    """Return which coder judges; 404 where there is none of this number."""
    coder = request.args.get("coder", "1")
    return coder if f"coder_{coder}" in CODERS else abort(404)


def _sample() -> Table:
    """Return the sample that the address names. Raises SearchError."""
    engine: Engine = current_app.extensions["jiansuo"]
    asked = instrument_arguments(instrument_named("sample"), request.args.items(multi=True))
    return engine.instrument("sample", asked.query, lang=language(), **asked.parameters)
