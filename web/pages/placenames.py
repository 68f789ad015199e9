"""How is a region called so that nobody mistakes it for another of its name?"""

from collections.abc import Sequence

from search.facets.names import Names
from search.messages import Language

__all__ = ["full_place", "full_places"]


def full_place(code: str, names: Names, language: Language) -> str:
    """Return a region with all it lies in: 四川省 内江市 市中区, in English the other way round."""
    path = [names.label("region", one, language) for one in names.path("region", code)]
    return ", ".join(reversed(path)) if language == "en" else " ".join(path)


def full_places(codes: Sequence[str], names: Names, language: Language) -> list[str]:
    """Return the regions in full, without those that others of them lie in."""
    above = {one for code in codes for one in names.path("region", code)[:-1]}
    return [full_place(code, names, language) for code in codes if code not in above]
