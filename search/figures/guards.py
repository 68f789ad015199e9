"""Which numerals of a passage are no claims: ordinals, codes, names, idioms, times of day?

Decision: a phrase of up to QUOTED characters in quotation marks is a name (“百名干部进千企”), a title in 《》
always, and so is a formula (1+X+N). Dates and periods are told apart in `search.figures.setting`. What is
matched here is passed over without a row: it was read, and is no claim.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from search.figures.figure import Span

__all__ = ["GUARDS", "bar", "guarded", "united"]

QUOTED = 12  # characters; what is longer is speech, and may make claims
TITLED = 60
_N = r"(?:(?<!\d)\d{1,12}|[零〇一二两三四五六七八九十百千]{1,12})"
_HOTLINE = r"11[0-9]|12[0-2]|12[1-4]\d\d|100\d\d|95\d{3}|96\d{3,4}"
_SMALL = r"[一二三四五六七八九十]"


@dataclass(frozen=True, slots=True)
class Guard:
    """A way in which a numeral stands for something else than how much: its name and its patterns."""

    name: str
    patterns: tuple[str, ...]


GUARDS = (
    Guard(
        "name",
        (
            rf"“[^“”。,，;!?]{{1,{QUOTED}}}”|‘[^‘’。,，;!?]{{1,{QUOTED}}}’",
            rf"\"[^\"。,，;!?]{{1,{QUOTED}}}\"|'[^'。,，;!?]{{1,{QUOTED}}}'",
            rf"《[^《》]{{1,{TITLED}}}》|<[^<>]{{1,{TITLED}}}>",
            r"(?<!\d)\d{1,9}(?:\+[\da-z\u4e00-\u9fff]){1,4}|[a-z]\+\d",
            r"(?<!\d)\d{3,5}[\u4e00-\u9fff]{0,4}?(?:工作法|机制|模式|行动|工程|战略|计划|体系|集群)",
            r"24小时(?!内|以内|之内|[,，。;、]|前|后)",
            rf"{_N}年[\u4e00-\u9fff]{{0,4}}?(?:行动|规划|计划|攻坚|倍增)",
            r"5a级?景区|[2-5]a级?(?![a-z])",
        ),
    ),
    Guard(
        "code",
        (
            r"[\[〔(【](?:19|20)\d\d[\]〕)】]第?\d+号",
            r"(?<!\d)\d{1,24}(?:-\d{1,24}){2,9}|(?<!\d)\d{1,9}(?:\.\d{1,9}){2,9}|0\d{2,3}-?\d{7,8}|1[3-9]\d{9}|400-?\d{3}-?\d{4}",
            r"(?<!\d)\d{1,9}[:\u2236×x*]\d{1,9}(?:[:\u2236]\d{1,9})?(?:小时|天)?",
            rf"(?<![\d.])(?:{_HOTLINE})(?=热线|平台|[,，、。;和或与及等政求投接专工举咨电]|$)",
            r"(?:拨打|致电|代码|编号|邮编|号码|账号|房号|尾号|编码|批号|电话|热线)[为是:：]?[a-z]?\d[\d-]{0,24}(?![\d.个件次通条部余多万])",
            r"(?:附件|附表|附录|表|图|注|例)\d{1,4}(?=[)）,，。;、:：所的中]|$)|^\d{1,2}[.、](?!\d)",
            r"[(（]\d{1,2}[)）]|(?<![a-z])[a-z]{1,12} \d[\d.]{0,12}(?![\d,.%万亿余多]|[\u4e00-\u9fff])",
            r"(?<![a-z])[a-z]{1,12}[-.]?\d[\d.]{0,24}[a-z]{0,12}|(?<![\d.])\d[\d.]{0,12}[agkdpvxcq](?![a-z])",
        ),
    ),
    Guard(
        "ordinal",
        (
            rf"第{_N}[\u4e00-\u9fff]?",
            rf"前{_N}(?:名|位|强|批|届|者)|{_N}强",
            rf"(?:(?<!\d)\d{{1,9}}|{_SMALL}{{1,6}})号[\u4e00-\u9fff]?",
            r"(?<!\d)\d{1,4}(?:[栋幢座楼]\d{1,4}(?:单元|室|层|号|楼)(?:\d{1,4}[室号])?|单元|室|楼)",
            rf"{_SMALL}{{1,3}}楼",
            rf"(?<![十百千\d]){_SMALL}(?:期|等|楼|线|类|流|把手)(?=[\u4e00-\u9fff])",
            rf"{_N}(?:年级|年代初?|星级|级|线城市)|\d0后|[六七八九][十〇零]后",
            rf"{_N}届{_SMALL}中全会|{_SMALL}{{1,3}}届(?=全国|人大|政协|党|市|县|省|区|中央)|{_SMALL}次(?:会议|全会)",
        ),
    ),
    Guard(
        "time of day",
        (
            r"(?<![\d.])\d{1,2}(?:时|点)(?:\d{1,2}分|半|许|整|多|左右)?(?!\d|建议|意见|要求|体会|希望|措施|做法|经验)",
            rf"{_SMALL}{{1,3}}[点时](?:半|{_SMALL}{{1,3}}分|许|整|钟)",
        ),
    ),
    Guard(
        "idiom",
        (
            "千家万户|千门万户|万家灯火|三番五次|三天两头|百家争鸣|百年|千年|[百千万]里(?!程)|十分(?!钟|之)|千辛万苦",
            "千言万语|三角(?!钱)|八项规定|三轮驱动|数[字据量码控]|几何|零(?:部件|距离|售|工|钱)|(?<![\\d百十])千万(?=别|不要|要)|三会一课|三重一大|三个代表|四个意识|四个自信|两个维护|两个确立",
            "三次产业|[千百]兆(?=[用宽网])|队伍|[入退落]伍|两个责任|四个全面|四个伟大|五个一|两个健康|两个毫不动摇|一[站体系]|百分之百(?=地|的决心)",
        ),
    ),
)
_FIRST = (  # what any of them can begin with: asked first, since few places do
    r"\da-z零〇一二三四五六七八九十百千两几数队入退落前第万拨致代编邮号账房尾批电热附表图注例“‘\"'《<\[〔(（【"
)
_GUARD = re.compile(
    rf"(?=[{_FIRST}])(?:{'|'.join(f'(?:{pattern})' for guard in GUARDS for pattern in guard.patterns)})"
)


def guarded(text: str) -> Iterator[Span]:
    """Yield the spans in which numerals are no claims, from left to right."""
    return (match.span() for match in _GUARD.finditer(text))


def united(spans: list[Span]) -> list[Span]:
    """Return spans from left to right, those that overlap as one."""
    united: list[Span] = []
    for start, end in sorted(spans):
        if united and start < united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def bar(spans: list[Span]) -> Callable[[int, int], int]:
    """Return the function that tells the end of the first span that overlaps a place, 0 if none does."""

    def barred(start: int, end: int) -> int:
        at = bisect_right(spans, start, key=lambda span: span[1])
        return spans[at][1] if at < len(spans) and spans[at][0] < end else 0

    return barred
