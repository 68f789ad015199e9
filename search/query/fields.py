"""Which names before a colon make a field?

Those of the facets, read as years where their values are, and those of texts: a title, a heading, a caption.
"""

from index.facets.rows import FACETS
from index.facets.vocabularies import Years

__all__ = ["FACET_NAMES", "FIELDS", "YEARS"]

FACET_NAMES = tuple(facet.name for facet in FACETS)
YEARS = tuple(facet.name for facet in FACETS if isinstance(facet.vocabulary, Years))
FIELDS = (*FACET_NAMES, "title", "heading", "caption")
