"""Which instrument lists named initiatives, and what may be asked of it?"""
# ruff: noqa: E501 a sentence of a method stays on its line

from search.coinages.names import KINDS, LONGEST, SHORTEST
from search.coinages.signs import SIGNS, Sign
from search.coinages.words import BEHIND, DEEDS, ENDINGS, STOCK
from search.instruments.instrument import Instrument
from search.instruments.parameters import Parameter

__all__ = ["EXPANSIONS", "GROUPS", "INITIATIVES", "ORDERS"]

GROUPS = ("region", "passages", "adoption")
ORDERS = ("count", "dated", "regions")
EXPANSIONS = ("kept", "risk")
LEVELS = 6


def _told(signs: tuple[Sign, ...], language: str) -> str:
    """Return signs in their order, each as yes or no."""
    if language == "en":
        return "; ".join(f"`{sign.name}` ({'yes' if sign.coinage else 'no'}): {sign.en}" for sign in signs)
    return "；".join(f"`{sign.name}`（{'是' if sign.coinage else '不是'}）：{sign.zh}" for sign in signs)


LISTS = (("kind", BEHIND), ("ending", ENDINGS), ("deed", DEEDS), ("stock", STOCK))
LISTED = "；".join(f"`{name}` {'、'.join(dict.fromkeys(words))}" for name, words in LISTS)

INITIATIVES = Instrument(
    "initiatives",
    "举措名称",
    "Named initiatives",
    ("个", "initiatives"),
    "List the initiatives that the passages found name: variants, gloss, first mention, regions, adoption.",
    (
        (
            f"引号（各种样式，{SHORTEST} 至 {LONGEST} 字）里的话是不是举措的名称，看引号里、前、后的字眼：下列标志依次试，先中者定；都不中的是普通引语。引号之外只认带类名的数字和公式，如 1357工作法、1+X+N模式（标志 `number`）。",
            f"Whether what stands in quotation marks (of any style, {SHORTEST} to {LONGEST} characters) is the name of an initiative is told by the words inside, before and behind: the signs below are tried in order and the first that holds decides; what none tells is an ordinary quotation. Without marks only numbers and formulas with a word for a kind behind them are names, such as 1+X+N and the word for mode (sign `number`).",
        ),
        (f"{_told(SIGNS, 'zh')}。", f"{_told(SIGNS, 'en')}."),
        (
            f"各标志的词表：{LISTED}。",
            "The words of these signs are Chinese: the Chinese version of this text lists them all.",
        ),
        (
            f"同一名称的写法合为一行并逐一列出次数：引号样式、空白、换行、全半角、繁简、间隔号不计，结尾或紧跟其后的类名（{'、'.join(KINDS)}）也不计。其余字眼不同的是两个名称。",
            "Variants of a name are one row, which lists them with how often each is written: the style of marks, white space, line ends, width, Traditional forms and middle dots do not count, nor does a word for a kind at the end or right behind, such as method, mode, mechanism, system, project, action, plan or brand. Any other difference makes two names.",
        ),
        (
            "一处有标志的名称，检索到的段落里凡是放在引号中的同一写法都算提到，因此文章数、段落数链接到的检索（各写法加引号，用 OR 相连）正好找到这么多；检索式太长时没有链接。不带引号的提法只在单个举措的页里另数。",
            "Where one place shows that a name is one, every passage found that has it in quotation marks counts, so that the search behind the numbers (the variants in their marks, joined by OR) finds exactly as many; where it would be too long there is no link. What stands without marks is counted apart, on the page of an initiative.",
        ),
        (
            "释义句是最早的一句说明它是什么的（`defines`：“X”是、即、就是、冒号等），其次是给它命名的（`names`：称为、概括为等），都没有时是最早提到它的一句，先看正文，再看标题。标题里的冒号不算释义。",
            "The gloss is the earliest sentence that says what it is (`defines`), else one that gives it the name (`names`), else the first that names it, of the text before titles. A colon in a title explains nothing.",
        ),
        (
            "日期是文章的发表日期，只有年份的排在当年之首；没有日期的排在最后，不算首见。地区是文章的地区，连同其中的下级一起数，与筛选项相同；层级为 0 时列文章所注的最低一级，否则只列那一级。次序在同级地区之间按首见日期排，同日并列。",
            "Dates are those of publication; where only the year is known it stands first in its year; undated articles stand last and are no first mention. Regions are those of the article, counted with all that lies in them, as facets do; with level 0 those that articles state, else those of that level alone. Places are by first date among regions of one level; equal dates share one.",
        ),
        (
            "采纳表：每行是一个地区、一个举措、一年；从第一个地区采纳之年到有文章的最后一年，同样筛选条件下有文章的每个地区都在内（层级为 0 时各级都列）。采纳在首个注明日期的段落那年由 0 变 1；`expand=risk` 时此后不再列。1 链接到那个段落，0 链接到找不到这一名称的检索。该地该年全部文章数为 0 时，0 只表示没有文章可看。没有日期的文章不计采纳，逐篇列在后面，每行也写出该地有几篇：这样的地区也许更早采纳。",
            "The adoption table has a row for each region, initiative and year, from the year in which the first region adopts to the last year of any article, for every region that has an article under the same filters (with level 0 those of all levels). It turns from 0 to 1 in the year of the first dated passage; with `expand=risk` rows end there. A 1 links to that passage, a 0 to the search that finds none. Where a region has no article of that year a 0 says only that nothing could be seen. Undated articles adopt nothing; they are listed behind, and each row says how many its region has: such a region may have adopted earlier.",
        ),
        (
            "判断只凭字面，会错：在调完之后未再动过的 112 个自编句子上，认出的名称约八成六正确，应认出的约九成一认出。每行的 `signs` 说明依据，引用前请看原句。",
            "All of this is told by words alone and errs: on 112 invented sentences that were never tuned on, some 86 % of what was told a name is one, and some 91 % of the names were told. `signs` says by what; look at the sentences before you quote.",
        ),
    ),
    (
        Parameter("per", "分别列出", "Break down by", "", GROUPS),
        Parameter("name", "一个举措", "One initiative"),
        Parameter("least", "至少几篇文章", "In at least so many articles", 1, low=1, high=1_000_000),
        Parameter("order", "排序", "Order", "count", ORDERS),
        Parameter(
            "level", "地区的层级（0 为文章所注）", "Level of regions, 0 as stated", 0, low=0, high=LEVELS
        ),
        Parameter("expand", "采纳表", "Adoption table", "kept", EXPANSIONS),
    ),
    "search.instruments.initiatives.initiatives:initiatives",
)
