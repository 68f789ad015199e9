"""How much markup may a document hold?

The readers of web pages and Word files are targets of lxml's parser: they are told of each element as it is
met and no tree is built, so memory goes with the text and not with the markup. What is declared here bounds
the time as well, for the parser looks through all open elements at a stray end tag.
"""

from collections.abc import Mapping
from pathlib import Path

from index.errors import SourceError

__all__ = ["ATTRIBUTES", "CHUNK", "DEPTH", "ELEMENTS", "Limits"]

ELEMENTS = 1_000_000
ATTRIBUTES = 1_000
DEPTH = 1_000
CHUNK = 1_000_000  # bytes given to the parser at once; it may read again what is unfinished


class Limits:
    """Counts the elements of one document while it is read. Raises SourceError at the first too many."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.elements = 0
        self.depth = 0

    def open(self, attributes: Mapping[str, str]) -> None:
        """Count an element that begins."""
        self.elements += 1
        self.depth += 1
        if self.elements > ELEMENTS:
            raise SourceError(self.path, 0, f"has more than {ELEMENTS:,} elements; split it")
        if self.depth > DEPTH:
            raise SourceError(self.path, 0, f"has elements nested deeper than {DEPTH:,}; is this a text?")
        if len(attributes) > ATTRIBUTES:
            raise SourceError(
                self.path, 0, f"has an element with more than {ATTRIBUTES:,} attributes; is this a text?"
            )

    def close(self) -> None:
        """Count an element that ends."""
        self.depth -= 1
