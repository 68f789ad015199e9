"""How do passages come back from an index of ours, with what is known of their articles?"""

from collections.abc import Iterable, Iterator

from index.corpus.passages import KINDS
from search.backend import MatchedPassage, StoredPassage
from search.whoosh.catalog import Catalog
from search.whoosh.snapshot import SegmentView

__all__ = ["passage_of", "read_passages"]


def passage_of(view: SegmentView, doc: int, heading: str | None = None) -> StoredPassage:
    """Return a passage of a segment; `heading` is that of its section where it is known."""
    reader = view.reader
    if heading is None:
        heading = reader.heading(doc)
    return StoredPassage(reader.pid(doc), KINDS[reader.kind[doc]], reader.text(doc), heading)


def read_passages(
    catalog: Catalog, passages: Iterable[tuple[SegmentView, int, int]]
) -> Iterator[MatchedPassage]:
    """Yield passages, given as segment, number of the article and number in the segment, as they come."""
    last, record, first, section, heading = -1, None, 0, -1, ""
    for view, article, doc in passages:
        if record is None or article != last:
            local = int(catalog.local[article])
            last, record, first = article, view.reader.record(local), int(view.reader.first[local])
            section = -1
        if (own := view.reader.section.item(doc)) != section:
            section, heading = own, view.reader.heading(doc)
        yield MatchedPassage(record, passage_of(view, doc, heading), doc - first + 1)
