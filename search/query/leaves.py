"""Which node does one word of a query become?

A run becomes a Text or a Wildcard, a field a Field or a YearRange.

Decision: gaps side by side add up. At either end of a run a `*` asks for nothing and is dropped with a
notice; a `?` stays: one character must stand there, and it belongs to the match. A run with a `?` or `*`,
dropped or not, needs two fixed characters.
"""

import re
from collections.abc import Iterable
from itertools import groupby

from index.facets.rows import NONE
from index.text.folding import fold
from search.errors import QueryLimitError, QuerySyntaxError
from search.messages import Notice
from search.query.fields import YEARS
from search.query.nodes import Field, Gap, Span, Text, Wildcard, YearRange
from search.query.runs import Piece, Run

__all__ = ["FIXED", "WIDTH", "field_leaf", "run_leaf"]

FIXED = 2
WIDTH = 200

_YEARS = re.compile(r"(?P<low>[0-9]{4})?(?P<to>\.\.)?(?P<high>(?<=\.)[0-9]{4})?")


def run_leaf(run: Run) -> tuple[Text | Wildcard, list[Notice]]:
    """Turn a run into a node, with a notice for each `*` that was dropped.

    Raises QuerySyntaxError if nothing is to be matched, QueryLimitError if too few characters are fixed or a
    gap is too wide.
    """
    pieces = _merged(run.pieces)
    if not any(isinstance(piece, Gap) for piece, _ in pieces):
        literal = _literal(pieces)
        if not fold(literal):
            raise QuerySyntaxError("text-empty", run.span[0])
        return Text(literal, run.quoted, span=run.span), []
    # A part that matches nothing, such as a quoted space, would part two gaps in name only.
    parts, notices = _trimmed(
        _merged(piece for piece in pieces if isinstance(piece[0], Gap) or fold(piece[0]))
    )
    if sum(len(fold(part)) for part, _ in parts if isinstance(part, str)) < FIXED:
        raise QueryLimitError("wildcard-fixed", run.span[0], limit=FIXED)
    for part, (start, _) in parts:
        if isinstance(part, Gap) and part.most > WIDTH:
            raise QueryLimitError("wildcard-width", start, limit=WIDTH)
    if len(parts) == 1:
        return Text(_literal(parts), run.quoted, span=run.span), notices
    return Wildcard(tuple(part for part, _ in parts), span=run.span), notices


def field_leaf(name: str, run: Run, *, span: Span) -> Field | YearRange:
    """Turn a field and its value into a node; `year:none` asks for articles without a year.

    Raises QuerySyntaxError for an empty value and for what is no year or range of years.
    """
    value = _literal(run.pieces)
    if not fold(value):
        raise QuerySyntaxError("field-empty", run.span[0], field=name)
    if name not in YEARS or fold(value) == NONE:
        return Field(name, value, run.quoted, span=span)
    found = _YEARS.fullmatch(fold(value))
    low, high = (found["low"], found["high"] if found["to"] else found["low"]) if found else (None, None)
    if not low and not high:
        raise QuerySyntaxError("year-form", run.span[0], value=value)
    if low and high and low > high:
        raise QuerySyntaxError("year-order", run.span[0], low=low, high=high)
    return YearRange(int(low) if low else None, int(high) if high else None, span=span)


def _literal(pieces: Iterable[Piece]) -> str:
    return "".join(piece for piece, _ in pieces if isinstance(piece, str))


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    """Join texts side by side, and add up gaps side by side."""
    merged: list[Piece] = []
    for _, group in groupby(pieces, key=lambda piece: isinstance(piece[0], Gap)):
        same = list(group)
        gaps = [piece for piece, _ in same if isinstance(piece, Gap)]
        joined = (
            Gap(sum(gap.least for gap in gaps), sum(gap.most for gap in gaps)) if gaps else _literal(same)
        )
        merged.append((joined, (same[0][1][0], same[-1][1][1])))
    return merged


def _trimmed(pieces: list[Piece]) -> tuple[list[Piece], list[Notice]]:
    """Reduce the gaps at both ends to the characters they insist on."""
    kept: list[Piece] = []
    notices = []
    for index, (piece, span) in enumerate(pieces):
        if isinstance(piece, str) or 0 < index < len(pieces) - 1:
            kept.append((piece, span))
            continue
        if piece.most > piece.least:
            notices.append(Notice("star-dropped", span))
        if piece.least:
            kept.append((Gap(piece.least, piece.least), span))
    return kept, notices
