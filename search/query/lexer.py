"""Which tokens is a query made of?

White space (U+3000 too) and parentheses end a word; `（）` mean `()`, and `：` after the name of a field
means `:`. A word is an operator only when it is exactly `AND`, `OR`, `|`, `NOT`, `NEAR`, `NEAR/10`,
`BEFORE` or `BEFORE/10`, not quoted, not escaped and not glued to a minus. `-` in front of a word or a
parenthesis is NOT; a word of hyphens alone is text. What happens inside a word is told in
`search.query.runs`.
"""

import re
from dataclasses import dataclass
from enum import Enum

from search.errors import QuerySyntaxError
from search.messages import Notice
from search.query.fields import FIELDS
from search.query.nodes import NEAR_DISTANCE, Span
from search.query.runs import CLOSERS, OPENERS, Run, RunReader, Source

__all__ = ["Kind", "Token", "tokenize"]

_OPERATOR = re.compile(
    r"(?P<AND>AND)|(?P<OR>OR|\|)|(?P<NOT>NOT)|(?P<NEAR>(?:NEAR|BEFORE)(?:/(?P<distance>[0-9]+))?)"
)
_NEARLY = re.compile(r"(?:NEAR|BEFORE)/.*")
_LOWER_CASE = re.compile(r"and|or|not|(?:near|before)(?:/[0-9]+)?", re.IGNORECASE)
_FIELD = re.compile(rf"({'|'.join(FIELDS)})[:：]")
_BARE = re.compile(r"[^\s()（）]*")
_HYPHENS = re.compile(r"-+(?=[\s)）]|\Z)")


class Kind(Enum):
    """What a token does."""

    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    NEAR = "NEAR"
    OPEN = "("
    CLOSE = ")"
    WORD = "word"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Token:
    """A token: `text` as typed, `run` of a word or field, `name` of a field, `distance` of NEAR or BEFORE."""

    kind: Kind
    span: Span
    text: str
    run: Run | None = None
    name: str = ""
    distance: int = 0


class _Lexer:
    """Walk over a query once, collecting tokens and notices."""

    def __init__(self, text: str) -> None:
        self.source = Source(text)
        self.chars = self.source.chars
        self.tokens: list[Token] = []
        self.notices: list[Notice] = []

    def run(self) -> None:
        index = 0
        while index < len(self.chars):
            index = index + 1 if self.chars[index].isspace() else self._token(index)

    def _token(self, index: int) -> int:
        char = self.chars[index]
        if char in OPENERS:
            return self._add(Kind.OPEN, index, index + 1)
        if char in CLOSERS:
            return self._add(Kind.CLOSE, index, index + 1)
        if char == "-" and not _HYPHENS.match(self.chars, index):
            return self._add(Kind.NOT, index, index + 1)
        return self._operator(index) or self._field(index) or self._word(Kind.WORD, index, index)

    def _operator(self, index: int) -> int | None:
        if self.tokens and self.tokens[-1].kind is Kind.NOT and self.tokens[-1].text == "-":
            return None  # glued to a minus: an operator has space around it
        found = _BARE.match(self.chars, index)
        word = found[0] if found else ""
        end = index + len(word)
        if operator := _OPERATOR.fullmatch(word):
            kind = Kind[operator.lastgroup or "AND"]
            return self._add(kind, index, end, distance=int(operator["distance"] or NEAR_DISTANCE))
        if _NEARLY.fullmatch(word):
            raise QuerySyntaxError("near-form", self.source.typed_at(index), operator=word)
        if _LOWER_CASE.fullmatch(word):
            self.notices.append(Notice("operator-lower-case", self.source.span(index, end)))
        return None

    def _field(self, index: int) -> int | None:
        found = _FIELD.match(self.chars, index)
        if not found:
            return None
        if self.chars[found.end() :][:1] in tuple(OPENERS):
            raise QuerySyntaxError("field-group", self.source.typed_at(found.end()), field=found[1])
        return self._word(Kind.FIELD, index, found.end(), name=found[1])

    def _word(self, kind: Kind, index: int, start: int, *, name: str = "") -> int:
        reader = RunReader(self.source, start, value=kind is Kind.FIELD)
        run = reader.read()
        self.notices += reader.notices.values()
        return self._add(kind, index, reader.index, run=run, name=name)

    def _add(
        self, kind: Kind, start: int, end: int, *, run: Run | None = None, name: str = "", distance: int = 0
    ) -> int:
        token = Token(kind, self.source.span(start, end), self.chars[start:end], run, name, distance)
        self.tokens.append(token)
        return end


def tokenize(text: str) -> tuple[list[Token], list[Notice]]:
    """Cut a query into tokens, and say what may have been meant otherwise.

    Raises QuerySyntaxError for a quote without a partner, a backslash at the end, a distance that is no
    number and a group after a field.
    """
    lexer = _Lexer(text)
    lexer.run()
    return lexer.tokens, lexer.notices
