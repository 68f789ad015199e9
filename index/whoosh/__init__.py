"""How does Whoosh read and write our arrays?

Schema, codec and table of contents: the index stays one that plain Whoosh can open and search.
"""

__all__: list[str] = []
