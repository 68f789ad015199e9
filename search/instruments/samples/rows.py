"""Which instrument draws samples to be judged, and what may be asked of it?"""
# ruff: noqa: E501 a sentence of a method stays on its line

from search.instruments.instrument import Instrument
from search.instruments.parameters import Parameter

__all__ = ["MOST", "SAMPLE"]

MOST = 2_000  # items of a sample
OF = ("passage", "region", "type", "figure")
STRATA = ("region", "year", "type")

SAMPLE = Instrument(
    "sample",
    "校验样本",
    "Validation sample",
    ("件", "items"),
    "Draw a blind sample for two coders, or say what their judgements come to.",
    (
        (
            "抽出若干件由两人分别判断对错：命中的段落是否真说的是检索式或所写的概念（`of=passage`），文章的地区、类型标注是否正确（`of=region`、`of=type`；给出 `value` 时只抽这一项，含其下各项），读出的数字是否正确（`of=figure`）。",
            "Items are drawn that two people judge, each alone: whether passages found are about the query, or the concept named (`of=passage`), whether the labels of articles are right (`of=region`, `of=type`; with `value` only those of this value and what lies in it), whether figures are read rightly (`of=figure`).",
        ),
        (
            "抽样由种子和位置的散列决定，每次相同；分层时各层件数尽量相等。顺序是打乱的。表里不写标注和依据；`controls` 另抽没有命中、没有这一标注的，混在一起，从选材上也看不出答案。",
            "A sample is drawn by a hash of seed and place and is the same each time; with strata each has as many items as the others where it can. The order is shuffled. Neither label nor evidence is shown; `controls` are drawn from what was not found or not labelled and mixed in, so that the choice tells nothing either.",
        ),
        (
            "填好后按编号对回同一样本。精确率是判为对的占所判的比例；两人合计的一行只数两人都判过的，两人都判对才算对。区间是 95% 的威尔逊区间；分层时总体按各层实有件数加权，区间用基什的有效样本量。对照里判为对的是漏掉的。",
            "Answers are matched to the same sample by the names of items. Precision is the share of those judged that are right; in the row of both only items that both judged count, right where both say so. The interval is Wilson's at 95 %; over strata the whole is weighted by how much lies in each, the interval by Kish's effective size. Controls judged right were missed.",
        ),
        (
            "一致性是克里彭多夫 alpha 系数（名义尺度），按两人都判过的全部件计，对照在内；答案只有一种时没有定义。",
            "Agreement is Krippendorff's alpha for nominal data over all items that both judged, controls included; it is not defined where there is only one answer.",
        ),
    ),
    (
        Parameter("of", "判断什么", "What is judged", "passage", OF),
        Parameter("value", "标注的值", "Value of the label"),
        Parameter("concept", "概念的名称", "Name of the concept"),
        Parameter("items", "件数", "Items", 100, low=1, high=MOST),
        Parameter("controls", "对照件数", "Controls", 0, low=0, high=MOST),
        Parameter("strata", "分层", "Strata", "", STRATA),
        Parameter("seed", "种子", "Seed", 1, low=0, high=999_999_999),
    ),
    "search.instruments.samples.sample:sample",
)
