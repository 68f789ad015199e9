"""Do programs find what is here: feed readers, crawlers, browsers, reference managers?"""

import json
from urllib.parse import parse_qs, urlsplit

import bibtexparser
import feedparser
import pytest
import rispy
from lxml import etree
from lxml import html as lxml_html

from index.build.build import build
from index.corpus.articles import Article, Block, write_article
from search import open_engine
from web import create_app
from web.discovery.sitemap import part_of_map, site_map
from web.discovery.views import CLOSED

SITE = "https://jiansuo.example"
MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
DATES = {"a": "2024-03-12", "b": "2024-05", "c": "2023", "d": ""}
ODD = "样文<b>&\u202e\x0b\ufffe"


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """Open four articles with dates of every precision."""
    folder = tmp_path_factory.mktemp("dated")
    (folder / "articles").mkdir()
    for name, published in DATES.items():
        article = Article(
            id=name,
            title=f"{name}：{ODD if name == 'a' else '样文'}",
            subtitle="副题",
            published=published,
            publication="连城日报",
            authors=("本报记者 单 甲", "欧阳乙"),
            blocks=(Block("paragraph", "样文第一段。"), Block("paragraph", f"样文第二段<i>&{name}。")),
            more={"edition": ("A03",)},
        )
        write_article(article, folder / "articles" / f"{name}.md")
    build([folder / "articles"], folder / "index")
    return open_engine(folder / "index")


@pytest.fixture(scope="module")
def client(engine):
    return create_app(engine, site=SITE).test_client()


def read(client, address):
    return lxml_html.document_fromstring(client.get(address).get_data())


# ---------------------------------------------------------------- feeds


def test_a_feed_has_every_new_passage_of_a_search_newest_article_first(client, engine):
    response = client.get("/feed.atom?q=第一段 OR 第二段")
    assert response.mimetype == "application/atom+xml"
    feed = feedparser.parse(response.get_data())
    assert not feed.bozo
    found = engine.search("第一段 OR 第二段", sort="newest")
    assert len(feed.entries) == found.total.passages == 8
    assert [entry.id for entry in feed.entries] == [
        f"{SITE}/articles/{hit.article.id}#{passage.id}" for hit in found.hits for passage in hit.passages
    ]
    first = feed.entries[1]
    assert (first.link, first.summary_detail.type) == (first.id, "text/plain")
    assert first.summary == "样文第二段<i>&b。"
    assert [author.name for author in first.authors] == ["单甲", "欧阳乙"]
    assert {entry.id.split("/")[-1][0]: entry.updated for entry in feed.entries} == {
        "a": "2024-03-12T00:00:00+08:00",
        "b": "2024-05-01T00:00:00+08:00",
        "c": "2023-01-01T00:00:00+08:00",
        "d": "1970-01-01T00:00:00Z",
    }
    assert feed.feed.updated == "2024-05-01T00:00:00+08:00"
    links = {link.rel: link.href for link in feed.feed.links}
    assert parse_qs(urlsplit(links["self"]).query) == {"q": ["第一段 OR 第二段"]}
    assert links["alternate"].startswith(f"{SITE}/search?q=")
    assert "�" in next(entry.title for entry in feed.entries if "/a#" in entry.id)


def test_a_feed_follows_filters_and_without_a_query_the_articles(client):
    feed = feedparser.parse(client.get("/feed.atom?year=2024").get_data())
    assert [entry.id for entry in feed.entries] == [f"{SITE}/articles/b", f"{SITE}/articles/a"]
    page = read(client, "/search?q=样文&year=2024&lang=en")
    (link,) = page.xpath("//link[@type='application/atom+xml']/@href")
    assert link in page.xpath("//main//a/@href")
    feed = feedparser.parse(client.get(link).get_data())
    assert feed.feed.title == "样文 · Jiansuo"
    assert {entry.id[: len(SITE) + 11] for entry in feed.entries} == {
        f"{SITE}/articles/{name}" for name in "ab"
    }


def test_pages_of_a_feed_lead_to_one_another(stepped):
    client = create_app(stepped, site=SITE).test_client()
    address, seen = "/feed.atom?q=党", []
    while address:
        feed = feedparser.parse(client.get(address).get_data())
        seen += [entry.id for entry in feed.entries]
        links = {link.rel: link.href for link in feed.feed.links}
        address = links.get("next", "").removeprefix(SITE)
    assert len(set(seen)) == len(seen) == stepped.search("党").total.passages > 60
    assert "previous" in links
    assert client.get("/feed.atom?q=(党").status_code == 400


# ---------------------------------------------------------------- site maps


def listed(raw):
    return {one.findtext(f"{MAPS}loc"): one.findtext(f"{MAPS}lastmod") or "" for one in etree.fromstring(raw)}


def test_a_site_map_lists_every_article_with_its_date(client):
    told = listed(client.get("/sitemap.xml").get_data())
    articles = {name: day for name, day in told.items() if "/articles/" in name}
    assert articles == {f"{SITE}/articles/{name}": day for name, day in DATES.items()}
    for address in told:
        page = read(client, address.removeprefix(SITE) or "/")
        assert page.xpath("//link[@rel='canonical']/@href") == [address]
        assert not page.xpath("//meta[@name='robots']")


def test_a_large_corpus_is_listed_in_parts(engine, client):
    top = etree.fromstring(site_map(engine, SITE, each=1))
    assert top.tag == f"{MAPS}sitemapindex"
    parts = [one.findtext(f"{MAPS}loc") for one in top]
    assert sorted(parts) == [
        f"{SITE}/sitemap/{name}.xml" for name in ("2023-1", "2024-1", "2024-2", "none-1")
    ]
    held = {}
    for part in parts:
        year, _, number = part.rsplit("/", 1)[1].removesuffix(".xml").partition("-")
        held |= listed(part_of_map(engine, SITE, year=year, part=int(number), each=1))
    assert held == {f"{SITE}/articles/{name}": day for name, day in DATES.items()}
    assert part_of_map(engine, SITE, year="2024", part=3, each=1) is None
    assert len(listed(client.get("/sitemap/2024-1.xml").get_data())) == 2
    for name in ("2024-2", "1999-1", "2024-0", "x", "2024-1-1"):
        assert client.get(f"/sitemap/{name}.xml").status_code == 404


def test_crawlers_are_kept_from_searches_and_told_of_the_map(client):
    text = client.get("/robots.txt").text
    assert f"\nSitemap: {SITE}/sitemap.xml\n" in text
    assert [line.split()[1] for line in text.splitlines() if line.startswith("Disallow")] == [*CLOSED]
    page = read(client, "/search?q=样文")
    facets = page.xpath("//*[@id='facets']//a")
    assert len(facets) > 5
    assert all("nofollow" in (link.get("rel") or "") for link in facets)


# ---------------------------------------------------------------- browsers


def test_a_browser_learns_how_to_search_and_to_complete(client):
    (address,) = read(client, "/").xpath("//link[@rel='search']/@href")
    top = etree.fromstring(client.get(address).get_data())
    name = {"": top.nsmap[None]}
    assert top.findtext("ShortName", namespaces=name) == "检索"
    templates = {one.get("type"): one.get("template") for one in top.findall("Url", namespaces=name)}
    assert {kind: url.partition("?")[0] for kind, url in templates.items()} == {
        "text/html": f"{SITE}/search",
        "application/atom+xml": f"{SITE}/feed.atom",
        "application/x-suggestions+json": f"{SITE}/suggest",
        "application/opensearchdescription+xml": f"{SITE}/opensearch.xml",
    }
    for kind in ("text/html", "application/atom+xml"):
        asked = templates[kind].replace("{searchTerms}", "样文").replace("&page={startPage?}", "")
        assert client.get(asked.removeprefix(SITE)).status_code == 200
    (address,) = read(client, "/?lang=en").xpath("//link[@rel='search']/@href")
    assert "Full-text" in client.get(address).text


def test_suggestions_come_as_browsers_read_them(bundled):
    client = create_app(bundled, site=SITE).test_client()
    response = client.get("/suggest?q=四川")
    assert response.mimetype == "application/x-suggestions+json"
    typed, texts, told, links = json.loads(response.get_data())
    assert typed == "四川"
    assert len(texts) == len(told) == len(links) > 1
    assert (texts[0], told[0]) == ("四川省", "地区 · 四川省")
    for link in links:
        assert client.get(link.removeprefix(SITE)).status_code == 200
    assert json.loads(client.get("/suggest?q=" + "长" * 2000).get_data())[1] == []


# ---------------------------------------------------------------- reference managers


@pytest.mark.parametrize("address", ["/articles/a", "/articles/a/cite?passage={}", "/search?q=样文"])
def test_zotero_finds_the_items_of_a_page_by_unapi(client, engine, address):
    passage = engine.article("a").passages[2].id
    page = read(client, address.format(passage))
    (server,) = page.xpath("//link[@rel='unapi-server']/@href")
    items = page.xpath("//abbr[@class='unapi-id']/@title")
    if "search" in address:
        assert items == [hit.article.id for hit in engine.search("样文").hits]
    else:
        assert items == [f"a/{passage}" if "cite" in address else "a"]
    offered = [one.get("name") for one in etree.fromstring(client.get(server.removeprefix(SITE)).get_data())]
    assert "ris" in offered
    for item in items:  # put into addresses as they are
        around = client.get(f"{server.removeprefix(SITE)}?id={item}")
        assert around.status_code == 300
        assert etree.fromstring(around.get_data()).get("id") == item
        (record,) = rispy.loads(client.get(f"{server.removeprefix(SITE)}?id={item}&format=ris").text)
        assert record["authors"] == ["单甲", "欧阳乙"]
        assert (record["type_of_reference"], record["language"]) == ("NEWS", "zh-CN")
        assert record["start_page"] == ("A03, par. 3" if "/" in item else "A03")
        assert record["urls"] == [f"{SITE}/articles/{item.replace('/', '#')}"]


def test_every_format_of_an_item_is_read_back(client):
    (entry,) = bibtexparser.parse_string(client.get("/unapi?id=b&format=bibtex").text).entries
    assert entry["author"] == "{单甲} and {欧阳乙}"
    (item,) = json.loads(client.get("/unapi?id=b&format=csljson").get_data())
    assert item["author"] == [{"family": "单", "given": "甲"}, {"family": "欧阳", "given": "乙"}]
    assert item["issued"] == {"date-parts": [[2024, 5]]}


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ("id=nowhere", 404),
        ("id=a/000000000000", 404),
        ("id=../a", 404),
        ("id=a&format=mods", 406),
        ("id=nowhere&format=ris", 404),
    ],
)
def test_what_unapi_does_not_have_is_told(client, arguments, status):
    assert client.get(f"/unapi?{arguments}").status_code == status


def test_an_answer_for_programs_is_tagged_and_still_holds(client):
    for address in ("/feed.atom?q=样文", "/sitemap.xml", "/suggest?q=样", "/unapi?id=a&format=ris"):
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
