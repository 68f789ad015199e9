"""Which blocks make which article?

A title, a dateline without a title, or running text behind a closed article begins a new one. A brief set
into the middle of a feature does not end it: where the feature's last sentence is open and the brief is
closed by its reporter's name, text that follows goes back to the feature. Each boundary keeps its rule and
a confidence.
"""

from dataclasses import dataclass, field, replace

from index.intake.layout.blocks import ends_sentence, unbalanced
from index.intake.layout.evidence import UNDECIDED, Decisions, Labelled
from index.intake.layout.signs import REPORT

__all__ = ["Piece", "split"]


@dataclass(slots=True)
class Piece:
    """The blocks of one article in the order of the source, and why it begins where it does."""

    rule: str
    confidence: float
    blocks: list[Labelled] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    text: str = ""  # the last running text

    def add(self, block: Labelled) -> None:
        """Take in a block."""
        self.blocks.append(block)
        self.roles.add(block.role)
        if block.role == "body":
            self.text = block.chunk.text

    @property
    def open(self) -> bool:
        """Tell whether the last sentence of the article is unfinished."""
        return bool(self.text) and not ends_sentence(self.text)


def split(
    blocks: list[Labelled],
    *,
    rows: frozenset[int] = frozenset(),
    decisions: Decisions = UNDECIDED,
) -> list[Piece]:
    """Return the articles of a document.

    `rows` are the offsets at which a table begins a record, and then the only boundaries,
    but for those a reviewer decided on.
    """
    walk = _Walk(rows, decisions)
    for block in blocks:
        walk.take(block)
    return _with_text(walk.pieces)


class _Walk:
    """The articles so far, the one that is open and those a brief interrupted."""

    def __init__(self, rows: frozenset[int], decisions: Decisions) -> None:
        self.rows = rows
        self.decisions = decisions
        self.pieces: list[Piece] = []
        self.current: Piece | None = None
        self.waiting: list[Piece] = []
        self.closed = False

    def take(self, block: Labelled) -> None:
        """Give a block to its article."""
        if rule := self.begins(block):
            self.start(*rule)
        elif self.waiting and block.role == "body" and (self.closed or _continues(self.waiting[-1], block)):
            block = self.resume(block)
        elif self.closed and not self.rows and block.role in ("body", "heading"):
            self.start("text-behind-closed-article", 0.5)
        current = self.current or self.start("first-block", 0.6)
        if block.role == "title" and "title" not in current.roles and not self.rows:
            current.rule, current.confidence = "title", block.confidence
        current.add(block)
        self.closed = block.closes or (self.closed and block.role not in ("body", "heading", "title"))

    def begins(self, block: Labelled) -> tuple[str, float] | None:
        """Return rule and confidence where a block begins an article."""
        if decided := self.decisions.article(block.chunk):
            return ("override", 1.0) if decided == "split" else None
        if self.rows:
            return ("row", 1.0) if block.chunk.start in self.rows else None
        if block.role == "title":
            return (
                ("title", block.confidence)
                if self.current is None or self.holds("title", "body", "heading")
                else None
            )
        if block.role == "dateline":
            return ("dateline", 0.95) if self.current is None or self.holds("body") else None
        if (
            block.role == "byline"
            and not block.closes
            and self.current
            and self.current.text
            and block.rule == "byline-line"
        ):
            return "byline-without-title", 0.6
        return None

    def holds(self, *roles: str) -> bool:
        """Tell whether the open article has a block of one of these roles."""
        return self.current is not None and not self.current.roles.isdisjoint(roles)

    def start(self, rule: str, sure: float) -> Piece:
        """Begin an article."""
        if rule in ("dateline", "title") and self.current and self.current.open:
            self.waiting.append(self.current)
        self.current = Piece(rule, sure)
        self.pieces.append(self.current)
        self.closed = False
        return self.current

    def resume(self, block: Labelled) -> Labelled:
        """Go back to the interrupted article, or begin one where the text is a beginning."""
        self.closed = False
        if REPORT.match(block.chunk.text):
            self.start("text-behind-closed-article", 0.5)
            return block
        self.current = self.waiting.pop()
        return replace(block, rule="interrupted-article-goes-on", confidence=0.6, doubt="interrupted")


def _continues(waiting: Piece, block: Labelled) -> bool:
    """Tell whether running text surely is the second half of an interrupted sentence."""
    text = block.chunk.text
    if REPORT.match(text):
        return False
    return text[0] in "，。、；：！？”’）》" or (unbalanced(text)[0] > 0 and unbalanced(waiting.text)[1] > 0)


def _with_text(pieces: list[Piece]) -> list[Piece]:
    """Join an article without text or heading to its neighbour, so that none is scraps alone."""
    found: list[Piece] = []
    held: list[Labelled] = []
    for piece in pieces:
        if not piece.roles.isdisjoint(("body", "heading", "title", "dateline")):
            piece.blocks[:0] = held
            held = []
            found.append(piece)
        elif found:
            found[-1].blocks.extend(piece.blocks)
        else:
            held.extend(piece.blocks)
    if held:
        found.append(Piece("first-block", 0.3, held))
    return found
