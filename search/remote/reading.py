"""How do the answers of a server become the objects of `search` again?"""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from index.corpus.articles import Source
from index.labels.record import Ambiguity, ArticleRecord, Evidence, Label
from search.facets.values import FacetValue, FacetValues
from search.instruments.table import Column, Remark
from search.messages import Notice
from search.query.nodes import Span
from search.query.request import Filter, Query
from search.results import (
    ArticleHit,
    ArticleView,
    Former,
    Fragment,
    PassageHit,
    PassageView,
    Relaxation,
    Results,
    Suggestion,
    Summand,
    Total,
)
from search.suggest import Completion

__all__ = ["article", "columns", "completions", "facet_values", "remarks", "results", "searched"]

Body = Mapping[str, Any]
_RECORDED = {item.name for item in fields(ArticleRecord)}
_LISTS = ("authors", "regions", "mentioned", "initiatives")
_BESIDE = ("href", "proposed", "ambiguous")  # of an article, beside its record


def results(body: Body, facets: Mapping[str, FacetValues]) -> Results:
    """Return the answer to a search, with its facets."""
    return Results(
        query=_query(body),
        total=Total(**body["total"]),
        hits=tuple(map(_hit, body["hits"])),
        facets=facets,
        notices=tuple(
            Notice(one["code"], _span(one["span"])) for one in body["notices"] if one["span"] is not None
        ),
        relaxations=tuple(Relaxation(**one) for one in body["relaxations"]),
        suggestions=tuple(Suggestion(**one) for one in body["suggestions"]),
        unplaced=body["unplaced"],
        generation=body["generation"],
    )


def article(body: Body) -> ArticleView:
    """Return an article, or what an article that is gone once said."""
    former = tuple(map(_former, body["former"]))
    if "error" in body:
        return ArticleView(ArticleRecord(**body["article"]), (), former=former, gone=True)
    labels = tuple(map(_label, body["labels"]))
    told = body["article"]
    ambiguous = tuple(
        Ambiguity(one["name"], tuple(one["candidates"]), one["passage"]) for one in told["ambiguous"]
    )
    passages = tuple(
        PassageView(
            one["id"],
            one["kind"],
            one["text"],
            one["heading"],
            _spans(one["spans"]),
            tuple(label for label in labels if label.passage == one["id"]),
        )
        for one in body["passages"]
    )
    return ArticleView(_record(told), passages, Evidence(labels, ambiguous, told["proposed"]), former)


def facet_values(values: Iterable[Body]) -> tuple[FacetValue, ...]:
    """Return values of a facet."""
    return tuple(FacetValue(**one) for one in values)


def completions(body: Body) -> tuple[Completion, ...]:
    """Return what a beginning may become."""
    return tuple(
        Completion(one["text"], one["kind"], one["value"], one["passages"]) for one in body["suggestions"]
    )


def columns(body: Body) -> tuple[Column, ...]:
    """Return the columns of a table; their labels are in the language that was asked for."""
    return tuple(Column(one["name"], one["label"], one["label"], one["kind"]) for one in body["columns"])


def remarks(body: Body) -> tuple[Remark, ...]:
    """Return what is said of lines of a list."""
    return tuple(
        Remark(one["code"], one["line"], "", one["message"]) for one in body["notices"] if "line" in one
    )


def searched(body: Body) -> Query:
    """Return the search that a table is made of."""
    filters = tuple(Filter(**one) for one in body["filters"])
    return Query(body["query"], body["mode"], filters, mentioned=body["mentioned"])


def _query(body: Body) -> Query:
    return replace(searched(body), **{name: body[name] for name in ("sort", "page", "size")})


def _record(told: Body) -> ArticleRecord:
    known = {name: value for name, value in told.items() if name in _RECORDED}
    lists = {name: tuple(known[name]) for name in _LISTS}
    more = {
        name: tuple(values) for name, values in told.items() if name not in _RECORDED and name not in _BESIDE
    }
    return ArticleRecord(**{**known, **lists, "source": Source(**known["source"]), "more": more})


def _hit(body: Body) -> ArticleHit:
    return ArticleHit(
        _record(body["article"]),
        body["score"],
        body["more"],
        tuple(map(_passage, body["passages"])),
        _spans(body["spans"]),
    )


def _passage(body: Body) -> PassageHit:
    return PassageHit(
        body["id"],
        body["kind"],
        body["text"],
        body["heading"],
        body["score"],
        _spans(body["spans"]),
        Fragment(*body["fragment"]),
        tuple(Summand(**one) for one in body["why"]),
    )


def _label(body: Body) -> Label:
    told = {item.name: body[item.name] for item in fields(Label)}
    for name in ("sentence", "span"):
        told[name] = None if told[name] is None else _span(told[name])
    return Label(**told)


def _former(body: Body) -> Former:
    now = body["now"] or {}
    text = now.get("text", "") if body["state"] == "changed" else ""
    return Former(
        body["id"],
        body["kind"],
        body["text"],
        body["state"],
        now.get("article", ""),
        now.get("id", ""),
        text,
    )


def _spans(told: Iterable[Iterable[int]]) -> tuple[Span, ...]:
    return tuple(map(_span, told))


def _span(told: Iterable[int]) -> Span:
    start, end = told
    return start, end
