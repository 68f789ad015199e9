"""Do the pages of the instruments set out what the API answers, and lead on from every number?"""

import re
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from lxml.html import fromstring
from sites import read
from test_instruments import NEEDED

from index.build.build import build
from index.corpus.articles import Article, Block, write_article
from search import open_engine
from search.instruments.choices import CHOICES
from search.instruments.registry import INSTRUMENTS
from search.query.fields import FACET_NAMES
from web import create_app
from web.exports.writers import WRITERS
from web.results.frame import SHOWN, TABS

NAMES = [row.name for row in INSTRUMENTS]


@pytest.fixture(scope="module")
def client(bundled):
    return create_app(bundled).test_client()


def address(name, more=""):
    own = "".join(f"&{key}={quote(value)}" for key, value in NEEDED.get(name, {}).items())
    return f"/instruments/{name}?q=党建{own}{more}"


def shown(tree):
    return [
        ["".join(cell.itertext()).strip() for cell in row.xpath("./td")]
        for row in tree.xpath("//table[starts-with(@class, 'rows-of')]/tbody/tr")
    ]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "matrix"])
def test_a_page_shows_the_rows_of_the_api_and_links_their_numbers(client, name):
    rows = client.get(f"/api/v1{address(name)}").json["total"]
    part = f"&size=7&page={1 + (rows > 7)}"
    body = client.get(f"/api/v1{address(name, part)}").json
    tree = read(client, address(name, f"{part}&total=1"))
    rows = shown(tree)
    columns = [column for column in body["columns"] if column["kind"] not in ("link", "code")]
    assert [th.text for th in tree.xpath("//thead//th")] == [column["label"] for column in columns]
    assert len(rows) == len(body["rows"])
    names = [column["name"] for column in body["columns"]]
    for cells, row in zip(rows, body["rows"], strict=True):
        told = dict(zip(names, row, strict=True))
        for cell, column in zip(cells, columns, strict=True):
            value = told[column["name"]]
            if column["kind"] in ("text", "context", "prose"):
                assert cell == ("–" if value is None else value.strip())
            elif column["kind"] == "number":
                assert cell == ("–" if value is None else f"{value:,}")
    heading = " ".join("".join(tree.xpath("//main//h1")[0].itertext()).split())
    assert f"{body['total']:,}" in heading
    links = {link for row in body["rows"] for link in row if isinstance(link, str) and link[:1] == "/"}
    followed = set(tree.xpath("//table//a/@href"))
    assert followed or name == "compare"
    assert followed <= links
    for link in sorted(followed)[:5]:
        assert client.get(link.partition("#")[0]).status_code == 200


def test_a_matrix_is_a_grid_whose_cells_are_those_of_the_api(client):
    body = client.get("/api/v1" + address("matrix", "&size=1000")).json
    tree = read(client, address("matrix"))
    names = [column["name"] for column in body["columns"]]
    told = [dict(zip(names, row, strict=True)) for row in body["rows"]]
    heads = [th.text for th in tree.xpath("//thead//th")]
    assert heads == list(dict.fromkeys(row["column_label"] for row in told))
    rows = [th.text for th in tree.xpath("//tbody//th")]
    assert rows == list(dict.fromkeys(row["row_label"] for row in told))
    cells = [cell for row in shown(tree) for cell in row]
    assert cells == ["–" if row["share"] is None else f"{row['articles']:,}" for row in told]
    assert set(tree.xpath("//tbody//a/@href")) == {row["href"] for row in told if row["share"] is not None}


@pytest.mark.parametrize("name", NAMES)
def test_the_form_asks_for_the_same_table_again(client, name):
    more = "&region=510000&mode=all&lang=en"
    tree = read(client, address(name, more))
    (form,) = tree.xpath("//form[@class='asked']")
    fields = dict(form.form_values())
    if form.get("method") == "post":
        assert form.get("action") == f"/instruments/{name}?lang=en"
        again = client.post(form.get("action"), data=fields, follow_redirects=True)
        assert again.request.method == "GET"
    else:
        assert (form.get("action"), form.get("method")) == (f"/instruments/{name}", "get")
        again = client.get(form.get("action"), query_string=fields)
    assert shown(fromstring(again.get_data(as_text=True))) == shown(tree)
    row = next(row for row in INSTRUMENTS if row.name == name)
    assert {one.name for one in row.parameters} | {"q", "mode", "region"} <= {*form.fields}
    for label in form.xpath(".//label"):
        assert label.xpath("string(./span)")
    assert not [one for one in form.xpath(".//option/text()") if re.search("[\u3400-\u9fff]", one)]


def test_an_instrument_that_lacks_something_asks_for_it(client):
    tree = read(client, "/instruments/compare?q=党建")
    assert tree.xpath("//input[@name='against']/@required")
    assert not tree.xpath("//table")
    read(client, "/instruments/nix?q=党建", 404)
    read(client, address("concordance", "&context=9999"), 400)
    read(client, address("concordance", "&order=nix"), 400)


@pytest.mark.parametrize("name", NAMES)
def test_files_and_pages_lead_on(client, name):
    tree = read(client, address(name, "&size=5&lang=en"))
    *files, receipt = tree.xpath("//p[@class='handed']/a/@href")
    assert len(files) == len([one for one in WRITERS if one.of_any])
    for link in (*files, receipt):
        assert dict(parse_qsl(urlsplit(link).query))["q"] == "党建"
        assert client.get(link).headers["Content-Disposition"].startswith("attachment")
    assert tree.xpath("//details[@class='computed']//li")
    for link in tree.xpath("//nav[@class='pages']/a/@href"):
        assert shown(read(client, link)) != shown(tree)


def test_a_concordance_says_how_long_it_is_unless_it_is_very_long(client, monkeypatch):
    whole = client.get("/api/v1" + address("concordance")).json["total"]
    monkeypatch.setattr("search.instruments.lines.concordance.AHEAD", whole - 6)
    told = read(client, address("concordance", "&size=5"))
    assert "第 1–5 行" in told.xpath("string(//main//h1)")
    (count,) = told.xpath("//p[@class='unit']/a/@href")
    assert f"{whole} 行" in read(client, count).xpath("string(//main//h1)")
    monkeypatch.setattr("search.instruments.lines.concordance.AHEAD", whole - 5)
    assert f"{whole} 行" in read(client, address("concordance", "&size=5")).xpath("string(//main//h1)")
    ordered = read(client, address("concordance", "&size=5&order=left"))
    assert f"{whole} 行" in ordered.xpath("string(//main//h1)")


def test_a_page_shows_its_rows_before_what_takes_long_is_counted_and_counts_it_when_asked(client):
    whole = client.get("/api/v1" + address("figures", "&size=1000")).json
    tree = read(client, address("figures", "&size=5"))
    assert len(shown(tree)) == 5
    assert f"{whole['total']}" not in tree.xpath("string(//main//h1)")
    (after,) = tree.xpath("//a[@rel='next nofollow']/@href")
    assert shown(read(client, after))[0][0] == whole["rows"][5][0]
    (count,) = tree.xpath("//p[@class='unit']/a/@href")
    counted = read(client, count)
    assert f"{whole['total']} 行" in counted.xpath("string(//main//h1)")
    assert shown(counted) == shown(tree)
    last = read(client, address("figures", f"&size={whole['total']}"))
    assert f"{whole['total']} 行" in last.xpath("string(//main//h1)")
    assert not last.xpath("//a[@rel='next nofollow'] | //p[@class='unit']/a")


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.name)
def test_tabs_keep_the_search(client, tab):
    tree = read(client, f"{tab.path}?q=党建&region=510000&mode=any")
    shown, folded = (
        tree.xpath("//nav[@class='tabs']/*[self::a or self::span]"),
        tree.xpath("//nav[@class='tabs']/details//a"),
    )
    tabs = [*shown, *folded]
    assert [one.text for one in shown[:SHOWN]] == [one.zh for one in TABS[:SHOWN]]
    assert sorted(one.text for one in tabs) == sorted(one.zh for one in TABS)
    assert not [one for one in folded if one.get("aria-current")]
    assert [one.text for one in tabs if one.get("aria-current")] == [tab.zh]
    for one in tabs:
        if one.get("aria-current"):
            continue
        asked = dict(parse_qsl(urlsplit(one.get("href")).query))
        assert asked == {"q": "党建", "region": "510000", "mode": "any"}


def test_every_choice_has_a_name():
    for row in INSTRUMENTS:
        for own in row.parameters:
            for choice in own.offered:
                assert choice in CHOICES or choice in FACET_NAMES
                assert own.said(choice, "zh")
                assert own.said(choice, "en").isascii()


def test_hostile_articles_are_text_on_the_page(tmp_path):
    (tmp_path / "articles").mkdir()
    text = "党建<script>alert(1)</script>\"'><img src=x onerror=alert(1)>党建 <b>"
    article = Article(
        "a", "<b>党建", publication="<i>报", published="2024-01-02", blocks=(Block("paragraph", text),)
    )
    write_article(article, tmp_path / "articles" / "a.md")
    build([tmp_path / "articles"], tmp_path / "index")
    client = create_app(open_engine(tmp_path / "index")).test_client()
    for name in NAMES:
        for more in ("", "&by=publication", "&unit=gram&least=1", "&group=next"):
            tree = read(client, address(name, more))
            assert not tree.xpath("//main//script | //main//img | //main//b | //main//i")
