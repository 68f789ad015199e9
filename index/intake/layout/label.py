"""What is a block among its neighbours?

A walk over the blocks of one document. Shapes that are sure stand; a headline becomes title, heading,
caption or the middle of a broken sentence, and a short sentence becomes caption or paragraph, by counting
the evidence that `evidence` declares. Each decision keeps its rule and a confidence.
"""

from dataclasses import replace

from index.intake.layout.blocks import Chunk, ends_sentence
from index.intake.layout.evidence import (
    CAPTION_SIGNS,
    HEADING,
    THRESHOLD,
    TITLE,
    UNDECIDED,
    Decisions,
    Labelled,
    confidence,
)
from index.intake.layout.shape import Shape, halves
from index.intake.layout.signs import OPENER, PHOTO, TAIL_NAMES, is_name
from index.intake.layout.view import CAPTION_LENGTH, NAMED, View

__all__ = ["Labelled", "label"]


def label(blocks: list[Chunk], decisions: Decisions = UNDECIDED) -> list[Labelled]:
    """Return the blocks of a document, cut by `shape.cut`, with their roles; a reviewer's come first."""
    return _Walk(blocks, decisions).run() if blocks else []


class _Walk(View):
    """Decides block after block."""

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

    def put(self, at: int, role: str, rule: str, sure: float, **more: object) -> None:
        """Record the role of a block."""
        self.found.append(Labelled(self.blocks[at], role, rule, sure, **more))  # type: ignore[arg-type]

    def plain(self, at: int, shape: Shape) -> None:
        """Take a shape as it is; a name set with a space inside is no scrap."""
        if shape.rule == "torn-characters" and self.texts and self.signs_off(at):
            self.put(at, "byline", "name-alone", 0.8, closes=True)
            self.closed, self.tail = True, ""
            return
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
        if len(self.named) < NAMED:
            self.named += "".join(chunk.text.split())

    def byline(self, at: int, shape: Shape) -> None:
        """Take a byline: behind a title it opens an article, before the next one it closes it."""
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
        ends = self.begins_here(at) or self.brief
        if self.texts and is_name(text) and ends and ends_sentence(self.tail or "。"):
            self.put(at, "byline", "name-alone", 0.8, closes=True)
            self.closed, self.tail = True, ""
        elif self.next_name(at) == "running" and ends_sentence(self.tail or "。"):
            self.put(at, "heading", "short-heading", 0.5, doubt="heading")
        else:
            self.put(at, "unplaced", shape.rule, 0.5, doubt="torn-characters")

    def headline(self, at: int, shape: Shape) -> None:
        """Decide between title, heading, caption, name, and the middle of a broken sentence."""
        if self.texts and not self.broken and self.signs_off(at):
            self.put(at, "byline", "name-alone", 0.85, closes=True)
            self.closed, self.tail = True, ""
            return None
        score = sum(TITLE[name] for name in self.title_signs(at, shape))
        if score >= THRESHOLD:
            return self.title(at, "title-signs", confidence(score, THRESHOLD - 1))
        if shape.name == "markdown":
            return self.put(at, "heading", shape.rule, 0.95)
        if (
            self.found
            and self.found[-1].role == "title"
            and self.next_name(at) in ("byline", "dateline", "subtitle")
        ):
            return self.put(at, "subtitle", "second-title-line", 0.7, doubt="subtitle")
        return self.no_title(at)

    def no_title(self, at: int) -> None:
        """Decide between heading, caption and the middle of a broken sentence."""
        text = self.blocks[at].text
        photo = bool(PHOTO.search("".join(text.split()))) and not halves(text)
        if self.gap(at) and photo:
            return self.put(at, "caption", "photo-gap", 0.75, doubt="caption")
        if self.next_name(at) not in ("running", "headline"):
            if self.broken and not self.gap(at):
                return self.paragraph(at, "end-of-a-sentence", 0.5, doubt="fragment")
            role = "caption" if photo or self.gap(at) else "unplaced"
            return self.put(at, role, "headline-without-text", 0.5, doubt=role)
        score = sum(HEADING[name] for name in self.heading_signs(at))
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
            return self.put(at, "caption", "photo-words", 0.7 if self.broken else 0.6, doubt="caption")
        return self.paragraph(at, "part-of-a-sentence", 0.6, doubt="fragment")

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


def _one_sentence(text: str) -> bool:
    """Tell whether a text is one complete sentence."""
    return ends_sentence(text) and sum(map(text.rstrip('。！？!?…”"）)').count, "。！？!?")) == 0
