"""Do the pages work in a browser: for everybody, on a phone, in the dark, with keys and without scripts?"""

import pytest
from sites import follow, served

from index.build.build import build
from index.corpus.articles import Article, Block, write_article
from search import open_engine

pytestmark = pytest.mark.browser

PAGES = {
    "start": "/",
    "results": "/search?q=党员",
    "explained": "/search?q=党员&why=lian#why-lian",
    "filtered": "/search?q=党员&region=320500&type=-economy&mode=all",
    "nothing": "/search?q=产业练党委",
    "fault": "/search?q=(党建",
    "ambiguous": "/search?q=党&region=市中区",
    "facet": "/search/type?q=党",
    "article": "/articles/lian?q=党员",
    "citing": "/articles/lian/cite?q=党员&passage={passage}",
    "former": "/articles/jiu",
    "gone": "/articles/che",
    "regions": "/browse/regions",
    "types": "/browse/types",
    "help": "/help",
    "about": "/about",
    "api": "/api",
    "missing": "/nowhere",
}
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def write(folder, name, title, *blocks, **facts):
    made = tuple(Block(*one) if isinstance(one, tuple) else Block("paragraph", one) for one in blocks)
    write_article(Article(id=name, title=title, blocks=made, **facts), folder / f"{name}.md")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Build an index in which every kind of page has something to show."""
    folder = tmp_path_factory.mktemp("browser")
    articles = folder / "articles"
    articles.mkdir()
    facts = {
        "publication": "连城日报",
        "published": "2024-03-12",
        "authors": ("记者甲",),
        "regions": ("320500",),
    }
    blocks = (
        "连城市把党建与营商环境放在一处抓，政务大厅设党员先锋岗14个。",
        ("heading", "一张表、一个窗口"),
        "党员先锋岗轮值，接诉即办的工单当天转出。产业链党委每季度碰头一次，党员都来。",
        ("caption", "党员先锋岗的值班表"),
        ("unplaced", "版面左下的残句，说的也是党员先锋岗"),
    )
    write(articles, "lian", "江苏苏州市试行“一窗办成”", *blocks, subtitle="一次试验", **facts)
    for number in range(12):
        write(articles, f"more-{number}", f"第{number}篇样文", f"第{number}个党员服务队下到了企业。" * 8)
    write(articles, "jiu", "旧文一则", "窗口原来设了三个，服务企业八十家。", "这一段后来删去了。")
    write(articles, "che", "撤下的文章", "撤下之前的一段话。")
    build([articles], folder / "index")
    write(articles, "jiu", "旧文一则", "窗口现在设了五个，服务企业八十家。")
    (articles / "che.md").unlink()
    build([articles], folder / "index")
    return open_engine(folder / "index")


@pytest.fixture(scope="module")
def site(corpus):
    """Serve the corpus; the address of the site."""
    with served(corpus) as address:
        yield address


def address(site, corpus, name, lang="zh"):
    path = PAGES[name].replace("{passage}", corpus.article("lian").passages[2].id)
    path, hash_, fragment = path.partition("#")
    path += ("&" if "?" in path else "?") + "lang=en" if lang == "en" else ""
    return site + path + hash_ + fragment


@pytest.fixture(params=["zh light wide", "en dark phone"])
def view(browser, request):
    """Open a page in one language, one scheme of colours and one size."""
    lang, scheme, size = request.param.split()
    viewport = WIDE if size == "wide" else PHONE
    context = browser.new_context(color_scheme=scheme, viewport=viewport, reduced_motion="reduce")
    page = context.new_page()
    page.lang = lang
    yield page
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_and_nothing_runs_over_the_edge(view, site, corpus, axe_source, name):
    refused = []
    view.on("console", lambda message: refused.append(message.text) if "Policy" in message.text else None)
    view.goto(address(site, corpus, name, view.lang))
    for summary in view.query_selector_all("details:not([open]) > summary"):
        if summary.is_visible():
            summary.click()
    view.evaluate(axe_source)
    violations = view.evaluate("axe.run().then(result => result.violations)")
    serious = [
        (one["id"], [node["html"][:120] for node in one["nodes"]][:3])
        for one in violations
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []
    assert view.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert refused == []


def test_why_a_hit_was_found_opens_in_place(page, site, corpus):
    page.goto(address(site, corpus, "results"))
    page.evaluate("window.kept = true")
    link = page.locator("a.why").nth(1)
    name = link.get_attribute("id")
    link.click()
    page.locator(f"details#{name}[open] tbody").first.wait_for()
    assert page.evaluate("window.kept && document.activeElement.matches('summary')")
    assert page.locator("details.why").count() == 1
    page.route(
        "**why=*", lambda way: way.abort() if way.request.resource_type == "fetch" else way.continue_()
    )
    page.locator("a.why").first.click()
    page.wait_for_url("**why=*")


def test_why_a_hit_was_found_is_a_page_without_scripts(browser, site, corpus):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(site, corpus, "results"))
    follow(page.locator("a.why").first)
    assert page.locator("details.why[open] tbody").first.is_visible()
    context.close()


def test_the_slash_goes_to_the_box_and_n_and_p_to_the_hits(page, site, corpus):
    page.goto(address(site, corpus, "article"))
    total = page.locator("mark").count()
    assert total > 3
    for key, expected in [("n", 1), ("n", 2), ("j", 3), ("p", 2), ("k", 1), ("p", 1)]:
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == f"hit-{expected}"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("n")
    assert page.input_value("#q") == "n"


def test_n_goes_through_the_articles_of_results(page, site, corpus):
    page.goto(address(site, corpus, "results"))
    page.keyboard.press("n")
    page.keyboard.press("n")
    second = page.locator(".hit h2 a").nth(1).get_attribute("href")
    assert page.evaluate("document.activeElement.getAttribute('href')") == second


def test_suggestions_appear_while_typing_and_are_taken_with_keys(page, site):
    page.goto(site)
    page.locator("#q").press_sequentially("产业链")
    page.wait_for_selector("#suggestions [role=option]")
    assert page.get_attribute("#q", "aria-expanded") == "true"
    texts = page.locator("#suggestions bdi").all_inner_texts()
    for _ in range(len(texts) - texts[::-1].index("产业链党委")):  # the word stands below the type
        page.keyboard.press("ArrowDown")
    with page.expect_navigation(url="**/search?q=**"):
        page.keyboard.press("Enter")
    assert page.input_value("#q") == "产业链党委"
    assert page.locator("mark").first.inner_text() == "产业链党委"


def test_another_mode_is_searched_at_once(page, site, corpus):
    page.goto(address(site, corpus, "results"))
    with page.expect_navigation(url="**mode=any**"):
        page.locator(".modes input[value=any]").check()


def test_facets_stand_beside_the_results_and_fold_on_a_phone(browser, site, corpus):
    for viewport, shown in ((WIDE, True), (PHONE, False)):
        page = browser.new_page(viewport=viewport)
        page.goto(address(site, corpus, "results"))
        link = page.locator(".facets a.value").first
        assert link.is_visible() is shown
        assert page.locator(".facets > summary").is_visible() is not shown
        if not shown:
            page.locator(".facets > summary").click()
            assert link.is_visible()
        page.close()


def test_everything_works_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(site)
    page.fill("#q", "党员")
    page.locator(".modes label").nth(1).click()
    follow(page.locator(".box button"))
    assert "mode=all" in page.url
    page.locator(".facets > summary").click()
    follow(page.locator(".facets a.value", has_text="江苏省"))
    assert page.locator(".hit").count() == 1
    follow(page.locator(".fragments a").first)
    assert "#" in page.url
    assert page.locator("mark").first.is_visible()
    follow(page.locator(".steps a").first)
    assert "#hit-" in page.url
    follow(page.locator("[name=passage]").first)
    assert "/cite?" in page.url
    assert page.locator("blockquote").is_visible()
    assert page.locator("[data-text]").first.is_hidden()
    context.close()


def test_an_old_link_lands_on_what_became_of_it(page, site, corpus):
    old = next(one for one in corpus.article("jiu").former if one.state == "changed")
    page.goto(f"{site}/articles/jiu#{old.id}")
    box = page.locator(".former:target")
    assert box.is_visible()
    assert "已改动" in box.inner_text()


def test_the_skip_link_is_the_first_stop(page, site, corpus):
    page.goto(address(site, corpus, "results"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "hits"


def test_print_leaves_the_text_and_where_it_stands(page, site, corpus):
    page.goto(address(site, corpus, "article"))
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert page.locator("#cite").is_visible()
    for hidden in (".searchbar", ".masthead", ".beside", ".bar", ".steps", ".cite .files"):
        assert page.locator(hidden).first.is_hidden()


@pytest.fixture(scope="module")
def long_site(tmp_path_factory):
    """Serve an article of many screens; its address and its passages."""
    folder = tmp_path_factory.mktemp("long")
    (folder / "articles").mkdir()
    blocks = [
        f"第{number}条 " + "样文的条文写到这里，没有说什么。" * (number % 7 + 1) for number in range(1, 301)
    ]
    write(folder / "articles", "chang", "很长的样文", *blocks)
    build([folder / "articles"], folder / "index")
    engine = open_engine(folder / "index")
    with served(engine) as address:
        yield f"{address}/articles/chang", engine.article("chang").passages


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_a_link_far_down_a_long_article_lands_on_its_passage(browser, long_site, size):
    address, passages = long_site
    page = browser.new_page(viewport=size)
    for number in (250, 40, 200):
        page.goto(f"{address}#{passages[number].id}")
        page.wait_for_timeout(200)
        place = page.locator(f"[id='{passages[number].id}']").bounding_box()
        assert 0 <= place["y"] < 200
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.close()


def test_what_is_far_below_is_found_in_the_page_and_stands_in_print(page, long_site):
    address, passages = long_site
    page.goto(address)
    assert page.evaluate("find('第290条')")
    assert page.evaluate("getSelection().anchorNode.parentNode.closest('[id]').id") == passages[290].id
    page.emulate_media(media="print")
    shown = page.evaluate("getComputedStyle(document.querySelectorAll('.leaf')[5]).contentVisibility")
    assert shown == "visible"


def test_what_is_far_below_is_set_only_when_it_comes_near(page, long_site):
    address, _ = long_site
    page.goto(address)
    leaf = "document.querySelectorAll('.leaf')[9]"
    skipped = f"{leaf}.firstElementChild.checkVisibility({{contentVisibilityAuto: true}})"
    assert page.evaluate(skipped) is False
    reserved = page.evaluate(f"{leaf}.offsetHeight")
    page.evaluate(f"{leaf}.scrollIntoView({{behavior: 'instant'}})")
    page.wait_for_timeout(300)
    assert page.evaluate(skipped) is True
    assert 0.7 < reserved / page.evaluate(f"{leaf}.offsetHeight") < 1.4


def test_the_quiet_button_of_a_passage_is_read_out_by_name(page, long_site):
    address, passages = long_site
    for query, name in (("", "第 5 段：链接与引用"), ("?lang=en", "Link and citation of passage 5")):
        page.goto(address + query)
        button = page.get_by_role("button", name=name, exact=True)
        assert button.get_attribute("value") == passages[4].id


@pytest.fixture(scope="module")
def folded_site(tmp_path_factory):
    """Serve articles of more years than a page of results shows; the address of a search."""
    folder = tmp_path_factory.mktemp("folded")
    (folder / "articles").mkdir()
    for year in range(2000, 2014):
        write(
            folder / "articles",
            f"nian-{year}",
            f"{year}年样文",
            "党员服务队下到了企业。",
            published=str(year),
        )
    build([folder / "articles"], folder / "index")
    with served(open_engine(folder / "index")) as address:
        yield f"{address}/search?q=党员"


@pytest.mark.parametrize("scripts", [True, False])
def test_all_values_of_a_facet_open_in_their_place_or_on_their_page(browser, folded_site, scripts):
    context = browser.new_context(java_script_enabled=scripts, viewport=WIDE)
    page = context.new_page()
    page.goto(folded_site)
    group = page.locator(".facets .group", has=page.locator(".everything"))
    before = group.locator("a.value").count()
    assert 1 < before < 14
    if scripts:
        group.locator(".everything").click()
        page.locator(".everything").wait_for(state="detached")
        assert page.url.endswith("/search?q=%E5%85%9A%E5%91%98")
        values = page.locator(".facets .group", has_text="2003").locator("a.value")
        page.wait_for_timeout(100)
        assert page.evaluate("document.activeElement.className") == "value"
    else:
        follow(group.locator(".everything"))
        assert "/search/year?" in page.url
        values = page.locator("main a.value")
    assert values.count() == 14
    follow(values.filter(has_text="2003"))
    assert page.locator(".hit").count() == 1
    context.close()
