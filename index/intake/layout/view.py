"""How does a block look among its neighbours?

A `View` holds the blocks of a document, what was made of them so far and what is known of the article that
is open, and says which signs of `evidence` are there. The dictionary is asked only where its word could
turn the scale.
"""

import re
from statistics import median_low

from index.intake.layout.blocks import Chunk, ends_sentence, unbalanced
from index.intake.layout.evidence import CAPTION_SIGNS, Decisions, Labelled
from index.intake.layout.shape import Shape, halves, settle, shape_of
from index.intake.layout.signs import HAN, NAME_ALONE, NUMBERED, OPENER, PHOTO, PLACE_TITLE, is_name
from index.intake.layout.words import Words

__all__ = ["CAPTION_LENGTH", "NAMED", "View"]

CAPTION_LENGTH = 80
LONG = 70  # where paragraphs are as long as that, a short one is not the custom
NAMED = 2_000  # so far into an article its place is sought
_SUBJECT = re.compile(
    r"[^，。]{2,20}?(?:省|市|县|区|镇|乡|村|公司|集团|企业|党委|支部|党员|干部|工人|人员|志愿者|居民|村民|学生|中心|车间)"
)
_LEAD = re.compile(r"[^，。、“”]{4,14}。\S")
_PREDICATE = re.compile(r"[把被将让使并且而的了着过地得等也都就又还、\d]")
_PLACE = re.compile(
    rf"(?:[{HAN}]{{2,6}}(?:省|自治区))?(?:[{HAN}]{{2,7}}?(?:市|州|盟|地区))?[{HAN}]{{1,4}}?(?:县|区|市|旗|经开区|高新区|新区|开发区)"
)
_UNFINISHED = frozenset("为了和与的以在对及并将把被从向于是由使让而或其该各每就也都又")
_TRANSPARENT = frozenset(("furniture", "scrap", "caption", "pair"))


class View:
    """A document's blocks, what was made of them so far, and what is known of the article that is open."""

    def __init__(self, blocks: list[Chunk], decisions: Decisions) -> None:
        self.blocks = blocks
        self.shapes = settle([shape_of(chunk) for chunk in blocks])
        for at, chunk in enumerate(blocks):
            if role := decisions.role(chunk):
                self.shapes[at] = Shape(role, "override", 1.0)
        self._following = _following(self.shapes)
        self._learn()
        self.found: list[Labelled] = []
        self.tail = ""  # the last running text of the article that is open
        self.texts = 0  # running blocks since the last title
        self.closed = False
        self.titles = 0
        self.words = Words()
        self.brief = False  # the open article began with a dateline
        self.named = ""  # title and first paragraphs of the open article, where it names its place

    def _learn(self) -> None:
        """Learn the customs of the document: its gaps, its long paragraphs, the look of its headings."""
        pairs = list(zip(self.blocks, self.shapes, strict=True))
        gaps = [chunk.gap for chunk in self.blocks[1:]]
        self.usual = median_low(gaps) if gaps else 0
        sizes = [len(chunk.text) for chunk, shape in pairs if shape.name == "running"]
        self.long = bool(sizes) and median_low(sizes) >= LONG
        heads = [halves(chunk.text) for chunk, shape in pairs if shape.name == "headline"]
        levels = [shape.rule for shape in self.shapes if shape.name == "markdown"]
        self.top = min(levels, default="")
        self.flat = len(set(levels)) == 1 and len(levels) > 2  # one mark for all headings says nothing
        self.doubled = bool(levels) or (sum(heads) >= 3 and sum(heads) * 2 > len(heads))

    @property
    def broken(self) -> bool:
        """Tell whether the last sentence of the open article is unfinished."""
        return bool(self.tail) and not ends_sentence(self.tail)

    def following(self, at: int) -> int:
        """Return the place of the next block but furniture, scraps and marked captions; -1: none."""
        return self._following[at]

    def runs_on(self, at: int) -> bool:
        """Tell whether the next block begins with punctuation, and so goes on with this one."""
        behind = self.following(at)
        return behind >= 0 and self.blocks[behind].text[0] in "，、；。,;”》）"

    def next_two(self, at: int) -> list[int]:
        """Return the places of the next block, and of the one behind it where the next could be a caption."""
        first = self.following(at)
        if first < 0 or len(self.blocks[first].text) > CAPTION_LENGTH:
            return [first][: first >= 0]
        second = self.following(first)
        return [first, *[second][: second >= 0]]

    def next_name(self, at: int) -> str:
        """Return the shape that follows, "end" behind the last."""
        place = self.following(at)
        return "end" if place < 0 else self.shapes[place].name

    def begins_here(self, at: int) -> bool:
        """Tell whether an article surely begins at the next block, or the document ends."""
        name = self.next_name(at)
        if name in ("end", "title", "dateline"):
            return True
        place = self.following(at)
        if name in ("headline", "markdown"):
            return bool(PLACE_TITLE.match(self.blocks[place].text)) or self.next_name(place) in (
                "byline",
                "dateline",
            )
        return False

    def gap(self, at: int) -> int:
        """Return how many blank lines more than usual stand before a block."""
        return max(0, self.blocks[at].gap - self.usual) if 0 < at < len(self.blocks) else 0

    def opens(self, at: int) -> bool:
        """Tell whether a block begins with words that begin a sentence."""
        return at >= 0 and bool(OPENER.match(self.blocks[at].text))

    def begins_paragraph(self, at: int) -> bool:
        """Tell whether a block begins as paragraphs do: indented, with an opener, a short sentence."""
        chunk = self.blocks[at]
        return (
            self.opens(at)
            or bool(_LEAD.match(chunk.text))
            or (chunk.indented and not self.blocks[0].indented)
        )

    def elsewhere(self, text: str) -> bool:
        """Tell whether a headline begins with a place that the open article has not named."""
        place = _PLACE.match(text)
        return place is not None and self.named != "" and "".join(place[0].split()) not in self.named

    def signs_off(self, at: int) -> bool:
        """Tell whether a block is the name of the reporter whose text ends here."""
        text = self.blocks[at].text
        names = [text] if len(text) < 5 else text.split()
        if len(text) > 12 or not NAME_ALONE.fullmatch(text) or not all(map(is_name, names)):
            return False
        return self.begins_here(at) or (self.brief and len(text) <= 4)

    def word_runs_on(self, at: int) -> bool:
        """Ask the dictionary whether a word begins in a block and ends in the next, or behind a caption."""
        behind = [place for place in self.next_two(at) if not self.opens(place)]
        return any(self.words.bridge(self.blocks[at].text, self.blocks[place].text) for place in behind)

    def heading_signs(self, at: int) -> list[str]:
        """Return the signs for and against a heading; what is none is a piece of a sentence."""
        text = self.blocks[at].text
        told = {
            "any": True,
            "two-halves": halves(text),
            "numbered": bool(NUMBERED.match(text)),
            "short": len(text) <= 16,
            "text-begins-behind": self.opens(self.following(at)),
            "long": len(text) > 30,
            "comma": "，" in text or "," in text or text.count("、") > 1,
            "ends-in-the-middle": text[-1] in _UNFINISHED,
            "begins-like-a-sentence": ("，" in text or "," in text) and self.opens(at),
            "photo-words": len(text) >= 12 and not halves(text) and bool(PHOTO.search("".join(text.split()))),
            "punctuation-behind": self.runs_on(at),
            "unlike-other-headings": self.doubled and not halves(text),
            "behind-a-heading": bool(self.found) and self.found[-1].role == "heading",
            "sentence-before-is-open": self.broken,
        }
        return [name for name, true in told.items() if true]

    def title_signs(self, at: int, shape: Shape) -> list[str]:
        """Return the signs for and against a title."""
        text = self.blocks[at].text
        before = self.found[-1] if self.found else None
        follows = self.next_name(at)
        second = self.next_name(self.following(at)) if follows == "subtitle" else ""
        told = {
            "markdown-top": shape.name == "markdown"
            and shape.rule == self.top
            and not (self.flat and self.titles),
            "place-title": bool(PLACE_TITLE.match(text)),
            "byline-follows": "byline" in (follows, second),
            "dateline-follows": "dateline" in (follows, second),
            "first-block": not any(
                block.role in ("title", "body", "heading", "dateline") for block in self.found
            ),
            "after-closing-byline": self.closed,
            "subtitle-follows": follows == "subtitle",
            "after-masthead": before is not None and before.rule == "masthead",
            "photo-gap": self.gap(at) > 0,
            "two-lines": "\n" in text,
            "photo-words": not halves(text) and bool(PHOTO.search("".join(text.split()))),
            "numbered": bool(NUMBERED.match(text)),
            "comma": "，" in text or "," in text,
            "markdown-below": shape.name == "markdown" and shape.rule > self.top,
            "names-another-place": self.texts > 0 and self.elsewhere(text),
            "sentence-before-is-open": self.broken,
            "no-text-since-title": self.titles > 0
            and not self.texts
            and before is not None
            and before.role not in ("byline", "caption")
            and not self.closed,
            "nothing-follows": follows == "end",
        }
        return [name for name, true in told.items() if true]

    def asked(self, at: int) -> float:
        """Ask the dictionary whether the open sentence runs on in a block, or behind it."""
        if not self.broken:
            return 0.0
        behind = self.following(at)
        score = (
            CAPTION_SIGNS["word-runs-into-it"] if self.words.bridge(self.tail, self.blocks[at].text) else 0.0
        )
        if behind >= 0 and self.words.bridge(self.tail, self.blocks[behind].text):
            score += CAPTION_SIGNS["word-runs-on-behind"]
        return score

    def caption_signs(self, at: int) -> list[str]:
        """Return the signs for and against a caption."""
        text = self.blocks[at].text
        behind = self.following(at)
        broken = self.broken
        told = {
            "wide-gap": self.gap(at) >= 2,
            "gap": self.gap(at) == 1,
            "splits-a-sentence": broken
            and behind >= 0
            and self.shapes[behind].name in ("running", "headline")
            and not self.gap(behind),
            "continuation-fits-behind": broken
            and behind >= 0
            and not self.opens(behind)
            and bool(unbalanced(self.tail)[1]) == bool(unbalanced(self.blocks[behind].text)[0]),
            "heading-behind": broken and behind >= 0 and self.shapes[behind].name != "running",
            "comma": "，" in text or "," in text,
            "goes-on-with-the-sentence": broken and bool(_PREDICATE.match(text)),
            "paragraph-begins-behind": broken and behind >= 0 and self.begins_paragraph(behind),
            "after-closing-byline": self.closed,
            "photo-words": bool(PHOTO.search("".join(text.split()))),
            "short-among-long": len(text) <= 40 and self.long and "，" not in text and "," not in text,
            "begins-with-a-subject": bool(_SUBJECT.match(text)),
            "begins-like-a-paragraph": bool(OPENER.match(text)),
            "closes-a-quote": unbalanced(text)[0] > 0 or text[0] in "，。、；：！？”’）》",
            "too-long": len(text) > 60 and not self.gap(at),
        }
        return [name for name, true in told.items() if true]


def _following(shapes: list[Shape]) -> list[int]:
    """Return for each block the place of the next that is not transparent, -1 where there is none."""
    found = [-1] * len(shapes)
    for at in range(len(shapes) - 2, -1, -1):
        found[at] = found[at + 1] if shapes[at + 1].name in _TRANSPARENT else at + 1
    return found
