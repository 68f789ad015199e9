"""How do passages come back from an index of ours, with what is known of their articles?"""

from collections.abc import Iterable, Iterator

from index.corpus.passages import KINDS
from search.backend import MatchedPassage, StoredPassage
from search.whoosh.catalog import Catalog
from search.whoosh.snapshot import SegmentView

__all__ = ["passage_of", "read_passages"]


def passage_of(view: SegmentView, doc: int) -> StoredPassage:
    """Return a passage of a segment."""
    reader = view.reader
    return StoredPassage(reader.pid(doc), KINDS[reader.kind[doc]], reader.text(doc), reader.heading(doc))


def read_passages(
    catalog: Catalog, passages: Iterable[tuple[SegmentView, int, int]]
) -> Iterator[MatchedPassage]:
    """Yield passages, given as segment, number of the article and number in the segment, as they come."""
    last, record, first = -1, None, 0
    for view, article, doc in passages:
        if record is None or article != last:
            local = int(catalog.local[article])
            last, record, first = article, view.reader.record(local), int(view.reader.first[local])
        yield MatchedPassage(record, passage_of(view, doc), doc - first + 1)
