"""Can a reader fold articles that are nearly the same, and is every one of them still there?"""

import pytest
from sites import indexed, read, write

from search.query.request import Query
from web import create_app
from web.results import listing

SAID = "红色管家上门收集诉求，“一单到底”，件件有回音，事事有着落，群众满意才算办结，党员先锋岗全程跟办。"
OTHER = "青石市推出政商沙龙，产业链党委每月听取企业意见，现场答复，逐项销号，党员带头服务。"
ALONE = "党员在这一篇里只出现一次，此外别无相同之处，自成一篇。"


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """Index a group of four, one of two, and one article by itself."""
    folder = tmp_path_factory.mktemp("near") / "articles"
    for number in range(4):
        write(
            folder,
            f"a-{number}",
            f"甲<i>之{number}",
            SAID + "尾" * number,
            published=f"2024-0{9 - number}-01",
            publication="连城日报",
            regions=("510000",),
        )
    for number in range(2):
        write(folder, f"b-{number}", f"乙之{number}", OTHER, published=f"2023-01-0{number + 1}")
    write(folder, "c-0", "丙", ALONE, published="2022-01-01")
    return indexed(folder)


@pytest.fixture(scope="module")
def client(engine):
    return create_app(engine).test_client()


def linked(tree):
    """Return the ids of the articles of a page, each once: as hits, and as folded under one."""
    hits = {
        hit.xpath(".//h2/abbr/@title")[0]: hit.xpath(".//details[@class='near']//abbr/@title")
        for hit in tree.xpath("//article[@class='hit']")
    }
    return hits, [*hits, *(name for own in hits.values() for name in own)]


@pytest.mark.parametrize("page", [1, 2])
def test_a_page_folds_what_is_nearly_the_same_under_the_first_and_leaves_nothing_out(client, page):
    asked = f"/search?q=党员&sort=newest&size=5&page={page}"
    plain, near = linked(read(client, asked)), linked(read(client, f"{asked}&near=1"))
    assert not [own for own in plain[0].values() if own]
    assert sorted(plain[1]) == sorted(near[1])
    folded = {1: {"a-0": ["a-1", "a-2", "a-3"], "b-1": []}, 2: {"b-0": [], "c-0": []}}
    assert near[0] == folded[page]


@pytest.mark.parametrize(
    ("lang", "more", "group", "said"),
    [
        (
            "zh",
            "另有 3 篇近乎相同",
            "全部结果中，这一组共 4 篇",
            "检出 7 篇文章；近乎相同的每组只计一次，则为 3 篇。",
        ),
        (
            "en",
            "3 more nearly the same",
            "4 articles in this group, of all results",
            "7 articles were found; 3 if each group of nearly the same counts once.",
        ),
    ],
)
def test_both_counts_and_each_group_lead_to_the_table_that_says_the_same(client, lang, more, group, said):
    tree = read(client, f"/search?q=党员&sort=newest&size=5&near=1&lang={lang}")
    (both,) = tree.xpath("//p[@class='both']")
    assert both.text.strip() == said
    (first, second) = tree.xpath("//article[@class='hit']")[:2]
    assert first.findtext(".//summary") == more
    assert first.findtext(".//a[@class='group-of']") == group
    assert not second.xpath(".//details")
    assert second.xpath(".//a[@class='group-of']")
    folded = first.xpath(".//details[@class='near']//li")[0]
    assert folded.get("id") == "result-2"
    assert folded.xpath("./a")[0].text_content() == "甲<i>之1"
    assert folded.xpath("./a/@href")[0].startswith("/articles/a-1?q=")
    about = folded.xpath("./p")[0].text_content()
    assert "连城日报" in about
    assert "2024-08-01" in about
    assert ("Sichuan" if lang == "en" else "四川") in about
    for link in (*both.xpath("./a/@href"), *first.xpath(".//a[@class='group-of']/@href")):
        table = read(client, link)
        assert said in table.text_content()
        assert {"a-0", "a-1", "a-2", "a-3"} <= {
            href.split("/")[2].split("?")[0] for href in table.xpath("//td//a/@href") if "/articles/" in href
        }


def test_the_switch_goes_along_and_back_and_sets_nothing_else(client):
    tree = read(client, "/search?q=党员&size=5&rows=compact")
    (on,) = tree.xpath("//nav[contains(@class, 'nears')]/a/@href")
    near = read(client, on)
    for place in ("//nav[@class='pages']/a", "//a[@class='value']", "//nav[@class='sorts']/a"):
        links = near.xpath(f"{place}/@href")
        assert links
        assert all("near=1" in link and "rows=compact" in link for link in links)
    assert near.xpath("//form[@role='search']//input[@name='near']/@value") == ["1"]
    (back,) = near.xpath("//nav[contains(@class, 'nears')]/a/@href")
    assert "near" not in back
    assert "rows=compact" in back
    article = read(client, near.xpath("//details[@class='near']//a/@href")[0].partition("#")[0])
    assert any("/search?" in link and "near=1" in link for link in article.xpath("//main//a/@href"))
    (handed,) = [link for link in near.xpath("//p[@class='handed']/a/@href") if link.endswith("near=1")]
    assert handed.startswith("/api/v1/search?")


@pytest.mark.parametrize("query", ["", "党员", "政商沙龙", "年", "region:四川省"])
def test_json_says_the_counts_and_groups_of_the_instrument(engine, client, query):
    plain = client.get(f"/api/v1/search?q={query}").json
    body = client.get(f"/api/v1/search?q={query}&near=1").json
    table = engine.instrument("shared", query, per="groups")
    assert body["groups"] == {name: table.counts[name] for name in ("articles", "groups")}
    assert body["groups"]["articles"] == body["total"]["articles"]
    groups = {one["article"]: {"group": one["group"], "articles": one["size"]} for one in table.records()}
    assert [hit.pop("near") for hit in body["hits"]] == [
        groups.get(hit["article"]["id"]) for hit in plain["hits"]
    ]
    assert body["hits"] == plain["hits"]
    assert not body["notices"]
    assert "groups" not in plain


def test_beyond_the_limit_page_and_json_say_so_and_fold_nothing(client, monkeypatch):
    monkeypatch.setattr(listing, "NEAR", 6)
    monkeypatch.setattr("web.api.grouping.NEAR", 6)
    tree = read(client, "/search?q=党员&near=1")
    (notice,) = tree.xpath("//p[@class='notice']")
    assert "6" in notice.text
    assert "检出 7 篇文章" in read(client, notice.xpath("./a/@href")[0]).text_content()
    assert not tree.xpath("//details[@class='near'] | //p[@class='both']")
    assert len(linked(tree)[1]) == 7
    body = client.get("/api/v1/search?q=党员&near=1&lang=en").json
    assert body["groups"] is None
    assert [one["code"] for one in body["notices"]] == ["near-many"]


def test_a_value_that_near_cannot_have_is_refused_by_the_api_alone(client):
    answer = client.get("/api/v1/search?q=党员&near=甲")
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "parameter-choice")
    assert not linked(read(client, "/search?q=党员&near=甲"))[0]["a-0"]


def test_no_grouping_is_found_where_none_is_asked_for(engine, client, monkeypatch):
    def never(_):
        raise AssertionError

    monkeypatch.setattr(engine, "grouping", never)
    read(client, "/search?q=党员")
    assert engine.run(Query("党员")).total.articles == 7
