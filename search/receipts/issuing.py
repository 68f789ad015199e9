"""How is a receipt made of what a search, or a table of it, gives now?

All of it comes from one state of the corpus. Links and fractions beyond six digits are left out of the sum of
a table, since they follow from the site and the machine.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from search.answers import Answers
from search.backend import About, Anchor
from search.engine import Engine
from search.instruments.registry import PASSAGES, maker
from search.instruments.table import Asked, Cell, Reference, Table
from search.messages import Language
from search.query.parser import parse
from search.query.request import Filter, Query
from search.query.unparser import unparse
from search.receipts.fields import VERSION
from search.receipts.membership import Membership
from search.receipts.receipt import Receipt, ReceiptRefused

__all__ = ["issue", "issued", "named"]

DIGITS = 6  # behind the point
BESIDE = 20_000  # passages that the filters leave out and that are kept; of more none is
DATA = (".tsv", ".yaml", ".txt")


def issue(engine: Engine, asked: Asked, *, most: int | None = None, **told: Any) -> Receipt:
    """Return the receipt of what is asked for now; `told` are the language, day, release and address of it.

    Raises SearchError, also where more than `most` passages are found.
    """
    with engine.recovering():
        return issued(engine.answers(), asked, most=most, **told)


def issued(
    answers: Answers, asked: Asked, *, language: Language, day: str, release: str, address: str,
    most: int | None = None,
) -> Receipt:  # fmt: skip
    """Return the receipt of what is asked for in one state of a corpus."""
    query = answers.names.canonical(asked.query, answers.view.has)
    match = answers.match(query)
    if most is not None and match.total.passages > most:
        raise ReceiptRefused("receipt-many", passages=match.total.passages, limit=most)
    table = _table(answers, asked, query, language)
    rows, digest = _summed(table) if table else (match.total.passages, "")
    found = _grouped(match.anchors())
    return Receipt(
        receipt=VERSION,
        kind="table" if table else "search",
        day=day,
        language=language,
        **_request(answers, query),
        instrument=table.asked.instrument if table else "",
        parameters=table.asked.parameters if table else (),
        address=address,
        **_state(answers.view.about),
        tables=tables(),
        release=release,
        articles=match.total.articles,
        passages=match.total.passages,
        unplaced=match.unplaced,
        rows=rows,
        counts=dict(table.counts) if table else {},
        digest=digest,
        known=answers.kept("known articles", lambda: _known(answers)),
        beside=_beside(answers, query, found),
        found=found,
    )


def _request(answers: Answers, query: Query) -> dict[str, Any]:
    """Return what is searched for, as typed and as it is read, by the names of fields."""
    return {
        "query": query.text,
        "canonical": unparse(answers.names.resolved(parse(query.text).node, answers.view.has)),
        "mode": query.mode,
        "mentioned": query.mentioned,
        "filters": query.filters,
        "sort": query.sort,
    }


def _state(about: About) -> dict[str, Any]:
    """Return which state of a corpus answers, by the names of fields."""
    return {
        "generation": about.generation,
        "corpus": about.corpus,
        "corpus_articles": about.articles,
        "corpus_passages": about.passages,
        "dictionary": about.dictionary,
        "tokenizer": about.tokenizer,
        "schema": about.schema,
    }


def named(pairs: Iterable[tuple[str, str]], instrument: str) -> dict[str, Any]:
    """Return parameters of an instrument by name, those that can have several values as lists."""
    several = {row.name for row in maker(instrument).parameters if row.several}
    given: dict[str, Any] = {}
    for name, value in pairs:
        if name in several:
            given.setdefault(name, []).append(value)
        else:
            given[name] = value
    return given


@cache
def tables() -> Mapping[str, str]:
    """Return a hash of each table of words, places and initiatives that this software has."""
    found = [path for path in files("index").joinpath("data").iterdir() if path.name.endswith(DATA)]
    return {
        path.name: sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(found, key=lambda path: path.name)
    }


def _table(answers: Answers, asked: Asked, query: Query, language: Language) -> Table | None:
    """Return the table that is asked for, None for a search."""
    if asked.instrument == PASSAGES.name:
        return None
    given = named(asked.parameters, asked.instrument)
    return maker(asked.instrument).read(answers, query, given, language=language)


def _summed(table: Table) -> tuple[int, str]:
    """Return how many rows a table has, and the sum of what they say."""
    kept = [number for number, column in enumerate(table.columns) if column.kind != "link"]
    total, rows = sha256(_line([table.columns[at].name for at in kept])), 0
    for rows, row in enumerate(table.rows, 1):  # noqa: B007 their number
        total.update(_line([_said(row[at]) for at in kept]))
    return rows, total.hexdigest()


def _line(cells: list[Any]) -> bytes:
    return json.dumps(cells).encode() + b"\n"


def _said(cell: Cell) -> Any:
    """Return a cell as it is summed."""
    if isinstance(cell, float):
        return round(cell, DIGITS)
    if isinstance(cell, Reference):
        return f"{cell.record.id}/{cell.passage}"
    return cell if cell is None or isinstance(cell, str | int) else ""


def _grouped(anchors: Iterable[Anchor]) -> dict[str, tuple[str, ...]]:
    """Return the ids of passages by article."""
    found: dict[str, list[str]] = {}
    for anchor in anchors:
        found.setdefault(anchor.article, []).append(anchor.passage)
    return {article: tuple(passages) for article, passages in found.items()}


def _known(answers: Answers) -> str:
    """Return the articles of the corpus, each of which has a title."""
    titles = answers.match(Query(filters=(Filter("kind", "title"),)))
    return Membership.of(dict.fromkeys(anchor.article for anchor in titles.anchors())).written()


def _beside(answers: Answers, query: Query, found: Mapping[str, tuple[str, ...]]) -> str:
    """Return the passages that match but for the filters, none where there is no filter or are too many."""
    if not query.filters:
        return ""
    wider = answers.match(query.clear())
    if wider.total.passages > BESIDE:
        return ""
    held = {article: {*passages} for article, passages in found.items()}
    return Membership.of(
        f"{one.article}/{one.passage}"
        for one in wider.anchors()
        if one.passage not in held.get(one.article, ())
    ).written()
