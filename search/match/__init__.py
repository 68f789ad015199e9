"""Which passages match, how well, and where?

Nodes are evaluated over the arrays of a snapshot; the plain scan beside it says what must come out.
"""

__all__: list[str] = []
