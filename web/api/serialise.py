"""How do results read as JSON?

The one place that turns values of `search` into plain dictionaries; the API and `jiansuo search --json` both
print what `to_json` makes of them. Spans are `[start, end)` in code points of a passage's text.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from index.labels.record import ArticleRecord, Label
from search.articles import differences
from search.facets.names import Names
from search.facets.values import FacetValue, FacetValues
from search.messages import Language, Notice
from search.results import ArticleHit, ArticleView, Former, PassageHit, PassageView, Results, Summand
from search.suggest import Completion

__all__ = [
    "Body",
    "article_body",
    "facet_body",
    "facet_value",
    "former_body",
    "notice_body",
    "passage_body",
    "search_body",
    "suggest_body",
    "to_json",
]

Body = dict[str, Any]
RECORD = (
    "id",
    "title",
    "subtitle",
    "publication",
    "published",
    "authors",
    "regions",
    "mentioned",
    "zone",
    "initiatives",
    "language",
    "source",
)
DIGITS = 4  # of a score
VALUES = 50  # of a facet in the answer to a search
_SURROGATE = re.compile("[\ud800-\udfff]")


def to_json(body: Mapping[str, Any]) -> bytes:
    """Write a body as UTF-8, Chinese as it is, one line; half a surrogate pair stays an escape."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")) + "\n"
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text).encode()


def search_body(results: Results, names: Names, lang: Language, *, notices: Iterable[Body] = ()) -> Body:
    """Return the answer to a search; `notices` are those of the request, after those of the query."""
    query = results.query
    return {
        "query": query.text,
        "mode": query.mode,
        "sort": query.sort,
        "page": query.page,
        "size": query.size,
        "mentioned": query.mentioned,
        "filters": [asdict(chosen) for chosen in query.filters],
        "total": asdict(results.total),
        "unplaced": results.unplaced,
        "relaxations": [asdict(relaxation) for relaxation in results.relaxations],
        "suggestions": [asdict(suggestion) for suggestion in results.suggestions],
        "notices": [*(notice_body(notice, lang) for notice in results.notices), *notices],
        "hits": [_hit(hit) for hit in results.hits],
        "facets": {
            facet: [facet_value(value, facet, names, lang) for value in values.shown(VALUES)]
            for facet, values in results.facets.items()
        },
        "facet_totals": {facet: len(values) for facet, values in results.facets.items()},
        "generation": results.generation,
    }


def facet_value(value: FacetValue, facet: str, names: Names, lang: Language) -> Body:
    """Return one facet value, its label in the language asked for."""
    return {
        "value": value.value,
        "label": value.label if lang == "zh" else names.label(facet, value.value, lang),
        "articles": value.articles,
        "passages": value.passages,
        "selected": value.selected,
        "excluded": value.excluded,
        "level": value.level,
        "parent": value.parent,
    }


def facet_body(
    facet: str, values: FacetValues, names: Names, lang: Language, *, offset: int, limit: int
) -> Body:
    """Return one page of all values of a facet; `values` counts them all."""
    shown = values[offset : offset + limit]
    return {
        "facet": facet,
        "total": len(values),
        "offset": offset,
        "limit": limit,
        "values": [facet_value(value, facet, names, lang) for value in shown],
    }


def suggest_body(text: str, completions: Iterable[Completion], names: Names, lang: Language) -> Body:
    """Return what a beginning of a query may become; `label` is how to show it in the language asked for."""
    made = [
        asdict(ending)
        | {"label": names.label(ending.kind, ending.value, lang) if ending.value else ending.text}
        for ending in completions
    ]
    return {"query": text, "suggestions": made}


def article_body(view: ArticleView, names: Names, lang: Language) -> Body:
    """Return a whole article: record, passages, labels with their evidence, and what once stood here."""
    article, evidence = view.article.id, view.evidence
    return {
        "article": {
            **_record(view.article),
            "proposed": dict(evidence.proposed),
            "ambiguous": [asdict(ambiguity) for ambiguity in evidence.ambiguous],
        },
        "passages": [_passage(passage, article) for passage in view.passages],
        "labels": [_label(label, article, names, lang) for label in evidence.labels],
        "former": [former_body(former, article) for former in view.former],
    }


def passage_body(passage: PassageView, article: str) -> Body:
    """Return a passage that stands as it was published."""
    now = _passage(passage, article)
    return {
        "id": passage.id,
        "article": article,
        "state": "identical",
        "kind": passage.kind,
        "text": passage.text,
        "now": now,
        "changes": [],
    }


def former_body(former: Former, article: str, *, now: PassageView | None = None) -> Body:
    """Return a passage that no longer stands here: what it said, and where what became of it stands."""
    text = former.now or (now.text if now else "")
    body: Body = {
        "id": former.id,
        "article": article,
        "state": former.state,
        "kind": former.kind,
        "text": former.text,
        "now": None,
        "changes": [],
    }
    if former.passage:
        body["now"] = {
            "id": former.passage,
            "article": former.article,
            "text": text or former.text,
            "href": _href(former.article, former.passage),
        }
    if former.state == "changed":
        body["changes"] = [list(piece) for piece in differences(former.text, former.now)]
    return body


def _hit(hit: ArticleHit) -> Body:
    return {
        "article": _record(hit.article),
        "score": round(hit.score, DIGITS),
        "more": hit.more,
        "spans": [list(span) for span in hit.spans],
        "passages": [_passage_hit(passage, hit.article.id) for passage in hit.passages],
    }


def _record(record: ArticleRecord) -> Body:
    """Return what an article says of itself, without where its file lies on the server."""
    told = {name: getattr(record, name) for name in RECORD}
    more = {name: list(values) for name, values in record.more.items()}
    return told | more | {"source": asdict(record.source), "href": f"/articles/{record.id}"}


def _passage_hit(hit: PassageHit, article: str) -> Body:
    return {
        "id": hit.id,
        "kind": hit.kind,
        "heading": hit.heading,
        "text": hit.text,
        "href": _href(article, hit.id),
        "score": round(hit.score, DIGITS),
        "spans": [list(span) for span in hit.spans],
        "fragment": [hit.fragment.start, hit.fragment.end],
        "why": [_summand(summand) for summand in hit.summands],
    }


def _summand(summand: Summand) -> Body:
    """Return a summand of a score; written out, since `asdict` copies for tens of milliseconds a page."""
    return {
        "field": summand.field,
        "term": summand.term,
        "tf": summand.tf,
        "df": summand.df,
        "score": round(summand.score, DIGITS),
    }


def _passage(passage: PassageView, article: str) -> Body:
    return {
        "id": passage.id,
        "kind": passage.kind,
        "heading": passage.heading,
        "text": passage.text,
        "href": _href(article, passage.id),
        "spans": [list(span) for span in passage.spans],
    }


def _label(label: Label, article: str, names: Names, lang: Language) -> Body:
    return {
        **asdict(label),
        "label": names.label(label.facet, label.value, lang),
        "href": _href(article, label.passage) if label.passage else None,
    }


def notice_body(notice: Notice, lang: Language) -> Body:
    """Return what is said of a query."""
    return {"code": notice.code, "message": notice.text(lang), "span": list(notice.span)}


def _href(article: str, passage: str) -> str:
    return f"/articles/{article}#{passage}"
