"""How does an article stand in the source it was imported from?

Each passage is set beside the stretches of source it came from, hits marked in both; a byline or a page
number that no passage holds stands with the passage before it. The folder is known from the index, never
from the request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from web.render import marked

__all__ = ["Stretch", "fate_label", "has_source", "in_source"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of source: its fate, the rule that gave it, its text with hits marked."""

    fate: str
    label: str
    rule: str
    text: Markup


def has_source(view: ArticleView) -> bool:
    """Tell whether an article has a ledger."""
    return _ledger(view) is not None


def in_source(view: ArticleView) -> dict[str, list[Stretch]] | None:
    """Return the stretches of source of each passage, None where the article was changed since its import."""
    file, ledger = _file(view), _ledger(view)
    if file is None or ledger is None:
        return None
    try:
        segments = source_view(read_ledger(ledger), read_article(file))
    except (ArticleError, LedgerError):
        return None
    spans = {passage.id: passage.spans for passage in view.passages}
    return _stretches(segments, spans, first=view.passages[0].id)


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
        text = marked(segment.source, inside)
        found.setdefault(here, []).append(Stretch(segment.fate, fate_label(segment.fate), segment.rule, text))
    return found


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
