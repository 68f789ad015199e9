"""Which text counts as equal, and which words does it have?

Folding and word cutting, the same for index and query. Everything else stands on this room; it imports no
other.
"""

__all__: list[str] = []
