"""How are the results of a search set out, and which ways lead on from them?

Hits, facets, filters and views, each with its address; only what a way out would find is counted here.
"""

__all__: list[str] = []
