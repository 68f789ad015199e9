"""What does the plain scan have to look at: the passages of a view, with what their articles say?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias

from index.corpus.passages import KINDS
from index.facets.rows import FACETS, facet_named
from index.labels.record import ArticleRecord
from index.text.folding import fold
from search.backend import Anchor, MatchedPassage, View
from search.marks.scan import Scanned, Words
from search.query.nodes import And, Everything, Near, Node, Or, Text, Wildcard
from search.query.request import Filter, Query

__all__ = ["EVERYTHING", "Looked", "Values", "everything", "looked_at", "possible"]

EVERYTHING = Query(filters=tuple(Filter("kind", kind) for kind in KINDS))  # the shelf too
Values: TypeAlias = Mapping[str, frozenset[str]]
"""The values of an article by column of the facets, with all they lie in."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One passage: where it stands, how the scan sees it, and the values of its article."""

    anchor: Anchor
    scanned: Scanned
    values: Values


def everything(view: View) -> Iterator[MatchedPassage]:
    """Yield every passage of a view."""
    return view.match(EVERYTHING, Everything()).stream()


def looked_at(view: View) -> Iterator[Looked]:
    """Yield every passage as the scan sees it, by the ids of articles, in reading order."""
    for _, group in groupby(everything(view), attrgetter("record.id")):
        yield from _article(list(group))


def _article(found: list[MatchedPassage]) -> Iterator[Looked]:
    record = found[0].record
    values = _values(record)
    folded = [fold(matched.passage.text) for matched in found]
    kinds = [matched.passage.kind for matched in found]
    titles = tuple(text for text, kind in zip(folded, kinds, strict=True) if kind == "title")
    for matched, text, kind in zip(found, folded, kinds, strict=True):
        heading, has = fold(matched.passage.heading), _has(values, kind)
        scanned = Scanned(text, kind, titles, heading, record.published, has)
        yield Looked(Anchor(record.id, matched.passage.id), scanned, values)


def _has(values: Values, kind: str) -> Callable[[str, str], bool]:
    """Return whether an article, or its passage of this kind, has the value that a resolved field names."""
    return lambda name, value: value in (values[name] if facet_named(name).of_article else {kind})


def _values(record: ArticleRecord) -> Values:
    """Return the values of an article with all above them, by column; `none` where there are none."""
    return {
        column: facet.values(record, widened=column != facet.name)
        for facet in FACETS
        for column in (facet.columns if facet.of_article else ())
    }


def possible(node: Node, text: str, words: Words) -> bool:
    """Tell whether a block can hold a match, by its strings; no folded text has the NUL between passages."""
    match node:
        case Text():
            return bool(words(node)) or node.folded in text
        case Wildcard(parts=parts):
            return all(fold(part) in text for part in parts if isinstance(part, str))
        case Near(left=left, right=right):
            return possible(left, text, words) and possible(right, text, words)
        case And(children=children):
            return all(possible(child, text, words) for child in children)
        case Or(children=children):
            return any(possible(child, text, words) for child in children)
        case _:
            return True
