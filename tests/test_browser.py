"""Does the browser that the page tests use work, Chinese text and axe included?"""

import pytest

pytestmark = pytest.mark.browser


def test_chinese_text_has_glyphs(page):
    page.set_content("<!doctype html><html lang=zh><title>试</title><p>产业链党委</p>")
    widths = page.evaluate(
        """() => { const c = document.createElement('canvas').getContext('2d');
                   c.font = '40px sans-serif';
                   const ink = t => { c.clearRect(0, 0, 99, 99); c.fillText(t, 0, 45);
                                      return Array.from(c.getImageData(0, 0, 60, 60).data).join(); };
                   return [ink('党'), ink('链')]; }"""
    )
    assert widths[0] != widths[1], "both characters are drawn as the same empty box"


def test_axe_finds_what_is_wrong(page, axe_source):
    page.set_content("<!doctype html><html><title>试</title><img src='data:,'></html>")
    page.evaluate(axe_source)
    found = page.evaluate("axe.run().then(result => result.violations.map(v => v.id))")
    assert {"image-alt", "html-has-lang"} <= set(found)
