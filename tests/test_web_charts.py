"""Do charts show the numbers of their tables, lead where these lead, and stand alone whatever they quote?"""

import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml.html import fromstring
from sites import reading_room
from strategies import hostile_text

from index.build.build import build
from index.corpus.articles import Article, Block, write_article
from search import open_engine
from search.instruments.chart import Chart
from search.instruments.registry import INSTRUMENTS
from search.instruments.table import Asked, Column, Table
from search.query.request import Query
from web import create_app
from web.charts.data import data_of
from web.charts.drawing import DRAWERS, drawing
from web.charts.scales import SHADES, Axis, Shades
from web.charts.shapes import Picture, Words, cut, wide, wrapped
from web.charts.tiles import PROVINCES
from web.cli.commands import main
from web.exports.pictures import ZOOM
from web.links import Links

ROOT = Path(__file__).parents[1]
SVG = "{http://www.w3.org/2000/svg}"
CHARTS = {
    "bars": ("distribution", {"q": "党员"}),
    "several": ("distribution", {"q": "党员", "also": "产业", "by": "type", "draw": "share"}),
    "columns": ("distribution", {"q": "党员", "by": "year", "count": "occurrences"}),
    "line": ("distribution", {"q": "党员", "by": "year", "also": ["产业", "第1篇"], "draw": "per_10000"}),
    "months": ("distribution", {"q": "第1篇", "by": "month"}),
    "tiles": ("distribution", {"q": "第1篇", "level": "1"}),
    "cells": ("matrix", {"q": "第1篇", "columns": "year", "draw": "share"}),
    "numbers": ("matrix", {"q": "第1篇", "columns": "year"}),
    "ranges": ("figures", {"q": "企业", "per": "region", "unit": "家"}),
}
DRAWN = {"absolute": "articles", "share": "share", "per_10000": "per_10000"}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return reading_room(tmp_path_factory.mktemp("charts") / "articles")


class Charts:
    """A client for each chart: figures are those of the bundled articles, all else is of invented ones."""

    def __init__(self, engine, bundled):
        self.engines = {name: bundled if name == "ranges" else engine for name in CHARTS}
        self.clients = {one: create_app(one).test_client() for one in (engine, bundled)}

    def get(self, path, name="bars", **more):
        return self.clients[self.engines[name]].get(path, **more)


@pytest.fixture(scope="module")
def client(engine, bundled):
    return Charts(engine, bundled)


def drawn(client, name, form="svg", **more):
    instrument, asked = CHARTS[name]
    asked = asked | more | {"format": form}
    return client.get(f"/api/v1/instruments/{instrument}", name, query_string=asked)


def parsed(answer):
    """Read a chart as XML, strictly."""
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    return etree.fromstring(answer.data)


def text_of(tree):
    return " ".join("".join(one.itertext()) for one in tree.iter(f"{SVG}text"))


def marks(tree):
    """Return what each mark of a chart says, with where it leads."""
    found = {}
    for one in tree.iter(f"{SVG}a", f"{SVG}g"):
        title = one.find(f"{SVG}title")
        if title is not None:
            found[title.text] = (one.get("href") or "").removeprefix("http://localhost")
    return found


def wanted(client, name):
    """Return what the rows of the table say should be drawn, with their links."""
    instrument, asked = CHARTS[name]
    asked = asked | {"size": "1000"}
    body = client.get(f"/api/v1/instruments/{instrument}", name, query_string=asked).json
    rows = [
        dict(zip([column["name"] for column in body["columns"]], row, strict=True)) for row in body["rows"]
    ]
    several = len({row.get("query") for row in rows}) > 1
    found = {}
    for row in rows:
        if instrument == "figures":
            ends = f"{row['low']:,}" if row["low"] == row["high"] else f"{row['low']:,}–{row['high']:,}"
            found[f"{row['label']} · {ends}"] = row["href"]
            continue
        of = row["label"] if instrument == "distribution" else f"{row['row_label']} · {row['column_label']}"
        of += f" · {row['query']}" if several else ""
        match asked.get("draw", asked.get("count")):
            case "share":
                told = (
                    f"{100 * row['share']:.1f} % ({row['articles']}/{row['articles_all']})"
                    if row["articles_all"]
                    else None
                )
            case "per_10000":
                told = f"{row['per_10000']:,.2f} ({row['occurrences']:,}/{row['characters']:,})"
            case "occurrences":
                told = f"{row['occurrences']:,}"
            case _:
                told = f"{row['articles']:,}" if row["articles_all"] else None
        if told:
            found[f"{of} · {told}"] = row["href"] or ""
    return found


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_has_the_numbers_of_its_table_and_their_links(client, name):
    expected = wanted(client, name)
    assert len(expected) > 1
    found = marks(parsed(drawn(client, name)))
    assert {said: href for said, href in found.items() if " · " in said} == expected


@pytest.mark.parametrize("name", [name for name in CHARTS if name not in ("cells", "numbers")])
def test_the_chart_of_a_page_leads_where_its_table_leads(client, name):
    instrument, asked = CHARTS[name]
    tree = fromstring(client.get(f"/instruments/{instrument}", name, query_string=asked).text)
    for sheet in ("on-screen", "on-phone"):
        (svg,) = tree.xpath(f"//figure/div[@class='{sheet}']/*")
        assert set(svg.xpath(".//a/@href")) <= set(tree.xpath("//table//a/@href"))
        assert svg.xpath(".//a")
        assert (svg.get("role"), svg.xpath("count(./title)"), svg.xpath("count(./desc)")) == ("group", 1, 1)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for one in re.findall(r"url\(#(.*?)\)", etree.tostring(tree).decode()):
        assert one in ids
    assert not tree.xpath("//*[@style] | //main//style | //main//script")
    pictures = tree.xpath("//p[contains(@class, 'pictures')]/a/@href")
    assert [client.get(one, name).mimetype for one in pictures] == ["image/svg+xml", "image/png"]


def test_the_cells_of_a_matrix_are_shaded_and_a_scale_says_how(client):
    instrument, asked = CHARTS["cells"]
    tree = fromstring(client.get(f"/instruments/{instrument}", query_string=asked).text)
    scale = {item.xpath("./span/@class")[0] for item in tree.xpath("//ul[@class='scale']/li[span]")}
    shades = {cell.get("class").removeprefix("of-number ") for cell in tree.xpath("//tbody//td")}
    assert {"none", "shade-0", f"shade-{SHADES}"} <= shades <= scale
    for cell in tree.xpath("//tbody//td[contains(@class, 'shade-0')]"):
        assert cell.text_content() == "0.0 %"
    for cell in tree.xpath("//tbody//td[contains(@class, 'none')]"):
        assert cell.text_content() == "–"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", CHARTS)
def test_a_file_says_what_must_be_said_to_cite_it(client, name, lang):
    tree, engine = parsed(drawn(client, name, region="-511002", mode="all", lang=lang)), client.engines[name]
    text, about = text_of(tree), engine.about()
    assert CHARTS[name][1]["q"] in text
    assert ("不含四川省 内江市 市中区" in text) == (lang == "zh")
    assert about.corpus[:12] in text
    assert f"{about.passages:,}" in text
    assert max(hit.article.published for hit in engine.search(sort="newest").hits) in text
    assert tree.get("{http://www.w3.org/XML/1998/namespace}lang") == {"zh": "zh-CN", "en": "en"}[lang]
    assert not tree.xpath("//*[@style] | //*[local-name()='style' or local-name()='script']")
    if lang == "en":
        chinese = [one for one in tree.iter(f"{SVG}text") if re.search("[\u3400-\u9fff]", one.text)]
        assert {one.get("lang") for one in chinese} == {"zh"}


@pytest.mark.parametrize("name", ["several", "tiles", "cells", "ranges"])
def test_a_png_is_the_same_chart_in_dots(client, name):
    tree, answer = parsed(drawn(client, name)), drawn(client, name, "png")
    assert answer.mimetype == "image/png"
    head, size = answer.data[:16], struct.unpack(">II", answer.data[16:24])
    assert head == b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
    for dots, pixels in zip(size, (tree.get("width"), tree.get("height")), strict=True):
        assert abs(dots - ZOOM * float(pixels)) <= 2
    assert answer.headers["Content-Disposition"].endswith('.png"')


def test_a_table_without_a_chart_and_a_chart_that_does_not_fit_are_told(client, engine, tmp_path):
    for form in ("svg", "png"):
        answer = client.get(f"/api/v1/instruments/concordance?q=党员&format={form}")
        assert (answer.status_code, answer.json["error"]["code"]) == (400, "chart-none")
    answer = client.get("/api/v1/instruments/distribution?q=党员&chart=tiles&by=year")
    assert (answer.status_code, answer.json["choices"]) == (400, ["columns", "line", "bars"])
    answer = client.get("/api/v1/instruments/figures?q=党员&per=region")
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "instrument-needs")


def test_the_command_draws_what_the_api_draws(bundled, bundled_index):
    client = create_app(bundled).test_client()
    for form in ("svg", "png"):
        asked = ["distribution", "党建", "--level", "1", "--format", form, "--index", bundled_index]
        done = CliRunner().invoke(main, list(map(str, asked)))
        answer = client.get(f"/api/v1/instruments/distribution?q=党建&level=1&format={form}")
        assert done.exit_code == 0
        assert done.stdout_bytes == answer.data.replace(b'href="http://localhost', b'href="')
    done = CliRunner().invoke(main, ["concordance", "党建", "--format", "svg", "--index", str(bundled_index)])
    assert done.exit_code == 2


NO_FONT = """
from web.exports.download import Download
from web.exports.writers import writer_named
from web.problems import problem_of
drawn = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
try:
    next(writer_named("png").write(Download((), (), "zh", drawn=lambda: drawn)))
except Exception as error:
    problem = problem_of(error, "zh")
    print(problem.status, problem.code, problem.message)
"""


def test_without_a_chinese_font_the_message_says_which_package_brings_one(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", NO_FONT],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={
            "HOME": str(tmp_path),
            "XDG_DATA_DIRS": str(tmp_path),
            "PATH": "/usr/bin",
            "LC_ALL": "C.UTF-8",
        },
    )
    assert done.stdout.startswith("501 font-missing")
    assert "fonts-noto-cjk" in done.stdout
    assert "fonts-noto-cjk" in (ROOT / "README.md").read_text("utf-8")


# ---------------------------------------------------------------- what charts quote


@given(texts=st.lists(hostile_text(), min_size=2, max_size=4))
def test_any_text_stays_text_in_a_file_that_can_be_read(texts):
    shapes = tuple(Words(0, 20 * at, text) for at, text in enumerate(texts))
    picture = Picture(shapes, 100, 100, "a", texts[0], texts[1], "en")
    for written in (picture.alone(), picture.on_page()):
        tree = etree.fromstring(written.encode())
        assert len(tree.findall(f"{SVG}text")) == len(texts)
        assert {one.tag.removeprefix(SVG) for one in tree.iter()} <= {"svg", "title", "desc", "rect", "text"}


@given(text=hostile_text(), room=st.integers(20, 300))
def test_text_is_cut_with_a_sign_and_wrapped_without_loss(text, room):
    short = cut(text, 12, room)
    assert short == text or (short.endswith("…") and wide(short, 12) <= room)
    joined = "".join(wrapped(text, 12, room))
    assert re.sub(r"\s", "", joined) == re.sub(r"\s", "", text)


HOSTILE = [
    "]]></svg><script>alert(1)</script>",
    '"><image href="http://example.org/x.png"/>',
    "&amp;&#0;\u202e尾\ufffe\u0085 <b>",
]


def test_hostile_articles_and_queries_are_inert_in_svg_and_png(tmp_path):
    (tmp_path / "articles").mkdir()
    for number, text in enumerate(HOSTILE):
        article = Article(
            f"a{number}", text, publication=text, published="2024-01-02", blocks=(Block("paragraph", "党建"),)
        )
        write_article(article, tmp_path / "articles" / f"a{number}.md")
    build([tmp_path / "articles"], tmp_path / "index")
    client = create_app(open_engine(tmp_path / "index")).test_client()
    allowed = {"svg", "title", "desc", "defs", "pattern", "rect", "path", "text", "a", "g"}
    for name, by in (
        ("distribution", [("by", "publication")]),
        ("matrix", [("rows", "publication"), ("columns", "year")]),
    ):
        more = (
            [("also", "]]></svg><script>x</script>"), ("also", "&#0;<image/>\u202e")]
            if name == "distribution"
            else []
        )
        asked = [("q", '党建 OR "]]></svg>\x01\ufffe"'), *by, *more]
        address = f"/api/v1/instruments/{name}"
        tree = parsed(client.get(address, query_string=[*asked, ("format", "svg")]))
        assert {one.tag.removeprefix(SVG) for one in tree.iter()} <= allowed
        assert not tree.xpath("//@*[starts-with(name(), 'on')]")
        assert "]]>" in text_of(tree)
        assert client.get(address, query_string=[*asked, ("format", "png")]).data[:4] == b"\x89PNG"


# ---------------------------------------------------------------- what is drawn where


def table_of(rows, kind="bars", **more):
    columns = (
        Column("code", "码", "Code", "code"),
        Column("name", "名", "Name"),
        Column("many", "数", "Many", "number"),
        Column("whole", "全", "Whole", "number"),
        Column("series", "列", "Series"),
    )
    chart = Chart(kind, "name", "code", "many", series="series", whole="whole", **more)
    return Table(Asked("distribution", Query("党建")), columns, lambda: rows, chart=chart)


def test_what_has_no_room_is_counted_in_words():
    rows = [(str(at), f"名{at}", at, 1, series) for series in "甲乙" for at in range(100)]
    shown = drawing(table_of(rows), rows, Links())
    assert shown.notes == ("图中为表的前 40 个，共 100 个，其余见表。",)
    assert "名39" in shown.screen
    assert "名40" not in shown.screen
    assert not drawing(table_of(rows[:40]), rows[:40], Links()).notes
    crossed = [(str(at), f"名{at}", at, 1, f"列{at}") for at in range(50)]
    data = data_of(table_of(crossed, "cells"), table_of(crossed, "cells").chart, crossed, Links())
    assert (len(data.values), len(data.series)) == (50, 50)
    assert len(data.first(60, DRAWERS["cells"].series).series) == 40


def test_a_year_without_articles_is_a_gap_and_zero_stands_on_the_ground():
    rows = [("2001", "2001", 3, 4, "a"), ("2002", "2002", 0, 4, "a"), ("2004", "2004", 2, 4, "a")]
    rows += [("none", "未注明", 9, 9, "a")]
    shown = drawing(table_of(rows, "line"), rows, Links())
    tree = etree.fromstring(str(shown.screen))
    lines = [one.get("d") for one in tree.iter(f"{SVG}path") if one.get("class") == "line-1"]
    assert [line.count("L") for line in lines] == [1]  # from 2001 to 2002 alone
    assert len([one for one in tree.iter(f"{SVG}path") if one.get("class") == "solid-1"]) == 3
    assert shown.notes == ("没有文章处留空，与零不同。",)
    assert "未注明 · 9" in text_of(tree)
    assert not drawing(table_of(rows[:2], "line"), rows[:2], Links()).notes


def test_up_to_five_series_differ_in_pattern_form_and_colour():
    rows = [(str(year), str(year), 1 + at, 9, f"列{at}") for at in range(5) for year in (2001, 2002)]
    for kind in ("columns", "line", "bars"):
        tree = etree.fromstring(str(drawing(table_of(rows, kind), rows, Links()).screen))
        legend = {one.get("class") for one in tree.iter(f"{SVG}rect", f"{SVG}path")}
        assert len({one for one in legend if one and one.startswith(("line", "solid"))}) >= 5
        fills = {one.get("fill") for one in tree.iter(f"{SVG}rect") if "screen" in (one.get("fill") or "")}
        assert len(fills) == (0 if kind == "line" else 4)
        if kind == "line":
            drawn = {
                one.get("stroke-dasharray")
                for one in tree.iter(f"{SVG}path")
                if one.get("stroke-width") == "2"
            }
            assert len(drawn) == 5
            signs = {
                one.get("d") for one in tree.iter(f"{SVG}path") if one.get("class", "").startswith("solid")
            }
            assert len(signs) == 5


def test_the_map_has_every_province_and_names_what_lies_outside():
    rows = [(code, code, 1, 1, "") for code, _ in PROVINCES.values()] + [("none", "未注明", 7, 9, "")]
    tree = etree.fromstring(str(drawing(table_of(rows, "tiles"), rows, Links()).phone))
    boxes = [one for one in tree.iter(f"{SVG}rect") if one.get("class") == f"shade-{SHADES}"]
    assert len(boxes) == len(PROVINCES) + 1  # and one in the scale
    places = {(one.get("x"), one.get("y")) for one in boxes}
    assert len(places) == len(boxes)
    assert "未注明 · 7" in text_of(tree)


@pytest.mark.parametrize(("open_", "arrows"), [("", 0), ("low", 1), ("high", 1), ("both", 2)])
def test_an_end_that_words_leave_open_ends_in_an_arrow(open_, arrows):
    columns = (
        Column("code", "码", "Code", "code"),
        Column("name", "名", "Name"),
        Column("low", "低", "Low", "number"),
        Column("high", "高", "High", "number"),
        Column("open", "开", "Open", "code"),
    )
    rows = [("a", "甲", 200, 299, open_)]
    chart = Chart("ranges", "name", "code", "low", high="high", open="open", unit="家")
    table = Table(Asked("figures", Query("党建")), columns, lambda: rows, chart=chart)
    shown = drawing(table, rows, Links())
    tree = etree.fromstring(str(shown.screen))
    heads = [
        one
        for one in tree.iter(f"{SVG}path")
        if one.get("class") == "line-1" and one.get("d").count("L") == 2
    ]
    assert len(heads) == arrows
    assert bool(shown.notes) == bool(arrows)
    assert text_of(tree).startswith("家 ")
    assert ("→" in text_of(tree)) == (open_ in ("high", "both"))


@given(numbers=st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=9))
def test_an_axis_holds_its_numbers_and_ascends(numbers):
    axis = Axis.between(numbers)
    places = [axis.place(number) for number in sorted(numbers)]
    assert places == sorted(places)
    assert all(-1e-6 <= place <= 1 + 1e-6 for place in places)
    assert [axis.place(tick) for tick in axis.ticks] == sorted(axis.place(tick) for tick in axis.ticks)


@given(numbers=st.lists(st.integers(0, 10**6), max_size=20))
def test_shades_grow_with_their_numbers_and_zero_has_its_own(numbers):
    shades = Shades.of(numbers)
    found = [shades.shade(number) for number in sorted(numbers)]
    assert found == sorted(found)
    assert {number == 0 for number in numbers if shades.shade(number) == 0} <= {True}
    assert not numbers or max(found) == (SHADES if max(numbers) else 0)


def test_every_instrument_that_draws_names_columns_of_its_table(bundled):
    draw = {"distribution": {}, "matrix": {}, "figures": {"per": "region", "unit": "家"}}
    assert set(draw) <= {row.name for row in INSTRUMENTS}
    for name, given_ in draw.items():
        table = bundled.instrument(name, "党建", **given_)
        names = {column.name for column in table.columns}
        chart = table.chart
        assert {chart.label, chart.code, chart.number} <= names
        assert {chart.href, chart.series, chart.part, chart.whole, chart.high, chart.open} <= names | {""}
