"""How is one run of a query read?

White space and parentheses end a run. In it, in this order: a backslash takes the next character as it is;
quotes switch everything off up to their partner; `?` and `*` are gaps. Whatever touches without white
space is one run: `"A B"*C`. Characters that matching ignores (zero-width, controls) are ignored here too,
so that they never hide an operator.

Decision: straight quotes are always syntax and no part of what is searched. Curly quotes are characters of
Chinese prose as well, so they are read by what they touch. A pair that stands alone (`“A B”`, `title:“A B”`,
`“A B”*C`) is syntax. A pair that touches other text of its run (`市中区：“红色引擎”为产业`, `抓“两个 覆盖”`)
switches operators off too, but its quotes are searched, since they stand in the passage: a pasted title finds
itself. A lone curly quote inside or at the end of a run is text, at its start a fault.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias

from index.text.folding import fold
from search.errors import QuerySyntaxError
from search.messages import Notice
from search.query.nodes import Gap, Span

__all__ = ["CLOSERS", "OPENERS", "STAR", "Piece", "Run", "RunReader", "Source"]

OPENERS, CLOSERS = "(（", ")）"
STRAIGHT = '"＂'
STAR = 20
GAPS = {"?": Gap(1, 1), "*": Gap(0, STAR)}

Piece: TypeAlias = tuple[str | Gap, Span]


@dataclass(frozen=True, slots=True)
class Run:
    """A run as read: literal strings and gaps, each with its span; `quoted` when quotes were syntax in it."""

    pieces: tuple[Piece, ...]
    quoted: bool
    span: Span


class Source:
    """The characters of a query that count, each with where it stands in the text as typed."""

    def __init__(self, text: str) -> None:
        ignored = {char for char in set(text) if not char.isspace() and not fold(char)}
        starts = [start for start, char in enumerate(text) if char not in ignored]
        self.chars = "".join(text[start] for start in starts)
        self._starts = [*starts, len(text)]

    def typed_at(self, index: int) -> int:
        """Return where the character at `index` was typed."""
        return self._starts[index]

    def span(self, start: int, end: int) -> Span:
        """Return the span as typed of the characters `[start, end)`."""
        return self._starts[start], self._starts[end - 1] + 1 if end > start else self._starts[start]

    def partner(self, start: int, *, opener: str, closers: str) -> int | None:
        """Return where the quote opened at `start` closes; quotes nest if `opener` is given."""
        depth, index = 1, start + 1
        while index < len(self.chars):
            char = self.chars[index]
            if char == "\\":
                index += 1
            elif char in closers:
                depth -= 1
                if not depth:
                    return index
            elif char == opener:
                depth += 1
            index += 1
        return None


class RunReader:
    """Read one run; in the value of a field `?` and `*` are text and balanced parentheses belong to it."""

    def __init__(self, source: Source, start: int, *, value: bool) -> None:
        self.source, self.chars, self.value = source, source.chars, value
        self.start = self.index = start
        self.depth = 0
        self.quoted = False
        self.pieces: list[Piece] = []
        self.notices: dict[str, Notice] = {}

    def read(self) -> Run:
        """Read up to the end of the run; `index` stands there afterwards."""
        while not self._ends(self.index):
            self._step(self.chars[self.index])
        return Run(tuple(self.pieces), self.quoted, self.source.span(self.start, self.index))

    def _ends(self, index: int) -> bool:
        if index == len(self.chars):
            return True
        char = self.chars[index]
        return char.isspace() or (char in OPENERS and not self.value) or (char in CLOSERS and not self.depth)

    def _step(self, char: str) -> None:
        if char == "\\":
            self._escaped()
        elif char in STRAIGHT:
            self._straight()
        elif char in "“”":
            self._curly(char)
        elif self.value:
            self._in_value(char)
        elif char in GAPS:
            self._add(GAPS[char], self.index + 1)
        else:
            if char == "|":
                self._notice("bar-in-run", self.index + 1)
            self._add(char, self.index + 1)

    def _in_value(self, char: str) -> None:
        self.depth += (char in OPENERS) - (char in CLOSERS)
        if char in GAPS:
            self._notice("wildcard-in-field", self.index + 1)
        self._add(char, self.index + 1)

    def _escaped(self) -> None:
        if self.index + 1 == len(self.chars):
            raise QuerySyntaxError("escape-end", self.source.typed_at(self.index))
        self._add(self.chars[self.index + 1], self.index + 2)

    def _straight(self) -> None:
        end = self.source.partner(self.index, opener="", closers=STRAIGHT)
        if end is None:
            raise QuerySyntaxError("quote-unpaired", self.source.typed_at(self.index))
        self.quoted = True
        self._add(self._inside(end), end + 1)

    def _curly(self, char: str) -> None:
        end = self.source.partner(self.index, opener="“", closers="”") if char == "“" else None
        if end is not None:
            self._curly_pair(end)
        elif self.index == self.start:
            raise QuerySyntaxError("quote-unpaired", self.source.typed_at(self.index))
        else:
            self._add(char, self.index + 1)

    def _curly_pair(self, end: int) -> None:
        inside = self._inside(end)
        before = self.index == self.start or isinstance(self.pieces[-1][0], Gap)
        after = self._ends(end + 1) or (self.chars[end + 1] in GAPS and not self.value)
        if before and after:
            self.quoted = True
            self._add(inside, end + 1)
            return
        if any(char.isspace() for char in inside):
            self._notice("quotes-kept", end + 1)
        self._add(f"“{inside}”", end + 1)

    def _inside(self, end: int) -> str:
        return re.sub(r"\\(.)", r"\1", self.chars[self.index + 1 : end], flags=re.DOTALL)

    def _add(self, piece: str | Gap, end: int) -> None:
        self.pieces.append((piece, self.source.span(self.index, end)))
        self.index = end

    def _notice(self, code: str, end: int) -> None:
        self.notices.setdefault(code, Notice(code, self.source.span(self.index, end)))
