"""Which texts do the blocks of an article become, and by which runs?

The blocks of a piece go, in source order, into title, subtitle and body; running text that one sentence
binds goes into one paragraph, across captions, scraps and furniture that stand between. Every stretch of
source yields one span.
"""

from dataclasses import replace

from index.corpus.articles import TITLE_CHARACTERS
from index.corpus.passages import digest
from index.intake.drafts.draft import Draft, Finding
from index.intake.drafts.titles import made_title, told_title, unmarked
from index.intake.layout.blocks import Chunk
from index.intake.layout.evidence import UNDECIDED, Decisions, Labelled
from index.intake.layout.repair import Run, doubtful, glued, joins, mend_heading, mend_running, strays
from index.intake.layout.split import Piece
from index.intake.ledger.account import NOWHERE, SUBTITLE, TITLE, Span

__all__ = ["compose"]

KINDS = {"heading": "heading", "body": "paragraph", "caption": "caption", "unplaced": "unplaced"}
SCRAPS = frozenset(("single-character", "torn-characters", "number-alone", "two-characters"))
PER_ARTICLE = frozenset(("half-width-punctuation",))


def compose(text: str, pieces: list[Piece], *, spaced: bool, decisions: Decisions = UNDECIDED) -> list[Draft]:
    """Return the drafts of the articles of one document."""
    writers = (
        _Writer(text, at, piece, spaced=spaced, decisions=decisions) for at, piece in enumerate(pieces)
    )
    return [writer.write() for writer in writers]


class _Writer:
    """Writes one article block by block."""

    def __init__(
        self,
        source: str,
        number: int,
        piece: Piece,
        *,
        spaced: bool,
        decisions: Decisions,
    ) -> None:
        self.source = source
        self.decisions = decisions
        self.number = number
        self.piece = piece
        self.spaced = spaced
        self.draft = Draft(piece.rule, piece.confidence)
        self.paragraph = -1  # the text that running text may go on with
        self.last: Labelled | None = None  # its last block
        self.parts: list[list[str]] = []  # the texts of the body, and how long they are by now
        self.sizes: list[int] = []
        self.told: set[str] = set()  # what is reported once an article
        self.scrap = -1  # the text that scraps are gathered in
        self.torn = False  # the last block was a scrap
        self.named: tuple[Chunk | None, str] = (None, "")  # the block a finding was about, and its digest

    def write(self) -> Draft:
        """Return the draft."""
        for block in self.piece.blocks:
            self.take(block)
            self.note(block)
        self.draft.texts = ["".join(parts) for parts in self.parts]
        if not self.draft.title:
            self.make_title()
        if self.last and joins(self.last.chunk.text, "\u4e00") == (True, 0.8, "") and not self.last.closes:
            self.find(self.last, "sentence-broken-off", 0.5)
        return self.draft

    def take(self, block: Labelled) -> None:
        """Put one block where its role says."""
        role = block.role
        if role == "title" and (self.draft.title or len(block.chunk.text) > TITLE_CHARACTERS):
            role = "heading" if len(block.chunk.text) <= TITLE_CHARACTERS else "body"
        if role == "subtitle" and self.draft.subtitle:
            role = "heading"
        if role in ("title", "subtitle"):
            self.title(block, role)
        elif role == "body":
            self.body(block)
        elif role in KINDS:
            self.block(block, role)
        else:
            self.draft.told.append(block)
            self.draft.words.append(self.raw(block))
            self.place(block, block.chunk.start, [self.raw(block)], role)
        if role != "unplaced":
            self.scrap = -1

    def raw(self, block: Labelled) -> str:
        """Return a block as it stands in the source; its own text has Simplified characters."""
        return self.source[block.chunk.start : block.chunk.end]

    def place(
        self,
        block: Labelled,
        start: int,
        run: Run,
        fate: str,
        *,
        target: int | None = None,
        offset: int = 0,
        rule: str = "",
    ) -> None:
        """Record a span."""
        where = (self.number, NOWHERE if target is None else target, offset)
        self.draft.placed.append(
            (start, Span(fate, rule or block.rule, block.confidence, tuple(run), *where))
        )

    def title(self, block: Labelled, role: str) -> None:
        """Set title or subtitle."""
        mark, raw = unmarked(block, self.raw(block))
        text, run = mend_heading(raw)
        self.place(
            block,
            block.chunk.start,
            [mark, *run] if mark else run,
            role,
            target=TITLE if role == "title" else SUBTITLE,
        )
        if role == "title":
            self.draft.title = text
        else:
            self.draft.subtitle = text

    def block(self, block: Labelled, role: str) -> None:
        """Add heading, caption or unplaced text; scraps that stand together stay together."""
        mark, raw = unmarked(block, self.raw(block))
        if role == "heading":
            text, run = mend_heading(raw)
            self.paragraph, self.last = -1, None
        elif role == "unplaced":
            text, run = (
                mend_heading(raw) if "\n" not in raw and "\r" not in raw else mend_running(raw, spaced=True)
            )
        else:
            text, run = mend_running(raw, spaced=self.spaced)
        gathered = role == "unplaced" and block.rule in SCRAPS
        target = self.scrap if gathered and self.scrap >= 0 else self.add(KINDS[role])
        self.scrap = target if gathered else -1
        if gathered:
            self.draft.scraps.append(text)
        self.append(block, block.chunk.start, target, text, [mark, *run] if mark else run, role)

    def add(self, kind: str) -> int:
        """Begin a text of the body."""
        self.draft.kinds.append(kind)
        self.parts.append([])
        self.sizes.append(0)
        return len(self.parts) - 1

    def append(
        self, block: Labelled, start: int, target: int, text: str, run: Run, fate: str, *, rule: str = ""
    ) -> None:
        """Go on with a text of the body; two Latin words get a space between them."""
        parts, size = self.parts[target], self.sizes[target]
        glue = glued(parts[-1], text) if parts else ""
        self.place(block, start, [-1, *run] if glue else run, fate, target=target, offset=size, rule=rule)
        parts.append(glue + text)
        self.sizes[target] = size + len(glue) + len(text)

    def body(self, block: Labelled) -> None:
        """Add running text: to the paragraph before where a sentence runs on, strays taken out."""
        raw, start = self.raw(block), block.chunk.start
        goes_on = False
        if self.last is not None:
            goes_on, sure, doubt = joins(self.last.chunk.text, block.chunk.text)
            if decided := self.decisions.paragraph(block.chunk):
                goes_on = decided == "join"
            elif doubt:
                self.find(self.last, doubt, sure)
        if not goes_on:
            self.paragraph = self.add("paragraph")
        self.last = block
        edges = strays(raw)
        if not edges:
            text, run = mend_running(raw, spaced=self.spaced)
            return self.append(block, start, self.paragraph, text, run, "body")
        at, shelf = 0, -1
        for first, end in [*edges, (len(raw), len(raw))]:
            self.stretch(block, raw, at, first)
            if first < end:
                shelf = self.add("unplaced") if shelf < 0 else shelf
                self.append(
                    block,
                    start + first,
                    shelf,
                    raw[first:end],
                    [end - first],
                    "unplaced",
                    rule="between-the-lines",
                )
                self.draft.scraps.append(raw[first:end])
            at = end
        return self.find(block, "characters-between-lines", 0.5)

    def stretch(self, block: Labelled, raw: str, start: int, end: int) -> None:
        """Add a part of a block of running text."""
        part = raw[start:end]
        plain = part.strip()
        if not plain:
            return
        begin = start + len(part) - len(part.lstrip())
        text, run = mend_running(plain, spaced=self.spaced)
        self.append(block, block.chunk.start + begin, self.paragraph, text, run, "body")

    def make_title(self) -> None:
        """Name an article whose title is lost."""
        told = [block.chunk.text for block in self.draft.told if block.rule == "front-matter"]
        self.draft.title, self.draft.made_title = told_title(told), True
        if self.draft.title:
            return
        self.draft.title = made_title(self.draft.lead)
        if self.piece.blocks:
            self.find(self.piece.blocks[0], "title-missing", 0.3)

    def note(self, block: Labelled) -> None:
        """Record what is doubtful about a block."""
        last = self.draft.findings[-1] if self.draft.findings else None
        if block.rule in SCRAPS and last and last.reason == block.doubt and self.torn:
            sure = min(last.confidence, block.confidence)
            self.draft.findings[-1] = replace(last, end=block.chunk.end, confidence=sure)
        elif block.doubt:
            self.find(block, block.doubt, block.confidence)
        self.torn = block.rule in SCRAPS
        if block.role in ("title", "subtitle", "heading", "body", "caption"):
            for reason, start, end, sure in doubtful(block.chunk.text):
                if reason in self.told:
                    continue
                self.told |= PER_ARTICLE & {reason}
                self.find(block, reason, sure, start=start, end=end)

    def find(self, block: Labelled, reason: str, sure: float, *, start: int = 0, end: int = 0) -> None:
        """Record a finding."""
        chunk = block.chunk
        span = (chunk.start + start, chunk.start + end) if end else (chunk.start, chunk.end)
        if self.named[0] is not chunk:
            self.named = (chunk, digest(chunk.text))
        told = self.source[chunk.start : min(chunk.end, chunk.start + 40)]
        self.draft.findings.append(Finding(reason, *span, round(sure, 2), block.rule, self.named[1], told))
