"""Does a reader come from a search to an article, to its neighbours and back, and what does the page tell?"""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from lxml import html as lxml_html

from index.build.build import build
from index.corpus.articles import Article, Block, write_article
from index.facets.vocabularies import taxonomy
from index.labels.regions import RULES
from search import open_engine
from search.query.request import Filter, Query
from search.results import PassageView
from web import create_app
from web.reading.labels import region_rules
from web.reading.outline import clause, clause_number, outline

NAMES = "GB/T|Chicago|APA|BibTeX|RIS|CSL-JSON"
SEARCHES = [
    "q=党",
    "q=党&size=10&page=3",
    "q=党&mode=any&sort=newest&region=510000&type=-business&size=7&page=2",
    "region=510000&sort=title",
    "q=党&mentioned=1&lang=en",
]


@pytest.fixture(scope="module")
def client(bundled):
    return create_app(bundled).test_client()


@pytest.fixture(scope="module")
def many(stepped):
    return create_app(stepped).test_client()


def read(client, address):
    return lxml_html.document_fromstring(client.get(address).get_data())


def text_of(element):
    return " ".join(element.text_content().split())


def path_and_query(address):
    parts = urlsplit(address)
    return parts.path, sorted(parse_qsl(parts.query))


def hits_of(client, address):
    """Return the addresses of the articles that a page of results lists."""
    return read(client, address).xpath("//article[contains(@class, 'hit')]//h2/a/@href")


# ---------------------------------------------------------------- the way back, and to the neighbours


@pytest.mark.parametrize("search", SEARCHES)
def test_every_result_knows_the_way_back_to_its_page(many, search):
    links = hits_of(many, f"/search?{search}")
    assert links
    for link in links[:3]:
        tree = read(many, link)
        (back,) = tree.xpath("//a[@class='back']/@href")
        shown = many.get(back)
        assert shown.status_code == 200
        assert hits_of(many, back) == links
        given = [pair for pair in parse_qsl(search) if pair not in (("size", "10"), ("page", "1"))]
        assert path_and_query(back) == ("/search", sorted(given))


@pytest.mark.parametrize("search", SEARCHES)
def test_next_and_previous_go_through_all_results_in_their_order(many, stepped, search):
    expected, address = [], f"/search?{search.replace('page=3', 'page=1').replace('page=2', 'page=1')}"
    for _ in range(3):
        expected += [urlsplit(link).path for link in hits_of(many, address)]
        after = read(many, address).xpath("//nav[@class='pages']/a[contains(@rel, 'next')]/@href")
        if not after:
            break
        address = after[0]
    first = hits_of(many, f"/search?{search.replace('page=3', 'page=1').replace('page=2', 'page=1')}")[0]
    seen, here = [urlsplit(first).path], first
    while len(seen) < len(expected):
        (here,) = read(many, here).xpath("//span[@class='siblings']/a[contains(@rel, 'next')]/@href")
        seen.append(urlsplit(here).path)
        tree = read(many, here)
        place = text_of(tree.xpath("//span[@class='siblings']/span[@class='place']")[0])
        assert f" {len(seen)}/" in f" {place}"
    assert seen == expected
    for path in reversed(expected[:-1]):
        (here,) = read(many, here).xpath("//span[@class='siblings']/a[contains(@rel, 'prev')]/@href")
        assert urlsplit(here).path == path
    assert not read(many, here).xpath("//span[@class='siblings']/a[contains(@rel, 'prev')]")


def test_the_last_result_has_none_behind_it(client):
    last = hits_of(client, "/search?q=党建")[-1]
    tree = read(client, last)
    assert tree.xpath("//span[@class='siblings']/a[contains(@rel, 'prev')]")
    assert not tree.xpath("//span[@class='siblings']/a[contains(@rel, 'next')]")


def test_an_article_that_no_search_led_to_has_no_way_back(client):
    tree = read(client, "/articles/meishan?lang=en")
    assert not tree.xpath("//a[@class='back'] | //span[@class='siblings']")
    assert tree.xpath("//div[@class='bar']//button")


def test_an_article_that_is_not_on_the_page_keeps_the_way_back_alone(client):
    tree = read(client, "/articles/meishan?q=只有别处才有的字串")
    assert path_and_query(tree.xpath("//a[@class='back']/@href")[0])[1] == [("q", "只有别处才有的字串")]
    assert not tree.xpath("//span[@class='siblings']")


def test_the_box_of_an_article_searches_on_under_the_same_filters(many):
    link = hits_of(many, "/search?q=党&region=510000&sort=newest&page=2&size=5")[0]
    form = read(many, link).xpath("//form[@role='search']")[0]
    hidden = [(field.get("name"), field.get("value")) for field in form.xpath(".//input[@type='hidden']")]
    assert hidden == [("region", "510000"), ("sort", "newest"), ("size", "5")]


def test_a_page_and_its_neighbours_are_asked_for_once(bundled, monkeypatch):
    client = create_app(bundled).test_client()
    links = hits_of(client, "/search?q=企业")
    asked = []
    real = type(bundled.answers()).run
    monkeypatch.setattr(
        "search.answers.Answers.run", lambda own, query, why="": asked.append(query) or real(own, query, why)
    )
    for link in links[:4]:
        client.get(link)
    assert asked == []


def test_the_address_of_an_article_carries_the_search_in_one_way(many):
    query = Query("党", "any", (Filter("region", "510000"), Filter("type", "business", exclude=True)), page=2)
    from web.links import Links

    assert Links().article("x", query) == (
        "/articles/x?q=%E5%85%9A&mode=any&region=510000&type=-business&page=2"
    )
    assert Links().article("x", Query()) == "/articles/x"


# ---------------------------------------------------------------- labels in words


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_rules_are_told_in_words_and_their_ids_are_folded(client, lang):
    tree = read(client, f"/articles/meishan?lang={lang}")
    rows = tree.xpath("//ul[@class='labels']/li[details]")
    assert rows
    for row in rows:
        (details,) = row.xpath("details")
        code = details.xpath(".//code")[0].text
        told = text_of(details.xpath("p")[0])
        assert code not in told
        assert len(told) > 8
        if lang == "en":
            for chinese in details.xpath(".//*[@lang='zh']"):
                chinese.drop_tree()
            assert not re.search("[\u4e00-\u9fff]", text_of(details))
        details.drop_tree()
        assert not re.search(r"[a-z]+[.-][a-z]", text_of(row) if lang == "zh" else "")


def test_every_rule_that_settles_a_place_has_its_words(client):
    with client.application.test_request_context("/?lang=en"):
        assert region_rules().keys() == RULES.keys()
        assert not re.search("[\u4e00-\u9fff]", "".join(region_rules().values()))


def test_only_the_front_matter_is_told_as_the_editor_s_word(tmp_path):
    (tmp_path / "articles").mkdir()
    first = next(rule for each in taxonomy().types for rule in each.rules if rule.weight == 3)
    body = "".join(group[0] for group in first.groups)
    blocks = (Block("paragraph", f"江苏省苏州市{body}。"), Block("paragraph", f"苏州市{body}。"))
    for name, regions in (("by-editor", ("320500",)), ("by-rule", ())):
        write_article(
            Article(id=name, title=f"苏州市{body}", regions=regions, blocks=blocks),
            tmp_path / f"articles/{name}.md",
        )
    build([tmp_path / "articles"], tmp_path / "index")
    client = create_app(open_engine(tmp_path / "index")).test_client()
    told = {
        name: [
            text_of(one) for one in read(client, f"/articles/{name}").xpath("//ul[@class='labels']//summary")
        ]
        for name in ("by-editor", "by-rule")
    }
    assert "编者注明" in told["by-editor"]
    assert told["by-rule"]
    assert "编者注明" not in told["by-rule"]


def test_our_own_statement_of_rights_speaks_the_language_of_the_page(client):
    for lang, words in (("zh", "自拟摘要，只述事实"), ("en", "digest in our own words; facts only")):
        facts = text_of(read(client, f"/articles/meishan?lang={lang}").xpath("//dl[@class='facts']")[0])
        assert words in facts


# ---------------------------------------------------------------- contents


def passages(*texts):
    """Return passages: headings as they are, running text after a sign."""
    return [
        PassageView(f"p{number}", *(("paragraph", text[1:]) if text[0] == "¶" else ("heading", text)), "")
        for number, text in enumerate(texts)
    ]


def tree_of(sections):
    return [(section.text, tree_of(section.below)) for section in sections]


def test_parts_chapters_and_sections_lie_in_one_another():
    found = outline(
        passages(
            "第一编 总则", "第一章 任务", "¶第一条 文字。", "第二章 管辖", "第一节 级别",
            "¶第二条 文字。", "第二节 地域", "¶第三条 文字。", "第二编 分则", "第三章 起诉",
            "¶第十二条 文字。", "附则", "¶文字。",
        )
    )  # fmt: skip
    assert tree_of(found.sections) == [
        ("第一编 总则", [("第一章 任务", []), ("第二章 管辖", [("第一节 级别", []), ("第二节 地域", [])])]),
        ("第二编 分则", [("第三章 起诉", [])]),
        ("附则", []),
    ]
    first, second, last = found.sections
    assert [(one.first, one.last) for one in (first, *first.below, second, last)] == [
        (1, 3), (1, 1), (2, 3), (12, 12), (0, 0),
    ]  # fmt: skip
    assert [found.depths[f"p{number}"] for number in (0, 1, 4, 11)] == [1, 2, 3, 1]


def test_levels_that_are_not_there_are_not_counted():
    found = outline(
        passages("一、背景", "¶文字。", "（一）经过", "¶文字。", "1. 起因", "¶文字。", "二、结果")
    )
    assert tree_of(found.sections) == [("一、背景", [("（一）经过", [("1. 起因", [])])]), ("二、结果", [])]


def test_headings_of_a_newspaper_stand_beside_one_another():
    found = outline(passages("一张表、一个窗口", "¶文字。", "链上的党委", "¶文字。"))
    assert tree_of(found.sections) == [("一张表、一个窗口", []), ("链上的党委", [])]


def test_a_chapter_that_was_taken_for_running_text_is_a_heading_and_a_printed_contents_is_none():
    found = outline(
        passages(
            "¶目录", "¶第一编 总则", "¶第一章 任务", "¶第二章 管辖", "¶第二编 附则",
            "¶第一编 总则", "¶第一章 任务", "¶第一条 文字。", "¶第二章 管辖", "¶第二条 文字。",
            "¶第二编 附则", "¶第三条 第一章所说的，都是。", "¶第一章的规定，另有说明：",
        )
    )  # fmt: skip
    assert tree_of(found.sections) == [
        ("第一编 总则", [("第一章 任务", []), ("第二章 管辖", [])]),
        ("第二编 附则", []),
    ]
    assert min(int(name[1:]) for name in found.depths) == 5


@pytest.mark.parametrize(
    ("text", "number", "size"),
    [
        ("第一条 文字", 1, 3),
        ("第十二条文字", 12, 4),
        ("第一百零五条 文字", 105, 6),
        ("第二百三十三条之一 文字", 233, 9),
        ("第１２条 文字", 12, 4),
        ("第1260条", 1260, 6),
        ("一条新闻", 0, 0),
        ("第三人称", 0, 0),
    ],
)
def test_a_clause_is_known_by_its_number(text, number, size):
    assert (clause_number(text), clause(text)) == (number, size)


@pytest.fixture(scope="module")
def law(tmp_path_factory):
    """Serve an article of chapters and sections."""
    folder = tmp_path_factory.mktemp("law")
    blocks = []
    for chapter in "一二三四五六七八":
        blocks.append(Block("heading", f"第{chapter}章 样章"))
        for section in "一二三四五":
            blocks.append(Block("heading", f"第{section}节 样节"))
            blocks += [Block("paragraph", f"第{number}条 样文的条文。") for number in range(1, 4)]
    (folder / "articles").mkdir()
    write_article(Article(id="fa", title="样法", blocks=tuple(blocks)), folder / "articles/fa.md")
    build([folder / "articles"], folder / "index")
    return create_app(open_engine(folder / "index")).test_client()


def test_the_contents_nest_fold_and_say_from_which_clause_to_which(law):
    tree = read(law, "/articles/fa")
    chapters = tree.xpath("//nav[@class='contents']/ol/li")
    assert len(chapters) == 8
    for chapter in chapters:
        assert text_of(chapter.xpath("a")[0]).endswith("样章 1–3")
        assert len(chapter.xpath("details[not(@open)]/ol/li/a")) == 5
    ids = tree.xpath("//@id")
    assert {link[1:] for link in tree.xpath("//nav[@class='contents']//a/@href")} <= {*ids}
    assert [one.tag for one in tree.xpath("//div[@class='leaf']/*")[:3]] == ["h2", "h3", "p"]
    assert tree.xpath("//div[@class='leaf']/p/b")[0].text == "第1条"


# ---------------------------------------------------------------- former passages, titles


@pytest.fixture(scope="module")
def withdrawn(tmp_path_factory):
    """Serve a corpus from which an article was withdrawn."""
    folder = tmp_path_factory.mktemp("withdrawn")
    (folder / "articles").mkdir()
    blocks = [Block("paragraph", "开头一段。")]
    for number in range(12):
        blocks += [Block("heading", f"小标题之{number}"), Block("paragraph", f"正文之{number}，说的是样文。")]
    path = folder / "articles/che.md"
    write_article(Article(id="che", title="撤下的文章", subtitle="副题", blocks=tuple(blocks)), path)
    write_article(Article(id="liu", title="留下的文章"), folder / "articles/liu.md")
    build([folder / "articles"], folder / "index")
    before = open_engine(folder / "index").article("che").passages
    path.unlink()
    build([folder / "articles"], folder / "index")
    return create_app(open_engine(folder / "index")).test_client(), before


def test_a_withdrawn_article_reads_in_its_order_with_its_headings(withdrawn):
    client, before = withdrawn
    tree = read(client, "/articles/che")
    assert tree.xpath("//h1")[0].get("id") == before[0].id
    shown = tree.xpath("//div[@class='once']/*")
    assert [one.get("id") for one in shown] == [passage.id for passage in before[1:]]
    assert [one.tag == "h2" for one in shown] == [passage.kind == "heading" for passage in before[1:]]
    assert client.get("/articles/che/cite").status_code == 410


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/articles/meishan", "{} · 检索"),
        ("/articles/meishan?q=企业", "{} · 企业 · 检索"),
        ("/articles/meishan?q=企业&lang=en", "{} · 企业 · Jiansuo"),
        ("/articles/meishan/cite", "引用全文 · {} · 检索"),
        ("/articles/meishan/cite?lang=en", "Cite the article · {} · Jiansuo"),
    ],
)
def test_the_title_of_a_page_says_what_it_shows(client, bundled, address, title):
    name = bundled.article("meishan").article.title
    assert read(client, address).xpath("//title")[0].text == title.format(name)


def test_hits_are_counted_in_the_singular_too(client):
    tree = read(client, "/articles/meishan?q=四川眉山市&lang=en")
    told = text_of(tree.xpath("//p[@class='found']/span")[0])
    count = len(tree.xpath("//mark"))
    assert told.startswith(f"{count} hit{'s' if count != 1 else ''} ")
    none = read(client, "/articles/meishan?q=没有的字串&lang=en")
    assert text_of(none.xpath("//p[@class='found']/span")[0]).startswith("0 hits ")


@pytest.mark.parametrize(
    "address", ["/articles/meishan?q=企业", "/articles/meishan/cite?q=企业", "/articles/che"]
)
def test_every_word_of_the_pages_themselves_is_in_their_language(client, withdrawn, address):
    asked = withdrawn[0] if "che" in address else client
    for lang, foreign in (("en", "[\u4e00-\u9fff]"), ("zh-CN", "[A-Za-z]{3}")):
        tree = read(asked, f"{address}{'&' if '?' in address else '?'}lang={lang[:2]}")
        for text in tree.xpath("//body//text()[normalize-space()]"):
            place = text.getparent().getparent() if text.is_tail else text.getparent()
            (speaking,) = place.xpath("ancestor-or-self::*[@lang][1]")
            if speaking.get("lang") != lang or speaking.tag == "article":
                continue
            if not place.xpath("ancestor-or-self::*[self::bdi or self::code]"):
                left = re.sub(f"{NAMES}|https?:\\S+|\\S+\\.txt", "", text)
                assert not re.search(foreign, left), text
