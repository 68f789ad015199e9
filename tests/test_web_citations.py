"""Do citations say what the source states, in forms that other programs read back?"""

import re
from datetime import date
from urllib.parse import quote

import pytest
from hypothesis import given
from lxml import html as lxml_html
from strategies import hostile_text

from index.corpus.articles import Source
from index.labels.record import ArticleRecord
from web import create_app
from web.citations import Citation, highwire, nested
from web.reading.citing import text_fragment

READ = date(2026, 3, 9)
LINK = "https://jiansuo.example/articles/lian#0123456789ab"
ACCESSED = "Accessed March 9, 2026."
BARE = {
    "id": "lian",
    "title": "连城样文",
    "subtitle": "",
    "publication": "",
    "published": "",
    "authors": [],
    "language": "zh",
    "source": Source(),
}
FULL = BARE | {
    "subtitle": "一次试验",
    "publication": "连城日报",
    "published": "2024-03-12",
    "authors": ["记者甲", "记者乙"],
    "source": Source(file="lc.txt", url="https://example.org/lc_1", rights="自拟"),
}


def cite(**changes):
    return Citation.of(ArticleRecord(**FULL | changes), LINK, read=READ)


@pytest.fixture(scope="module")
def client(bundled):
    return create_app(bundled, site="https://jiansuo.example/").test_client()


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
        (BARE, f"连城样文[EB/OL]. [2026-03-09]. {LINK}."),
    ],
)
def test_gbt_7714_names_what_is_known_and_nothing_else(changes, expected):
    assert cite(**changes).gbt7714() == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {},
            f"记者甲, and 记者乙. “连城样文：一次试验.” 连城日报, March 12, 2024. {ACCESSED} {LINK}.",
        ),
        (
            {"published": "2024-03", "authors": ["记者甲"]},
            f"记者甲. “连城样文：一次试验.” 连城日报, March 2024. Accessed March 9, 2026. {LINK}.",
        ),
        (BARE, f"“连城样文.” Accessed March 9, 2026. {LINK}."),
    ],
)
def test_the_english_entry_names_what_is_known(changes, expected):
    assert cite(**changes).chicago() == expected


def test_bibtex_holds_the_facts_of_the_original_and_the_permanent_link():
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},$", cite().bibtex(), re.MULTILINE))
    assert cite().bibtex().startswith("@article{lian,\n")
    assert fields == {
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


def test_ris_holds_the_facts_of_the_original_and_the_permanent_link():
    rows = [line.split("  - ", 1) for line in cite().ris().splitlines()]
    assert rows[0] == ["TY", "NEWS"]
    assert rows[-1] == ["ER", ""]
    assert [value for tag, value in rows if tag == "AU"] == ["记者甲", "记者乙"]
    found = dict(rows)
    assert (found["DA"], found["T2"], found["UR"]) == ("2024/03/12", "连城日报", LINK)
    assert found["L2"] == "https://example.org/lc_1"


@given(hostile_text(), hostile_text(), hostile_text(20))
def test_hostile_facts_stay_one_record(title, publication, author):
    made = cite(title=title, publication=publication, authors=[author])
    lines = made.ris().split("\r\n")
    assert (
        sum(line.startswith("TY  - ") for line in lines)
        == sum(line.startswith("ER  - ") for line in lines)
        == 1
    )
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
    entry = re.sub(r"\\[{}]", "", made.bibtex())
    depth = 0
    for place, char in enumerate(entry):
        depth += (char == "{") - (char == "}")
        assert depth > 0 or place >= len(entry.rstrip()) - 1 or "{" not in entry[:place]
    assert depth == 0
    assert not re.search(r"(?<!\\)[%#&$]", re.sub(r"(?m)^  url = .*$", "", entry))
    made.gbt7714().encode()
    made.chicago().encode()


def test_highwire_tags_leave_out_what_is_not_known():
    assert highwire(Citation.of(ArticleRecord(**BARE), LINK, read=READ)) == [
        ("citation_title", "连城样文"),
        ("citation_language", "zh"),
        ("citation_public_url", LINK),
    ]
    assert [value for name, value in highwire(cite()) if name == "citation_author"] == ["记者甲", "记者乙"]


@pytest.mark.parametrize(
    ("form", "kind"), [("ris", "application/x-research-info-systems"), ("bib", "application/x-bibtex")]
)
def test_files_are_sent_with_the_link_of_the_passage(client, bundled, form, kind):
    passage = bundled.article("meishan").passages[2].id
    response = client.get(f"/articles/meishan.{form}?passage={passage}")
    assert response.headers["Content-Type"] == f"{kind}; charset=utf-8"
    file = response.headers["Content-Disposition"]
    assert file == f'attachment; filename="meishan-{passage}.{form}"'
    assert f"https://jiansuo.example/articles/meishan#{passage}" in response.text
    assert "par. 3" in response.text


def test_each_passage_has_an_entry_with_a_key_of_its_own(client, bundled):
    keys = []
    for passage in ("", *(passage.id for passage in bundled.article("meishan").passages)):
        entry = client.get(f"/articles/meishan.bib?passage={passage}").text
        keys.append(re.match(r"@\w+\{([a-z0-9-]+),\n", entry)[1])
    assert len(set(keys)) == len(keys) > 5


@pytest.mark.parametrize(
    ("changes", "entry", "english"),
    [
        ({}, "连城日报, 2024-03-12: 第5段[2026-03-09]", "连城日报, March 12, 2024, par. 5. Accessed"),
        (
            {"publication": ""},
            "连城样文：一次试验[EB/OL]. 第5段(2024-03-12)[2026-03-09]",
            "March 12, 2024, par. 5.",
        ),
        (BARE, "连城样文[EB/OL]. 第5段[2026-03-09]", "“连城样文.” Par. 5. Accessed"),
    ],
)
def test_the_entry_of_a_passage_tells_its_number(changes, entry, english):
    made = Citation.of(ArticleRecord(**FULL | changes), LINK, read=READ, passage="0123456789ab", number=5)
    assert entry in made.gbt7714()
    assert english in made.chicago()
    assert "  pages = {par. 5},\n" in made.bibtex()
    assert "\r\nSP  - par. 5\r\n" in made.ris()


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
    assert cite().quotation(text, english=False).startswith(f"“{expected}”（")
    assert f"“{expected}" in cite(title=text, subtitle="").chicago()


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
    assert files == [f"/articles/meishan.{form}?passage={passage.id}" for form in ("bib", "ris")]
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一句短话。", quote("一句短话。")),
        ("a-b, c&d", "a%2Db%2C%20c%26d"),
        ("甲事办成，乙事也办成了，丙事还在办。", quote("甲事办成，乙事也办成了，丙事还在办。")),
        (
            "开头一句，" * 3 + "中间的话，" + "末尾一句。" * 2,
            quote("开头一句，" * 2) + "," + quote("末尾一句。" * 2),
        ),
        ("没有标点的一长串字" * 9, quote("没有标点的一长串字" * 9)),
    ],
)
def test_a_link_to_words_names_them_whole_or_by_their_ends(text, expected):
    assert text_fragment("/a#p", text) == f"/a#p:~:text={expected}"
