"""What should a person look at, and where in the source does a passage stand?

Serves a review page and the "as in the source" view of an article. Everything is read from ledgers and
articles; a choice goes into the overrides file and the source is imported again from what the ledger
rebuilds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.corpus.articles import Article, read_article
from index.corpus.passages import split
from index.errors import LedgerError
from index.intake.drafts.propose import propose
from index.intake.importing import OVERRIDES, Outcome, Proposer, import_again
from index.intake.ledger.account import SUBTITLE, TITLE, Doubt, Ledger, Span, text_digest, texts_of
from index.intake.ledger.files import ledgers, read_ledger
from index.intake.ledger.lookup import of_article, of_source
from index.intake.ledger.verify import rebuild
from index.intake.overrides import Choice, add_choice

__all__ = ["Item", "Segment", "choose", "doubts", "open_article", "source_view", "to_passage", "to_source"]

CONTEXT = 120


@dataclass(frozen=True, slots=True)
class Item:
    """A doubtful block for review: its source file, the words in question and what stands around them."""

    file: str
    doubt: Doubt
    before: str
    source: str
    after: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of source [start, end) beside the stretch of passage [offset, offset + len(text)) it became.

    `passage` is a passage id, "" where the article holds none of it; `run` is as in the ledger.
    """

    start: int
    end: int
    fate: str
    rule: str
    source: str
    text: str
    passage: str
    offset: int
    run: tuple[int | str, ...]


def doubts(folder: Path) -> list[Item]:
    """Return what is doubtful, worst first; without surroundings where an article was edited."""
    found = [item for path in ledgers(folder) for item in _items(read_ledger(path), folder)]
    return sorted(found, key=lambda item: (item.doubt.confidence, item.file, item.doubt.start))


def _items(ledger: Ledger, folder: Path) -> Iterator[Item]:
    """Yield the doubts of one source with their surroundings."""
    text = _rebuilt(ledger, folder) if ledger.doubts else ""
    for doubt in ledger.doubts:
        start, end = doubt.start, doubt.end
        source = text[start:end] or doubt.text
        yield Item(
            ledger.source.file,
            doubt,
            text[max(0, start - CONTEXT) : start],
            source,
            text[end : end + CONTEXT],
        )


def _rebuilt(ledger: Ledger, folder: Path) -> str:
    """Return the source text of a ledger, "" where an article was edited or is gone."""
    texts: dict[int, Mapping[int, str]] = {}
    for number, entry in enumerate(ledger.articles):
        path = folder / f"{entry.id}.md"
        if not path.exists():
            return ""
        article = read_article(path)
        if text_digest(article) != entry.text:
            return ""
        texts[number] = texts_of(article)
    return rebuild(ledger, texts)


def choose(
    folder: Path, choice: Choice, *, overrides: Path | None = None, proposer: Proposer = propose
) -> Outcome:
    """Write a choice into the overrides file and import its source again.

    Raises LedgerError where the source has no ledger. Where it cannot be rebuilt, because an article
    was edited by hand, the choice is kept for the next import of the file.
    """
    add_choice(overrides or folder / OVERRIDES, choice)
    found = [read_ledger(head.ledger) for head in of_source(folder, choice.source)]
    if not found:
        raise LedgerError(folder, 0, f"has no ledger of {choice.source}")
    # In corpora of old two sources may have one name.
    ledger = next(
        (ledger for ledger in found if any(doubt.block == choice.block for doubt in ledger.doubts)), found[0]
    )
    if text := _rebuilt(ledger, folder):
        return import_again(ledger, text, folder, overrides=overrides, proposer=proposer)
    return Outcome(choice.source, "unchanged", "the choice is kept for the next import of the file")


def open_article(folder: Path, name: str) -> tuple[Ledger, Article]:
    """Return an article with the ledger it is in. Raises LedgerError or ArticleError."""
    return read_ledger(of_article(folder, name).ledger), read_article(folder / f"{name}.md")


def source_view(ledger: Ledger, article: Article) -> tuple[Segment, ...]:
    """Return the source of an article, stretch by stretch. Raises LedgerError where it was edited by hand.

    Its bylines, datelines and furniture are among them, and the white space between its blocks.
    """
    number = next((at for at, entry in enumerate(ledger.articles) if entry.id == article.id), -1)
    if number < 0 or text_digest(article) != ledger.articles[number].text:
        raise LedgerError(ledger.path, 0, f"{article.id} was edited by hand since it was imported")
    texts = texts_of(article)
    passages = _passage_ids(article)
    found: list[Segment] = []
    blank: list[Segment] = []
    for start, end, span in ledger.placed():
        if span.article < 0:
            blank = [_literal(start, end, span)]
        elif span.article == number:
            between = blank if found and blank and blank[0].start == found[-1].end else []
            here = (
                _literal(start, end, span)
                if span.literal
                else _segment(start, end, span, texts[span.block], passages[span.block])
            )
            found += [*between, here]
            blank = []
    return tuple(found)


def _literal(start: int, end: int, span: Span) -> Segment:
    """Return a span that the ledger alone holds."""
    return Segment(start, end, span.fate, span.rule, "".join(map(str, span.run)), "", "", 0, span.run)


def _segment(start: int, end: int, span: Span, text: str, passage: str) -> Segment:
    """Return a span with both of its texts."""
    source = "".join(
        part if isinstance(part, str) else text[at : at + part] for part, at in _walk(span.run, span.offset)
    )
    return Segment(
        start,
        end,
        span.fate,
        span.rule,
        source,
        text[span.offset : span.offset + span.kept],
        passage,
        span.offset,
        span.run,
    )


def _walk(run: tuple[int | str, ...], offset: int) -> Iterator[tuple[int | str, int]]:
    """Yield each part of a run that has source, with its offset in the article's text."""
    at = offset
    for part in run:
        if isinstance(part, str):
            yield part, at
        else:
            if part > 0:
                yield part, at
            at += abs(part)


def _passage_ids(article: Article) -> dict[int, str]:
    """Return the passage id of each text of an article, by the numbers spans use."""
    numbers = [TITLE, *([SUBTITLE] if article.subtitle else []), *range(len(article.blocks))]
    return {number: passage.id for number, passage in zip(numbers, split(article), strict=True)}


def to_source(segments: tuple[Segment, ...], passage: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the source that [start, end) of a passage's text came from, in source order.

    White space a repair took out of the middle is covered; what stands between two stretches is not.
    """
    found = []
    for segment in segments:
        if segment.passage == passage:
            kept = [
                (at, source, size) for at, source, size in _copies(segment) if at < end and at + size > start
            ]
            if kept:
                (first, source, _), (last, source_last, size) = kept[0], kept[-1]
                found.append((source + max(0, start - first), source_last + min(size, end - last)))
    return found


def to_passage(segments: tuple[Segment, ...], start: int, end: int) -> list[tuple[str, int, int]]:
    """Return passage id, start and end of the texts that [start, end) of the source became."""
    found = []
    for segment in segments:
        kept = [
            (at, source, size)
            for at, source, size in _copies(segment)
            if source < end and source + size > start
        ]
        if segment.passage and kept:
            (first, source, _), (last, source_last, size) = kept[0], kept[-1]
            found.append(
                (segment.passage, first + max(0, start - source), last + min(size, end - source_last))
            )
    return found


def _copies(segment: Segment) -> Iterator[tuple[int, int, int]]:
    """Yield offset in the passage, offset in the source and length of each stretch that was copied."""
    at, source = segment.offset, segment.start
    for part in segment.run:
        if isinstance(part, str):
            source += len(part)
        else:
            if part > 0:
                yield at, source, part
                source += part
            at += abs(part)
