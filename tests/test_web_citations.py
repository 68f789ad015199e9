"""Do citations say what the source states, in forms that other programs read back?"""

import json
import re
from datetime import date
from urllib.parse import quote

import bibtexparser
import pytest
import rispy
from click.testing import CliRunner
from hypothesis import given, settings
from lxml import html as lxml_html
from strategies import hostile_text

from index.corpus.articles import Source
from index.labels.record import ArticleRecord
from index.text.words import Segmenter
from web import create_app
from web.citations.citation import Citation, nested
from web.citations.embedded import highwire, json_ld
from web.citations.names import persons, romanised
from web.citations.styles import ENTRIES, FILES, STYLES, quotation, style_named
from web.cli.commands import main
from web.reading.citing import text_fragment

READ = date(2026, 3, 9)
LINK = "https://jiansuo.example/articles/lian#0123456789ab"
ACCESSED = "Accessed March 9, 2026."
CUT = Segmenter().parts
BARE = {
    "id": "lian",
    "title": "连城样文",
    "subtitle": "",
    "publication": "",
    "published": "",
    "authors": [],
    "language": "zh",
    "source": Source(),
    "more": {},
}
FULL = BARE | {
    "subtitle": "一次试验",
    "publication": "连城日报",
    "published": "2024-03-12",
    "authors": ["记者甲", "记者乙"],
    "source": Source(file="lc.txt", url="https://example.org/lc_1", rights="自拟"),
}
NAMES = {
    "authors": ["本报记者 单 甲", "欧阳乙丙", "连城日报社"],
    "subtitle": "",
    "more": {"edition": ("A03",)},
}
MAGAZINE = {
    "publication": "连城月刊",
    "authors": ["曾乙"],
    "subtitle": "",
    "more": {"volume": ("12",), "issue": ("3",), "pages": ("5-7",)},
}
ENGLISH = {
    "language": "en",
    "title": "A day in Liancheng",
    "subtitle": "",
    "publication": "Liancheng Daily",
    "authors": ["Zhang Sanfeng", "Doe, Jane Ann", "Li Jia", "Wang Yi"],
}


def cite(link=LINK, passage="", number=0, **changes):
    record = ArticleRecord(**FULL | changes)
    return Citation.of(record, link, read=READ, passage=passage, number=number, cut=CUT)


def written(style, **changes):
    return style_named(style).write(cite(**changes))


@pytest.fixture(scope="module")
def client(bundled):
    return create_app(bundled, site="https://jiansuo.example/").test_client()


# ---------------------------------------------------------------- entries


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, f"记者甲，记者乙. 连城样文：一次试验[N/OL]. 连城日报，2024-03-12. {LINK}."),
        (NAMES, f"单甲，欧阳乙丙，连城日报社. 连城样文[N/OL]. 连城日报，2024-03-12（A03）. {LINK}."),
        (
            NAMES | {"link": ""},
            (
                "单甲，欧阳乙丙，连城日报社. 连城样文[N/OL]. "
                "连城日报，2024-03-12（A03）. https://example.org/lc_1."
            ),
        ),
        (
            NAMES | {"link": "", "source": Source()},
            "单甲，欧阳乙丙，连城日报社. 连城样文[N]. 连城日报，2024-03-12（A03）.",
        ),
        (
            {"authors": ["记者甲", "记者乙", "记者丙", "记者丁"]},
            f"记者甲，记者乙，记者丙，等. 连城样文：一次试验[N/OL]. 连城日报，2024-03-12. {LINK}.",
        ),
        (MAGAZINE, f"曾乙. 连城样文[J/OL]. 连城月刊，2024，12（3）：5-7. {LINK}."),
        (MAGAZINE | {"more": {"issue": ("3",)}}, f"曾乙. 连城样文[J/OL]. 连城月刊，2024（3）. {LINK}."),
        (
            MAGAZINE | {"more": {"medium": ("magazine",)}},
            f"曾乙. 连城样文[J/OL]. 连城月刊，2024-03-12. {LINK}.",
        ),
        (
            {"more": {"medium": ("web",)}},
            f"记者甲，记者乙. 连城样文：一次试验[EB/OL]. 连城日报（2024-03-12）[2026-03-09]. {LINK}.",
        ),
        (BARE, f"连城样文[EB/OL]. [2026-03-09]. {LINK}."),
        (
            ENGLISH,
            (
                "Zhang Sanfeng, Doe J A, Li Jia, et al. A day in Liancheng[N/OL]. "
                f"Liancheng Daily, 2024-03-12. {LINK}."
            ),
        ),
    ],
)
def test_gb_t_7714_2025_names_what_is_known_and_nothing_else(changes, expected):
    assert written("gb7714-2025", **changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, f"记者甲, 记者乙. 连城样文：一次试验[N/OL]. 连城日报, 2024-03-12[2026-03-09]. {LINK}."),
        ({"published": ""}, f"记者甲, 记者乙. 连城样文：一次试验[N/OL]. 连城日报[2026-03-09]. {LINK}."),
        ({"authors": []}, f"连城样文：一次试验[N/OL]. 连城日报, 2024-03-12[2026-03-09]. {LINK}."),
        (
            {"authors": ["记者甲", "记者乙", "记者丙", "记者丁"], "subtitle": ""},
            f"记者甲, 记者乙, 记者丙, 等. 连城样文[N/OL]. 连城日报, 2024-03-12[2026-03-09]. {LINK}.",
        ),
        (
            {"publication": ""},
            f"记者甲, 记者乙. 连城样文：一次试验[EB/OL]. (2024-03-12)[2026-03-09]. {LINK}.",
        ),
        (MAGAZINE, f"曾乙. 连城样文[J/OL]. 连城月刊, 2024, 12(3): 5-7[2026-03-09]. {LINK}."),
        (BARE, f"连城样文[EB/OL]. [2026-03-09]. {LINK}."),
        (
            ENGLISH,
            (
                "ZHANG Sanfeng, DOE J A, LI Jia, et al. A day in Liancheng[N/OL]. "
                f"Liancheng Daily, 2024-03-12[2026-03-09]. {LINK}."
            ),
        ),
    ],
)
def test_gb_t_7714_2015_is_there_for_who_asks(changes, expected):
    assert written("gb7714-2015", **changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            NAMES | {"authors": ["单甲", "欧阳乙丙"]},
            (
                "Shan Jia 单甲 and Ouyang Yibing 欧阳乙丙. “Liancheng yangwen” 连城样文. "
                f"Liancheng Ribao 连城日报, March 12, 2024, A03. {LINK}."
            ),
        ),
        (
            {"published": "2024-03", "authors": ["记者甲"]},
            (
                "Jizhe Jia 记者甲. “Liancheng yangwen: Yici shiyan” 连城样文：一次试验. "
                f"Liancheng Ribao 连城日报, March 2024. {LINK}."
            ),
        ),
        (BARE, f"“Liancheng yangwen” 连城样文. {ACCESSED} {LINK}."),
        (
            ENGLISH | {"authors": ["Zhang Sanfeng"]},
            f"Zhang Sanfeng. “A day in Liancheng.” Liancheng Daily, March 12, 2024. {LINK}.",
        ),
    ],
)
def test_chicago_gives_chinese_in_latin_letters_and_as_it_is(changes, expected):
    assert romanised("样文", CUT) == "Yang wen"  # two words to the dictionary
    assert written("chicago", **changes) == expected.replace("yangwen", "yang wen")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            NAMES,
            (
                "Shan, J., Ouyang, Y., & Liancheng Ribaoshe. (2024, March 12). Liancheng yang wen 连城样文. "
                f"Liancheng Ribao 连城日报, A03. {LINK}"
            ),
        ),
        (
            MAGAZINE,
            (
                "Zeng, Y. (2024, March 12). Liancheng yang wen 连城样文. "
                f"Liancheng Yuekan 连城月刊, 12(3), 5–7. {LINK}"
            ),
        ),
        (BARE, f"Liancheng yang wen 连城样文. (n.d.). Retrieved March 9, 2026, from {LINK}"),
        (
            ENGLISH | {"published": "2024-03"},
            (
                "Zhang, S., Doe, J. A., Li, J., & Wang, Y. (2024, March). A day in Liancheng. "
                f"Liancheng Daily. {LINK}"
            ),
        ),
    ],
)
def test_apa_has_surnames_initials_and_pinyin(changes, expected):
    assert written("apa", **changes) == expected


DOE = ["Doe, Jane Ann"]
OFFICES = ["Liancheng News Office", "Songling Information Office"]
DAY = ENGLISH | {"title": "A Day in Liancheng", "authors": DOE}
# What citeproc 2.4.63 makes of our CSL-JSON with the official styles: GB/T 7714-2015 numeric of 2024-01-22,
# APA of 2026-02-07, Chicago notes and bibliography of 2025-02-09 (what has an issue as a journal's). Chinese
# is not turned into Latin letters there, so that Chicago and APA are compared where the source is English.
# Ours differ on purpose: the site of a web page is named, the page of a newspaper in Chicago, and bodies have
# no capitals in GB/T 7714.
ORACLE = [
    (
        "gb7714-2015",
        {"authors": ["记者甲", "记者乙", "记者丙", "记者丁"]},
        "记者甲, 记者乙, 记者丙, 等. 连城样文：一次试验[N/OL]. 连城日报, 2024-03-12[2026-03-09]. {}.",
    ),
    ("gb7714-2015", {}, "记者甲, 记者乙. 连城样文：一次试验[N/OL]. 连城日报, 2024-03-12[2026-03-09]. {}."),
    (
        "gb7714-2015",
        NAMES,
        "单甲, 欧阳乙丙, 连城日报社. 连城样文[N/OL]. 连城日报, 2024-03-12(A03)[2026-03-09]. {}.",
    ),
    ("gb7714-2015", MAGAZINE, "曾乙. 连城样文[J/OL]. 连城月刊, 2024, 12(3): 5-7[2026-03-09]. {}."),
    (
        "gb7714-2015",
        MAGAZINE | {"more": {"issue": ("3",)}},
        "曾乙. 连城样文[J/OL]. 连城月刊, 2024(3)[2026-03-09]. {}.",
    ),
    ("gb7714-2015", {"authors": []}, "连城样文：一次试验[N/OL]. 连城日报, 2024-03-12[2026-03-09]. {}."),
    ("gb7714-2015", DAY, "DOE J A. A Day in Liancheng[N/OL]. Liancheng Daily, 2024-03-12[2026-03-09]. {}."),
    ("apa", DAY, "Doe, J. A. (2024, March 12). A Day in Liancheng. Liancheng Daily. {}"),
    ("chicago", DAY, "Doe, Jane Ann. “A Day in Liancheng.” Liancheng Daily, March 12, 2024. {}."),
    (
        "gb7714-2015",
        DAY | {"authors": [*DOE, "Roe, Richard"]},
        "DOE J A, ROE R. A Day in Liancheng[N/OL]. Liancheng Daily, 2024-03-12[2026-03-09]. {}.",
    ),
    (
        "apa",
        DAY | {"authors": [*DOE, "Roe, Richard"]},
        "Doe, J. A., & Roe, R. (2024, March 12). A Day in Liancheng. Liancheng Daily. {}",
    ),
    (
        "chicago",
        DAY | {"authors": [*DOE, "Roe, Richard"]},
        "Doe, Jane Ann, and Richard Roe. “A Day in Liancheng.” Liancheng Daily, March 12, 2024. {}.",
    ),
    (
        "gb7714-2015",
        DAY | {"authors": [*DOE, "Roe, Richard", "Poe, Ann"]},
        "DOE J A, ROE R, POE A. A Day in Liancheng[N/OL]. Liancheng Daily, 2024-03-12[2026-03-09]. {}.",
    ),
    (
        "apa",
        DAY | {"authors": [*DOE, "Roe, Richard", "Poe, Ann"]},
        "Doe, J. A., Roe, R., & Poe, A. (2024, March 12). A Day in Liancheng. Liancheng Daily. {}",
    ),
    (
        "chicago",
        DAY | {"authors": [*DOE, "Roe, Richard", "Poe, Ann"]},
        "Doe, Jane Ann, Richard Roe, and Ann Poe. “A Day in Liancheng.” Liancheng Daily, March 12, 2024. {}.",
    ),
    (
        "apa",
        DAY | {"authors": OFFICES[:1]},
        "Liancheng News Office. (2024, March 12). A Day in Liancheng. Liancheng Daily. {}",
    ),
    (
        "chicago",
        DAY | {"authors": OFFICES[:1]},
        "Liancheng News Office. “A Day in Liancheng.” Liancheng Daily, March 12, 2024. {}.",
    ),
    (
        "apa",
        DAY | {"authors": OFFICES},
        (
            "Liancheng News Office & Songling Information Office. (2024, March 12). A Day in "
            "Liancheng. Liancheng Daily. {}"
        ),
    ),
    (
        "chicago",
        DAY | {"authors": OFFICES},
        (
            "Liancheng News Office and Songling Information Office. “A Day in Liancheng.” Liancheng "
            "Daily, March 12, 2024. {}."
        ),
    ),
    (
        "gb7714-2015",
        DAY | {"authors": [*DOE, "Roe, Richard"], "more": MAGAZINE["more"]},
        "DOE J A, ROE R. A Day in Liancheng[J/OL]. Liancheng Daily, 2024, 12(3): 5-7[2026-03-09]. {}.",
    ),
    (
        "apa",
        DAY | {"authors": [*DOE, "Roe, Richard"], "more": MAGAZINE["more"]},
        "Doe, J. A., & Roe, R. (2024, March 12). A Day in Liancheng. Liancheng Daily, 12(3), 5–7. {}",
    ),
    (
        "chicago",
        DAY | {"authors": [*DOE, "Roe, Richard"], "more": MAGAZINE["more"]},
        "Doe, Jane Ann, and Richard Roe. “A Day in Liancheng.” Liancheng Daily 12, no. 3 (2024): 5–7. {}.",
    ),
    (
        "gb7714-2015",
        DAY | {"more": {"issue": ("3",)}},
        "DOE J A. A Day in Liancheng[J/OL]. Liancheng Daily, 2024(3)[2026-03-09]. {}.",
    ),
    (
        "apa",
        DAY | {"more": {"issue": ("3",)}},
        "Doe, J. A. (2024, March 12). A Day in Liancheng. Liancheng Daily, (3). {}",
    ),
    (
        "chicago",
        DAY | {"more": {"issue": ("3",)}},
        "Doe, Jane Ann. “A Day in Liancheng.” Liancheng Daily, no. 3 (March 2024). {}.",
    ),
    (
        "gb7714-2015",
        DAY | {"authors": []},
        "A Day in Liancheng[N/OL]. Liancheng Daily, 2024-03-12[2026-03-09]. {}.",
    ),
    ("apa", DAY | {"authors": []}, "A Day in Liancheng. (2024, March 12). Liancheng Daily. {}"),
    ("chicago", DAY | {"authors": []}, "Liancheng Daily. “A Day in Liancheng.” March 12, 2024. {}."),
    (
        "gb7714-2015",
        DAY | {"published": "2024-03"},
        "DOE J A. A Day in Liancheng[N/OL]. Liancheng Daily, 2024-03[2026-03-09]. {}.",
    ),
    (
        "apa",
        DAY | {"published": "2024-03"},
        "Doe, J. A. (2024, March). A Day in Liancheng. Liancheng Daily. {}",
    ),
    (
        "chicago",
        DAY | {"published": "2024-03"},
        "Doe, Jane Ann. “A Day in Liancheng.” Liancheng Daily, March 2024. {}.",
    ),
    (
        "gb7714-2015",
        DAY | {"published": ""},
        "DOE J A. A Day in Liancheng[N/OL]. Liancheng Daily[2026-03-09]. {}.",
    ),
    (
        "apa",
        DAY | {"published": ""},
        "Doe, J. A. (n.d.). A Day in Liancheng. Liancheng Daily. Retrieved March 9, 2026, from {}",
    ),
    (
        "chicago",
        DAY | {"published": ""},
        "Doe, Jane Ann. “A Day in Liancheng.” Liancheng Daily, n.d. Accessed March 9, 2026. {}.",
    ),
]


@pytest.mark.parametrize(("style", "changes", "expected"), ORACLE, ids=str)
def test_entries_are_those_of_citeproc_with_the_official_styles(style, changes, expected):
    assert written(style, **changes) == expected.format(LINK)


def test_no_author_is_lost_whose_name_is_not_divided():
    for style in ("chicago", "apa"):
        assert "Liancheng Office," in written(style, **DAY | {"authors": [*DOE, "Liancheng Office,"]})


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("本报记者 单 甲", [("单甲", "Shan", "Jia")]),
        ("仇乙", [("仇乙", "Qiu", "Yi")]),
        ("曾　甲", [("曾甲", "Zeng", "Jia")]),
        ("解安安", [("解安安", "Xie", "An'an")]),
        ("盖甲、查乙", [("盖甲", "Ge", "Jia"), ("查乙", "Zha", "Yi")]),
        ("记者 尉迟甲 通讯员 万俟乙丙", [("尉迟甲", "Yuchi", "Jia"), ("万俟乙丙", "Moqi", "Yibing")]),
        ("吕甲", [("吕甲", "Lü", "Jia")]),
        ("记者甲", [("记者甲", "Jizhe Jia", "")]),
        ("本报评论员", [("本报评论员", "Benbao Pinglunyuan", "")]),
        ("阿甲·乙", [("阿甲·乙", "A Jia Yi", "")]),
        ("Doe, Jane", [("Doe, Jane", "Doe", "Jane")]),
        ("Xinhua News Agency", [("Xinhua News Agency", "Xinhua News Agency", "")]),
    ],
)
def test_an_author_is_told_from_a_role_and_a_surname_from_a_word(author, expected):
    assert [(one.written, *one.latin(CUT)) for one in persons([author])] == expected


def test_a_text_in_latin_letters_keeps_its_signs_and_numbers():
    text = "产业链党委，“红色管家”：银行（AI）服务123家企业！西安行"
    said = "Chanyeliandangwei, “hongseguanjia”: Yinhang (AI) fuwu 123 jia qiye! Xi'an xing"
    assert romanised(text, CUT) == said
    assert romanised("西安", lambda word: [word]) == "Xi'an"


def test_what_is_longer_than_a_title_is_not_read_aloud():
    long = "记者甲和记者乙" * 20_000
    for style in STYLES:
        assert long in style.write(cite(publication=long, authors=[long])).replace("\\", "")
    assert len(persons([long])) == 1


# ---------------------------------------------------------------- records


ZOTERO = {  # of the translator RIS.js: to which field it takes a tag, by type of item; None: to none
    "newspaperArticle": {"T2": "publicationTitle", "SP": "pages", "IS": None, "VL": None},
    "magazineArticle": {"T2": "publicationTitle", "SP": "pages", "IS": "issue", "VL": "volume"},
    "webpage": {"T2": "websiteTitle", "SP": None, "IS": None, "VL": None},
}
TYPES = {"NEWS": "newspaperArticle", "MGZN": "magazineArticle", "ELEC": "webpage"}
ANY = {"TI": "title", "DA": "date", "LA": "language", "UR": "url", "Y2": "accessDate", "L2": "attachments",
       "N1": "notes", "ID": "__ignore", "PY": "date", "AU": "creators"}  # fmt: skip


def imported(record):
    """Return an item as Zotero makes it of a record: its fields, and its creators by the comma in a name."""
    pairs = [line.split("  - ", 1) for line in record.splitlines()]
    assert (pairs[0][0], pairs[-1]) == ("TY", ["ER", ""])
    item, creators = {"itemType": TYPES[pairs[0][1]]}, []
    for tag, value in pairs[1:-1]:
        field = ZOTERO[item["itemType"]].get(tag, ANY.get(tag))
        assert field, f"{tag} would be lost, or become a note"
        if field == "creators":
            creators.append(dict(zip(("lastName", "firstName"), re.split(r"\s*,\s*", value), strict=False)))
        else:
            item.setdefault(field, value)
    return item, creators


@pytest.mark.parametrize(
    ("changes", "item", "names"),
    [
        (
            NAMES,
            {"itemType": "newspaperArticle", "publicationTitle": "连城日报", "pages": "A03", "date": "2024"},
            ["单甲", "欧阳乙丙", "连城日报社"],
        ),
        (
            MAGAZINE,
            {"itemType": "magazineArticle", "volume": "12", "issue": "3", "pages": "5-7"},
            ["曾乙"],
        ),
        (
            {"more": {"medium": ("web",)}},
            {"itemType": "webpage", "websiteTitle": "连城日报", "language": "zh-CN", "url": LINK},
            ["记者甲", "记者乙"],
        ),
    ],
)
def test_zotero_takes_every_field_of_a_record(changes, item, names):
    found, creators = imported(written("ris", **changes))
    assert item.items() <= found.items()
    assert creators == [{"lastName": name} for name in names]
    assert found["language"] == "zh-CN"


def test_ris_is_read_back_by_a_library():
    (read,) = rispy.loads(written("ris", **NAMES))
    assert read["type_of_reference"] == "NEWS"
    assert read["authors"] == ["单甲", "欧阳乙丙", "连城日报社"]
    assert (read["secondary_title"], read["start_page"], read["date"]) == ("连城日报", "A03", "2024/03/12")
    assert (read["urls"], read["language"]) == ([LINK], "zh-CN")


def test_bibtex_is_read_back_by_a_library():
    library = bibtexparser.parse_string(written("bibtex"))
    assert not library.failed_blocks
    (entry,) = library.entries
    assert (entry.entry_type, entry.key) == ("article", "lian")
    assert {field.key: field.value for field in entry.fields} == {
        "author": "{记者甲} and {记者乙}",
        "title": "{连城样文：一次试验}",
        "journal": "连城日报",
        "year": "2024",
        "month": "mar",
        "day": "12",
        "url": LINK,
        "urldate": "2026-03-09",
        "langid": "chinese",
        "note": r"https://example.org/lc\_1; lc.txt; 自拟",
    }


def test_csl_json_divides_names_and_dates():
    (item,) = json.loads(written("csl", **NAMES, passage="0123456789ab", number=5))
    assert item == {
        "id": "lian-0123456789ab",
        "type": "article-newspaper",
        "title": "连城样文",
        "author": [
            {"family": "单", "given": "甲"},
            {"family": "欧阳", "given": "乙丙"},
            {"literal": "连城日报社"},
        ],
        "container-title": "连城日报",
        "page": "A03, par. 5",
        "issued": {"date-parts": [[2024, 3, 12]]},
        "accessed": {"date-parts": [[2026, 3, 9]]},
        "URL": LINK,
        "language": "zh-CN",
    }


@settings(max_examples=40)
@given(hostile_text(), hostile_text(), hostile_text(20))
def test_hostile_facts_stay_one_record(title, publication, author):
    made = cite(title=title, publication=publication, authors=[author])
    lines = written("ris", title=title, publication=publication, authors=[author]).split("\r\n")
    assert [line[:6] for line in lines].count("TY  - ") == [line[:6] for line in lines].count("ER  - ") == 1
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
    text = written("bibtex", title=title, publication=publication, authors=[author])
    entry = re.sub(r"\\[{}]", "", text)
    depth = 0
    for place, char in enumerate(entry):
        depth += (char == "{") - (char == "}")
        assert depth > 0 or place >= len(entry.rstrip()) - 1 or "{" not in entry[:place]
    assert depth == 0
    assert not re.search(r"(?<!\\)[%#&$]", re.sub(r"(?m)^  url = .*$", "", entry))
    for style in STYLES:
        style.write(made).encode()
    assert len(json.loads(json_ld(made))["headline"]) >= 1
    assert not re.search("[<>&\u2028\u2029]", json_ld(made))


# ---------------------------------------------------------------- what a page says


def test_highwire_tags_leave_out_what_is_not_known():
    assert highwire(Citation.of(ArticleRecord(**BARE), LINK, read=READ)) == [
        ("citation_title", "连城样文"),
        ("citation_language", "zh-CN"),
        ("citation_public_url", LINK),
    ]
    assert [value for name, value in highwire(cite()) if name == "citation_author"] == ["记者甲", "记者乙"]


def test_linked_data_is_a_news_article_with_what_is_known():
    assert json.loads(json_ld(cite(**NAMES))) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": LINK,
        "headline": "连城样文",
        "author": [
            {"@type": "Person", "name": "单甲"},
            {"@type": "Person", "name": "欧阳乙丙"},
            {"@type": "Organization", "name": "连城日报社"},
        ],
        "datePublished": "2024-03-12",
        "inLanguage": "zh-CN",
        "isPartOf": {"@type": "Newspaper", "name": "连城日报"},
        "printEdition": "A03",
        "url": LINK,
        "mainEntityOfPage": LINK,
        "isBasedOn": "https://example.org/lc_1",
    }


@pytest.mark.parametrize("style", FILES, ids=lambda style: style.name)
def test_files_are_sent_with_the_link_of_the_passage(client, bundled, style):
    passage = bundled.article("meishan").passages[2].id
    response = client.get(f"/articles/meishan.{style.ending}?passage={passage}")
    assert response.headers["Content-Type"] == f"{style.type}; charset=utf-8"
    file = response.headers["Content-Disposition"]
    assert file == f'attachment; filename="meishan-{passage}.{style.ending}"'
    assert f"https://jiansuo.example/articles/meishan#{passage}" in response.text
    assert "par. 3" in response.text


def test_each_passage_has_an_entry_with_a_key_of_its_own(client, bundled):
    keys = []
    for passage in ("", *(passage.id for passage in bundled.article("meishan").passages)):
        entry = client.get(f"/articles/meishan.bib?passage={passage}").text
        keys.append(re.match(r"@\w+\{([a-z0-9-]+),\n", entry)[1])
    assert len(set(keys)) == len(keys) > 5


@pytest.mark.parametrize(
    ("changes", "entry", "old", "english"),
    [
        (
            {},
            "连城日报，2024-03-12：第5段. ",
            "连城日报, 2024-03-12: 第5段[2026-03-09]",
            "March 12, 2024, par. 5. http",
        ),
        (NAMES, "2024-03-12（A03）：第5段. ", "2024-03-12(A03): 第5段[2026-03-09]", "2024, A03, par. 5. "),
        (MAGAZINE, "2024，12（3）：5-7，第5段. ", "2024, 12(3): 5-7, 第5段[2026", "5–7, par. 5. "),
        (BARE, "[EB/OL]. 第5段[2026-03-09]", "[EB/OL]. 第5段[2026-03-09]", "连城样文. Par. 5. Accessed"),
    ],
)
def test_the_entry_of_a_passage_tells_its_number(changes, entry, old, english):
    place = {"passage": "0123456789ab", "number": 5}
    assert entry in written("gb7714-2025", **changes, **place)
    assert old in written("gb7714-2015", **changes, **place)
    assert english in written("chicago", **changes, **place)
    assert "par. 5},\n" in written("bibtex", **changes, **place)
    assert "par. 5\r\n" in written("ris", **changes, **place)
    assert "ara. 5. " in written("apa", **changes, **place)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("办“一窗”事", "办‘一窗’事"),
        ("“他说‘好’。”", "‘他说“好”。’"),
        ("don’t“好”", "don’t‘好’"),
        ("没有引号", "没有引号"),
    ],
)
def test_marks_inside_a_quotation_change_places(text, expected):
    assert nested(text) == expected
    assert quotation(cite(), text, ENTRIES[0]).startswith(f"“{expected}”（")
    assert "“Don't ‘hao’” don’t“好”." in written("chicago", title="don’t“好”", subtitle="")


def test_the_page_quotes_and_cites_the_passage_it_is_asked_for(client, bundled):
    passages = enumerate(bundled.article("meishan").passages, 1)
    number, passage = next((at, one) for at, one in passages if at > 3 and one.kind == "paragraph")
    tree = lxml_html.document_fromstring(
        client.get(f"/articles/meishan/cite?passage={passage.id}").get_data()
    )
    link = f"https://jiansuo.example/articles/meishan#{passage.id}"
    assert tree.xpath("//blockquote")[0].text_content() == passage.text
    assert tree.xpath("//h1")[0].text == f"引用第 {number} 段"
    quoted = f"“{nested(' '.join(passage.text.split()))}”（"
    texts = tree.xpath("//button/@data-text")
    assert texts[0] == link
    assert texts[1].startswith(quoted)
    assert f"第{number}段" in texts[1]
    assert f"{link}." in texts[1]
    assert texts[2].startswith(f"{link}:~:text=")
    files = tree.xpath("//section[@id='taking']//a[contains(@href, '.')]/@href")
    assert files == [f"/articles/meishan.{form}?passage={passage.id}" for form in ("bib", "ris", "json")]
    shown = [" ".join(value.text_content().split()) for value in tree.xpath("//dl//dd")]
    assert shown[2] == " ".join(texts[1].split())


def test_a_heading_has_no_link_to_words_which_the_contents_repeat(client, bundled):
    passages = bundled.article("meishan").passages
    for passage in (next(one for one in passages if one.kind == kind) for kind in ("heading", "paragraph")):
        page = client.get(f"/articles/meishan/cite?passage={passage.id}").text
        assert (":~:text=" in page) == (passage.kind == "paragraph")


def test_the_page_cites_a_whole_article_too(client):
    tree = lxml_html.document_fromstring(client.get("/articles/meishan/cite?lang=en").get_data())
    assert tree.xpath("//h1")[0].text == "Cite the article"
    assert not tree.xpath("//blockquote")
    texts = tree.xpath("//button/@data-text")
    assert texts[0] == "https://jiansuo.example/articles/meishan"
    assert "Accessed" in texts[1]
    assert client.get("/articles/meishan/cite?passage=000000000000").status_code == 404


def test_page_api_and_command_say_the_same(client, bundled, bundled_index):
    passage = next(one for one in bundled.article("meishan").passages if one.kind == "paragraph")
    page = client.get(f"/articles/meishan/cite?passage={passage.id}&style=apa")
    tree = lxml_html.document_fromstring(page.get_data())
    told = client.get(f"/api/v1/articles/meishan/cite?passage={passage.id}").json
    assert [one["style"] for one in told["citations"]] == [style.name for style in STYLES]
    for one in told["citations"]:
        row = tree.get_element_by_id(one["style"])
        text = one["text"].replace("\r\n", "\n")  # as a page has it
        assert row.xpath(".//button/@data-text") == [text]
        assert text in (row.findtext("dd"), row.findtext("dd/pre"))
    assert tree.xpath("//*[@class='quoted']/*[@aria-current]/text()") == ["APA"]
    assert told["text"] == passage.text
    assert told["link"] == f"https://jiansuo.example/articles/meishan#{passage.id}"
    site, index = "https://jiansuo.example", str(bundled_index)
    options = ["--site", site, "--index", index]
    run = CliRunner().invoke(main, ["cite", f"meishan#{passage.id}", "--json", *options])
    assert json.loads(run.stdout) == told
    for one in told["citations"]:
        run = CliRunner().invoke(main, ["cite", f"meishan#{passage.id}", "--style", one["style"], *options])
        assert run.stdout.split() == one["text"].split()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("meishan/cite?style=mla", 400),
        ("meishan/cite?passage=000000000000", 404),
        ("nowhere/cite", 404),
    ],
)
def test_what_cannot_be_cited_is_told(client, address, status):
    assert client.get(f"/api/v1/articles/{address}").status_code == status


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一句短话。", quote("一句短话。")),
        ("a-b, c&d", "a%2Db%2C%20c%26d"),
        ("甲事办成，乙事也办成了，丙事还在办。", quote("甲事办成，乙事也办成了，丙事还在办。")),
        (
            "开头一句。" * 3 + "中间的话，没有说完，" + "末尾一句。" + "末尾一句！”",
            quote("开头一句。" * 2) + "," + quote("中间的话，没有说完，末尾一句。末尾一句！”"),
        ),
        (
            "开头的一句有些长，还有后半。" + "中间的话。" * 3 + "末尾一句有八个字。",
            quote("开头的一句有些长，还有后半。") + "," + quote("末尾一句有八个字。"),
        ),
        ("没有标点的一长串字" * 9, quote("没有标点的一长串字" * 9)),
    ],
)
def test_a_link_to_words_names_them_whole_or_by_their_ends(text, expected):
    assert text_fragment("/a#p", text) == f"/a#p:~:text={expected}"
