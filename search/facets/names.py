"""How is a facet value called, and which value does a name mean?"""

from dataclasses import dataclass
from functools import cached_property

from index.facets.rows import NONE, NONE_NAMES, facet_named, label_of
from index.facets.vocabularies import Language
from index.text.folding import fold
from search.errors import FilterError
from search.whoosh.catalog import Catalog

__all__ = ["Names"]


@dataclass(frozen=True)
class Names:
    """Labels of facet values, and the values behind labels, each made once."""

    def label(self, facet: str, value: str, lang: Language = "zh") -> str:
        """Return how a value is shown; a value without a name is its own."""
        if value != NONE and not facet_named(facet).vocabulary.closed:
            return value
        key = (facet, value, lang)
        if key not in self._labels:
            self._labels[key] = label_of(facet, value, lang)
        return self._labels[key]

    @cached_property
    def _labels(self) -> dict[tuple[str, str, Language], str]:
        return {}

    def path(self, facet: str, value: str) -> tuple[str, ...]:
        """Return the ancestors of a value, root first, and the value itself."""
        if (facet, value) not in self._paths:
            self._paths[facet, value] = facet_named(facet).vocabulary.path(value)
        return self._paths[facet, value]

    @cached_property
    def _paths(self) -> dict[tuple[str, str], tuple[str, ...]]:
        return {}

    def values(
        self, facet: str, given: str, *, position: int | None = None, catalog: Catalog | None = None
    ) -> tuple[str, ...]:
        """Return the one value that a code or name means.

        What an article of the catalog has means itself, even where our tables do not know it. Raises
        FilterError with the choices where a name is ambiguous or unknown; `position` counts in the query.
        """
        if catalog is not None and catalog.has(facet, given):
            return (given,)
        row = facet_named(facet)
        if row.of_article and fold(given) in (NONE, *map(fold, NONE_NAMES)):  # every passage has a kind
            return (NONE,)
        found = row.vocabulary.resolve(given)
        if len(found) == 1:
            return found
        raise FilterError(
            "value-ambiguous" if found else "value-unknown",
            position,
            facet=facet,
            value=given.strip(),
            choices=row.vocabulary.choices(found),
        )
