"""How well does the intake split, label and repair noisy documents, and how fast?

`python -m bench.intake [--documents 600] [--seed 0] [--show 3]` prints the figures; the same seed gives the
same ones.
"""

import argparse
import time
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from bench.invented import Place
from bench.noisy import LAYOUTS, Noisy, document
from index.intake.drafts.propose import propose
from index.intake.layout.words import Words
from index.intake.reading import Reading, read_document
from index.intake.sources.document import Document
from index.labels.gazetteer import load_gazetteer
from index.text.folding import fold

ROLES = ("title", "byline", "heading", "caption", "dateline", "furniture")
TEXT = frozenset(("title", "subtitle", "byline", "dateline", "heading", "body"))


@dataclass(slots=True)
class Score:
    """Right, found and true things of one kind."""

    right: int = 0
    found: int = 0
    true: int = 0

    def __str__(self) -> str:
        counts = f"({self.right}/{self.found} found, {self.true} true)"
        return f"precision {self.precision:.3f}  recall {self.recall:.3f}  F1 {self.f1:.3f}  {counts}"

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Return the share of what is true that was found."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return 2 * self.right / (self.found + self.true) if self.found + self.true else 1.0


@dataclass(slots=True)
class Tally:
    """All scores of a run."""

    roles: dict[str, Score] = field(default_factory=lambda: {role: Score() for role in ROLES})
    boundaries: Score = field(default_factory=Score)
    articles: Score = field(default_factory=Score)
    sentences: Score = field(default_factory=Score)
    regions: Score = field(default_factory=Score)
    titles: Score = field(default_factory=Score)
    faults: Counter[str] = field(default_factory=Counter)
    characters: int = 0
    seconds: float = 0.0


def places() -> list[Place]:
    """Return counties and districts of the gazetteer under names that cannot be mistaken: city and county."""
    gazetteer = load_gazetteer()
    found = []
    for code in range(110000, 660000):
        place = gazetteer.get(str(code)) if code % 100 else None
        if place is not None and place.level == "county":
            path = gazetteer.path(place.code)
            if len(path) == 3 and path[1].level == "city" and len(place.name) >= 3:
                found.append(Place(path[1].name + place.name, place.code))
    return found[::7]


def starts(reading: Reading) -> dict[int, int]:
    """Return the offset at which each found article's own text begins, by its number."""
    found: dict[int, int] = {}
    at = 0
    for span in reading.spans:
        if span.fate in TEXT and span.article >= 0:
            found.setdefault(span.article, at)
        at += span.length
    return found


def true_starts(noisy: Noisy) -> dict[int, int]:
    """Return the same for the articles as they really are."""
    found: dict[int, int] = {}
    for truth in noisy.truths:
        if truth.role in TEXT and truth.article >= 0:
            found[truth.article] = min(truth.start, found.get(truth.article, truth.start))
    return found


def take(tally: Tally, noisy: Noisy, reading: Reading, *, show: bool) -> None:
    """Compare one reading with the truth."""
    mine, true = starts(reading), true_starts(noisy)
    _count(tally.boundaries, set(mine.values()), set(true.values()))
    spans = _spans(reading)
    for role in ROLES:
        truths = {(truth.start, truth.end) for truth in noisy.truths if truth.role == role}
        _near(tally.roles[role], spans.get(role, set()), truths)
        if show:
            _tell(role, spans.get(role, set()), truths, noisy)
    owner = {start: number for number, start in mine.items()}
    for number, start in true.items():
        clean = noisy.articles[number]
        tally.articles.true += 1
        tally.titles.true += noisy.titled[number]
        tally.sentences.true += len(clean.sentences)
        if start in owner:
            draft = reading.drafts[owner[start]]
            tally.articles.right += 1
            tally.titles.right += noisy.titled[number] and fold(draft.title) == fold(clean.title)
            paragraphs = [
                fold(text) for kind, text in zip(draft.kinds, draft.texts, strict=True) if kind == "paragraph"
            ]
            tally.sentences.right += sum(
                any(fold(sentence) in text for text in paragraphs) for sentence in clean.sentences
            )
            proposed = propose(draft)
            subjects = [row["value"] for row in proposed.get("regions", []) if row["role"] == "subject"]
            tally.regions.right += subjects[:1] == [clean.place.code]
            tally.regions.found += bool(subjects)
            tally.regions.true += 1
    tally.articles.found += len(mine)
    tally.titles.found += sum(not draft.made_title for draft in reading.drafts)
    tally.sentences.found = tally.sentences.true


def _spans(reading: Reading) -> dict[str, set[tuple[int, int]]]:
    """Return the found spans by fate."""
    found: dict[str, set[tuple[int, int]]] = {}
    at = 0
    for span in reading.spans:
        found.setdefault(span.fate, set()).add((at, at + span.length))
        at += span.length
    return found


def _count(score: Score, found: set[int], true: set[int]) -> None:
    """Add one comparison of sets."""
    score.right += len(found & true)
    score.found += len(found)
    score.true += len(true)


def _near(score: Score, found: set[tuple[int, int]], true: set[tuple[int, int]]) -> None:
    """Add one comparison of spans; one that covers nine tenths of the other is the same."""
    score.found += len(found)
    score.true += len(true)
    score.right += sum(any(_same(span, other) for other in found) for span in true)


def _same(span: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether two spans are the same but for a tenth."""
    both = min(span[1], other[1]) - max(span[0], other[0])
    return both >= 0.9 * (max(span[1], other[1]) - min(span[0], other[0]))


def _tell(role: str, found: set[tuple[int, int]], true: set[tuple[int, int]], noisy: Noisy) -> None:
    """Print what differs."""
    for what, spans, others in (("missed", true, found), ("wrong", found, true)):
        for start, end in sorted(spans):
            if not any(_same((start, end), other) for other in others):
                before, after = noisy.text[max(0, start - 12) : start], noisy.text[end : end + 12]
                here = noisy.text[start:end][:40]
                print(f"  {noisy.layout} {role} {what}: {before!r} [{here!r}] {after!r}")


def measure(documents: int, seed: int, *, show: int = 0) -> Tally:
    """Read so many documents and return the scores."""
    known = places()
    tally = Tally()
    Words().bridge("指导", "员到场")  # the dictionary is loaded before the clock runs
    for number in range(documents):
        noisy = document(seed * 1_000_003 + number, known)
        raw = Document(
            "invented.txt",
            Path("invented.txt"),
            "text",
            sha256(noisy.text.encode()).hexdigest(),
            len(noisy.text.encode()),
            noisy.text,
            "utf-8",
        )
        began = time.process_time()
        reading = read_document(raw)
        tally.seconds += time.process_time() - began
        tally.characters += len(noisy.text)
        assert sum(span.length for span in reading.spans) == len(noisy.text)
        take(tally, noisy, reading, show=number < show)
    return tally


def report(tally: Tally) -> str:
    """Return the figures as text."""
    labels = Score(
        *(sum(getattr(score, name) for score in tally.roles.values()) for name in ("right", "found", "true"))
    )
    lines = [
        f"split       {tally.boundaries}",
        f"articles    {tally.articles}",
        f"titles      {tally.titles}",
        f"labels      {labels}",
        *(f"  {role:<10}{score}" for role, score in tally.roles.items()),
        f"sentences   {tally.sentences.recall:.4f} of {tally.sentences.true} whole in their article",
        f"regions     {tally.regions.recall:.3f} of {tally.regions.true} with their county as first subject",
        f"speed       {tally.characters / tally.seconds:,.0f} characters a second and core",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=600)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--show", type=int, default=0, help="print the differences of so many documents")
    given = options.parse_args()
    print(f"{given.documents} documents, seed {given.seed}, layouts {', '.join(LAYOUTS)}")
    print(report(measure(given.documents, given.seed, show=given.show)))


if __name__ == "__main__":
    main()
