"""Is a search, and every table, handed on whole, in files that other programs open and that run nothing?"""

import csv
import io
import json
import subprocess
import sys
from itertools import count
from zipfile import ZipFile

import bibtexparser
import openpyxl
import pyreadstat
import pytest
import rispy
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from openpyxl.utils.escape import unescape
from strategies import hostile_text

from index.build.build import build
from index.corpus.articles import Article, Block, write_article
from index.text.folding import fold
from search import open_engine
from search.instruments.table import Column
from search.query.request import Filter, Query
from web import create_app
from web.cli.commands import main
from web.exports import workbook
from web.exports.download import Download, download
from web.exports.plain import carried
from web.exports.writers import WRITERS, writer_named
from web.links import Links

NAMES = [writer.name for writer in WRITERS if writer.of_any]
SITE = "http://localhost"
MARKDOWN = MarkdownIt("commonmark").enable("table")
SEARCHES = ["q=党建", "q=党建&region=510000&year=2023", "q=党建引领&mode=any&kind=-title", "q=查无此字串"]


@pytest.fixture(scope="module")
def client(bundled):
    return create_app(bundled).test_client()


def run(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)))


def written(form, columns, rows, **more):
    return b"".join(writer_named(form).write(Download(columns, rows, "zh", **more)))


def from_csv(raw):
    heads, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    return [dict(zip(heads, [cell.removeprefix("'") for cell in row], strict=True)) for row in rows]


def from_jsonl(raw):
    return [json.loads(line) for line in raw.decode().split("\n")[:-1]]


def from_xlsx(raw):
    """Return the rows of all sheets but the last by the names of columns, which the last sheet tells."""
    *sheets, about = openpyxl.load_workbook(io.BytesIO(raw)).worksheets
    width = sheets[0].max_column
    names = [row[1] for row in about.iter_rows(values_only=True)][-width:]
    rows = [row for sheet in sheets for row in sheet.iter_rows(min_row=2, values_only=True)]
    return [dict(zip(names, [text(cell) for cell in row], strict=True)) for row in rows]


def text(cell):
    return unescape(cell) if isinstance(cell, str) else cell


def from_dta(raw):
    return read_dta(raw)[0]


def read_dta(raw):
    columns, meta = pyreadstat.read_dta(io.BytesIO(raw), output_format="dict")
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return rows, meta


def from_txt(raw):
    blocks = raw.decode().split("\n\n")[:-1]
    return [
        dict(zip(("text", "citation", "link"), map(str.strip, block.split("\n")), strict=True))
        for block in blocks
    ]


def from_md(raw):
    """Return what each quotation says, and where its link leads to."""
    tokens, rows = MARKDOWN.parse(raw.decode()), []
    for at, token in enumerate(tokens):
        if token.type == "blockquote_open":
            said, cited = [one for one in tokens[at:] if one.type == "inline"][:2]
            (link,) = [one.attrs["href"] for one in cited.children if one.type == "link_open"]
            rows.append({"text": content(said), "citation": content(cited).removeprefix("— "), "link": link})
    return rows


def content(token):
    breaks = {"hardbreak": "\n", "softbreak": "\n"}
    return "".join(breaks.get(one.type, one.content) for one in token.children)


READERS = {
    "csv": from_csv, "csv-bare": from_csv, "jsonl": from_jsonl, "xlsx": from_xlsx, "dta": from_dta,
    "txt": from_txt, "md": from_md,
}  # fmt: skip


# ---------------------------------------------------------------- a search


@pytest.mark.parametrize("form", NAMES)
@pytest.mark.parametrize("search", SEARCHES)
def test_a_search_is_handed_on_whole_in_every_format(client, bundled, search, form):
    total = client.get(f"/api/v1/search?{search}").json["total"]["passages"]
    answer = client.get(f"/api/v1/search?{search}&format={form}")
    writer = writer_named(form)
    assert answer.mimetype == writer.type
    assert answer.headers["Content-Disposition"] == f'attachment; filename="passages.{writer.ending}"'
    rows = READERS[form](answer.data)
    assert len(rows) == total
    wanted = from_jsonl(client.get(f"/api/v1/search?{search}&format=jsonl").data)
    for row, told in zip(rows, wanted, strict=True):
        for name, value in row.items():
            assert str("" if value is None else value) == str(told[name])


@pytest.mark.parametrize("search", SEARCHES)
def test_reference_managers_get_each_article_of_a_search_once(client, bundled_index, search):
    found = client.get(f"/api/v1/search?{search}&size=100").json
    wanted = {f"{SITE}/articles/{hit['article']['id']}": hit["article"]["title"] for hit in found["hits"]}
    records = rispy.loads(client.get(f"/api/v1/search?{search}&format=ris").text)
    assert {record["urls"][0]: record["title"] for record in records} == wanted
    library = bibtexparser.parse_string(client.get(f"/api/v1/search?{search}&format=bib").text)
    assert not library.failed_blocks
    assert {
        entry["url"]: entry["title"].strip("{}").replace(r"\%", "%") for entry in library.entries
    } == wanted
    assert len(records) == len(library.entries) == found["total"]["articles"]


def test_a_table_that_cites_nothing_is_not_had_as_references(client, bundled_index):
    refused = client.get("/api/v1/instruments/distribution?q=党建&format=bib")
    assert (refused.status_code, refused.json["error"]["code"]) == (400, "format-unfit")
    done = run("distribution", "党建", "--format", "ris", "--index", bundled_index)
    assert (done.exit_code, done.stdout) == (2, "")
    done = run("export", "党建", "--format", "bib", "--index", bundled_index, "--site", SITE)
    assert done.exit_code == 0
    assert done.stdout == client.get("/api/v1/search?q=党建&format=bib").text


def test_each_row_says_where_it_stands_and_what_was_found(client, bundled):
    rows = from_jsonl(client.get("/api/v1/search?q=党建 OR 服务&region=510000&format=jsonl").data)
    assert len(rows) > 5
    for row in rows:
        view = bundled.article(row["article"])
        passage = view.passages[row["paragraph"] - 1]
        assert (row["passage"], row["text"], row["title"]) == (passage.id, passage.text, view.article.title)
        assert row["region_codes"].split() == list(view.article.regions)
        assert row["type_ids"].split() == list(view.article.initiatives)
        spans = json.loads(row["spans"])
        assert {fold(row["text"][start:end]) for start, end in spans} <= {"党建", "服务"}
        assert len(spans) == fold(row["text"]).count("党建") + fold(row["text"]).count("服务")
        assert client.get(row["link"]).status_code == 200
        assert f"{SITE}/articles/{row['article']}#{row['passage']}" in row["citation"]
    assert client.get(rows[0]["link"]).text.count("<mark") > 0
    english = from_jsonl(client.get("/api/v1/search?q=党建&format=jsonl&lang=en").data)
    assert "Accessed" in english[0]["citation"]


def test_a_format_is_chosen_by_the_header_where_the_address_names_none(client):
    for writer in map(writer_named, NAMES):
        answer = client.get("/api/v1/search?q=党建", headers={"Accept": f"{writer.type}, */*;q=0.1"})
        assert answer.mimetype == writer.type
        assert "Accept" in answer.vary
        again = {"If-None-Match": answer.headers["ETag"], "Accept": writer.type}
        assert client.get("/api/v1/search?q=党建", headers=again).status_code == 304
        assert client.get("/api/v1/search?q=党建", headers=again | {"Accept": "*/*"}).status_code == 200
    for usual in ("", "*/*", "application/json, text/plain, */*", "text/html,*/*;q=0.8", "image/png"):
        answer = client.get("/api/v1/search?q=党建", headers={"Accept": usual} if usual else {})
        assert answer.mimetype == "application/json"
    table = client.get("/api/v1/instruments/concordance?q=党建", headers={"Accept": "text/csv"})
    assert table.mimetype == "text/csv"
    named = client.get("/api/v1/search?q=党建&format=json", headers={"Accept": "text/csv"})
    assert named.mimetype == "application/json"
    assert client.get("/api/v1/search?q=党建&format=nix").status_code == 400


def test_the_api_lists_the_formats(client):
    for language in ("zh", "en"):
        page, *rows = client.get(f"/api/v1/formats?lang={language}").json["formats"]
        assert (page["name"], page["whole"]) == ("json", False)
        assert [one["name"] for one in rows] == [writer.name for writer in WRITERS]
        for row, writer in zip(rows, WRITERS, strict=True):
            assert (row["label"], row["type"], row["ending"]) == (
                writer.label(language), writer.type, writer.ending,
            )  # fmt: skip


# ---------------------------------------------------------------- the command


@pytest.mark.parametrize("form", NAMES)
def test_the_command_writes_what_the_api_answers(client, bundled_index, tmp_path, form):
    asked = ["export", "党建", "--region", "510000", "--site", SITE, "--index", bundled_index]
    wanted = client.get(f"/api/v1/search?q=党建&region=510000&format={form}").data
    file = tmp_path / f"rows.{writer_named(form).ending}"
    done = run(*asked, "-o", file, *(["--format", form] if form == "csv-bare" else []))
    assert (done.exit_code, done.output) == (0, "")
    printed = run(*asked, "--format", form)
    for raw in (file.read_bytes(), printed.stdout_bytes):
        if form == "xlsx":  # tells when it was written
            assert from_xlsx(raw) == from_xlsx(wanted)
        else:
            assert raw == wanted
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_the_command_pipes_what_is_no_text_and_says_where_it_cannot_write(bundled_index, tmp_path):
    code = "from web.cli.entry import main; main()"
    command = [sys.executable, "-c", code, "export", "党建", "--index", str(bundled_index)]
    done = subprocess.run([*command, "--format", "xlsx"], capture_output=True, check=True)
    assert len(from_xlsx(done.stdout)) > 5
    nowhere = run("export", "党建", "--index", bundled_index, "-o", tmp_path / "nix" / "a.csv")
    assert nowhere.exit_code == 2
    unknown = run("export", "党建", "--index", bundled_index, "-o", tmp_path / "a.nix")
    assert (unknown.exit_code, "--format" in unknown.output) == (2, True)
    nothing = run("export", "查无此字串", "--index", bundled_index)
    assert (nothing.exit_code, nothing.stdout.count("\n")) == (1, 1)
    assert run("export", "((", "--index", bundled_index).exit_code == 2
    table = run("concordance", "党建", "--index", bundled_index, "-o", tmp_path / "lines.xlsx")
    assert table.exit_code == 0
    assert len(from_xlsx((tmp_path / "lines.xlsx").read_bytes())) > 5


def test_a_file_that_cannot_be_whole_is_not_written(tmp_path):
    (tmp_path / "articles").mkdir()
    article = Article("a", "长文", blocks=(Block("paragraph", "党建" + "长" * workbook.LONGEST),))
    write_article(article, tmp_path / "articles" / "a.md")
    build([tmp_path / "articles"], tmp_path / "index")
    file = tmp_path / "out" / "rows.xlsx"
    file.parent.mkdir()
    file.write_text("old")
    refused = run("export", "党建", "--index", tmp_path / "index", "-o", file)
    assert refused.exit_code == 2
    assert "row 1" in refused.output
    assert [path.read_text() for path in file.parent.iterdir()] == ["old"]
    client = create_app(open_engine(tmp_path / "index")).test_client()
    answer = client.get("/api/v1/search?q=党建&format=xlsx")
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "cell-too-long")
    for form in NAMES:
        if form not in ("xlsx", "csv-bare"):
            (row,) = READERS[form](client.get(f"/api/v1/search?q=党建&format={form}").data)
            assert row["text"] == article.blocks[0].text


# ---------------------------------------------------------------- what files hold

COLUMNS = [
    Column("text", "文字", "Text", "prose", "link"),
    Column("number", "数", "Number", "number"),
    Column("link", "链接", "Link", "link"),
    Column("citation", "引文", "Citation"),
]
QUOTED = ("text", "link", "citation")
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "{=A1}",
    "http://x.example",
    "internal:a",
    "0123",
    "1e5",
    " =1",
]


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx", "dta"])
@given(texts=st.lists(hostile_text() | st.sampled_from(FORMULAS), min_size=1, max_size=3))
@settings(max_examples=40)
def test_any_text_comes_back_as_it_was(form, texts):
    rows = [[text, -number, "/x", text] for number, text in enumerate(texts)]
    found = READERS[form](written(form, COLUMNS, rows))
    for row, told in zip(found, rows, strict=True):
        wanted = told[0] if form == "jsonl" else carried(told[0])
        if form == "csv":
            wanted = wanted.removeprefix("'")
        assert (row["text"] or "") == wanted
        assert str(row["number"]) == str(told[1])


@given(texts=st.lists(hostile_text() | st.sampled_from([*FORMULAS, "# a", "1. b", "    c", "a\n\n---\n<b>"])))
@settings(max_examples=40)
def test_no_text_is_obeyed_by_markdown(texts):
    """A quotation has its words and its entry, a table its cells, and neither has anything else."""
    rows = [[text, number, "/x?a=b", text] for number, text in enumerate(texts)]
    tokens = MARKDOWN.parse(written("md", COLUMNS, rows, title="题", quoted=QUOTED).decode())
    assert {token.type for token in tokens} <= {
        "heading_open", "heading_close", "inline", "blockquote_open", "blockquote_close", "paragraph_open",
        "paragraph_close",
    }  # fmt: skip
    assert sum(token.type == "blockquote_open" for token in tokens) == len(rows)
    table = MARKDOWN.parse(written("md", COLUMNS, rows, title="题").decode())
    assert sum(token.type == "td_open" for token in table) == 3 * len(rows)
    for token in [*tokens, *table]:
        for child in token.children or ():
            assert child.type in (
                "text",
                "text_special",
                "hardbreak",
                "softbreak",
                "link_open",
                "link_close",
            ) or (child.content == "<br>")
            assert child.type != "link_open" or child.attrs["href"] == "/x?a=b"


def test_what_markdown_says_is_what_was_written():
    rows = [["甲 *乙* [丙](x) <b> & &amp; \\ 丁\n第二行", 1, "/x", "引 | 文"]]
    (row,) = from_md(written("md", COLUMNS, rows, quoted=QUOTED))
    assert (row["text"], row["citation"]) == (rows[0][0], rows[0][3])


def test_a_workbook_runs_nothing_and_links_nothing():
    raw = written(
        "xlsx", COLUMNS, [[text, 1, text, text] for text in FORMULAS], particulars=(("甲", "=1+1"),)
    )
    for sheet in openpyxl.load_workbook(io.BytesIO(raw)):
        for row in sheet.iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n", "inlineStr"}
            assert not [cell for cell in row if cell.hyperlink]
    with ZipFile(io.BytesIO(raw)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "sheet" in name]
    assert sheets
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"hyperlink" in sheet]


def test_rows_beyond_a_sheet_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr(workbook, "MOST", 4)
    for number in (0, 1, 4, 5, 9):
        raw = written("xlsx", COLUMNS, [[f"段{at}", at, "/x", ""] for at in range(number)])
        *sheets, about = openpyxl.load_workbook(io.BytesIO(raw)).worksheets
        assert [sheet.max_row - 1 for sheet in sheets] == ([4] * (number // 4) + [number % 4])[: len(sheets)]
        assert [row["number"] for row in from_xlsx(raw)] == list(range(number))
        assert ("行数", number) in [*about.iter_rows(values_only=True)]


def test_numbers_are_exact_or_texts():
    big = 2**53 + 1
    rows = [["甲", big, None, None], ["乙", 2, None, None]]
    assert [row["number"] for row in from_xlsx(written("xlsx", COLUMNS, rows))] == [str(big), 2]
    assert [row["number"] for row in from_dta(written("dta", COLUMNS, rows))] == [str(big), "2"]
    rows = [["甲", 3_000_000_000, None, None], ["乙", 0.25, None, None], ["丙", None, None, None]]
    assert [row["number"] for row in from_dta(written("dta", COLUMNS, rows))] == [3e9, 0.25, None]
    assert [row["number"] for row in from_xlsx(written("xlsx", COLUMNS, rows))] == [3e9, 0.25, None]


def test_a_data_set_has_names_labels_notes_and_texts_of_any_length():
    columns = [
        Column("党建", "名称很长" * 25, "Concept"),
        Column("if", "若", "If", "number"),
        Column("per_10k", "每万字", "Per 10,000", "rate"),
        Column("per-10k", "又一", "Another"),
        Column("empty", "空", "Empty", "number"),
    ]
    rows = [["长" * 900, 1, 0.5, "甲", None], ["", None, None, "", None], ["短", 2, 1.5, "乙", None]]
    found, meta = read_dta(written("dta", columns, rows, particulars=(("检索式", "党建"), ("计数", "x = 1"))))
    assert meta.column_names == ["v1", "v2", "per_10k", "v4", "empty"]
    assert meta.column_labels == [("名称很长" * 25)[:80], "若", "每万字", "又一", "空"]
    assert meta.notes[:2] == ["检索式：党建", "计数：x = 1"]
    assert [list(row.values()) for row in found] == [
        ["长" * 900, 1, 0.5, "甲", None],
        ["", None, None, "", None],
        ["短", 2, 1.5, "乙", None],
    ]
    assert meta.readstat_variable_types["v2"] == "int32"
    assert written("dta", columns, rows) == written("dta", columns, iter(rows))
    even = [["字" * 300, at, 0.5, "甲", None] for at in range(9)]  # as long in every row: no place is lost
    assert [row["v1"] for row in read_dta(written("dta", columns, even))[0]] == ["字" * 300] * 9
    empty, meta = read_dta(written("dta", columns, []))
    assert (empty, meta.number_rows, meta.number_columns) == ([], 0, 5)


@pytest.mark.parametrize("form", ["csv", "csv-bare", "jsonl", "txt", "md"])
def test_a_text_is_written_while_its_rows_are_found(form):
    taken = count()
    rows = (["字", next(taken), "/x", "字"] for _ in range(10**9))
    pieces = writer_named(form).write(Download(COLUMNS, rows, "zh", quoted=QUOTED))
    for _ in range(20):
        assert next(pieces)
    assert next(taken) < 30


@pytest.mark.parametrize("form", ["xlsx", "dta"])
def test_nothing_is_left_on_the_disk_where_a_file_is_broken_off(form, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def rows():
        yield ["甲", 1, "/x", "字"]
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        written(form, COLUMNS, rows())
    pieces = writer_named(form).write(Download(COLUMNS, [["甲", 1, "/x", "字"]], "zh"))
    next(pieces)
    pieces.close()
    assert [*tmp_path.iterdir()] == []


def test_the_particulars_say_under_which_filters_the_rows_were_found(bundled):
    query = Query("党建", filters=(Filter("region", "510000"), Filter("year", "2023", exclude=True)))
    made = download(bundled.passages(query), bundled.names, Links(SITE, "en", "en"))
    told = [*made.particulars]
    assert ("Filter", "Region = 四川省 (510000)") in told or ("Filter", "Region = Sichuan (510000)") in told
    assert ("Filter", "Year ≠ 2023") in told
    assert ("Count", f"passages = {bundled.count(query).passages}") in told
    assert ("Generation", bundled.about().generation) in told
