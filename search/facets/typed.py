"""Which fields of facets filter a query, and how does its text read without one, or with other years?

A field filters where it is a clause of its own: one that stands beside others, joined by AND, or is the
whole query; what OR, NEAR or parentheses hold together is one clause. What is left of a text is as typed
where that still reads so, else written anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from search.errors import SearchError
from search.query.fields import FACET_NAMES
from search.query.nodes import And, Everything, Field, Node, Not, Or, Range
from search.query.parser import parse
from search.query.unparser import unparse

__all__ = ["TypedField", "in_years", "typed_fields"]

YEAR = "year"


@dataclass(frozen=True, slots=True)
class TypedField:
    """A field that filters: `field` says for what (against, with `exclude`), `rest` is the other text."""

    facet: str
    field: Field | Range
    exclude: bool
    rest: str


def typed_fields(text: str) -> tuple[TypedField, ...]:
    """Return the fields of facets that filter a query. Raises SearchError."""
    clauses = _clauses(parse(text).node)
    found = []
    for clause in clauses:
        field = clause.child if isinstance(clause, Not) else clause
        facet = _facet(field)
        if facet and isinstance(field, Field | Range):
            others = [other for other in clauses if other is not clause]
            rest = _without(text, clause, others)
            found.append(TypedField(facet, field, isinstance(clause, Not), rest))
    return tuple(found)


def in_years(text: str, low: str, high: str) -> str:
    """Return a query that asks for these years, in the place of those it asked for; "" leaves an end open."""
    if low.isdecimal() and high.isdecimal() and low > high:
        low, high = high, low
    try:
        for _ in typed_fields(text):  # each is gone with the text that lacks it
            asked = [one for one in typed_fields(text) if one.facet == YEAR and not one.exclude]
            text = asked[0].rest if asked else text
        whole = parse(text).node
    except SearchError:
        return text  # whose fault is told where it is searched
    if not low and not high:
        return text
    years = f"{YEAR}:{low}" if low == high else f"{YEAR}:{low}..{high}"
    return f"({text}) {years}" if isinstance(whole, Or) else f"{text} {years}".strip()


def _clauses(node: Node) -> list[Node]:
    children = node.children if isinstance(node, And) else (node,)
    return [child for child in children if not isinstance(child, Everything)]


def _facet(node: Node) -> str:
    return node.name if isinstance(node, Field | Range) and node.name in FACET_NAMES else ""


def _without(text: str, clause: Node, others: Sequence[Node]) -> str:
    """Return the text without a clause: cut out of it, or the others written down."""
    start, end = clause.span
    cut = f"{text[:start].rstrip()} {text[end:].lstrip()}".strip()
    written = " ".join(f"({unparse(one)})" if isinstance(one, Or) else unparse(one) for one in others)
    if len(others) == 1:
        written = unparse(others[0])
    try:
        same = _clauses(parse(cut).node) == [*others]
    except SearchError:
        same = False
    return cut if same else written
