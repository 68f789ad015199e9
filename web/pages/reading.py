"""How is one article set out for reading?

Its passages with their marks, hits numbered through the article, labels with the way to the sentence that
shows them, and what old links once pointed to.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from index.labels.record import Label
from search.facets.names import Names
from search.query.nodes import Span
from search.query.request import Query
from search.results import ArticleView, Former
from web.links import Links
from web.render import changes, whole

__all__ = ["FormerRow", "Hits", "LabelRow", "Paragraph", "Reading", "read"]

Sentences = list[tuple[Span, str]]

LEAF = 72.0  # rem: about what the style reserves for a leaf that was not yet set
LINE, LEADING, APART = 39, 2.25, 2.05  # characters of a line, rem of a line, rem between passages
_TURNING = re.compile(
    "[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U0001efff]"
)


@dataclass(frozen=True, slots=True)
class Hits:
    """Which hits of the article a passage holds, counted from 1, and the anchors before and after them."""

    first: int
    last: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One passage: its marked text, its number in the article, and the hits it holds."""

    id: str
    kind: str
    number: int
    text: Markup
    plain: str
    hits: Hits | None

    @property
    def tag(self) -> str:
        """Return the element that a passage is."""
        return "h2" if self.kind == "heading" else "p"

    @property
    def turns(self) -> bool:
        """Tell whether characters of a passage can turn its direction."""
        return bool(_TURNING.search(self.plain))

    @property
    def height(self) -> float:
        """Return about how high a passage stands on a wide page, in rem."""
        return APART + LEADING * -(-len(self.plain) // LINE)


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label: who says so (front matter, proposed, rule), the rule, and the anchor of its sentence."""

    label: str
    href: str
    role: str
    by: str
    rule: str
    confidence: float
    sentence: str
    quote: str


@dataclass(frozen=True, slots=True)
class FormerRow:
    """A passage that once stood here; `state` is moved, changed or gone, `href` leads to where it is now."""

    id: str
    state: str
    old: Markup
    new: Markup
    href: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as its page shows it; leaves are its passages below the title, some screens at a time."""

    paragraphs: list[Paragraph]
    leaves: list[list[Paragraph]]
    contents: list[Paragraph]
    regions: list[LabelRow]
    types: list[LabelRow]
    former: list[FormerRow]
    hits: int


def read(view: ArticleView, *, names: Names, links: Links) -> Reading:
    """Set out an article."""
    sentences = {passage.id: _sentences(passage.id, passage.evidence) for passage in view.passages}
    texts = {passage.id: passage.text for passage in view.passages}
    labels = [
        _label(label, sentences, texts=texts, names=names, links=links) for label in view.evidence.labels
    ]
    paragraphs = list(_paragraphs(view, sentences))
    facets = [label.facet for label in view.evidence.labels]
    return Reading(
        paragraphs=paragraphs,
        leaves=_leaves([paragraph for paragraph in paragraphs if paragraph.kind != "title"]),
        contents=[paragraph for paragraph in paragraphs if paragraph.kind == "heading"],
        regions=[row for row, facet in zip(labels, facets, strict=True) if facet == "region"],
        types=[row for row, facet in zip(labels, facets, strict=True) if facet == "type"],
        former=[_former(former, links) for former in view.former],
        hits=sum(len(passage.spans) for passage in view.passages),
    )


def _leaves(paragraphs: Sequence[Paragraph]) -> list[list[Paragraph]]:
    """Return passages in leaves of about one height, which a browser sets one at a time."""
    leaves: list[list[Paragraph]] = []
    height = LEAF
    for paragraph in paragraphs:
        if height >= LEAF:
            leaves.append([])
            height = 0.0
        leaves[-1].append(paragraph)
        height += paragraph.height
    return leaves


def _paragraphs(view: ArticleView, sentences: dict[str, Sentences]) -> Iterator[Paragraph]:
    total = sum(len(passage.spans) for passage in view.passages)
    found = 0
    for number, passage in enumerate(view.passages, 1):
        hits = None
        if count := len(passage.spans):
            first, last = found + 1, found + count
            before = f"hit-{first - 1}" if first > 1 else ""
            hits = Hits(first, last, before, f"hit-{last + 1}" if last < total else "")
        yield Paragraph(
            passage.id,
            passage.kind,
            number,
            whole(passage.text, passage.spans, first=found + 1, sentences=sentences[passage.id]),
            passage.text,
            hits,
        )
        found += count


def _sentences(passage: str, evidence: Sequence[Label]) -> Sentences:
    """Return the sentences that show a label, each once with its anchor; of two that overlap the first."""
    found: Sentences = []
    for span in sorted({label.sentence for label in evidence if label.sentence}):
        if not found or span[0] >= found[-1][0][1]:
            found.append((span, f"why-{passage}-{span[0]}"))
    return found


def _label(
    label: Label, sentences: dict[str, Sentences], *, texts: dict[str, str], names: Names, links: Links
) -> LabelRow:
    anchor = quote = ""
    if label.sentence and label.passage in texts:
        low, high = label.sentence
        quote = texts[label.passage][low:high]
        anchor = next(
            (name for span, name in sentences[label.passage] if span[0] <= low < span[1]), label.passage
        )
    query = Query().choose(label.facet, label.value)
    if label.role == "mentioned":
        query = query.with_mentioned(mentioned=True)
    title = names.label(label.facet, label.value, links.language)
    if label.facet == "region":
        title = names.full("region", label.value, links.language)
    return LabelRow(
        title, links.search(query), label.role, label.by, label.rule, label.confidence, anchor, quote
    )


def _former(former: Former, links: Links) -> FormerRow:
    """Return what became of a passage that is no more under its id."""
    if former.state == "changed":
        old, new = changes(former.text, former.now)
        return FormerRow(former.id, former.state, old, new, f"#{former.passage}")
    href = links.article(former.article, passage=former.passage) if former.state == "moved" else ""
    return FormerRow(former.id, former.state, whole(former.text, ()), Markup(""), href)
