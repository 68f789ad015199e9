"""How is one article set out for reading?

Its passages with their marks, hits numbered through the article, its contents, labels with the way to the
sentence that shows them, and what old links once pointed to.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from index.labels.record import Label
from search.facets.names import Names
from search.query.nodes import Span
from search.results import ArticleView
from web.links import Links
from web.reading.former import FormerRow, former_rows
from web.reading.labels import LabelRow, Sentences, label_rows
from web.reading.outline import Outline, clause, outline
from web.render import whole

__all__ = ["Hits", "Paragraph", "Reading", "read"]

NOTHING: Mapping[str, Sequence[Span]] = {}
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
    """One passage: its marked text, its number in the article, its depth as a heading (0: none), its hits."""

    id: str
    kind: str
    number: int
    text: Markup
    plain: str
    depth: int
    hits: Hits | None

    @property
    def tag(self) -> str:
        """Return the element that a passage is."""
        return f"h{self.depth + 1}" if self.depth else "p"

    @property
    def turns(self) -> bool:
        """Tell whether characters of a passage can turn its direction."""
        return bool(_TURNING.search(self.plain))

    @property
    def height(self) -> float:
        """Return about how high a passage stands on a wide page, in rem."""
        return APART + LEADING * -(-len(self.plain) // LINE)


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as its page shows it; leaves are its passages below the title, some screens at a time."""

    paragraphs: list[Paragraph]
    leaves: list[list[Paragraph]]
    outline: Outline
    regions: list[LabelRow]
    types: list[LabelRow]
    former: list[FormerRow]
    hits: int


def read(
    view: ArticleView, *, names: Names, links: Links, inserted: Mapping[str, Sequence[Span]] = NOTHING
) -> Reading:
    """Set out an article; `inserted` is what repairs put into its passages, shown beside its source."""
    sentences = {passage.id: _sentences(passage.id, passage.evidence) for passage in view.passages}
    contents = outline(view.passages)
    paragraphs = list(_paragraphs(view, sentences, contents.depths, inserted))
    labels = label_rows(view, sentences, names=names, links=links)
    return Reading(
        paragraphs=paragraphs,
        leaves=_leaves([paragraph for paragraph in paragraphs if paragraph.kind != "title"]),
        outline=contents,
        regions=[row for row in labels if row.facet == "region"],
        types=[row for row in labels if row.facet == "type"],
        former=former_rows(view.former, links),
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


def _paragraphs(
    view: ArticleView,
    sentences: Mapping[str, Sentences],
    depths: Mapping[str, int],
    inserted: Mapping[str, Sequence[Span]],
) -> Iterator[Paragraph]:
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
            whole(
                passage.text,
                passage.spans,
                first=found + 1,
                sentences=sentences[passage.id],
                inserted=inserted.get(passage.id, ()),
                name=clause(passage.text) if passage.kind == "paragraph" else 0,
            ),
            passage.text,
            depths.get(passage.id, 0),
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
