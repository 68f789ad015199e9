"""Turn a query into results.

This package parses a query, evaluates it over a stored index and ranks, counts and marks what it finds. It
never builds or repairs an index, and it makes no HTML and no URLs (the notebook view is the one exception).
It imports ``index`` for the rules both sides share, never ``web``.
"""

__all__: list[str] = []
