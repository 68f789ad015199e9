"""Of which time is a figure, and whose is it?

Decision: the period is the last one named before the figure in its sentence; what it is compared with
(较上年, 比2015年) is none. The actor is the last one that begins a clause of the sentence before the figure:
a name that ends like those of places and bodies do, or 全市 and the like. Neither is guessed from other
sentences.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.figures.figure import Span
from search.figures.nouns.verbs import PIVOTS
from search.figures.tokens import BOTH, CUT, DEED, IDLER, LINK, NOUN, PART, Token
from search.figures.words import BODIES, HEADS, LEADS, LIGHT, LINKS, listed

__all__ = ["POINTERS", "Time", "actor_words", "periods", "year_of"]

LONGEST = 16  # characters of an actor
_SMALL = r"[一二三四五六七八九十]"
_N = r"(?:(?<!\d)\d{1,4}|[一二两三四五六七八九十几百]{1,4})"
_ERAS = "民国|光绪|同治|咸丰|道光|嘉庆|乾隆|雍正|康熙|顺治|崇祯|万历|嘉靖|永乐|洪武|昭和|平成|令和"
_YEAR = r"(?:(?<!\d)(?:1\d|20)\d\d|[一二][零〇一二三四五六七八九]{3})年(?![级代轻])"
_MONTH = rf"(?:1[0-2]|0?[1-9]|十[一二]?|{_SMALL})月(?!均)"
_DAY = rf"(?:(?<!\d)[0-3]?\d|{_SMALL}{{1,3}})日(?![均内]|以[内下])"
_DATE = rf"(?:{_YEAR}(?:{_MONTH}份?(?:{_DAY})?)?|{_MONTH}份?(?:{_DAY})?|{_DAY})"
_EDGE = "(?:底|末|初|中旬|上旬|下旬|年底)?"
_SINCE = "(?:以来|之前|以前|以后|前后|期间)?"
_LENGTH = r"(?:多|余|几)?(?:年|个多?月|天|周|季|日)"
_NAMED = (
    "(?:今年|去年|前年|明年)(?:[春夏秋冬][天季])?|当年|本年度?|全年|年内|[本上当]月|[上这]个月|[本上这]周"
)
_PART = (
    rf"(?:上半年|下半年|第?前?[一二三四1-4]季度|[前头]{_N}个月|"
    rf"[1-9]{_EDGE}?(?:至|-){_MONTH}|{_MONTH}份?(?:{_DAY})?{_EDGE})"
)
_MARK = r"(?:-+|~|至|到)"
_PERIODS = (
    rf"从?(?:{_DATE}|20\d\d|(?<!\d)1?\d){_MARK}(?:{_DATE}|20\d\d(?!\d)年?)",
    r"(?<!\d)(?:19|20)\d\d(?:[-./]\d{1,2}[-./]\d{1,2}|/\d{2,4})(?!\d)",
    rf"(?:{_ERAS})(?:元|{_SMALL}{{1,3}}|\d{{1,2}})年",
    rf"(?:截至|截止到?)?{_DATE}{_EDGE}{_PART}?{_SINCE}",
    rf"(?:截至|截止到?)?(?:{_NAMED})(?:以来|来|初|底|末|内)?{_PART}?{_SINCE}",
    r"上半年|下半年|前?[一二三四1-4]季度|第[一二三四1-4]季度",
    rf"(?:近|过去|最近|未来|连续|前|后|头)?{_N}{_LENGTH}(?:来|以来|下来|里|间|之间|期间)(?![自源往接隔])",
    rf"(?:近|过去|最近|未来|连续|前)?{_N}(?:多|余)?(?:年|个月)(?:内|之内)",
    rf"{_N}{_LENGTH}(?:前|后|之后|之前)(?![端勤台续方沿景往])",
    rf"(?:近|过去|最近|未来|连续){_N}(?:多|余)?(?:年|个月|天)|(?<!提)[前头]{_N}个月",
    rf"{_N}(?:年|个月)(?=翻|累计|共)|(?<![\d十百统第])一(?:年|天|个月)(?!级|[一二三四五六七八九]度)",
    rf"每(?:年|月|周|天|日|季度|晚|小时|分钟)(?:{_MONTH}份?)?|[日月年周]均",
    r"[“\"]?十[一二三四五]五[”\"]?(?:期间|时期|以来|末|初)?",
    r"(?:元旦|春节|国庆|五一|清明|端午|中秋)(?:假期|期间|前后|黄金周)?",
)
_PERIOD = re.compile(rf"(?<![较比同])(?:{'|'.join(f'(?:{row})' for row in _PERIODS)})(?!同期)")
_COMPARED = re.compile(
    rf"(?:较|比|同比|相当于|是)(?:{'|'.join(f'(?:{row})' for row in _PERIODS)})(?:同期|的)?|至今|以来"
)
_FIRST = (  # what any of them can begin with: asked first, since few places do
    r"\d零〇一二三四五六七八九十百两几从较比同相是至以截今去前明当本这全年周上下第近过最未连后头每日月春元国清端中“\""
    + "".join({era[0] for era in _ERAS.split("|")})
)
_FOUND = re.compile(rf"(?=[{_FIRST}])(?:{_COMPARED.pattern}|(?P<told>{_PERIOD.pattern}))")
_RECURS = re.compile(r"每(?:年|月|周|天|日|季度|晚|小时|分钟)|[日月年周]均")
_NUMBERED_YEAR = re.compile(r"((?:1[89]|20)\d\d)(?=年|$)")
_SPOKEN_YEAR = re.compile(r"[一二][零〇一二三四五六七八九]{3}(?=年)")
_DIGITS = str.maketrans("零〇一二三四五六七八九", "00123456789")
_RELATIVE = {"前年": -2, "去年": -1, "明年": 1, "今年": 0, "全年": 0, "当年": 0, "年内": 0, "年初": 0}
_ENDINGS = listed(
    "省 市 县 区 镇 乡 村 街道 社区 园区 景区 古镇 局 委 办 厅 院 所 站 队 中心 公司 集团 合作社 商会 协会",
    "学校 大学 平台 基地 支部 党委 供销社 常委会 警方 部门 组织部 宣传部 统战部 党工委 党组织 委员会 督查组",
    "工作组 馆 书屋 夜校 小程序 热线 招聘会 展会 联盟 银行 医院 厂 产业园 果园 领导 党小组 车间 企业 机关",
    "码头 港口 车站 机场 农场 林场 牧场 渔场 养殖场 电场 电站 粮库 村里 县里 镇里 市里 区里 乡里 厂里 社里",
    "海关 小学 中学 中专 学院 幼儿园 工会 妇联 残联 工商联 团委 法庭 文化宫 敬老院 剧团",
)
_PEOPLE = ("领导",)
_CONTINUES = frozenset(
    listed(
        "的 、 及 和 与 以及",
    )
)
_KINDS = listed(
    "企业 平台 组织 支部 党委 基地 站 中心 厂 学校 医院 合作社 协会 商会 园 馆 社区 村 镇 乡 县 区",
)
_NUMERAL = re.compile(
    r"(?!数[字据量码控学])(?!一[^\d零一二两三四五六七八九十百千万亿几数])[\d零一二两三四五六七八九十百千万亿几数]"
)
_MARKS = frozenset("将把")
_STOPS = frozenset("的，,、。")
_PREDICATES = frozenset((DEED, BOTH, LINK, PART, CUT))
POINTERS = frozenset("全该我本各整")  # that begin what is no name
_WITHIN = ("里", "上", "内")
_NONE = frozenset(
    listed(
        "城市 地区 辖区 滩区 湖区 城区 街区 山区 校区 县区 市区 农村 乡村 企业 民营企业 小微企业 中小企业",
        "县城 上市公司 城镇 牧区 库区 林区 灾区 矿区 老区 新区 自然村 乡镇 开馆 闭馆 重点企业 领军企业",
        "高新技术企业 集市 夜市 早市 超市 中小学 乡村小学 农村小学 乡镇小学",
    )
)
_PLACED = frozenset(
    ("小学", "中学", "工会", "妇联", "残联", "团委")
)  # that name nobody without a place or a number
_PLACES = frozenset("省市县区镇乡村第")
_WHOLE = re.compile(
    "(?:全|该|我|本|各|整个)(?:国|省|市|县|区|镇|乡|村|州|旗|街道|社区|园区|项目|线路|中心|公司|校|院|局|站|馆|厂|店|所|法庭)"
)


@dataclass(frozen=True, slots=True)
class Time:
    """A date or period: whether it tells the time of what follows, and whether it recurs."""

    span: Span
    told: bool
    recurs: bool


def periods(text: str) -> Iterator[Time]:
    """Yield dates and periods from left to right."""
    for match in _FOUND.finditer(text):
        yield Time(match.span(), match["told"] is not None, bool(_RECURS.fullmatch(match[0])))


def year_of(period: str, published: str) -> int | None:
    """Return the last year that a period names, relative ones by the day of publication."""
    years = [int(year) for year in _NUMBERED_YEAR.findall(period)]
    years += [int(year.translate(_DIGITS)) for year in _SPOKEN_YEAR.findall(period)]
    if years:
        return years[-1]
    base = re.match(r"(?:1[89]|20)\d\d", published)
    shift = next((shift for word, shift in _RELATIVE.items() if word in period), None)
    return int(base[0]) + shift if base and shift is not None else None


def actor_words(words: Sequence[Token]) -> tuple[int, int]:
    """Return which words of a clause name the actor it begins with, from and to; to is 0 if none do."""
    lead = next((at for at, (word, _) in enumerate(words) if word not in LEADS or _WHOLE.fullmatch(word)), 0)
    length = _named(words[lead:])
    following = words[lead + length : lead + length + 1]
    if not length or not following or following[0].text in _CONTINUES or _is_counted(words[lead:], length):
        return lead, 0
    name = "".join(word.text for word in words[lead : lead + length])
    rated = following[0].text.endswith("率") and not _WHOLE.fullmatch(name)
    if following[0].text in HEADS or rated or name[0] == "跨":
        return lead, 0
    return lead, lead + length + (following[0].text in _WITHIN)


def _is_counted(words: Sequence[Token], length: int) -> bool:
    """Tell whether what looks like an actor is what a number counts: 党组织250个, “咖啡时间”办了6次."""
    name = "".join(word.text for word in words[:length])
    if name[0] in POINTERS or words[length].text in _WITHIN or _acts(words[length:]):
        return False
    between = LINKS | LIGHT if name.startswith("“") else LINKS if name.endswith(_KINDS) else frozenset[str]()
    behind = next((word.text for word in words[length:] if word.text not in between), "0")
    return _NUMERAL.match(behind) is not None


def _acts(words: Sequence[Token]) -> bool:
    """Tell whether words say what is done with what a number counts: 将|6座厂房, 为|1.1万名|职工|缴存."""
    if words[0].text in _MARKS:
        return True
    return words[0].text == "为" and any(word.sort in (DEED, BOTH) for word in words[2:])


def _named(words: Sequence[Token]) -> int:
    name, length = "", 0
    for at, (word, sort) in enumerate(words):
        name += word
        if len(name) > LONGEST or word[0].isdecimal():
            break
        if _WHOLE.fullmatch(name):
            return at + 1
        if name.startswith("“") and name.endswith("”"):
            return at + 1 if words[at + 1 : at + 2] and _stops(words[at + 1]) else 0
        if _parts(words, at) and not name.startswith("“"):
            break
        if (
            len(name) > 1
            and name.endswith(_ENDINGS)
            and name not in _NONE
            and word not in _NONE
            and (word not in _PLACED or not _PLACES.isdisjoint(name))
            and sort != IDLER
            and (word != "小区" or not at)
        ):
            length = at + 1
            if name.endswith(_PEOPLE):
                break
    return length


def _parts(words: Sequence[Token], at: int) -> bool:
    """Tell whether a word parts a name from what is said of it: 融资 does not in 融资担保公司."""
    word, before = words[at], words[at - 1] if at else None
    idle = word.sort == IDLER
    stops = (before is not None and before.sort == NOUN) if idle else _stops(word)
    joined = at + 1 < len(words) and len(words[at + 1].text) == 1 and words[at + 1].text in _ENDINGS
    if stops and word.sort == DEED and joined:  # 发改|局
        return False
    if not stops or word.sort not in (BOTH, DEED, IDLER) or (before and before.text.endswith(_ENDINGS)):
        return stops
    leads = not at and word.text in PIVOTS  # 推动|银行
    return leads or not (at + 1 < len(words) and words[at + 1].text.endswith(BODIES))


def _stops(word: Token) -> bool:
    return word.text in _STOPS or (word.sort in _PREDICATES and word.text not in POINTERS)
