"""Does the basket keep passages, notes, tags and searches in the browser, and give them back whole?"""

import json

import pytest
from sites import PHONE, WIDE, reading_room, served

pytestmark = pytest.mark.browser

NOTE = "备注 *一* <b>\n第二行 [链接](/articles/yang-02#0123456789ab)"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with served(reading_room(tmp_path_factory.mktemp("basket") / "articles")) as address:
        yield address


def held(page):
    return json.loads(page.evaluate("localStorage.getItem('jiansuo-basket')"))


def saved(page, button, file):
    with page.expect_download() as waited:
        page.click(button)
    waited.value.save_as(file)
    return file.read_text()


def items(page):
    return page.locator(".chosen > li:visible")


def filled(page, site):
    """Put passages into the basket: those of a result, and one from its menu."""
    page.goto(f"{site}/search?q=党员&region=510000")
    page.locator(".hit .keep").first.click()
    page.goto(f"{site}/articles/yang-05")
    page.locator("[name=passage]").nth(2).click()
    page.locator(".menu [data-keep]").click()
    page.keyboard.press("Escape")
    return len(held(page)["passages"])


def test_passages_get_notes_and_tags_and_leave_and_come_back_whole(browser, site, tmp_path):
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    faults = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    many = filled(page, site)
    page.goto(f"{site}/basket")
    items(page).first.wait_for()
    assert items(page).count() == many > 1
    assert page.locator(".to-basket .count").inner_text().strip() == str(many)
    page.locator(".own-words textarea").first.fill(NOTE)
    page.locator(".own-words input").first.fill("重要，组织")
    page.locator(".own-words input").first.press("Tab")
    page.select_option(".tag-choice select", "重要")
    assert items(page).count() == 1
    lines = saved(page, ".export [value=jsonl]", tmp_path / "rows.jsonl").splitlines()
    assert [f"{one['article']}/{one['passage']}" for one in map(json.loads, lines)] == [
        held(page)["passages"][0]["anchor"]
    ]
    page.select_option(".tag-choice select", "")
    kept = {one["anchor"]: (one["note"], one["tags"]) for one in held(page)["passages"]}
    assert (NOTE, ["重要", "组织"]) in kept.values()
    files = {
        "json": saved(page, ".save-json", tmp_path / "basket.json"),
        "md": saved(page, ".save-md", tmp_path / "basket.md"),
    }
    told = {one["anchor"]: one for one in json.loads(files["json"])["passages"]}
    for anchor in kept:
        back = f"{site}/articles/{anchor.replace('/', '#')}"
        assert told[anchor]["link"] == back
        assert back in told[anchor]["citation"]
        assert back in files["md"]
    context.close()
    for ending in files:
        other = browser.new_context()
        page = other.new_page()
        page.goto(f"{site}/basket")
        page.set_input_files(".own [type=file]", tmp_path / f"basket.{ending}")
        items(page).first.wait_for()
        assert {one["anchor"]: (one["note"], one["tags"]) for one in held(page)["passages"]} == kept
        page.locator(".remove").first.click()
        page.locator(f".chosen > li:nth-child({many})").wait_for(state="detached")
        other.close()
    assert faults == []


def test_searches_are_kept_and_many_changes_ask_for_an_export(browser, site):
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    page.goto(f"{site}/search?q=产业链党委")
    page.goto(f"{site}/basket")
    page.locator(".history li").first.wait_for()
    assert page.locator(".searches h2:visible").all_inner_texts() == ["检索记录"]
    page.goto(f"{site}/search?q=党员&region=510000")
    page.click(".save-search")
    page.goto(f"{site}/basket")
    page.locator(".history li").nth(1).wait_for()
    assert page.locator(".searches h2:visible").all_inner_texts() == ["保存过的检索", "检索记录"]
    assert page.locator(".history a").all_inner_texts() == ["党员 · 四川省", "产业链党委"]
    assert page.locator(".saved a").get_attribute("href") == "/search?q=%E5%85%9A%E5%91%98&region=510000"
    assert page.locator(".reminder").is_hidden()
    page.evaluate("""() => { const one = JSON.parse(localStorage.getItem('jiansuo-basket'));
        one.changes = 20; one.searches.push({ href: 'javascript:alert(1)', name: 'x' });
        one.passages.push({ anchor: '<img src=x>', note: '' });
        localStorage.setItem('jiansuo-basket', JSON.stringify(one)); }""")
    page.reload()
    assert "20" in page.locator(".reminder").inner_text()
    assert page.locator(".saved a").count() == 1
    with page.expect_download():
        page.click(".save-json")
    assert page.locator(".reminder").is_hidden()
    page.click(".forget-all")
    assert page.locator(".history a").count() == 0
    context.close()


@pytest.mark.parametrize(
    ("size", "scheme", "lang"), [(WIDE, "light", "zh"), (PHONE, "dark", "en")], ids=["wide", "phone"]
)
def test_the_basket_can_be_read_and_used_by_everybody(browser, site, axe_source, size, scheme, lang):
    context = browser.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    filled(page, site)
    for path in ("/basket", "/search?q=党员"):
        page.goto(f"{site}{path}{'&' if '?' in path else '?'}lang={lang}")
        page.locator(".own-words, .hit .keep").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        page.evaluate(axe_source)
        found = page.evaluate("axe.run().then(result => result.violations)")
        assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == []
    context.close()
