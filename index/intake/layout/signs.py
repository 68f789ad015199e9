"""Which signs on a line tell what it is?

Everything the intake knows about the way newspapers mark their lines is declared here, as patterns;
`evidence` says what each weighs. A pattern looks at one block without its context and must run in linear
time on lines of up to `SHORT` characters, to which it is applied.
"""

import re

__all__ = [
    "CAPTION",
    "CREDIT",
    "DATELINE",
    "ENGLISH_BYLINE",
    "FOREIGN",
    "FURNITURE",
    "HAN",
    "INLINE_BYLINE",
    "ITEM",
    "LISTED",
    "MARKDOWN",
    "MASTHEAD",
    "NAME_ALONE",
    "NUMBERED",
    "OPENER",
    "PHOTO",
    "PLACE_TITLE",
    "REPORT",
    "SHORT",
    "SIDEBAR",
    "SPEAKER",
    "SUBTITLE",
    "TAIL_BYLINE",
    "TAIL_NAMES",
    "is_byline",
    "is_name",
    "names_in",
]

SHORT = 160
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

# The commonest surnames of China, those of two characters last; a sign for a name, never a proof.
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董袁潘于余蒋蔡杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱丘江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐"
    "易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴"
    "蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞"
    "姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满"
    "闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿"
)
_DOUBLE = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "记者",
    "通讯",
)

_NAME = rf"(?:[{HAN}]{{2,4}}(?:·[{HAN}]{{1,6}})*|[{HAN}][ \u3000]{{1,3}}[{HAN}])"
_NAMES = rf"{_NAME}(?:[ \u3000、，,/／\n]{{1,4}}{_NAME}){{0,11}}"
_HOUSE = r"(?:本报|本刊|本网|本台|新华社|人民网|新华网)?"
_RANK = rf"(?:全媒体|融媒体|特约|首席|见习|实习|驻[{HAN}]{{2,4}}){{0,4}}"
_ROLE = rf"{_HOUSE}{_RANK}(?:记者|通讯员|作者|撰稿人?|撰文|供稿|评论员|实习生)"
# A role may be read as a name, so each more multiplies the ways to read a line.
_ROLES = re.compile("记者|通讯员|作者|撰稿|撰文|供稿|评论员|实习生")
ROLES = 8
_MARK = r"[■●▶►◆▲△□★☆▪•◎○\s]*+"
_CLOSE = r"(?:综合|摄影|联合|采写){0,4}(?:报道|整理|采写|摄影报道|文[/／]图)?"

MARKDOWN = re.compile(r"(#{1,6})[ \u3000]+(?=\S)")
_BYLINE = re.compile(
    rf"{_MARK}(?:{_ROLE}|文(?:[/／、]图)?)[\s:：/／]*+{_NAMES}(?:[\s/／、，,]*+{_ROLE}[\s:：/／]*+{_NAMES}){{0,3}}[\s]*{_CLOSE}"
)
ENGLISH_BYLINE = re.compile(r"By(?: [A-Z][A-Za-z.'-]*){1,4}(?:(?:, | and )[A-Z][A-Za-z.' -]{1,40})?")
# （记者 …综合报道） and its kind, closing a text or standing alone.
TAIL_BYLINE = re.compile(rf"[（(]\s*(?:据)?{_ROLE}[^（）()。！？]{{1,80}}[)）]\s*\Z")
# A reporter's name that closes a brief: after the last full stop and a space.
TAIL_NAMES = re.compile(rf"(?<=[。！？!?…”』」\"])(?P<gap>[ \u3000\n]+)(?P<names>{_NAMES})\s*\Z")
NAME_ALONE = re.compile(rf"{_NAME}(?:[ \u3000、]{{1,4}}{_NAME}){{0,3}}")
INLINE_BYLINE = re.compile(rf"[（(]\s*{_ROLE}[^（）()。！？]{{1,60}}[)）]")

DATELINE = re.compile(
    rf"(?:本报讯|本刊讯|本网讯|(?:本报|新华社|中新社|中新网|人民网)[{HAN}]{{0,8}}?(?:\d{{1,2}}月)?\d{{1,2}}日[电讯]"
    rf"|(?:本报|新华社)[{HAN}]{{2,6}}[电讯](?=[ \u3000（(]))"
)
# Headings of what stands beside an article, and lines of an interview.
SIDEBAR = re.compile(
    r"(?:相关链接|链接|新闻链接|背景|新闻背景|名词解释|编后|编后语|编者按|短评|点评|记者手记|采访手记|记者观察|延伸阅读|数说|大事记)[：:]?"
)
SPEAKER = re.compile(r"(?:问|答|记者|主持人|[QA])[：:]\s*\S")
# Signs of lists, quotations and tables in Markdown; such a line stands for itself.
LISTED = re.compile(r"(?:[-*+>•·]|\d{1,2}[.)])[ \u3000]+(?=\S)|\|.*\|\Z")
SUBTITLE = re.compile(r"(?:——|--|－－|──|━━|—|―)\s*\S")
NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d))"
)
PLACE_TITLE = re.compile(
    rf"[{HAN}]{{1,16}}(?:省|市|县|区|州|旗|盟|镇|乡|街道|村|社区|兵团|集团|公司)[：:]\s*\S"
)

CAPTION = (
    (
        "caption-mark",
        re.compile(
            r"(?:图[为：说]|图[一二三四五六七八九十\d]{1,2}[ ：:、]|[▲△◎↑↓←→]|[上下左右题]图|资料图|【图】|"
            r"\[图\])"
        ),
    ),
    (
        "caption-credit",
        re.compile(
            rf".*(?:[{HAN}]{{2,4}}\s*+[/／]?\s*+摄(?:影)?|供图|资料[图照]片?|[（(]图[)）]|摄影报道|"
            rf"(?:图|摄影)[/／：: ]{_NAME})"
            r"[。）)】\]]*\Z",
            re.DOTALL,
        ),
    ),
)
# The photographer's name on a line of its own, which ends the caption before it.
CREDIT = re.compile(rf"[（(]?{_NAME}\s*+[/／]?\s*+(?:摄影?|供图|摄影报道)[）)]?")
PHOTO = re.compile(
    r"正在|正(?=[^。]{0,12}[作操检赶忙])|一角|外景|全景|航拍|鸟瞰|俯瞰|现场|场景|景象|车间里?|流水线|生产线|忙碌|合影|参观|调试|检修|采摘|"
    r"(?:党员|干部|工作人员|志愿者|服务队|团队|指导员|技术骨干|居民|村民|工人|游客|学生|代表)[^。]{0,20}(?:在|到|向|为|给|带领|开展|走访|参加|攻克)"
)

FURNITURE = (
    (
        "page-number",
        re.compile(r"[-—–·•\s]*(?:第\s*)?\d{1,4}\s*+(?:页|版)?(?:\s*[/／共]\s*\d{1,4}\s*页?)?[-—–·•\s]*"),
    ),
    (
        "page-number",
        re.compile(
            r"(?:[A-D]\d{1,2}\s*版?|0\d\s*版?|\d{1,2}\s*版|第\s*[A-Z]?[\d一二三四五六七八九十]{1,3}\s*版)[\s:：·]*["
            + HAN
            + r"·]{0,8}"
        ),
    ),
    (
        "chrome",
        re.compile(
            r"[\s\[【（(|·]*(?:上一[篇版期页]|下一[篇版期页]|返回(?:目录|首页|顶部|列表)?|字[体号][\s:：]*+[大中小+\-＋－\s]*|放大|缩小|默认|朗读|听新闻|"
            r"打印(?:本页)?|收藏|分享(?:到|至)?[^。]{0,24}|点赞|评论|下载(?:PDF|原版|本版|附件|版面)?|PDF\s*(?:下载|版)?|版面(?:导航|目录|概览)|"
            r"标题导航|复制链接|关闭(?:窗口)?|扫(?:一扫|码)[^。]{0,20}|(?:当前位置|您的位置)[:：].{0,60}|首页|更多|加载中|A[+\-＋－]|大|中|小)"
            r"(?:[\s|/·>\]】）)]+(?:上一[篇版]|下一[篇版]|放大|缩小|默认|大|中|小|"
            r"打印|收藏|分享|关闭|朗读|返回\S{0,2}|下载))*[\s|·\]】）)]*"
        ),
    ),
    (
        "credits",
        re.compile(
            r"[（(\[【\s]*(?:责任?编辑|责编|编辑|编审|校对|美编|版式|审核|监制|值班\S{1,2}|统筹|终审|来源|出处)"
            r"[:：/／ ].{1,50}"
        ),
    ),
    ("turn", re.compile(r"[（(]?(?:[上下][接转]|紧接)(?:第)?.{1,8}版.{0,20}?[)）]?")),
    (
        "copyright",
        re.compile(r".{0,20}(?:版权所有|未经授权|不得转载|Copyright|ICP备|备案号|©).{0,80}", re.IGNORECASE),
    ),
    ("web-address", re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)),
    ("rule", re.compile(r"[-=_*—·~…＊－＿•\s]{3,}")),
)
MASTHEAD = re.compile(
    rf"(?=.{{0,60}}\Z)(?P<before>[{HAN}A-Za-z\d\s:：·|（()）第版]{{0,24}}?)\s*(?P<year>(?:19|20)\d\d)\s*[年./-]\s*(?P<month>\d{{1,2}})\s*[月./-]"
    rf"\s*(?P<day>\d{{1,2}})\s*日?(?P<after>[\s　]*(?:星期|周)?[{HAN}A-Za-z\d\s:：·|（()）第版]{{0,30}})"
)

# Words that begin a report or a paragraph: the line before them is not the first half of their sentence.
_REPORT = (
    r"近日|近年来|近期|今年(?:以来|，)|去年|当前|目前|日前|据(?:了解|悉|介绍|统计)|此外|与此同时|另外|截至|下一步|接下来|自?\d{4}年以来|"
    r"会议(?:指出|要求|强调|认为|听取|还)|不仅如此|值得一提|首先，|其次，|最后，|[一二三四五六]是|本报讯"
)
REPORT = re.compile(_REPORT)
# What else a paragraph may well begin with.
OPENER = re.compile(
    rf"(?:{_REPORT})|今年|同时|其中|未来|自?\d{{4}}年|走进|记者|为此|为了|针对|围绕|坚持|通过|如何|如今|随着|在[^，。]{{2,24}}[，,]|[“\"]我们?"
)
ITEM = re.compile(
    r"[一二三四五六七八九]是|第?[一二三四五六七八九十]{1,2}[、，]|[（(][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.．、]|[①-⑳●·•-]"
)
# Letters of scripts that a Chinese text does not use: what OCR makes of a torn character.
FOREIGN = re.compile(
    r"[\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u0590-\u05ff\u0600-\u06ff\u0900-\u0dff\u0e00-\u0eff\u10a0-\u10ff\u1100-\u11ff"
    r"\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\uac00-\ud7af]+"
)


def is_byline(text: str) -> bool:
    """Tell whether a line is a byline alone; its words are asked first, for the pattern is slow."""
    if not ("文" in text[:3] or any(word in text for word in ("记者", "通讯员", "作者"))):
        return False
    return len(_ROLES.findall(text)) <= ROLES and _BYLINE.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """Tell whether text looks like a Chinese personal name, by its surname and length."""
    plain = "".join(text.split())
    if "·" in plain:
        return True
    return (plain.startswith(_DOUBLE) and len(plain) in (3, 4)) or (
        2 <= len(plain) <= 3 and plain[0] in SURNAMES
    )


def names_in(byline: str) -> tuple[str, ...]:
    """Return the names a byline gives, in order, each once; a name set with a space inside is closed up."""
    if re.search(r"作者(?:单位|系|为)", byline):
        return ()
    plain = re.sub(
        rf"[■●▶►◆▲△□★☆▪•◎○（）()]|{_ROLE}(?![甲乙丙丁戊己庚辛壬癸])|文[/／、]图|摄影报道|(?:综合|摄影|联合|采写){{0,4}}(?:报道|整理|采写)|文/图",
        "  ",
        byline,
    )
    parts = [part for part in re.split(r"[\s\u3000、，,/／:：]+", plain) if part]
    names: list[str] = []
    held = ""
    for part in parts:
        if len(part) == 1:
            held += part
            if len(held) == 2:
                names.append(held)
                held = ""
            continue
        held = ""
        if re.fullmatch(rf"[{HAN}·]{{2,12}}", part):
            names.append(part)
    return tuple(dict.fromkeys(names))
