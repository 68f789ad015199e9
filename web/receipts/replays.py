"""How does a receipt that was run again read: as JSON, and as lines?"""

from collections.abc import Iterable, Iterator
from typing import Any

from search.messages import Language
from search.receipts.fields import FIELDS, SHAPES, VERSION
from search.receipts.reasons import Change
from search.receipts.replaying import Compared, Replay
from web.api.serialise import Body

__all__ = ["fields_body", "replay_body", "replay_lines", "short"]

HASH, SHA256 = 16, 64  # digits of a hash: those shown, and all
SHOWN = 100  # changes of each kind in lines; JSON has all


def fields_body(lang: Language) -> Body:
    """Return what each field of a receipt says, and what can stand in it."""
    rows = [
        {"name": one.name, "label": one.label(lang), "holds": SHAPES[one.shape].called[lang == "en"]}
        for one in FIELDS
    ]
    return {"version": VERSION, "fields": rows}


def replay_body(told: Replay, lang: Language) -> Body:
    """Return what came and went, why, and what else differs."""
    return {
        "same": told.same,
        "instrument": told.now.instrument,
        "query": told.now.query,
        "address": told.now.address,
        "issued": told.before.day,
        "counts": [_compared(one, lang) for one in told.counts],
        "differs": [_compared(one, lang) for one in told.state],
        "tables": list(told.tables),
        "rows_same": told.before.digest == told.now.digest,
        "added": [_change(one, lang) for one in told.added],
        "removed": [_change(one, lang) for one in told.removed],
    }


def _compared(one: Compared, lang: Language) -> Body:
    return {"name": one.name, "label": one.label(lang), "before": one.before, "now": one.now}


def _change(one: Change, lang: Language) -> Body:
    other: Any = {"article": one.other.article, "passage": one.other.passage} if one.other else None
    return {
        "article": one.anchor.article,
        "passage": one.anchor.passage,
        "title": one.title,
        "reason": one.reason,
        "said": one.said(lang),
        "facets": list(one.facets),
        "other": other,
    }


WORDS = {
    "same": ("结果相同", "The results are the same"),
    "different": ("结果不同", "The results differ"),
    "rows": ("表的各行不同", "The rows of the table differ"),
    "tables": ("词表", "Tables"),
    "more": ("另有", "and more:"),
}


def replay_lines(told: Replay, lang: Language) -> Iterator[str]:
    """Yield what came and went as lines, the first ones of each kind."""
    words = {name: pair[lang == "en"] for name, pair in WORDS.items()}
    yield words["same" if told.same else "different"] + f"  {told.now.address}"
    for one in told.counts:
        yield f"  {one.label(lang)}: {one.before:,} → {one.now:,}"
    for one in told.state:
        yield f"  {one.label(lang)}: {short(one.before)} → {short(one.now)}"
    if told.tables:
        yield f"  {words['tables']}: {', '.join(told.tables)}"
    if told.before.digest != told.now.digest:
        yield f"  {words['rows']}"
    yield from _changes("+", told.added, lang, words["more"])
    yield from _changes("-", told.removed, lang, words["more"])


def _changes(sign: str, changes: Iterable[Change], lang: Language, more: str) -> Iterator[str]:
    every = [*changes]
    for one in every[:SHOWN]:
        other = f" ({one.other.article}#{one.other.passage})" if one.other else ""
        yield f"{sign} {one.anchor.article}#{one.anchor.passage}  {one.said(lang)}{other}"
    if len(every) > SHOWN:
        yield f"{sign} {more} {len(every) - SHOWN:,}"


def short(told: str | int) -> str:
    """Return a hash by its beginning."""
    text = str(told)
    return text[:HASH] if len(text) == SHA256 else text
