"""Which instruments print lines or whole passages, and what may be asked of each?"""
# ruff: noqa: E501 a sentence of a method stays on its line

from search.instruments.instrument import Instrument
from search.instruments.parameters import Parameter
from search.instruments.words.rows import UNITS, WINDOWS

__all__ = ["CHOSEN", "CHOSEN_MOST", "CONCORDANCE", "ORDERS", "PASSAGES", "SIDES", "STRATA"]

CONTEXT = 200  # characters on either side at most
MOST = 1_000_000  # lines of a sample
CHOSEN_MOST = 2_000  # passages that are chosen one by one
ANCHOR = 104  # characters of one at most: an article, a sign, a passage, the end of a line
ORDERS = ("position", "right", "left", "match", "region", "date", "next", "previous")
SIDES = ("next", "previous")
STRATA = ("region", "year")

CONCORDANCE = Instrument(
    "concordance",
    "索引行",
    "Concordance",
    ("处", "occurrences"),
    "Print every occurrence with what stands around it.",
    (
        (
            "检索式在所命中的段落里的每一处是一行，没有上限；与检索结果出自同一次匹配。几处重叠时合为一处；NEAR、BEFORE 的一处从一边的开头到另一边的末尾；方式为“全部词”“任一词”时，每个词各为一处。字段条件和 NOT 不产生行。",
            "Each occurrence of the query in the passages it finds is a line, without a ceiling, by the same match as the list of results. Overlapping occurrences are one; one of NEAR or BEFORE reaches from one side to the other; in the modes all and any each word is one of its own. Conditions on fields and what stands under NOT give no lines.",
        ),
        (
            "前文、后文不出本段，按原文显示。",
            "Context does not leave the passage and is shown as published.",
        ),
        (
            "排序比较折叠后的文字（简繁、全半角、大小写视为相同，空白不计），按码位；前文从命中处向左逐字比较；每边比较 40 个字；相同的行按文章标识和段落先后。没有地区、日期的在后。按邻词排序时，多见的邻词在前。",
            "Lines are sorted by folded text (Traditional forms, width and case count as equal, white space as nothing), by code point; the left context is read outward from the match; 40 characters are compared on either side; equal lines stand by article id and in reading order. Those without region or date come last. By neighbour, the most frequent ones come first.",
        ),
        (
            "邻词是紧接命中处的词或标点，由结巴分词（不用 HMM）从命中处起切出；在段首、段末为空。",
            "The neighbour is the word or mark that adjoins the match, as jieba cuts the text from there (without HMM); it is empty where the passage begins or ends.",
        ),
        (
            "`near` 只留窗口里有这个词的行，词的单位、窗口与“搭配”相同。",
            "With `near` only lines remain in whose window the word stands; unit and window are those of collocates.",
        ),
        (
            "抽样由种子和位置的散列决定，每次相同；分层（省或年份）时各层的行数尽量相等。",
            "A sample is drawn by a hash of seed and place and is the same each time; with strata, provinces or years, each has as many lines as the others where it can.",
        ),
        (
            "段内位置是命中开头之前的字符占本段的百分比，第几段从标题数起。",
            "The position is the share of the passage before the match; paragraphs are counted from the title on.",
        ),
        (
            "每行链接到它的段落；分组的每个数链接到正好这些行；抽样后的分组、邻词为空的组没有这样的链接。",
            "Each line links to its passage, each number of a group to exactly these lines; a group of a sample, and the one without a neighbour, have no such link.",
        ),
    ),
    (
        Parameter("context", "前后字数", "Characters on either side", 30, low=0, high=CONTEXT),
        Parameter("extent", "前后文", "Context", "characters", ("characters", "sentence")),
        Parameter("order", "排序", "Order", "position", ORDERS),
        Parameter("group", "分组", "Group by", "", SIDES),
        Parameter("next", "后一词", "Next word"),
        Parameter("previous", "前一词", "Previous word"),
        Parameter("near", "窗口内的词", "Word in the window"),
        *UNITS,
        *WINDOWS,
        Parameter("sample", "抽样行数", "Lines of a sample", 0, low=0, high=MOST),
        Parameter("strata", "分层", "Strata", "", STRATA),
        Parameter("seed", "种子", "Seed", 1, low=0, high=999_999_999),
    ),
    "search.instruments.lines.concordance:concordance",
)

PASSAGES = Instrument(
    "passages",
    "导出的段落",
    "Exported passages",
    ("段", "passages"),
    "Write every passage that a search finds, with its article, link and citation.",
    (
        (
            "检索式命中的每一段是一行，没有上限；与检索结果出自同一次匹配，行数就是结果页上的段数，筛选条件相同。",
            "Each passage that the query finds is a row, without a ceiling, by the same match as the list of results: there are as many rows as passages on the page of results, under the same filters.",
        ),
        (
            "各行按文章标识，再按段落在文章里的先后排列；结果页的排序不影响行序，这样再多的行也不必都留在内存里。",
            "Rows stand by article id, those of an article in reading order, whatever the order of the list of results, so that any number of them is written without being held in memory.",
        ),
        (
            "文字是整段原文。`spans` 是命中在其中的位置：[起, 止) 的列表，以码点计，从 0 数起，不限个数；重叠的合为一处，与索引行相同。",
            "The text is the whole passage as published. `spans` are where the query occurs in it, a list of [start, end) in code points from 0, however many; overlapping ones are one, as in the concordance.",
        ),
        (
            "链接打开标出命中处的段落；引文里的链接是段落的永久链接。地区、类型有几个时以“；”隔开，代码以空格隔开。",
            "The link opens the passage with its hits marked; the citation has its permanent link. Several regions or types are parted by a wide semicolon, their codes by spaces.",
        ),
    ),
    (),
    "search.instruments.lines.passages:passages",
)

CHOSEN = Instrument(
    "basket",
    "选出的段落",
    "Chosen passages",
    ("段", "passages"),
    "Write the passages that somebody chose, one by one.",
    (
        (
            "逐一选出的段落，每段一行；同一篇的放在一起，其余按选出的先后；重复的只算一次。至多 2,000 段。",
            "The passages that were chosen one by one, a row each; those of an article stand together, else as they were chosen; each counts once. There are at most 2,000.",
        ),
        (
            "库里没有的段落不列入，逐一写明。",
            "A passage that the corpus does not have is left out, and named.",
        ),
    ),
    (Parameter("anchors", "段落", "Passages", needed=True, most=CHOSEN_MOST * ANCHOR),),
    "search.instruments.lines.chosen:chosen",
)
