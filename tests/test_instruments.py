"""Is an instrument one row, reached in every way, and written so that no spreadsheet runs what it quotes?"""

import csv
import gc
import importlib.util
import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape
from strategies import hostile_text

from index.build.build import build
from index.corpus.articles import Article, Block, write_article
from search import open_engine
from search.instruments.parameters import ParameterRefused
from search.instruments.registry import INSTRUMENTS
from search.instruments.table import Column
from search.query.request import Query
from web import create_app
from web.cli.commands import main
from web.exports.download import Download
from web.exports.plain import carried
from web.exports.writers import WRITERS, writer_named
from web.params import FORMATS

ROOT = Path(__file__).parents[1]
NAMES = [row.name for row in INSTRUMENTS]
SITE = "http://localhost"
NEEDED = {
    "compare": {"against": "服务"},
    "panel": {"concepts": "组织：党委，党支部\n企业：企业\n引领\n服务：服务，服务站"},
    "batch": {"queries": "服务：服务 -企业\n" + "\n".join("党的建设引领企业")},
}


@pytest.fixture(scope="module")
def client(bundled):
    return create_app(bundled).test_client()


def ask(client, name, arguments=(), **more):
    return client.get(f"/api/v1/instruments{name and '/'}{name}", query_string=[*arguments, *more.items()])


def run(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)))


def asked(name, **more):
    return [("q", "党建"), *NEEDED.get(name, {}).items(), *more.items()]


def elsewhere(cell):
    """Return a cell as a file has it, which is read elsewhere than at the site."""
    return f"{SITE}{cell}" if re.match("/(articles|search|instruments)", str(cell)) else cell


def written(form, columns, rows, language="zh"):
    return b"".join(writer_named(form).write(Download(columns, rows, language))).decode()


@pytest.fixture(scope="module")
def options(tmp_path_factory):
    """Return the options that a command needs; a list is read from a file."""
    folder = tmp_path_factory.mktemp("lists")

    def written(name):
        rows = {row.name: row for one in INSTRUMENTS if one.name == name for row in one.parameters}
        for own, value in NEEDED.get(name, {}).items():
            yield f"--{own}"
            if rows[own].long:
                (folder / own).write_text(value, "utf-8")
            yield str(folder / own) if rows[own].long else value

    return lambda name: [*written(name)]


# ---------------------------------------------------------------- every instrument, every way


def test_the_api_lists_the_instruments(client):
    listed = ask(client, "").json["instruments"]
    assert [one["name"] for one in listed] == NAMES
    for one, row in zip(listed, INSTRUMENTS, strict=True):
        assert one["href"] == f"/api/v1/instruments/{row.name}"
        assert [parameter["name"] for parameter in one["parameters"]] == [own.name for own in row.parameters]
    english = ask(client, "", lang="en").json["instruments"]
    assert not [one for one in english if re.search("[\u3400-\u9fff]", one["label"] + one["method"])]


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_answered_a_page_at_a_time(client, name):
    whole = ask(client, name, asked(name, size="1000")).json
    keys = {"instrument", "unit", "method", "total", "columns", "rows", "counts", "parameters", "notices"}
    assert keys <= whole.keys()
    assert (whole["instrument"], whole["total"]) == (name, len(whole["rows"]))
    assert whole["rows"]
    assert {len(row) for row in whole["rows"]} <= {len(whole["columns"])}
    rows = []
    for page in (1, 2, 3):
        part = ask(client, name, asked(name, size="3", page=str(page))).json
        assert part["total"] == whole["total"]
        rows += part["rows"]
    assert rows == whole["rows"][:9]
    assert ask(client, name, asked(name, size="1001")).status_code == 400
    assert ask(client, name, asked(name, page="100000")).json["rows"] == []


@pytest.mark.parametrize("name", NAMES)
def test_downloads_have_the_rows_of_the_table(client, name):
    whole = ask(client, name, asked(name, size="1000")).json
    columns = [column["name"] for column in whole["columns"]]
    lines = ask(client, name, asked(name, format="jsonl")).text.splitlines()
    linked = [[elsewhere(cell) for cell in row] for row in whole["rows"]]
    assert [list(json.loads(line).values()) for line in lines] == linked
    for form in ("csv", "csv-bare"):
        answer = ask(client, name, asked(name, format=form))
        assert answer.text.startswith("\ufeff") == (form == "csv")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'
        heads, *rows = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline=""))
        assert heads == columns
        shown = [["" if cell is None else str(cell) for cell in row] for row in linked]
        assert [[cell.removeprefix("'") for cell in row] for row in rows] == shown
    text = ask(client, name, asked(name, format="txt")).text.splitlines()
    assert len(text) == whole["total"] + 1


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_that_still_holds_is_not_made_again(client, name):
    for form in ("json", "csv"):
        first = ask(client, name, asked(name, format=form))
        path = first.request.full_path
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code, again.data) == (200, 304, b"")


@pytest.mark.parametrize("name", NAMES)
def test_the_command_prints_what_the_api_answers(client, bundled_index, options, name):
    answer = ask(client, name, asked(name, size="4"))
    index = ["--index", bundled_index]
    done = run(name, "党建", *options(name), "--size", 4, "--json", *index)
    assert (done.exit_code, done.stdout_bytes) == (0, answer.data)
    for form in ("csv", "csv-bare", "jsonl", "txt"):
        done = run(name, "党建", *options(name), "--format", form, "--site", SITE, *index)
        assert done.exit_code == 0
        assert done.stdout_bytes == ask(client, name, asked(name, format=form)).data
    wrong = run(name, "((", *options(name), "--json", *index)
    assert (wrong.exit_code, json.loads(wrong.stdout)["error"]["code"]) == (2, "parenthesis-unclosed")
    assert run(name, "党建", *options(name), "--nix", "1", *index).exit_code == 2


@pytest.mark.parametrize(
    ("name", "more"),
    [("collocates", {}), ("compare", {"against": "服务"}), ("figures", {"per": "unit"})],
    ids=["collocates", "compare", "figures"],
)
def test_another_page_of_what_must_be_sorted_whole_is_not_counted_again(bundled, name, more):
    first = bundled.instrument(name, "党建", **more)
    assert first.page(1, 5)[1] > 5
    assert bundled.instrument(name, "党建", **more).lines() is first.lines()
    assert bundled.instrument(name, "企业", **more).lines() is not first.lines()


@pytest.mark.parametrize("was", [True, False])
def test_the_collector_of_cycles_is_afterwards_as_it_was_before(bundled, was):
    collecting = []

    def lines():
        collecting.append(gc.isenabled())
        raise LookupError

    table = replace(bundled.instrument("concordance", "党建"), lines=lines)
    (gc.enable if was else gc.disable)()
    try:
        with pytest.raises(LookupError):
            table.page(1, 10)
        assert gc.isenabled() is was
    finally:
        gc.enable()
    assert collecting == [False]


def test_how_many_figures_there_are_is_counted_once(bundled, monkeypatch):
    total = bundled.instrument("figures", "党建").page(1, 5)[1]
    read = []
    real = importlib.import_module("search.instruments.figures.figures").read_figures

    def counted(*arguments):
        read.append(arguments)
        return real(*arguments)

    monkeypatch.setattr("search.instruments.figures.figures.read_figures", counted)
    again = bundled.instrument("figures", "党建")
    assert again.page(2, 5)[1] == total
    some = len(read)
    assert len(list(again.rows)) == total
    assert some < (len(read) - some) / 2


@pytest.mark.parametrize("name", NAMES)
def test_rows_come_to_a_notebook(bundled, name):
    table = bundled.instrument(name, "党建", **NEEDED.get(name, {}))
    rows = [tuple(one.values()) for one in table.records()]
    assert rows == list(table) == list(table.rows)
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    if importlib.util.find_spec("pandas") is None:
        with pytest.raises(ImportError):
            table.to_pandas()
    else:
        assert list(table.to_pandas().columns) == names


@pytest.mark.parametrize("name", NAMES)
def test_what_finds_nothing_is_an_empty_table(client, bundled_index, options, name):
    answer = ask(client, name, [("q", "查无此字串"), *NEEDED.get(name, {}).items()])
    assert answer.status_code == 200
    done = run(name, "查无此字串", *options(name), "--index", bundled_index)
    assert done.exit_code == (0 if answer.json["total"] else 1)


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_refuses_what_it_cannot_be(client, bundled, name):
    row = next(one for one in INSTRUMENTS if one.name == name)
    for own in row.parameters:
        if isinstance(own.usual, int):
            wrong = [str(own.high + 1), "-1", "x", "1" * 20]
        else:
            wrong = ["nix"] if own.offered else ["长" * (own.most + 1)]
        for value in wrong:
            others = [pair for pair in asked(name) if pair[0] != own.name]
            answer = ask(client, name, [*others, (own.name, value)])
            assert answer.status_code == 400, (own.name, value)
            assert own.name in answer.json["error"]["message"]
        if not own.several and own.name not in NEEDED.get(name, {}):
            answer = ask(client, name, [*asked(name), (own.name, "1"), (own.name, "2")])
            assert answer.json["error"]["code"] == "parameter-repeated"
        if own.needed:
            left = [pair for pair in asked(name) if pair[0] != own.name]
            assert ask(client, name, left).json["error"]["code"] == "instrument-needs"
    with pytest.raises(ParameterRefused) as refused:
        bundled.instrument(name, "党建", nix=1)
    assert refused.value.code == "instrument-parameter"


def test_unknown_names_are_told(client, bundled):
    answer = ask(client, "nix", [("q", "党建")])
    assert (answer.status_code, answer.json["choices"]) == (400, NAMES)
    notices = ask(client, NAMES[0], [("q", "*党建"), ("rgion", "四川")]).json["notices"]
    asked = client.get("/api/v1/search", query_string=[("q", "*党建"), ("rgion", "四川")]).json["notices"]
    assert notices == asked
    assert [one["code"] for one in notices][1:] == ["parameter-ignored"]
    assert 'class="notice"' in client.get(f"/instruments/{NAMES[0]}?q=*党建").text
    with pytest.raises(ParameterRefused):
        bundled.instrument("nix", "党建")


@pytest.mark.parametrize("name", NAMES)
def test_every_address_of_a_row_is_answered(client, name):
    whole = ask(client, name, asked(name, size="1000")).json
    links = [at for at, column in enumerate(whole["columns"]) if column["kind"] == "link"]
    assert links
    for row in whole["rows"][:20]:
        for at in links:
            if row[at]:
                assert client.get(row[at].partition("#")[0]).status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_the_help_has_a_row_and_the_method_page_says_how_each_is_computed(client, name):
    row = next(one for one in INSTRUMENTS if one.name == name)
    for language in ("zh", "en"):
        assert f'id="{name}"' in client.get(f"/help?lang={language}").text
        page = client.get(f"/about?lang={language}").text.replace("<code>", "`").replace("</code>", "`")
        assert f'id="{name}"' in page
        for point in row.points(language):
            assert str(escape(point)) in page or language == "en"


@given(query=st.one_of(hostile_text(), st.sampled_from(["党建 NEAR/5 引领", "*", "-党建"])), data=st.data())
def test_no_request_is_a_fault_of_the_server(client, query, data):
    row = data.draw(st.sampled_from(INSTRUMENTS))
    own = [
        (one.name, data.draw(st.sampled_from(one.offered) if one.offered else hostile_text()))
        for one in row.parameters
    ]
    pairs = [("q", query), *data.draw(st.lists(st.sampled_from(own), max_size=3, unique=True))]
    form = data.draw(st.sampled_from(FORMATS))
    answer = client.get(f"/api/v1/instruments/{row.name}", query_string=[*encodable(pairs), ("format", form)])
    assert answer.status_code in (200, 400)
    assert answer.data is not None


def encodable(pairs):
    return [(name, value.encode("utf-8", "replace").decode()) for name, value in pairs]


# ---------------------------------------------------------------- formats


def test_the_formats_of_an_address_are_those_that_can_be_written():
    assert ("json", *(row.name for row in WRITERS)) == FORMATS


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "\n=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_a_spreadsheet_would_run_is_made_inert(text):
    columns = [Column("a", "甲", "A"), Column("b", "乙", "B", "number")]
    told = written("csv-bare", columns, [[text, -1]])
    (row,) = list(csv.reader(io.StringIO(told, newline="")))[1:]
    assert row == [f"'{text}", "-1"]


@given(texts=st.lists(hostile_text(), min_size=1, max_size=4))
def test_csv_and_jsonl_hold_any_text(texts):
    columns = [Column(f"c{at}", "列", "Column") for at in range(len(texts))]
    told = written("csv", columns, [texts])
    (row,) = list(csv.reader(io.StringIO(told.removeprefix("\ufeff"), newline="")))[1:]
    for cell, text in zip(row, texts, strict=True):
        assert cell.removeprefix("'") == carried(text).removeprefix("'")
        assert cell[:1] not in {*"=+-@\t\r\n"}
    (line,) = written("jsonl", columns, [texts]).splitlines() or [""]
    assert list(json.loads(line).values()) == texts


def test_hostile_articles_come_out_inert(tmp_path):
    blocks = (Block("paragraph", '=HYPERLINK("x") 党建 <script>alert(1)</script>\u202e尾'),)
    (tmp_path / "articles").mkdir()
    write_article(Article("a", "=cmd|党建", blocks=blocks), tmp_path / "articles" / "a.md")
    build([tmp_path / "articles"], tmp_path / "index")
    client = create_app(open_engine(tmp_path / "index")).test_client()
    for name in NAMES:
        for form in ("csv", "txt"):
            answer = ask(client, name, asked(name, format=form))
            assert answer.mimetype in ("text/csv", "text/plain")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            if form == "txt":
                assert "\u202e" not in answer.text
                continue
            for row in csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")):
                assert not [cell for cell in row if cell[:1] in ("=", "@", "+")]


def test_aligned_text_stands_under_its_heads_whatever_the_width():
    columns = [
        Column("a", "前", "Before", "context"),
        Column("b", "中", "Match"),
        Column("c", "链", "Link", "link"),
    ]
    told = written("txt", columns, [["长的前文", "命中", "/x"], ["a", None, None]])
    assert told.splitlines() == ["      前  中", "长的前文  命中", "       a"]


# ---------------------------------------------------------------- the eleventh


PROGRAM = """
import json, sys
from click.testing import CliRunner
import search.instruments.registry as registry
from search.instruments.instrument import Instrument
from search.instruments.parameters import Parameter
registry.INSTRUMENTS += (
    Instrument("letters", "字数", "Letters", ("字", "characters"), "Count.", (("数字。", "It counts."),),
               (Parameter("least", "至少", "At least", 0, low=0, high=9),), "letters:letters"),
)
from search import open_engine
from web import create_app
from web.cli.commands import main
engine = open_engine(sys.argv[1])
client = create_app(engine).test_client()
done = CliRunner().invoke(main, ["letters", "党建", "--least", "2", "--json", "--index", sys.argv[1]])
print(json.dumps({
    "listed": [one["name"] for one in client.get("/api/v1/instruments").json["instruments"]],
    "api": client.get("/api/v1/instruments/letters?q=党建&least=2").json,
    "command": json.loads(done.stdout),
    "csv": client.get("/api/v1/instruments/letters?q=党建&format=csv-bare").text,
    "help": "数字。" in client.get("/about?lang=zh").text and "letters" in client.get("/help").text,
    "commands": "letters" in main.list_commands(None),
}))
"""
LETTERS = """
from search.instruments.table import Column, Table

def letters(reading):
    total = reading.match().total.passages
    columns = (Column("passages", "段落", "Passages", "number"), Column("href", "链接", "Link", "link"))
    return Table(reading.asked, columns, lambda: [(total + reading.given["least"], reading.query)])
"""


def test_another_instrument_is_one_row(bundled, bundled_index, tmp_path):
    (tmp_path / "letters.py").write_text(LETTERS, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(bundled_index)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": f"{ROOT}:{tmp_path}", "PATH": "/usr/bin", "LC_ALL": "C.UTF-8"},
    )
    told = json.loads(done.stdout)
    total = bundled.count(Query("党建")).passages
    assert told["listed"] == [*NAMES, "letters"]
    assert told["api"] == told["command"]
    address = told["api"]["rows"][0][1]
    assert told["api"]["rows"] == [[total + 2, address]]
    assert dict(parse_qsl(urlsplit(address).query)) == {"q": "党建"}
    assert told["csv"].splitlines()[0] == "passages,href"
    assert told["help"]
    assert told["commands"]
