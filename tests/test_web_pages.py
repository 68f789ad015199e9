"""Do the pages show what the engine found, with links that lead where they say?"""

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from lxml import html as lxml_html

import web
from index.build.build import build
from index.corpus.articles import Article, Block, Source, write_article
from index.facets.rows import facet_named
from search import open_engine
from search.query.fields import FIELDS
from search.query.parser import CHARACTERS, CLAUSES, DEPTH, DISTANCE
from search.query.request import FILTERS, MODES, PAGE_SIZE, WINDOW
from search.results import FacetValue
from web import create_app
from web.language import catalogue
from web.render import marked
from web.results.facets import _first

WEB = Path(web.__file__).parent
EVERYWHERE = [
    "/",
    "/search?q=党建",
    "/search?q=产业练党委",
    "/search?q=党建&region=510000&type=-economy",
    "/search/type?q=党建",
    "/articles/meishan?q=企业",
    "/browse/regions",
    "/browse/types",
    "/help",
    "/about",
    "/api",
    "/nowhere",
]


@pytest.fixture(scope="module")
def client(bundled):
    return create_app(bundled).test_client()


@pytest.fixture(scope="module")
def many(stepped):
    return create_app(stepped).test_client()


@pytest.fixture(scope="module")
def changing(tmp_path_factory):
    """Serve a corpus in which passages have moved, changed and gone, and an article has gone as a whole."""
    folder = tmp_path_factory.mktemp("changing")
    articles, index = folder / "articles", folder / "index"
    articles.mkdir()
    moving, changed = "这一段后来搬到了另一篇文章里，一个字也没有改。", "窗口原来设了三个，服务企业八十家。"
    write(articles, "liu", "留下的文章", moving, changed, "这一段后来删去了，一个字也没有留下。")
    write(articles, "che", "撤下的文章", "撤下之前的一段话。")
    build([articles], index)
    write(articles, "liu", "留下的文章", "窗口现在设了五个，服务企业八十家。")
    write(articles, "xin", "后来的文章", moving)
    (articles / "che.md").unlink()
    build([articles], index)
    return create_app(open_engine(index)).test_client()


def write(folder, name, title, *paragraphs, **facts):
    blocks = tuple(Block(*one) if isinstance(one, tuple) else Block("paragraph", one) for one in paragraphs)
    write_article(Article(id=name, title=title, blocks=blocks, **facts), folder / f"{name}.md")


def read(client, address):
    response = client.get(address)
    return lxml_html.document_fromstring(response.get_data()), response


def text_of(element):
    return " ".join(element.text_content().split())


def classed(tree, tag, name):
    return tree.xpath(f".//{tag}[contains(concat(' ', @class, ' '), ' {name} ')]")


def number(text):
    return int(re.sub(r"\D", "", text))


# ---------------------------------------------------------------- results


@pytest.mark.parametrize("q", ["党建", "产业链党委", "营商环境 OR 接诉即办", "党?指导员"])
def test_results_state_their_totals_and_show_every_article_of_the_page(client, bundled, q):
    results = bundled.search(q)
    tree, response = read(client, f"/search?q={q}")
    assert response.status_code == 200
    title = text_of(classed(tree, "div", "summary")[0].find("h1"))
    assert [number(part) for part in title.split("·")] == [results.total.articles, results.total.passages]
    shown = [link.get("href") for link in tree.xpath("//article[@class='hit']/h2/a")]
    assert [urlsplit(link).path for link in shown] == [f"/articles/{hit.article.id}" for hit in results.hits]


def test_a_fragment_shows_its_marks_and_links_to_its_passage(client, bundled):
    tree, _ = read(client, "/search?q=产业链")
    assert {mark.text_content() for mark in tree.xpath("//mark")} == {"产业链"}
    for link in tree.xpath("//ul[@class='fragments']/li/a"):
        address = urlsplit(link.get("href"))
        article, _ = read(client, link.get("href"))
        passage = article.get_element_by_id(address.fragment)
        assert "产业链" in passage.text_content()
        assert dict(parse_qsl(address.query)) == {"q": "产业链"}


@pytest.mark.parametrize(
    "address", ["/search?q=党建", "/search?q=企业&region=510000", "/search?q=企业&type=-business"]
)
def test_a_facet_link_leads_to_as_many_articles_as_it_says(client, address):
    tree, _ = read(client, address)
    rows = tree.xpath("//details[@id='facets']//li[not(@class)]/a[@class='value']")
    assert len(rows) >= 10
    for row in rows:
        facet = row.xpath("ancestor::details[@class='group']/summary")[0].text_content()
        if row.xpath("ancestor::details[@class='group']//li[@class='chosen']"):
            continue  # added to another choice, the total shows the union
        there, _ = read(client, row.get("href"))
        title = text_of(classed(there, "div", "summary")[0].find("h1"))
        assert number(title.split("·")[0]) == number(classed(row, "span", "count")[0].text), facet


def test_an_exclude_link_leaves_the_value_out(client):
    tree, _ = read(client, "/search?q=党建")
    link = tree.xpath("//a[@class='out'][contains(@aria-label, '四川省')]")[0]
    there, _ = read(client, link.get("href"))
    constraint = classed(there, "section", "constraints")[0]
    assert "排除 地区 四川省" in text_of(constraint)
    assert not [about for about in there.xpath("//p[@class='about']") if "四川省" in about.text_content()]


def test_each_constraint_can_be_removed_alone(client):
    tree, _ = read(client, "/search?q=党建&region=510000&type=-economy")
    links = tree.xpath("//section[@class='constraints']//a[@class='chosen' or @class='excluded']")
    remaining = [dict(parse_qsl(urlsplit(link.get("href")).query)) for link in links]
    assert remaining == [{"q": "党建", "type": "-economy"}, {"q": "党建", "region": "510000"}]


def test_selected_and_excluded_values_are_marked_by_words(client):
    tree, _ = read(client, "/search?q=党建&region=510000&type=-economy")
    states = [text_of(state.getparent()) for state in tree.xpath("//b[@class='state']")]
    assert [state.split()[0] for state in states] == ["已选", "已排除"]
    english, _ = read(client, "/search?q=党建&region=510000&type=-economy&lang=en")
    assert [state.text for state in english.xpath("//b[@class='state']")] == ["chosen", "excluded"]


def test_the_box_keeps_filters_order_and_mode(client):
    tree, _ = read(client, "/search?q=党建&mode=all&region=510000&type=-economy&sort=title&lang=en")
    form = tree.xpath("//form[@role='search']")[0]
    hidden = [(field.get("name"), field.get("value")) for field in form.xpath(".//input[@type='hidden']")]
    assert hidden == [("region", "510000"), ("type", "-economy"), ("sort", "title"), ("lang", "en")]
    assert form.xpath(".//input[@name='mode'][@checked]/@value") == ["all"]
    assert form.xpath(".//input[@name='q']/@value") == ["党建"]


def test_why_this_hit_adds_up(client, bundled):
    asked, _ = read(client, "/search?q=产业链党委")
    hits = bundled.search("产业链党委").hits
    links = asked.xpath("//a[@class='why']/@href")
    assert len(links) == len(hits) > 1
    assert not asked.xpath("//details[@class='why']")
    tree, _ = read(client, links[1])
    (told,) = tree.xpath("//details[@class='why']")
    assert told.get("id") == urlsplit(links[1]).fragment == f"why-{hits[1].article.id}"
    bodies = told.xpath(".//tbody")
    assert len(bodies) == len(hits[1].passages)
    for body in bodies:
        total, *parts = [float(row.xpath("./td[last()]")[0].text) for row in body.xpath("./tr")]
        assert total == pytest.approx(sum(parts), abs=0.01 * len(parts))


def test_pages_of_results_continue_the_numbers(many, stepped):
    first, _ = read(many, "/search?q=党&size=10")
    following = first.xpath("//nav[@class='pages']/a[contains(@rel, 'next')]/@href")[0]
    second, _ = read(many, following)
    assert classed(second, "span", "number")[0].text == "11"
    ids = [hit.article.id for hit in stepped.search("党", page=2).hits]
    assert [
        urlsplit(a).path.rpartition("/")[2] for a in second.xpath("//article[@class='hit']/h2/a/@href")
    ] == ids


def test_a_page_behind_the_last_says_so(client):
    tree, response = read(client, "/search?q=党建&page=40")
    assert response.status_code == 200
    assert "这一页之后没有结果了" in text_of(tree.find("body"))


def test_a_search_without_hits_offers_what_finds_something(client):
    tree, response = read(client, "/search?q=产业练党委&region=510000")
    assert response.status_code == 200
    ways = tree.xpath("//ul[@class='ways']/li/a")
    assert len(ways) >= 2
    for way in ways:
        there, _ = read(client, way.get("href"))
        offered = re.findall(r"\d+", classed(way, "span", "count")[0].text)
        title = text_of(classed(there, "div", "summary")[0].find("h1"))
        assert re.findall(r"\d+", title) == offered


@pytest.mark.parametrize(
    ("q", "before", "after"), [("(党建", "", "(党建"), ("党建 OR", "党建 ", "OR"), ('党建 "', "党建 ", '"')]
)
def test_a_fault_in_a_query_is_shown_where_it_is(client, q, before, after):
    tree, response = read(client, "/search?" + "q=" + q)
    assert response.status_code == 400
    faulty = classed(tree, "p", "faulty")[0]
    assert [piece.text or "" for piece in faulty.findall("bdi")] == [before, after]
    assert classed(tree, "p", "message")[0].text_content()


def test_an_ambiguous_region_offers_its_meanings(client):
    tree, response = read(client, "/search?q=企业&region=市中区")
    assert response.status_code == 400
    links = tree.xpath("//ul[contains(@class, 'ways')]/li/a")
    link = next(one for one in links if "内江" in one.text_content())
    assert dict(parse_qsl(urlsplit(link.get("href")).query)) == {"q": "企业", "region": "511002"}
    told = [number(classed(one, "span", "count")[0].text) for one in links]
    assert told == sorted(told, reverse=True)
    for one, articles in zip(links, told, strict=True):
        there, _ = read(client, one.get("href"))
        summary = classed(there, "div", "summary")
        assert articles == (number(text_of(summary[0].find("h1")).split("·")[0]) if summary else 0)
    assert max(told) > 0


@pytest.mark.parametrize(
    "more", ["region=-市中区", "region=市中区&region=320000", "region=市中区&type=-economy"]
)
def test_the_meanings_of_a_region_count_what_their_searches_find(client, more):
    tree, _ = read(client, f"/search?q=企业&{more}")
    links = tree.xpath("//ul[contains(@class, 'ways')]/li/a")
    assert len(links) > 5
    for link in links:
        there, _ = read(client, link.get("href"))
        summary = classed(there, "div", "summary")
        found = number(text_of(summary[0].find("h1")).split("·")[0]) if summary else 0
        assert number(classed(link, "span", "count")[0].text) == found
        excluded = [value for name, value in parse_qsl(urlsplit(link.get("href")).query) if value[0] == "-"]
        assert ("region=-" in more) == any(value[1:].isdecimal() for value in excluded)


@pytest.mark.parametrize("typed", ["region:市中区 党", '市 region:"市中区"', "-region:市中区"])
def test_a_region_typed_that_means_several_offers_them_where_it_stands(client, typed):
    tree, response = read(client, f"/search?q={typed}&type=economy")
    assert response.status_code == 400
    links = tree.xpath("//ul[contains(@class, 'ways')]/li/a")
    assert len(links) > 5
    asked = [dict(parse_qsl(urlsplit(link.get("href")).query)) for link in links]
    assert {"q": "511002".join(typed.rsplit("市中区", 1)), "type": "economy"} in asked
    for link in links:
        there, _ = read(client, link.get("href"))
        summary = classed(there, "div", "summary")
        found = number(text_of(summary[0].find("h1")).split("·")[0]) if summary else 0
        assert number(classed(link, "span", "count")[0].text) == found


def test_all_values_of_a_facet_have_a_page(many):
    tree, response = read(many, "/search/region?q=党")
    assert response.status_code == 200
    assert tree.xpath("//ul[@class='rows']//a[@class='value']")
    assert many.get("/search/colour?q=党").status_code == 404


def test_a_long_facet_sends_its_first_values_and_those_asked_for(many, stepped):
    everything = {name: [*values] for name, values in stepped.search("党").facets.items()}
    cut = 0
    for name, values in everything.items():
        last = values[-1]
        for address, asked in (("/search?q=党", ""), (f"/search?q=党&{name}={last.value}", last.label)):
            tree, _ = read(many, address)
            title = facet_named(name).label("zh")
            (group,) = tree.xpath(f"//details[@class='group'][summary/h3='{title}']")
            shown = group.xpath(".//*[contains(@class, 'value')]")
            folded = group.xpath(".//a[@class='everything']/@href")
            assert (len(shown) < len(values)) == bool(folded)
            assert not asked or group.xpath("string(.//li[@class='chosen']/a//bdi)") == asked
            if folded:
                cut += 1
                whole, _ = read(many, folded[0])
                assert len(whole.xpath("//main//ul[@class='rows']//a[@class='value']")) == len(values)
    assert cut > 2


def test_a_folded_tree_keeps_what_lies_above_and_below_a_value_asked_for():
    tree = [("a", ""), ("aa", "a"), ("b", ""), ("c", ""), ("d", ""), ("dd", "d"), ("ddd", "dd"), ("e", "")]
    values = [
        FacetValue(value, value, 1, 1, selected=value == "dd", excluded=value == "e", parent=parent)
        for value, parent in tree
    ]
    assert [value.value for value in _first(values, 2)] == ["a", "aa", "b", "d", "dd", "ddd", "e"]
    assert _first(values, 9) == values


def test_an_empty_request_lists_the_whole_corpus_newest_first(many, stepped):
    start, _ = read(many, "/")
    (everything,) = start.xpath("//aside[@class='figures']/a/@href")
    assert everything == "/search"
    tree, response = read(many, everything)
    assert response.status_code == 200
    total = number(text_of(classed(tree, "div", "summary")[0].find("h1")).split("·")[0])
    assert total == len(stepped.backend.snapshot.catalog)
    assert tree.xpath("//details[@id='facets']//a[@class='value']")
    shown = [
        urlsplit(link).path.rpartition("/")[2] for link in tree.xpath("//article[@class='hit']/h2/a/@href")
    ]
    assert shown == [hit.article.id for hit in stepped.search("", sort="newest").hits]
    assert tree.findtext("head/title") == "全部文章 · 检索"


def test_a_link_of_the_start_shows_as_many_results_as_any_search(client):
    tree, _ = read(client, "/")
    links = [link for link in tree.xpath("//main//a/@href") if urlsplit(link).path == "/search"]
    assert len(links) > 10
    assert [link for link in links if "size" in dict(parse_qsl(urlsplit(link).query))] == []
    assert not tree.xpath("//form[@role='search']//input[@name='size']")


def test_a_request_has_one_address(client):
    for said, meant in (
        ("/search?q=党建&mode=exact", {"q": "党建"}),
        ("/search?q=&sort=title", {"sort": "title"}),
        ("/search?q=党建&mode=all&region=", None),
        ("/search?q=党建&year_from=2020&year_to=2022", {"q": "党建 year:2020..2022"}),
        ("/search?q=党 OR 建&year_from=&year_to=2022&lang=en", {"q": "(党 OR 建) year:..2022", "lang": "en"}),
        ("/search?q=党建 year:2020&year_from=&year_to=", {"q": "党建"}),
        ("/search?q=党建&mode=exact&rows=compact", {"q": "党建", "rows": "compact"}),
    ):
        response = client.get(said)
        if meant is None:
            assert response.status_code == 200
        else:
            assert response.status_code == 302
            assert dict(parse_qsl(urlsplit(response.headers["Location"]).query)) == meant
            assert client.get(response.headers["Location"]).status_code == 200


def test_hits_on_the_unplaced_shelf_are_counted_and_linked(tmp_path):
    articles, index = tmp_path / "articles", tmp_path / "index"
    articles.mkdir()
    write(
        articles,
        "lian",
        "连城样文",
        "正文里有红旗渠。",
        ("unplaced", "放不回去的红旗渠"),
        ("unplaced", "又一条红旗渠"),
    )
    build([articles], index)
    client = create_app(open_engine(index)).test_client()
    tree, _ = read(client, "/search?q=红旗渠")
    notice = classed(tree, "p", "notice")[0]
    assert number(notice.text) == 2
    there, _ = read(client, notice.find("a").get("href"))
    assert len(there.xpath("//ul[@class='fragments']/li")) == 2


def test_regions_only_mentioned_are_counted_behind_a_switch(client):
    tree, _ = read(client, "/search?q=党建")
    (switch,) = tree.xpath("//p[@class='rest']/a[not(@class)][contains(@href, 'mentioned=1')]")
    there, _ = read(client, switch.get("href"))
    assert not there.xpath("//p[@class='rest']/a[not(@class)][contains(@href, 'mentioned=1')]")
    assert there.xpath("//form[@role='search']//input[@name='mentioned']/@value") == ["1"]


def test_a_notice_says_how_a_part_of_the_query_was_read(client):
    tree, _ = read(client, "/search?q=*党建")
    assert text_of(classed(tree, "p", "notice")[0]) == "* 检索词首尾的“*”不起作用，已忽略。"


# ---------------------------------------------------------------- articles


def test_an_article_shows_every_passage_once_under_its_id(client, bundled):
    view = bundled.article("neijiang-shizhongqu")
    tree, response = read(client, "/articles/neijiang-shizhongqu")
    assert response.status_code == 200
    for passage in view.passages:
        (element,) = tree.xpath(f"//*[@id='{passage.id}']")
        assert passage.text in element.text_content()


def test_hits_are_numbered_through_the_article_and_linked_in_a_chain(client, bundled):
    tree, _ = read(client, "/articles/meishan?q=企业")
    marks = tree.xpath("//mark")
    assert [mark.get("id") for mark in marks] == [f"hit-{n}" for n in range(1, len(marks) + 1)]
    assert number(text_of(classed(tree, "p", "found")[0].find("span"))) == len(marks)
    ids = set(tree.xpath("//@id"))
    for link in classed(tree, "span", "steps"):
        assert all(href[1:] in ids for href in link.xpath("./a/@href"))


def test_a_label_leads_to_the_sentence_that_shows_it(client, bundled):
    view = bundled.article("meishan")
    tree, _ = read(client, "/articles/meishan")
    links = classed(tree, "a", "evident")
    shown = [label for label in view.evidence.labels if label.sentence]
    assert len(links) == len(shown)
    by_title = {link.get("title") for link in links}
    for link in links:
        sentence = tree.get_element_by_id(link.get("href")[1:])
        assert sentence.text_content().startswith(link.get("title")[:10])
    texts = {passage.id: passage.text for passage in view.passages}
    assert by_title == {texts[label.passage][slice(*label.sentence)] for label in shown}


def test_every_link_within_an_article_has_its_target(client):
    for name in ("meishan", "jiagedaqi", "leshan-gaoxinqu"):
        tree, _ = read(client, f"/articles/{name}?q=党")
        ids = tree.xpath("//@id")
        assert len(set(ids)) == len(ids)
        assert {href[1:] for href in tree.xpath("//a/@href") if href.startswith("#")} <= {*ids}


def test_old_links_say_what_became_of_their_passage(changing):
    tree, response = read(changing, "/articles/liu")
    assert response.status_code == 200
    formers = {one.get("class").split()[1]: one for one in classed(tree, "article", "former")}
    assert set(formers) == {"moved", "changed", "gone"}
    target = urlsplit(formers["moved"].xpath(".//a/@href")[0])
    there, _ = read(changing, target.path)
    assert "搬到了另一篇" in there.get_element_by_id(target.fragment).text_content()
    assert [piece.text for piece in formers["changed"].xpath(".//del")] == ["原来", "三"]
    assert [piece.text for piece in formers["changed"].xpath(".//ins")] == ["现在", "五"]
    assert "一个字也没有留下" in formers["gone"].text_content()
    assert all(one.get("id") for one in formers.values())


def test_an_article_that_is_gone_answers_410_with_what_it_said(changing):
    tree, response = read(changing, "/articles/che")
    assert response.status_code == 410
    assert "撤下之前的一段话。" in text_of(tree.find("body"))
    assert changing.get("/articles/che.ris").status_code == 410


@pytest.mark.parametrize(
    "address",
    [
        "/articles/none-such",
        "/articles/UPPER",
        "/articles/" + "a" * 81,
        "/articles/..%2f..%2fetc",
        "/articles/meishan.docx",
        "/articles/meishan.ris?passage=000000000000",
        "/articles/meishan/cite?passage=000000000000",
        "/articles/none-such/cite",
        "/browse/colours",
        "/static/../views.py",
    ],
)
def test_what_is_not_there_is_404(client, address):
    tree, response = read(client, address)
    assert response.status_code == 404
    assert tree.xpath("//main//h1")


# ---------------------------------------------------------------- language, help, freshness


@pytest.mark.parametrize("address", EVERYWHERE)
def test_the_language_goes_along_with_every_link(client, address):
    tree, _ = read(client, address + ("&" if "?" in address else "?") + "lang=en")
    assert tree.get("lang") == "en"
    tongue = classed(tree, "a", "tongue")[0].get("href")
    for link in tree.xpath("//a/@href"):
        parts = urlsplit(link)
        if link != tongue and parts.path and not parts.netloc:
            assert dict(parse_qsl(parts.query)).get("lang") == "en", link
    other, _ = read(client, tongue)
    assert other.get("lang") == "zh-CN"


def test_every_text_of_the_pages_has_its_english():
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
    found = extract_from_dir(WEB, methods, keywords=keywords, strip_comment_tags=False)
    texts = {(message, context) for _, _, message, _, context in found}
    with (WEB / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        written = {(message.id, message.context): message.string for message in read_po(file) if message.id}
    assert texts == set(written)
    assert all(written.values())
    for (message, context), string in written.items():
        single = catalogue("en").pgettext(context, message) if context else catalogue("en").gettext(message)
        if isinstance(message, str):
            assert single == string, "messages.mo is older than messages.po"


def test_no_chinese_is_left_in_the_english_interface(client):
    for address in EVERYWHERE[5:]:
        tree, _ = read(client, address + ("&" if "?" in address else "?") + "lang=en")
        for element in tree.xpath("//*[@lang='zh' or @lang='zh-CN'] | //code | //bdi | //input"):
            element.drop_tree()
        left = set(re.findall("[\u4e00-\u9fff]", tree.find("body").text_content()))
        assert left <= {"个"}, address  # of an example in the help


def test_the_help_page_names_every_field_mode_and_limit_and_its_examples_work(client):
    tree, _ = read(client, "/help")
    forms = " ".join(code.text_content() for code in tree.xpath("//dt/code"))
    assert [field for field in FIELDS if f"{field}:" not in forms] == []
    assert [mode for mode in MODES if mode not in forms] == []
    limits = {number(dt.text_content()) for dt in tree.xpath("//section[@id='limits']//dt")}
    assert limits == {CHARACTERS, CLAUSES, DEPTH, DISTANCE, FILTERS, PAGE_SIZE, WINDOW}
    for link in tree.xpath("//p[@class='try']/a"):
        assert client.get(link.get("href")).status_code == 200


def test_the_method_page_names_the_index_that_answers(client, bundled):
    tree, _ = read(client, "/about")
    manifest = bundled.backend.snapshot.generation.manifest
    codes = [code.text for code in tree.xpath("//code")]
    assert {bundled.about().generation, manifest.corpus, manifest.tokenizer} <= set(codes)


def test_a_copy_that_still_holds_is_not_sent_again(client):
    first = client.get("/search?q=党建")
    tag = first.headers["ETag"]
    again = client.get("/search?q=党建", headers={"If-None-Match": tag})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert client.get("/search?q=企业", headers={"If-None-Match": tag}).status_code == 200


def test_a_new_index_makes_old_copies_stale(tmp_path):
    articles, index = tmp_path / "articles", tmp_path / "index"
    articles.mkdir()
    write(articles, "yi", "第一篇", "党建一段。")
    build([articles], index)
    client = create_app(open_engine(index)).test_client()
    tag = client.get("/search?q=党建").headers["ETag"]
    write(articles, "er", "第二篇", "党建又一段。")
    build([articles], index)
    fresh = client.get("/search?q=党建", headers={"If-None-Match": tag})
    assert fresh.status_code == 200
    assert "第二篇" in fresh.text


def test_crawlers_are_told_to_leave_searches_alone(client):
    assert "Disallow: /search" in client.get("/robots.txt").text
    tree, _ = read(client, "/search?q=党建")
    followed = [
        link.get("href")
        for link in tree.xpath("//a[not(contains(@rel, 'nofollow'))]")
        if urlsplit(link.get("href")).path.startswith("/search") and "tongue" not in link.get("class", "")
    ]
    assert followed == []


def test_facts_of_an_article_stand_on_its_page(tmp_path):
    articles, index = tmp_path / "articles", tmp_path / "index"
    articles.mkdir()
    blocks = [("heading", "小标题"), "正文一段。", ("caption", "值班的窗口"), ("unplaced", "放不回去的半句")]
    facts = {"publication": "连城日报", "published": "2024-03-12", "authors": ("记者甲", "记者乙")}
    source = Source(file="lc.txt", url="https://example.org/lc", rights="自拟")
    write(articles, "lian", "连城样文", *blocks, subtitle="副题", source=source, **facts)
    build([articles], index)
    tree, _ = read(create_app(open_engine(index)).test_client(), "/articles/lian")
    rows = [text_of(row) for row in tree.xpath("//dl[@class='facts']/div")]
    assert rows == ["报刊连城日报", "日期2024-03-12", "作者记者甲、记者乙", "权利自拟"]
    assert classed(tree, "p", "subtitle")[0].text == "副题"
    assert [text_of(one) for one in tree.xpath("//nav[@class='contents']//a")] == ["小标题"]
    assert [one.text for one in classed(tree, "span", "kind")] == ["图注", "未归位"]
    meta = {
        one.get("name"): one.get("content") for one in tree.xpath("//meta[starts-with(@name, 'citation')]")
    }
    assert meta["citation_publication_date"] == "2024/03/12"
    assert "[N/OL]. 连城日报，2024-03-12. http://localhost/articles/lian." in text_of(
        tree.get_element_by_id("cite")
    )


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 8, "党<mark>建引</mark>领&lt;<mark>营商</mark>环"),
        (2, 6, "…<mark>引</mark>领&lt;<mark>营</mark>…"),
        (3, 5, "…领&lt;…"),
    ],
)
def test_an_extract_marks_what_lies_inside_it(start, end, expected):
    assert marked("党建引领<营商环", [(1, 3), (5, 7)], start=start, end=end) == expected


# ---------------------------------------------------------------- long articles


@pytest.fixture(scope="module")
def long(tmp_path_factory):
    """Serve an article of many passages."""
    folder = tmp_path_factory.mktemp("long")
    (folder / "articles").mkdir()
    paragraphs = [f"第{number}条 样文的条文写到这里，没有说什么。" for number in range(1, 401)]
    write(folder / "articles", "chang", "很长的样文", ("heading", "第一章 总则"), *paragraphs)
    build([folder / "articles"], folder / "index")
    return create_app(open_engine(folder / "index")).test_client()


def test_a_passage_carries_one_quiet_button(long):
    tree, response = read(long, "/articles/chang")
    passages = tree.xpath("//div[@class='leaf']/*")
    assert len(passages) == 401
    for number, passage in enumerate(passages, 2):
        (button,) = passage.xpath(".//button")
        assert (button.get("value"), button.text) == (passage.get("id"), str(number))
    text = sum(len(passage.text_content().encode()) for passage in passages)
    assert len(response.data) - text < 100 * len(passages) + 8_000


def test_leaves_of_a_long_article_are_about_as_high_as_one_another(long):
    tree, _ = read(long, "/articles/chang")
    held = [len(leaf) for leaf in tree.xpath("//div[@class='leaf']")]
    assert len(held) > 20
    assert max(held[:-1]) <= min(held[:-1]) + 1


@pytest.mark.parametrize("more", ["", "&q=样文&mode=all&sort=title", "&lang=en"])
def test_a_passage_is_cited_by_its_button_without_scripts(long, more):
    tree, _ = read(long, f"/articles/chang?{more[1:]}")
    (button,) = tree.xpath("//div[@class='leaf']//button[text()='5']")
    form = button.xpath("ancestor::form")[0]
    sent = dict(form.form_values()) | {button.get("name"): button.get("value")}
    assert sent == dict(parse_qsl(more)) | {"passage": button.getparent().get("id")}
    there = long.get(form.get("action"), query_string=sent)
    assert there.status_code == 200
    page = lxml_html.document_fromstring(there.get_data())
    assert text_of(page.xpath("//blockquote")[0]) in text_of(button.getparent())
    back = urlsplit(classed(page, "a", "back")[0].get("href"))
    assert (back.path, back.fragment) == ("/articles/chang", button.get("value"))
    assert dict(parse_qsl(back.query)) == dict(parse_qsl(more))


def test_a_passage_that_can_turn_is_set_in_its_own_direction(tmp_path):
    (tmp_path / "articles").mkdir()
    write(tmp_path / "articles", "zhuan", "样文", "平常的一段。", "反写\u202e的一段", "שלום 一段")
    build([tmp_path / "articles"], tmp_path / "index")
    tree, _ = read(create_app(open_engine(tmp_path / "index")).test_client(), "/articles/zhuan")
    assert [one.get("dir") for one in tree.xpath("//div[@class='leaf']/p")] == [None, "auto", "auto"]
