"""How is a facet value called, and which value does a name mean?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from index.facets.rows import NONE, NONE_NAMES, facet_named, label_of
from index.facets.vocabularies import Language
from index.text.folding import fold
from search.errors import FilterError
from search.query.fields import FACET_NAMES, PERIODS
from search.query.nodes import And, Field, Node, Not, Or
from search.query.request import Query

__all__ = ["Has", "Names"]

Has: TypeAlias = Callable[[str, str], bool]
"""Tell whether some article has a value of a facet."""


def _none(facet: str, value: str) -> bool:
    del facet, value
    return False


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

    def full(self, facet: str, value: str, lang: Language = "zh") -> str:
        """Return a value with all it lies in: 四川省 内江市 市中区, in English the other way round."""
        path = [self.label(facet, step, lang) for step in self.path(facet, value)]
        return ", ".join(reversed(path)) if lang == "en" else " ".join(path)

    def lowest(self, facet: str, values: Sequence[str], lang: Language = "zh") -> list[str]:
        """Return values in full, without those that others of them lie in."""
        return [self.full(facet, value, lang) for value in self.lowest_values(facet, values)]

    def lowest_values(self, facet: str, values: Sequence[str]) -> list[str]:
        """Return the values in which none of the others lies."""
        above = {step for value in values for step in self.path(facet, value)[:-1]}
        return [value for value in values if value not in above]

    def value(self, facet: str, given: str, *, position: int | None = None, has: Has = _none) -> str:
        """Return the one value that a code or name means.

        What some article `has` means itself, even where our tables do not know it. Raises FilterError with
        the choices where a name is ambiguous or unknown; `position` counts in the query.
        """
        if has(facet, given):
            return given
        row = facet_named(facet)
        if row.of_article and fold(given) in (NONE, *map(fold, NONE_NAMES)):  # every passage has a kind
            return NONE
        found = row.vocabulary.resolve(given)
        if len(found) == 1:
            return found[0]
        unknown = "period-form" if facet in PERIODS else "value-unknown"
        raise FilterError(
            "value-ambiguous" if found else unknown,
            position,
            facet=facet,
            value=given.strip(),
            choices=row.vocabulary.choices(found),
        )

    def canonical(self, query: Query, has: Has) -> Query:
        """Return a query with codes for the names in its filters. Raises FilterError."""
        filters = (
            replace(given, value=self.value(given.facet, given.value, has=has)) for given in query.filters
        )
        return replace(query, filters=tuple(filters))

    def resolved(self, node: Node, has: Has) -> Node:
        """Return a node with codes for the names in its fields. Raises FilterError."""
        match node:
            case Field(name=name) if name in FACET_NAMES:
                return replace(node, value=self.value(name, node.value, position=node.span[0], has=has))
            case And(children=children) | Or(children=children):
                return replace(node, children=tuple(self.resolved(child, has) for child in children))
            case Not(child=child):
                return replace(node, child=self.resolved(child, has))
        return node
