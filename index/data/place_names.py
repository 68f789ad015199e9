"""How is the name of a place taken apart, and how is it written in Latin letters?

Read by `make_places.py` and `make_zones.py`. What no rule tells stands in `place_notes.tsv`, one note a row.
"""

import csv
import re
from collections import defaultdict
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

__all__ = ["latin", "notes", "plain", "romanised", "rows", "stem"]

HERE = Path(__file__).parent
PEOPLES = re.compile(
    "(?:蒙古族?|回族?|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|"
    "哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族|"
    "仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|塔吉克族?|怒族|鄂温克族|裕固族|独龙族|普米族|"
    "保安族|各族)+(?=自治|区$)"
)
SUFFIX = re.compile(
    "(?<=..)(?:特别行政区|自治[区州县旗]|行政委员会|地区|新区|矿区|(?<=...)林区|特区|[省市区县盟旗])$"
)
PART_OF_BANNER = re.compile("[左右前后中]旗$")
ENGLISH_SUFFIXES = {
    "自治州": " Autonomous Prefecture",
    "自治县": " Autonomous County",
    "自治旗": " Autonomous Banner",
    "特区": " Special District",
    "矿区": " Mining District",
    "前旗": " Front Banner",
    "后旗": " Rear Banner",
    "中旗": " Middle Banner",
    "左旗": " Left Banner",
    "右旗": " Right Banner",
    "新区": " New Area",
    "地区": " Prefecture",
    "行政委员会": "",
    "盟": " League",
    "旗": " Banner",
    "县": " County",
    "区": " District",
    "省": "",
    "市": "",
}


def rows(path: Path) -> list[dict[str, str]]:
    """Read a table with a header, commas or tabs."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t" if path.suffix == ".tsv" else ","))


@cache
def notes(note: str) -> dict[str, str]:
    """Return what was noted by hand: name to value."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows(HERE / "place_notes.tsv"):
        found[row["note"]][row["name"]] = row["value"]
    return found[note]


def plain(name: str) -> str:
    """Return a name without its peoples: 阿坝自治州; 东乡族自治县 keeps its only word."""
    found = PEOPLES.search(name)
    if found and found.start() > 1:
        return name[: found.start()] + name[found.end() :]
    return name.replace("族自治", "自治")


def stem(name: str) -> str:
    """Return a name without peoples and suffix; 清新区 gives 清新, 郫县 stays."""
    return name if PART_OF_BANNER.search(name) else SUFFIX.sub("", plain(name))


@cache
def _reader() -> ModuleType:
    """Return pypinyin, taught the readings that only places have."""
    pinyin = import_module("pypinyin")
    read = notes("read")
    pinyin.load_single_dict({ord(name): reading for name, reading in read.items() if len(name) == 1})
    pinyin.load_phrases_dict({name: [[part] for part in reading.split()] for name, reading in read.items()})
    return pinyin


def _syllables(text: str) -> list[str]:
    """Return Hanyu Pinyin without tones."""
    return [part for part in _reader().lazy_pinyin(text, errors="ignore") if part]


def latin(text: str) -> str:
    """Return Hanyu Pinyin in ASCII, syllables joined."""
    return "".join(_syllables(text))


def romanised(name: str) -> str:
    """Return the English name of a region: Neijiang, Shizhong District, Aba Autonomous Prefecture."""
    if name in notes("English"):
        return notes("English")[name]
    short = plain(name)
    fits = (end for end in ENGLISH_SUFFIXES if short.endswith(end) and (len(end) == 1 or short[1:] != end))
    ending = next(fits, "")
    base = short if len(short) == 2 else short.removesuffix(ending)  # 郫县 is Pixian County
    first, *others = _syllables(base)
    word = first + "".join(f"'{part}" if part[0] in "aeo" else part for part in others)
    return word.replace("v", "ü").capitalize() + ENGLISH_SUFFIXES.get(ending, "")
