"""Do the pages of results and the start lead where they say, in both languages?"""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from lxml import html as lxml_html
from sites import indexed, reading_room, write

from index.corpus.articles import Source
from search.query.request import Query
from web import create_app
from web.charts.tiles import GRID, PROVINCES
from web.exports.writers import WRITERS
from web.pages.start import examples
from web.results import frame as frames
from web.results.frame import TABS, Tab


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return reading_room(tmp_path_factory.mktemp("reading-room") / "articles")


@pytest.fixture(scope="module")
def client(engine):
    return create_app(engine).test_client()


def read(client, address, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == 200, response.status
    return lxml_html.document_fromstring(response.get_data())


def text_of(element):
    return " ".join(element.text_content().split())


def told(tree):
    """Return how many articles a page of results says there are, 0 where it says that nothing was found."""
    found = tree.xpath("//div[@class='summary']/h1")
    return int(re.sub(r"\D", "", found[0].text)) if found else 0


def arguments(address):
    return parse_qsl(urlsplit(address).query)


def group(tree, title):
    (found,) = tree.xpath(f"//details[@class='group'][summary/h3='{title}']")
    return found


def names(element):
    return element.xpath(".//bdi[@class='name']/text()")


# ---------------------------------------------------------------- the frame


def test_results_come_before_the_filters_and_the_skip_link_leads_to_them(client):
    tree = read(client, "/search?q=党员")
    (hits,) = tree.xpath("//*[@id='hits']")
    assert hits.xpath("following::details[@id='facets']")
    assert tree.xpath("//a[@class='skip']/@href") == ["#hits"]
    assert read(client, "/search?q=无此字串").xpath("//a[@class='skip']/@href") == ["#main"]


def test_a_single_tab_is_not_shown_and_a_second_row_makes_tabs_of_one_search(client, monkeypatch):
    address = "/search?q=党员&region=510000&sort=title&page=2"
    monkeypatch.setattr(frames, "TABS", TABS[:1])
    assert not read(client, address).xpath("//nav[@class='tabs']")
    second = Tab("lines", "逐行", "Lines", "/lines", "pages.lines", "ranking")
    monkeypatch.setattr(frames, "TABS", (TABS[0], second))
    tabs = read(client, address).xpath("//nav[@class='tabs']/*")
    assert [(tab.text, tab.get("aria-current")) for tab in tabs] == [("列表", "page"), ("逐行", None)]
    assert tabs[0].tag == "span"
    same = [("q", "党员"), ("region", "510000"), ("sort", "title")]
    assert urlsplit(tabs[1].get("href")).path == "/lines"
    assert arguments(tabs[1].get("href")) == same
    english = read(client, address + "&lang=en").xpath("//nav[@class='tabs']/*")
    assert [tab.text for tab in english] == ["List", "Lines"]


def test_every_tab_has_a_page_and_tells_how_it_is_computed(client):
    rules = client.application.url_map.bind("localhost")
    about = read(client, "/about")
    for tab in TABS:
        assert rules.match(tab.path)[0] == tab.endpoint
        assert about.get_element_by_id(tab.method).xpath("./h2")
    assert f"/about#{TABS[0].method}" in read(client, "/search?q=党员").xpath("//p[@class='handed']/a/@href")


def test_an_export_gives_the_same_search(client, engine):
    page = read(client, "/search?q=党员&region=510000&sort=title&page=2")
    link, *files, receipt, _ = page.xpath("//p[@class='handed']/a")
    body = client.get(link.get("href")).get_json()
    results = engine.search("党员", region="510000", sort="title", page=2)
    assert body["total"]["articles"] == results.total.articles
    assert [hit["article"]["id"] for hit in body["hits"]] == [hit.article.id for hit in results.hits]
    assert len(files) == len([one for one in WRITERS if not one.draws])
    for file in files:
        asked = dict(parse_qsl(urlsplit(file.get("href")).query))
        assert asked == {"q": "党员", "region": "510000", "format": asked["format"]}
        assert client.get(file.get("href")).headers["Content-Disposition"].startswith("attachment")
    told = client.get(receipt.get("href")).get_json(force=True)
    assert (told["articles"], told["sort"]) == (results.total.articles, "title")


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/search?q=党员", "党员 · 检索"),
        ("/search?q=党员&page=2", "党员 · 第 2 页 · 检索"),
        ("/search?q=党员&page=2&lang=en", "党员 · page 2 · Jiansuo"),
        ("/search?region=510000", "四川省 · 检索"),
        ("/search?lang=en", "All articles · Jiansuo"),
    ],
)
def test_the_title_says_which_page_of_which_search(client, address, title):
    assert read(client, address).findtext("head/title") == title


def test_density_goes_along_from_page_to_page_and_back(client):
    tree = read(client, "/search?q=党员&page=2")
    (link,) = tree.xpath("//nav[contains(@class, 'densities')]/a/@href")
    assert arguments(link) == [("q", "党员"), ("page", "2"), ("rows", "compact")]
    compact = read(client, link)
    assert compact.xpath("//main[contains(@class, 'compact')]")
    for place in ("//nav[@class='pages']/a", "//a[@class='value']", "//a[@class='everything']"):
        links = compact.xpath(f"{place}/@href")
        assert links
        assert [one for one in links if ("rows", "compact") not in arguments(one)] == []
    assert compact.xpath("//form[@role='search']//input[@name='rows']/@value") == ["compact"]
    (back,) = compact.xpath("//nav[contains(@class, 'densities')]/a/@href")
    assert arguments(back) == [("q", "党员"), ("page", "2")]


# ---------------------------------------------------------------- rows of results


@pytest.fixture(scope="module")
def sections(tmp_path_factory):
    """Serve one article whose headings and paragraphs match in several ways."""
    folder = tmp_path_factory.mktemp("sections") / "articles"
    write(
        folder,
        "yi",
        "样文",
        ("heading", "红旗渠上"),
        "这一段说到红旗渠，红旗渠很长。",
        ("heading", "别处"),
        "别处也说到红旗渠。",
        publication="连城日报",
        published="2024-03-12",
        regions=("511000",),
        authors=("记者甲",),
    )
    return create_app(indexed(folder)).test_client()


def test_a_heading_that_matches_and_its_paragraph_are_one_row(sections):
    tree = read(sections, "/search?q=红旗渠")
    rows = tree.xpath("//ul[@class='fragments']/li")
    (together,) = [row for row in rows if "红旗渠上" in text_of(row)]
    assert [text_of(link) for link in together.xpath("./a")] == ["红旗渠上", "这一段说到红旗渠，红旗渠很长。"]
    assert together.xpath("./a[@class='where']//mark/text()") == ["红旗渠"]
    (apart,) = [row for row in rows if row is not together]
    assert [text_of(link) for link in apart.xpath("./a")] == ["别处别处也说到红旗渠。"]
    assert not apart.xpath(".//span[@class='where']//mark")
    for link in tree.xpath("//ul[@class='fragments']//a/@href"):
        assert read(sections, link).get_element_by_id(urlsplit(link).fragment) is not None


def test_a_row_says_publication_date_place_first_and_how_much_is_marked(sections):
    tree = read(sections, "/search?q=红旗渠")
    (hit,) = tree.xpath("//article[@class='hit']")
    assert [text_of(fact) for fact in hit.xpath("./p[@class='about']/bdi")] == [
        "连城日报",
        "2024-03-12",
        "四川省 内江市",
        "记者甲",
    ]
    assert hit.xpath("./p[@class='about']/following-sibling::h2")
    shown = hit.xpath("./div[@class='foot']/*[self::a[@class='more'] or self::span]")
    assert [text_of(one) for one in shown] == ["3 段", "4 处"]
    assert len(hit.xpath(".//mark")) == 4
    english = read(sections, "/search?q=红旗渠上&lang=en").xpath(
        "//div[@class='foot']/*[not(@id or @hidden)]"
    )
    assert [text_of(one) for one in english] == ["1 passage", "1 hit"]


# ---------------------------------------------------------------- filters in the text


def test_filters_in_the_text_are_shown_marked_and_can_be_taken_away(client):
    tree = read(client, "/search?q=region:四川省 党员 -type:economy year:2010..2020")
    chips = tree.xpath("//section[@class='constraints']//a")
    assert [text_of(chip).removesuffix(" ×去掉") for chip in chips] == [
        "地区 四川省",
        "排除 举措类型 产业与项目",
        "年份 2010–2020",
    ]
    assert [dict(arguments(chip.get("href")))["q"] for chip in chips] == [
        "党员 -type:economy year:2010..2020",
        "region:四川省 党员 year:2010..2020",
        "region:四川省 党员 -type:economy",
    ]
    chosen = [*names(group(tree, "地区").xpath(".//li[@class='chosen']/a")[0])]
    assert chosen == ["四川省"]
    years = group(tree, "年份").xpath(".//li[@class='chosen']/a")
    assert years
    assert all(2010 <= int(names(year)[0]) <= 2020 for year in years)
    assert all(dict(arguments(year.get("href")))["q"] == "region:四川省 党员 -type:economy" for year in years)


def test_all_values_of_a_facet_mark_what_is_typed_too(client):
    tree = read(client, "/search/region?q=region:四川省 党员")
    assert names(tree.xpath("//li[@class='chosen']/a")[0]) == ["四川省"]
    (chip,) = tree.xpath("//section[@class='constraints']//a/@href")
    assert arguments(chip) == [("q", "党员")]


def test_months_have_a_page_of_their_own_whose_numbers_lead_to_as_many_articles(client):
    beside = read(client, "/search?q=党员").xpath("//details[@class='group']/summary/h3/text()")
    assert "年份" in beside
    assert "月份" not in beside
    whole = read(client, "/search/month?q=党员&region=510000")
    rows = whole.xpath("//main//li/a[@class='value']")
    months = [*map("".join, map(names, rows))]
    assert len(months) > 5
    assert months == sorted(months, key=lambda month: (month != "未注明", month), reverse=True)
    for month, row in zip(months, rows, strict=True):
        value = "none" if month == "未注明" else month
        assert {*arguments(row.get("href"))} == {("q", "党员"), ("region", "510000"), ("month", value)}
        count = int(row.xpath("string(.//*[@class='count'])").replace(",", ""))
        assert told(read(client, row.get("href"))) == count > 0


def test_a_range_of_months_in_the_text_is_shown_marked_and_can_be_taken_away(client):
    tree = read(client, "/search/month?q=党员 month:2010-03..2012-01")
    (chip,) = tree.xpath("//section[@class='constraints']//a")
    assert text_of(chip) == "月份 2010-03–2012-01 ×去掉"
    assert arguments(chip.get("href")) == [("q", "党员")]
    chosen = tree.xpath("//li[@class='chosen']/a")
    assert [*map("".join, map(names, chosen))] == ["2011-03", "2010-03"]


@pytest.mark.parametrize(
    ("asked", "heading"),
    [("q=党 month:2024-13", "这个检索式读不懂"), ("q=党&month=3月", "这个请求无法照办")],
)
def test_what_is_no_month_is_answered_with_how_it_is_written(client, asked, heading):
    response = client.get(f"/search?{asked}")
    assert response.status_code == 400
    tree = lxml_html.document_fromstring(response.get_data())
    assert text_of(tree.xpath("//main/h1")[0]) == heading
    assert "不能作 月份 的值" in response.text
    assert "2024-03" in response.text


def test_what_or_holds_together_is_no_filter(client):
    tree = read(client, "/search?q=region:四川省 OR 党员")
    assert not tree.xpath("//section[@class='constraints']")
    assert not group(tree, "地区").xpath(".//li[@class='chosen']")


# ---------------------------------------------------------------- ways on from nothing


def ways(tree):
    return {text_of(way): way.get("href") for way in tree.xpath("//ul[@class='ways']/li/a")}


def test_no_hits_names_the_filter_at_fault_and_what_is_there_without_it(client):
    tree = read(client, "/search?q=党员&region=511002&author=-记者丙&author=记者丙")
    assert "检索式本身有命中" in text_of(tree.xpath("//section[@class='nothing']")[0])
    found = ways(tree)
    assert any(text.startswith("取消排除 作者 记者丙") for text in found)
    for text, href in found.items():
        assert told(read(client, href)) == int(re.search(r"(\d+) 篇文章", text)[1]) > 0


def test_no_hits_of_a_text_alone_blames_no_filter(client):
    tree = read(client, "/search?q=无此字串&region=510000")
    assert "没有一个段落原样含有这串字" in text_of(tree.xpath("//section[@class='nothing']")[0])
    assert not ways(tree)


@pytest.mark.parametrize(
    ("q", "facet", "value"),
    [
        ("Sichuan", "region", "510000"),
        ("party building", "type", "party-building"),
        ("NEIJIANG", "region", "511000"),
    ],
)
def test_a_name_in_english_is_offered_as_a_filter(client, q, facet, value):
    found = ways(read(client, f"/search?q={q}&lang=en"))
    (text, href), *_ = found.items()
    assert arguments(href) == [(facet, value), ("lang", "en")]
    assert told(read(client, href)) == int(re.search(r"(\d+) article", text)[1]) > 0


@pytest.mark.parametrize(
    ("lang", "heading"), [("", "这个检索式超出了限度"), ("&lang=en", "This query passes a limit")]
)
def test_a_query_beyond_a_limit_is_not_called_unreadable(client, lang, heading):
    tree = lxml_html.document_fromstring(client.get("/search?q=" + "党" * 501 + lang).get_data())
    assert text_of(tree.xpath("//main/h1")[0]) == heading


# ---------------------------------------------------------------- facets


def test_years_stand_in_order_and_what_is_not_stated_is_last(client):
    whole = read(client, "/search/year?q=党员")
    shown = names(whole)
    assert shown[-1] == "未注明"
    assert shown[:-1] == sorted(shown[:-1], reverse=True)
    assert len(shown) > 20


def test_the_timeline_counts_every_dated_article_and_leads_to_its_years(client, engine):
    tree = read(client, "/search?q=党员&region=510000")
    bars = tree.xpath("//ol[@class='timeline']/li/a")
    assert 1 < len(bars) <= 10
    dated = engine.search("党员 year:2000..", region="510000").total.articles
    assert sum(int(re.search(r"· (\d+) 篇", bar.get("title"))[1]) for bar in bars) == dated
    for bar in bars:
        years, articles = re.fullmatch(r"(\S+) · (\d+) 篇文章", bar.get("title")).groups()
        there = read(client, bar.get("href"))
        assert told(there) == int(articles)
        assert ("region", "510000") in arguments(bar.get("href"))
        assert years in [text_of(chip) for chip in there.xpath("//section[@class='constraints']//bdi")]


def test_the_form_of_years_keeps_the_rest_of_the_search(client):
    tree = read(client, "/search?q=党员 year:2010..2015&region=510000&sort=title&year=2012&lang=en")
    (form,) = tree.xpath("//form[@class='range']")
    hidden = {field.get("name"): field.get("value") for field in form.xpath(".//input[@type='hidden']")}
    assert hidden == {"q": "党员 year:2010..2015", "region": "510000", "sort": "title", "lang": "en"}
    assert form.xpath(".//input[not(@type)]/@value") == ["2010", "2015"]
    response = client.get("/search", query_string=hidden | {"year_from": "2011", "year_to": ""})
    assert dict(arguments(response.headers["Location"])) == hidden | {"q": "党员 year:2011.."}


def test_groups_fold_and_those_with_a_choice_are_open(client):
    opened = {
        text_of(one.find("summary")): one.get("open") is not None
        for one in read(client, "/search?q=党员").xpath("//details[@class='group']")
    }
    assert opened == {
        "地区": True,
        "举措类型": True,
        "年份": True,
        "报刊": False,
        "作者": False,
        "段落类别": False,
    }
    assert group(read(client, "/search?q=党员&author=记者甲"), "作者").get("open") is not None
    assert group(read(client, "/search?q=author:记者甲"), "作者").get("open") is not None


def test_a_facet_that_no_article_states_stays_folded(bundled):
    tree = read(create_app(bundled).test_client(), "/search?q=党建")
    years = group(tree, "年份")
    assert names(years) == ["未注明"]
    assert years.get("open") is None


def test_an_excluded_value_has_no_number_and_what_lies_in_it_is_not_shown(client):
    tree = read(client, "/search?q=党员&region=-511000")
    (excluded,) = group(tree, "地区").xpath(".//li[@class='excluded']")
    assert names(excluded) == ["内江市"]
    assert not excluded.xpath(".//span[@class='count']")
    assert "市中区" not in names(group(tree, "地区"))


def test_the_values_of_a_facet_are_put_in_order_and_searched(client, engine):
    tree = read(client, "/search/author?q=党员")
    orders = tree.xpath("//a[@class='order']")
    assert [order.text for order in orders] == ["篇数", "名称"]
    by_name = names(read(client, orders[1].get("href")))
    assert by_name == sorted(by_name, key=lambda name: name.encode("gb18030"))
    assert set(by_name) == set(names(tree))
    codes = read(client, "/search/region?q=党员&order=code")
    assert [order.text for order in codes.xpath("//a[@class='order']")] == ["篇数", "名称", "代码"]
    assert names(codes)[0] == "江苏省"
    assert codes.xpath("//a[@aria-current='true']/text()") == ["代码"]
    assert names(read(client, "/search/author?q=党员&within=甲")) == ["记者甲"]
    assert names(read(client, "/search/region?q=党员&within=内江")) == ["四川省", "内江市", "市中区"]
    assert names(read(client, "/search/region?q=党员&within=市中")) == ["四川省", "内江市", "市中区"]
    assert names(read(client, "/search/region?q=党员&within=苏州&order=nonsense")) == ["江苏省", "苏州市"]
    (hidden,) = [
        read(client, "/search/region?q=党员&order=code&lang=en").xpath(
            "//form[@class='within']//input[@type='hidden']"
        )
    ]
    assert {one.get("name"): one.get("value") for one in hidden} == {
        "q": "党员",
        "order": "code",
        "lang": "en",
    }


# ---------------------------------------------------------------- the start


def test_each_example_of_the_start_finds_something(client, bundled, engine, tmp_path):
    laws = tmp_path / "articles"
    for number in range(4):
        write(
            laws, f"fa-{number}", f"第{number}号样本条例：水利管理办法", "本条例管水利，水利的管理照此办法。"
        )
    for one in (bundled, engine, indexed(laws)):
        proposed = examples(one)
        assert len(proposed) >= 4
        assert [text for text in proposed if not one.run(Query(text)).total.passages] == []
    links = read(client, "/").xpath("//p[@class='examples']/a")
    assert [link.text for link in links] == examples(engine)


def test_the_start_of_an_empty_corpus_of_one_article_stands(tmp_path):
    write(tmp_path / "articles", "yi", "Plain", "Nothing else.")
    tree = read(create_app(indexed(tmp_path / "articles")).test_client(), "/")
    assert text_of(tree.xpath("//aside[@class='figures']")[0]).startswith("1 篇文章 2 个段落")


def test_the_start_says_what_the_corpus_holds(client):
    zh, en = (
        text_of(read(client, address).xpath("//aside[@class='figures']")[0]) for address in ("/", "/?lang=en")
    )
    assert "24 篇文章" in zh
    assert "2003–2023" in zh
    assert "2 种报刊" in zh
    assert "24 articles" in en
    assert "2 publications" in en
    newest, *_ = read(client, "/").xpath("//section[@class='newest']//li/a")
    assert newest.get("href") == "/articles/yang-20"


def test_the_start_names_publications_with_the_articles_that_each_leads_to(client):
    rows = read(client, "/").xpath("//section[@class='publications']//li")
    assert len(rows) == 2
    for row in rows:
        (link,), (number,) = row.xpath("./a"), row.xpath("./span")
        assert told(read(client, link.get("href"))) == int(number.text)


def test_the_start_says_what_rights_the_articles_it_shows_state(tmp_path):
    statement = "digest in our own words; facts only"
    for name, said in (("jia", statement), ("yi", "原报所有"), ("bing", "")):
        write(tmp_path / "articles", name, f"题{name}", "一段话。", source=Source(rights=said))
    client = create_app(indexed(tmp_path / "articles")).test_client()
    (line,) = read(client, "/").xpath("//p[@class='rights']")
    assert [one.text for one in line.xpath("./bdi")] == ["原报所有", "自拟摘要，只述事实"]


def test_each_tile_of_the_map_leads_to_the_articles_of_its_province(client):
    tree = read(client, "/")
    tiles = tree.xpath("//ul[@class='tiles']/li[not(@class)]")
    assert len(tiles) == len(PROVINCES) == 34
    assert len(tree.xpath("//ul[@class='tiles']/li")) == len(GRID) * len(GRID[0])
    links = tree.xpath("//ul[@class='tiles']//a")
    assert {link.get("title") for link in links} == {"江苏省", "四川省"}
    for link in links:
        there = read(client, link.get("href"))
        assert told(there) == int(link.xpath("./span[last()]")[0].text)
    english = read(client, "/?lang=en").xpath("//ul[@class='tiles']//a/b/text()")
    assert english == ["SC", "JS"]


def test_every_province_has_one_tile():
    placed = [sign for row in GRID for sign in row if sign != "\u3000"]
    assert sorted(placed) == sorted(PROVINCES)
    assert (
        len({code for code, _ in PROVINCES.values()})
        == len({letters for _, letters in PROVINCES.values()})
        == 34
    )
    assert len({len(row) for row in GRID}) == 1


def test_trees_of_the_start_are_folded_to_their_roots(client):
    tree = read(client, "/")
    assert not tree.xpath("//div[@class='browse']//ul[@class='rows']//ul")
    assert len(tree.xpath("//div[@class='browse']//ul[@class='rows']//a[@class='value']")) >= 4


# ---------------------------------------------------------------- languages


def test_the_language_a_browser_asks_for_is_taken_where_the_address_names_none(client):
    english = {"Accept-Language": "en-GB,en;q=0.9,zh;q=0.4"}
    tree = read(client, "/search?q=党员", **english)
    assert tree.get("lang") == "en"
    told = [link for link in tree.xpath("//main//a/@href") if "lang=" in link]
    assert told == ["/feed.atom?q=%E5%85%9A%E5%91%98&lang=en"]  # which no browser reads
    (switch,) = tree.xpath("//a[@class='tongue']/@href")
    chinese = read(client, switch, **english)
    assert chinese.get("lang") == "zh-CN"
    within = [link for link in chinese.xpath("//main//a/@href") if link.startswith(("/search", "/articles"))]
    assert within
    assert [link for link in within if ("lang", "zh") not in arguments(link)] == []
    for asked in ("", "zh-CN,zh;q=0.9,en;q=0.8", "fr", "*"):
        assert read(client, "/search?q=党员", **{"Accept-Language": asked}).get("lang") == "zh-CN"


def test_a_copy_in_another_language_does_not_hold(client):
    first = client.get("/search?q=党员")
    assert "Accept-Language" in first.vary
    again = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/search?q=党员", headers=again).status_code == 304
    assert client.get("/search?q=党员", headers=again | {"Accept-Language": "en"}).status_code == 200


def test_the_api_answers_in_chinese_unless_asked(client):
    body = client.get("/api/v1/search?q=党员", headers={"Accept-Language": "en"}).get_json()
    assert "四川省" in {value["label"] for value in body["facets"]["region"]}


KINDS = (
    "/",
    "/basket",
    "/instruments/concordance?q=党员&order=left",
    "/instruments/concordance?q=党员&group=next",
    "/instruments/collocates?q=党员&unit=gram",
    "/instruments/compare?q=党员&against=产业",
    "/instruments/compare?q=党员",
    "/instruments/distribution?q=党员&by=type&count=occurrences",
    "/instruments/matrix?q=党员",
    "/instruments/panel",
    "/instruments/panel?concepts=党员%0A坏,的&count=tokens&shape=wide",
    "/instruments/batch?queries=组：党员%0A坏：(&by=type",
    "/instruments/sample?q=党员&of=type&strata=region",
    "/instruments/sample/coding?q=党员&items=5&coder=2",
    "/instruments/sample/judging?q=党员",
    "/search",
    "/search?q=党员",
    "/search?q=党员&page=2&rows=compact",
    "/search?q=党员&why=yang-03",
    "/search?q=党员&region=-511000&type=economy&author=记者甲&year=2012",
    "/search?q=region:四川省 党员 -type:economy year:2010..",
    "/search?q=党员&page=9",
    "/search?q=*党员",
    "/search?q=党员&region=511002&author=-记者丙&author=记者丙",
    "/search?q=Sichuan",
    "/search?q=党员服务对",
    "/search?q=(党员",
    "/search?q=党&region=市中区",
    "/search?size=101",
    "/search?region=无此地",
    "/search/author?q=党员",
    "/search/month?q=党员 month:2010-03.. -month:2012",
    "/search/region?q=党员&order=name&within=川",
    "/articles/yang-03?q=党员",
    "/articles/yang-03",
    "/browse/regions",
    "/browse/types",
    "/replay",
    "/help",
    "/about",
    "/api",
    "/nowhere",
)
QUOTED = "//code | //kbd | //input[@name='q'] | //script | //style | //*[@class='tongue'] | //abbr[@hidden]"
SHOWN = ("title", "aria-label", "placeholder", "alt", "data-copied", "data-close", "data-name")
KNOWN = {
    "AND",
    "OR",
    "NOT",
    "NEAR",
    "BEFORE",
    "none",
    "kind",
    "unplaced",
    "year",
    "month",
}  # of the language,
KNOWN |= {
    "BibTeX",
    "RIS",
    "JSON",
    "CSV",
    "XLSX",
    "Stata",
    "Markdown",
    "SVG",
    "PNG",
    "API",
    "GET",
    "PAID",
    "Chicago",
    "APA",
    "CSL",
}  # of formats and styles,
KNOWN |= {"Zotero", "Atom", "QDPX", "REFI", "QDA", "MAXQDA", "ATLAS", "NVivo"}  # of programs,
KNOWN |= {"HTTP", "Accept", "Content", "Length", "chunked", "UTF", "Unicode"}  # of the web,
KNOWN |= {"Debian", "fonts", "noto", "cjk"}  # of a package,
KNOWN |= {"jiansuo", "export", "replay", "receipt", "instrument"}  # of commands and arguments,
KNOWN |= {"max", "idf", "articles", "log"}  # of formulas and addresses,
KNOWN |= {"YAML", "concept", "term", "label", "query"}  # of lists,
KNOWN |= {
    "jieba",
    "Lines",
    "HMM",
    "alpha",
    "logDice",
    "Dunning",
    "Rychlý",
    "Hardie",
}  # of measures, who found them


def spoken_in(element):
    """Return the language of an element: that of the nearest one around it that names one."""
    return element.xpath("string(ancestor-or-self::*[@lang][1]/@lang)")


def interface(client, address):
    """Return all that a page says of itself: texts, names, hints; not what the corpus or a query says."""
    tree = lxml_html.document_fromstring(client.get(address).get_data())
    title, page = tree.findtext("head/title"), tree.get("lang")
    for element in tree.xpath(QUOTED):
        element.drop_tree()
    for sign in tree.xpath("//a[@class='out']"):
        sign.set("aria-label", sign.get("aria-label").split()[0])  # what else it says is the value beside it
    for neighbour in tree.xpath("//a[@title][contains(@rel, 'prev') or contains(@rel, 'next')]"):
        del neighbour.attrib["title"]  # of an article
    body = tree.find("body")
    own = [one for one in body.iter() if isinstance(one.tag, str) and spoken_in(one) == page]
    texts = [text for one in own for text in (one.text, *(child.tail for child in one)) if text]
    hints = [one.get(name) for one in own for name in SHOWN if one.get(name)]
    typed = re.compile("|".join(re.escape(value.lstrip("-")) for _, value in arguments(address)) or "$^")
    return [typed.sub("", text) for text in (title, *texts, *hints)]


@pytest.mark.parametrize("address", KINDS)
def test_an_english_page_says_nothing_in_chinese(client, address):
    _, *said = interface(client, address + ("&" if "?" in address else "?") + "lang=en")
    assert [
        text.strip() for text in said if re.search("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]", text)
    ] == []


@pytest.mark.parametrize("address", KINDS)
def test_a_chinese_page_says_nothing_in_english(client, address):
    _, *said = interface(client, address)
    said = [re.sub(r"https?://\S+|[0-9a-f]{16,}", "", text) for text in said]
    words = {word for text in said for word in re.findall("[A-Za-zý]{3,}", text)}
    assert words - KNOWN == set()
