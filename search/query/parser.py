"""What does the text of a query mean?

`NOT` or a minus binds tightest, then `NEAR` and `BEFORE`, then AND (written `AND` or with a space), then
`OR`. Any text gives nodes, or an error with the position of the fault.
Parentheses are the only nesting and their depth is limited, so recursion is too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from search.errors import QueryLimitError, QuerySyntaxError
from search.messages import Notice
from search.query.leaves import field_leaf, run_leaf
from search.query.lexer import Kind, Token, tokenize
from search.query.nodes import And, Everything, Near, Node, Not, Or, Span, Text, Wildcard
from search.query.runs import Run

__all__ = ["CHARACTERS", "CLAUSES", "DEPTH", "DISTANCE", "ParsedQuery", "parse"]

CHARACTERS = 500
CLAUSES = 32
DEPTH = 20
DISTANCE = 200

_BINARY = (Kind.AND, Kind.OR, Kind.NEAR)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The meaning of a query, and notices on parts that may have been meant otherwise."""

    node: Node
    notices: tuple[Notice, ...] = ()


def parse(text: str) -> ParsedQuery:
    """Read a query.

    Raises QuerySyntaxError, FilterError for a period that is none, and QueryLimitError above 500 characters,
    32 clauses or 20 parentheses deep; `position` counts characters of `text` from 0, up to its length.
    """
    if len(text) > CHARACTERS:
        raise QueryLimitError("query-length", CHARACTERS, limit=CHARACTERS)
    tokens, notices = tokenize(text)
    if not tokens:
        return ParsedQuery(Everything(span=(0, len(text))), tuple(notices))
    parser = _Parser(tokens, notices)
    node = _positive(parser.alternatives())
    parser.finish()
    return ParsedQuery(node, tuple(sorted(parser.notices, key=lambda notice: notice.span)))


class _Parser:
    """Descend over the tokens; each method reads one level of precedence, weakest first."""

    def __init__(self, tokens: Sequence[Token], notices: list[Notice]) -> None:
        self.tokens = tokens
        self.notices = notices
        self.index = 0
        self.clauses = 0
        self.open: list[Token] = []

    def alternatives(self) -> Node:
        """Read clauses joined by OR."""
        children = [self._conjunction()]
        while self._next_is(Kind.OR):
            self.index += 1
            children.append(self._conjunction())
        return _or(children)

    def finish(self) -> None:
        """Refuse what is left over: only a closing parenthesis can be."""
        if self.index < len(self.tokens):
            raise QuerySyntaxError("parenthesis-unopened", self.tokens[self.index].span[0])

    def _conjunction(self) -> Node:
        children = [self._proximity()]
        while self._peek() not in (None, Kind.OR, Kind.CLOSE):
            self.index += self._next_is(Kind.AND)
            children.append(self._proximity())
        return _and(children)

    def _proximity(self) -> Node:
        left = self._negation()
        while self._next_is(Kind.NEAR):
            operator = self.tokens[self.index]
            self.index += 1
            left = _near(left, self._negation(), operator)
        return left

    def _negation(self) -> Node:
        if not self._next_is(Kind.NOT):
            return self._operand()
        operator = self.tokens[self.index]
        self.index += 1
        child = _positive(self._operand())
        return Not(child, span=(operator.span[0], child.span[1]))

    def _operand(self) -> Node:
        token = self.tokens[self.index] if self.index < len(self.tokens) else None
        if token and token.kind is Kind.OPEN:
            return self._group(token)
        if token and token.run:
            self.index += 1
            return self._leaf(token, token.run)
        raise self._missing(token)

    def _group(self, opening: Token) -> Node:
        if len(self.open) == DEPTH:
            raise QueryLimitError("query-depth", opening.span[0], limit=DEPTH)
        self.open.append(opening)
        self.index += 1
        node = self.alternatives()
        if not self._next_is(Kind.CLOSE):
            raise QuerySyntaxError("parenthesis-unclosed", opening.span[0])
        self.index += 1
        self.open.pop()
        return node

    def _leaf(self, token: Token, run: Run) -> Node:
        self.clauses += 1
        if self.clauses > CLAUSES:
            raise QueryLimitError("query-clauses", token.span[0], limit=CLAUSES)
        if token.kind is Kind.FIELD:
            return field_leaf(token.name, run, span=token.span)
        node, notices = run_leaf(run)
        self.notices += notices
        return node

    def _missing(self, token: Token | None) -> QuerySyntaxError:
        """Say why no clause could begin at `token` (None: the end)."""
        before = self.tokens[self.index - 1] if self.index else None
        if token and token.kind in (*_BINARY, Kind.NOT):
            doubled = before is not None and before.kind is not Kind.OPEN
            return QuerySyntaxError(
                "operator-doubled" if doubled else "operator-start", token.span[0], operator=token.text
            )
        if token and not self.open:
            return QuerySyntaxError("parenthesis-unopened", token.span[0])
        if before and before.kind is Kind.OPEN:
            code = "parentheses-empty" if token else "parenthesis-unclosed"
            return QuerySyntaxError(code, before.span[0])
        position, operator = (before.span[0], before.text) if before else (0, "")
        return QuerySyntaxError("operator-end", position, operator=operator)

    def _peek(self) -> Kind | None:
        return self.tokens[self.index].kind if self.index < len(self.tokens) else None

    def _next_is(self, kind: Kind) -> bool:
        return self._peek() is kind


def _span(nodes: Sequence[Node]) -> Span:
    return min(node.span[0] for node in nodes), max(node.span[1] for node in nodes)


def _positive(node: Node) -> Node:
    """Give a bare negation the whole it takes away from."""
    if isinstance(node, Not):
        return And((Everything(span=(node.span[0], node.span[0])), node), span=node.span)
    return node


def _and(nodes: Sequence[Node]) -> Node:
    if len(nodes) == 1:
        return nodes[0]
    flat = [child for node in nodes for child in (node.children if isinstance(node, And) else (node,))]
    positive = [child for child in flat if not isinstance(child, Not | Everything)]
    start = nodes[0].span[0]
    children: list[Node] = [child for child in flat if not isinstance(child, Everything)]
    if not positive:
        children.insert(0, Everything(span=(start, start)))
    return And(tuple(children), span=_span(nodes))


def _or(nodes: Sequence[Node]) -> Node:
    if len(nodes) == 1:
        return nodes[0]
    whole = [_positive(node) for node in nodes]
    flat = [child for node in whole for child in (node.children if isinstance(node, Or) else (node,))]
    return Or(tuple(flat), span=_span(nodes))


def _near(left: Node, right: Node, operator: Token) -> Near:
    name = operator.text.partition("/")[0]
    if operator.distance > DISTANCE:
        raise QueryLimitError("near-distance", operator.span[0], operator=name, limit=DISTANCE)
    for side in (left, right):
        parts = side.children if isinstance(side, Or) else (side,)
        if not all(isinstance(part, Text | Wildcard) for part in parts) and not isinstance(side, Near):
            raise QuerySyntaxError("near-operand", side.span[0], operator=name)
    return Near(left, right, distance=operator.distance, ordered=name == "BEFORE", span=_span((left, right)))
