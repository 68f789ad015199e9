"""How does an article stand in the source it was imported from?

Each passage is set beside the stretches of source it came from, hits and repairs marked in both: what a
repair took out stands in the source as deleted, what it put in stands in the passage as inserted. A byline or
a page number that no passage holds stands with the passage before it. The folder is known from the index,
never from the request.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from markupsafe import Markup

from index.corpus.articles import read_article
from index.errors import ArticleError, LedgerError
from index.intake.ledger.files import read_ledger
from index.intake.ledger.lookup import of_article
from index.intake.review import Segment, source_view, to_source
from search.query.nodes import Span
from search.results import ArticleView
from web.language import gettext as _

__all__ = ["SourceView", "Stretch", "fate_label", "has_source", "in_source"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of source: its fate, the rule that gave it, its text with hits and repairs marked."""

    fate: str
    label: str
    rule: str
    text: Markup


@dataclass(frozen=True, slots=True)
class SourceView:
    """The source of an article: its stretches, and what repairs put into the text, both by passage."""

    stretches: dict[str, list[Stretch]]
    inserted: dict[str, list[Span]]


def has_source(view: ArticleView) -> bool:
    """Tell whether an article has a ledger."""
    return _ledger(view) is not None


def in_source(view: ArticleView) -> SourceView | None:
    """Return the source of an article, None where the article was changed since its import."""
    file, ledger = _file(view), _ledger(view)
    if file is None or ledger is None:
        return None
    try:
        segments = source_view(read_ledger(ledger), read_article(file))
    except (ArticleError, LedgerError):
        return None
    spans = {passage.id: passage.spans for passage in view.passages}
    return SourceView(_stretches(segments, spans, first=view.passages[0].id), _inserted(segments))


def _file(view: ArticleView) -> Path | None:
    """Return the file of an article as the index knows it, None where it is gone."""
    file = Path(view.article.file)
    return file if view.article.file and file.stem == view.article.id and file.is_file() else None


def _ledger(view: ArticleView) -> Path | None:
    """Return the ledger that an article is in, None where there is none that can be read."""
    file, source = _file(view), view.article.source
    if file is None or not source.sha256:
        return None
    try:
        return of_article(file.parent, file.stem, source=source.file).ledger
    except LedgerError:  # `jiansuo ledger verify` names it
        return None


def _stretches(
    segments: Sequence[Segment], spans: Mapping[str, Sequence[Span]], *, first: str
) -> dict[str, list[Stretch]]:
    """Return the stretches by passage; those of no passage go with the one before."""
    marks = _marks(segments, spans)
    found: dict[str, list[Stretch]] = {}
    here = first
    for segment in segments:
        here = segment.passage or here
        if segment.fate == "blank":
            continue
        inside = [
            (max(low, segment.start) - segment.start, min(high, segment.end) - segment.start)
            for low, high in marks.get(segment.passage, ())
            if low < segment.end and high > segment.start
        ]
        text = _marked(segment.source, inside, list(_removed(segment)))
        found.setdefault(here, []).append(Stretch(segment.fate, fate_label(segment.fate), segment.rule, text))
    return found


def _removed(segment: Segment) -> Iterator[Span]:
    """Yield what repairs took out of a stretch that a passage holds."""
    at = 0
    for part in segment.run if segment.passage else ():
        size = len(part) if isinstance(part, str) else max(part, 0)
        if isinstance(part, str):
            yield at, at + size
        at += size


def _inserted(segments: Sequence[Segment]) -> dict[str, list[Span]]:
    """Return what repairs put into the text of each passage."""
    found: dict[str, list[Span]] = {}
    for segment in segments:
        at = segment.offset
        for part in segment.run if segment.passage else ():
            if isinstance(part, int):
                if part < 0:
                    found.setdefault(segment.passage, []).append((at, at - part))
                at += abs(part)
    return {passage: sorted(spans) for passage, spans in found.items()}


def _marked(text: str, spans: Sequence[Span], removed: Sequence[Span]) -> Markup:
    """Return a stretch with hits in `<mark>` and what repairs removed in `<del>`, classed by what it is."""
    pieces: list[str] = []
    start = 0
    for low, high in spans:
        pieces += (
            *_deleted(text, removed, start, low),
            "<mark>",
            *_deleted(text, removed, low, high),
            "</mark>",
        )
        start = high
    pieces += _deleted(text, removed, start, len(text))
    return Markup("".join(pieces))  # noqa: S704 each piece is escaped below


def _deleted(text: str, removed: Sequence[Span], start: int, end: int) -> Iterator[str]:
    for low, high in removed:
        low, high = max(low, start), min(high, end)  # noqa: PLW2901 a hit may cut it
        if low < high:
            gone = text[low:high]
            kind = "letters" if gone.strip() else "line" if "\n" in gone else "space"
            yield f'{escape(text[start:low])}<del class="{kind}">{escape(gone)}</del>'
            start = high
    yield escape(text[start:end])


def _marks(segments: Sequence[Segment], spans: Mapping[str, Sequence[Span]]) -> dict[str, list[Span]]:
    """Return where the hits of each passage stand in the source."""
    own: dict[str, list[Segment]] = {}
    for segment in segments:
        if segment.passage:
            own.setdefault(segment.passage, []).append(segment)
    return {
        passage: sorted(
            span
            for low, high in spans.get(passage, ())
            for span in to_source(tuple(held), passage, low, high)
        )
        for passage, held in own.items()
    }


def fate_label(fate: str) -> str:
    """Return the word for a fate in the language of the page."""
    words: dict[str, str] = {
        "title": _("标题"),
        "subtitle": _("副标题"),
        "byline": _("署名"),
        "dateline": _("电头"),
        "heading": _("小标题"),
        "body": _("正文"),
        "caption": _("图注"),
        "furniture": _("版面杂项"),
        "unplaced": _("未归位"),
    }
    return words.get(fate, fate)
