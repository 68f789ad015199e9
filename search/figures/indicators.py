"""What is counted by a figure?

Decision: the noun behind the unit (12个|工作专班), else the object or subject before the number
(解决|问题140个, 惠企资金|落实3000万元). Verbs are left out, but where events are counted (走访企业3000次),
where the noun names a measure (调解成功率), and where there is nothing else (办结1021件). A part of a
sentence that says nothing of it (，增长8%) counts what the figure before it counts. All take the words of a
clause, as `search.figures.tokens` sorts them; the grammar is in `search.figures.nouns`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search.figures.nouns.after import noun_after, predicate
from search.figures.nouns.before import (
    bare,
    ends_in_doer,
    first_noun,
    named_deed,
    noun_before,
    uncompared,
)
from search.figures.nouns.phrases import OF, VERBS, Words, unlinked
from search.figures.nouns.verbs import PIVOTS, verb_before
from search.figures.quantities.quantity import Quantity
from search.figures.tokens import ASPECTS, DEED, IDLER, NOUN, Token
from search.figures.words import ATTRIBUTES, MOVES, SUMS, listed

__all__ = ["Around", "apart", "bare", "counted_after", "counted_before", "first_noun", "headless"]

GAINS = frozenset(("增收", "增产", "节支", "减排"))  # verbs that hold what is counted
SIZES = frozenset(("money", "measure", "duration", "share"))
GIVEN = frozenset("为给向对替让帮")
PLACES = frozenset("村乡镇县市区校")
GRADES = ("高价", "低价", "天价", "价钱", "高分", "满分", "成绩", "历史新高", "优势")  # 卖出860元|的高价
PERSONS = frozenset("人名位户员")
BULK = frozenset(listed("吨 公斤 斤 千克 克 担 立方米 立方 升 毫升 度 千瓦时"))  # 供水|4200吨

_APART = re.compile("、|和|与|及|以及")
_NOTHING = Token("", "")


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a figure in its clause.

    `left` is what leads to it, by stretches between periods from the last one back, `right` what follows up
    to the next number, of which `closed` tells; `verb` is that of a change that has the noun before it.
    """

    left: Sequence[Words]
    right: Words
    closed: bool
    verb: str = ""


def counted_after(quantity: Quantity, around: Around) -> str:
    """Return the noun behind a figure that it counts, "" if there is none or one before is measured."""
    left, right = around.left, around.right
    last = next((word for word in reversed(left[0] if left else ()) if word.text not in ASPECTS), _NOTHING)
    noun = noun_after(
        right,
        pieces=quantity.kind in ("piece", ""),
        closed=around.closed,
        governed=last.sort == DEED,
        pivoted=last.text in PIVOTS,
        aimed=last.text in GIVEN,
    )
    sized = bool(noun) and right[0].text == "的" and bool(left) and quantity.kind in SIZES
    named = quantity.kind != "duration" and (last.sort == NOUN or last.text.endswith("产"))
    grades = GRADES + ATTRIBUTES if named else GRADES
    graded = sized and noun.endswith(grades) and counted_before(quantity, around)
    return "" if graded or (sized and _measures(left[0])) else noun


def _measures(words: Words) -> bool:
    """Tell whether a figure tells the size of what stands before it, whatever has that: 率不足四成的问题."""
    return verb_before(words) in SUMS or noun_before(words).endswith((*ATTRIBUTES, *SUMS, "占地"))


def headless(around: Around, counted: str) -> bool:
    """Tell whether what leads to a figure says what was done, but not with what: 已|兑付|的|有870万元."""
    words = around.left[0] if around.left else ()
    said = unlinked(words)
    if not said or said[-1].sort not in VERBS:
        return False
    return OF in words[len(said) :] or (said[-1].sort == DEED and counted == said[-1].text)


def apart(counted: str, number: int) -> Sequence[str]:
    """Return the nouns of a list that a row of figures counts one by one: 小学、初中|分别为58所、21所."""
    nouns = _APART.split(counted)
    shared = nouns[-1].endswith(ATTRIBUTES) and not nouns[0].endswith(ATTRIBUTES)  # 稻谷、玉米产量
    return nouns if len(nouns) == number and min(map(len, nouns)) > 1 and not shared else (counted,) * number


def counted_before(quantity: Quantity, around: Around) -> str:
    """Return what a figure without a noun behind it counts: a noun before it, or what is said."""
    kind, left = quantity.kind, [uncompared(words) for words in around.left]
    verb = next(filter(None, map(verb_before, left)), "")
    told = predicate(around.right) if kind in ("event", "thing", "duration") else ""
    if told and (verb or kind == "event" or (kind == "duration" and left and ends_in_doer(left[0]))):
        return told
    for at, words in enumerate(left):
        if found := _counted_in(words, quantity, moves=bool(around.verb)):
            return found
        verb = verb_before(words)
        earlier = left[at + 1] if verb and kind != "money" and at + 1 < len(left) else ()
        if not ends_in_doer(earlier) and (noun := noun_before(earlier)):
            return noun
        if kind != "money" and quantity.unit not in PLACES and verb not in MOVES and verb:
            return verb
    return (
        told
        or (quantity.unit if quantity.unit in PLACES else "" if verb in MOVES else verb)
        or (around.verb if around.verb in GAINS else "")
    )


def _counted_in(words: Words, quantity: Quantity, *, moves: bool) -> str:
    """Return what a figure counts by the words of one stretch before it."""
    kind, verb = quantity.kind, verb_before(words)
    if kind == "duration" and verb:
        return named_deed(words) or verb
    bulk = quantity.unit in BULK and words[-1:] and words[-1].sort == IDLER
    named = len(words) > 1 and words[-2].text.endswith("”")  # “银发课堂”|开讲43次
    if len(verb) > 1 and verb not in MOVES and not named and (kind == "event" or bulk):
        return verb
    return noun_before(words, kind="person" if quantity.unit in PERSONS else kind, moves=moves)
