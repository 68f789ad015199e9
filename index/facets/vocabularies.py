"""Which values can a facet have: what lies above each, how is it called, and what does a name mean?

A vocabulary is loaded when it is first asked. `resolve` returns the values a name can mean: one is an answer,
several leave it open, none says that nothing has this name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal, Protocol, TypeAlias

from index.labels.gazetteer import Gazetteer, load_gazetteer
from index.labels.taxonomy import Initiative, Taxonomy, load_taxonomy
from index.text.folding import fold

__all__ = [
    "Initiatives",
    "Language",
    "ListedValue",
    "ListedValues",
    "OpenValues",
    "Places",
    "Vocabulary",
    "taxonomy",
]

Language: TypeAlias = Literal["zh", "en"]
SHOWN = 20  # places that an open name is said to mean


class Vocabulary(Protocol):
    """What is known of the values of a facet."""

    @property
    def tree(self) -> bool:
        """Tell whether values lie in one another."""
        ...

    @property
    def closed(self) -> bool:
        """Tell whether there are no others than those known."""
        ...

    def path(self, value: str) -> tuple[str, ...]:
        """Return the values a value lies in, root first, and the value itself."""
        ...

    def label(self, value: str, language: Language) -> str:
        """Return how a value is shown; one that is not known is its own name."""
        ...

    def resolve(self, given: str) -> tuple[str, ...]:
        """Return the values that a code or name can mean."""
        ...

    def choices(self, found: Sequence[str]) -> tuple[str, ...]:
        """Return what to offer where a name means these values, several or none."""
        ...

    def order(self, value: str) -> str:
        """Return what equally frequent values are sorted by."""
        ...

    def definitions(self) -> Sequence[Initiative]:
        """Return the values that are defined in words, none for most."""
        ...


@dataclass(frozen=True)
class OpenValues:
    """Values are what articles say: any text is one, and each is its own name."""

    tree: bool = False
    closed: bool = False

    def path(self, value: str) -> tuple[str, ...]:
        """Return the value alone."""
        return (value,)

    def label(self, value: str, language: Language) -> str:
        """Return the value."""
        del language
        return value

    def resolve(self, given: str) -> tuple[str, ...]:
        """Return what is given: it may be a value."""
        return (given,)

    def choices(self, found: Sequence[str]) -> tuple[str, ...]:
        """Return what was found."""
        return tuple(found)

    def order(self, value: str) -> str:
        """Sort by the text itself."""
        return value

    def definitions(self) -> Sequence[Initiative]:
        """Return none: values are words of articles."""
        return ()


@dataclass(frozen=True, slots=True)
class ListedValue:
    """One value of a fixed list, its names, and the value it lies in ("" for none)."""

    value: str
    zh: str
    en: str
    parent: str = ""


@dataclass(frozen=True)
class ListedValues:
    """Values are those of a fixed list, which may be a tree."""

    rows: tuple[ListedValue, ...]
    closed: bool = True

    @cached_property
    def tree(self) -> bool:
        """Tell whether a value lies in another."""
        return any(row.parent for row in self.rows)

    @cached_property
    def _known(self) -> Mapping[str, ListedValue]:
        return {row.value: row for row in self.rows}

    def path(self, value: str) -> tuple[str, ...]:
        """Return the values a value lies in, root first, and the value itself."""
        row = self._known.get(value)
        return (*self.path(row.parent), value) if row and row.parent else (value,)

    def label(self, value: str, language: Language) -> str:
        """Return the name of a value."""
        row = self._known.get(value)
        return value if row is None else row.en if language == "en" else row.zh

    def resolve(self, given: str) -> tuple[str, ...]:
        """Return the values whose code or name this is."""
        wanted = fold(given)
        named = ((row.value, *map(fold, (row.value, row.zh, row.en))) for row in self.rows)
        return tuple(value for value, *names in named if wanted in names)[:1]

    def choices(self, found: Sequence[str]) -> tuple[str, ...]:
        """Return all values, for none was found."""
        return tuple(found) or tuple(self._known)

    def order(self, value: str) -> str:
        """Sort by code."""
        return value

    def definitions(self) -> Sequence[Initiative]:
        """Return none: the names say it."""
        return ()


@dataclass(frozen=True)
class Initiatives:
    """Values are the types of initiative of the taxonomy, in their groups."""

    tree: bool = True
    closed: bool = True

    @cached_property
    def _listed(self) -> ListedValues:
        rows = (ListedValue(item.id, item.label("zh"), item.label("en"), item.parent) for item in taxonomy())
        return ListedValues(tuple(rows))

    def path(self, value: str) -> tuple[str, ...]:
        """Return the group and the type."""
        return self._listed.path(value)

    def label(self, value: str, language: Language) -> str:
        """Return the name of a type or group."""
        return self._listed.label(value, language)

    def resolve(self, given: str) -> tuple[str, ...]:
        """Return the type whose id or name this is."""
        return self._listed.resolve(given)

    def choices(self, found: Sequence[str]) -> tuple[str, ...]:
        """Return all types."""
        return self._listed.choices(found)

    def order(self, value: str) -> str:
        """Sort by id."""
        return value

    def definitions(self) -> Sequence[Initiative]:
        """Return the types of the taxonomy."""
        return taxonomy().types


@dataclass(frozen=True)
class Places:
    """Values are codes of the gazetteer, each in those it lies in."""

    tree: bool = True
    closed: bool = True

    @property
    def _gazetteer(self) -> Gazetteer:
        return load_gazetteer()

    def path(self, value: str) -> tuple[str, ...]:
        """Return the places a place lies in, province first, and itself."""
        return tuple(place.code for place in self._gazetteer.path(value)) or (value,)

    def label(self, value: str, language: Language) -> str:
        """Return the name of a place."""
        return self._gazetteer.label(value, language)

    def resolve(self, given: str) -> tuple[str, ...]:
        """Return the place of a code, or all places a name can mean."""
        given = given.strip()
        if self._gazetteer.get(given):
            return (given,)
        return tuple(place.code for place in self._gazetteer.named(given))

    def choices(self, found: Sequence[str]) -> tuple[str, ...]:
        """Return the places found, each with its full name."""
        return tuple(f"{code} {self._full(code)}" for code in found[:SHOWN])

    def order(self, value: str) -> str:
        """Sort by code."""
        return value

    def definitions(self) -> Sequence[Initiative]:
        """Return none: the codes are those of GB/T 2260."""
        return ()

    def _full(self, code: str) -> str:
        return "".join(self._gazetteer.label(place.code) for place in self._gazetteer.path(code))


@cache
def taxonomy() -> Taxonomy:
    """Return the bundled taxonomy; the same object every time."""
    return load_taxonomy()
