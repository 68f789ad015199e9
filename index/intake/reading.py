"""How does one raw document become drafts and spans?

The one place where the steps of the intake are put in order: blocks, labels, articles, repairs, and a
reviewer's choices at each of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from index.intake.drafts.compose import compose
from index.intake.drafts.draft import Draft, fill
from index.intake.drafts.ids import assign
from index.intake.layout.blocks import chunks
from index.intake.layout.evidence import UNDECIDED, Decisions
from index.intake.layout.label import label
from index.intake.layout.repair import spaced_style
from index.intake.layout.shape import cut
from index.intake.layout.split import Piece, split
from index.intake.ledger.account import Span
from index.intake.sources.document import Document, count_paragraphs
from index.text.folding import normalise

__all__ = ["Reading", "read_document", "simplified"]
Naming = Callable[[list[Draft]], list[str]]


@dataclass(frozen=True, slots=True)
class Reading:
    """The drafts of a document with their ids, and the spans that account for all of its text."""

    drafts: list[Draft]
    ids: list[str]
    spans: tuple[Span, ...]


def read_document(
    document: Document, decisions: Decisions = UNDECIDED, *, naming: Naming | None = None
) -> Reading:
    """Return the drafts and spans of a document; `naming` gives the drafts their ids."""
    blocks = [
        piece
        for chunk in chunks(simplified(document.text), hints=document.hints, head=document.head)
        for piece in cut(chunk)
    ]
    count_paragraphs(document, len(blocks))
    rows = frozenset(row.start for row in document.rows)
    spaced = spaced_style(document.text)
    blocks = [part for chunk in blocks for part in decisions.cut(chunk)]
    pieces = split(label(blocks, decisions), rows=rows, decisions=decisions)
    drafts = compose(document.text, pieces, spaced=spaced, decisions=decisions)
    ids = naming(drafts) if naming else assign(drafts, document.name)
    if _move(pieces, ids, decisions):
        drafts = compose(document.text, pieces, spaced=spaced, decisions=decisions)
    _hand_on_mastheads(drafts)
    return Reading(drafts, ids, fill(document.text, drafts))


def _hand_on_mastheads(drafts: list[Draft]) -> None:
    """Tell each draft paper and date of its page, which stand with the first article of the page only."""
    header: tuple[str, ...] = ()
    for draft in drafts:
        own = [
            words for block, words in zip(draft.told, draft.words, strict=True) if block.rule == "masthead"
        ]
        header = tuple(own) or header
        draft.header = header


def simplified(text: str) -> str:
    """Return text in Simplified characters, every offset kept; signs are read in it."""
    return text.translate(_simple())


@cache
def _simple() -> dict[int, str]:
    """Return the part of the folding table that turns Han characters into others."""
    every = "".join(map(chr, range(0x3400, 0xA000)))
    return {ord(char): folded for char, folded in zip(every, normalise(every), strict=True) if char != folded}


def _move(pieces: list[Piece], ids: list[str], decisions: Decisions) -> bool:
    """Move blocks to the articles a reviewer chose; tell whether any was moved."""
    where = dict(zip(ids, pieces, strict=True))
    moved = False
    for piece in pieces:
        for block in list(piece.blocks):
            target = where.get(decisions.destination(block.chunk))
            if target is not None and target is not piece:
                piece.blocks.remove(block)
                target.blocks.append(block)
                target.blocks.sort(key=lambda block: block.chunk.start)
                moved = True
    return moved
