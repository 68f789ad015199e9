"""Which instruments count words, and what may be asked of each?"""
# ruff: noqa: E501 a sentence of a method stays on its line

from search.instruments.instrument import Instrument
from search.instruments.parameters import Parameter

__all__ = ["COLLOCATES", "COMPARE", "UNITS", "WINDOWS"]

UNITS = (
    Parameter("unit", "单位", "Unit", "word", ("word", "gram")),
    Parameter("length", "字串的字数", "Characters of a gram", 2, low=1, high=3),
)
WINDOWS = (
    Parameter("left", "前窗口", "Window before", 5, low=0, high=50),
    Parameter("right", "后窗口", "Window after", 5, low=0, high=50),
)
MEASURES = ("log_likelihood", "log_dice", "log_ratio", "observed")
CUT = (
    "单位 `word` 是结巴分词（不用 HMM，词典见说明页）切出的词，互不重叠，标点不计；`gram` 是折叠后文字里相连的一至三个字（字母、数字、汉字），每个字起一个，不跨标点。",
    "A word is what jieba cuts (without HMM; the about page names the dictionary), none overlapping, punctuation left out; a gram is one to three letters, digits or Han characters in a row of the folded text, one beginning at each character, none across punctuation.",
)

COLLOCATES = Instrument(
    "collocates",
    "搭配",
    "Collocates",
    ("次", "positions"),
    "List the words near a search, with how much oftener they stand there.",
    (
        (
            "窗口不出本段：前、后各若干个词，单位为 `gram` 时各若干个字。命中处所占的词不算搭配。",
            "A window does not leave the passage: so many words before and after, characters where the unit is a gram. What an occurrence touches is no collocate.",
        ),
        CUT,
        (
            "窗口重叠时，同一位置只计一次，归入最近的一处；一样近时归入其后。",
            "Where windows overlap a position is counted once, on the side of the nearest occurrence; of two as near it stands after.",
        ),
        (
            "参照是同样的筛选条件之下的全部段落（`reference=passages` 时为命中的段落）。期望次数 = 参照中次数 × 窗口内总数 ÷ 参照总数。",
            "The reference is all passages under the same filters (with `reference=passages` those found). Expected = frequency in the reference x units in all windows / units in the reference.",
        ),
        (
            "对数似然为 2·Σ O·ln(O/E)，四格，少于期望时为负（Dunning 1993）；logDice = 14 + log2(2·O/(窗口内总数 + 参照中次数))（Rychlý 2008）；对数比 = log2(窗口内的相对频率 ÷ 窗口外的相对频率)，窗口外为零时按 0.5 计（Hardie 2014）。",
            "Log-likelihood is 2 Σ O ln(O/E) over four cells, negative where rarer than expected (Dunning 1993); logDice = 14 + log2(2 O / (units in all windows + frequency in the reference)) (Rychlý 2008); log ratio = log2(relative frequency inside / outside the windows), with 0.5 for none outside (Hardie 2014).",
        ),
        (
            "行数是自己的窗口里有这个搭配的索引行；链接打开的正是这些行。观察次数按位置计，检索式不能单独查出，因此与行数可以不同。",
            "Lines are those of the concordance in whose own window the collocate stands; the link opens exactly these. What is observed counts positions, which no search returns, so that it can differ from the lines.",
        ),
    ),
    (
        *UNITS,
        *WINDOWS,
        Parameter("least", "至少观察到", "Observed at least", 2, low=1, high=1_000_000),
        Parameter("reference", "参照", "Reference", "filters", ("filters", "passages")),
        Parameter("order", "排序", "Order", "log_likelihood", MEASURES),
    ),
    "search.instruments.words.collocates:collocates",
    source="words",
)

COMPARE = Instrument(
    "compare",
    "比较",
    "Compare",
    ("次", "words or grams"),
    "List the words that one search has more than another.",
    (
        (
            "比较两次检索所命中的段落：甲是检索式，乙是 `against` 写的检索式，方式和筛选条件相同。要比较两个地区、类型或时期，写成字段：`region:四川省 党建` 与 `region:江苏省 党建`，`year:2020..2022` 与 `year:2023..2025`。",
            "The passages of two searches are compared: the query, and the one written in `against`, in the same mode and under the same filters. Two regions, types or periods are written as fields: `region:510000` and `region:320000`, `year:2020..2022` and `year:2023..2025`.",
        ),
        CUT,
        (
            "两边的段落数、文章数和同时符合两者的段落（交集）列在表外；同在两边的段落，两边各计一次。",
            "The passages and articles of both, and those in both at once, stand beside the table; a passage that both find counts on both sides.",
        ),
        (
            "对数似然、logDice、对数比与“搭配”同一公式：以甲的段落为窗口，以两边合计为参照；负数表示乙中更多。每万次数的分母是各边的总数。",
            "Log-likelihood, logDice and log ratio are those of collocates, the passages of the first as the window and both sides together as the reference; negative where the second has more. Rates are per 10,000 units of each side.",
        ),
        (
            "单位为 `gram` 时，段落数链接到正好这些段落。词不是字串，检索语言不能按词查，因此词的数没有链接。",
            "Where the unit is a gram, the passages link to a search that finds exactly them. A word is no string and the query language has no words, so that counts of words have no link.",
        ),
    ),
    (
        Parameter("against", "与之比较的检索式", "Query to compare with", needed=True),
        *UNITS,
        Parameter("least", "至少出现", "At least in both together", 3, low=1, high=1_000_000),
        Parameter("order", "排序", "Order", "both", ("both", "first", "second")),
    ),
    "search.instruments.words.compare:compare",
    source="words",
    shown=(("against", "服务"),),
)
