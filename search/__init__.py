"""Turn a query into results.

This package parses a query, evaluates it over a stored index and ranks, counts and marks what it finds. It
never builds or repairs an index, and it makes no HTML and no URLs (the notebook view is the one exception).
It imports ``index`` for the rules both sides share, never ``web``.
"""

from typing import Any

__all__ = ["Engine", "Query", "Results", "SearchError", "open_engine"]

_HOMES = {
    "Engine": "search.engine",
    "Query": "search.query.request",
    "Results": "search.results",
    "SearchError": "search.errors",
    "open_engine": "search.remote.opening",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
