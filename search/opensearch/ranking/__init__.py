"""How does a cluster score passages, and why does one score what it does?

As `search.ranking` says: the cluster counts terms, the formula is ours.
"""

__all__: list[str] = []
