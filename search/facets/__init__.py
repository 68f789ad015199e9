"""How are the values of a facet called, and in which order do they stand?

The same for every backend.
"""

__all__: list[str] = []
