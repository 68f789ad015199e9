"""Which kinds of passages does a query count?

Passages without a place count only where they are asked for: by a filter, or in the text of the query.
"""

from index.corpus.passages import KINDS
from search.query.nodes import Field, Node, affirmed
from search.query.request import Query

__all__ = ["UNPLACED", "counted_kinds"]

UNPLACED = "unplaced"


def counted_kinds(query: Query, node: Node) -> tuple[str, ...]:
    """Return the kinds whose passages a resolved query counts."""
    chosen, excluded = query.chosen("kind"), query.excluded("kind")
    unasked = () if chosen or _asks_for_shelf(node) else (UNPLACED,)
    return tuple(kind for kind in chosen or KINDS if kind not in excluded and kind not in unasked)


def _asks_for_shelf(node: Node) -> bool:
    """Tell whether a query asks for the kind `unplaced`: anywhere in it, but for what NOT takes away."""
    return any(
        isinstance(leaf, Field) and (leaf.name, leaf.value) == ("kind", UNPLACED) for leaf in affirmed(node)
    )
