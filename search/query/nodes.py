"""What does a parsed query ask for?

Nodes are what `search.query.parser` makes of the text and what an engine evaluates. They keep two promises:

- `Not` stands only as a child of `And`, and every `And` has a child that is no `Not`: the positive side of
  a pure negation is `Everything`, first, and stands nowhere else but for the empty query. `And` and `Or`
  have two children or more, none of their own kind.
- Every run has something to match: a `Text`, and each fixed part of a `Wildcard`, folds to one character
  or more.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from index.facets.rows import NONE
from index.text.folding import fold

__all__ = [
    "And",
    "Everything",
    "Field",
    "Gap",
    "Near",
    "Node",
    "Not",
    "Or",
    "Range",
    "Span",
    "Text",
    "Wildcard",
    "affirmed",
    "walk",
]

NEAR_DISTANCE = 10

Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Spanned:
    """A node knows where it stands: `span` is `[start, end)` in the query as typed; equality ignores it."""

    span: Span = field(default=(0, 0), compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Everything(_Spanned):
    """Match every passage: the empty query, or what a pure negation takes away from."""


_folded = lru_cache(maxsize=1_024)(fold)  # a run is folded once, not once for each passage shown


@dataclass(frozen=True, slots=True)
class Text(_Spanned):
    """Match a run: one literal string, as typed, without escapes; `quoted` when quotes made it."""

    literal: str
    quoted: bool = False

    @property
    def folded(self) -> str:
        """Return the run in the form in which text is matched; never empty in a parsed query."""
        return _folded(self.literal)


@dataclass(frozen=True, slots=True)
class Gap:
    """Stand for `least` to `most` squeezed characters, whichever they are."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Wildcard(_Spanned):
    """Match a run with gaps: fixed parts (as typed) and gaps take turns.

    A gap at either end has `least == most`: that many characters must stand there and belong to the match.
    """

    parts: tuple[str | Gap, ...]


@dataclass(frozen=True, slots=True)
class Field(_Spanned):
    """Match by a property of article or passage; `value` is as typed, the engine resolves names."""

    name: str
    value: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Range(_Spanned):
    """Match articles of the periods `low` to `high` of a facet, both included; "" is open, never both."""

    name: str
    low: str
    high: str

    def holds(self, value: str) -> bool:
        """Tell whether a value of the facet lies in the range."""
        return self.low <= value and (value <= self.high if self.high else value != NONE)


@dataclass(frozen=True, slots=True)
class Near(_Spanned):
    """Match where at most `distance` squeezed characters lie between two matches, in this order if `ordered`.

    Each side is a Text, a Wildcard, an Or of these, or another Near.
    """

    left: "Node"
    right: "Node"
    distance: int = NEAR_DISTANCE
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class And(_Spanned):
    """Match passages that match every child."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or(_Spanned):
    """Match passages that match at least one child."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not(_Spanned):
    """Match passages that do not match the child."""

    child: "Node"


Node: TypeAlias = Everything | Text | Wildcard | Field | Range | Near | And | Or | Not


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and all below it, in the order of the query."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        match node:
            case And(children=children) | Or(children=children):
                waiting.extend(reversed(children))
            case Not(child=child):
                waiting.append(child)
            case Near(left=left, right=right):
                waiting.extend((right, left))


def affirmed(node: Node, *, denied: bool = False) -> Iterator[Node]:
    """Yield what a query asks for: the leaves under no NOT, or under an even number of them."""
    match node:
        case And(children=children) | Or(children=children):
            for child in children:
                yield from affirmed(child, denied=denied)
        case Not(child=child):
            yield from affirmed(child, denied=not denied)
        case _ if not denied:
            yield node


def gained(node: Node) -> list[Text]:
    """Return the runs that a passage gains by; what stands under NOT is no gain."""
    match node:
        case Text():
            return [node]
        case And(children=children) | Or(children=children):
            return [text for child in children for text in gained(child)]
        case Near(left=left, right=right):
            return gained(left) + gained(right)
    return []


def literals(node: Node) -> list[str]:
    """Return what a passage is scored by: the literals of runs, and the fixed parts of wildcards."""
    match node:
        case Text(literal=literal):
            return [literal]
        case Wildcard(parts=parts):
            return [part for part in parts if isinstance(part, str)]
        case And(children=children) | Or(children=children):
            return [run for child in children for run in literals(child)]
        case Near(left=left, right=right):
            return literals(left) + literals(right)
    return []
