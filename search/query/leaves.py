"""Which node does one word of a query become?

A run becomes a Text or a Wildcard, a field a Field or a Range.

Decision: gaps side by side add up. At either end of a run a `*` asks for nothing and is dropped with a
notice; a `?` stays: one character must stand there, and it belongs to the match. A run with a `?` or `*`,
dropped or not, needs two fixed characters.
"""

from collections.abc import Iterable
from itertools import groupby

from index.facets.rows import NONE
from index.text.folding import fold
from search.errors import FilterError, QueryLimitError, QuerySyntaxError
from search.messages import Notice
from search.query.fields import PERIODS
from search.query.nodes import Field, Gap, Range, Span, Text, Wildcard
from search.query.runs import Piece, Run

__all__ = ["FIXED", "TO", "WIDTH", "field_leaf", "run_leaf"]

FIXED = 2
WIDTH = 200
TO = ".."


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


def field_leaf(name: str, run: Run, *, span: Span) -> Field | Range:
    """Turn a field and its value into a node; `year:none` asks for articles without a year.

    Raises QuerySyntaxError for an empty value and a range that ends before it begins, FilterError for what is
    no period where there must be one.
    """
    value = _literal(run.pieces)
    if not fold(value):
        raise QuerySyntaxError("field-empty", run.span[0], field=name)
    if name not in PERIODS or fold(value) == NONE:
        return Field(name, value, run.quoted, span=span)
    found = _period(name, fold(value), span)
    if found is None:
        choices = PERIODS[name].written
        raise FilterError("period-form", run.span[0], facet=name, value=value, choices=choices)
    if isinstance(found, Range) and found.high and found.low > found.high:
        raise QuerySyntaxError("period-order", run.span[0], low=found.low, high=found.high)
    return found


def _period(name: str, given: str, span: Span) -> Field | Range | None:
    """Return what asks for a period, or for a range of them; None for what is neither."""
    periods, (low, to, high) = PERIODS[name], given.partition(TO)
    if not to or low == high:
        return next((Field(name, one, span=span) for one in periods.resolve(low)), None)
    ends = [one for one in (low, high) if one]
    return Range(name, low, high, span=span) if all(map(periods.bounds, ends)) else None


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
