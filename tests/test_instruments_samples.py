"""Is a sample drawn blind and the same each time, and do judgements come to what a plain reckoning gives?"""

import csv
import io
import json
import random
from collections import Counter, defaultdict
from contextlib import suppress
from itertools import permutations

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fromstring
from sites import reading_room, served
from strategies import hostile_text

from index.corpus.validations import FILE, Findings, read_findings
from index.errors import ValidationError
from search.instruments.drawing import drawn, lot
from search.instruments.parameters import ParameterRefused
from search.instruments.samples.answers import read_answers
from search.instruments.samples.judging import alpha, judged_table, wilson
from search.query.request import Query
from web import create_app
from web.cli.commands import main

SITE = "http://localhost"


@pytest.fixture(scope="module")
def client(bundled):
    return create_app(bundled).test_client()


def run(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)))


def sheet(rows, **columns):
    """Return a table as a coder sends it back: `columns` are functions from a row to an answer."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["item", *columns, "sample"])
    for row in rows:
        writer.writerow([row["item"], *(say(row) for say in columns.values()), row.get("sample", "")])
    return text.getvalue().encode()


# ---------------------------------------------------------------- drawing


@given(
    st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(0, 50)), max_size=30),
    st.integers(1, 12),
)
@settings(max_examples=40)
def test_a_draw_is_spread_over_strata_as_evenly_as_can_be(things, size):
    """As by sorting everything: the first of each stratum by lot, then the second of each."""
    lots = [lot(str(number)) for _, number in things]
    ranks, seen = [], Counter()
    for at in sorted(range(len(things)), key=lambda at: (lots[at], at)):
        ranks.append((seen[things[at][0]], lots[at], at))
        seen[things[at][0]] += 1
    wanted = sorted(at for *_, at in sorted(ranks)[:size])
    found = drawn(list(enumerate(things)), size, by=lambda one: lots[one[0]], stratum=lambda one: one[1][0])
    assert [at for at, _ in found] == wanted


CASES = [
    {},
    {"of": "type"},
    {"of": "region", "strata": "year"},
    {"of": "type", "value": "party-brand", "controls": 5},
    {"of": "figure", "strata": "type"},
    {"controls": 7, "strata": "region", "items": 9},
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_sample_is_the_same_each_time_and_tells_no_label(stepped, rebuilt, case):
    rows = stepped.instrument("sample", "党建", **case).records()
    again = rebuilt.instrument("sample", "党建", **case).records()
    told = [(row["item"], row["question"], row["text"]) for row in rows]
    assert told == [(row["item"], row["question"], row["text"]) for row in again]
    assert len({item for item, *_ in told}) == len(rows) > 3
    assert [item for item, *_ in told] == sorted(item for item, *_ in told)
    other = stepped.instrument("sample", "党建", **case, seed=2).records()
    assert [row["item"] for row in other] != [item for item, *_ in told]
    for row in rows:
        assert (row["coder_1"], row["coder_2"], row["note"]) == ("", "", "")
        assert (row["link"] is None) == (case.get("of") in ("region", "type"))


def test_every_label_and_figure_is_drawn_where_the_sample_is_large_enough(stepped, oracle):
    query = Query("党建")
    passages = oracle.answer(query)
    records = {row.record.id: row.record for row in passages}.values()
    for of, own in (("region", "regions"), ("type", "initiatives")):
        labels = stepped.instrument("sample", query, of=of, items=2000).records()
        assert len(labels) == sum(len(getattr(record, own)) for record in records)
    figures = stepped.instrument("figures", query).records()
    read = stepped.instrument("sample", query, of="figure", items=2000).records()
    assert len(read) == sum(row["reason"] == "" for row in figures)


def test_what_cannot_be_drawn_is_refused(bundled):
    for case in ({"of": "figure", "controls": 1}, {"of": "type", "controls": 1}):
        with pytest.raises(ParameterRefused):
            list(bundled.instrument("sample", "党建", **case).rows)


# ---------------------------------------------------------------- judging


def test_precision_and_its_interval_are_those_of_the_books():
    low, high = wilson(0.8, 10)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
    assert [round(edge, 4) for edge in wilson(1, 5)] == [0.5655, 1.0]
    assert [round(edge, 4) for edge in wilson(0, 5)] == [0.0, 0.4345]


@given(st.lists(st.tuples(*[st.sampled_from([True, False, None])] * 2), max_size=25))
@settings(max_examples=40)
def test_agreement_is_what_pairs_of_answers_come_to(said):
    """Alpha is 1 less observed over expected disagreement, by going through all pairs."""
    units = [pair for pair in said if None not in pair]
    answers = [one for pair in units for one in pair]
    found = alpha([[one for one, _ in said], [other for _, other in said]])
    if len({*answers}) < 2:
        assert found is None
        return
    observed = sum(one != other for one, other in units) / len(units)
    pairs = [one != other for one, other in permutations(answers, 2)]
    assert found == pytest.approx(1 - observed / (sum(pairs) / len(pairs)))


def test_judgements_are_counted_by_stratum_and_weighted_in_the_whole(stepped):
    case = {"of": "passage", "strata": "year", "items": 12, "controls": 6}
    table = stepped.instrument("sample", "党建", **case)
    rows, rng = table.records(), random.Random(3)
    kinds = {row["item"]: "党建" in row["text"].replace(" ", "") for row in rows}
    says = {row["item"]: (rng.random() < 0.7, rng.random() < 0.7) for row in rows}
    years = {}
    for passage in stepped.passages("党建").records():
        years[passage["text"]] = passage["date"][:4]
    population = Counter(passage["date"][:4] for passage in stepped.passages("党建").records())
    answers = [sheet(rows, answer=lambda row, at=at: "yn"[not says[row["item"]][at]]) for at in (0, 1)]
    found = judged_table(table, read_answers(answers)).records()
    whole = {row["coder"]: row for row in found if row["stratum"] == "全部"}
    text_of = {row["item"]: row["text"] for row in rows}
    hits = [item for item in kinds if text_of[item] in years and kinds[item]]
    for coder, judge in (("甲", lambda s: s[0]), ("乙", lambda s: s[1]), ("两人", all)):
        own = defaultdict(list)
        for item in hits:
            own[years[text_of[item]]].append(judge(says[item]))
        shares = {year: sum(right) / len(right) for year, right in own.items()}
        weight = sum(population[year] for year in own)
        wanted = sum(population[year] / weight * share for year, share in shares.items())
        assert whole[coder]["precision"] == pytest.approx(wanted)
        assert (whole[coder]["judged"], whole[coder]["right"]) == (
            len(hits), sum(map(sum, own.values())),
        )  # fmt: skip
        others = [judge(says[item]) for item in kinds if item not in hits]
        assert (whole[coder]["controls"], whole[coder]["missed"]) == (len(others), sum(others))
        for row in found:
            if row["coder"] == coder and row["stratum"] in own:
                assert row["precision"] == pytest.approx(shares[row["stratum"]])
                assert 0 <= row["low"] <= row["precision"] <= row["high"] <= 1
    assert whole["甲"]["alpha"] is None
    assert whole["两人"]["alpha"] == pytest.approx(alpha([*zip(*says.values(), strict=True)]))


def test_answers_are_read_as_programs_save_them(bundled):
    rows = bundled.instrument("sample", "党建", items=6).records()
    plain = sheet(rows, coder_1=lambda row: " 是 ", coder_2=lambda row: "N").decode()
    wanted = read_answers([plain.encode()]).answers
    assert set(wanted["coder_1"].values()) == {True}
    assert set(wanted["coder_2"].values()) == {False}
    for raw in (
        plain.encode("gb18030"), plain.encode("utf-8-sig"), plain.replace(",", ";").encode(),
        plain.replace(",", "\t").encode(), plain.replace("\r\n", "\n").encode(),
    ):  # fmt: skip
        assert read_answers([raw]).answers == wanted
    assert not read_answers([sheet(rows, answer=lambda row: "skip")]).answers["coder_1"]
    strange = judged_table(
        bundled.instrument("sample", "党建", items=6), read_answers([b"item,answer\ninix,y\n"])
    )
    assert strange.counts["strange"] == 1
    with pytest.raises(ParameterRefused, match="answer:3"):
        read_answers([b"item,answer\ni1,y\ni2,maybe\n"])
    with pytest.raises(ParameterRefused):
        read_answers([b"a,b\n1,2\n"])


@given(
    st.lists(
        hostile_text().map(lambda text: text.encode("utf-8", "replace")) | st.binary(max_size=60), max_size=3
    )
)
@settings(max_examples=40)
def test_no_file_is_a_fault(files):
    for raw in (files, [b"item,answer\n" + raw for raw in files]):
        with suppress(ParameterRefused):
            read_answers(raw)


# ---------------------------------------------------------------- pages and command


def test_a_page_asks_each_item_and_gives_the_answers_back_as_a_file(client):
    rows = client.get("/api/v1/instruments/sample?q=党建&items=8&of=type&lang=zh").json
    names = [column["name"] for column in rows["columns"]]
    items = [dict(zip(names, row, strict=True)) for row in rows["rows"]]
    tree = fromstring(client.get("/instruments/sample/coding?q=党建&items=8&of=type&coder=2").text)
    (form,) = tree.xpath("//form[@class='coding']")
    assert [field.get("id") for field in form.xpath("./fieldset")] == [one["item"] for one in items]
    for field, one in zip(form.xpath("./fieldset"), items, strict=True):
        assert one["question"] in field.text_content()
        assert [radio.get("value") for radio in field.xpath(".//input")] == ["y", "n", "skip"]
    given = {one["item"]: "y" for one in items[:5]} | {items[5]["item"]: "n", "nix": "y", "i<b>": "y"}
    answer = client.post(form.get("action"), data=given)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="coder-2.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    judged = read_answers([answer.data])
    assert judged.answers["coder_2"] == {one["item"]: one is not items[5] for one in items[:6]}
    assert judged.address.startswith(f"{SITE}/instruments/sample?")
    assert client.get("/instruments/sample/coding?q=党建&coder=3").status_code == 404


def test_a_page_counts_the_answers_of_both(client, bundled):
    asked = "q=党建&items=8&strata=region"
    table = bundled.instrument("sample", "党建", items=8, strata="region")
    rows = table.records()
    first = sheet(rows, answer=lambda row: "y")
    second = sheet(rows, answer=lambda row: "n" if row is rows[0] else "y")
    files = {"first": (io.BytesIO(first), "a.csv"), "second_pasted": second.decode()}
    answer = client.post(f"/instruments/sample/judging?{asked}", data=files)
    tree = fromstring(answer.text)
    shown = [["".join(cell.itertext()) for cell in row] for row in tree.xpath("//tbody/tr")]
    wanted = judged_table(table, read_answers([first, second]))
    assert len(shown) == len(list(wanted.rows))
    assert shown[0][:4] == ["全部", "甲", "8", "8"]
    assert "两人答案不同的 1 件" in tree.text_content()
    fault = client.post(f"/instruments/sample/judging?{asked}", data={"first_pasted": "item,answer\ni1,<b>"})
    assert fault.status_code == 400
    assert not fromstring(fault.text).xpath("//main//b[not(*)][.='']")
    assert client.get(f"/instruments/sample/judging?{asked}").status_code == 200
    assert fromstring(client.get(f"/instruments/sample?{asked}").text).xpath(
        "//p[contains(@class, 'onward')]/a"
    )


def test_the_command_draws_counts_and_keeps_what_was_found(bundled, bundled_index, tmp_path):
    index = ["--index", bundled_index]
    file = tmp_path / "sample.csv"
    assert run("sample", "党建", "--of", "type", "--items", 9, "-o", file, *index).exit_code == 0
    heads, *rows = csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline=""))
    for number, row in enumerate(rows):
        row[heads.index("coder_1")] = "y"
        row[heads.index("coder_2")] = "n" if number < 2 else "y"
    filled = io.StringIO()
    csv.writer(filled).writerows([heads, *rows])
    file.write_text(filled.getvalue(), "utf-8")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for _ in range(2):  # the same sample takes the place of the one before
        done = run("sample", "--judged", file, "--into", corpus, "--format", "jsonl", *index)
        assert done.exit_code == 0, done.output
    both = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")][2]
    assert (both["judged"], both["right"]) == (9, 7)
    (kept,) = read_findings(corpus / FILE).validations
    assert (kept.of, kept.query, kept.judged, kept.right) == ("type", "党建", 9, 7)
    assert kept.rules == bundled.about().dictionary
    client = create_app(bundled, findings=Findings((kept,))).test_client()
    page = client.get("/about").text
    assert "77.8%" in page
    assert "现行" in page
    assert client.get(kept.sample).status_code == 200
    assert 'id="validations"' not in create_app(bundled).test_client().get("/about").text
    nowhere = run("sample", "--judged", file, "--into", tmp_path / "nix", *index)
    assert nowhere.exit_code == 2
    file.write_text("item,coder_1\ni1,y\n", "utf-8")
    assert "sample" in run("sample", "--judged", file, *index).output


def test_a_file_of_validations_that_was_tampered_with_is_refused(tmp_path):
    for text in (
        "[]",
        "{",
        '{"validations": [{"of": "type"}]}',
        '{"validations": [1]}',
        '{"validations": [], "comparisons": [{"searches": 1}]}',
        '{"validations": [], "comparisons": 1}',
    ):
        (tmp_path / FILE).write_text(text, "utf-8")
        with pytest.raises(ValidationError):
            read_findings(tmp_path / FILE)
    assert read_findings(tmp_path / "nix") == Findings()


@pytest.mark.browser
def test_a_key_answers_an_item_and_the_answers_outlive_the_page(browser, tmp_path):
    with served(reading_room(tmp_path / "articles")) as site:
        page = browser.new_page()
        address = f"{site}/instruments/sample/coding?q=党员&items=4"
        page.goto(address)
        assert page.locator("form.coding fieldset:visible").count() == 1
        names = [field.get_attribute("id") for field in page.locator("form.coding fieldset").all()]
        for key in "yns":
            page.keyboard.press(key)
        page.keyboard.press("b")
        assert page.locator("form.coding fieldset:visible").get_attribute("id") == names[2]
        page.reload()
        assert page.locator("form.coding fieldset:visible").get_attribute("id") == names[3]
        page.keyboard.press("y")
        with page.expect_download() as caught:
            page.click("form.coding button[type=submit]")
        told = read_answers([caught.value.path().read_bytes()]).answers["coder_1"]
        assert told == {names[0]: True, names[1]: False, names[3]: True}
        page.close()
