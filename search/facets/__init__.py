"""How are the values of a facet called, in which order do they stand, and which does a query name?

The same for every backend; nothing is counted here.
"""

__all__: list[str] = []
