"""How are the values of a facet called, and in which order do they stand?

The same for every backend; nothing is counted here.
"""

__all__: list[str] = []
