"""Which passages did a reader choose, and how are they taken along?

The basket itself is kept by the reader's browser; what is sent here are anchors, which nothing keeps. Without
scripts links are pasted, as they are copied all over the site, or the whole of an exported basket.
"""

import re
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, request

from search.engine import Engine
from search.instruments.registry import CHOSEN
from search.instruments.table import Table
from search.query.request import Query
from web.api.downloads import downloaded
from web.exports.plain import Plain, plain_rows
from web.exports.writers import WRITERS, writer_named
from web.language import language
from web.links import Links
from web.params import format_asked
from web.render import page, site_here

__all__ = ["anchors_in", "basket"]

basket = Blueprint("basket", __name__)

_ANCHOR = re.compile(
    r"(?:^|(?<=[\s\"'(<\[/]))([a-z0-9-]{1,80})(?:\?[^\s#\"<>()]*)?[#/]([0-9a-f]{12}(?:-[0-9]{1,6})?)(?![0-9a-zA-Z-])"
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was found of the anchors that were sent: rows by the names of columns, and what is not there."""

    rows: list[dict[str, Plain]]
    unknown: list[str]
    anchors: str


def anchors_in(text: str) -> list[str]:
    """Return the anchors of passages, article/passage, that a text names or links to, each once."""
    return [*dict.fromkeys(f"{found[1]}/{found[2]}" for found in _ANCHOR.finditer(text))]


@basket.route("/basket", methods=["GET", "POST"])
def chosen() -> Response:
    """Show the passages that were chosen, or hand them on in a format."""
    sent = request.form.get("anchors", "")
    anchors, asked = anchors_in(sent), format_asked(request.form.items(multi=True))
    table = _table(anchors) if anchors else None
    whole = table and (not table.remarks or "partly" in request.form)
    if table and whole and table.counts["passages"] and (writer := writer_named(asked)) and not writer.draws:
        response = downloaded(table, writer)
        response.headers["Cache-Control"] = "no-store"
        return response
    return page(
        "basket.html",
        chosen=_shown(table) if table else None,
        sent=sent if not anchors else "",
        asked=asked,
        formats=[one for one in WRITERS if not one.draws],
    )


def _table(anchors: list[str]) -> Table:
    engine: Engine = current_app.extensions["jiansuo"]
    return engine.instrument(CHOSEN.name, Query(), lang=language(), anchors="\n".join(anchors))


def _shown(table: Table) -> Chosen:
    names = [column.name for column in table.columns]
    links = Links(site_here(), language())  # what is cited is read elsewhere
    rows = [dict(zip(names, row, strict=True)) for row in plain_rows(table, links)]
    unknown = [remark.text for remark in table.remarks]
    return Chosen(rows, unknown, "\n".join(f"{row['article']}/{row['passage']}" for row in rows))
