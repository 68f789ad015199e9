"""Which JSON asks a cluster for the passages of a node?

What a reader typed is data everywhere: the value of a clause, never a field, a script or a query string.
"""

from collections.abc import Callable, Sequence

from index.facets.rows import NONE
from index.opensearch.mapping import PASSAGES
from search.marks.wording import Wording
from search.opensearch.clauses.neighbours import (
    NOTHING,
    Clause,
    either,
    exact_clause,
    needed_clauses,
    string_clause,
    writable,
)
from search.query.nodes import And, Everything, Field, Near, Node, Not, Or, Range, Text, Wildcard

__all__ = ["Compiler", "Misses", "all_of", "inside"]

Misses = Callable[[Node], Sequence[str]]
"""Return the anchors of passages that pass the conditions of a proximity or wildcard and yet do not match."""

ALL: Clause = {"match_all": {}}


def inside(name: str) -> str:
    """Return the path of a field of passages."""
    return f"{PASSAGES}.{name}"


def all_of(clauses: Sequence[Clause], *, without: Sequence[Clause] = ()) -> Clause:
    """Return what asks for all clauses, and for none of others."""
    if len(clauses) == 1 and not without:
        return clauses[0]
    wanted = {"filter": [*clauses]} if clauses else {}
    return (
        {"bool": {**wanted, **({"must_not": [*without]} if without else {})}} if clauses or without else ALL
    )


class Compiler:
    """Turns nodes into filters of passages, for the words of one mode."""

    def __init__(self, wording: Wording, misses: Misses) -> None:
        self.wording, self.misses = wording, misses

    def filter(self, node: Node) -> Clause:
        """Return what the passages of a node pass."""
        match node:
            case Everything():
                return ALL
            case And(children=children):
                wanted = [child for child in children if not isinstance(child, Not | Everything)]
                denied = [self.filter(child.child) for child in children if isinstance(child, Not)]
                return all_of([self.filter(child) for child in wanted], without=denied)
            case Or(children=children):
                return either([self.filter(child) for child in children])
            case Not(child=child):
                return all_of([], without=[self.filter(child)])
            case Text():
                return self._run(node)
            case Wildcard() | Near():
                return self._neighbours(node)
            case Range():
                return _range(node)
            case Field(name=name, value=value):
                return _field(name, value)

    def _run(self, node: Text) -> Clause:
        words = self.wording(node)
        if not words:
            return string_clause(inside("grams"), node.folded)
        field = inside("words")
        if self.wording.mode == "any":
            return {"terms": {field: words}}
        return all_of([{"term": {field: {"value": word}}} for word in words])

    def _neighbours(self, node: Wildcard | Near) -> Clause:
        field = inside("grams")
        clause = exact_clause(field, node)
        if clause is not None:
            return clause
        misses = self.misses(node)
        without = [{"terms": {inside("anchor"): [*misses]}}] if misses else []
        return all_of(needed_clauses(field, node), without=without)


def _range(node: Range) -> Clause:
    """Return what asks for the labels of a range, which stand in the order of their periods."""
    last = {"lte": f"{node.name}={node.high}"} if node.high else {"lt": f"{node.name}={NONE}"}
    return {"range": {inside("labels"): {"gte": f"{node.name}={node.low}", **last}}}


def _field(name: str, value: str) -> Clause:
    """Return what asks for a field of the query language; its value is typed text, or a code."""
    if not writable(value):
        return NOTHING
    folded = Text(value).folded
    match name:
        case "title":
            fields = ("title_grams", "subtitle_grams")
            return either([string_clause(inside(field), folded) for field in fields])
        case "heading":
            return string_clause(inside("heading_grams"), folded)
        case "caption":
            kind = {"term": {inside("kind"): {"value": "caption"}}}
            return all_of([kind, string_clause(inside("grams"), folded)])
        case "kind":
            return {"term": {inside("kind"): {"value": value}}}
    return {"term": {inside("labels"): {"value": f"{name}={value}"}}}
