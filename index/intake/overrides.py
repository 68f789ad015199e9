"""What did a reviewer decide, and how is it remembered?

Choices stand in a YAML file (`DIR/overrides.yaml` unless another is named). A choice names its block by
source (its name in the ledger) and digest of the block's text, so it survives a new import and changes
elsewhere in the source:

    choices:
    - source: 0305.txt
      block: 3f2a91c04b7d          # twelve digits; `text` repeats the block's beginning for the reader
      do: relabel                  # accept | relabel | move | split | join
      role: caption                # relabel: any fate of the ledger but blank
      to: 0305-9f1c22              # move: the id of another article of the same source
      what: article                # split, join: article (one begins here, or none does) or block
      at: "12"                     # split block: so many characters stay before, white space not counted;
                                   # 0: a new paragraph begins here although the sentence before seems open

Accepting takes a block off the list of doubts and changes nothing. The last choice about the same thing
wins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

import yaml

from index.corpus.frontmatter import read_mapping
from index.corpus.passages import digest
from index.durable import sync, write_whole
from index.errors import ArticleError, OverrideError
from index.intake.layout.blocks import Chunk
from index.intake.layout.signs import TAIL_NAMES
from index.intake.ledger.account import FATES

__all__ = ["ACTIONS", "ROLES", "Choice", "Choices", "add_choice", "read_overrides"]

ACTIONS = ("accept", "relabel", "move", "split", "join")
ROLES = tuple(fate for fate in FATES if fate != "blank")
OVERRIDE_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision about one block; `line` is where it stands in the file."""

    source: str
    block: str
    do: str
    role: str = ""
    to: str = ""
    what: str = ""
    at: str = ""
    text: str = ""

    def fault(self) -> str:
        """Return what is wrong with the choice, "" where nothing is."""
        if not self.source or not self.block:
            return "a choice names its source and its block"
        if self.do not in ACTIONS:
            return f"do: {self.do!r} is none of {', '.join(ACTIONS)}"
        if self.do == "relabel" and self.role not in ROLES:
            return f"role: {self.role!r} is none of {', '.join(ROLES)}"
        if self.do == "move" and not self.to:
            return "to: name the article the block goes to"
        if self.do in ("split", "join") and self.what not in ("article", "block"):
            return "what: must be article or block"
        if self.do == "split" and self.what == "block" and not (self.at.isascii() and self.at.isdigit()):
            return "at: must be a number of characters"
        return ""


class Choices:
    """The choices about one source, asked by block: the `Decisions` that a reading asks for."""

    def __init__(self, choices: Iterable[Choice]) -> None:
        self._by: dict[tuple[str, str, str], Choice] = {}
        for choice in choices:
            what = choice.what if choice.do in ("split", "join") else choice.do
            self._by[(_slot(choice), what, choice.block)] = choice
        self.used: set[str] = set()

    @property
    def fingerprint(self) -> str:
        """Return a digest of all choices, "" where there are none."""
        told = sorted(str(tuple(asdict(choice).values())) for choice in self._by.values())
        return sha256("\n".join(told).encode()).hexdigest()[:16] if told else ""

    @property
    def unused(self) -> list[Choice]:
        """Return the choices whose block was not met."""
        return [choice for choice in self._by.values() if choice.block not in self.used]

    def _get(self, slot: str, what: str, block: str) -> Choice | None:
        choice = self._by.get((slot, what, block))
        if choice:
            self.used.add(block)
        return choice

    def _about(self, chunk: Chunk, slot: str, what: str) -> Choice | None:
        """Return the choice about a block; its digest is not taken where there are no choices."""
        return self._get(slot, what, digest(chunk.text)) if self._by else None

    def role(self, chunk: Chunk) -> str:
        """Return the role a reviewer gave a block, "" for none; its closing name may yet be cut off."""
        for block in _digests(chunk) if self._by else ():
            if choice := self._get("role", "relabel", block):
                return choice.role
        return ""

    def article(self, chunk: Chunk) -> str:
        """Return "split" where an article is to begin with a block, "join" where none is, "" otherwise."""
        choice = self._about(chunk, "boundary", "article")
        return choice.do if choice else ""

    def paragraph(self, chunk: Chunk) -> str:
        """Return "join" or "split" for running text that is to go on with the paragraph before, or not."""
        choice = self._about(chunk, "boundary", "block")
        return choice.do if choice and (choice.do == "join" or choice.at == "0") else ""

    def destination(self, chunk: Chunk) -> str:
        """Return the article a block is to be moved to, "" for none."""
        choice = self._about(chunk, "move", "move")
        return choice.to if choice else ""

    def accepted(self, block: str) -> bool:
        """Tell whether a reviewer has seen to a block, by accepting it or by any other choice."""
        return any(self._get(slot, what, block) for slot, what in _SLOTS)

    def cut(self, chunk: Chunk) -> list[Chunk]:
        """Return a block in the parts a reviewer cut it into."""
        choice = self._about(chunk, "boundary", "block")
        if not choice or choice.do != "split" or choice.at == "0":
            return [chunk]
        left = int(choice.at)
        for at, char in enumerate(chunk.text):
            if left == 0 and not char.isspace():
                first = chunk.text[:at].rstrip()
                return [
                    replace(chunk, end=chunk.start + len(first), text=first),
                    replace(chunk, start=chunk.start + at, text=chunk.text[at:], gap=0, hint=None),
                ]
            left -= not char.isspace()
        return [chunk]


_SLOTS = (
    ("accept", "accept"),
    ("role", "relabel"),
    ("move", "move"),
    ("boundary", "article"),
    ("boundary", "block"),
)


def _slot(choice: Choice) -> str:
    """Return what a choice is about: two about the same exclude each other."""
    return {"relabel": "role", "split": "boundary", "join": "boundary"}.get(choice.do, choice.do)


def _digests(chunk: Chunk) -> list[str]:
    """Return the digests a block may be known by."""
    tail = TAIL_NAMES.search(chunk.text, max(0, len(chunk.text) - 60))
    return [digest(chunk.text)] + ([digest(chunk.text[: tail.start()])] if tail else [])


def read_overrides(path: Path) -> dict[str, list[Choice]]:
    """Return the choices of a file by source; a file that is not there holds none. Raises OverrideError."""
    if not path.exists():
        return {}
    try:
        if path.stat().st_size > OVERRIDE_BYTES:
            raise OverrideError(path, 0, f"is larger than {OVERRIDE_BYTES // 1_000_000} MB")
        told, where = read_mapping(path.read_text("utf-8-sig"), path=path, first_line=1)
    except ArticleError as error:
        raise OverrideError(path, error.line, error.message) from error
    except (OSError, UnicodeDecodeError) as error:
        raise OverrideError(path, 0, f"cannot be read: {error}") from error
    rows = told.pop("choices", None) or []
    if told or not isinstance(rows, list):
        raise OverrideError(path, where.get(next(iter(told), "choices"), 1), "holds one list called choices")
    found: dict[str, list[Choice]] = {}
    for number, row in enumerate(rows, 1):
        choice = _choice(row, number, path, where.get("choices", 1))
        found.setdefault(choice.source, []).append(choice)
    return found


def _choice(row: object, number: int, path: Path, line: int) -> Choice:
    """Return one row as a choice."""
    known = set(Choice.__dataclass_fields__)
    if (
        not isinstance(row, Mapping)
        or set(row) - known
        or not all(isinstance(value, str) for value in row.values())
    ):
        raise OverrideError(
            path, line, f"choice {number}: holds only texts called {', '.join(sorted(known))}"
        )
    if not {"source", "block", "do"} <= set(row):
        raise OverrideError(path, line, f"choice {number}: source, block and do are needed")
    choice = Choice(**row)
    if fault := choice.fault():
        raise OverrideError(path, line, f"choice {number}: {fault}")
    return choice


def add_choice(path: Path, choice: Choice) -> None:
    """Write a choice into the file, whole or not at all; it replaces one about the same thing.

    What was written outlives a crash.
    """
    if fault := choice.fault():
        raise OverrideError(path, 0, fault)
    rows = [old for choices in read_overrides(path).values() for old in choices if not _same(old, choice)]
    plain = [{name: value for name, value in asdict(row).items() if value} for row in [*rows, choice]]
    write_whole(
        path, yaml.safe_dump({"choices": plain}, allow_unicode=True, sort_keys=False, width=1_000_000)
    )
    sync(path.parent)


def _same(old: Choice, new: Choice) -> bool:
    """Tell whether two choices are about the same thing."""
    return (old.source, old.block, _slot(old), old.what) == (new.source, new.block, _slot(new), new.what)
