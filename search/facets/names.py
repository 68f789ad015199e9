"""How is a facet value called, and which value does a name mean?"""

from dataclasses import dataclass
from functools import cached_property

from index.labels.gazetteer import Gazetteer, load_gazetteer
from index.labels.taxonomy import Taxonomy, load_taxonomy
from index.store.catalog import NONE
from index.text.folding import fold
from search.errors import FilterError
from search.snapshot.catalog import Catalog

__all__ = ["Names"]

KIND_LABELS = {
    "title": ("标题", "Title"),
    "heading": ("小标题", "Heading"),
    "paragraph": ("正文", "Paragraph"),
    "caption": ("图注", "Caption"),
    "unplaced": ("未归位", "Unplaced"),
}
CLOSED = ("region", "type", "kind")
NONE_LABEL = ("未注明", "Not stated")


@dataclass(frozen=True)
class Names:
    """Labels of facet values, and the values behind labels; loads its tables when first asked."""

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Return the gazetteer."""
        return load_gazetteer()

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """Return the taxonomy."""
        return load_taxonomy()

    def label(self, facet: str, value: str, lang: str = "zh") -> str:
        """Return how a value is shown; a value without a name is its own."""
        if facet not in CLOSED and value != NONE:
            return value
        key = (facet, value, lang)
        if key not in self._labels:
            self._labels[key] = self._label(facet, value, lang)
        return self._labels[key]

    @cached_property
    def _labels(self) -> dict[tuple[str, str, str], str]:
        return {}

    def _label(self, facet: str, value: str, lang: str) -> str:
        if value == NONE:
            return NONE_LABEL[lang == "en"]
        if facet == "kind":
            return KIND_LABELS[value][lang == "en"] if value in KIND_LABELS else value
        if facet == "region":
            return self.gazetteer.label(value, lang) if self.gazetteer.get(value) else value
        if facet == "type":
            return self.taxonomy.label(value, lang) if self.taxonomy.get(value) else value
        return value

    def path(self, facet: str, value: str) -> tuple[str, ...]:
        """Return the ancestors of a value, root first, and the value itself."""
        if (facet, value) not in self._paths:
            self._paths[facet, value] = self._path(facet, value)
        return self._paths[facet, value]

    @cached_property
    def _paths(self) -> dict[tuple[str, str], tuple[str, ...]]:
        return {}

    def _path(self, facet: str, value: str) -> tuple[str, ...]:
        if facet == "region" and self.gazetteer.get(value):
            return tuple(place.code for place in self.gazetteer.path(value))
        if facet == "type" and self.taxonomy.get(value):
            return tuple(item.id for item in self.taxonomy.path(value))
        return (value,)

    def values(
        self, facet: str, given: str, *, position: int | None = None, catalog: Catalog | None = None
    ) -> tuple[str, ...]:
        """Return the values that a code or name means, one unless the facet has no closed list.

        What an article of the catalog has means itself, even where our tables do not know it. Raises
        FilterError with the choices where a name is ambiguous or unknown; `position` counts in the query.
        """
        if catalog is not None and catalog.has(facet, given):
            return (given,)
        if facet != "kind" and fold(given) in (NONE, *map(fold, NONE_LABEL)):  # every passage has a kind
            return (NONE,)
        if facet == "region":
            return self._region(given.strip(), position)
        if facet == "type":
            known = {
                item: (self.label("type", item), self.label("type", item, "en"))
                for item in (one.id for one in self.taxonomy)
            }
            return self._closed(facet, given, known, position)
        if facet == "kind":
            return self._closed(facet, given, KIND_LABELS, position)
        return (given,)

    def _closed(
        self, facet: str, given: str, known: dict[str, tuple[str, str]], position: int | None
    ) -> tuple[str, ...]:
        wanted = fold(given)
        for value, labels in known.items():
            if wanted in (fold(value), *map(fold, labels)):
                return (value,)
        raise FilterError("value-unknown", position, facet=facet, value=given, choices=tuple(known))

    def _region(self, given: str, position: int | None) -> tuple[str, ...]:
        if self.gazetteer.get(given):
            return (given,)
        found = self.gazetteer.named(given)
        if len(found) == 1:
            return (found[0].code,)
        choices = tuple(f"{place.code} {self._full(place.code)}" for place in found[:20])
        raise FilterError(
            "value-ambiguous" if found else "value-unknown",
            position,
            facet="region",
            value=given,
            choices=choices,
        )

    def _full(self, code: str) -> str:
        return "".join(self.gazetteer.label(place.code) for place in self.gazetteer.path(code))
