"""Do citations say what the source states, in forms that other programs read back?"""

import re
from datetime import date

import pytest
from hypothesis import given
from strategies import hostile_text

from index.corpus.articles import Source
from index.labels.record import ArticleRecord
from web import create_app
from web.citations import Citation, highwire

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
    assert response.headers["Content-Disposition"] == f'attachment; filename="meishan.{form}"'
    assert f"https://jiansuo.example/articles/meishan#{passage}" in response.text


def test_the_page_cites_the_passage_it_is_asked_for(client, bundled):
    passage = bundled.article("meishan").passages[2].id
    assert (
        f"https://jiansuo.example/articles/meishan#{passage}."
        in client.get(f"/articles/meishan?cite={passage}").text
    )
