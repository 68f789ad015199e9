"""Does an article serve its reader in a browser: place, hits, citing, contents, source, review, print?"""

import itertools
from pathlib import Path

import pytest
from sites import PHONE, WIDE, follow, served, write

from index.build.build import build
from index.intake.importing import import_sources
from search import open_engine
from web.citations.styles import STYLES
from web.review.desk import Desk

pytestmark = pytest.mark.browser

RAW = (
    "青石县： 组织先行 难题共解\n\n■记者 记者甲\n\n"
    "近日，青石县把支部 建到车间，职工们有事就在班前会\n上提，提了\n\n\n\n"
    "志愿者在服务点登记。\n\n就有人接着办，一年办好难事9件。\n\n职工乙说，这里的会客厅天天开门。\n\n力\n\n重\n\n项\n"
)
PAGES = {
    "article": "/articles/lian?q=党员",
    "plain": "/articles/lian",
    "law": "/articles/fa?q=样文&page=1",
    "cite": "/articles/lian/cite?q=党员&passage={passage}",
    "whole": "/articles/lian/cite",
    "former": "/articles/jiu",
    "gone": "/articles/che",
    "source": "{imported}?view=source&q=支部建到",
    "review": "/review",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """Index what pages of articles can show: hits, labels, chapters, old passages, a withdrawn article."""
    articles = tmp_path_factory.mktemp("reading") / "articles"
    facts = {"publication": "连城日报", "published": "2024-03-12", "authors": ("记者甲",)}
    write(
        articles,
        "lian",
        "江苏苏州市试行“一窗办成”",
        "连城市把党建与营商环境放在一处抓，政务大厅设党员先锋岗14个。",
        ("heading", "一张表、一个窗口"),
        "党员先锋岗轮值，接诉即办的工单当天转出。产业链党委每季度碰头一次，“党员”都来。",
        ("caption", "党员先锋岗的值班表"),
        ("unplaced", "版面左下的残句，说的也是党员先锋岗"),
        *[f"第{number}个党员服务队下到了苏州市的企业，一件一件地办。" * 4 for number in range(12)],
        subtitle="一次试验",
        initiatives=("chain-party-committee", "party-brand"),
        regions=("320500",),
        **facts,
    )
    for number in range(12):
        write(articles, f"yang-{number:02}", f"第{number}篇样文", f"第{number}个党员服务队下到了企业。" * 8)
    blocks = []
    for chapter in "一二三四五六七八九":
        blocks.append(("heading", f"第{chapter}章 样章"))
        for section in "一二三四":
            blocks.append(("heading", f"第{section}节 样节"))
            blocks += [
                f"第{number}条 " + "样文的条文写到这里，没有说什么。" * (number % 5 + 1)
                for number in range(1, 10)
            ]
    write(articles, "fa", "样法", *blocks)
    write(articles, "jiu", "旧文一则", "窗口原来设了三个，服务企业八十家。", "这一段后来删去了。")
    write(articles, "che", "撤下的文章", ("heading", "小标题"), "撤下之前的一段话。")
    build([articles], articles.parent / "index")
    write(articles, "jiu", "旧文一则", "窗口现在设了五个，服务企业八十家。")
    (articles / "che.md").unlink()
    raw = articles.parent / "raw.txt"
    raw.write_text(RAW, "utf-8")
    (outcome,) = import_sources([(raw, "raw.txt")], articles.parent / "imported")
    PAGES["source"] = PAGES["source"].replace("{imported}", f"/articles/{outcome.articles[0]}")
    build([articles, articles.parent / "imported"], articles.parent / "index")
    return open_engine(articles.parent / "index")


@pytest.fixture(scope="module")
def site(engine):
    with served(engine, Desk(Path(engine.location).parent / "imported")) as address:
        yield address


def address(site, engine, name, lang="zh"):
    path = PAGES[name].replace("{passage}", engine.article("lian").passages[2].id)
    return site + path + (f"{'&' if '?' in path else '?'}lang={lang}" if lang != "zh" else "")


def passage(engine, name, number):
    return engine.article(name).passages[number - 1].id


def open_everything(page):
    for summary in page.query_selector_all("details:not([open]) > summary"):
        if summary.is_visible():
            summary.click()


# ---------------------------------------------------------------- for everybody


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "view",
    [
        f"{lang} {scheme} {size}"
        for lang, scheme, size in itertools.product(("zh", "en"), ("light", "dark"), ("wide", "phone"))
    ],
)
def test_axe_finds_nothing(browser, site, engine, axe_source, name, view):
    lang, scheme, size = view.split()
    context = browser.new_context(
        color_scheme=scheme, viewport=WIDE if size == "wide" else PHONE, reduced_motion="reduce"
    )
    page = context.new_page()
    refused = []
    page.on("console", lambda message: refused.append(message.text) if "Policy" in message.text else None)
    page.goto(address(site, engine, name, lang))
    open_everything(page)
    page.evaluate(  # what is not set yet has no place to be measured
        "for (const leaf of document.querySelectorAll('.leaf')) leaf.style.contentVisibility = 'visible'"
    )
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    if name == "article":
        page.locator("[name=passage]").nth(2).click()
        page.locator(".menu .taking").wait_for()
    page.evaluate(axe_source)
    found = page.evaluate(
        "axe.run({rules: {'target-size': {enabled: true}}}).then(result => result.violations)"
    )
    assert [(one["id"], [node["html"][:160] for node in one["nodes"]][:3]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert refused == []
    context.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "text"), [(320, "100%"), (390, "200%"), (1440, "200%")])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_runs_over_the_edge(browser, site, engine, name, width, text, lang):
    page = browser.new_page(viewport={"width": width, "height": 700})
    page.goto(address(site, engine, name, lang))
    page.evaluate(f"document.documentElement.style.fontSize = '{text}'")
    open_everything(page)
    over = page.evaluate(
        """[...document.querySelectorAll('body *')]
           .filter(one => one.getBoundingClientRect().right > innerWidth + 1
           && one.checkVisibility({visibilityProperty: true}) && !one.closest('.vh, .skip, .leaf + .leaf'))
           .map(one => one.outerHTML.slice(0, 100))"""
    )
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert over == []
    page.close()


def test_a_first_visit_is_light_and_nothing_jumps(browser, site, engine):
    for size in (WIDE, PHONE):
        context = browser.new_context(viewport=size)
        page = context.new_page()
        page.add_init_script(
            "window.shifts = 0; new PerformanceObserver(list => { for (const one of list.getEntries())"
            " window.shifts += one.value; }).observe({type: 'layout-shift', buffered: true});"
        )
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        sizes = []
        session.on("Network.loadingFinished", lambda one, sizes=sizes: sizes.append(one["encodedDataLength"]))
        page.goto(address(site, engine, "article"), wait_until="networkidle")
        assert len(sizes) <= 5
        assert sum(sizes) <= 60_000
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(400)
        assert page.evaluate("window.shifts") == 0
        context.close()


# ---------------------------------------------------------------- place, hits, sections


def test_u_goes_back_to_the_results_as_they_were(page, site):
    results = f"{site}/search?q=党员&sort=title&size=5&page=2"
    page.goto(results)
    there = page.locator(".hit h2 a").nth(1)
    title = there.inner_text()
    follow(there)
    with page.expect_navigation():
        page.keyboard.press("u")
    assert page.locator(".hit h2 a").nth(1).inner_text() == title
    assert "page=2" in page.url


@pytest.mark.parametrize("scripts", [True, False])
def test_the_bar_leads_to_the_neighbours(browser, site, scripts):
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{site}/search?q=党员&size=5")
    titles = page.locator(".hit h2 a").all_inner_texts()
    follow(page.locator(".hit h2 a").nth(0))
    for title in titles[1:]:
        follow(page.locator(".bar [rel~=next]"))
        assert page.locator("h1").inner_text() == title
    follow(page.locator(".bar [rel~=next]"))
    assert "page=2" in page.url
    follow(page.locator(".bar [rel~=prev]"))
    assert page.locator("h1").inner_text() == titles[-1]
    context.close()


def test_n_goes_to_the_next_result_where_there_are_no_hits(page, site):
    page.goto(f"{site}/search?year=none&sort=title")
    follow(page.locator(".hit h2 a").nth(0))
    title = page.locator("h1").inner_text()
    with page.expect_navigation():
        page.keyboard.press("n")
    assert page.locator("h1").inner_text() != title
    with page.expect_navigation():
        page.keyboard.press("p")
    assert page.locator("h1").inner_text() == title


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_box_comes_to_the_reader_and_goes_again(browser, site, engine, size):
    page = browser.new_page(viewport=size)
    page.goto(address(site, engine, "law") + "#" + passage(engine, "fa", 200))
    page.wait_for_timeout(400)
    before = page.evaluate("scrollY")
    page.keyboard.press("/")
    box = page.locator("#q").bounding_box()
    assert 0 <= box["y"] < 120
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Escape")
    assert page.locator("#q").bounding_box()["y"] < 0
    assert page.evaluate("scrollY") == before
    page.close()


def test_the_bar_counts_the_hits_and_steps_through_them(page, site, engine):
    page.goto(address(site, engine, "article"))
    total = page.locator("mark").count()
    counter = page.locator(".bar .hits .place")
    assert counter.inner_text().endswith(f"–/{total}")
    for key, expected in (("n", 1), ("n", 2), ("p", 1)):
        page.keyboard.press(key)
        assert counter.inner_text().endswith(f" {expected}/{total}")
    page.locator(".bar .down").click()
    page.locator(".bar .down").click()
    assert counter.inner_text().endswith(f" 3/{total}")
    page.locator(".bar .up").click()
    assert page.evaluate("document.activeElement.id") == "hit-2"
    follow(page.locator(".steps [rel=next]").nth(2))
    reached = int(page.url.rpartition("#hit-")[2])
    assert counter.inner_text().endswith(f" {reached}/{total}")


def test_the_hits_are_a_chain_of_anchors_without_scripts(browser, site, engine):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(site, engine, "article"))
    follow(page.locator(".bar .down"))
    assert page.url.endswith("#hit-1")
    seen = ["hit-1"]
    while (further := page.locator(f":is(h1, p, h2):has(#{seen[-1]}) .steps [rel=next]")).count():
        follow(further)
        seen.append(page.url.rpartition("#")[2])
    assert len(seen) > 10
    context.close()


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_contents_and_labels_stand_under_the_title_or_beside_the_text(browser, site, engine, size):
    page = browser.new_page(viewport=size)
    page.goto(address(site, engine, "article"))
    folds, first = page.locator(".fold"), page.locator(".leaf p").first.bounding_box()
    assert folds.count() == 2
    for number in range(2):
        box = folds.nth(number).bounding_box()
        if size == WIDE:
            assert box["x"] + box["width"] < first["x"]
            assert folds.nth(number).locator("a").first.is_visible()
        else:
            assert page.locator("h1").bounding_box()["y"] < box["y"] < first["y"]
            assert folds.nth(number).locator("a").first.is_hidden()
            folds.nth(number).locator("summary").first.click()
            assert folds.nth(number).locator("a").first.is_visible()
    page.close()


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_bar_is_always_there_and_hides_no_target(browser, site, engine, size):
    page = browser.new_page(viewport=size)
    page.goto(address(site, engine, "law") + "#" + passage(engine, "fa", 200))
    page.wait_for_timeout(300)
    bar, target = page.locator(".bar").bounding_box(), page.locator(":target").bounding_box()
    if size == WIDE:
        assert bar["y"] == 0
        assert target["y"] >= bar["height"]
    else:
        assert bar["y"] + bar["height"] == size["height"]
        assert 0 <= target["y"] < 200
    page.close()


def test_the_contents_follow_the_reader(page, site, engine):
    page.set_viewport_size(WIDE)
    page.goto(address(site, engine, "law"))
    headings = [one for one in engine.article("fa").passages if one.kind == "heading"]
    for number in (22, 3, 38):
        page.evaluate(
            f"document.getElementById('{headings[number].id}').scrollIntoView({{behavior: 'instant'}})"
        )
        page.wait_for_function(
            f"() => document.querySelector('.bar .now').textContent === '{headings[number].text}'"
        )
        current = page.locator("#contents [aria-current]")
        assert current.get_attribute("href") == f"#{headings[number].id}"
        assert current.is_visible()
        box, held = current.bounding_box(), page.locator(".beside").bounding_box()
        assert held["y"] <= box["y"] <= held["y"] + held["height"] - box["height"]


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_contents_open_from_the_bar_where_the_reader_is(browser, site, engine, size):
    page = browser.new_page(viewport=size)
    page.goto(address(site, engine, "law") + "#" + passage(engine, "fa", 200))
    page.wait_for_timeout(400)
    before = page.locator(":target").bounding_box()["y"]
    button = page.locator(".bar .where").bounding_box()
    page.mouse.click(button["x"] + 12, button["y"] + 12)  # `click` would scroll what is sticky
    assert page.evaluate("document.activeElement.matches('.menu [aria-current]')")
    assert abs(page.locator(":target").bounding_box()["y"] - before) < 2
    page.keyboard.press("Escape")
    assert page.locator(".menu").is_hidden()
    assert page.evaluate("document.activeElement.className") == "where"
    page.locator(".bar .where").click()
    follow(page.locator(".menu a", has_text="第二章").first)
    assert page.locator(".menu").is_hidden()
    assert page.locator("h2:target").inner_text().endswith("第二章 样章")
    page.close()


# ---------------------------------------------------------------- links and citations


@pytest.fixture
def clipboard(browser):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], viewport=WIDE)
    yield context.new_page()
    context.close()


def test_the_menu_of_a_passage_copies_its_link_its_words_and_their_source(clipboard, site, engine):
    page, own = clipboard, passage(engine, "lian", 5)
    page.goto(address(site, engine, "article"))
    page.evaluate("window.kept = true")
    button = page.locator(f"[value='{own}']")
    before = page.evaluate("scrollY")
    button.focus()
    page.keyboard.press("Enter")
    page.locator(".menu .taking").wait_for()
    taken = []
    for _ in range(4):
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.activeElement.textContent === document.body.dataset.copied")
        taken.append(page.evaluate("navigator.clipboard.readText()"))
        page.keyboard.press("Tab")
    link = f"{site}/articles/lian#{own}"
    assert taken[0] == link
    assert taken[1].startswith("“党员先锋岗轮值")
    assert (
        "‘党员’都来。”（记者甲. 江苏苏州市试行“一窗办成”：一次试验[N/OL]. 连城日报，2024-03-12：第5段. http"
        in taken[1]
    )
    assert taken[3] == taken[1].split("”（", 1)[1].removesuffix("）")
    assert taken[2].startswith(f"{link}:~:text=")
    assert page.evaluate("document.activeElement.textContent") == "BibTeX"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.value") == own
    assert page.evaluate("window.kept")
    assert page.evaluate("scrollY") == before


def test_every_style_is_copied_by_its_button(clipboard, site, engine):
    page = clipboard
    page.goto(address(site, engine, "whole"))
    for style in STYLES:
        row = page.locator(f"[id='{style.name}']")
        row.locator("button").click()
        page.wait_for_function("() => document.activeElement.textContent === document.body.dataset.copied")
        taken = page.evaluate("navigator.clipboard.readText()")
        assert " ".join(taken.split()) == " ".join(row.locator("dd").inner_text().split())
    assert page.locator("#taking [role=status]").inner_text() == "已复制"


def test_the_menu_offers_files_of_this_passage(page, site, engine):
    own = passage(engine, "lian", 3)
    page.goto(address(site, engine, "article"))
    page.locator(f"[value='{own}']").click()
    with page.expect_download() as got:
        page.locator(".menu a", has_text="BibTeX").click()
    assert got.value.suggested_filename == f"lian-{own}.bib"


def test_the_bar_cites_the_whole_article(page, site, engine):
    page.goto(address(site, engine, "article", "en"))
    page.locator(".bar .citing").click()
    page.locator(".menu .taking").wait_for()
    assert page.locator(".menu button").all_inner_texts() == ["Copy link", "Copy citation"]
    follow(page.locator(".menu a", has_text="All forms"))
    assert "/cite?" in page.url
    assert page.locator("h1").inner_text() == "Cite the article"


def test_a_menu_that_cannot_be_fetched_is_a_page(page, site, engine):
    page.goto(address(site, engine, "article"))
    page.route(
        "**/cite?*", lambda way: way.abort() if way.request.resource_type == "fetch" else way.continue_()
    )
    page.locator("[name=passage]").first.click()
    page.wait_for_url("**/cite?**")


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_menu_lies_on_the_page_whole(browser, site, engine, size):
    page = browser.new_page(viewport=size)
    page.goto(address(site, engine, "article"))
    for number in (0, 6, 14):
        button = page.locator("[name=passage]").nth(number)
        button.scroll_into_view_if_needed()
        button.click()
        page.locator(".menu .taking").wait_for()
        box = page.locator(".menu").bounding_box()
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= size["width"]
        assert box["y"] + box["height"] <= size["height"]
        page.keyboard.press("Escape")
    page.close()


def test_a_link_to_words_leads_to_them_even_without_the_passage(page, site, engine):
    for number in (14, 5):
        own = passage(engine, "lian", number)
        page.goto(address(site, engine, "cite").replace(passage(engine, "lian", 3), own))
        link = page.locator("dd a[href*=':~:text=']").get_attribute("href")
        page.goto("about:blank")
        page.goto(link.replace(f"#{own}:~:", "#:~:"))
        page.wait_for_timeout(500)
        box = page.locator(f"[id='{own}']").bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= page.viewport_size["height"]


def test_an_anchor_that_the_article_never_had_says_so(page, site, engine):
    page.goto(f"{site}/articles/lian#0123456789ab")
    assert page.locator("#unknown").is_visible()
    page.goto(f"{site}/articles/lian#{passage(engine, 'lian', 4)}")
    assert page.locator("#unknown").is_hidden()
    page.evaluate("location.hash = '0123456789ab'")
    page.wait_for_function("() => !document.getElementById('unknown').hidden")
    old = engine.article("jiu").former[0].id
    page.goto(f"{site}/articles/jiu#{old}")
    assert page.locator("#unknown").is_hidden()
    page.goto(f"{site}/articles/che#0123456789ab")
    assert page.locator("#unknown").is_visible()


def test_the_other_language_shows_the_same_passage(page, site, engine):
    own = passage(engine, "lian", 8)
    page.goto(f"{site}/articles/lian#{own}")
    follow(page.locator(".tongue"))
    assert "lang=en#" in page.url
    assert page.url.endswith(f"#{own}")


def test_a_mark_beside_a_passage_leaves_its_number_free(page, site, engine):
    page.set_viewport_size(WIDE)
    own = passage(engine, "lian", 8)
    page.goto(f"{site}/articles/lian#{own}")
    number = page.locator(f"[value='{own}']").bounding_box()
    left = page.evaluate(f"document.getElementById('{own}').getBoundingClientRect().left")
    inset = page.evaluate(f"parseFloat(getComputedStyle(document.getElementById('{own}'), '::before').left)")
    assert number["x"] + number["width"] <= left + inset


def test_evidence_is_underlined_only_where_it_was_asked_for(page, site, engine):
    page.goto(address(site, engine, "plain"))
    lines = (
        "[...document.querySelectorAll('.evidence')].map(one => [one.id, getComputedStyle(one)])"
        ".filter(([, style]) => style.textDecorationLine !== 'none').map(([id]) => id)"
    )
    assert page.locator(".evidence").count() > 1
    assert page.evaluate(lines) == []
    link = page.locator(".evident").last
    asked = link.get_attribute("href")[1:]
    follow(link)
    assert page.evaluate(lines) == [asked]
    page.emulate_media(media="print")
    assert page.evaluate(lines) == []


# ---------------------------------------------------------------- the source, the review, paper


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_source_stands_on_the_right_of_the_text(browser, site, engine, size):
    page = browser.new_page(viewport=size)
    page.goto(address(site, engine, "source"))
    pair = page.locator(".pair").first
    text, source = pair.locator("> p").bounding_box(), pair.locator("> .source").bounding_box()
    if size == WIDE:
        assert source["x"] > text["x"] + text["width"]
        assert abs(source["y"] - text["y"]) < 4
    else:
        assert source["y"] >= text["y"] + text["height"]
    removed = page.locator("del.space").last
    assert (
        page.evaluate("one => getComputedStyle(one, '::before').content", removed.element_handle()) == '"␣"'
    )
    page.close()


def test_an_item_of_the_review_leads_to_its_passage(page, site, engine):
    page.goto(f"{site}/review")
    assert page.locator("#q").count() == 0
    follow(page.locator(".doubt .about a[href*='#']").first)
    assert page.locator(":target").is_visible()


def test_paper_shows_the_text_with_its_numbers_and_where_it_stands(page, site, engine):
    page.goto(address(site, engine, "article"))
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})
    number = page.locator("[name=passage]").first
    assert number.is_visible()
    assert number.bounding_box()["x"] >= 0
    assert page.locator("#cite").is_visible()
    for hidden in (".bar", ".beside", ".steps", ".searchbar", ".colophon", ".found a"):
        assert page.locator(hidden).first.is_hidden(), hidden
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate("getComputedStyle(document.querySelector('.bar')).display") == "none"
