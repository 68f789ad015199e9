"""Which search finds what another finds, and some text beside it?"""

from search.errors import SearchError
from search.query.nodes import Text
from search.query.parser import parse
from search.query.request import Query
from search.query.unparser import unparse

__all__ = ["joined", "literal", "together"]


def joined(text: str, other: str) -> str:
    """Return the text of a query that asks for two at once."""
    return " ".join(f"({part})" for part in (text, other) if part.strip())


def together(query: Query, text: str) -> Query | None:
    """Return a search for what a query and another find in one passage, None where it would be too long."""
    both = query.with_text(joined(query.text, text))
    try:
        parse(both.text)
    except SearchError:
        return None
    return both


def literal(folded: str) -> str:
    """Return the query for a folded text as it stands, "" where none says just that."""
    node = Text(folded, quoted=True)
    return unparse(node) if node.folded == folded else ""
