"""Which instruments count by values, and what may be asked of each?"""
# ruff: noqa: E501 a sentence of a method stays on its line

from search.instruments.instrument import Instrument
from search.instruments.parameters import Parameter

__all__ = ["DISTRIBUTION", "MATRIX"]

LEVELS = 6
MORE = 4  # searches beside the first


def _facets() -> tuple[str, ...]:
    from search.query.fields import FACET_NAMES

    return FACET_NAMES


DRAWN = ("absolute", "share", "per_10000")
KINDS = ("bars", "columns", "line", "tiles")
COUNT = Parameter("count", "数什么", "Count", "articles", ("articles", "occurrences"))
DRAW = Parameter("draw", "图上画", "Draw", "absolute", DRAWN)
COUNTED = (
    (
        "文章数、段落数与检索结果左侧的筛选数出自同一次计数：单独点选这个值时正好找到这么多。上级包含下级，一篇文章可以有几个值，各行不能相加。",
        "Articles and passages are the counts of the facets: exactly what is found where the value alone is chosen. What lies in a value counts there too, and an article can have several values, so that rows do not add up.",
    ),
    (
        "分母是同样的筛选条件之下、不论检索式的全部文章；分母为零的值没有比率，与数到零不同。",
        "The denominator is all articles under the same filters, whatever the query; a value without articles has no rate, which is not zero.",
    ),
    (
        "`count=occurrences` 时还读出全文：出现次数与索引行同样计（几处重叠合为一处），字数不计空白，比率为每一万字的次数。",
        "With `count=occurrences` the texts are read too: occurrences count as lines of the concordance do (overlapping ones are one), characters without white space, the rate is per 10,000 characters.",
    ),
    (
        "图与表同数：`draw` 选数目、占全部文章的比例或每万字次数（后者读出全文）。没有文章处留空，与零不同；放不下的值不画，图上写明。",
        "A chart has the numbers of its table: `draw` chooses numbers, the share of all articles or the rate per 10,000 characters (which reads the texts). Where there are no articles nothing is drawn, which is not zero; values for which there is no room are left out, and the chart says so.",
    ),
    (
        "在这个分面里已选了值时，只列所选的值和其下的值；已排除的不列。`mentioned=1` 时只提及的地区也计。",
        "Where values of the facet itself are chosen, only these and what lies in them have rows; what is excluded has none. With `mentioned=1` regions that are only mentioned count too.",
    ),
)

DISTRIBUTION = Instrument(
    "distribution",
    "分布",
    "Distribution",
    ("篇", "articles"),
    "Count a search, or several, by region, year, month, type and so on.",
    (
        *COUNTED,
        (
            "年份和月份取自发表日期，晚的在前；按月时只有年份的文章列在年份下，没有日期的在末尾。",
            "Years and months are those of publication, the last first; by month, articles of which only the year is known stand under it, undated ones last.",
        ),
    ),
    (
        Parameter("by", "按", "By", "region", _facets),
        Parameter("level", "层级（0 为全部）", "Level of a tree, 0 for all", 0, low=0, high=LEVELS),
        Parameter("also", "另几个检索式", "Other queries", several=MORE),
        COUNT,
        DRAW,
        Parameter("order", "排序", "Order", "facet", ("facet", "count")),
        Parameter("chart", "图的样子", "Kind of chart", "", KINDS),
    ),
    "search.instruments.counts.distribution:distribution",
    source="counts",
    shown=(("by", "year"),),
)

MATRIX = Instrument(
    "matrix",
    "交叉表",
    "Matrix",
    ("篇", "articles"),
    "Count a search by two facets at once, as type by region.",
    (
        *COUNTED,
        (
            "每一格是同时点选两个值时找到的；两边至少各有一篇文章的值都列出，没有文章的格子分母为零。",
            "A cell is what is found where both values are chosen; all values that articles have on either side are listed, and a cell without articles has the denominator zero.",
        ),
    ),
    (
        Parameter("rows", "行", "Rows", "type", _facets),
        Parameter("columns", "列", "Columns", "region", _facets),
        DRAW,
        Parameter("row_level", "行的层级（0 为全部）", "Level of the rows, 0 for all", 0, low=0, high=LEVELS),
        Parameter(
            "column_level", "列的层级（0 为全部）", "Level of the columns, 0 for all", 1, low=0, high=LEVELS
        ),
        COUNT,
    ),
    "search.instruments.counts.matrix:matrix",
    source="counts",
)
