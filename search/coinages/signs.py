"""What tells a coinage from an ordinary quotation?

A list of signs, asked in order: the first that holds where a phrase stands decides. Signs look at the words
inside the quotation marks, at those before and at those behind; what no sign tells is an ordinary quotation.

Decision: words and signs alone, no model and no list of known initiatives, so that a new name is found as
well as an old one, and the page that explains the method can print all of it.
"""
# ruff: noqa: E501 a pattern stays on its line

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from search.coinages.names import FORMULA, LONGEST, SHORTEST
from search.coinages.words import BEHIND, DEEDS, ENDINGS, STOCK

__all__ = ["SIGNS", "Sign", "sign_of"]


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


_NEXT = r'(?:[、和与及]?"[^"]{1,24}")*'  # other names of the same list
_LISTED = r'(?:"[^"]{1,24}"[、和与及]?)*$'
_OPENED = r"(?:了|出|起|以|一个|一项|一套|全国首个|全省首个|首个|的|并)?"
_AGAIN = r"(?:已经?|共|先后|现|又|还|还将|将|再次?|正式|全面|持续|长年|常年|深入|相继|由此|同步|率先|每[年月周天]|累计|一共|一年|全年|今年|去年)*"


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: its name, what it says (zh, en), the patterns that must hold inside, before and behind."""

    name: str
    zh: str
    en: str
    coinage: bool
    inside: str = ""
    before: str = ""
    behind: str = ""

    def holds(self, before: str, behind: str) -> bool:
        """Tell whether it holds of what stands around, folded."""
        if self.before and not _compiled(self.before).search(before):
            return False
        return not self.behind or _compiled(self.behind).search(behind) is not None


_compiled = cache(re.compile)


SIGNS: tuple[Sign, ...] = (
    Sign(
        "shape",
        f"不足 {SHORTEST} 字或超过 {LONGEST} 字，含句中的标点，或没有汉字也不是公式",
        f"shorter than {SHORTEST} or longer than {LONGEST} characters, punctuation of sentences in it, or neither a Han character nor a formula",
        False,
        rf'^.{{0,{SHORTEST - 1}}}$|^.{{{LONGEST + 1},}}$|[。!?;:…《》<>"]|^(?!{FORMULA}$|\d{{3,6}}$)[^\u4e00-\u9fff]*$',
    ),
    Sign(
        "stock",
        "政策和报章的套语（见下）",
        "a set phrase of politics and newspapers (listed below)",
        False,
        f"^(?:{_any(STOCK)})$|^[一二三四五六七八九十]?[、.]",
    ),
    Sign(
        "document",
        "文件、法规、作品的题目",
        "the title of a document or a work",
        False,
        r"^关于|(?:意见|通知|规定|条例|细则|规划|纲要|报告|决定|公告|合同|协议|条|章程|守则|公约|白皮书|蓝皮书|倡议书|承诺书|说明书|证书|图|剧|歌)$",
    ),
    Sign(
        "speech",
        "前面是说、表示、冒号等，是引语或口号",
        "speech or a slogan: said, stated or a colon stands before",
        False,
        before=r"(?:说|道|问|答|喊|写着|写道|表示|感慨|坦言|强调|指出|认为|提醒|承诺|口号是|口号|标语|誓言|横幅|主题是|主题为|以为|听到|谈到|常说|一句|那句|这句)[着过了的]?[,:]?$|[^品名]:$",
    ),
    Sign(
        "so-called",
        "所谓、号称，或比方",
        "so-called, or likened to",
        False,
        before=r"(?:所谓|号称|自称|好比|如同|好像|犹如|像|好似|俗称|戏称|谐音|误以为|变成了?|成了|当成|沦为|当好|争当|甘当|甘做|勇当|做好|争做|不做)的?$",
    ),
    Sign(
        "award",
        "称号、荣誉、奖项、等级和名单",
        "titles of honour, prizes, grades and lists",
        False,
        before=r"(?:评为|获评|荣获|获得|获|授予|当选|入选|认定为|列为|入围|荣膺|评上|表彰为|跻身|摘得|捧回|夺得)[^,。\"]{0,12}$",
        behind=rf"^(?!{_NEXT}(?:工程|行动|计划|项目|试点))",
    ),
    Sign(
        "honour",
        "后面是称号、荣誉、奖、荣誉牌",
        "title, honour or prize stands behind",
        False,
        behind=rf"^{_NEXT}等?(?:[\u4e00-\u9fff]{{0,4}}(?:称号|荣誉|奖|奖项|奖章|奖牌|勋章|证书|锦旗|字样|二字|三字|四字|几个字|[一二三四五六七八九十]个字|标语|口号|一词|之说|的说法|一说|一句))",
    ),
    Sign(
        "trouble",
        "前面是打通、解决、破解、防止等，是要解决的事",
        "something to be solved or prevented: solve, unblock, prevent stands before",
        False,
        before=r"(?:打通|解决|破解|攻克|疏通|消除|清除|防止|避免|杜绝|拒绝|整治|遏制|打破|纠正|反对|告别|摆脱|畅通|补齐|跨越|跳出|克服|直击|聚焦|紧盯|瞄准|直面)[^,。\"]{0,8}$",
        behind=rf"^(?!{_NEXT}的?(?:工程|行动|计划|品牌|工作法))",
    ),
    Sign(
        "industry",
        "产业、产品、型号等的数字",
        "numbers of industries, products and models",
        False,
        rf"^(?:{FORMULA}|\d+)$",
        behind=r"^[\u4e00-\u9fff]{0,4}(?:产业|经济|集群|产品|车型|航线|高考|专业|公里|万|亿|元|年|月|日|岁|届)",
    ),
    Sign(
        "ideal",
        "后面是精神、理念、原则、效应、难题等",
        "a spirit, an idea, a principle, an effect, a problem or the like stands behind",
        False,
        behind=rf"^{_NEXT}等?的?[\u4e00-\u9fff]{{0,2}}?(?:精神|理念|思想|原则|意识|要求|方针|定位|效应|现象|难题|问题|困境|顽疾|瓶颈|矛盾|心态|之路|之风)",
    ),
    Sign(
        "turn",
        "从什么变成什么",
        "what turns into what",
        False,
        before=r"(?:从|变|变为|变成|转为|转变为)了?$",
    ),
    Sign(
        "picture",
        "前面是下好、打好、拧紧、注入等，是比方",
        "a figure of speech: a verb such as to play, to tighten, to inject stands before",
        False,
        before=r"(?:[下打念种守走画答写唱练把办][好牢]|[打跑交闯走]出|拧紧|筑牢|架起|织密|端稳|按下|吃下|补上|装上|插上|铺就|注入|激活|点燃|激发|释放|书写|谱写|绘就|扛起|挑起|牵住|抓住|牵牛|找准|对准|引来)了?$",
    ),
    Sign(
        "kind",
        "后面紧跟举措的类名（见下），中间至多隔 4 个字，或是同一串名称之后的",
        "a word for a kind of initiative (listed below) follows at once or after up to 4 characters, or after other names of the same list",
        True,
        behind=rf"^{_NEXT}(?:等|等等)?(?:的|这一|这个)?(?![是在为由与和让把对从向到给有以将被及也成]|企业|改造|整治|清理|处置)[\u4e00-\u9fff\d]{{0,4}}?(?:{_any(BEHIND)})",
    ),
    Sign(
        "named",
        "前面说这是品牌或名称",
        "before it is said to be a brand or a name",
        True,
        before=rf"(?:品牌|名称|名字|队名|代号|简称)(?:是|为|有|叫做?|名为|定为|:|—+|——)?{_LISTED}|(?:取名|名为|命名为|定名为|叫做|叫作|称为|称作|称之为|唤作|概括为|总结为|提炼为|归纳为|提炼出|总结出)了?{_LISTED}",
    ),
    Sign(
        "brand",
        "后面说它是品牌、做法等",
        "behind it is said to be a brand, a way of working or the like",
        True,
        behind=r"^(?:是|成为|已成为|已是|由此成为|作为|入选|,是|这一|这个)[^,。\"]{0,16}(?:品牌|做法|办法|模式|机制|名片|平台|载体|抓手|经验|创新|举措|工作法|团队|队伍)",
    ),
    Sign(
        "listed",
        "含逗号或顿号，又没有上面的标志",
        "a comma in it and none of the signs above",
        False,
        "[,、]",
    ),
    Sign("model", "型号", "a model", False, r"号$|^[\u4e00-\u9fff]{1,4}\d+$"),
    Sign(
        "formula",
        "数字和加号的公式，或用加号连起来的词",
        "a formula of numbers and plus signs, or words joined by plus signs",
        True,
        rf"^{FORMULA}$|^[\u4e00-\u9fff\w]{{1,8}}(?:\+[\u4e00-\u9fff\w]{{1,10}}){{1,4}}$|^[\u4e00-\u9fff]{{2,4}}\+$",
    ),
    Sign(
        "numbered",
        "成对的数目：一企一策、四通四到、每月一题",
        "paired numerals: one firm, one plan; four of these, four of those",
        True,
        r"^(?:(?:[一二三四五六七八九十双两多几百千]|\d+)[\u4e00-\u9fff]{1,4}?){2,5}$|^每[\u4e00-\u9fff]{1,2}一[\u4e00-\u9fff]{1,3}$",
    ),
    Sign(
        "ending",
        "以举措常用的字眼结尾（见下）",
        "it ends in a word that initiatives end in (listed below)",
        True,
        rf"^.{{2,}}(?:{_any(ENDINGS)})$",
    ),
    Sign(
        "deed",
        "前面紧挨着推行、打造、探索等动词（见下）",
        "a verb such as to launch, to found, to explore stands right before it (listed below)",
        True,
        before=rf"(?:{_any(DEEDS)}){_OPENED}{_LISTED}",
        behind=r"^(?!的?(?:[\u4e00-\u9fff]{0,4}关系|氛围|局面|环境|良好|目标|效应|闭环|合力|态势|优势|短板|形象|生态))",
    ),
    Sign(
        "going",
        "后面说它开展、上线，或办了几次",
        "behind it is said to go on, to be launched or to have been held so many times",
        True,
        behind=rf"^{_NEXT}{_AGAIN}(?:开展|推行|实施|启动|上线|启用|运行|落地|投用|亮相|走进|成立|诞生|应运而生|(?:开|办|举办|接待|服务|受理|推出|化解|解决|收集|组织|覆盖|有|设|帮|供[\u4e00-\u9fff]?)了?(?:近|超|约)?[\d一二三四五六七八九十两百千]+)",
    ),
    Sign(
        "self", "我为、我帮、我陪开头", "it begins with what I do for others", True, "^我(?:为|帮|陪|替|来)"
    ),
)


@lru_cache(8_192)
def _possible(inside: str) -> tuple[Sign, ...]:
    """Return the signs that can hold of a phrase, up to the first that asks for nothing around it."""
    possible = []
    for sign in SIGNS:
        if not sign.inside or _compiled(sign.inside).search(inside):
            possible.append(sign)
            if not sign.before and not sign.behind:
                break
    return tuple(possible)


def sign_of(inside: str, before: str, behind: str) -> Sign | None:
    """Return the first sign that holds of what stands inside, before and behind, all folded."""
    for sign in _possible(inside):
        if sign.holds(before, behind):
            return sign
    return None
