"""Make regions.tsv and zones.tsv from a gazetteer folder. Run by hand with pypinyin installed (MIT).

    python index/data/make_places.py GAZETTEER

The folder holds `modood-{provinces,cities,areas}.csv` (divisions of November 2024), `gb2260-history.tsv` (which code had
which name from when to when, 1980 to 2019), `national-etdz.tsv` and `national-hightech-zones.tsv` (names only are used).

regions.tsv: code, name, level, parent, short, old, en. A short name marked `~` needs its province or city somewhere in
the article, one marked `+` must stand right behind it; unmarked ones stand for the place anywhere. Level `-county` or
`-city` is a place that no longer exists. zones.tsv: code, name, parent, kind, stems, en; a stem and a kind make a name.

Decision: jieba's dictionary says which short names of counties are ordinary words as well (公安, 富裕, 新兴). Those are
left out, since in an article about 湖北 the word 公安 means the police nine times in ten.
"""

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from importlib import import_module
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
FILLERS = re.compile(r".*市辖区|县|市|.*直辖(?:县级|行政).*|.*办事处|.*管委会|[一二]区")
PEOPLES = re.compile(
    "(?:蒙古族?|回族?|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|"
    "傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|"
    "锡伯族?|塔吉克族?|怒族|鄂温克族|裕固族|独龙族|普米族|保安族|各族)+(?=自治|区$)"
)
SUFFIX = re.compile(
    r"(?<=..)(?:特别行政区|自治[区州县旗]|行政委员会|地区|新区|矿区|(?<=...)林区|特区|[省市区县盟旗])$"
)
PART_OF_BANNER = re.compile(r"[左右前后中]旗$")
# Names of cities that are ordinary words, seas, rivers, dishes or people as well.
WORDY_CITIES = frozenset(
    "朝阳 中山 大同 白银 孝感 来宾 安康 长治 百色 三明 文山 红河 怒江 海东 海北 海西 海南 黄南 甘南 普洱 日照 四平 白山 黑河 "
    "宜春 固原 大理 新乡 南平 黄山 大庆 平凉 兴安 开封 清远 海口 东方 怀化".split()
)
# Short names of counties that jieba takes for places only, yet that are seas, landscapes or shops more often.
WORDY_COUNTIES = frozenset(
    "商城 平原 太湖 东海 滨海 金湖 无极 正阳 长海 新城 老城 天涯 河口 港口 湖里 江口 龙门 石门".split()
)
# Short names that say no more than their suffix would.
EMPTY = frozenset("市中 市南 市北 新建 新城 古城 新市 老城 城区 北站 郊区".split())
# Short names of counties that jieba takes for words, yet that mean the place.
PLACES_AFTER_ALL = frozenset(
    "常熟 六合 恩施 仙桃 库车 高密 临清 平遥 监利 麻城 石首 洪湖 大冶 当阳 应城 保康 海盐 宝应 全州 融水 神农架 义乌 余姚 慈溪 乐清 玉环 "
    "福清 石狮 邵武 建瓯 兰考 登封 灵宝 林州 寿光 诸城 荣成 乳山 武穴 钟祥 茶陵 资兴 普宁 阳朔 桂平 凭祥 江油 射洪 隆昌 仁怀 腾冲 "
    "景洪 神木 府谷 绥德 米脂 靖远 松潘 如皋 句容 琼海 文昌 澄迈 陵水".split()
)
NAMES_ONLY = frozenset({"ns", ""})
MISPRINTS = frozenset({"339007", "339008", "532101", "532121", "542225"})
# Renamed beyond recognition, under another code.
SUCCESSORS = {
    "掖县": "370683", "黄县": "370681", "益都县": "370781",
    "灌县": "510181", "崇庆县": "510184", "万县": "500101", "万县市": "500101", "万县地区": "500101", "达县市": "511702",
    "达县地区": "511700", "汲县": "410781", "密县": "410183", "临汝县": "410482", "沙洲县": "320582",
   
   
    "蒲圻县": "421281", "蒲圻市": "421281", "均县": "420381", "光化县": "420682", "沔阳县": "429004", "广济县": "421182",
    "应山县": "421381", "大庸县": "430800", "大庸市": "430800", "黔阳县": "431281", "崇安县": "350782", "户县": "610118",
    "中甸县": "533401", "星子县": "360483", "清江县": "360982", "唐海县": "130209", "获鹿县": "130110", "束鹿县": "130181",
    "完县": "130636", "新城县": "130684", "交河县": "130981", "海龙县": "220581", "怀德县": "220184", "洮安县": "220881",
    "东沟县": "210681", "新金县": "210214", "复县": "210281", "锦县": "210781", "锦西县": "211400", "锦西市": "211400",
    "铁法市": "211281", "德都县": "231182", "通北县": "231181", "喜桂图旗": "150782", "布特哈旗": "150783",
    "额尔古纳右旗": "150784", "额尔古纳左旗": "150785", "哲里木盟": "150500", "昭乌达盟": "150400", "伊克昭盟": "150600",
    "阿巴哈纳尔旗": "152502", "嘉山县": "341182", "太平县": "341003", "海康县": "440882", "通什市": "469001", "崖县": "460200",
    "米泉县": "650109", "米泉市": "650109", "枝城市": "420581", "巴县": "500113", "峨眉县": "511181", "芦溪县": "360323",
    "苍山县": "371324", "忻县地区": "140900", "滁县地区": "341100", "宿县地区": "341300", "龙溪地区": "350600",
    "昌潍地区": "370700", "晋东南地区": "140400", "黔阳地区": "431200", "银南地区": "640300",
    "蓟县": "120119", "陕县": "411203", "连县": "441882", "儋县": "460400", "衢县": "330803", "亳县": "341602",
    "宿县": "341302", "滁县": "341102", "郴县": "431003", "泰县": "321204", "贵县": "450800", "宜山县": "451203",
    "朔县": "140602", "孟县": "410883", "巩县": "410181", "波阳县": "361128", "酃县": "430225", "路南彝族自治县": "530126",
    "潞西县": "533103", "吴旗县": "610626", "安西县": "620922", "贺县": "451102", "丘县": "130430", "荔蒲县": "450381",
}  # fmt: skip
MOVED = {"51": ("51", "50"), "44": ("44", "46")}  # 重庆 left 四川 in 1997, 海南 left 广东 in 1988
# What the name of a zone does not tell: where it lies.
ZONE_PARENTS = {
    "中关村": "110108", "燕郊": "131082", "青海": "630100", "明水": "370181", "旅顺": "210212", "东侨": "350902",
    "宾西": "230125", "准东": "652300", "红旗渠": "410581", "陕西航空": "610114", "陕西航天": "610100",
    "黄河三角洲": "370500", "杨凌": "610403", "海南洋浦": "460400", "广西-东盟": "450100", "杭州湾上虞": "330604",
    "源城": "441602", "中国-马来西亚钦州": "450700", "广西北海": "450500", "虹桥": "310000",
    "新疆生产建设兵团石河子": "659001", "襄樊": "420600", "河北雄安": "130600",
}  # fmt: skip
SPECIAL = {"710000": "台湾省", "810000": "香港特别行政区", "820000": "澳门特别行政区"}
KINDS = {
    "高新技术产业开发区": "hightech", "高新技术产业园区": "hightech", "高新技术开发区": "hightech",
    "农业高新技术产业示范区": "hightech", "高技术产业开发区": "hightech", "新技术开发区": "hightech", "科技园区": "hightech",
    "经济技术开发区": "etdz", "经济开发区": "etdz", "新兴技术开发区": "etdz",
}  # fmt: skip
ZONE_SUFFIX = re.compile("(?:" + "|".join(KINDS) + "|台商投资区|工业园区|产业园区|管理区|新区|开发区)$")
FUNCTIONAL = re.compile("(?:" + "|".join(KINDS) + "|管理区|新区|工业园区)$")
ENGLISH_KINDS = {"hightech": "High-tech Zone", "etdz": "Economic and Technological Development Zone"}
ENGLISH = {
    "内蒙古自治区": "Inner Mongolia", "广西壮族自治区": "Guangxi", "西藏自治区": "Tibet", "宁夏回族自治区": "Ningxia",
    "新疆维吾尔自治区": "Xinjiang", "香港特别行政区": "Hong Kong", "澳门特别行政区": "Macao", "陕西省": "Shaanxi",
    "台湾省": "Taiwan", "呼和浩特市": "Hohhot", "乌鲁木齐市": "Ürümqi", "拉萨市": "Lhasa", "哈尔滨市": "Harbin",
    "齐齐哈尔市": "Qiqihar", "呼伦贝尔市": "Hulunbuir", "鄂尔多斯市": "Ordos", "巴彦淖尔市": "Bayannur",
    "乌兰察布市": "Ulanqab", "克拉玛依市": "Karamay", "日喀则市": "Shigatse", "那曲市": "Nagqu", "林芝市": "Nyingchi",
    "山南市": "Shannan", "昌都市": "Chamdo", "喀什地区": "Kashgar Prefecture", "阿里地区": "Ngari Prefecture",
    "西沙群岛": "Xisha Islands", "南沙群岛": "Nansha Islands", "中沙群岛的岛礁及其海域": "Zhongsha Islands",
    "神农架林区": "Shennongjia Forestry District", "清新区": "Qingxin District", "城区": "Chengqu District",
    "矿区": "Kuangqu District", "郊区": "Jiaoqu District", "新区": "Xinqu District", "东区": "Dongqu District",
    "西区": "Xiqu District", "南区": "Nanqu District", "北区": "Beiqu District",
}  # fmt: skip
ENGLISH_SUFFIXES = (
    ("自治州", " Autonomous Prefecture"), ("自治县", " Autonomous County"), ("自治旗", " Autonomous Banner"),
    ("特区", " Special District"), ("矿区", " Mining District"),
    ("前旗", " Front Banner"), ("后旗", " Rear Banner"), ("中旗", " Middle Banner"), ("左旗", " Left Banner"),
    ("右旗", " Right Banner"), ("新区", " New Area"), ("地区", " Prefecture"), ("盟", " League"), ("旗", " Banner"),
    ("县", " County"), ("区", " District"), ("行政委员会", ""), ("自治区", ""), ("特别行政区", ""), ("省", ""),
)  # fmt: skip
# Readings that place names have, where a dictionary of words has others.
CHARACTERS = {"都": "du", "什": "shi", "勒": "le", "圩": "xu", "长": "chang", "珲": "hun", "乐": "le"}
READINGS = {
    "六安": "lu an", "六合": "lu he", "台州": "tai zhou", "天台": "tian tai", "丽水": "li shui", "蔚县": "yu xian",
    "长子": "zhang zi", "闵行": "min hang", "曾都": "zeng du", "朝阳": "chao yang", "漯河": "luo he", "洪洞": "hong tong",
    "马尾": "ma wei", "蚌山": "beng shan", "筠连": "jun lian", "荥经": "ying jing", "崆峒": "kong tong",
    "单县": "shan xian", "泊头": "bo tou", "召陵": "shao ling", "覃塘": "qin tang", "大城": "dai cheng",
    "繁峙": "fan shi", "涡阳": "guo yang", "浚县": "xun xian", "猇亭": "xiao ting", "伽师": "jia shi", "乐陵": "lao ling",
    "乐亭": "lao ting", "乐清": "yue qing", "南乐": "nan le", "民乐": "min le", "浪卡子": "lang ka zi", "佛坪": "fo ping", "花都": "hua du", "成都": "cheng du",
    "长治": "chang zhi", "若尔盖": "ruo er gai", "广信": "guang xin",
}  # fmt: skip


class Region(NamedTuple):
    """Hold one row of regions.tsv."""

    code: str
    name: str
    level: str
    parent: str


def rows(path: Path) -> list[dict[str, str]]:
    """Read a table with a header, commas or tabs."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t" if path.suffix == ".tsv" else ","))


def plain(name: str) -> str:
    """Return a name without its peoples: 阿坝藏族羌族自治州 -> 阿坝自治州, but 东乡族自治县 keeps its only word."""
    found = PEOPLES.search(name)
    return (
        name[: found.start()] + name[found.end() :]
        if found and found.start() > 1
        else name.replace("族自治", "自治")
    )


def stem(name: str) -> str:
    """Return a name without peoples and suffix; 清新区 gives 清新, 郫县 stays."""
    if PART_OF_BANNER.search(name):
        return name
    return SUFFIX.sub("", plain(name))


def ordinary_words() -> dict[str, tuple[int, str]]:
    """Return jieba's words with frequency and part of speech."""
    lines = files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines()
    return {word: (int(count), tag) for word, count, tag in (line.split(" ") for line in lines)}


def mark(region: Region, short: str, words: dict[str, tuple[int, str]]) -> str | None:
    """Return a short name with the mark of what it needs, None where it is too ordinary to stand for a place."""
    if region.level == "province":
        return short
    if region.level == "city":
        return f"~{short}" if short in WORDY_CITIES else short
    if short in EMPTY:
        return None
    if short in PLACES_AFTER_ALL:
        return f"~{short}"
    count, tag = words.get(short, (0, ""))
    if (tag[:2] not in {"ns", "nr", "nz", "nt", ""} and count >= 100) or count >= 1000 and tag != "ns":
        return None
    if len(short) > 2 and short not in WORDY_COUNTIES and count < 100:
        return f"~{short}" if region.name.endswith("区") else short
    placid = not region.name.endswith("区") and (tag in NAMES_ONLY or (tag[0] == "n" and count <= 10))
    return f"~{short}" if placid and short not in WORDY_COUNTIES else f"+{short}"


def short_names(region: Region, words: dict[str, tuple[int, str]]) -> list[str]:
    """Return the marked short names: 阿坝州 and 阿坝 for 阿坝藏族羌族自治州."""
    short = stem(region.name)
    if short == region.name:
        return []
    kept = [short + region.name[-1]] if "自治" in region.name and region.level != "province" else []
    marked = mark(region, short, words)
    return kept + ([marked] if marked else [])


def current(folder: Path) -> tuple[dict[str, Region], dict[str, str]]:
    """Return today's regions by code, and the functional areas (statistical codes `..7.`) by code with their names."""
    found: dict[str, Region] = {}
    functional: dict[str, str] = {}
    table = chain.from_iterable(
        rows(folder / f"modood-{level}.csv") for level in ("provinces", "cities", "areas")
    )
    sars = ({"code": code, "name": name} for code, name in SPECIAL.items())
    for row in chain(table, sars):
        code, name = row["code"].ljust(6, "0"), row["name"]
        if FILLERS.fullmatch(name) and not name.endswith("管委会"):
            continue
        if code[4] == "7" or code in {"320576", "370676"}:
            functional[code] = name
            continue
        province, city = f"{code[:2]}0000", f"{code[:4]}00"
        if code == province:
            found[code] = Region(code, name, "province", "")
        elif code == city:
            found[code] = Region(code, name, "city", province)
        else:
            found[code] = Region(code, name, "county", city if city in found else province)
    return found, functional


class History:
    """Find what became of a code and a name that no longer stand together."""

    def __init__(self, found: dict[str, Region], table: Iterable[dict[str, str]]) -> None:
        self.found = found
        self.names: dict[str, list[str]] = defaultdict(list)
        self.began: dict[str, str] = {}
        self.ended: dict[tuple[str, str], str] = {}
        for row in sorted(table, key=lambda row: row["first_revision"]):
            code, name = row["code"], row["name"]
            if not FILLERS.fullmatch(name) and code[4] != "7" and code not in MISPRINTS:
                self.names[code].append(name)
                self.began.setdefault(name, row["first_revision"])
                self.ended[code, name] = row["last_revision"]
        self.by_stem: dict[tuple[str, str], list[Region]] = defaultdict(list)
        for region in found.values():
            for area in {region.code[:2], region.code[:4]}:
                self.by_stem[area, stem(region.name)].append(region)

    def same_name(self, area: str, name: str, *, level: str) -> Region | None:
        """Return the one place of an area (2 or 4 digits) called like this but for the suffix."""
        places = self.by_stem[area, stem(name)]
        for wanted in (
            [place for place in places if place.name == name],
            [place for place in places if place.level == level],
            places,
        ):
            if wanted:
                return wanted[0] if len(wanted) == 1 else None
        return None

    def grown(self, code: str, name: str, area: str) -> Region | None:
        """Return what a county named with one character became when it got a second one: 通县 -> 通州区."""
        if len(name) != 2:
            return None
        ended = self.ended[code, name]
        heirs = [
            region
            for region in self.found.values()
            if region.code.startswith(area)
            and region.level == "county"
            and stem(region.name)[:1] == name[0]
            and len(stem(region.name)) == 2
            and self.began.get(region.name, "999999") > ended
        ]
        return heirs[0] if len(heirs) == 1 else None

    def successor(self, code: str, name: str) -> Region | None:
        """Return the place of today that an old name means, None where it was merged away."""
        if name in SUCCESSORS:
            return self.found[SUCCESSORS[name]]
        level = "city" if code.endswith("00") else "county"
        home = self.parent(code) if level == "county" else code
        home = home.removesuffix("0000").removesuffix("00")
        near = self.same_name(home, name, level=level)
        wide = len(name) > 3 or not name.endswith("区")
        if not near and wide:
            areas = MOVED.get(code[:2], (code[:2],))
            near = next(filter(None, (self.same_name(area, name, level=level) for area in areas)), None)
        return near or self.found.get(code) or self.grown(code, name, home)

    def parent(self, code: str) -> str:
        """Return where an abolished place lies today: its city, what became of its prefecture, or its province."""
        city, province = f"{code[:4]}00", f"{code[:2]}0000"
        if city in self.found or code == city:
            return city if code != city else province
        for name in reversed(self.names.get(city, [])):
            place = self.successor(city, name)
            if place:
                return place.parent if place.level == "county" else place.code
        return province

    def split(self) -> tuple[dict[str, set[str]], list[Region]]:
        """Return the old names of each code of today, and the places that are gone with theirs."""
        old: dict[str, set[str]] = defaultdict(set)
        gone: dict[tuple[str, str], Region] = {}
        for code, names in self.names.items():
            for name in names:
                place = self.successor(code, name)
                if place is None:
                    level = "-city" if code.endswith("00") else "-county"
                    region = Region(code, name, level, self.parent(code))
                    gone[region.parent, name] = region
                elif place.name != name:
                    old[place.code].add(name)
        return old, unique_codes(gone.values(), old)


def unique_codes(gone: Iterable[Region], old: dict[str, set[str]]) -> list[Region]:
    """Keep one row per code: the last name stands, earlier ones become its old names."""
    kept: dict[str, Region] = {}
    for region in gone:
        if region.code in kept:
            old[region.code].add(kept[region.code].name)
        kept[region.code] = region
    return list(kept.values())


class Zones:
    """Collect zones by code, one for each parent, kind and stem."""

    def __init__(self, found: dict[str, Region]) -> None:
        self.found = found
        self.starts: dict[str, list[str]] = defaultdict(list)
        for region in self.found.values():
            for form in {region.name, stem(region.name)}:
                self.starts[form].append(region.code)
        self.provinces = {stem(r.name): r.code for r in self.found.values() if r.level == "province"}
        self.rows: dict[str, tuple[str, ...]] = {}

    def place(self, text: str, inside: str) -> tuple[str, str]:
        """Return the longest place that a stem begins with, inside a province if given, and the rest of the stem."""
        for end in range(len(text), 1, -1):
            codes = [code for code in self.starts.get(text[:end], []) if code.startswith(inside)]
            codes = [code for code in codes if not code.endswith("0000")] or codes
            codes = [code for code in codes if self.found[code].name.endswith("市")] or codes
            codes = [code for code in codes if code.endswith("00")] or codes
            if len(codes) == 1:
                return codes[0], text[end:]
        return "", text

    def parent(self, text: str, inside: str) -> tuple[str, list[str]]:
        """Return the parent of a zone and the stems under which it is known."""
        if text in ZONE_PARENTS:
            return ZONE_PARENTS[text], [text]
        code, rest = self.place(text, inside)
        if not code:
            raise SystemExit(f"where does {text} lie? Add it to ZONE_PARENTS")
        name = self.found[code].name
        stems = [text] if len(rest) == 1 else [text, name + rest]
        if len(rest) > 1:
            below, further = self.place(rest, code.removesuffix("0000").removesuffix("00"))
            if below and not further:
                return below, [*stems, rest, self.found[below].name]
            stems.append(rest)
        return code, list(dict.fromkeys(stems))

    def add(self, name: str, inside: str = "") -> None:
        """Add a zone by its long name, which lies in a province or city (code digits) if given."""
        name = re.sub("（.*）|市(?=高新技术产业园区)", "", name)
        kind_name = ZONE_SUFFIX.search(name)
        if kind_name is None:
            raise SystemExit(f"{name}: no zone")
        text = name[: kind_name.start()]
        kind = KINDS.get(kind_name[0], "")
        parent, stems = self.parent(text, inside)
        slug = "-".join(filter(None, (latin(text), kind or latin(kind_name[0]))))
        english = f"{latin(text).title()} {ENGLISH_KINDS.get(kind, latin(kind_name[0]).title())}"
        names = stems if kind else [part + kind_name[0] for part in stems]
        row = (name, parent, kind, "|".join(names), english)
        if self.rows.setdefault(f"Z-{slug}", row)[1] != parent:  # 福州 and 抚州 read alike
            self.rows[f"Z-{latin(stem(self.found[parent[:2] + '0000'].name))}-{slug}"] = row

    def add_all(self, folder: Path, functional: dict[str, str]) -> None:
        """Add the national zones, then those functional areas of the statistics whose name says what they are."""
        for row in rows(folder / "national-etdz.tsv"):
            self.add(row["name"], self.provinces[row["province"]][:2])
        for row in rows(folder / "national-hightech-zones.tsv"):
            self.add(row["name"])
        for code, name in functional.items():
            province = stem(self.found[f"{code[:2]}0000"].name)
            short = name.removeprefix(province) if self.place(name, code[:4])[0] == "" else name
            city = self.found[f"{code[:4]}00"]
            short = short.replace(city.name, stem(city.name))
            if FUNCTIONAL.search(short) and self.place(short, code[:4])[0]:
                self.add(short, code[:4])


def syllables(text: str) -> list[str]:
    """Return Hanyu Pinyin without tones."""
    pinyin = import_module("pypinyin")
    pinyin.load_single_dict({ord(char): reading for char, reading in CHARACTERS.items()})
    pinyin.load_phrases_dict(
        {name: [[part] for part in reading.split()] for name, reading in READINGS.items()}
    )
    return [part for part in pinyin.lazy_pinyin(text, errors="ignore") if part]


def latin(text: str) -> str:
    """Return Hanyu Pinyin in ASCII, syllables joined."""
    return "".join(syllables(text))


def romanised(name: str) -> str:
    """Return the English name of a region: Neijiang, Shizhong District, Aba Autonomous Prefecture."""
    if name in ENGLISH:
        return ENGLISH[name]
    short = plain(name)
    ending, english = next(
        ((end, word) for end, word in ENGLISH_SUFFIXES if short.endswith(end) and short[1:] != end or len(end) == 1 and short.endswith(end)),
        ("市", ""),
    )
    base = short if len(short) == 2 else short.removesuffix(ending)  # 郫县 is Pixian County
    first, *others = syllables(base)
    word = first + "".join(f"'{part}" if part[0] in "aeo" else part for part in others)
    return word.replace("v", "ü").capitalize() + english


def write(path: Path, header: str, table: Iterable[Iterable[str]]) -> None:
    """Write a table sorted by its first column."""
    lines = sorted("\t".join(row) for row in table)
    path.write_text("\n".join([header.replace(" ", "\t"), *lines]) + "\n", encoding="utf-8", newline="\n")


def main(folder: Path) -> None:
    """Write both tables beside this script."""
    words = ordinary_words()
    found, functional = current(folder)
    old, gone = History(found, rows(folder / "gb2260-history.tsv")).split()
    regions = [*found.values(), *gone]
    table = [
        (*region, "|".join(short_names(region, words) if region.code in found else ()),
         "|".join(sorted(old[region.code])), romanised(region.name))
        for region in regions
    ]  # fmt: skip
    write(HERE / "regions.tsv", "code name level parent short old en", table)
    zones = Zones(found)
    zones.add_all(folder, functional)
    write(
        HERE / "zones.tsv",
        "code name parent kind stems en",
        ((code, *row) for code, row in zones.rows.items()),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
