"""Who wrote an article, and how is a Chinese name or title written in Latin letters?

Sources: GB/T 28039-2011 (names in pinyin: surname first, given name in one piece); GB/T 16159-2012 (words in
one piece, an apostrophe before a, e, o inside).

Decision: a name is divided into surname and given name only where a surname is known; a body, a pen name and
whatever else stands undivided. Surnames are read by the table here, for pypinyin reads them as words.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Cut", "Person", "each_apart", "is_pinyin", "person", "persons", "romanised"]

Cut = Callable[[str], Sequence[str]]
"""Return a text as words and signs that do not overlap: joined they are the text."""


def _read(table: str) -> dict[str, str]:
    """Return what a table of characters and their readings holds."""
    words = table.split()
    return dict(zip(words[::2], words[1::2], strict=True))


COMPOUND = _read(
    "欧阳 Ouyang 上官 Shangguan 司马 Sima 诸葛 Zhuge 东方 Dongfang 皇甫 Huangfu 尉迟 Yuchi 公孙 Gongsun "
    "慕容 Murong 令狐 Linghu 司徒 Situ 司空 Sikong 夏侯 Xiahou 澹台 Tantai 长孙 Zhangsun 宇文 Yuwen "
    "万俟 Moqi 单于 Chanyu 淳于 Chunyu 申屠 Shentu 钟离 Zhongli 闻人 Wenren 赫连 Helian 呼延 Huyan 独孤 Dugu "
    "南宫 Nangong 端木 Duanmu 轩辕 Xuanyuan 濮阳 Puyang 鲜于 Xianyu 太史 Taishi 公冶 Gongye 宗政 Zongzheng "
    "百里 Baili 东郭 Dongguo 西门 Ximen 完颜 Wanyan 拓跋 Tuoba 仲孙 Zhongsun 亓官 Qiguan "
)
READINGS = _read(
    "单 Shan 仇 Qiu 曾 Zeng 解 Xie 盖 Ge 查 Zha 区 Ou 朴 Piao 任 Ren 华 Hua 纪 Ji 宁 Ning 燕 Yan 祭 Zhai "
    "种 Chong 黑 He 缪 Miao 折 She 员 Yun 贠 Yun 翟 Zhai 秘 Bi 冼 Xian 逄 Pang 乐 Yue 召 Shao "
    "繁 Po 车 Che 那 Na 宿 Su 覃 Qin 葛 Ge 隗 Wei 谌 Chen 阚 Kan 过 Guo 尉 Wei 都 Du "
    "沈 Shen 陆 Lu 石 Shi 卜 Bu 柏 Bai 贾 Jia 曲 Qu 郇 Xun 殷 Yin 佘 She 奚 Xi 郗 Xi "
    "芮 Rui "
)
LONGEST = 1_200  # characters that are read
_SIGNS = {
    **dict(zip("，、：；。！？", (", ", ", ", ": ", "; ", ". ", "! ", "? "), strict=True)),
    **dict(zip("·（）《》“”‘’", (" ", " (", ") ", " “", "” ", " “", "” ", " ‘", "’ "), strict=True)),
}
_HAN = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ROLE = re.compile("记者|通讯员|作者|撰稿|撰文|供稿|评论员|实习生|文/|文／")
_LISTED = re.compile("[、，,；;]")
_RUN = re.compile(f"{_HAN.pattern}+")
_SPREAD = re.compile(rf"\A({_HAN.pattern})\s+({_HAN.pattern})\Z")
_APOSTROPHE = re.compile("(?<=[A-Za-z])’(?=[A-Za-z])")
_INITIAL = "(?:zh|ch|sh|[bpmfdtnlgkhrzcsyw]|[jqx](?=[iuü]))"
_FINAL = (
    "(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|üe|ue|ai|ei|ao|ou|an|en|in|un|er|ia|ie|iu|ua|uo|ui"
    "|[aeiuü]|(?<![dtnlgkhrzcs])o)"
)
_PINYIN = re.compile(rf"(?:{_INITIAL}?{_FINAL}['’-]?){{1,3}}")


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote: the name as written; `family` and `given` are "" where it is not divided."""

    written: str
    family: str = ""
    given: str = ""

    @property
    def chinese(self) -> bool:
        """Tell whether the name is written in Chinese characters."""
        return bool(_HAN.search(self.written))

    def latin(self, cut: Cut) -> tuple[str, str]:
        """Return surname and given name in Latin letters; an undivided name is all surname."""
        if not self.chinese:
            return (self.family, self.given) if self.family else (self.written, "")
        if not self.family:
            return romanised(self.written, cut, capitals=True), ""
        family = COMPOUND.get(self.family) or READINGS.get(self.family) or _joined(_syllables(self.family))
        return family.capitalize(), _joined(_syllables(self.given)).capitalize()


def persons(authors: Iterable[str]) -> tuple[Person, ...]:
    """Return who is named as author, each once, without what a newspaper writes before a name."""
    return tuple(dict.fromkeys(one for author in authors for one in _named(author)))


@lru_cache(4096)  # the same few write again and again
def _named(author: str) -> tuple[Person, ...]:
    """Return the names in one author: those behind a role, one that was spread over the line closed up."""
    from index.intake.layout.signs import SHORT, names_in  # its patterns take a tenth of a second to make

    found: Iterable[str] = names_in(author) if len(author) <= SHORT and _ROLE.search(author) else ()
    listed = _LISTED.split(author) if _HAN.search(author) else [author]
    names = found or (_SPREAD.sub(r"\1\2", name.strip()) for name in listed if name.strip())
    return tuple(map(person, names))


def person(name: str) -> Person:
    """Return a name, divided where its surname is known."""
    from index.intake.layout.signs import SURNAMES

    if not _HAN.search(name):
        family, comma, given = (part.strip() for part in name.partition(","))
        if not comma and len(name.split()) == 2 and is_pinyin(name):
            family, given = name.split()
        return Person(name, family, given) if given else Person(name)
    if len(name) in (3, 4) and name[:2] in COMPOUND:
        return Person(name, name[:2], name[2:])
    if len(name) in (2, 3) and (name[0] in READINGS or name[0] in SURNAMES) and not _ROLE.match(name):
        return Person(name, name[0], name[1:])
    return Person(name)


def is_pinyin(name: str) -> bool:
    """Tell whether each word of a name can be Chinese in Latin letters."""
    return all(_PINYIN.fullmatch(word.lower()) for word in name.split())


def romanised(text: str, cut: Cut, *, capitals: bool = False) -> str:
    """Return a text in Latin letters; capitals begin it and what follows a colon or stop, or every word.

    What is longer than any title and subtitle stays as it is: reading it would take minutes.
    """
    if len(text) > LONGEST:
        return text
    pieces = (
        _RUN.sub(lambda run: f" {_joined(_syllables(run[0]))} ", piece)
        for piece in cut(_APOSTROPHE.sub("'", text))
    )
    signs = "".join(_SIGNS.get(sign, sign) for piece in pieces for sign in piece)
    words = re.sub(r" +(?=[,.:;!?”’)])|(?<=[(“‘]) +", "", " ".join(signs.split()))
    begins = r"(?<![\w'])[^\W\d_]" if capitals else r"(?:\A|(?<=[:.!?] ))[“‘(]?[^\W\d_]"
    return re.sub(begins, lambda first: first[0].upper(), words)


def each_apart(text: str) -> Sequence[str]:
    """Cut a text into its characters, for who has no dictionary."""
    return list(text)


def _syllables(run: str) -> list[str]:
    from pypinyin import lazy_pinyin  # its tables take a quarter of a second to load

    syllables: list[str] = lazy_pinyin(run, v_to_u=True)
    return syllables


def _joined(syllables: Sequence[str]) -> str:
    """Return syllables as one word."""
    return "".join(f"'{one}" if at and one[:1] in "aeo" else one for at, one in enumerate(syllables))
