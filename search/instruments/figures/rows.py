"""Which instrument reads figures, and what may be asked of it?"""
# ruff: noqa: E501 a sentence of a method stays on its line

from search.instruments.instrument import Instrument
from search.instruments.parameters import Parameter

__all__ = ["CLAIMS", "FIGURES", "GROUPS", "ORDERS", "REGION"]

CLAIMS = ("amount", "percentage", "multiple", "unread")
ORDERS = ("position", "high", "low", "indicator", "unit", "region", "date")
GROUPS = ("indicator", "unit", "claim")
REGION = "region"

FIGURES = Instrument(
    "figures",
    "数字",
    "Figures",
    ("个", "figures"),
    "List the numeric claims of the passages found: how much, of what, whose, when.",
    (
        (
            "检索式命中的段落里每一处数字说法是一行；`within=sentence` 时只取命中处所在句子里的。没有上限，与检索结果出自同一次匹配。",
            "Every numeric claim of the passages found is a row; with `within=sentence` only those of sentences in which the query occurs. There is no ceiling, and the match is that of the list of results.",
        ),
        (
            "数值是原文用语允许的下限和上限，两端都含：200余为 200 至 299，十几为 11 至 19，数百为 200 至 999，近、约为四舍五入到所写数字的数；超、以上、不足等只有一端的，另一端为空。万、亿等已乘入。",
            "A value is what the words allow from least to most, both included: two hundred odd is 200 to 299, ten odd is 11 to 19, some hundreds are 200 to 999; nearly and about stand for the numbers that round to what is written. Words that give one bound, such as more than, leave the other empty. Multipliers are multiplied in.",
        ),
        (
            "百分比、几成、几分之几折成百分数，与个数分开；日期、序号、文号、电话、名称（如 1+X+N）里的数字不算。引号里 12 个字以内的当作名称。",
            "Percentages and fractions are told in per cent, apart from counts; numbers of dates, ordinals, documents, telephones and names (1+X+N) are no claims. What stands in quotation marks, up to 12 characters, is a name.",
        ),
        (
            "所数的对象、主体和时期按句中的位置、词典的词性和词表判断，不用模型；主体和时期只在同一句里找。另有 120 个句子由不知道这些规则的人写成，未用于调整：数值和单位约 98% 正确，所数对象约五分之四正确：引用前请看原句。",
            "What is counted, whose it is and when are told by position, the dictionary's parts of speech and lists of words, without a model; actor and period are looked for in the sentence alone. Of 120 sentences by somebody who did not know these rules, on which nothing was tuned, some 98 % of values and units were right, of what is counted some four fifths: look at the sentence before you quote.",
        ),
        (
            "按下限、上限排序时，只有一端的按那一端；不同单位不换算，先选单位再比较。按对象、单位、类别分组时，每个数链接到正好这些行；没有对象或单位的没有这样的链接。",
            "Sorted by a bound, a figure with only one counts by that; units are not converted: choose one before comparing. Grouped by what is counted, unit or kind, each number links to exactly these rows; those without any have no such link.",
        ),
        (
            "`per=region` 时每个地区一行，只比较一个单位（`unit`）的数字：所说的最低和最高，某处数字的用语没有封口的一端标明，图上画成箭头；最新的数字取自日期最新的文章。上级包含下级，一篇文章可以有几个地区。",
            "With `per=region` each region is a row, for figures of one unit (`unit`) alone: the least and the most that is said; an end that the words of some figure leave open is named, and drawn as an arrow. The newest figure is that of the newest article. What lies in a region counts there too, and an article can have several.",
        ),
        (
            "读不出来的也列出，并说明原因；用 `claim=unread` 只看这些。",
            "What could not be read is listed too and says why; `claim=unread` shows these alone.",
        ),
    ),
    (
        Parameter("claim", "类别", "Kind", "", CLAIMS),
        Parameter("unit", "单位", "Unit"),
        Parameter("indicator", "所数对象", "What is counted"),
        Parameter("contains", "所数对象含有", "What is counted contains"),
        Parameter("within", "范围", "Within", "passage", ("passage", "sentence")),
        Parameter("order", "排序", "Order", "position", ORDERS),
        Parameter("per", "分组计数", "Count by", "", (*GROUPS, REGION)),
        Parameter("level", "地区的层级（0 为全部）", "Level of regions, 0 for all", 0, low=0, high=6),
    ),
    "search.instruments.figures.figures:figures",
)
