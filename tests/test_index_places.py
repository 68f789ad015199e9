"""Does the region resolver find the right places, for the right reason, at the right spot?"""

import csv
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import place_texts

from bench.regions import main as measure_regions
from bench.regions import measure
from index.labels.mentions import find_mentions
from index.labels.regions import RULES, load_gazetteer, resolve_regions
from index.text.folding import fold

DATA = Path(__file__).parent.parent / "index" / "data"
GAZETTEER = load_gazetteer()


def subjects(title: str, *passages: str, hints: tuple[str, ...] = ()) -> list[str]:
    labels = resolve_regions(GAZETTEER, title, passages, hints=hints).labels
    return [label.code for label in labels if label.role == "subject"]


def mentioned(title: str, *passages: str) -> set[str]:
    labels = resolve_regions(GAZETTEER, title, passages).labels
    return {label.code for label in labels if label.role == "mentioned"}


def everything(text: str) -> set[str]:
    return {label.code for label in resolve_regions(GAZETTEER, "", [text]).labels}


# ---------------------------------------------------------------- the gazetteer


def names(*places):
    return [place.name for place in places]


def test_a_path_runs_from_the_province_down_and_skips_levels_that_are_missing():
    assert names(*GAZETTEER.path("511002")) == ["四川省", "内江市", "市中区"]
    assert names(*GAZETTEER.path("110105")) == ["北京市", "朝阳区"]
    assert names(*GAZETTEER.path("429004")) == ["湖北省", "仙桃市"]
    assert names(*GAZETTEER.path("500236")) == ["重庆市", "奉节县"]
    assert names(*GAZETTEER.path("441900")) == ["广东省", "东莞市"]
    assert GAZETTEER.path("999999") == ()


def test_all_provinces_are_there_hong_kong_macao_and_taiwan_too():
    provinces = names(*GAZETTEER.children(""))
    assert len(provinces) == 34
    assert {"香港特别行政区", "澳门特别行政区", "台湾省"} <= set(provinces)


def test_no_level_is_shown_that_only_a_table_needs():
    shown = {place.name for place in GAZETTEER.places.values()}
    assert not {name for name in shown if re.search("市辖区|直辖|^县$", name)}


def test_jiagedaqi_lies_in_daxinganling():
    assert names(*GAZETTEER.path("232761")) == ["黑龙江省", "大兴安岭地区", "加格达奇区"]


def test_children_are_those_of_today_zones_last():
    below = GAZETTEER.children("511000")
    assert names(*below)[:2] == ["市中区", "东兴区"]
    assert [place.level for place in below] == ["county"] * 5 + ["zone"] * 2
    assert "崇文区" not in names(*GAZETTEER.children("110000"))


def test_a_place_that_is_gone_keeps_code_and_parent_and_says_so():
    place = GAZETTEER.get("110103")
    assert (place.name, place.parent, place.abolished) == ("崇文区", "110000", True)
    assert GAZETTEER.get("000000") is None


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("四川省", ["510000"]),
        ("四川", ["510000"]),
        ("內江市", ["511000"]),
        (" 内 江 ", ["511000"]),
        ("阿坝藏族羌族自治州", ["513200"]),
        ("阿坝州", ["513200"]),
        ("神农架", ["429021"]),
        ("郫县", ["510117"]),
        ("襄樊市", ["420600"]),
        ("达县地区", ["511700"]),
        ("宣武区", ["110104"]),
        ("吉林", ["220000", "220200"]),
        ("内江经开区", ["Z-neijiang-etdz"]),
        ("泸州国家高新区", ["Z-luzhou-hightech"]),
        ("江阴高新技术产业开发区", ["Z-jiangyin-hightech"]),
        ("苏州工业园区", ["Z-suzhou-gongyeyuanqu"]),
        ("没有这个地方", []),
        ("", []),
    ],
)
def test_a_name_gives_all_places_it_can_mean(name, codes):
    assert [place.code for place in GAZETTEER.named(name)] == codes


def test_the_places_of_today_come_before_those_of_old():
    found = GAZETTEER.named("市中区")
    assert {"511002", "511102", "370103", "370402"} == {place.code for place in found[:4]}
    assert all(place.abolished or place.name != "市中区" for place in found[4:])


@pytest.mark.parametrize(
    ("code", "chinese", "english"),
    [
        ("510000", "四川省", "Sichuan"),
        ("610000", "陕西省", "Shaanxi"),
        ("150000", "内蒙古自治区", "Inner Mongolia"),
        ("511002", "市中区", "Shizhong District"),
        ("140400", "长治市", "Changzhi"),
        ("411100", "漯河市", "Luohe"),
        ("513200", "阿坝藏族羌族自治州", "Aba Autonomous Prefecture"),
        ("Z-nantong-hightech", "南通高新技术产业开发区", "Nantong High-tech Zone"),
        ("Z-unknown", "Z-unknown", "Z-unknown"),
    ],
)
def test_a_label_is_the_name_in_chinese_or_english(code, chinese, english):
    assert GAZETTEER.label(code) == chinese
    assert GAZETTEER.label(code, "en") == english


@pytest.mark.parametrize(
    ("zone", "region"),
    [
        ("Z-luzhou-hightech", "泸州市"),
        ("Z-neijiang-etdz", "内江市"),
        ("Z-jiangyin-hightech", "江阴市"),
        ("Z-wuxihuishan-etdz", "惠山区"),
        ("Z-jilin-hightech", "吉林市"),
        ("Z-chuxiong-hightech", "楚雄市"),
        ("Z-xiangfan-etdz", "襄阳市"),
        ("Z-hangzhouwanshangyu-etdz", "上虞区"),
        ("Z-jiangxi-fuzhou-hightech", "抚州市"),
    ],
)
def test_a_zone_lies_in_the_city_or_county_it_is_named_after(zone, region):
    assert GAZETTEER.path(zone)[-2].name == region


# ---------------------------------------------------------------- the tables


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text("utf-8").splitlines(), delimiter="\t"))


def test_codes_have_their_form_and_every_parent_exists():
    regions, zones = table("regions.tsv"), table("zones.tsv")
    codes = {row["code"] for row in regions}
    assert len(codes) == len(regions)
    assert all(re.fullmatch(r"\d{6}", code) for code in codes)
    assert all(re.fullmatch(r"Z-[a-z0-9-]+", row["code"]) for row in zones)
    assert len({row["code"] for row in zones}) == len(zones)
    assert {row["parent"] for row in (*regions, *zones)} <= codes | {""}
    assert not [row for row in zones if row["parent"] == ""]


def test_codes_sit_under_the_province_of_their_first_two_digits():
    moved = {"51": "500000", "44": "460000"}  # what 重庆 and 海南 took along
    for row in table("regions.tsv"):
        root = GAZETTEER.path(row["code"])[0].code
        assert root in {f"{row['code'][:2]}0000", moved.get(row["code"][:2])}, row


def test_every_word_that_is_no_place_holds_the_name_of_one():
    words = (DATA / "not_places.txt").read_text("utf-8").split()
    assert len(words) == len(set(words))
    for word in words:
        parts = {word[start:end] for start in range(len(word)) for end in range(start + 2, len(word) + 1)}
        assert parts & GAZETTEER.senses.keys(), word


# ---------------------------------------------------------------- subjects


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("四川省内江市市中区：给产业发展添一把火", "511002"),
        ("内江市中区：给产业发展添一把火", "511002"),
        ("辽宁省锦州市太和区：换一种方式帮企业", "210711"),
        ("内江经开区：园区和支部一起长大", "Z-neijiang-etdz"),
        ("四川内江经济技术开发区的五项行动", "Z-neijiang-etdz"),
        ("南通高新区这块地，越种越肥", "Z-nantong-hightech"),
        ("乐山高新区开了一次点评会", "Z-leshan-hightech"),
        ("江阴高新区大干快上", "Z-jiangyin-hightech"),
        ("江阴市高新区大干快上", "Z-jiangyin-hightech"),
        ("泸州国家高新区：把链条串起来", "Z-luzhou-hightech"),
        ("泸州市国家级高新技术产业开发区", "Z-luzhou-hightech"),
        ("大兴安岭地区加格达奇区办事少跑腿", "232761"),
        ("四川眉山市：民企里的人", "511400"),
        ("眉山：民企里的人", "511400"),
        ("江阴：强链补链", "320281"),
        ("北京朝阳区的楼宇", "110105"),
        ("北京市场监管见闻", "110000"),
        ("广西柳州的企业", "450200"),
        ("襄樊市的老厂", "420600"),
        ("吉林省吉林市船营区", "220204"),
        ("吉林的雪", "220000"),
        ("辽宁朝阳的果园", "211300"),
        ("新疆昌吉的果园", "652300"),
        ("四川天府新区的路", "Z-tianfu-xinqu"),
        ("兰州新区的路", "Z-lanzhou-xinqu"),
        ("眉山经开区的路", "511400"),
        ("海南自贸港", "460000"),
        ("臺灣同胞", "710000"),
        ("上海南站改造", "310000"),
    ],
)
def test_the_first_place_of_a_title_is_the_subject(title, code):
    assert subjects(title) == [code]


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("南京市鼓楼区、玄武区联手", ["320106", "320102"]),
        ("内江市和自贡市结对", ["511000", "510300"]),
        ("内江市赴上海招商", ["511000"]),
        ("浙江大学到内江市调研", ["511000"]),
    ],
)
def test_places_joined_in_a_title_are_all_subjects_others_are_mentioned(title, codes):
    assert subjects(title) == codes


def test_what_a_subject_lies_in_gets_no_label_of_its_own():
    found = resolve_regions(GAZETTEER, "四川省泸州市", ["泸州高新区在四川省。", "泸州高新区。"])
    assert [label.code for label in found.labels] == ["510500", "Z-luzhou-hightech"]


def test_without_a_place_in_the_title_the_body_decides():
    body = (
        "近日，四川省内江市开了会。",
        "资中县、东兴区、威远县都发了言。",
        "内江市说，江苏省的做法值得学。",
    )
    assert subjects("一次会议", *body) == ["511000"]
    assert mentioned("一次会议", *body) == {"511025", "511011", "511024", "320000"}


def test_the_body_leads_down_to_the_one_county_it_is_about():
    assert subjects("", "内江市资中县种血橙。", "资中县的血橙卖到上海。", "资中县不愁卖。") == ["511025"]


def test_a_place_named_late_and_once_is_not_the_subject():
    body = ["这里没有地名。"] * 9 + ["有人从成都市来。"]
    assert subjects("", *body) == []
    assert mentioned("", *body) == {"510100"}


def test_an_article_about_many_provinces_has_no_subject():
    assert subjects("", "四川省、湖南省、江苏省都来了。") == []


# ---------------------------------------------------------------- ambiguous names


@pytest.mark.parametrize("name", ["市中区", "鼓楼区", "朝阳区"])
def test_a_name_of_many_places_alone_stays_ambiguous(name):
    found = resolve_regions(GAZETTEER, f"{name}的经验", [f"{name}的干部很忙。"])
    assert found.labels == ()
    [open_name] = found.ambiguous
    assert (open_name.name, open_name.passage, open_name.start, open_name.end) == (name, -1, 0, len(name))
    assert len(open_name.candidates) > 1
    assert not any(GAZETTEER.get(code).abolished for code in open_name.candidates)


@pytest.mark.parametrize("name", ["高新区", "经开区"])
def test_a_zone_without_a_place_stays_ambiguous(name):
    found = resolve_regions(GAZETTEER, "", [f"{name}的干部很忙。"])
    assert found.labels == ()
    assert [open_name.name for open_name in found.ambiguous] == [name]


@pytest.mark.parametrize(
    ("witness", "name", "code"),
    [
        ("内江市开了会。", "市中区", "511002"),
        ("乐山市开了会。", "市中区", "511102"),
        ("东兴区也来了，威远县也来了。", "市中区", "511002"),
        ("南京市开了会。", "鼓楼区", "320106"),
        ("长春市开了会。", "朝阳区", "220104"),
        ("吉林省开了会。", "朝阳区", "220104"),
        ("四川省内江市资中县来了。", "高新区", "Z-neijiang-hightech"),
        ("吉林市开了会。", "吉林", "220200"),
        ("辽宁省开了会。", "朝阳", "211300"),
        ("青海省开了会。", "海南州", "632500"),
        ("江苏省开了会。", "昆山", "320583"),
        ("广东省开了会。", "松山湖高新区", "Z-dongguansongshanhu-hightech"),
        ("威海市开了会。", "临港经开区", "Z-weihailingang-etdz"),
    ],
)
def test_the_rest_of_the_article_says_which_one(witness, name, code):
    found = resolve_regions(GAZETTEER, "", [witness, f"今年{name}的干部很忙。"])
    [label] = [label for label in found.labels if label.code == code] or [None]
    assert label is not None
    assert not found.ambiguous


def test_two_places_equally_near_leave_it_open_but_narrow_it():
    [open_name] = resolve_regions(GAZETTEER, "四川省", ["市中区的干部很忙。"]).ambiguous
    assert set(open_name.candidates) == {"511002", "511102"}


def test_the_nearer_passage_decides_between_two_cities():
    found = resolve_regions(GAZETTEER, "", ["济南市来取经。", "内江市答应了，市中区带路。"])
    assert "511002" in {label.code for label in found.labels}


def test_hints_decide_and_label_nothing():
    found = resolve_regions(GAZETTEER, "市中区的经验", [], hints=("511000", "unknown"))
    assert [(label.code, label.rule) for label in found.labels] == [("511002", "context")]


def test_a_zone_no_list_knows_gives_its_place_and_owns_the_bare_name():
    found = resolve_regions(GAZETTEER, "大邑经开区的路", ["经开区修了路。"])
    assert [(label.code, label.rule) for label in found.labels] == [("510129", "zone-unlisted")]
    assert found.ambiguous == ()


# ---------------------------------------------------------------- words that are no places


@pytest.mark.parametrize(
    "text",
    [
        "朝阳产业前景好。",
        "长治久安。",
        "上级要求合作市场化。",
        "这是国家高新区建设的一道课题。",
        "各高新区都要学。",
        "中山路步行街很热闹。",
        "黄河南岸种了树。",
        "孙中山先生。",
        "适应城市发展。",
        "管理县城。",
        "老城区改造，新城区建设。",
        "境内江河纵横。",
        "公安机关和新兴领域。",
        "大理石和普洱茶。",
        "滨湖新区和临港经开区都在建。",
    ],
)
def test_a_word_that_holds_the_name_of_a_place_is_no_place(text):
    found = resolve_regions(GAZETTEER, "", [text])
    assert found == resolve_regions(GAZETTEER, "", [""])


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("四川省公安机关。", {"510000"}),
        ("广东新兴产业。", {"440000"}),
        ("湖南绿色通道。", {"430000"}),
        ("上海市黄浦江两岸。", {"310000"}),
        ("洛阳市老城区。", {"410302"}),
        ("甘肃省和政府。", {"620000"}),
        ("烟台市民营企业。", {"370600"}),
    ],
)
def test_a_short_name_that_is_a_word_needs_its_city_in_front(text, codes):
    assert everything(text) == codes


def test_the_name_of_a_firm_is_weak_evidence_and_makes_no_subject():
    found = resolve_regions(GAZETTEER, "", ["西安某某技术有限公司在内江市投产。", "上海交大来了。"])
    assert {(label.code, label.role, label.rule) for label in found.labels} == {
        ("511000", "subject", "name"),
        ("610100", "mentioned", "organisation"),
        ("310000", "mentioned", "organisation"),
    }


# ---------------------------------------------------------------- evidence


def test_evidence_is_the_exact_span_and_the_sentence_around_it():
    text = "先说别的。去年，四川省内江市市中区很忙。后来也忙。"
    [label] = resolve_regions(GAZETTEER, "", [text]).labels
    assert text[label.start : label.end] == "四川省内江市市中区"
    assert text[slice(*label.sentence)] == "去年，四川省内江市市中区很忙。"
    assert (label.passage, label.rule, label.confidence) == (0, "chain", RULES["chain"])


def test_the_title_shows_a_place_before_the_body_does():
    [label] = resolve_regions(GAZETTEER, "眉山的企业", ["四川省眉山市很忙。"]).labels
    assert (label.code, label.passage, label.start, label.end) == ("511400", -1, 0, 2)


def test_in_the_body_the_surest_name_shows_the_place():
    found = resolve_regions(GAZETTEER, "内江市", ["去南通看看。", "江苏省南通市很忙。"])
    [label] = [label for label in found.labels if label.code == "320600"]
    assert (label.passage, label.rule) == (1, "chain")


@pytest.mark.parametrize("gap", ["\n", " ", "\u3000", "\u200b", " \n "])
def test_a_name_broken_by_a_line_end_or_a_space_is_found_and_the_span_covers_the_gap(gap):
    text = f"近日，四川省内{gap}江市市{gap}中区开会。"
    [label] = resolve_regions(GAZETTEER, "", [text]).labels
    assert label.code == "511002"
    assert text[label.start : label.end] == f"四川省内{gap}江市市{gap}中区"


# ---------------------------------------------------------------- any text


@settings(deadline=None)
@given(title=place_texts(), passages=st.lists(place_texts(), max_size=4))
def test_any_text_resolves_and_spans_lie_in_it(title, passages):
    found = resolve_regions(GAZETTEER, title, passages)
    texts = [title, *passages]
    for label in found.labels:
        text = texts[label.passage + 1]
        first, last = label.sentence
        assert 0 <= first <= label.start < label.end <= last <= len(text)
        assert label.confidence == RULES[label.rule]
        assert 0 < label.confidence < 1
        assert GAZETTEER.get(label.code)
    for item in found.ambiguous:
        assert item.candidates
        assert item.name in fold(texts[item.passage + 1][item.start : item.end])
    assert max(Counter(label.code for label in found.labels).values(), default=1) == 1


@given(text=place_texts())
def test_mentions_stand_in_order_and_never_overlap(text):
    found = find_mentions(GAZETTEER, text, passage=0)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(fold(text[mention.start : mention.end]).startswith(mention.name) for mention in found)


# ---------------------------------------------------------------- the measure


def test_the_measure_counts_titles_and_lists_errors():
    laws = [
        ("内江市养犬条例", "第一条 为了内江市。", "四川"),
        ("养犬条例", "第一条 四川省的事。", "四川"),
        ("养犬条例", "第一条", "四川"),
        ("四川路养犬条例", "第一条", "上海"),
    ]
    score = measure(laws)
    assert (score.named, score.right, score.unnamed, score.unnamed_right) == (2, 1, 2, 1)
    assert score.precision == 0.5
    assert [title for title, _, _ in score.errors] == ["养犬条例", "四川路养犬条例"]


def test_without_data_the_measure_says_so_in_one_line(capsys, tmp_path):
    assert measure_regions([]) == 0
    assert measure_regions([str(tmp_path / "absent.jsonl.gz")]) == 0
    assert capsys.readouterr().out.count("\n") == 2


def test_the_gazetteer_is_read_once():
    assert load_gazetteer() is GAZETTEER
