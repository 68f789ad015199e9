"""Which passages pass the conditions of a proximity or wildcard and yet do not match?

What an engine cannot tell exactly is read and scanned by the code that draws the marks. There are few: the
conditions are close, so that what fails them is left out by its anchor.
"""

from collections.abc import Iterator

from index.text.folding import fold
from search.marks.occurrences import found
from search.opensearch.clauses.compiler import ALL, all_of, inside
from search.opensearch.clauses.neighbours import needed_clauses
from search.opensearch.generation import ClusterGeneration
from search.opensearch.reading import Walk
from search.query.nodes import Node, Wildcard

__all__ = ["misses", "standing_texts"]


def misses(generation: ClusterGeneration, node: Node) -> tuple[str, ...]:
    """Return the anchors of the passages that only seem to match."""
    return generation.kept(node, lambda: tuple(_misses(generation, node)))


def _misses(generation: ClusterGeneration, node: Node) -> Iterator[str]:
    passages = all_of(needed_clauses(inside("grams"), node))
    for article in Walk(generation, passages, ALL, of_passage=("id", "text")):
        for passage in article.passages:
            if next(found(node, fold(passage["text"])), None) is None:
                yield f"{article.source['id']}/{passage['id']}"


def standing_texts(generation: ClusterGeneration, pattern: Wildcard, most: int) -> Iterator[str]:
    """Yield the texts of the first `most` passages that a pattern matches, by articles' ids."""
    passages = all_of(needed_clauses(inside("grams"), pattern))
    number = 0
    for article in Walk(generation, passages, ALL):
        for passage in article.passages:
            if next(found(pattern, fold(passage["text"])), None) is not None:
                yield passage["text"]
                number += 1
                if number == most:
                    return
