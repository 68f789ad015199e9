"""Which sections does an article have, and which lies in which?

Parts, chapters, sections (编 章 节) and numbered headings (一、 （一） 1.) are told by how they begin; a
heading of another form stands at the top. A short paragraph that begins as a part, chapter or section does is
shown as the heading it is, unless nothing stands below it: then it is a line of a printed table of contents.
Clauses (第一条) are not listed one by one: a section says from which to which it goes.

Decision: levels are read from the text whenever a page is made. They are no fact of the corpus, so that a
better reading of them changes no index.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from search.results import PassageView

__all__ = ["Outline", "Section", "clause", "outline"]

DEEPEST = 5  # h2 to h6
LONGEST = 40  # characters of a paragraph that may be a heading
_NUMBER = "[〇零一二三四五六七八九十百千两0-9０-９]{1,9}"
_FORMS = (  # by rank
    f"第{_NUMBER}[编篇](?!目)|第{_NUMBER}部分",
    f"第{_NUMBER}分编",
    f"第{_NUMBER}章",
    f"第{_NUMBER}节",
    f"第{_NUMBER}[条目]",
    f"{_NUMBER}、",
    f"[（(]{_NUMBER}[）)]",
    r"[0-9]{1,3}[.．]\s*(?![0-9])",
)
_RANKED = re.compile("|".join(f"({form})" for form in _FORMS))
DIVISIONS = 4  # ranks that make a paragraph a heading
_SENTENCE = re.compile(r"[。；;，,：:\n]")
_CLAUSE = re.compile(f"第({_NUMBER})条(?:之{_NUMBER})?")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


@dataclass(slots=True)
class Section:
    """A heading in the contents: its passage, its depth from 1, its clauses (0 for none), what lies in it."""

    id: str
    text: str
    depth: int
    first: int = 0
    last: int = 0
    below: list["Section"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outline:
    """The contents of an article; `depths` has the depth of each heading, by passage."""

    sections: list[Section]
    depths: dict[str, int]

    def __len__(self) -> int:
        return len(self.depths)


def outline(passages: Sequence[PassageView]) -> Outline:
    """Return the contents of an article."""
    ranks = _without_printed_contents(passages, [_rank(passage) for passage in passages])
    tree: list[Section] = []
    depths: dict[str, int] = {}
    above: list[tuple[int, Section]] = []
    for passage, rank in zip(passages, ranks, strict=True):
        if rank is None:
            if number := clause_number(passage.text):
                for _, section in above:
                    section.first, section.last = section.first or number, number
            continue
        while above and above[-1][0] >= rank:
            above.pop()
        depth = depths[passage.id] = min(len(above) + 1, DEEPEST)
        section = Section(passage.id, " ".join(passage.text.split()), depth)
        (above[-1][1].below if above else tree).append(section)
        above.append((rank, section))
    return Outline(tree, depths)


def clause(text: str) -> int:
    """Return how many characters of a paragraph name the clause it begins, 0 for none."""
    found = _CLAUSE.match(text)
    return found.end() if found else 0


def clause_number(text: str) -> int:
    """Return the number of the clause that a paragraph begins, 0 for none."""
    found = _CLAUSE.match(text)
    return _value(found[1]) if found else 0


def _rank(passage: PassageView) -> int | None:
    """Return how high a passage stands as a heading, 0 at the top; None for running text."""
    found = _RANKED.match(passage.text)
    rank = found.lastindex - 1 if found and found.lastindex else 0
    if passage.kind == "heading":
        return rank
    short = len(passage.text) <= LONGEST and not _SENTENCE.search(passage.text)
    return rank if passage.kind == "paragraph" and found and rank < DIVISIONS and short else None


def _without_printed_contents(
    passages: Sequence[PassageView], ranks: Sequence[int | None]
) -> list[int | None]:
    """Take paragraphs for running text again that no text follows before a heading of their rank or above."""
    kept = list(ranks)
    nearest = -1  # the highest rank that stands before the next running text
    for number in range(len(passages) - 1, -1, -1):
        rank = ranks[number]
        if rank is None:
            nearest = len(_FORMS)
        else:
            if nearest <= rank and passages[number].kind == "paragraph":
                kept[number] = None
            nearest = min(nearest, rank)
    return kept


def _value(number: str) -> int:
    """Return the value of a number in Chinese or Arabic digits."""
    if number.isdigit():
        return int(number)
    total = digit = 0
    for sign in number:
        if sign in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[sign], 0
        else:
            digit = 10 * digit + _DIGITS.get(sign, 0)
    return total + digit
