"""Is a verb before a number part of the name of what is measured: of a sum, a ratio, a size?"""

from search.figures.nouns.phrases import AIMS, MEANS, RATES, Words, does
from search.figures.nouns.verbs import PIVOTS
from search.figures.tokens import BOTH, DEED, IDLER, NOUN, Token
from search.figures.words import ATTRIBUTES, DOERS, HEADS, LIGHT, MOVES, SUMS, listed

__all__ = ["CAUSES", "FUNDS", "is_named", "names_fund", "names_measure", "names_ratio", "qualified"]

_RATIOS = ("率", "比例", "比重", "占比", "幅度")
_TALLIES = ("量", "数", "额", "标准", "能力", "时间", "时限", "水平", "价格")
FUNDS = ("资金", "经费", "费用", "补贴", "补助", "贷款", "贴息", "款", "金")
# How the nouns end before which a sum is theirs, and not one of their kind: 企业|融资.
_FUNDED = listed(
    "企业 银行 公司 工程 项目 园区 学校 政府 集团 户 人 期 村 县 市 镇",
)
CAUSES = frozenset(listed("导致 造成 致使 引发 吸引 带动 惠及"))


def qualified(words: Words) -> bool:
    """Tell whether a sum is of a kind that the word before it names: 社会|投资, but not 企业|融资."""
    if len(words) < 2 or any(word.text in AIMS for word in words):
        return False
    before = words[-2]
    if before.text in SUMS or (before.sort == DEED and names_fund(words, len(words) - 2)):
        return True
    if before.sort in (BOTH, IDLER):  # 发放|创业担保|贷款
        return any(word.sort == DEED for word in words)
    return before.text in MEANS | RATES or (
        before.sort == NOUN and not before.text.endswith((*DOERS, *_FUNDED))
    )


def names_fund(words: Words, at: int) -> bool:
    """Tell whether a verb between nouns says what a sum is for: 农机|购置|补贴, but not 公司|购置|设备."""
    verb, fund = words[at], words[at + 1]
    if not at or words[at - 1].sort != NOUN or does(words[at - 1]) or verb.text in LIGHT | MOVES | PIVOTS:
        return False
    if any(word.text in AIMS or word.sort in (DEED, BOTH) for word in words[:at]):
        return False
    return fund.text in SUMS or fund.text.endswith(FUNDS)


def names_ratio(words: Words, at: int, begin: int, head: str) -> bool:
    """Tell whether the whole of a clause names what is measured: 当庭宣判率, 免签入境人数."""
    verb, before = words[at], words[begin - 1] if begin else None
    if verb.text in LIGHT | MOVES | CAUSES:
        return False
    if head.endswith(_RATIOS) or (verb.sort == BOTH and head.endswith(_TALLIES)):
        return True
    return before is not None and before.sort == NOUN and not does(before) and head.endswith(ATTRIBUTES)


def names_measure(head: str, verb: Token) -> bool:
    """Tell whether a verb and the one noun behind it name what is measured: 审批|时限."""
    single = len(head) == 1 and (head in HEADS or len(verb.text) > 1)  # 种|桑
    return single or (head.endswith(ATTRIBUTES) and verb.text not in LIGHT | MOVES)


def is_named(word: Token) -> bool:
    """Tell whether a word may stand in the name of what is measured, before its verb."""
    return word.sort in (NOUN, IDLER, BOTH) or word.text in RATES or word.text == "平均"
