"""Do start, results and facets serve a reader in a browser: by keys, on a phone, enlarged, in print?"""

from datetime import date

import pytest
from sites import PHONE, WIDE, follow, reading_room, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return reading_room(tmp_path_factory.mktemp("reading-room") / "articles")


@pytest.fixture(scope="module")
def site(engine):
    with served(engine) as address:
        yield address


# ---------------------------------------------------------------- keys


def test_n_and_p_walk_the_results_and_o_opens_the_one_reached(page, site):
    page.goto(f"{site}/search?q=党员")
    for key, expected in [("n", 0), ("j", 1), ("n", 2), ("p", 1), ("k", 0), ("n", 1)]:
        page.keyboard.press(key)
        assert (
            page.evaluate("[...document.querySelectorAll('.hit h2 a')].indexOf(document.activeElement)")
            == expected
        )
    reached = page.locator(".hit h2 a").nth(1).get_attribute("href")
    with page.expect_navigation():
        page.keyboard.press("o")
    assert page.url == site + reached


def test_n_goes_on_from_the_result_that_tab_reached(page, site):
    page.goto(f"{site}/search?q=党员")
    page.locator(".hit h2 a").nth(4).focus()
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement === document.querySelectorAll('.hit h2 a')[5]")


def test_keys_stay_out_of_the_way_of_typing_and_of_the_browser(page, site):
    page.goto(f"{site}/search?q=党员")
    page.keyboard.press("/")
    page.keyboard.type("no?p")
    assert page.input_value("#q") == "no?p"
    assert page.locator("dialog").count() == 0
    page.locator(".hit h2 a").first.focus()
    page.keyboard.press("Control+j")
    assert page.evaluate("document.activeElement === document.querySelector('.hit h2 a')")


@pytest.mark.parametrize(("lang", "title"), [("", "快捷键"), ("&lang=en", "Keys")])
def test_the_question_mark_lists_every_key_and_puts_the_list_away(page, site, lang, title):
    page.goto(f"{site}/search?q=党员{lang}")
    page.keyboard.press("?")
    page.locator("dialog.keys[open]").wait_for()
    assert page.locator("dialog.keys h2").inner_text() == title
    shown = set(page.locator("dialog.keys kbd").all_inner_texts())
    script = page.evaluate("fetch(document.querySelector('script[src]').src).then(answer => answer.text())")
    table = script.partition("const keys = [")[2].partition("];\n")[0]
    assert shown - {"→", "←"} == {
        key for row in table.split("on: [")[1:] for key in row.partition("]")[0].replace('"', "").split(", ")
    }
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("?")
    page.locator("dialog.keys").wait_for(state="detached")


def test_keys_can_be_turned_off_and_stay_so(page, site):
    page.goto(f"{site}/help#keys")
    tick = page.locator("#keys input[type=checkbox]")
    assert tick.is_checked()
    tick.uncheck()
    page.goto(f"{site}/search?q=党员")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement === document.body")
    page.goto(f"{site}/help#keys")
    tick.check()
    page.goto(f"{site}/search?q=党员")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.closest('.hit') !== null")


# ---------------------------------------------------------------- for everybody, at any size


PAGES = {
    "start": "/",
    "results": "/search?q=党员",
    "everything": "/search",
    "explained": "/search?q=党员&why=yang-03",
    "filtered": "/search?q=党员 year:2010..&region=-511000&author=记者甲&rows=compact",
    "nothing": "/search?q=党员&region=511002&author=-记者丙&author=记者丙",
    "facet": "/search/region?q=党员&order=name",
    "fault": "/search?q=(党员",
    "ambiguous": "/search?q=党&region=市中区",
    "regions": "/browse/regions",
    "help": "/help",
    "about": "/about",
    "lines": "/instruments/concordance?q=党员&order=left",
    "neighbours": "/instruments/concordance?q=党员&group=next&sample=9",
    "collocates": "/instruments/collocates?q=党员",
    "compare": "/instruments/compare?q=党员&against=产业&unit=gram",
    "uncompared": "/instruments/compare?q=党员",
    "distribution": "/instruments/distribution?q=党员&by=year&count=occurrences&also=产业",
    "matrix": "/instruments/matrix?q=党员&row_level=1",
    "figures": "/instruments/figures?q=党员&order=high",
    "panel": "/instruments/panel?concepts=党员%0A坏,的&gaps=balanced",
    "batch": "/instruments/batch?queries=组：党员%0A坏：(&by=type",
}
VIEWS = [
    (size, scheme, lang) for size in (WIDE, PHONE) for scheme in ("light", "dark") for lang in ("zh", "en")
]


@pytest.mark.parametrize("name", ["lines", "distribution", "figures"])
def test_the_cells_of_a_row_stand_in_one_line(page, site, name):
    page.goto(site + PAGES[name])
    tops = page.evaluate(
        "[...document.querySelectorAll('.rows-of tr')]"
        ".map(row => new Set([...row.cells].map(cell => cell.getBoundingClientRect().top)).size)"
    )
    assert tops
    assert set(tops) == {1}


def spoken(site, path, lang):
    return f"{site}{path}{'&' if '?' in path else '?'}lang={lang}"


def unfold(page):
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


@pytest.mark.parametrize(
    ("size", "scheme", "lang"),
    VIEWS,
    ids=[f"{size['width']} {scheme} {lang}" for size, scheme, lang in VIEWS],
)
def test_axe_finds_nothing_at_all(browser, site, axe_source, size, scheme, lang):
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    found = {}
    for name, path in PAGES.items():
        page.goto(spoken(site, path, lang))
        unfold(page)
        page.evaluate(axe_source)
        checks = "axe.run({rules: {'target-size': {enabled: true}}}).then(result => result.violations)"
        for one in page.evaluate(checks):
            found[name, one["id"]] = [node["html"][:120] for node in one["nodes"]][:3]
        assert page.evaluate("axe.getRules().some(rule => rule.ruleId === 'target-size')")
    assert found == {}
    context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("width", "text"), [(320, "100%"), (390, "200%")])
def test_nothing_runs_over_the_edge_of_a_small_phone_or_in_large_text(browser, site, width, text, lang):
    page = browser.new_page(viewport={"width": width, "height": 844})
    over = {}
    for name, path in PAGES.items():
        page.goto(spoken(site, path, lang))
        unfold(page)
        page.evaluate(f"document.documentElement.style.fontSize = '{text}'")
        over[name] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert {name: beyond for name, beyond in over.items() if beyond > 0} == {}
    page.close()


def test_words_of_the_explanation_do_not_break_into_letters(browser, site):
    page = browser.new_page(viewport=PHONE)
    page.goto(spoken(site, PAGES["explained"], "en"))
    heads = page.locator("details.why thead th")
    lines = heads.evaluate_all(
        "heads => heads.map(head => head.getClientRects().length && head.offsetHeight)"
    )
    assert len(lines) == 5
    assert max(lines) < 40
    page.close()


@pytest.mark.parametrize("width", [1024, 1440])
def test_the_sign_that_excludes_stands_clear_of_the_name(browser, site, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(spoken(site, PAGES["results"], "en"))
    unfold(page)
    pairs = page.evaluate(
        """[...document.querySelectorAll('.facets .out')].map(sign => {
            const box = sign.getBoundingClientRect();
            const row = sign.previousElementSibling.getBoundingClientRect();
            return [box.left - row.right, box.width, box.height, row.height];
        })"""
    )
    assert len(pairs) > 20
    assert all(apart >= 0 for apart, *_ in pairs)
    assert all(min(sizes) >= 24 for _, *sizes in pairs)
    page.close()


@pytest.mark.parametrize("path", ["/", "/search?q=党员"])
@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_a_first_visit_is_light_and_nothing_jumps(browser, site, path, size):
    context = browser.new_context(viewport=size)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    received = []
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => { for (const one of list.getEntries())"
        " moved += one.value; }).observe({type: 'layout-shift', buffered: true});"
    )
    page.goto(site + path, wait_until="networkidle")
    page.wait_for_timeout(200)
    assert 0 < len(received) <= 5
    assert sum(received) < 60_000
    assert page.evaluate("moved") == 0
    context.close()


def test_what_was_not_found_is_told_at_the_top_of_a_phone(browser, site):
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{site}/search?q=party building")
    assert page.locator(".facets").count() == 0
    assert page.locator(".nothing h1").bounding_box()["y"] < 320
    page.close()


# ---------------------------------------------------------------- by keyboard


def tabs_until(page, selector, most):
    """Return how many times Tab is pressed before the focus is on such an element."""
    for pressed in range(1, most + 1):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches('{selector}')"):
            return pressed
    raise AssertionError(f"not within {most} stops")


def test_the_first_hit_is_a_few_stops_away_and_one_after_the_skip_link(page, site):
    page.goto(f"{site}/search?q=党员&region=320500")
    assert tabs_until(page, ".hit h2 a", 20) <= 20
    page.goto(f"{site}/search?q=党员&region=320500")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert tabs_until(page, ".hit h2 a", 2) == 1


def test_each_value_is_one_stop_and_arrows_lead_to_its_exclusion(page, site):
    page.goto(f"{site}/search?q=党员")
    values = page.locator("details.group[open] a.value")
    values.first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate(
        "document.activeElement === document.querySelectorAll('details.group[open] a.value')[1]"
    )
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.className") == "out"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.className") == "value"
    page.keyboard.press("ArrowRight")
    with page.expect_navigation(url="**=-*"):
        page.keyboard.press("Enter")
    assert page.locator(".constraints .excluded").count() == 1


def test_a_long_facet_is_searched_and_ordered_where_it_stands(page, site):
    page.goto(f"{site}/search?q=党员")
    group = page.locator("details.group", has_text="作者")
    group.locator("summary").click()
    group.locator("a.everything").click()
    group.locator(".within").wait_for()
    everything = group.locator("a.value:visible")
    assert everything.count() == 10
    group.locator("a.order", has_text="名称").click()
    page.wait_for_function(
        "() => document.querySelector('.group a.order[aria-current]').textContent === '名称'"
    )
    assert "search?q=" in page.url
    in_order = group.locator(".name").all_inner_texts()
    assert in_order == sorted(in_order, key=lambda name: name.encode("gb18030"))
    group.locator(".within input[type=search]").fill("庚")
    assert everything.count() == 1
    group.locator(".within input[type=search]").press("Enter")
    assert page.locator(".hit").count() == 10
    group.locator(".within input[type=search]").fill("")
    assert everything.count() == 10


@pytest.mark.parametrize("scripts", [True, False])
def test_a_search_is_narrowed_widened_and_read_on(browser, site, scripts):
    context = browser.new_context(java_script_enabled=scripts, viewport=WIDE)
    page = context.new_page()
    page.goto(site)
    page.locator("#q").fill("党员")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/search?q=%E5%85%9A%E5%91%98")
    page.locator("input[name=year_from]").fill("2010")
    page.locator("input[name=year_to]").fill("2015")
    page.locator("input[name=year_to]").press("Enter")
    page.wait_for_url("**year%3A2010..2015")
    narrowed = page.locator(".summary h1").inner_text()
    assert narrowed.startswith("6 篇")
    page.locator(".constraints a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=%E5%85%9A%E5%91%98")
    page.locator(".densities a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**rows=compact")
    page.locator(".pages a[rel~=next]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**page=2**")
    assert page.locator("main.compact .hit").count() == 10
    assert page.locator(".number").first.inner_text() == "11"
    context.close()


def test_the_language_switch_keeps_the_place_in_the_page(page, site):
    page.goto(f"{site}/help#limits")
    follow(page.locator("a.tongue"))
    assert page.url.endswith("lang=en#limits")


# ---------------------------------------------------------------- print


def test_printed_results_say_what_was_searched_and_when(page, site):
    page.goto(f"{site}/search?q=党员 year:2010..&why=yang-07&region=320500")
    page.emulate_media(media="print")
    head = page.locator(".printed")
    assert head.is_visible()
    assert "党员 year:2010.." in head.inner_text()
    assert f"{date.today():%Y-%m-%d} 检索" in head.inner_text()  # noqa: DTZ011 the day at the server
    assert page.locator(".constraints").is_visible()
    assert page.locator(".hit").first.is_visible()
    for hidden in (".facets", "a.why", "details.why", ".sorts", ".handed", ".searchbar", ".pages"):
        assert page.locator(f"{hidden}:visible").count() == 0, hidden
