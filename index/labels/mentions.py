"""Where does a text name a place, and what could each name mean?

One automaton finds all names in the folded text in one pass; from left to right, the longest that can stand
where it does wins.
A name that is part of an ordinary word (朝阳 in 朝阳产业) is swallowed by that word, listed in
`data/not_places.txt`.

Decision: the text is not cut into words. That costs ten times the rest, and a cutter's guess at a place's
boundary is what the gazetteer knows better.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from operator import itemgetter

from index.labels.gazetteer import GRADES, ZONE_FORMS, Gazetteer, Sense
from index.text.folded import FoldedText
from index.text.folding import fold
from index.text.phrases import Occurrence, Phrases

__all__ = ["Mention", "find_mentions"]

SHORTEST = 2  # a name of one character, 京 or 川, is part of too many words
_Named = Sequence[tuple[Sense, ...]]
_FORMS = sorted((form for forms in ZONE_FORMS.values() for form in forms), key=len, reverse=True)
_GRADE = f"(?:{'|'.join(sorted(filter(None, GRADES), key=len, reverse=True))})?"
_VAGUE = "(?:工业|产业|科技|循环经济)园区|(?:综合)?保税区|自由贸易试验区|自贸区|开发区|新区|示范区"
# A zone that is not listed: 大邑经开区. The vague kinds do not vouch for a short name in front of them.
_ZONE = re.compile(f"{_GRADE}(?:({'|'.join(_FORMS)})|{_VAGUE})")
# 国家高新区 without a place is any of them.
_ANY_ZONE = ("全国", "各", "各类", "所有", "国家级", "国家", "省级", "市级")
# The last character of a long name begins another word: 合作市|场, 和平区|域.
_OTHER_WORD = frozenset({"市场", "市值", "市面", "区域", "区间", "区块", "区别", "区位", "区划", "区段"})
_STREET = re.compile("[东南西北中]?[一二三四五]?(?:路(?![径线演网子况])|街(?!道)|大道|大街|巷|胡同)")
_NATURE = frozenset("江河湖山海岛峡")  # behind a county's short name: 黄浦江, 武夷山
_LEADING = frozenset("在到赴往至抵从由自对向与和及或为是把被让给于了的进来年日月")
_WEAK_LONG = re.compile(".[县市]|.城[市区]")
_DIRECTION = re.compile("(?<=[东南西北])[站岸麓坡侧翼端门]")
_ORGANISATION = re.compile(
    r"(?:[^\W与和及在由同向以对是有为的了]{0,12}?)(?:有限(?:责任)?公司|公司|集团|银行|大学|学院|交大|日报|股份|控股|研究院|研究所|律师事务所)"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Hold a name found in a text.

    `passage` numbers the text (-1 is the title); `start` and `end` are offsets in it, `begin` and `stop` in
    its folded form. `tail` says what follows the name: `zone` (a zone that is not listed, then part of the
    span), `organisation` (the name begins that of a firm or school), or nothing.
    """

    passage: int
    start: int
    end: int
    begin: int
    stop: int
    name: str
    senses: tuple[Sense, ...]
    tail: str = ""


@cache
def _traps() -> frozenset[str]:
    """Read the words that hold a place's name and mean no place."""
    words = files("index").joinpath("data/not_places.txt").read_text("utf-8").split()
    return frozenset(map(fold, words)) | {any_ + form for any_ in _ANY_ZONE for form in _FORMS}


@cache
def _finder(gazetteer: Gazetteer) -> tuple[Phrases, list[tuple[Sense, ...]]]:
    """Return what finds names and traps, and the senses by their numbers, none for a trap."""
    names = Phrases(name for name in (*gazetteer.senses, *_traps()) if len(name) >= SHORTEST)
    return names, [() if name in _traps() else gazetteer.senses[name] for name in names.phrases]


def _clear(text: str, begin: int) -> bool:
    """Say whether a name can begin here: after a sign, a letter or a word that leads to a place."""
    return begin == 0 or text[begin - 1] in _LEADING or not "\u3400" <= text[begin - 1] <= "\u9fff"


def _weaker(sense: Sense, name: str) -> Sense:
    """Return what is left of a sense where the name may be the middle of other words: 境内江河, 适应城市."""
    province = sense.code.endswith("0000")
    if sense.form in {"short", "old"} and len(name) == 2 and (not province or name[1] in "东西南北"):
        return Sense(sense.code, sense.form, "context" if sense.needs == "free" else "attached")
    if _WEAK_LONG.fullmatch(name):
        return Sense(sense.code, sense.form, "attached")
    return sense


@lru_cache(4096)
def _weakened(senses: tuple[Sense, ...], name: str) -> tuple[Sense, ...]:
    """Weaken all senses of a name."""
    return tuple(_weaker(sense, name) for sense in senses)


def _fitting(text: str, begin: int, stop: int, senses: tuple[Sense, ...]) -> tuple[Sense, ...]:
    """Return the senses that the characters before and behind a name allow."""
    if senses[0].form == "bare":
        return senses
    if text[stop - 1 : stop + 1] in _OTHER_WORD and senses[0].form != "short":
        return ()
    if _STREET.match(text, stop) or _DIRECTION.match(text, stop):
        senses = tuple(sense for sense in senses if sense.form == "long")
    elif text[stop : stop + 1] in _NATURE:
        senses = tuple(sense for sense in senses if sense.needs == "free" or sense.form == "long")
    if _clear(text, begin):
        return senses
    return _weakened(senses, text[begin:stop])


def _longest(text: str, found: Iterable[Occurrence], named: _Named) -> tuple[int, tuple[Sense, ...]]:
    """Return the end of the name or trap here (0 for neither) and its senses (none for a trap)."""
    for begin, stop, number in found:
        if not named[number]:
            return stop, ()
        if fitting := _fitting(text, begin, stop, named[number]):
            return stop, fitting
    return 0, ()


def _tail(text: str, stop: int, senses: tuple[Sense, ...]) -> tuple[str, int, tuple[Sense, ...]]:
    """Look behind a name: the kind of its tail, where the span ends, and the senses, surer by the tail."""
    if senses[0].code.startswith("Z-"):
        return "", stop, senses
    if zone := _ZONE.match(text, stop):
        if zone[1]:  # only a place has a 高新区, so a short name needs no other witness
            senses = tuple(Sense(sense.code, sense.form) for sense in senses)
        return "zone", zone.end(), senses
    if all(sense.form == "short" for sense in senses) and _ORGANISATION.match(text, stop):
        return "organisation", stop, senses
    return "", stop, senses


def _names(gazetteer: Gazetteer, text: str) -> Iterator[tuple[int, int, int, tuple[Sense, ...], str]]:
    """Yield begin, stop of the name, stop of its tail, senses and tail, left to right, none overlapping."""
    names, named = _finder(gazetteer)
    at, end = 0, -1
    for begin, found in groupby(names.find(text), key=itemgetter(0)):
        if begin < at:
            continue
        stop, senses = _longest(text, found, named)
        if senses:
            tail, end_of_tail, senses = _tail(text, stop, senses)
            if begin == end or any(sense.needs != "attached" for sense in senses):
                yield begin, stop, end_of_tail, senses, tail
                stop = end = end_of_tail
            else:  # it had to stand right behind its city
                stop = begin
        at = max(stop, begin + 1)


def find_mentions(gazetteer: Gazetteer, text: str | FoldedText, *, passage: int) -> list[Mention]:
    """Return the names of places in a text, in order; a span covers the gaps inside a name."""
    text = FoldedText.of(text) if isinstance(text, str) else text
    folded = text.folded
    found = []
    for begin, name_stop, stop, named, tail in _names(gazetteer, folded):
        senses = named
        if begin == 0 and folded[stop : stop + 1] == ":":  # a title "江阴：..." names its place
            senses = tuple(s if s.needs == "attached" else Sense(s.code, s.form) for s in named)
        span = text.offsets[begin], text.offsets[stop - 1] + 1
        found.append(Mention(passage, *span, begin, stop, folded[begin:name_stop], senses, tail))
    return found
