"""What is a block among its neighbours?

A walk over the blocks of one document. Shapes that are sure stand; a headline becomes title, heading, caption or the
middle of a broken sentence, and a short sentence becomes caption or paragraph, by counting the evidence that the
tables of this module declare. Each decision keeps its rule and a confidence.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median_low

from index.intake.blocks import Chunk, ends_sentence, unbalanced
from index.intake.words import Words
from index.intake.shape import Shape, shape_of
from index.intake.signs import HAN, NAME_ALONE, NUMBERED, OPENER, PHOTO, PLACE_TITLE, TAIL_NAMES, is_name

__all__ = ["Labelled", "label"]

TITLE = {
    "markdown-top": 5.0,
    "place-title": 3.0,
    "byline-follows": 4.0,
    "dateline-follows": 4.0,
    "first-block": 3.0,
    "after-closing-byline": 3.5,
    "subtitle-follows": 2.5,
    "after-masthead": 1.5,
    "photo-gap": 1.0,
    "two-lines": 1.0,
    "numbered": -4.0,
    "comma": -1.0,
    "markdown-below": -5.0,
    "names-another-place": 3.0,
    "sentence-before-is-open": -1.0,
    "no-text-since-title": -3.0,
    "nothing-follows": -4.0,
}
HEADING = {
    "any": 1.0,
    "two-halves": 2.0,
    "numbered": 3.0,
    "short": 1.0,
    "text-begins-behind": 1.0,
    "long": -1.5,
    "comma": -1.5,
    "begins-like-a-sentence": -3.5,
    "ends-in-the-middle": -3.0,
    "word-runs-on-behind": -3.0,
    "photo-words": -2.5,
    "punctuation-behind": -6.0,
    "unlike-other-headings": -2.0,
    "behind-a-heading": -2.0,
    "sentence-before-is-open": -3.5,
}
CAPTION_SIGNS = {
    "wide-gap": 3.0,
    "gap": 1.5,
    "splits-a-sentence": 1.5,
    "continuation-fits-behind": 0.5,
    "word-runs-on-behind": 2.0,
    "paragraph-begins-behind": -1.5,
    "heading-behind": -2.0,
    "comma": -1.5,
    "goes-on-with-the-sentence": -3.0,
    "word-runs-into-it": -2.0,
    "after-closing-byline": 2.0,
    "photo-words": 1.5,
    "begins-with-a-subject": 0.75,
    "short-among-long": 0.75,
    "begins-like-a-paragraph": -3.0,
    "closes-a-quote": -4.0,
    "too-long": -3.0,
}
THRESHOLD = 3.0
CAPTION_LENGTH = 80
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


@dataclass(frozen=True, slots=True)
class Labelled:
    """A block with its role (a fate of the ledger), the rule that gave it and how sure it is (0 to 1).

    `closes` says that an article ends with this byline; `doubt` names what a person should look at, or is empty.
    """

    chunk: Chunk
    role: str
    rule: str
    confidence: float
    closes: bool = False
    doubt: str = ""


def label(blocks: list[Chunk], *, forced: Callable[[Chunk], str] | None = None) -> list[Labelled]:
    """Return the blocks of a document, cut by `shape.cut`, with their roles.

    `forced` answers with the role a reviewer gave a block, or "".
    """
    return _Walk(blocks, forced).run() if blocks else []


def confidence(score: float, threshold: float = THRESHOLD) -> float:
    """Return a score as a confidence: 0.5 at the threshold."""
    return round(1 / (1 + math.exp(threshold - score)), 2)


class _Walk:
    """The state of a walk: what came last and whether an article is open."""

    def __init__(self, blocks: list[Chunk], forced: Callable[[Chunk], str] | None = None) -> None:
        self.blocks = blocks
        self.shapes = _settle([shape_of(chunk) for chunk in blocks])
        for at, chunk in enumerate(blocks if forced else ()):
            if forced and (role := forced(chunk)):
                self.shapes[at] = Shape(role, "override", 1.0)
        gaps = [chunk.gap for chunk in blocks[1:]]
        self.usual = median_low(gaps) if gaps else 0
        sizes = [
            len(chunk.text)
            for chunk, shape in zip(blocks, self.shapes, strict=True)
            if shape.name == "running"
        ]
        self.long = bool(sizes) and median_low(sizes) >= 70  # short paragraphs are not the custom here
        heads = [
            _halves(chunk.text)
            for chunk, shape in zip(blocks, self.shapes, strict=True)
            if shape.name == "headline"
        ]
        marked = any(shape.name == "markdown" for shape in self.shapes)
        self.doubled = marked or (
            sum(heads) >= 3 and sum(heads) * 2 > len(heads)
        )  # headings here have another look
        self.found: list[Labelled] = []
        self.tail = ""  # the last running text of the article that is open
        self.texts = 0  # running blocks since the last title
        self.closed = False
        self.titles = 0
        self.words = Words()
        self.brief = False  # the open article began with a dateline
        self.named = ""  # title and first paragraphs of the open article, where it names its place
        levels = [shape.rule for shape in self.shapes if shape.name == "markdown"]
        self.top = min(levels, default="")
        self.flat = len(set(levels)) == 1 and len(levels) > 2  # one mark for all headings says nothing

    def run(self) -> list[Labelled]:
        """Label block after block."""
        deciders = {
            "running": self.running,
            "headline": self.headline,
            "markdown": self.headline,
            "byline": self.byline,
            "pair": self.pair,
        }
        for at, shape in enumerate(self.shapes):
            decide = deciders.get(shape.name)
            if decide:
                decide(at, shape)
            elif shape.name == "body":
                self.paragraph(at, shape.rule, shape.confidence)
            elif shape.name == "title":
                self.title(at, shape.rule, shape.confidence)
            else:
                self.plain(at, shape)
        return self.found

    # -- looking around

    def following(self, at: int) -> int:
        """Return the place of the next block that is not furniture, scrap or marked caption; -1 at the end."""
        for place in range(at + 1, len(self.shapes)):
            if self.shapes[place].name not in _TRANSPARENT:
                return place
        return -1

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
        return [first] + [second][: second >= 0]

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

    # -- putting down

    def put(self, at: int, role: str, rule: str, sure: float, **more: object) -> None:
        """Record the role of a block."""
        self.found.append(Labelled(self.blocks[at], role, rule, sure, **more))  # type: ignore[arg-type]

    def plain(self, at: int, shape: Shape) -> None:
        """Take a shape as it is."""
        role = "unplaced" if shape.name == "scrap" else shape.name
        doubt = "torn-characters" if shape.name == "scrap" else ""
        self.put(at, role, shape.rule, shape.confidence, doubt=doubt)
        if role == "dateline":
            self.tail, self.texts, self.closed, self.brief = "", 0, False, True

    def title(self, at: int, rule: str, sure: float) -> None:
        """Begin an article."""
        self.put(at, "title", rule, sure, doubt="title" if sure < 0.7 else "")
        self.tail, self.texts, self.closed, self.brief = "", 0, False, False
        self.named = self.blocks[at].text
        self.titles += 1

    def paragraph(self, at: int, rule: str, sure: float, doubt: str = "") -> None:
        """Go on with running text, a name that closes it cut off."""
        chunk = self.blocks[at]
        tail = TAIL_NAMES.search(chunk.text, max(0, len(chunk.text) - 60))
        if tail and (self.begins_here(at) or (self.brief and is_name(tail["names"]))):
            body = chunk.text[: tail.start()].rstrip()
            first = replace(chunk, end=chunk.start + len(body), text=body)
            last = replace(
                chunk,
                start=chunk.start + tail.start("names"),
                text=chunk.text[tail.start("names") :],
                gap=0,
                hint=None,
            )
            self.found.append(Labelled(first, "body", rule, sure, doubt=doubt))
            self.found.append(Labelled(last, "byline", "name-behind-last-sentence", 0.85, closes=True))
            self.closed, self.tail = True, ""
            return
        self.put(at, "body", rule, sure, doubt=doubt)
        self.tail, self.closed = chunk.text, False
        self.texts += 1
        self.named += "".join(chunk.text.split())

    # -- deciding

    def byline(self, at: int, shape: Shape) -> None:
        """A byline opens an article behind its title, and closes one before the next begins."""
        opened = bool(self.found) and self.found[-1].role in ("title", "subtitle", "dateline", "byline")
        closes = not opened and self.texts > 0 and (shape.rule == "byline-brackets" or self.begins_here(at))
        self.put(at, "byline", shape.rule, shape.confidence, closes=closes)
        if closes:
            self.closed, self.tail = True, ""
        elif not opened:
            self.texts, self.tail, self.closed = 0, "", False

    def pair(self, at: int, shape: Shape) -> None:
        """Two characters alone are a name, a short heading, or a scrap."""
        text = self.blocks[at].text
        if self.texts and is_name(text) and self.begins_here(at) and ends_sentence(self.tail or "。"):
            self.put(at, "byline", "name-alone", 0.8, closes=True)
            self.closed, self.tail = True, ""
        elif self.next_name(at) == "running" and ends_sentence(self.tail or "。"):
            self.put(at, "heading", "short-heading", 0.5, doubt="heading")
        else:
            self.put(at, "unplaced", shape.rule, 0.5, doubt="torn-characters")

    def headline(self, at: int, shape: Shape) -> None:
        """Decide between title, heading, caption, name, and the middle of a broken sentence."""
        text = self.blocks[at].text
        broken = bool(self.tail) and not ends_sentence(self.tail)
        if self.texts and not broken and self.signs_off(at):
            self.put(at, "byline", "name-alone", 0.85, closes=True)
            self.closed, self.tail = True, ""
            return None
        score = sum(TITLE[name] for name in self.title_signs(at, shape))
        if score >= THRESHOLD:
            return self.title(at, "title-signs", confidence(score, THRESHOLD - 1))
        if shape.name == "markdown":
            return self.put(at, "heading", shape.rule, 0.95)
        photo = bool(PHOTO.search("".join(text.split()))) and not _halves(text)
        if self.gap(at) and photo:
            return self.put(at, "caption", "photo-gap", 0.75, doubt="caption")
        if self.next_name(at) not in ("running", "headline"):
            if broken and not self.gap(at):
                return self.paragraph(at, "end-of-a-sentence", 0.5, doubt="fragment")
            role = "caption" if photo or self.gap(at) else "unplaced"
            return self.put(at, role, "headline-without-text", 0.5, doubt=role)
        score = sum(HEADING[name] for name in self.heading_signs(at, broken=broken))
        if 0 <= score < -HEADING["word-runs-on-behind"] and self.word_runs_on(at):
            score += HEADING["word-runs-on-behind"]
        if score >= 0:
            sure = confidence(score, -1)
            return self.put(at, "heading", "heading-signs", sure, doubt="heading" if sure < 0.75 else "")
        if (
            photo
            and not self.words.bridge(self.tail, text)
            and not self.runs_on(at)
            and "，" not in text
            and not OPENER.match(text)
        ):
            return self.put(at, "caption", "photo-words", 0.7 if broken else 0.6, doubt="caption")
        return self.paragraph(at, "part-of-a-sentence", 0.6, doubt="fragment")

    def signs_off(self, at: int) -> bool:
        """Tell whether a block is the name of the reporter whose text ends here."""
        text = self.blocks[at].text
        if len(text) > 12 or not NAME_ALONE.fullmatch(text) or not all(map(is_name, text.split())):
            return False
        return self.begins_here(at) or (self.brief and len(text) <= 4)

    def word_runs_on(self, at: int) -> bool:
        """Ask the dictionary whether a word begins in a block and ends in the next, or behind a caption."""
        behind = [place for place in self.next_two(at) if not self.opens(place)]
        return any(self.words.bridge(self.blocks[at].text, self.blocks[place].text) for place in behind)

    def heading_signs(self, at: int, *, broken: bool) -> list[str]:
        """Return the signs for and against a heading; what is none is a piece of a sentence."""
        text = self.blocks[at].text
        told = {
            "any": True,
            "two-halves": _halves(text),
            "numbered": bool(NUMBERED.match(text)),
            "short": len(text) <= 16,
            "text-begins-behind": self.opens(self.following(at)),
            "long": len(text) > 30,
            "comma": "，" in text or "," in text or text.count("、") > 1,
            "ends-in-the-middle": text[-1] in _UNFINISHED,
            "begins-like-a-sentence": ("，" in text or "," in text) and self.opens(at),
            "photo-words": len(text) >= 12
            and not _halves(text)
            and bool(PHOTO.search("".join(text.split()))),
            "punctuation-behind": self.runs_on(at),
            "unlike-other-headings": self.doubled and not _halves(text),
            "behind-a-heading": bool(self.found) and self.found[-1].role == "heading",
            "sentence-before-is-open": broken,
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
                one.role in ("title", "body", "heading", "dateline") for one in self.found
            ),
            "after-closing-byline": self.closed,
            "subtitle-follows": follows == "subtitle",
            "after-masthead": before is not None and before.rule == "masthead",
            "photo-gap": self.gap(at) > 0,
            "two-lines": "\n" in text,
            "numbered": bool(NUMBERED.match(text)),
            "comma": "，" in text or "," in text,
            "markdown-below": shape.name == "markdown" and shape.rule > self.top,
            "names-another-place": self.texts > 0 and self.elsewhere(text),
            "sentence-before-is-open": bool(self.tail) and not ends_sentence(self.tail),
            "no-text-since-title": self.titles > 0
            and not self.texts
            and before is not None
            and before.role not in ("byline", "caption")
            and not self.closed,
            "nothing-follows": follows == "end",
        }
        return [name for name, true in told.items() if true]

    def elsewhere(self, text: str) -> bool:
        """Tell whether a headline begins with a place that the open article has not named."""
        place = _PLACE.match(text)
        return place is not None and self.named != "" and "".join(place[0].split()) not in self.named

    def gap(self, at: int) -> int:
        """Return how many blank lines more than usual stand before a block."""
        return max(0, self.blocks[at].gap - self.usual) if 0 < at < len(self.blocks) else 0

    def opens(self, at: int) -> bool:
        """Tell whether a block begins with words that begin a sentence."""
        return at >= 0 and bool(OPENER.match(self.blocks[at].text))

    def begins_paragraph(self, at: int) -> bool:
        """Tell whether a block begins as paragraphs do: indented, with an opener, or with a short first sentence."""
        chunk = self.blocks[at]
        return (
            self.opens(at)
            or bool(_LEAD.match(chunk.text))
            or (chunk.indented and not self.blocks[0].indented)
        )

    def running(self, at: int, shape: Shape) -> None:
        """Decide between paragraph and caption."""
        text = self.blocks[at].text
        if len(text) <= CAPTION_LENGTH and (self.texts or self.closed) and _one_sentence(text):
            score = sum(CAPTION_SIGNS[name] for name in self.caption_signs(at))
            if THRESHOLD - 2 <= score < THRESHOLD + 2:
                score += self.asked(at)
            if score >= THRESHOLD:
                sure = confidence(score, THRESHOLD - 1)
                return self.put(at, "caption", "caption-signs", sure, doubt="caption" if sure < 0.9 else "")
        return self.paragraph(at, shape.rule, shape.confidence)

    def asked(self, at: int) -> float:
        """Ask the dictionary whether the sentence that is open runs on in a block, or behind it; only where it matters."""
        if not self.tail or ends_sentence(self.tail):
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
        broken = bool(self.tail) and not ends_sentence(self.tail)
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


def _one_sentence(text: str) -> bool:
    """Tell whether a text is one complete sentence."""
    return ends_sentence(text) and sum(map(text.rstrip('。！？!?…”"）)').count, "。！？!?")) == 0


def _halves(text: str) -> bool:
    """Tell whether a headline has two halves with a space between them."""
    halves = text.split()
    return (
        len(halves) == 2
        and all(len(half) >= 4 for half in halves)
        and abs(len(halves[0]) - len(halves[1])) <= 6
    )


def _settle(shapes: list[Shape]) -> list[Shape]:
    """Let scraps that stand together make each other sure: two characters, a number beside scraps are scraps."""
    settled = list(shapes)
    for at, shape in enumerate(shapes):
        beside = {shapes[place].name for place in (at - 1, at + 1) if 0 <= place < len(shapes)}
        if shape.name == "pair" and "scrap" in beside:
            settled[at] = Shape("scrap", "two-characters", 0.8)
    return settled
