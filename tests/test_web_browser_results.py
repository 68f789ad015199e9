"""Do start, results and facets serve a reader in a browser: by keys, on a phone, enlarged, in print?"""

import pytest
from sites import reading_room, served

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
    page.keyboard.press("o")
    page.wait_for_url("**/articles/**")
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
