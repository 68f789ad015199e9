"""How is a request written as arguments of an address?

`web.params` reads them back; a client of a server writes them as its pages do.
"""

from search.query.request import Filter, Query

__all__ = ["to_arguments"]

_DEFAULT = Query()


def to_arguments(query: Query) -> list[tuple[str, str]]:
    """Write a request as arguments, in one order, defaults left out."""
    default = _DEFAULT
    mentioned = "1" if query.mentioned else "0"
    singles = [
        ("q", query.text, default.text),
        ("mode", query.mode, default.mode),
        *((chosen.facet, _written(chosen), "") for chosen in query.filters),
        ("sort", query.sort, default.sort),
        ("page", str(query.page), str(default.page)),
        ("size", str(query.size), str(default.size)),
        ("mentioned", mentioned, "0"),
    ]
    return [(name, value) for name, value, usual in singles if value != usual]


def _written(chosen: Filter) -> str:
    value = f"\\{chosen.value}" if chosen.value.startswith(("-", "\\")) else chosen.value
    return f"-{value}" if chosen.exclude else value
