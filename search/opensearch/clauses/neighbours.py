"""How is a cluster asked for strings that stand near each other?

By intervals of single characters. Intervals of Lucene are minimal: one that contains another is dropped. So
they are exact for two strings of fixed width that differ, with one gap between them; an alternative must
stand outside. For everything else they give conditions that must hold, and what passes them is read and
scanned (`search.opensearch.scanning`).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from index.opensearch.mapping import HOLE
from index.text.folding import fold
from search.query.nodes import Gap, Near, Node, Or, Text, Wildcard

__all__ = ["Clause", "either", "exact_clause", "needed_clauses", "string_clause"]

Clause = dict[str, Any]
PAIRS = 64  # of alternatives; a query may have 1,024 clauses in all
NOTHING: Clause = {"match_none": {}}


def string_clause(field: str, folded: str) -> Clause:
    """Return what asks for a folded string in a field of grams."""
    if not writable(folded):
        return NOTHING
    if len(folded) == 1:
        return {"term": {f"{field}.c": {"value": folded}}}
    if len(folded) == 2:
        return {"term": {field: {"value": folded}}}
    return {"match_phrase": {field: {"query": folded}}}


def writable(text: str) -> bool:
    """Tell whether text has no half characters, which no text of a cluster has."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def either(clauses: Sequence[Clause]) -> Clause:
    """Return what asks for at least one of some clauses."""
    return clauses[0] if len(clauses) == 1 else {"bool": {"should": [*clauses], "minimum_should_match": 1}}


def needed_clauses(field: str, node: Node) -> list[Clause]:
    """Return what must hold, all of it, where a run, wildcard, alternative or proximity matches."""
    clause = exact_clause(field, node)
    if clause is not None:
        return [clause]
    match node:
        case Wildcard(parts=parts):
            strings = [string_clause(field, fold(part)) for part in parts if isinstance(part, str)]
            pairs = (exact_clause(field, Wildcard(parts[at : at + 3])) for at in _starts(parts))
            return [*strings, *(pair for pair in pairs if pair is not None)]
        case Near(left=left, right=right):
            return [*needed_clauses(field, left), *needed_clauses(field, right)]
        case Or(children=children):
            return [either([{"bool": {"filter": needed_clauses(field, child)}} for child in children])]
    raise TypeError(f"{type(node).__name__} has no occurrences")


def _starts(parts: Sequence[str | Gap]) -> Iterable[int]:
    """Return where a string, a gap and a string follow one another in a longer wildcard."""
    first = int(isinstance(parts[0], Gap))
    return range(first, len(parts) - 2, 2) if len(parts) > 3 else ()


def exact_clause(field: str, node: Node) -> Clause | None:
    """Return what matches just where a node does, None where no clause does."""
    match node:
        case Text():
            return string_clause(field, node.folded)
        case Near():
            return _near(field, node)
        case Wildcard(parts=parts):
            whole = _rigid(node)
            if whole is not None:
                return either([_intervals(field, _string(text)) for text in whole])
            return _one_gap(field, parts)
    return None


def _near(field: str, node: Near) -> Clause | None:
    left, right = _rigid(node.left), _rigid(node.right)
    if left is None or right is None:
        return None
    pairs = [(first, second) for first in left for second in right]
    if len(pairs) > PAIRS or any(first == second for first, second in pairs):
        return None  # equal sides become one source that is looked for twice at the same place
    if not node.ordered:
        pairs += [(second, first) for first, second in pairs]
    return either([_pair(field, first, second, node.distance) for first, second in pairs])


def _rigid(node: Node) -> list[str] | None:
    """Return the texts, with HOLE for `?`, of a side whose alternatives have a fixed width each."""
    match node:
        case Text():
            return [node.folded] if writable(node.folded) else None
        case Wildcard(parts=parts):
            if _open_ended(parts) or any(isinstance(part, Gap) and part.least != part.most for part in parts):
                return None
            text = "".join(fold(part) if isinstance(part, str) else HOLE * part.least for part in parts)
            return [text] if writable(text) else None
        case Or(children=children):
            sides = [_rigid(child) for child in children]
            return None if None in sides else [text for side in sides for text in side or ()]
    return None


def _one_gap(field: str, parts: Sequence[str | Gap]) -> Clause | None:
    """Return what asks for two strings with one gap of several widths between them."""
    wide = [at for at, part in enumerate(parts) if isinstance(part, Gap) and part.least != part.most]
    if len(wide) != 1 or _open_ended(parts):
        return None
    gap = parts[wide[0]]
    first, second = (
        "".join(fold(part) if isinstance(part, str) else HOLE * part.least for part in side)
        for side in (parts[: wide[0]], parts[wide[0] + 1 :])
    )
    if not isinstance(gap, Gap) or not writable(first + second):
        return None
    if (first == second and not gap.least) or (len(second) == 1 and gap.least):
        return None  # equal sides; a hole before a single character is not heeded
    return _pair(field, first, HOLE * gap.least + second, gap.most - gap.least)


def _open_ended(parts: Sequence[str | Gap]) -> bool:
    return isinstance(parts[0], Gap) or isinstance(parts[-1], Gap)


def _pair(field: str, first: str, second: str, gaps: int) -> Clause:
    both = {"ordered": True, "max_gaps": gaps, "intervals": [_string(first), _string(second)]}
    return _intervals(field, {"all_of": both})


def _string(text: str) -> Clause:
    return {"match": {"query": text, "analyzer": "holed", "max_gaps": 0, "ordered": True}}


def _intervals(field: str, rule: Clause) -> Clause:
    return {"intervals": {f"{field}.c": rule}}
