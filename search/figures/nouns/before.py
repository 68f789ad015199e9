"""Which noun before a number does it count: the object of the verb, its subject, or what is measured?"""

from search.figures.nouns.names import CAUSES, is_named, names_fund, names_measure, names_ratio, qualified
from search.figures.nouns.phrases import (
    AIMS,
    ENDS,
    JOINS,
    LONGEST,
    OF,
    VERBS,
    Words,
    does,
    led,
    noun,
    text_of,
    trimmed,
    unlinked,
)
from search.figures.nouns.verbs import PIVOTS, last_deed
from search.figures.tokens import BOTH, DEED, IDLER, NOUN, Token
from search.figures.words import ATTRIBUTES, BODIES, DOERS, LIGHT, MOVES, PLACED, SUMS, listed

__all__ = ["bare", "ends_in_doer", "first_noun", "named_deed", "noun_before", "uncompared"]

_DONE = frozenset(listed("已 已经 将 先后 陆续 可 能 要"))
_STATED = frozenset(listed("有 共有 达 达到 为 已有 已达 现有 共计 合计 总计 是 约有 仅有 只有"))
_BODIES = (*(end for end in BODIES if end != "会"), *PLACED)  # 座谈会|开了30次
_GIVEN = frozenset("让给为向使")
_MEASURED = frozenset(listed("占 约占 占到 占了 按 按照 高于 低于 快于 高出 优于 超过 超出"))
_SINCE = frozenset(("已", "已经", "未"))
_ENDED = frozenset(listed("完工 竣工 开工 到位 落地 投产 启动 结束 收官 完毕 达标"))  # said of what is done
_SOURCES = frozenset("据经随因按")
_SHARES = ("比重", "比例", "比")
_COMPARED = frozenset(listed("是 相当于 为 只有 仅有 不到"))
_ALONE = frozenset(listed("全长 总长 占地 用地"))
_MARKS = frozenset("把将对")  # before an object that stands before its verb
_DONE_TO = ("money", "event", "person", "duration")  # 对|企业|走访|12次 counts the deed
_AROUND = frozenset(listed("周边 本地 当地"))


def noun_before(words: Words, *, kind: str = "", moves: bool = False) -> str:
    """Return the noun that a number of a kind behind it counts, "" where there is none but a verb.

    What moves is told as it is named, with a verb that is a noun too: 接待游客增长14%.
    """
    parted = bool(words) and words[-1] == OF  # 退还|热费|的20%
    words = _subject(
        words[:-1] if parted else words, ratio=kind == "multiple" or (parted and kind == "share")
    )
    marked = _marked(words, kind, moves=moves)
    return noun(marked) if marked else _named(words, kind, moves=moves)


def _named(words: Words, kind: str, *, moves: bool) -> str:
    """Return the noun that words name in which no object stands before its verb."""
    linked = words[len(unlinked(words)) :]
    aimed = bool(words) and words[0].text in AIMS
    words = _as_said(words, trimmed(words), moves=moves)
    if words and words[-1].text in _ALONE and not (len(words) > 1 and words[-2].sort in VERBS):
        return words[-1].text
    if len(words) > 1 and words[-1].text in ("比重", "比例") and any(word.text == "占" for word in words):
        return text_of(words)
    if words and linked[:1] == [OF] and (said := _headless(words, kind)):
        return said
    if kind == "money" and words and words[-1].text in SUMS:
        if not moves and not qualified(words):
            return text_of(words[_idle_from(words, len(words) - 1) :])
        named = 2 if len(words) > 1 and (words[-2].sort == DEED or words[-2].text in SUMS) else 1
        words = [*words[:-named], *(Token(word.text, NOUN) for word in words[-named:])]
    at = last_deed(words)
    if at > 0 and _states(words, at) and (moves or any(word.text in _STATED for word in linked)):
        return noun(words)
    if at < 0 and kind in ("money", "event") and any(word.text in _GIVEN for word in words):
        return ""
    if at < 0 or (moves and words[at].sort == BOTH and len(words) > 1):
        return noun(words)
    rest = led(words[at + 1 :])
    return _object(words, at, rest, kind) if rest else _without_object(words, at, kind, aimed=aimed)


def _marked(words: Words, kind: str, *, moves: bool) -> Words:
    """Return the object that stands before its verb, behind 把, 将 or 对: 把|航道|加深|到, 对|方案|打|了."""
    at = next((at for at in range(len(words) - 1, -1, -1) if words[at].text in _MARKS), -1)
    marked = unlinked(words[at + 1 :])
    if at < 0 or not marked or (words[at].text == "对" and kind in _DONE_TO):
        return ()
    if moves and marked[-1].text.endswith(ATTRIBUTES):  # 将|货物|查验|时间|压缩到
        return marked
    acted = len(marked) > 1 and marked[-1].sort in VERBS
    if marked[0].sort == DEED or (marked[0].sort != NOUN and not (moves or acted)):
        return ()
    marked = marked[:-1] if acted else marked
    named = [Token(marked[0].text, NOUN) if marked[0].sort == BOTH else marked[0], *marked[1:-1]]
    return marked if (acted or moves) and last_deed(named) < 0 else ()


def _as_said(whole: Words, words: Words, *, moves: bool) -> Words:
    """Return words with a verb behind 已 and the like for what it is, and for a noun what moves."""
    start = next((at for at, word in enumerate(whole) if words and word is words[0]), 0)
    if start and whole[0].text in AIMS:  # 为|海外|培养|骨干
        verb = next((at for at in range(1, len(words) - 1) if words[at].sort in (BOTH, DEED)), 0)
        words = [*words[:verb], Token(words[verb].text, DEED), *words[verb + 1 :]] if verb else words
    if len(words) > 2 and words[-2].text in _SINCE and not moves:  # 公交|已|开线
        return words[:-2]
    able = any(word.text in _DONE for word in whole[:start])
    if able and len(words) > 1 and words[0].sort in (IDLER, BOTH):  # 可|同时|停泊|渔船
        return [Token(words[0].text, DEED), *words[1:]]
    if moves and len(words) > 1 and words[-1].sort in (IDLER, BOTH):
        return [*words[:-1], Token(words[-1].text, NOUN)]
    return words


def uncompared(words: Words) -> Words:
    """Take off what a number is compared with, or what was done before, if that is all: 较|搬迁|前|翻番."""
    compared = len(words) > 1 and words[0].text in ("较", "比") and not words[-1].text.endswith(_SHARES)
    done = len(words) > 1 and words[1].text == "后" and len(unlinked(words)) == 1  # 过秤|后|有
    return () if compared or done else words


def _subject(words: Words, *, ratio: bool) -> Words:
    """Return what stands before words that only say by which measure: A是B的3倍, A占B的八成."""
    for at, (word, _) in enumerate(words):
        if word in _MEASURED or (ratio and word in _COMPARED) or (at and word == "比"):
            if not any(later.text.endswith(_SHARES) for later in words[at:]):
                return words[:at]
            return words
    return words


def _headless(words: Words, kind: str) -> str:
    """Return what a clause means that has 的 and no noun behind it: 毕业生留在本市的|有9800人."""
    among = next((at for at in range(len(words) - 2, 0, -1) if words[at].text in ("中", "里")), -1)
    words = words[among + 1 :]  # 毕业生|中|考取高中
    if words[0].sort == NOUN and any(word.sort == DEED for word in words):
        return first_noun(words)
    end = next((at + 1 for at in range(len(words) - 1, -1, -1) if words[at].sort == NOUN), 0)
    if end < len(words) and does(words[end - 1]):  # 学员|持证|上岗
        return noun(words[:end])
    told = kind in ("person", "share") and words[0].sort in (DEED, IDLER)  # 留在|本地
    return text_of(words) if told or words[-1].sort in VERBS else ""


def _idle_from(words: Words, at: int) -> int:
    """Return where the verbs without object begin that stand right before a word."""
    while at and words[at - 1].sort == IDLER:
        at -= 1
    return at


def _without_object(words: Words, at: int, kind: str, *, aimed: bool) -> str:
    """Return the subject of a verb that stands before a number, or the verb that is an object itself."""
    if at and words[at].text in _ENDED and words[at - 1].sort in (DEED, BOTH):
        return noun([*words[: at - 1], Token(words[at - 1].text, NOUN)])  # 取暖|改造|完工
    if at and words[at].sort == IDLER:
        begin = _idle_from(words, at)
        while begin and words[begin - 1].sort == BOTH:
            begin -= 1
        if begin and words[begin - 1].sort == DEED:  # 撮合|上岗
            return text_of(words[begin:])
        if words[at - 1].text in _AROUND:
            return words[at - 1].text + words[at].text
        deed = last_deed(words[:at])
        if 0 <= deed < at - 1 and words[deed].sort == DEED:  # 带动|村民|就业, 实施|碳汇|造林
            return words[at].text if words[deed].text in PIVOTS - LIGHT else noun(words[deed + 1 :])
    if at > 1 and words[at].text in LIGHT and words[at - 1].sort == DEED and words[at - 2].sort == NOUN:
        return noun([*words[: at - 1], Token(words[at - 1].text, NOUN)])  # 混凝土|浇筑|完成
    while (
        at > 1
        and words[at].text not in LIGHT
        and words[at].sort == DEED
        and words[at - 1].sort == BOTH
        and words[at - 1].text not in SUMS
    ):
        words, at = words[:at], at - 1  # 第一书记|调整|轮换
    return "" if aimed else _said_of(words[:at], kind)


def _said_of(words: Words, kind: str) -> str:
    """Return the subject of a verb that stands before a number, "" where that is who did it."""
    end = next((at for at, word in enumerate(words) if at and word.text in AIMS), len(words))
    if end and all(word.sort == IDLER for word in words[:end]):
        return text_of(words[:end])
    subject = noun_before(words[:end], moves=True) if end else ""
    bodies = _BODIES if kind in ("event", "money", "share") else ()
    return "" if kind != "person" and subject.endswith((*DOERS, *bodies)) else subject


def _object(words: Words, at: int, rest: Words, kind: str) -> str:
    """Return the object of a verb, with the verb where it is part of the name or an event is counted."""
    verb, head = words[at], rest[-1].text
    begin = at
    if kind == "money" and names_fund(words, at):
        return noun([*words[:at], Token(verb.text, NOUN), *rest])
    while begin and words[begin - 1].sort in VERBS and words[begin - 1].text not in LIGHT:
        begin -= 1
    ratio = names_ratio(words, at, begin, head)
    acted = does(words[at - 1]) and len(head) > 1 if at else len(head) > 2  # 企业|吸纳|就业人数
    done = verb.sort == DEED and acted
    if ratio or (len(rest) == 1 and not done and names_measure(head, verb)):
        while begin and (ratio or len(head) > 1) and is_named(words[begin - 1]):
            begin -= 1
        return noun(words[begin:])
    if kind == "event" and verb.text not in LIGHT:
        told = words[begin:]
        return noun(words[at:]) if OF in told else "".join(word.text for word in told)[:LONGEST]
    return noun(rest)


def _states(words: Words, at: int) -> bool:
    """Tell whether a verb is part of the subject of which a number is stated: 绿色食堂授牌单位|共有25家."""
    word, before = words[at].text, words[at - 1]
    if (
        at + 1 == len(words)
        or word in LIGHT | MOVES | CAUSES
        or word.endswith(("出", "成", "及", "到", "了"))
    ):
        return False
    return before.sort == NOUN and not does(before)


def named_deed(words: Words) -> str:
    """Return a verb before a number with the noun before it, of which both make the name: 设备|调试."""
    words = trimmed(words)
    if len(words) < 2 or words[-2].sort != NOUN or does(words[-2]):
        return ""
    return noun(words)


def first_noun(words: Words) -> str:
    """Return the noun that a clause begins with, of which its verb says something; "" if it has none."""
    if words[0].text == "一":  # 一|过磅
        return ""
    which = next((at for at in range(len(words) - 2, 0, -1) if words[at] == OF), 0)  # 被罚|的|司机
    at = next((at for at in range(which + 1, len(words)) if words[at].sort == DEED), len(words))
    return noun_before(words[:at])


def bare(words: Words) -> str:
    """Return the noun that words name, "" if they say anything of it: 养老机构|的|运营|补贴."""
    if words and words[0].text[0] in _SOURCES:  # 据介绍
        return ""
    said = any(word.sort in ENDS | {DEED} and word != OF and word.text not in JOINS for word in words)
    return "" if said else noun_before(words)


def ends_in_doer(words: Words) -> bool:
    """Tell whether words before a number name nothing but who did what is told behind it."""
    words = trimmed(words)
    return bool(words) and does(words[-1])
