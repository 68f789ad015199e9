"""Which search finds what another finds, and some text beside it?"""

from collections.abc import Callable

from search.errors import SearchError
from search.query.nodes import Text
from search.query.parser import CHARACTERS, parse
from search.query.request import Query
from search.query.unparser import unparse

__all__ = ["joined", "literal", "narrower", "together"]


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


def narrower(query: Query) -> Callable[[str], Query | None]:
    """Return the function from a literal to `together` of both, which reads no query to know it is one."""
    allowed = together(query, '"党"') is not None  # one more clause and one more pair of parentheses

    def narrowed(quoted: str) -> Query | None:
        text = joined(query.text, quoted) if query.text.strip() else quoted
        return query.with_text(text) if allowed and quoted and len(text) <= CHARACTERS else None

    return narrowed


def literal(folded: str) -> str:
    """Return the query for a folded text as it stands, "" where none says just that."""
    node = Text(folded, quoted=True)
    return unparse(node) if node.folded == folded else ""
