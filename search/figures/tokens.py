"""Which words has a clause, and what is each of them to a noun beside it?

Decision: the tag that the dictionary gives a word by itself says what it is, but where
`search.figures.words` knows better. Words that stand in a list there are joined again where the dictionary
parts them (减税|降费), and so are two characters of which the first is a verb (补|植, 引|回).
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from search.figures.words import ATTRIBUTES, CUTS, DEEDS, HEADS, IDLE, LEADS, LINKS, NAMES, NOUNY

__all__ = ["ASPECTS", "BOTH", "CUT", "DEED", "IDLER", "LINK", "NOUN", "PART", "Token", "tokens"]

DEED, BOTH, IDLER, NOUN, PART, LINK = "deed", "both", "idle", "noun", "part", "link"
CUT = "cut"
ASPECTS = frozenset("了着过")
QUOTED = 14  # characters of a phrase in quotation marks that is one word
_PARTS = frozenset(("p", "c", "r", "d", "ad", "ul", "uz", "ug", "ud", "u", "y", "e", "o"))
_WHICH = frozenset(("各类", "各级", "主要", "各"))
_SORTS = (
    dict.fromkeys(LEADS - _WHICH, CUT)
    | dict.fromkeys(CUTS, CUT)
    | dict.fromkeys(LINKS, LINK)
    | dict.fromkeys(IDLE, IDLER)
    | dict.fromkeys(DEEDS, DEED)
    | dict.fromkeys(NOUNY, BOTH)
    | dict.fromkeys(NAMES, NOUN)
)
_LISTED = frozenset(ATTRIBUTES) | frozenset(_SORTS) | LINKS | LEADS
_OPENINGS = frozenset(word[:end] for word in _LISTED for end in range(1, len(word)))
_WHITHER = frozenset("上下出回进到去来起开走掉满完好成光过齐")
_VERBAL = frozenset(("v", "vg"))
_SECOND = frozenset(("v", "vg", "n", "ng", "zg", "g", "ns", "q"))
_DONE = frozenset(("已", "已经", "将", "再", "可", "能", "要", "不", "共"))
# What ends verbs that have their object in them, and take no other: 停车, 看书.
_OBJECTS = frozenset(
    "车船票房楼水电油煤粮菜茶药书信戏歌舞税费款岸港海河桥井路工兵学岗家乡村城店网班课货客名号字诗病薪毒火灾汛旱疫烟酒赌险贫违"
)
_STATES = frozenset("入参受返待涉驻留停失患离")
_GRADES = frozenset("深宽高长大小短低平厚满直")
_REACHES = frozenset(("至", "到"))
_AWAY = frozenset("出走回掉")
_THINGS = frozenset(("n", "m", "q", "r", "p", "c"))
_WHEN = frozenset("前后间内外中上下一")
_RESTS = frozenset((("费", "用"), ("奖", "补")))
_HEADED = frozenset("率比量额数价")
_REACHED = frozenset("达超为近逾升降压")
_MEASURES = frozenset("率量额数")
_COUNTS = frozenset(("m", "q"))
_ALONE = LINKS | NAMES | LEADS
_NAMED = frozenset(("n", "ng", "a", "b", "zg", "g", "nr"))
_PLAIN = frozenset("有设建办开达占为是到超近用种养卖")
_REACHING = _VERBAL | {"vn"}
_STATED = _SECOND - {"n", "ns", "q"}
_PREFIXED = frozenset("新总受")
_ENROLLED = frozenset(NOUNY | IDLE) | {"招录"}
_PREFIXES = frozenset(
    (
        "解决",
        "采取",
        "创造",
        "提供",
        "开展",
        "节约",
        "动员",
        "采购",
        "增加",
        "减少",
        "挽回",
        "保护",
        "扩大",
        "调解",
        "化解",
        "申请",
    )
)


class Token(NamedTuple):
    """A word and what it is to a noun beside it.

    deed takes it as its object; both is that, or part of a noun; idle takes none; part ends a noun on either
    side, cut one that stands before it; link stands between a noun and its number.
    """

    text: str
    sort: str


def tokens(tagged: Iterable[tuple[str, str]]) -> list[Token]:
    """Return words with those joined that make one, and a verb and its object parted.

    新 and 总 make a noun of the verb behind them: 新登记企业, 总投资.
    """
    given = [part for word in _quoted(tagged) for part in _parted(word)]
    done, at = [], 0
    while at < len(given):
        end, sort = _join(given, at)
        text = given[at][0] if end == at + 1 else "".join(text for text, _ in given[at:end])
        done.append(Token(text, sort))
        at = end
    return done


def _join(given: list[tuple[str, str]], at: int) -> tuple[int, str]:
    """Return where the word that begins at a part ends, and its sort."""
    word, best = given[at][0], at + 1
    for end in range(at + 2, len(given) + 1):
        if word not in _OPENINGS:
            break
        word += given[end - 1][0]
        if word in _LISTED:
            best = end
    if best > at + 1:
        return best, _sort("".join(text for text, _ in given[at:best]), "n")
    first, tag = given[at]
    if (
        at + 2 < len(given)
        and _sort(first, tag) == DEED
        and _tallied([text for text, _ in given[at : at + 3]])
    ):
        return at + 3, NOUN
    if at + 1 < len(given) and (sort := _joined(given, at)):
        return at + 2, sort
    seen = at + 1 < len(given) and given[at + 1][0] in ASPECTS
    if seen and len(first) < 3 and tag not in _PARTS and first not in LINKS:  # 圆|了
        return at + 1, DEED
    after = given[at + 1][0] if at + 1 < len(given) else ""
    if first == "之" and len(after) == 1 and after not in _WHEN:  # 儿童|之|家
        return at + 1, NOUN
    sort = _sort(first, tag)
    return at + 1, BOTH if sort == CUT and after in _MEASURES else sort  # 产生|量


def _tallied(texts: list[str]) -> bool:
    """Tell whether three characters name the amount of what a verb does to something: 用|种|量."""
    return texts[2] in _MEASURES and len(texts[0]) == len(texts[1]) == 1 and texts[1] not in LINKS


def _joined(given: list[tuple[str, str]], at: int) -> str:
    """Return the sort of the word that a part makes with the next one, "" if they are two."""
    (first, tag), (second, other) = given[at], given[at + 1]
    if len(second) > 1 and first not in _PREFIXED:
        return ""
    before = given[at - 1] if at else ("", "")
    after, behind = given[at + 2] if at + 2 < len(given) else ("", "")
    if sort := _prefixed(first, second, other, last=not after):
        return sort
    if len(second) == 1 and len(first) == 1:
        if second in _GRADES and after in _REACHES and tag != "n" and first not in _ALONE:  # 浚|深|至
            return DEED
        if tag in _VERBAL and first not in _ALONE:
            return _pair(first, second, other, before)
        if second in _AWAY and tag not in _THINGS and first not in _ALONE:  # 换|走
            return DEED
        alone = first in NAMES or second in _PLAIN or second in LINKS or before[1][:1] in _COUNTS
        if tag not in _NAMED or other not in _VERBAL or alone:
            return ""
        return BOTH if behind[:1] == "n" else DEED if behind == "m" else ""  # 互|认
    reached = second == "到" and (tag in _REACHING or first == "记录") and "到" + after not in IDLE
    verb = len(first) == 2 and tag not in _PARTS and first not in LINKS
    return DEED if verb and (second == "出" or reached) else ""


def _prefixed(first: str, second: str, tag: str, *, last: bool) -> str:
    """Return the sort of a word that begins with a prefix, "" if its first part is none."""
    single = len(second) == 1
    if (first[-1], second) in _RESTS or (first == "总" and second in DEEDS):
        return NOUN
    if first == "新" and second in _ENROLLED:
        return NOUN
    if first == "新" and tag in _VERBAL:
        return DEED
    if first == "每" and single:
        return LINK
    if (first == "受" and len(second) == 2) or (single and first in _STATES and tag in _SECOND):
        return IDLER
    return NOUN if single and first == "在" and tag in _STATED and not last else ""


def _pair(first: str, second: str, tag: str, before: tuple[str, str]) -> str:
    """Return the sort of a verb and a second character, "" if they are two words."""
    if second in _WHITHER:
        return DEED
    if second in HEADS:
        return IDLER if before[0] in _DONE and second not in _MEASURES else NOUN
    if second in NAMES:
        return IDLER
    if tag in _VERBAL or (tag == "a" and first in _STATES):
        return IDLER if first in _STATES else DEED
    return "" if tag not in _SECOND else NOUN if before[1][:1] in _COUNTS else IDLER


def _sort(word: str, tag: str) -> str:
    if known := _SORTS.get(word):
        return known
    if tag in _VERBAL:
        if len(word) == 3 and word[2] in HEADS:  # 赞助费
            return NOUN
        return IDLER if len(word) == 2 and word[1] in _OBJECTS else DEED
    if word[0] == "每" and len(word) < 6:
        return LINK
    return PART if tag in _PARTS else NOUN


def _quoted(tagged: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield words, a short phrase in quotation marks as one."""
    held: list[tuple[str, str]] = []
    for word in tagged:
        if not held and word[0] != "“":
            yield word
            continue
        held.append(word)
        if word[0] == "”":
            yield "".join(text for text, _ in held), "n"
            held = []
        elif sum(len(text) for text, _ in held) > QUOTED:
            yield from held
            held = []
    yield from held


def _parted(word: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Return a word of the dictionary that begins with a listed verb as the verb and its rest: 解决|问题."""
    text = word[0]
    if text[0] not in _HEADED and len(text) < 4:
        return (word,)
    if 1 < len(text) < 4 and (
        text[0] == "率" or (len(text) == 2 and text[0] in _HEADED and text[1] in _REACHED)
    ):
        # 率|控制, 占|比达
        return (text[0], "n"), (text[1:], "v")
    if len(text) < 4 or text[:2] not in _PREFIXES or text in _LISTED:
        return (word,)
    return (text[:2], "v"), (text[2:], "n")
