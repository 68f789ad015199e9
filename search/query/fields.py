"""Which names before a colon make a field?

Those of the facets, read as periods where their values are, and those of texts: title, heading, caption.
"""

from index.facets.periods import Periods
from index.facets.rows import FACETS

__all__ = ["FACET_NAMES", "FIELDS", "PERIODS"]

FACET_NAMES = tuple(facet.name for facet in FACETS)
PERIODS = {facet.name: facet.vocabulary for facet in FACETS if isinstance(facet.vocabulary, Periods)}
FIELDS = (*FACET_NAMES, "title", "heading", "caption")
