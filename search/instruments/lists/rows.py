"""Which instruments count a list, and what may be asked of each?"""
# ruff: noqa: E501 a sentence of a method stays on its line

from search.instruments.counts.rows import LEVELS
from search.instruments.instrument import Instrument
from search.instruments.parameters import LONG, Parameter

__all__ = ["BATCH", "PANEL"]


def _facets() -> tuple[str, ...]:
    from search.query.fields import FACET_NAMES

    return FACET_NAMES


READ_AS = Parameter("read_as", "清单写法", "The list is written as", "auto", ("auto", "lines", "csv", "yaml"))
LISTED = (
    "读不懂的一行不计，写明行号和改法，其余照计；以 # 开头的行是注释。写法自动判断，也可以用 `read_as` 指定；至多 2,000 条、32,000 个字符。同一份清单可以原样再算。",
    "A line that cannot be read is left out and told with its number and what to do, all others count; a line that begins with # is a comment. How the list is written is seen from it, or told by `read_as`; it has at most 2,000 items and 32,000 characters, and can be counted again as it is.",
)

PANEL = Instrument(
    "panel",
    "概念面板",
    "Panel",
    ("次", "occurrences"),
    "Count the concepts of a list by region and period.",
    (
        (
            "清单每行写一个概念和它的词：“概念：词，词”；也可以是 CSV（concept,term，每行一词）或 YAML（概念: [词, 词]）。同名的行合为一个概念。",
            "Each line of the list has a concept and its terms, “concept: term, term”; it can also be CSV (concept,term, a term a line) or YAML (concept: [term, term]). Lines of one name are one concept.",
        ),
        LISTED,
        (
            "词按原样查找，与检索相同：简繁、全角半角、大小写和字间空白不分。同一个词的几处重叠合为一处。",
            "Terms are found as they stand, as by a search: Traditional forms, width, case and white space aside. Overlapping occurrences of one term are one.",
        ),
        (
            "`occurrences` 取最长：一处若落在任何概念的更长的词之内就不计；只是交错的两处都计。`occurrences_nested` 每个词各自计，落在更长的词里也计。",
            "`occurrences` go by the longest: what lies within a longer term of any concept does not count; terms that merely overlap both do. `occurrences_nested` counts each term alone, within longer ones too.",
        ),
        (
            "只读检索式和筛选条件找到的段落；检索式留空则为筛选条件下的全部。文章、段落、字数、词数都是这些段落的，是各项比率的分母。",
            "Only passages that the query and its filters find are read; without a query, all under the filters. Articles, passages, characters and words are theirs, and what is divided by.",
        ),
        (
            "一篇文章计入它的每个地区，也计入其上级；一篇有几个地区就在几行里，各行不能相加。`level` 为地区层级，0 为全部；没有这一级地区的文章不在表里，未注明地区的在第 1 级。`mentioned=1` 时只提及的地区也计。",
            "An article counts in each of its regions and in those they lie in: one with several stands in several rows, which do not add up. `level` is the level of regions, 0 for all; an article without a region of this level has no row, those that state none are on level 1. With `mentioned=1` regions that are only mentioned count too.",
        ),
        (
            "时期取自发表日期；没有日期的文章自成一期，时期为空。按月时只有年份的列在年份下。",
            "Periods are those of publication; articles without a date are a period of their own, which is empty. By month, those of which only the year is known stand under it.",
        ),
        (
            "某地区某时期没有文章，就没有这一行：缺失不是零。`gaps=balanced` 给每个地区补齐第一期到最后一期的每一期（平衡面板），补的各行文章数为 0，其余为空；没有任何文章的地区不列。",
            "Where a region has no article in a period there is no row: missing is not zero. `gaps=balanced` gives every region every period from the first to the last, a balanced panel; rows that are added have 0 articles and are otherwise empty. Regions without any article are not listed.",
        ),
        (
            "`per_10000` 为次数 ÷ 字数 × 10,000，字数不计空白；`ln_1p` 为 ln(1+次数)。`count=tokens` 时还数词数：jieba 不重叠的词，不计标点；`token_share` 为次数 ÷ 词数，两者单位不同，只作对照。",
            "`per_10000` is occurrences by characters times 10,000, white space not counted; `ln_1p` is ln(1 + occurrences). With `count=tokens` words are counted too, those of jieba that do not overlap, without punctuation; `token_share` is occurrences by words, two units, for comparison only.",
        ),
        (
            "`articles_with`、`passages_with` 是其中出现任何一个词（无论长短）的文章和段落，链接到正好找到它们的检索。一个概念的词太多时检索式写不下，这时没有链接。",
            "`articles_with` and `passages_with` are those in which any of the terms stands, within longer ones too; they link to the search that finds exactly them. A concept of so many terms that they make no query has no link.",
        ),
    ),
    (
        Parameter("concepts", "概念和词", "Concepts and terms", needed=True, most=LONG),
        Parameter("level", "地区层级（0 为全部）", "Level of regions, 0 for all", 1, low=0, high=LEVELS),
        Parameter("period", "时期", "Period", "year", ("year", "month", "whole")),
        Parameter("shape", "表式", "Shape", "long", ("long", "wide")),
        Parameter("gaps", "没有文章的", "Without articles", "absent", ("absent", "balanced")),
        Parameter("count", "数什么", "Count", "characters", ("characters", "tokens")),
        READ_AS,
    ),
    "search.instruments.lists.panel:panel",
    example="企业",
    shown=(("concepts", "组织：党委，党支部\n企业：企业，民营企业"),),
)

BATCH = Instrument(
    "batch",
    "批量检索",
    "Batch",
    ("篇", "articles"),
    "Count each query of a list, in all or by region, type or year.",
    (
        (
            "清单每行写“标签：检索式”，或只写检索式；也可以是 CSV（label,query）或 YAML（标签: 检索式）。检索式可用全部写法，检索方式和筛选条件是这次检索的；已有检索式时，两者都要在同一段里。",
            "Each line of the list is “label: query”, or a query alone; it can also be CSV (label,query) or YAML (label: query). Queries use the whole language; mode and filters are those of the search, and where it has a query, both are to be found in one passage.",
        ),
        LISTED,
        (
            "文章数和段落数与检索结果出自同一次计数，链接到正好找到它们的检索；一篇也没有找到的列为 0。不能检索的一条有一行写明原因，其余照常。",
            "Articles and passages are the counts of the list of results, and link to the search that finds exactly them; what finds nothing is listed with 0. A query that cannot be searched has a row that says why, all others go on.",
        ),
        (
            "按分面时，列出筛选条件下文章有的每个值，没有找到的为 0；分母是同样筛选条件之下的全部文章。上级包含下级，一篇文章可以有几个值，各行不能相加。",
            "By a facet, every value that articles under the filters have is listed, with 0 where nothing is found; the denominator is all articles under the same filters. What lies in a value counts there too, and an article can have several values, so that rows do not add up.",
        ),
        (
            "各行按清单的顺序，一条检索算完就写出：中途停止时，已写的行完整可用。",
            "Rows come in the order of the list, each query written when it is counted: where it is stopped, the rows that were written are whole.",
        ),
    ),
    (
        Parameter("queries", "检索式清单", "Queries", needed=True, most=LONG),
        Parameter("by", "按", "By", "", _facets),
        Parameter("level", "层级（0 为全部）", "Level of a tree, 0 for all", 0, low=0, high=LEVELS),
        READ_AS,
    ),
    "search.instruments.lists.batch:batch",
    source="counts",
    example="企业",
    shown=(("queries", "组织：党委 OR 党支部\n企业：企业 -国企"),),
)
