"""How is broken text mended, so that every repair can be undone?

A repair is a *run*: numbers and texts in turn that say how a stretch of source became a stretch of article.
A positive number copies so many characters, a text was in the source and is dropped, a negative number
stands for so many spaces that the article has and the source has not. Nothing is ever replaced: a doubtful
character stays as it is and is reported.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from statistics import median

from index.intake.layout.blocks import ends_sentence, unbalanced
from index.intake.layout.signs import FOREIGN, HAN, ITEM, LISTED, REPORT, SPEAKER

__all__ = ["Run", "doubtful", "glued", "joins", "mend_heading", "mend_running", "spaced_style", "strays"]

Run = list[int | str]
DOUBTS = 100  # of one kind in one block; a person looks at the block, not at each of more
LINE = 6  # a column is at least so many characters wide
_SPACE = re.compile(r"\s+")
_LATIN = re.compile(r"[0-9A-Za-z\u00c0-\u024f]")
_HALVES = re.compile(rf"[“\"「『‘'《]([{HAN}]{{3,9}})([ \u3000])([{HAN}]{{3,9}})[”\"」』’'》]")
_CLOSE = re.compile(rf"[{HAN}][A-Za-z0-9]|[A-Za-z0-9][{HAN}]")
_APART = re.compile(rf"[{HAN}][ ][A-Za-z0-9]|[A-Za-z0-9][ ][{HAN}]")
_WORD = re.compile(r"\S+")
_STRAY = re.compile(r"[^\W\d_a-zA-Z]{1,2}")
# An 一 between two numbers, or behind a body and before another, where a dash is meant.
_BODY = (
    r"党委|工委|(?<=[)）])委|党支部|总支部?|支部|党组|委员会|领导小组|小组|组织|协会|商会|中心|网格|街道|社区|办公室|"
    r"部门|单位|公司|家庭|楼栋|中心户"
)
# What follows an 一 that is the number one, or begins a common word.
_ONE = (
    "个体批条线起站名系对些直般样定次项道方面致同律旦流种位家支套张件天年月日周季期步把点切并贯级盘网门窗号"
    "人心事企业品链厅馆时举度手路片带轮股代份双层端口座册场届户刻则下会概向再经来共本员团队"
)
DASH = re.compile(
    rf"(?<=\d)一(?=\d)|(?:(?<=[{HAN}]{{2}})|(?<=[)）”]))(?<!唯)(?<!统)一(?![{_ONE}])(?=[{HAN}]{{2,12}}?(?:{_BODY}))"
)
_BEFORE_DASH = re.compile(rf"(?:{_BODY})(?:[+＋][{HAN}]{{2,12}}?(?:{_BODY})|[)）”])*\Z")
HALF_WIDTH = re.compile(rf"(?<=[{HAN}”’）》])[,;:?!()](?!\d)|(?<=[{HAN}])\"|\"(?=[{HAN}])")


def spaced_style(text: str) -> bool:
    """Tell whether a document sets a space between Han characters and Latin letters or digits on purpose."""
    apart = len(_APART.findall(text))
    return apart > 0 and apart >= len(_CLOSE.findall(text))


def mend_running(raw: str, *, spaced: bool) -> tuple[str, Run]:
    """Return running text without the spaces and line ends that broke it, and the run that undoes this."""
    if not _SPACE.search(raw):
        return raw, [len(raw)]
    ends = _line_ends(raw)
    listed = LISTED.match(raw)
    kept = {match.start(2) for match in _HALVES.finditer(raw) if len(match[1]) == len(match[3])} - ends
    edits = []
    for gap in _SPACE.finditer(raw):
        before, after = raw[gap.start() - 1], raw[gap.end()]
        latin = bool(_LATIN.match(before)) + bool(_LATIN.match(after))
        digits = before.isdigit() and after.isdigit()
        broken = _breaks(gap[0]) or (digits and gap.start() in ends)
        if listed and not broken and (gap.end() == listed.end() or raw[0] == "|"):
            continue
        if gap.start() in kept or (latin == 2 and not broken) or (latin == 1 and spaced and not broken):
            continue
        edits.append((gap.start(), gap.end(), 1 if latin == 2 and not digits else 0))
    return _apply(raw, edits)


def _line_ends(raw: str) -> set[int]:
    """Return the spaces that are line ends.

    In a text whose lines were run together with spaces, the words between spaces are lines of about one
    length; a space between two full lines is a line end, one beside a short word may be meant.
    """
    sizes = [word.end() - word.start() for word in _WORD.finditer(raw)]
    if len(sizes) <= 3:
        return set()
    full = 0.7 * median(sizes)
    if full < LINE:
        return set()
    return {
        word.end()
        for number, (word, size) in enumerate(zip(_WORD.finditer(raw), sizes[:-1], strict=False))
        if size >= full and (sizes[number + 1] >= full or number + 2 == len(sizes))
    }


def mend_heading(raw: str) -> tuple[str, Run]:
    """Return a title or heading on one line; the space between its halves stays, others go."""
    words = _WORD.findall(raw)
    scattered = len(words) > 3 and median(map(len, words)) <= 2
    edits = []
    for gap, (before, after) in zip(_SPACE.finditer(raw), pairwise(words), strict=True):
        latin = bool(_LATIN.match(before[-1])) and bool(_LATIN.match(after[0]))
        meant = latin or (min(len(before), len(after)) >= 3 and not scattered) or before[-1] in "：:！？—"
        if _breaks(gap[0]):
            edits.append((gap.start(), gap.end(), 1 if meant else 0))
        elif not meant:
            edits.append((gap.start(), gap.end(), 0))
    return _apply(raw, edits)


def _breaks(gap: str) -> bool:
    """Tell whether white space holds a line end."""
    return gap.splitlines()[0] != gap


def _apply(raw: str, edits: list[tuple[int, int, int]]) -> tuple[str, Run]:
    """Drop stretches of text, leaving so many spaces in their place."""
    if not edits:
        return raw, [len(raw)]
    run: Run = []
    parts: list[str] = []
    last = 0
    for start, end, spaces in edits:
        run += [start - last, raw[start:end], *([-spaces] if spaces else [])]
        parts.append(raw[last:start] + " " * spaces)
        last = end
    return "".join(parts) + raw[last:], [*run, len(raw) - last]


def strays(raw: str) -> list[tuple[int, int]]:
    """Return the spans of characters that a headline beside the column left between the lines of a paragraph.

    The words between spaces are the lines of a column, about equally long; one of one or two
    characters, spaces on both sides, is no line.
    """
    if not (" " in raw or "\n" in raw or "\u3000" in raw):
        return []
    sizes = [word.end() - word.start() for word in _WORD.finditer(raw)]
    longer = [size for size in sizes if size > 2]
    if len(sizes) < 3 or not longer or median(longer) < 8:
        return []
    inner = zip(_WORD.finditer(raw), sizes[:-1], strict=False)
    found = [word.span() for word, size in inner if size <= 2 and _STRAY.fullmatch(word[0])]
    return found if len(found) <= len(sizes) // 2 + 1 else []


def joins(before: str, after: str) -> tuple[bool, float, str]:
    """Tell whether two stretches of running text are one sentence: answer, confidence, doubt."""
    if after[0] in "，。、；：！？,;”’》）":
        return True, 0.9, ""
    if LISTED.match(after) or SPEAKER.match(after):
        return False, 0.9, ""
    if before[-1] in "；;" and not ITEM.match(after) and not ITEM.match(before):
        return True, 0.7, ""
    if ends_sentence(before):
        return False, 0.95, ""
    loose = before[-1] in "，、,（(《“‘—"
    quoted = unbalanced(before)[1] > 0 and unbalanced(after)[0] > 0
    if REPORT.match(after) and not loose and not quoted:
        return False, 0.55, "sentence-broken-off"
    return True, 0.95 if loose or quoted else 0.8, ""


def _gathered(found: Iterable[re.Match[str]]) -> list[tuple[int, int]]:
    """Return the spans of matches; past `DOUBTS` the last one reaches to the last match."""
    spans: list[tuple[int, int]] = []
    for match in found:
        if len(spans) < DOUBTS:
            spans.append(match.span())
        else:
            spans[-1] = (spans[-1][0], match.end())
    return spans


def doubtful(raw: str) -> Iterator[tuple[str, int, int, float]]:
    """Yield reason, span and confidence of what looks misread and is left as it is."""
    for start, end in _gathered(FOREIGN.finditer(raw)):
        yield "stray-letters", start, end, 0.2
    dashes = (
        dash
        for dash in DASH.finditer(raw)
        if raw[dash.start() - 1].isdigit()
        or _BEFORE_DASH.search(raw, max(0, dash.start() - 30), dash.start())
    )
    for start, end in _gathered(dashes):
        yield "one-for-dash", start, end, 0.3
    if half := HALF_WIDTH.search(raw):
        yield "half-width-punctuation", half.start(), half.end(), 0.8


def glued(left: str, right: str) -> str:
    """Return what stands between two stretches that are joined: a space between Latin letters."""
    return " " if all(char.isalpha() and char < "\u0250" for char in (left[-1], right[0])) else ""
