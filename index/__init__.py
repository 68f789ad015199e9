"""Turn articles into an index.

This package reads raw documents and article files, splits articles into passages, labels them with places
and initiatives, and writes the Whoosh index. It alone reads ``articles/`` and writes an index, and the stored
index is all it hands on. It imports neither ``search`` nor ``web`` and knows nothing of queries or pages.
"""

__all__: list[str] = []
