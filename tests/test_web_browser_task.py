"""Can a whole task be done by keyboard alone, and without scripts: find, filter, cite, return, go on?"""

import pytest
from sites import WIDE, indexed, served, write

pytestmark = pytest.mark.browser

STOPS = 120  # times that Tab is pressed before somebody gives up


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Serve articles of two regions, each with three hits."""
    articles = tmp_path_factory.mktemp("task") / "articles"
    for number in range(30):
        write(
            articles,
            f"yang-{number:02}",
            f"第{number}篇样文",
            f"党员服务队第{number}次下到企业，一件一件地办。",
            ("heading", f"接诉即办之{number}"),
            "工单当天转出，党员轮值。",
            f"第{number}个窗口由党员先锋岗负责。",
            published=f"2024-01-{number + 1:02}",
            regions=("320500" if number % 2 else "511002",),
        )
    with served(indexed(articles)) as address:
        yield address


class Reader:
    """Somebody at a keyboard: nothing is clicked, focus goes where keys take it."""

    def __init__(self, page):
        self.page = page

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, selector):
        """Press Tab until what has focus is this, and tell how often."""
        for stops in range(1, STOPS):
            self.page.keyboard.press("Tab")
            if self.page.locator(f"{selector}:focus").count():
                return stops
        raise AssertionError(f"{selector} is not reached by {STOPS} stops")

    def enter(self, selector, there):
        """Go to a link or button and take it."""
        self.tab_to(selector)
        self.go("Enter", there)

    def go(self, key, there):
        """Press a key that leads to another page, and wait until that is whole."""
        with self.page.expect_navigation(url=there):
            self.page.keyboard.press(key)


def titles(page):
    return page.locator(".hit h2 a").all_inner_texts()


@pytest.fixture(params=[True, False], ids=["keys", "no scripts"])
def reader(browser, request):
    context = browser.new_context(viewport=WIDE, java_script_enabled=request.param, locale="zh-CN")
    made = Reader(context.new_page())
    made.scripts = request.param
    yield made
    context.close()


def found_and_filtered(reader, site):
    """Search for 党员 and keep Jiangsu, from the start page; return the titles of the first page."""
    page = reader.page
    page.goto(site)
    if reader.scripts:
        reader.press("/")
    else:
        reader.tab_to("#q")
    page.keyboard.insert_text("党员")
    reader.go("Enter", "**/search?q=**")
    assert page.locator(".hit").count() == 10
    reader.enter(".facets a.value:has-text('江苏省')", "**region=320000*")
    return titles(page)


def test_a_whole_task_needs_no_mouse(reader, site):
    page = reader.page
    listed = found_and_filtered(reader, site)
    assert len(listed) == 10
    assert page.locator(".constraints").inner_text().count("江苏省") == 1

    if reader.scripts:
        reader.press("n", "n")
        reader.go("o", "**/articles/**")
    else:
        reader.enter(f".hit:has-text('{listed[1]}') h2 a", "**/articles/**")
    assert page.locator("h1").inner_text() == listed[1]
    total = page.locator("mark").count()
    assert total == 3

    for number in range(1, total + 1):
        if not reader.scripts:
            reader.tab_to(".bar .down" if number == 1 else f"p:has(#hit-{number - 1}) .steps [rel=next]")
        reader.go("n" if reader.scripts else "Enter", f"**#hit-{number}")
        assert page.locator(f"#hit-{number}").is_visible()
    if reader.scripts:
        assert page.locator(".bar .hits .place").inner_text().endswith("3/3")

    if not reader.scripts:
        reader.enter("p:has(#hit-3) [name=passage]", "**/cite?**")
    else:
        reader.press("Shift+Tab", "Enter")
        page.locator(".menu .taking").wait_for()
        assert page.evaluate("document.activeElement.textContent") == "复制链接"
        reader.enter(".menu .all a", "**/cite?**")
    quoted = page.locator("blockquote").inner_text()
    assert quoted.endswith("个窗口由党员先锋岗负责。")
    assert quoted.removesuffix("。") in page.locator("dd", has_text="第5段").first.inner_text()

    reader.enter("a.back", "**/articles/**")
    assert page.locator(":target").inner_text().count(quoted.removesuffix("。")) == 1
    reader.go("u", "**/search**") if reader.scripts else reader.enter(".bar .back", "**/search**")
    assert titles(page) == listed
    assert page.locator(".hit:target h2").inner_text() == listed[1]

    reader.enter(".pages [rel~=next]", "**page=2*")
    further = titles(page)
    assert len(further) == 5
    assert not set(further) & set(listed)
    reader.enter(".hit h2 a", "**/articles/**")
    reader.enter(".bar [rel~=prev]", "**/articles/**")
    assert page.locator("h1").inner_text() == listed[-1]
