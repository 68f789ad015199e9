"""What is an article while it is being made?

A draft collects title, texts and the spans that say where each came from; `fill` puts the spans of all
drafts of a source into one account without a gap.
"""

from dataclasses import dataclass, field

from index.corpus.articles import Block
from index.intake.layout.evidence import Labelled
from index.intake.ledger.account import Span

__all__ = ["Draft", "Finding", "fill"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something doubtful: reason, span in the source, confidence, rule, the block it is in."""

    reason: str
    start: int
    end: int
    confidence: float
    rule: str
    block: str
    text: str


@dataclass(slots=True)
class Draft:
    """An article in the making.

    `placed` are its spans with their start in the source, `told` its literal blocks, `words` what these
    say in the source, `header` the mastheads of its page.
    """

    rule: str
    confidence: float
    title: str = ""
    subtitle: str = ""
    kinds: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    placed: list[tuple[int, Span]] = field(default_factory=list)
    told: list[Labelled] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    header: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    scraps: list[str] = field(default_factory=list)
    made_title: bool = False

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Return the body."""
        return tuple(Block(kind, text) for kind, text in zip(self.kinds, self.texts, strict=True))

    @property
    def lead(self) -> str:
        """Return the first running text, or whatever text there is."""
        return next(
            (text for kind, text in zip(self.kinds, self.texts, strict=True) if kind == "paragraph"),
            "".join(self.texts[:1]),
        )


def fill(text: str, drafts: list[Draft]) -> tuple[Span, ...]:
    """Return the spans of all drafts in source order, with the white space between them."""
    placed = sorted(
        ((start, span) for draft in drafts for start, span in draft.placed), key=lambda pair: pair[0]
    )
    spans: list[Span] = []
    blanks: dict[str, Span] = {}  # most are alike
    at = 0
    for start, span in placed:
        if start > at:
            spans.append(_blank(text[at:start], blanks))
        spans.append(span)
        at = start + span.length
    if at < len(text):
        spans.append(_blank(text[at:], blanks))
    return tuple(spans)


def _blank(text: str, known: dict[str, Span]) -> Span:
    """Return the span of white space."""
    if text not in known:
        known[text] = Span("blank", "white-space", 1.0, (text,))
    return known[text]
