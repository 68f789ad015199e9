"""Which facets does an article have, and which values can each take?

A facet is a row; whoever lists facets walks the rows. Nothing here counts or stores.
"""

__all__: list[str] = []
