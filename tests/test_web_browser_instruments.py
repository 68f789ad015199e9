"""Do the tables of the instruments stand in a browser as tables, on a screen and on a phone?"""

import pytest
from sites import PHONE, WIDE, follow, reading_room, served

pytestmark = pytest.mark.browser

PAGES = {
    "lines": "/instruments/concordance?q=党员&order=left",
    "neighbours": "/instruments/concordance?q=党员&group=next",
    "collocates": "/instruments/collocates?q=党员",
    "compare": "/instruments/compare?q=党员&against=产业&unit=gram",
    "distribution": "/instruments/distribution?q=党员&by=year&count=occurrences",
    "panel": "/instruments/panel?concepts=党员%0A产业&count=tokens",
    "matrix": "/instruments/matrix?q=党员&row_level=1",
    "shared": "/instruments/shared?q=党员",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with served(reading_room(tmp_path_factory.mktemp("reading-room") / "articles")) as address:
        yield address


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_cells_stand_in_rows_and_columns_and_bars_beside_their_numbers(browser, site, name, size):
    page = browser.new_page(viewport=size)
    page.goto(site + PAGES[name])
    cells = "[...document.querySelectorAll('main table :is(td, th)')]"
    assert page.evaluate(f"{cells}.length") > 8
    assert page.evaluate(f"{cells}.filter(one => getComputedStyle(one).display !== 'table-cell').length") == 0
    outside = """[...document.querySelectorAll('main table svg')].filter(one => {
        const bar = one.getBoundingClientRect(), cell = one.closest('td').getBoundingClientRect();
        return bar.left < cell.left - 1 || bar.right > cell.right + 1 || bar.bottom > cell.bottom + 1
            || bar.top < cell.top - 1 || bar.width === 0;
    }).length"""
    assert page.evaluate(outside) == 0
    page.close()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_matches_stand_below_one_another_with_their_context_next_to_them(browser, site, size):
    page = browser.new_page(viewport=size)
    page.goto(site + PAGES["lines"])
    places = "[...document.querySelectorAll('td.of-context')].map(one => {0})"
    right = "one.querySelector('bdi').getBoundingClientRect().right"
    ends = page.evaluate(places.format(right).replace("map", "filter(one => one.innerText).map"))
    starts = page.evaluate(places.format("one.nextElementSibling.getBoundingClientRect().left"))
    assert len(set(starts)) == 1
    assert max(ends) - min(ends) < 1
    assert 0 <= starts[0] - ends[0] < 20
    page.close()


def test_settings_that_are_not_as_usual_are_open_and_the_form_works_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + PAGES["lines"])
    assert page.locator(".more-asked[open]").count() == 0
    page.select_option("select[name=order]", "right")
    page.fill("input[name=context]", "12")
    page.locator(".more-asked summary").click()
    page.fill("input[name=sample]", "7")
    follow(page.locator("form.asked button"))
    assert page.locator("tbody tr").count() == 7
    assert page.locator(".more-asked[open]").count() == 1
    assert page.input_value("input[name=context]") == "12"
    assert page.input_value("select[name=order]") == "right"
    context.close()


CHARTS = {
    "bars": "/instruments/distribution?q=党员&also=产业&draw=share",
    "columns": "/instruments/distribution?q=党员&by=year",
    "line": "/instruments/distribution?q=党员&by=year&also=产业&also=第1篇",
    "tiles": "/instruments/distribution?q=党员&level=1",
    "cells": "/instruments/matrix?q=第1篇&columns=year&row_level=1",
}


@pytest.mark.parametrize(
    ("size", "scheme", "lang"), [(WIDE, "light", "zh"), (PHONE, "dark", "en")], ids=["wide", "phone"]
)
def test_charts_can_be_read_and_used_by_everybody(browser, site, axe_source, size, scheme, lang):
    context = browser.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    found = {}
    for name, path in CHARTS.items():
        page.goto(f"{site}{path}&lang={lang}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        page.evaluate(axe_source)
        for one in page.evaluate("axe.run().then(result => result.violations)"):
            found[name, one["id"]] = [node["html"][:120] for node in one["nodes"]][:3]
        if name == "cells":
            continue
        shown = page.locator(".chart svg:visible")
        assert shown.count() == 1
        sizes = shown.evaluate(
            """svg => [...svg.querySelectorAll('text')].map(one => {
                const sheet = svg.getBoundingClientRect(), text = one.getBoundingClientRect();
                return [text.height, text.left >= sheet.left - 1 && text.right <= sheet.right + 1,
                        getComputedStyle(one).fill];
            })"""
        )
        assert min(high for high, _, _ in sizes) >= 11
        assert {inside for _, inside, _ in sizes} == {True}
        light = {"rgb(35, 31, 26)", "rgb(98, 89, 77)"}  # the inks of light paper
        assert bool({fill for _, _, fill in sizes} & light) == (scheme == "light")
    assert found == {}
    context.close()
