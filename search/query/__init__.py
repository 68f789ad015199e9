"""What is asked? From the text of a query to nodes, and back.

Nothing here knows an index.
"""

__all__: list[str] = []
