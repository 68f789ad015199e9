"""Which words before a number are verbs that have an object, and which are part of a noun?

Decision: a verb is part of the noun behind it if it takes no object (返乡|青年), if that noun has one
character (修路|款), behind 的, and inside the object of another verb (受理|残损币兑换业务). One that is a
noun too is a verb where no noun stands before it that it could belong to.
"""

from search.figures.nouns.phrases import (
    AIMS,
    MEANS,
    MOST,
    RATES,
    VERBS,
    Words,
    does,
    text_of,
    trimmed,
)
from search.figures.tokens import ASPECTS, BOTH, DEED, IDLER, LINK, NOUN
from search.figures.words import BODIES, DOERS, HEADS, IDLE, LIGHT, MOVES, NOUNY, PLACED, listed

__all__ = ["PIVOTS", "is_deed", "last_deed", "verb_before"]

_BODIES = (*BODIES, *PLACED)
_MATTERS = ("案", "案件", "款", "金", "费", "项目", "事项", "任务", "协议")
_RESULTS = ("上", "出", "下", "回", "走", "掉", "起", "来", "去")
_NOT = frozenset("不未无")
_SHORT = 3  # characters of two words that are one: 大|单
# Verbs of which the object may begin with a verb that says what happened to it: 找回|丢失电动车.
_TAKES = frozenset(listed("查获 破获 侦破 追回 找回 缴获 没收 更换 拆除 收治 救出 抓获 扣押 取缔 查处 查扣"))
_SET = frozenset(listed("设置 设立 举办"))  # verbs whatever stands before them
_HOLDS = frozenset(listed("包括 包含 含有 涉及 覆盖 来自 属于 发现"))
# Verbs of which a deed is the object: 完成|房屋|鉴定.
_CARRIES = frozenset(listed("完成 开展 实施 进行 组织 举办 举行 启动 接受 推进"))
_HOW = frozenset(listed("现场 当场 就地 就近 线上 线下 统一 免费 主动 自发 定期 全程 连夜 紧急 依法 累计"))
_TIMES = ("季", "期间", "周末", "夜", "晚", "节日")
_YIELDS = frozenset(("亩产", "年产", "日产"))
_DONE = (
    "出",
    "成",
    "及",
    "到",
    "入",
    "回",
    "下",
    "上",
    "起",
    "给",
    "为",
    "往",
    "进",
    "有",
)  # 发出 is in no noun
# Nouns that the verb before them always says more of, and those that it does but in first place.
_GENERAL = frozenset(listed("行动 活动 工作 工程 经费 机构 设施 队伍 岗位 政策 方案 事项 中心 对象"))
_FUNDS = frozenset(listed("资金 经费 项目 任务 人员 设备 平台 补贴 政策"))
_SPENT = frozenset(listed("投入 使用 组织 利用"))
# Verbs behind which another verb has an object of its own: 组织|培训|农民.
PIVOTS = frozenset(
    listed(
        "组织 帮助 指导 协助 参与 联合 统一 支持 引导 累计 动员 鼓励 促进 推动 带领 协调 完成 吸引 带动 帮扶",
        "安排 邀请 吸纳 发动 号召 督促 助力 扶持 推进 让 使 有 同意 计划 负责 承担 开始 继续 委托 授权 允许",
        "准备 指派 牵头 集中 统筹 配合 携手 联手 协同 带头 率先 聘请 选派",
    )
)


def last_deed(words: Words) -> int:
    """Return the number of the last word that is a verb with its object, -1 if none is."""
    return next((at for at in range(len(words) - 1, -1, -1) if is_deed(words, at)), -1)


def verb_before(words: Words) -> str:
    """Return the verb that stands last before a number, "" where it says little or there is none."""
    words = trimmed(words)
    if not words or words[-1].text in LIGHT or not is_deed(words, len(words) - 1):
        return ""
    begin = end = len(words) - 1
    while begin and words[begin - 1].sort == IDLER:
        begin -= 1
    if begin and words[begin - 1].text in _NOT:
        begin -= 1
    single = begin < end and len(words[end].text) == 1  # 送戏|下乡|演|了
    return text_of(words[begin : end if single else end + 1])


def is_deed(words: Words, at: int) -> bool:
    """Tell whether a word is a verb here, of which what follows is the object or nothing follows."""
    word, sort = words[at]
    if at + 1 == len(words):
        return _is_last(words, at)
    before = words[at - 1] if at else None
    if before and before.sort == NOUN and word[0] == "新" and word[1:] in NOUNY | IDLE:  # 普查|新登记|文物
        return True
    if sort not in (DEED, BOTH) or (before and (before.text == "的" or before.text in _TAKES)):
        return sort == IDLER and not at and words[1].text[0] == "“"  # 上线|“一件事”
    following = words[at + 1].text
    named = _FUNDS | _GENERAL if before and before.sort == NOUN and at + 2 == len(words) else _FUNDS
    if following in named and before and before.sort != LINK and not does(before):
        return sort == DEED and word in LIGHT | MOVES
    headed = following in HEADS and word not in _YIELDS | LIGHT and not _goes_on(words, at + 1)
    if headed or (at + 2 == len(words) and _taken(words, at)):
        return False
    first = _begins(words, at) or following[0] == "“" or word in _SET
    if first or sort == BOTH:
        return first and (sort == DEED or not _compounds(words, at))
    if len(word) == 1:
        return word in "有设建办" or following in ASPECTS
    return not _governed(words, at)


def _taken(words: Words, at: int) -> bool:
    """Tell whether a verb begins the object of another one, with the noun behind it: 受理|援助|案件."""
    if not at or words[at].sort != DEED or words[at].text.endswith(_DONE) or words[at].text in _HOLDS:
        return False
    verb = words[at - 1]
    led = verb.text.endswith(_RESULTS) and len(verb.text) > 1  # 换上|阻燃|雨棚
    if not led and not words[at + 1].text.endswith(_MATTERS):  # 维修|养护|道路
        return False
    return verb.sort in (DEED, BOTH) and verb.text not in PIVOTS | LIGHT and _begins(words, at - 1)


def _goes_on(words: Words, at: int) -> bool:
    """Tell whether a word of one character begins a noun that the dictionary parts: 户|厕|改造."""
    return at + 1 < len(words) and words[at + 1].sort == NOUN and len(words[at + 1].text) == 1


def _is_last(words: Words, at: int) -> bool:
    """Tell whether the last of some words is a verb that stands right before the number."""
    word, sort = words[at]
    if sort != BOTH:
        return sort in VERBS and word not in _YIELDS and not _undergone(words, at)
    if word == "组织" and at and words[at - 1].sort == NOUN:  # 妇联|组织
        return False
    inside = at and words[at - 1].sort in (NOUN, BOTH, IDLER)
    return _begins(words, at) and not (inside and _governed(words, at))


def _undergone(words: Words, at: int) -> bool:
    """Tell whether a verb names what is carried out, behind the noun it concerns: 完成|房屋|安全|鉴定."""
    if at < 2 or words[at - 1].sort not in (NOUN, IDLER) or words[at - 1].text.endswith(DOERS):
        return False
    verb = next((word for word in reversed(words[: at - 1]) if word.sort in (DEED, BOTH)), None)
    return verb is not None and verb.text in _CARRIES


def _begins(words: Words, at: int) -> bool:
    """Tell whether no noun stands right before a word that it could be part of."""
    before = words[at - 1] if at else None
    if (
        not before
        or before.text in RATES
        or before.text in MOST
        or before.text.endswith(_TIMES)
        or before.text in _HOW
        or does(before)
    ):
        return True
    if before.text in MEANS:
        return False
    if before.sort == NOUN:
        return any(word.text in AIMS for word in words[:at])
    return before.sort != IDLER or (at == 1 and len(words) > 2)  # 立案|审查|案件


def _compounds(words: Words, at: int) -> bool:
    """Tell whether a verb that is a noun too makes one name with the noun behind it: 整治|行动."""
    word, following = words[at].text, words[at + 1].text
    before = words[at - 1] if at else None
    if following in _GENERAL or (following == "资金" and word not in _SPENT):
        return True
    if not before or words[at + 1].sort not in (NOUN, IDLER):
        return False
    if before.text in ASPECTS:
        return True
    rest = words[at + 1 :]
    if rest[-1].text.endswith(DOERS):  # 转移|安置|居民
        return False
    short = len(rest) == 1 or sum(len(word.text) for word in rest) < _SHORT or rest[0].sort == IDLER
    return before.sort == DEED and before.text not in PIVOTS and short


def _governed(words: Words, at: int) -> bool:
    """Tell whether a verb inside a noun is part of it, which another verb governs."""
    if words[at].text.endswith(_DONE) or words[at].text in _HOLDS:
        return False
    verbs = (before for before in range(at - 1, -1, -1) if words[before].sort in (DEED, BOTH))
    verb = next(
        (one for one in verbs if words[one].sort == DEED or not one or words[one - 1].sort != NOUN), at
    )
    if verb == at or words[verb].text in PIVOTS:
        return False
    text = words[verb + 1].text
    return text != "的" and text not in HEADS | _GENERAL and not text.endswith(_BODIES)
