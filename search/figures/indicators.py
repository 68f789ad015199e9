"""What is counted by a figure?

Decision: the noun behind the unit (12个|工作专班), else the object or subject before the number
(解决|问题140个, 惠企资金|落实3000万元). Verbs are left out, but where events are counted (走访企业3000次),
where the noun names a measure (调解成功率), and where there is nothing else (办结1021件). A part of a
sentence that says nothing of it (，增长8%) counts what the figure before it counts. All take the words of a
clause, as `search.figures.words` joins them.
"""

import re
from collections.abc import Sequence

from search.figures.words import (
    ATTRIBUTES,
    CUTS,
    DEEDS,
    LEADS,
    LIGHT,
    LINKS,
    MOVES,
    NOUNY,
    PLACES,
    SUMS,
    TAILS,
    listed,
)

__all__ = ["noun_after", "noun_before", "predicate", "verb_before"]

LONGEST = 24  # characters of an indicator
OWNER = 6  # characters of a noun before 的 that is counted itself: 12个部门的职能
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MARK = re.compile(r"[^\w“”‘’\"'·+-]")
_RATES = frozenset("年月日")
_DOERS = ("人员", "员", "者", "队", "们", "成员", "干部", "代表")
_MEASURED = frozenset(
    listed(
        "占 约占 占到 占了 按 按照 高于 低于 快于 高出 优于",
    )
)
_COMPARED = frozenset(
    listed(
        "是 相当于 为",
    )
)
_RATIOS = ("率", "比例", "比重", "幅度")
_MADE = frozenset(("组成", "构成"))  # 由12名律师组成的团队
_BEHIND = CUTS | (DEEDS - NOUNY) | {"等"}
_JOINS = frozenset("和与及、并等共或")
_ADVERBS = frozenset(
    listed(
        "就 能 可 才 都 便 即 即可 来 前来 就能 可以 慕名",
    )
)
_NO_PREDICATE = frozenset(
    listed(
        "用于 以上 以下 不等 左右 大关 为 的 和 与 及 、 后 前 来 以内 用来 时 内 中 里",
    )
)


def noun_before(words: Sequence[str], *, kind: str = "") -> str:
    """Return the noun that a number of a kind behind it counts, "" where there is none but a verb."""
    words = _trimmed(_subject(words, ratio=kind == "multiple"))
    if kind == "money" and words and words[-1] in SUMS:
        return words[-1]
    at = next((at for at in range(len(words) - 1, -1, -1) if _is_deed(words, at)), -1)
    if at < 0:
        return _noun(words)
    rest = _led(words[at + 1 :])
    if not rest:
        return noun_before(words[:at]) if at else ""
    begin = at
    while begin and words[begin - 1] in DEEDS and words[begin - 1] not in LIGHT:
        begin -= 1
    if len(rest) == 1 and (_names_measure(rest[0], words[at]) or (at and rest[0].endswith(_RATIOS))):
        while begin and len(rest[0]) > 1 and words[begin - 1] not in DEEDS | LINKS:
            begin -= 1
        return _noun(words[begin:])
    if kind == "event" and words[at] not in LIGHT:
        return _noun(words[at:])
    return _noun(rest)


def _subject(words: Sequence[str], *, ratio: bool) -> Sequence[str]:
    """Return what stands before words that only say by which measure: A是B的3倍, A占B的八成."""
    for at, word in enumerate(words):
        if word in _MEASURED or (ratio and word in _COMPARED):
            if not any(later.endswith(("比重", "比例", "比")) for later in words[at:]):
                return words[:at]
            return words
    return words


def _names_measure(head: str, verb: str) -> bool:
    return len(head) == 1 or (head.endswith(ATTRIBUTES) and verb not in LIGHT | MOVES)


def _is_deed(words: Sequence[str], at: int) -> bool:
    """Tell whether a word is a verb here; one of a single character is none inside a noun."""
    word = words[at]
    if (
        word not in DEEDS
        or not at
        or words[at - 1] in DEEDS | LINKS | _RATES
        or words[at - 1].endswith(_DOERS)
    ):
        return word in DEEDS
    return word not in NOUNY and (len(word) > 1 or word in "有设建办" or at == len(words) - 1)


def verb_before(words: Sequence[str]) -> str:
    """Return the verb that stands last before a number, "" where it says little or there is none."""
    words = _trimmed(words)
    return words[-1] if words and words[-1] not in LIGHT and _is_deed(words, len(words) - 1) else ""


def noun_after(words: Sequence[str], *, pieces: bool, closed: bool = False) -> str:
    """Return the noun that follows a unit; a verb at once behind one that is no classifier is none.

    Where another number closes what follows, a verb in it parts subject and object: 28名领导联系企业140家.
    """
    owned = bool(words) and words[0] == "的"
    words = _until_mark(_unbracketed(words[1:] if owned else words))
    if not words or words[0] in LINKS or (words[0] in CUTS and (owned or not pieces or len(words[0]) == 1)):
        return ""
    if not pieces and words[0] in DEEDS:
        return ""
    if len(words) == 1 and words[0] in CUTS:
        return ""
    if "的" in words[1:-1]:
        at = len(words) - 1 - list(reversed(words)).index("的")
        first = words.index("的")
        owner = words[:first]
        plain = not any(word in CUTS or word in DEEDS for word in owner) and (
            len("".join(owner)) <= OWNER or owner[-1].endswith("”")
        )
        plain |= bool(_MADE.intersection(owner))
        words = owner if plain else words[at + 1 :]
    verbs = NOUNY if closed else frozenset[str]()
    cut = next((at for at in range(1, len(words)) if _ends_noun(words[at]) or words[at] in verbs), len(words))
    noun = _unjoined(words[:cut])
    text = "".join(noun)[:LONGEST]
    return "" if text in TAILS or not _HAN.search(text) else text


def _ends_noun(word: str) -> bool:
    return word in _BEHIND or (len(word) > 1 and word.endswith(("起", "到", "给", "了")))


def _unbracketed(words: Sequence[str]) -> Sequence[str]:
    """Return words without those in a first pair of brackets: 村(社区)党组织."""
    if "(" not in words or ")" not in words:
        return words
    return [*words[: words.index("(")], *words[words.index(")") + 1 :]]


def predicate(words: Sequence[str]) -> str:
    """Return what is said behind a number that counts no noun: 2万人次参观."""
    words = _until_mark(words)
    while words and words[0] in _ADVERBS:
        words = words[1:]
    if not words or words[0] in _NO_PREDICATE:
        return ""
    return "".join(words)[:LONGEST]


def _until_mark(words: Sequence[str]) -> Sequence[str]:
    """Return the words before the first mark that ends a noun."""
    for at, word in enumerate(words):
        if _MARK.search(word) and word not in _JOINS:
            return words[:at]
    return words


def _trimmed(words: Sequence[str]) -> Sequence[str]:
    """Take off what links a noun to its number, and what leads up to the noun."""
    end = len(words)
    while end and words[end - 1] in LINKS:
        end -= 1
    return _led(words[:end])


def _led(words: Sequence[str]) -> Sequence[str]:
    at = 0
    while at < len(words) and words[at] in LEADS:
        at += 1
    return words[at:]


def _unjoined(words: Sequence[str]) -> Sequence[str]:
    end = len(words)
    while end and words[end - 1] in _JOINS | {"的"}:
        end -= 1
    return words[:end]


def _noun(words: Sequence[str]) -> str:
    """Return what stands behind the last 的, without what leads up to it."""
    words = _unjoined(words)
    for mark in ("的", "等"):
        if mark in words:
            words = words[len(words) - list(reversed(words)).index(mark) :]
    words = _led(words)
    if len(words) > 1 and words[0] in PLACES:
        words = words[1:]
    return "" if len(words) == 1 and words[0] in _RATES else "".join(words)[-LONGEST:]
