"""Where in the words of a clause does a noun begin and end?"""

import re
from collections.abc import Sequence
from typing import TypeAlias

from search.figures.tokens import BOTH, CUT, DEED, IDLER, LINK, NOUN, PART, Token
from search.figures.words import ATTRIBUTES, BODIES, DOERS, LEADS, LINKS, PLACED, PLACES, listed

__all__ = [
    "AIMS",
    "ENDS",
    "JOINS",
    "LONGEST",
    "MEANS",
    "MOST",
    "OF",
    "PREFIXES",
    "RATES",
    "VERBS",
    "Words",
    "does",
    "led",
    "noun",
    "text_of",
    "trimmed",
    "unjoined",
    "unlinked",
    "until_mark",
]

Words: TypeAlias = Sequence[Token]
LONGEST = 24  # characters of an indicator
RATES = frozenset("年月日")
MEANS = frozenset(("亩均", "户均", "人均"))
JOINS = frozenset("和与及、并共或且")
PREFIXES = frozenset(("不", "未", "无", "非", "最", "常年", "长期"))  # adverbs that a noun may begin with
AIMS = frozenset(listed("为 给 向 对 把 将 从 被 由 在 与 跟 让 通过 经 用 以 靠 依托"))
VERBS = frozenset((DEED, BOTH, IDLER))
ENDS = frozenset((PART, CUT, LINK))
OF = Token("的", LINK)
_NAME = re.compile("老[^人区年街城旧]|.某")  # of a person: 老方
_MARK = re.compile(r"[^\w“”‘’\"'·+-]")
_BEHIND = frozenset(("的", "等", "后", "前", "时"))
_WHICH = frozenset(listed("需要 需 首批 首期 首个 首家 首座 首条 首笔"))  # no noun has them
_POINTING = frozenset("该本此这那各其我")
MOST = frozenset(("最高", "最低", "最多", "最少"))
_NAMED_BY = MEANS | {"平均"}
_AVERAGES = MEANS | {"平均", "月均", "日均", "年均"}
_DOING = (*DOERS, *BODIES, *PLACED)
# What ends like a doer and is part of the name of what is counted: 社区|矫正|对象.
_NO_DOERS = frozenset(
    listed("社会 农村 乡村 城市 城镇 校园 社区 超市 流行 运行 发行 进行 学校 市场 厕所 场所 住所")
)


def text_of(words: Words) -> str:
    """Return words as one string, its end if it is long."""
    return "".join(word.text for word in words)[-LONGEST:]


def does(word: Token) -> bool:
    """Tell whether a word ends like names of those who do something."""
    text = word.text
    if word.sort != NOUN or text in _NO_DOERS:
        return False
    return text.endswith(_DOING) or _NAME.fullmatch(text) is not None


def until_mark(words: Words) -> Words:
    """Return the words before the first mark that ends a noun."""
    for at, (word, _) in enumerate(words):
        if _MARK.search(word) and word not in JOINS:
            return words[:at]
    return words


def trimmed(words: Words) -> Words:
    """Take off what links a noun to its number, and what leads up to the noun."""
    return led(unlinked(words))


def unlinked(words: Words) -> Words:
    """Take off what links a noun to its number."""
    end = len(words)
    while (
        end
        and not _aged(words[:end])
        and (_links(words[end - 1]) or (end > 1 and words[end - 2].text == "每"))
    ):
        end -= 1
    return words[:end]


def _aged(words: Words) -> bool:
    """Tell whether words end in an age that says which ones: 50|岁|以上."""
    return len(words) > 1 and words[-2].text == "岁" and words[-1].text == "以上"


def _links(word: Token) -> bool:
    if word.text in LINKS or word.text in MOST or word.sort in (PART, LINK):
        return True
    return word.sort == CUT and word.text not in RATES


def led(words: Words) -> Words:
    """Take off what leads up to a noun, but an average that is part of its name: 平均|用时."""
    at = 0
    while at < len(words) and words[at].text in LEADS:
        text, rest = words[at].text, words[at + 1 :]
        if text in _NAMED_BY and len(rest) == 1 and rest[0].sort in (NOUN, BOTH):
            break
        if text in _NAMED_BY and rest and rest[-1].text.endswith((*ATTRIBUTES, "用时")):
            break
        at += 1
    return words[at:]


def unjoined(words: Words) -> Words:
    """Take off what joins a noun to another one behind it."""
    end = len(words)
    while end and (words[end - 1].text in JOINS or words[end - 1].text == "的"):
        end -= 1
    return words[:end]


def noun(words: Words) -> str:
    """Return what stands behind the last 的 or the last word that no noun has."""
    words = unjoined(words)
    begin = next((at + 1 for at in range(len(words) - 2, -1, -1) if _parts(words, at)), 0)
    words = led(words[begin:])
    if len(words) > 1 and words[0].text in PLACES:
        words = words[1:]
    while words and (words[-1].text in _AVERAGES or (len(words) > 1 and _each(words[-2], words[-1]))):
        words = words[:-1]
    return "" if len(words) == 1 and words[0].text in RATES else text_of(words)


def _each(average: Token, rate: Token) -> bool:
    """Tell whether words say for whom and how often: 人均|月."""
    return average.text in _AVERAGES and rate.text in RATES


def _parts(words: Words, at: int) -> bool:
    """Tell whether a noun begins behind a word, which is no word of it."""
    (word, sort), following = words[at], words[at + 1]
    if word in _BEHIND or word[0] == "每" or word in _WHICH:
        return True
    measured = words[-1].text.endswith(ATTRIBUTES)
    if sort == NOUN and following.sort == IDLER and at + 2 < len(words):  # 养老机构|入住老人
        return word not in _NO_DOERS | {"企业"} and word.endswith(BODIES) and not measured
    if sort != PART or word in PREFIXES:
        return False
    return not measured or following.sort not in VERBS or len(word) == 1 or word[0] in _POINTING  # 按时办结率
