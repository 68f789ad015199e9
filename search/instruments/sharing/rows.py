"""Which instrument finds shared wording, and what may be asked of it?"""
# ruff: noqa: E501 a sentence of a method stays on its line

from index.sharing.alike import SHORTEST
from search.instruments.instrument import Instrument
from search.instruments.parameters import Parameter

__all__ = ["SHARED"]

LONGEST, MOST = 100_000, 100_000_000
NEAR = 80  # per cent of the shorter of two articles that are nearly the same

SHARED = Instrument(
    "shared",
    "相同文字",
    "Shared wording",
    ("段落、文章和字", "passages, articles, characters"),
    "Find the text that the passages found share, word for word, with any others.",
    (
        (
            f"相同文字是至少两个段落都有的 {SHORTEST} 个字以上的一串字（按检索时的折叠文字比较：简繁、全半角、大小写视为相同，空白不计），前后各加任何一个字，有它的段落就会变少：因此每一行正好对应有这串字的全部段落。找得到的都列出，不抽样，不丢弃常见的；散列只用来定位，相同与否逐字比较。",
            f"A shared clause is a text of {SHORTEST} characters or more that at least two passages hold (compared as a search compares: traditional forms, width and case fold, white space does not count) and that fewer would hold with any character before or behind it: each row stands for exactly the passages that hold it. All are listed, none sampled, none dropped for being frequent; hashes only say where to look, and every character is compared.",
        ),
        (
            "每行至少有一个检出的段落。检出段落数、文章数是检索式和筛选条件之下的，点开正好是这些；全库的数不论检索式和筛选，未归位的段落只在检索指明时计入。检索语言写不出的（超过 500 个字符等）没有链接。文章数多、地区数多的一般是套话，少的更可能是转抄：只列出，不判断。",
            "Every row has a passage that was found. Passages and articles found are those of query and filters, and the link finds just these; those of the corpus disregard both, the unplaced shelf left out unless it is asked for. What the query language cannot say (beyond 500 characters, say) has no link. What many articles and regions have is a formula, as a rule, what few have more likely a copy: the table shows it and does not judge.",
        ),
        (
            "日期最早的只是有日期的文章里日期最早的，不是出处：更早的可能不在库里，或没有日期。",
            "The earliest dated article is the earliest of those that have a date, not the source: an earlier one may be missing here, or undated.",
        ),
        (
            "`per=dyads` 每两篇检出的文章一行（只看检出的段落）：一篇里落在另一篇也有的 20 个字之内的字数、各占多少、最长一处、相隔天数（日期都到日才有）；`of=region` 按文章所涉的地区合计文章对，一篇文章涉及几个地区就各计一次。逐行找出，没有上限。",
            "`per=dyads` has a row for every two articles found (of passages found alone): the characters of one that lie in any 20 that the other holds too, which share of each that is, the longest run, days apart (where both dates are known to the day); `of=region` sums the pairs by regions, an article counted in each it is about. Rows are found one by one, without a ceiling.",
        ),
        (
            f"`per=groups` 把近乎相同的文章归为一组：两篇中较短的一篇至少有 {NEAR}%（`share`）的字在另一篇里，相连的归在一起。`counts` 同时给出文章数和每组只计一次的数（`groups`）；其他各处的数不因此改变。",
            f"`per=groups` puts articles together that are nearly the same: at least {NEAR} % (`share`) of the shorter of two stand in the other, and what hangs together is a group. `counts` has both the articles and their number with each group counted once (`groups`); no other count changes.",
        ),
    ),
    (
        Parameter("length", "最少字数", "Characters, at least", SHORTEST, low=SHORTEST, high=LONGEST),
        Parameter("order", "排序", "Order", "longest", ("longest", "widest", "shared", "date")),
        Parameter("per", "列出", "List", "clauses", ("clauses", "dyads", "groups")),
        Parameter("fewest", "最少段落数（全库）", "Passages of the corpus, at least", 2, low=2, high=MOST),
        Parameter(
            "most",
            "最多段落数（全库，0 不限）",
            "Passages of the corpus, at most, 0 for any",
            0,
            low=0,
            high=MOST,
        ),
        Parameter("of", "成对的是", "Pairs of", "article", ("article", "region")),
        Parameter("share", "近乎相同的最小比例（%）", "Nearly the same from, %", NEAR, low=1, high=100),
    ),
    "search.instruments.sharing.shared:shared",
    source="fingerprints",
)
