"""How is a parsed query written down again, so that reading it gives the same nodes?

The text is canonical, not what was typed: one space between clauses, `OR`, a distance after each NEAR and
BEFORE, and parentheses only where precedence needs them. It can be longer than the query it came from, and
so, near the limit of 500 characters, longer than `parse` accepts.
"""

import re

from search.errors import SearchError
from search.query.leaves import TO, field_leaf, run_leaf
from search.query.lexer import Kind, tokenize
from search.query.nodes import And, Everything, Field, Gap, Near, Node, Not, Or, Range, Text, Wildcard
from search.query.runs import STAR

__all__ = ["unparse"]

_SPECIAL = re.compile(r"[\s\\\"＂“”()（）?*]")
_QUOTED = re.compile(r"[\\\"＂]")


def unparse(node: Node) -> str:
    """Write a node as a query; ``parse(unparse(node)).node == node`` for every node that `parse` made."""
    match node:
        case And(children=children):
            return " ".join(_inside(child, Or) for child in children if not isinstance(child, Everything))
        case Or(children=children):
            return " OR ".join(unparse(child) for child in children)
        case Not(child=child):
            written = _inside(child, And, Or, Near)
            return f"NOT {written}" if written.startswith("-") else f"-{written}"
        case Near(left=left, right=right, distance=distance, ordered=ordered):
            operator = "BEFORE" if ordered else "NEAR"
            return f"{_inside(left, Or)} {operator}/{distance} {_inside(right, Or, Near)}"
        case _:
            return _leaf(node)


def _inside(node: Node, *weaker: type) -> str:
    """Write a child, in parentheses if it binds no tighter than its parent."""
    written = unparse(node)
    return f"({written})" if isinstance(node, weaker) else written


def _leaf(node: Node) -> str:
    written = ""
    match node:
        case Text(literal=literal, quoted=quoted):
            written = _quoted(literal) if quoted else _plainest(node, literal)
        case Wildcard(parts=parts):
            written = _plainest(
                node, "".join(_gap(part) if isinstance(part, Gap) else _escaped(part) for part in parts)
            )
        case Field(name=name, value=value, quoted=quoted):
            written = f"{name}:{_quoted(value)}" if quoted else _plainest(node, value, before=f"{name}:")
        case Range(name=name, low=low, high=high):
            written = f"{name}:{low}{TO}{high}"
    return written


def _gap(gap: Gap) -> str:
    return "?" * gap.least + "*" * ((gap.most - gap.least) // STAR)


def _quoted(literal: str) -> str:
    return '"' + _QUOTED.sub(r"\\\g<0>", literal) + '"'


def _escaped(literal: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", literal)


def _plainest(node: Node, text: str, *, before: str = "") -> str:
    """Write `text` as it is if that reads as `node`, else escaped, if need be from the first character on."""
    escaped = text if isinstance(node, Wildcard) else _escaped(text)
    candidates = [text] if _paired(text) else []
    for candidate in (*candidates, escaped):
        if _read(before + candidate) == node:
            return before + candidate
    return f"{before}\\{escaped}"


def _paired(text: str) -> bool:
    """Tell whether no curly quote of `text` could find a partner in another clause."""
    depth = 0
    for char in text:
        depth += (char == "“") - (char == "”")
        if depth < 0:
            return False
    return not depth


def _read(written: str) -> Node | None:
    """Read one word; None when it is something else, or a fault."""
    try:
        tokens, _ = tokenize(written)
        if len(tokens) == 1 and tokens[0].run:
            token, run = tokens[0], tokens[0].run
            return (
                field_leaf(token.name, run, span=token.span) if token.kind is Kind.FIELD else run_leaf(run)[0]
            )
    except SearchError:
        return None
    return None
