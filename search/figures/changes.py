"""How did a figure move: by how much, from what, to what?

Decision: a change is what its verb says (增长8%, 降至3天, 由15天压缩至3天). Verbs that name a state (达到,
占) are none, nor is 新增, which says what is counted. The verb is kept as written, without 至, 到, 为 and 成.
"""

import re
from collections.abc import Callable, Sequence

from search.figures.figure import Change
from search.figures.quantities.quantity import Quantity
from search.figures.tokens import DEED, LINK, Token
from search.figures.words import listed

__all__ = ["Moved", "moves"]

_UP = listed(
    "增长 增加 提高 提升 上升 上涨 上调 攀升 跃升 上浮 扩大 多增 净增 高出 增收 增产 回升 增强 拓展 扩展",
    "发展 翻 增 升 涨 扩 加密 延长 延伸 扩容 扩充 猛增 递增 激增 上扬 调高 抬升 拉升 猛涨 飙升 暴涨 增多",
    "壮大 变多 拉高 走高 反弹",
)
_DOWN = listed(
    "下降 降低 减少 压缩 压减 缩短 缩减 精简 削减 下调 下浮 回落 收窄 节约 节省 节支 少用 少排 减排 降 减 缩",
    "跌 递减 压降 减轻 减免 调减 压 下滑 调低 锐减 骤降 骤减 暴跌 变少 拉低 走低",
)
_OTHER = listed("整合 归并 合并 调整 优化 变 转变 改 提速 撤并 改造")
_DIRECTIONS = dict.fromkeys((*_UP, "多"), "up") | dict.fromkeys((*_DOWN, "少"), "down")
_VERBS = sorted((*_UP, *_DOWN, *_OTHER), key=len, reverse=True)
_VERB = re.compile("|".join(_VERBS))
_LONG = "|".join(verb for verb in _VERBS if len(verb) > 1 and verb not in _OTHER)
_NOW = "|".join(
    listed(
        "最初 起初 原来 原先 过去 以前 此前 如今 现在 眼下 时下 现今 最多时 最少时 高峰时 目前 当前 今年",
        "去年 年底 改革前 改革后",
    )
)
_TIME = rf"(?:(?:{_NOW}|\d{{4}}年)的?)?"
_BY = re.compile(
    rf"({_LONG}|(?<=[同环]比)[增降减升涨跌]|(?<=[期年均比])[多少][\u4e00-\u9fff])了?$|([降减升涨跌])了$"
)
_TO = re.compile(rf"({'|'.join(_VERBS)})(?:了)?(?:至|到|为|成)了?{_TIME}$")
_OBJECT = re.compile(
    r"(节约|节省|减少|降低|增加|压缩|缩减|压减|精简|削减|提高|缩短|减免|扩大|多增|净增)(?!了)[^,，、的]{1,10}$"
)
_START = re.compile(rf"(?:由|从|自)(?:.{{0,8}}的|原来|最初|过去|以前|{_TIME})?$")
_ARRIVED = re.compile(rf"(?:至|到|为|成)了?{_TIME}$")
WINDOW = 24  # characters before a figure in which its verb stands
GAP = 16  # characters between from and to


class Moved:
    """How a quantity moved: the change and the place where its verb, or what leads to it, begins.

    `origin` is the number of the quantity from which this one came, None where there is none.
    """

    __slots__ = ("at", "change", "origin")

    def __init__(self, change: Change, at: int, origin: int | None = None) -> None:
        self.change, self.at, self.origin = change, at, origin


def moves(
    text: str, found: Sequence[Quantity], begins: Sequence[int], words: Callable[[int, int], list[Token]]
) -> dict[int, Moved]:
    """Return, by the number of a quantity, how it moved.

    `begins` says where each one's clause begins, `words` gives those of a stretch of the text.
    """
    moved: dict[int, Moved] = {}
    for number, quantity in enumerate(found):
        begin = max(begins[number], found[number - 1].end if number else 0, quantity.start - WINDOW)
        left = text[begin : quantity.start]
        if number and begins[number] == begins[number - 1] and _pair(text, found, number, begins, moved):
            continue
        if single := _single(left, begin, quantity, words):
            moved[number] = single
    return moved


def _pair(
    text: str, found: Sequence[Quantity], number: int, begins: Sequence[int], moved: dict[int, Moved]
) -> bool:
    """Enter a quantity that is reached from the one before it, and that one."""
    first, second = found[number - 1], found[number]
    gap = text[first.end : second.start]
    begin = max(begins[number], found[number - 2].end if number > 1 else 0, first.start - WINDOW)
    start = _START.search(text[begin : first.start])
    arrived = _ARRIVED.search(gap)
    if not start or not arrived or len(gap) > GAP:
        return False
    verbs = _VERB.findall(gap[: arrived.start()] or "")
    verb = verbs[-1] if verbs else gap[: arrived.start()]
    at = begin + start.start()
    moved[number - 1] = Moved(_change(verb, "from"), at)
    moved[number] = Moved(_change(verb, "to"), at, number - 1)
    return True


def _single(
    left: str, begin: int, quantity: Quantity, words: Callable[[int, int], list[Token]]
) -> Moved | None:
    if quantity.unit == "番":
        return Moved(_change("翻", "by"), quantity.start)
    for pattern, part in ((_TO, "to"), (_BY, "by")):
        if match := pattern.search(left):
            return Moved(_change(match[match.lastindex or 1], part), begin + match.start())
    match = _OBJECT.search(left)
    if match and not any(word.sort in (DEED, LINK) for word in words(begin + match.end(1), quantity.start)):
        return Moved(_change(match[1], "by"), quantity.start)
    return None


def _change(verb: str, part: str) -> Change:
    return Change(verb, _DIRECTIONS.get(verb) or _DIRECTIONS.get(verb[:1], ""), part)
