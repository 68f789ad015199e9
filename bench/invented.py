"""Which articles does nobody need to have written?

Articles made from a grammar of our own, for measuring the intake: places are real (their codes must be
found), deeds, people, numbers and firms are invented. The same seed gives the same articles.
"""

from dataclasses import dataclass, field
from random import Random

__all__ = ["Clean", "Place", "article", "brief"]

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严金魏陶姜谢邹章苏潘葛范彭鲁韦马方任袁"
GIVEN = "明静雅文博海燕立新国强晓春建华志远思源雨桐子涵丽娟永康佳宁宏伟秋月铁军若兰天佑启航念慈凤山"
TEAMS = (
    "红柚服务队",
    "清泉帮办组",
    "蓝围裙先锋岗",
    "石榴籽工作室",
    "银杏树下议事会",
    "小推车代办点",
    "桥头堡联络站",
    "晨光攻坚班",
)
TRADES = (
    "茶油",
    "铸铁锅",
    "风电叶片",
    "竹编",
    "冷链",
    "仪表",
    "羊绒",
    "石材",
    "玻璃瓶",
    "无人机零件",
    "果酱",
    "锂矿机械",
)
FIRMS = ("恒岭", "白桐", "远岫", "金垛", "澄湖", "双榆", "北渡", "青墩", "瑞岩", "沐川里")
PLANS = (
    "“三张清单”",
    "“一链一策”",
    "“百企千岗”",
    "“星期三约见”",
    "“全程陪跑”",
    "“屋场会客厅”",
    "“1+4+N”",
    "“码上报到”",
)
OPENINGS = (
    "近年来，",
    "今年以来，",
    "近日，",
    "为此，",
    "针对这一难题，",
    "此外，",
    "据介绍，",
    "",
    "",
    "",
    "",
    "",
    "",
)
DEEDS = (
    "{who}把支部建到{trade}车间，{n}名党员认领了{m}个岗位",
    "{who}推行{plan}办法，{n}家企业的{m}件难事当月办结",
    "{who}组织{team}上门走访，记下意见{n}条，答复率达{p}%",
    "{who}为{trade}产业配齐指导员{n}名，挂钩联系小微企业{m}户",
    "{who}把审批环节由{n}个减到{k}个，平均用时缩短{p}%",
    "{who}拿出{m}万元资金补贴用工，帮助{n}名技工留在本地",
    "{who}请{firm}公司的老师傅带徒弟，{n}对师徒签了结对协议",
    "{who}在{trade}园区设下{k}处驿站，夜班工人也能找到人说话",
    "{who}联合高校办起{trade}研修班，先后有{n}人结业",
    "{who}修通产业路{k}公里，{trade}合作社的货车可以直接开到仓库门口",
    "{who}把{plan}写进考核办法，季度排名末位的部门要当众说明原因",
    "{who}牵头成立{trade}联合党委，上下游{n}家单位坐到一张桌子上商量订单",
)
TAILS = (
    "",
    "",
    "",
    "，群众看得见变化",
    "，老大难问题有了着落",
    "，这一做法已在全域推开",
    "，相关经验被写入年度报告",
    "，企业负责人连连称赞",
)
LEADS = ("组织先行。", "难题共解。", "人才下沉。", "数据跑路。", "", "", "", "", "")
QUOTES = (
    "“过去办一张证要跑{k}趟，如今坐在厂里就能拿到。”{firm}公司负责人说",
    "“师傅肯教、徒弟肯学，这条线{k}个月没有出过次品。”一名班组长告诉我们",
)
HALVES = (
    ("建强组织链条", "夯实产业根基"),
    ("把准企业脉搏", "解开发展疙瘩"),
    ("一线晾晒清单", "限时办结难事"),
    ("党员沉到网格", "服务送到机台"),
    ("引育本土匠人", "留住青年技工"),
    ("打通数据孤岛", "少跑一趟窗口"),
    ("盘活闲置厂房", "引来龙头项目"),
    ("亮明岗位身份", "比出创业干劲"),
)
SINGLES = (
    "支部建在车间里",
    "老师傅带出新班组",
    "难事有人接着办",
    "清单晒在公示栏",
    "让数据替企业跑腿",
    "产业园里的会客厅",
    "订单一起接",
    "从观望到抢着干",
)
TITLES = (
    "{place}： {half}激活{trade}产业一池春水",
    "{place}：以{plan}办法托起{trade}产业",
    "{place}： 党建搭台 {trade}企业唱戏",
    "{place}{team}跑出服务加速度",
    "{place}把支部建在{trade}产业链上",
    "{place}用{plan}解开企业心头结",
)
CAPTIONS = (
    "{place}{team}的党员在{trade}车间走访",
    "{firm}公司技术骨干正在调试{trade}生产线",
    "{place}{trade}产业园一角",
    "工人们在{firm}公司车间里忙碌",
    "{place}干部向{firm}公司职工讲解用工补贴政策",
    "志愿者在{team}服务点为居民办理登记",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A real place: the name an article uses, and its code."""

    name: str
    code: str


@dataclass(slots=True)
class Clean:
    """An article as written: sections are a heading (or "") and paragraphs, lists of sentences."""

    place: Place
    title: str
    authors: list[str]
    brief: bool
    sections: list[tuple[str, list[list[str]]]] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        """Return the sentences of the running text."""
        return [
            sentence for _, paragraphs in self.sections for paragraph in paragraphs for sentence in paragraph
        ]


def _fill(rng: Random, template: str, place: Place) -> str:
    """Fill a template with numbers and names."""
    who = rng.choice(
        (place.name, place.name, "当地", "该地党工委", "工作专班", "党员干部", "各支部", rng.choice(TEAMS))
    )
    return template.format(
        who=who,
        place=place.name,
        team=rng.choice(TEAMS),
        trade=rng.choice(TRADES),
        firm=rng.choice(FIRMS),
        plan=rng.choice(PLANS),
        half=rng.choice(rng.choice(HALVES)),
        n=rng.randint(11, 980),
        m=rng.randint(12, 3000),
        k=rng.randint(3, 9),
        p=f"{rng.uniform(11, 99.9):.1f}",
    )


def _sentence(rng: Random, place: Place, *, first: bool) -> str:
    """Return a sentence, seldom a quotation, rarely a long chain of clauses."""
    if rng.random() < 0.08:
        return _fill(rng, rng.choice(QUOTES), place) + "。"
    count = rng.choice((1, 1, 2, 2, 3))
    deeds = [_fill(rng, deed, place) for deed in rng.sample(DEEDS, count)]
    opening = rng.choice(OPENINGS) if first or rng.random() < 0.2 else ""
    return opening + rng.choice(("，", "；", "，")).join(deeds) + rng.choice(TAILS) + "。"


def _paragraph(rng: Random, place: Place, *, lead: bool) -> list[str]:
    """Return the sentences of a paragraph."""
    found = [_sentence(rng, place, first=True)] + [
        _sentence(rng, place, first=False) for _ in range(rng.randint(0, 3))
    ]
    if not lead and (label := rng.choice(LEADS)):
        found[0] = label + found[0]
    return found


def people(rng: Random, count: int) -> list[str]:
    """Return names of people that do not exist."""
    return [rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2)))) for _ in range(count)]


def article(rng: Random, place: Place) -> Clean:
    """Return a feature: title, lead, two to four sections."""
    title = _fill(rng, rng.choice(TITLES), place)
    clean = Clean(place, title, people(rng, rng.randint(1, 4)), brief=False)
    clean.sections.append(("", [_paragraph(rng, place, lead=True) for _ in range(rng.randint(1, 2))]))
    pairs, singles = rng.sample(HALVES, 4), rng.sample(SINGLES, 4)
    doubled = rng.random() < 0.6
    for number in range(rng.randint(0 if rng.random() < 0.2 else 2, 4)):
        heading = " ".join(pairs[number]) if doubled else singles[number]
        clean.sections.append(
            (heading, [_paragraph(rng, place, lead=False) for _ in range(rng.randint(1, 4))])
        )
    clean.captions = [
        _fill(rng, caption, place) for caption in rng.sample(CAPTIONS, rng.choice((0, 1, 1, 2)))
    ]
    return clean


def brief(rng: Random, place: Place) -> Clean:
    """Return a brief: title, two or three paragraphs, one reporter."""
    clean = Clean(place, _fill(rng, rng.choice(TITLES[3:]), place), people(rng, 1), brief=True)
    opening = [f"近日，{place.name}" + _fill(rng, rng.choice(DEEDS), place).split("，", 1)[-1] + "。"]
    more = [_paragraph(rng, place, lead=True) for _ in range(rng.randint(1, 2))]
    clean.sections.append(("", [opening + _paragraph(rng, place, lead=True)[1:], *more]))
    return clean
