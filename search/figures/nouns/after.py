"""Which noun behind a number does it count, and what is said there if there is none?"""

import re

from search.figures.nouns.names import FUNDS
from search.figures.nouns.phrases import (
    ENDS,
    JOINS,
    LONGEST,
    MEANS,
    PREFIXES,
    VERBS,
    Words,
    unjoined,
    until_mark,
)
from search.figures.tokens import BOTH, DEED, IDLER, NOUN, Token
from search.figures.words import ATTRIBUTES, HEADS, TAILS, listed

__all__ = ["noun_after", "predicate"]

OWNER = 6  # characters of a noun before 的 that is counted itself: 12个部门的职能
_MEASURED = MEANS | {"总", "平均", "年", "日", "单"}
_SUMMED = ("总", "平均", "人均", "户均", "年均")
_SIZES = frozenset("长宽高深厚重")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_EACH = re.compile("一[斤个份位张吨亩只条头件瓶箱盒袋次天]")  # 15元一斤
_MADE = frozenset(("组成", "构成"))  # 由12名律师组成的团队
_AMID = JOINS | {"的", "以上", "以下", "平均", "最高"}  # ends no noun
_ADVERBS = frozenset(listed("就 能 可 才 都 便 即 即可 来 前来 就能 可以 慕名"))
_NO_PREDICATE = frozenset(
    listed("用于 以上 以下 不等 左右 大关 为 的 和 与 及 、 后 前 来 以内 用来 时 内 中 里")
)


def noun_after(
    words: Words,
    *,
    pieces: bool,
    closed: bool = False,
    governed: bool = False,
    pivoted: bool = False,
    aimed: bool = False,
) -> str:
    """Return the noun that follows a unit; a verb at once behind one that is no classifier is none.

    Where another number closes what follows, a verb in it parts subject and object: 28名领导联系企业140家.
    A single verb is what is counted if another one governs it: 跑6个|来回. A verb that ends what follows is
    none of it if the number is pivoted, object of one verb and subject of the next: 吸引21支|球队|报名. It is
    aimed behind 为 and the like, so that a verb must follow: 为860名|渔民|办理|保险.
    """
    owned = bool(words) and words[0].text == "的"
    words = until_mark(_unbracketed(words[1:] if owned else words))
    if len(words) > 2 and words[0].text in _SIZES and words[1].text == "的":  # 3米|宽|的|步道
        words = words[2:]
    if _says_nothing(words):
        return ""
    named = _says_which(words, 0, pieces=pieces) or (pieces and (governed or _told_of(words)))
    if words[0].sort in VERBS and not (named or _spent(words, owned=owned)):
        return ""
    words = _owned(words)
    ends = range(1, len(words) - (owned and words[-1].sort == IDLER))
    if aimed and not any(word.sort == DEED for word in words):
        closed = closed or any(word.sort == BOTH for word in words[1:])
    cut = next((at for at in ends if _ends_noun(words, at, closed=closed, last=pivoted)), len(words))
    if closed and not owned and cut == len(words):  # 6万吨|煤、|土地900亩
        cut = next((at for at in range(1, cut) if words[at].text == "、"), cut)
    cut = _without_measure(words, cut) if closed and pieces else cut
    text = "".join(word.text for word in unjoined(words[:cut]))[:LONGEST]
    return "" if text in TAILS or not _HAN.search(text) or _EACH.match(text) else text


def _says_nothing(words: Words) -> bool:
    """Tell whether words behind a unit begin with no noun and no verb: 5公里|未|完工."""
    if not words or words[0].text == "时间":
        return True
    if words[0].text in PREFIXES:
        return all(word.sort in VERBS for word in words[1:])
    return words[0].sort in ENDS


def _spent(words: Words, *, owned: bool) -> bool:
    """Tell whether a verb says what a sum behind it is for: 20万元的|整治|经费."""
    whose = len(words) > 1 and words[0].sort == BOTH and words[1].sort == NOUN
    return whose and (owned or words[1].text.endswith(FUNDS))


def _without_measure(words: Words, end: int) -> int:
    """Return where a noun ends of which a measure follows that the next number tells: 3座|水库|总库容."""
    at = end - 1
    if at < 1 or words[at].sort != NOUN or not (_measured(words[at - 1]) or _measures(words[at])):
        return end
    while at > 1 and (_measured(words[at - 1]) or words[at - 1].sort in (BOTH, IDLER)):
        at -= 1
    return at if words[at - 1].sort == NOUN else end


def _measured(word: Token) -> bool:
    return word.text in _MEASURED


def _measures(word: Token) -> bool:
    return len(word.text) > 1 and (word.text.startswith(_SUMMED) or word.text.endswith(ATTRIBUTES))


def _owned(words: Words) -> Words:
    """Return what is counted of words that 的 parts: 12个部门|的职能, 8个受损的|大棚."""
    at = next((at for at in range(len(words) - 2, 0, -1) if words[at].text == "的"), 0)
    if not at:
        return words
    deed = next((at for at, word in enumerate(words[:at]) if word.sort == DEED), 0)
    if deed and all(word.sort == NOUN for word in words[:deed]):  # 孩子|坐上校车
        return words[:deed]
    owner = words[: next(number for number, word in enumerate(words) if number and word.text == "的")]
    if owner[-1].text[-2:-1] == owner[-1].text[-1]:  # 红彤彤的苹果
        return words[at + 1 :]
    plain = not any(word.sort in ENDS | VERBS and word.text not in JOINS for word in owner) and (
        sum(len(word.text) for word in owner) <= OWNER or owner[-1].text.endswith("”")
    )
    return owner if plain or any(word.text in _MADE for word in owner) else words[at + 1 :]


def _says_which(words: Words, at: int, *, pieces: bool) -> bool:
    """Tell whether a verb says which things the noun behind it means: 返乡|青年, 修路|款."""
    sort = words[at].sort
    following = next((word for word in words[at + 1 :] if word.sort not in (IDLER, BOTH)), None)
    if not following or following.sort != NOUN or following.text == "等":
        return False
    return words[at + 1].text in HEADS or sort == IDLER or (sort == BOTH and pieces)


def _told_of(words: Words) -> bool:
    """Tell whether a verb stands before a noun of which another verb tells: 12座|废弃石窑|改造成民宿."""
    at = next((at for at, word in enumerate(words) if at and word.sort != NOUN and word.text != "的"), 0)
    least = len(words[0].text) - 1  # 28面|鼓|敲响了
    return at > least and words[0].sort == DEED and words[at].sort in VERBS


def _ends_noun(words: Words, at: int, *, closed: bool, last: bool) -> bool:
    word, sort = words[at]
    if word == "与" and any(later.sort in VERBS for later in words[at:]):  # 儿童|与父母团聚
        return True
    if sort in ENDS:
        return word not in _AMID
    if word == "等":
        return True
    if sort == BOTH:
        return closed or (last if at + 1 == len(words) else not _says_which(words, at, pieces=True))
    if sort == DEED and len(word) == len(words[at - 1].text) == 1 and at + 1 < len(words):
        return words[at + 1].sort != NOUN
    return sort in (DEED, IDLER) and not _says_which(words, at, pieces=True)


def _unbracketed(words: Words) -> Words:
    """Return words without those in a first pair of brackets: 村(社区)党组织."""
    texts = [word.text for word in words]
    if "(" not in texts or ")" not in texts:
        return words
    return [*words[: texts.index("(")], *words[texts.index(")") + 1 :]]


def predicate(words: Words) -> str:
    """Return what is said behind a number that counts no noun: 2万人次参观."""
    words = until_mark(words)
    while words and words[0].text in _ADVERBS:
        words = words[1:]
    if not words or words[0].text in _NO_PREDICATE:
        return ""
    return "".join(word.text for word in words)[:LONGEST]
