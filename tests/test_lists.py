"""Is a list read however it is written, does a bad line fail alone, and does a long one travel?"""

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fromstring
from strategies import hostile_text

from search.instruments.lists.batch import SUBJECT
from search.instruments.lists.blocks import Blocks
from search.instruments.lists.concepts import CONCEPTS, Concept, Concepts
from search.instruments.lists.entries import FORMS, read_entries
from search.instruments.lists.periods import between
from search.instruments.parameters import LONG, ParameterRefused
from web import create_app
from web.cli.commands import main
from web.exports.writers import WRITERS
from web.limits import ADDRESS, BODY_BYTES, REQUEST_LINE

WANTED = [("组织", ("党委", "党支部")), ("引领", ("引领",))]
WRITTEN = {
    "lines": "# 注释\n组织：党委，党支部\n\n引领\n",
    "lines, other signs": "组织: 党委、党支部\r\n引领 : 引领;\r\n",
    "csv": "concept,term\n组织,党委\n组织,党支部\n引领,引领\n",
    "csv without heads": "组织,党委\n组织,党支部\n引领,引领\n",
    "csv of a spreadsheet": "\ufeff编号\t词\t概念\n1\t党委\t组织\n2\t党支部\t组织\n3\t引领\t引领\n",
    "csv, quoted": '"组织","党委"\n组织,"党支部",\n"引领",引领\n',
    "yaml": "---\n组织:\n- 党委\n- 党支部\n引领: 引领\n",
    "yaml in a line": "组织: [党委, 党支部] # 两个\n引领: ['引领']\n",
}


def named(text, form="auto", subject=CONCEPTS):
    """Return the names of a list with their content, and the codes and lines of what cannot be read."""
    entries, faults = read_entries(text, subject, form=form)
    found = {}
    for entry in entries:
        found.setdefault(entry.name, []).extend(entry.content)
    return [(name, tuple(content)) for name, content in found.items()], [
        (one.code, one.line) for one in faults
    ]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_list_says_the_same_however_it_is_written(written):
    assert named(WRITTEN[written]) == (WANTED, [])
    assert named(WRITTEN[written], re.match("[a-z]+", written)[0]) == (WANTED, [])


BAD = [
    ("组织：党委\n：党支部\n坏，的\n空：\n引领", [("list-name", 2), ("list-name", 3), ("list-content", 4)]),
    (
        'concept,term\n组织,党委\n坏,"的\n坏\n坏,的,了\n,的\n坏,\n引领,引领',
        [("list-quote", 3), *(("list-columns", at) for at in (4, 5)), ("list-name", 6), ("list-content", 7)],
    ),
    ("组织,党委\n坏,的,了\n引领,引领,,", [("list-columns", 2)]),
    (
        "组织: [党委]\n坏: [的\n\n坏:\n  甲: 乙\n'': 的\n空: []\n引领:\n  - 引领\n",
        [("list-yaml", 2), ("list-yaml", 4), ("list-name", 6), ("list-content", 7)],
    ),
    ("组织: [党委]\n坏: &a [的]\n坏: *a\n引领: 引领", [("list-yaml", 2), ("list-yaml", 3)]),
]


@pytest.mark.parametrize(("text", "faults"), BAD)
def test_a_line_that_cannot_be_read_fails_alone_and_is_named(text, faults):
    found, told = named(text)
    assert told == faults
    assert [name for name, _ in found] == ["组织", "引领"]


QUERIES = [
    ("甲：党建 OR 产业链\n党建 引领\n", [("甲", "党建 OR 产业链"), ("党建 引领", "党建 引领")]),
    ("title:党建 引领\n-year：2023 党建", [("title:党建 引领",) * 2, ("-year：2023 党建",) * 2]),
    ('"甲: 乙" 丙\n(甲 OR title:乙)', [('"甲: 乙" 丙',) * 2, ("(甲 OR title:乙)",) * 2]),
    ("甲：title:党建，引领", [("甲", "title:党建，引领")]),
    ('label,query\n甲,"党建,引领"\n乙,党建 (引领)', [("甲", "党建,引领"), ("乙", "党建 (引领)")]),
    ("---\n甲: '\"党建\" OR 产业链'\n乙: title:党建\n", [("甲", '"党建" OR 产业链'), ("乙", "title:党建")]),
]


@pytest.mark.parametrize(("text", "wanted"), QUERIES)
def test_queries_keep_their_signs_and_what_begins_with_a_field_has_no_label(text, wanted):
    entries, faults = read_entries(text, SUBJECT)
    assert ([(one.name, *one.content) for one in entries], faults) == (wanted, [])


@settings(max_examples=40)
@given(lines=st.lists(hostile_text(), max_size=6), form=st.sampled_from(["auto", *FORMS]))
def test_every_line_is_read_or_named_whatever_stands_there(lines, form):
    text = "\n".join(lines)
    for subject in (CONCEPTS, SUBJECT):
        entries, faults = read_entries(text, subject, form=form)
        many = len(text.splitlines())
        assert all(1 <= one.line <= many for one in (*entries, *faults))
        assert all(one.name and one.content and all(one.content) for one in entries)


# ---------------------------------------------------------------- what concepts count


@settings(max_examples=40)
@given(
    texts=st.lists(st.text("甲乙丙", max_size=12), min_size=1, max_size=5),
    listed=st.lists(
        st.lists(st.text("甲乙丙", min_size=1, max_size=4), min_size=1, max_size=3), min_size=1, max_size=4
    ),
    data=st.data(),
)
def test_phrases_are_counted_as_loops_over_all_spans_count_them(texts, listed, data):
    owners = sorted(data.draw(st.lists(st.integers(0, 2), min_size=len(texts), max_size=len(texts))))
    concepts = Concepts(
        [Concept(str(number), tuple(dict.fromkeys(own))) for number, own in enumerate(listed)]
    )
    found = concepts.count(texts, owners)
    rows = zip(*(column.tolist() for column in found), strict=True)
    told = {(article, concept): tuple(counts) for article, concept, *counts in rows}
    phrases = {phrase for own in listed for phrase in own}
    wanted = {}
    for owner, text in zip(owners, texts, strict=True):
        spans = {p: [(a, a + len(p)) for a in range(len(text)) if text.startswith(p, a)] for p in phrases}
        longer = [span for own in spans.values() for span in own]
        free = {
            p: [(a, b) for a, b in own if not any(c <= a and b <= d and d - c > b - a for c, d in longer)]
            for p, own in spans.items()
        }
        for number, own in enumerate(listed):
            alone = sum(joined(spans[p]) for p in {*own})
            if alone:
                old = wanted.get((owner, number), (0, 0, 0))
                new = (1, sum(joined(free[p]) for p in {*own}), alone)
                wanted[owner, number] = tuple(map(sum, zip(old, new, strict=True)))
    assert told == wanted


def joined(spans):
    """Return how many spans there are where those that overlap are one."""
    return sum(not any(a < start < b for a, b in spans) for start, _ in spans)


@given(sizes=st.lists(st.integers(0, 3), max_size=6), data=st.data())
@settings(max_examples=40)
def test_rows_in_blocks_are_a_list_whatever_part_is_asked_for(sizes, data):
    blocks, wanted = Blocks(sizes), [(at, own) for at, size in enumerate(sizes) for own in range(size)]
    part = slice(*data.draw(st.tuples(st.integers(0, 20), st.integers(0, 20))))
    assert (list(blocks), len(blocks), blocks[part]) == (wanted, len(wanted), wanted[part])
    with pytest.raises(IndexError):
        blocks[len(wanted)]


def test_what_lies_between_periods():
    assert between({"2021", "2024", ""}) == {"2021", "2022", "2023", "2024", ""}
    assert between({"2021-11", "2022-01", "2021"}) == {"2021-11", "2021-12", "2022-01", "2021"}
    assert between({""}) == {""}
    assert between(()) == set()


# ---------------------------------------------------------------- a long list on its way


@pytest.fixture(scope="module")
def client(bundled):
    return create_app(bundled).test_client()


BIG = "\n".join(f"概念{number}：企业，服务{number}，党委" for number in range(300))


def test_a_short_list_goes_to_its_address_and_a_long_one_is_answered_as_it_is_sent(client):
    sent = {"concepts": "组织：党委\r\n企业", "level": "2", "period": "year", "q": ""}
    answer = client.post("/instruments/panel?lang=en", data=sent)
    assert answer.status_code == 303
    assert answer.headers["Location"].partition("?")[0] == "/instruments/panel"
    assert "%0D" not in answer.headers["Location"]
    assert "period" not in answer.headers["Location"]
    assert "lang=en" in answer.headers["Location"]
    long = client.post("/instruments/panel", data={"concepts": BIG, "page": "2"})
    assert (long.status_code, long.headers["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in long.headers
    assert len(urlencode({"concepts": BIG})) > REQUEST_LINE > ADDRESS


def test_pages_files_and_the_other_language_of_a_long_list_are_sent_again(client):
    tree = fromstring(
        client.post("/instruments/panel", data={"concepts": BIG, "size": "7", "page": "2"}).text
    )
    (form,) = tree.xpath("//form[@id='resent']")
    fields = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
    body = client.post("/api/v1/instruments/panel", data={"concepts": BIG, "size": "1000"}).json
    assert (body["total"], len(body["rows"])) == (4 * 300, 1000)
    buttons = {one.get("value"): one for one in tree.xpath("//button[@form='resent']")}
    receipt = buttons.pop("panel").get("formaction")
    assert client.post(receipt, data=fields | {"instrument": "panel"}).json["rows"] == body["total"]
    assert {*buttons} == {"1", "3", None, *(writer.name for writer in WRITERS if writer.of_any)}
    for writer in filter(lambda one: one.of_any, WRITERS):
        place = buttons[writer.name].get("formaction")
        file = client.post(place, data=fields | {"format": writer.name})
        assert file.headers["Content-Disposition"] == f'attachment; filename="panel.{writer.ending}"'
        assert (file.headers["Cache-Control"], "ETag" in file.headers) == ("no-store", False)
        if writer.name == "csv":
            rows = list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff"), newline="")))
            assert len(rows) == 1 + body["total"]
    first = [one.text_content().strip() for one in tree.xpath("//tbody/tr/td[3]")]
    assert first == [f"概念{number}" for number in range(7, 14)]
    other = client.post(buttons[None].get("formaction"), data=fields)
    assert '<html lang="en">' in other.text
    assert not tree.xpath("//nav[@class='pages']//a | //p[@class='handed']//a")


def test_lines_that_are_left_out_are_told_on_the_page_and_in_json(client):
    listed = {"concepts": "组织：党委\n坏,的\n空：。：\n企业：\n" + "\n".join(f"：{n}" for n in range(30))}
    for lang, said in (("zh", "第 2 行没有名称"), ("en", "Line 2 has no name")):
        body = client.get("/api/v1/instruments/panel", query_string=listed | {"lang": lang}).json
        assert [one["line"] for one in body["notices"][:3]] == [2, 4, 5]
        assert len(body["notices"]) == 21
        assert said in body["notices"][0]["message"]
        page = fromstring(client.get("/instruments/panel", query_string=listed | {"lang": lang}).text)
        notices = [one.text_content() for one in page.xpath("//p[@class='notice']")]
        assert said in notices[0]
        assert len(notices) == 21


REFUSED = [
    ("panel", {"concepts": "a" * (LONG + 1)}, "instrument-long"),
    ("panel", {"concepts": "\n".join(map(str, range(2001)))}, "instrument-lines"),
    ("panel", {"concepts": "\n".join(map(str, range(201))), "shape": "wide"}, "instrument-wide"),
    ("panel", {"concepts": "：的"}, "instrument-list"),
    ("panel", {"concepts": "# 只有注释"}, "instrument-list"),
    ("batch", {"queries": "\n".join(map(str, range(2001)))}, "instrument-lines"),
    ("batch", {"queries": "甲："}, "instrument-list"),
    ("batch", {"queries": "甲", "q": "(("}, "parenthesis-unclosed"),
    ("batch", {}, "instrument-needs"),
]


@pytest.mark.parametrize(("name", "sent", "code"), REFUSED, ids=str)
def test_what_cannot_be_counted_is_refused_in_pages_and_api(client, name, sent, code):
    answer = client.post(f"/api/v1/instruments/{name}", data=sent)
    assert (answer.status_code, answer.json["error"]["code"]) == (400, code)
    page = client.post(f"/instruments/{name}", data=sent, follow_redirects=True)
    assert page.status_code == (200 if code == "instrument-needs" else 400)


def test_a_body_is_as_long_as_the_longest_list_takes(client):
    most = {"concepts": "\n".join(["長" * (LONG // 2 - 1)] * 2), "q": "党" * 500}
    assert len(urlencode(most)) < BODY_BYTES
    assert client.post("/api/v1/instruments/panel", data=most).status_code == 200
    beyond = client.post("/api/v1/instruments/panel", data={"concepts": "長" * LONG * 2})
    assert (beyond.status_code, beyond.json["error"]["code"]) == (413, "body-too-large")


def test_a_notebook_is_told_what_it_cannot_ask(bundled):
    with pytest.raises(ParameterRefused):
        bundled.instrument("panel", "", concepts="\ud800：\ud800")
    table = bundled.instrument("panel", "", concepts="半：\ud800，企业")
    assert ([one.code for one in table.remarks], table.counts["concepts"]) == (["list-character"], 1)


# ---------------------------------------------------------------- on the command line


def run(*arguments, **more):
    return CliRunner().invoke(main, list(map(str, arguments)), **more)


@pytest.mark.parametrize("ending", ["txt", "csv", "yaml"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_file_says_by_its_ending_how_it_is_written(bundled_index, tmp_path, ending, encoding):
    written = {
        "txt": "组织：党委\n企业\n坏,的",
        "csv": "组织,党委\n企业,企业\n坏",
        "yaml": "组织: 党委\n企业: 企业\n坏: [\n",
    }
    path = tmp_path / f"list.{ending}"
    path.write_bytes(written[ending].encode(encoding))
    done = run("panel", "--concepts", path, "--format", "jsonl", "--index", bundled_index)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["concept"] for row in rows[:2]] == ["组织", "企业"]
    assert (done.exit_code, done.stderr.count("jiansuo: 第 3 行")) == (1, 1)
    path.write_bytes(written[ending].partition("坏")[0].encode(encoding))
    assert run("panel", "--concepts", path, "--index", bundled_index).exit_code == 0


def test_a_list_comes_from_standard_input_too_and_what_is_no_list_is_refused(bundled_index, tmp_path):
    index = ["--index", bundled_index]
    done = run(
        "batch", "--queries", "-", "--format", "jsonl", *index, input="甲：企业\n坏：(\n无：查无此字串\n"
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["label"], row["articles"]) for row in rows][1:] == [("坏", None), ("无", 0)]
    assert done.stderr.startswith("jiansuo: 第 2 行没有检索：")
    (tmp_path / "long").write_text("長" * (LONG + 1) * 4, "utf-8")
    for name, said in (("nix", "No such file"), ("long", "32000")):
        wrong = run("panel", "--concepts", tmp_path / name, *index)
        assert (wrong.exit_code, said in wrong.stderr) == (2, True)
    told = run("panel", "--concepts", tmp_path / "long", "--json", *index)
    assert json.loads(told.stdout)["error"]["code"] == "instrument-long"


STOPPED = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from search.answers import Answers
from web.cli import entry
asked = Answers.match
def match(self, query):
    if query.text == "停":
        os.kill(os.getpid(), signal.SIGINT)
    return asked(self, query)
Answers.match = match
sys.argv[1:] = ["batch", "--queries", "-", "--format", "csv-bare", "--index", {index!r}]
entry.main()
"""


def test_rows_that_were_written_are_whole_when_a_batch_is_stopped(bundled_index):
    done = subprocess.run(
        [sys.executable, "-c", STOPPED.format(index=str(bundled_index))],
        input="企业\n服务\n停\n党委\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (130, "jiansuo: stopped\n")
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert [row[1] for row in rows] == ["label", "企业", "服务"]
    assert len({len(row) for row in rows}) == 1
    assert done.stdout.endswith("\n")


def test_a_terminal_sees_how_far_a_batch_is_while_rows_go_to_a_file(bundled_index, tmp_path):
    ours, theirs = pty.openpty()
    (tmp_path / "list").write_text("企业\n服务\n党委\n", "utf-8")
    command = [
        sys.executable,
        "-c",
        "from web.cli.entry import main; main()",
        "batch",
        "--queries",
        str(tmp_path / "list"),
        "--format",
        "jsonl",
    ]
    with (tmp_path / "rows").open("wb") as rows:
        process = subprocess.Popen([*command, "--index", str(bundled_index)], stdout=rows, stderr=theirs)
        os.close(theirs)
        seen = b""
        while piece := _read(ours):
            seen += piece
        assert process.wait() == 0
    os.close(ours)
    assert b"3/3" in seen
    assert len((tmp_path / "rows").read_text("utf-8").splitlines()) == 3


def _read(descriptor):
    try:
        return os.read(descriptor, 4096)
    except OSError:  # the other end is closed
        return b""
