"""Does a receipt run again say what came, what went and why, whoever runs it and wherever?"""

import json
import shutil
import subprocess
import sys
from dataclasses import fields, replace
from io import BytesIO
from struct import unpack_from
from zipfile import ZipFile

import lxml.html
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from index.build.build import build
from index.corpus.articles import Article, Block, write_article
from search import open_engine
from search.instruments.registry import INSTRUMENTS
from search.instruments.table import Asked
from search.query.request import Filter, Query
from search.receipts.fields import FIELDS
from search.receipts.membership import Membership
from search.receipts.reasons import REASONS
from search.receipts.receipt import Receipt, ReceiptRefused, read_receipt, write_receipt
from web import create_app
from web.cli.commands import main
from web.receipts.asking import asked_of, receipt_of, replayed
from web.receipts.bundle import receipts_in
from web.receipts.saved import FILE, saved_searches

LIST = "组织：党建，党委"
TABLES = ("distribution", "collocates", "concordance")


def run(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)))


def raw(receipt):
    return b"".join(write_receipt(receipt))


def search_receipt(engine, text, *filters, **more):
    return receipt_of(engine, Asked("passages", Query(text, filters=filters, **more)), "zh")


# ---------------------------------------------------------------- what a receipt says


def test_a_receipt_holds_every_passage_and_survives_being_written(stepped):
    query = Query("党建 OR 服务", "all", (Filter("region", "四川省"),), "newest")
    made = receipt_of(stepped, Asked("passages", query), "zh")
    total = stepped.count(query)
    assert (made.passages, made.articles, made.rows) == (total.passages, total.articles, total.passages)
    rows = [(row["article"], row["passage"]) for row in stepped.passages(query).records()]
    assert [(one.article, one.passage) for one in made.anchors()] == rows
    assert made.filters == (Filter("region", "510000"),)
    about = stepped.about()
    assert (made.corpus, made.generation, made.corpus_articles) == (
        about.corpus,
        about.generation,
        about.articles,
    )
    assert read_receipt(raw(made)) == made
    assert [field.name for field in FIELDS] == [field.name for field in fields(Receipt)]
    assert replayed(stepped, made).same


@pytest.mark.parametrize("name", [row.name for row in INSTRUMENTS])
def test_every_table_has_a_receipt_that_gives_the_same_numbers(bundled, name):
    row = next(row for row in INSTRUMENTS if row.name == name)
    shown = {one.name: value for one in row.parameters for key, value in row.shown if key == one.name}
    given = shown | {one.name: LIST for one in row.parameters if one.needed and one.name not in shown}
    made = receipt_of(bundled, asked_of([("q", row.example), ("instrument", name), *given.items()]), "zh")
    again = replayed(bundled, read_receipt(raw(made)))
    assert again.same
    assert made.digest
    other = replace(made, digest="0" * 64)
    assert not replayed(bundled, other).same


@settings(max_examples=40)
@given(st.sets(st.text(max_size=8), max_size=40), st.sets(st.text(max_size=8), max_size=40))
def test_a_membership_forgets_none_and_takes_few_for_its_own(names, others):
    known = Membership.read(Membership.of(names).written())
    assert all(name in known for name in names)
    assert sum(name in known for name in others - names) <= 1


# ---------------------------------------------------------------- what came, what went and why

BODIES = {
    "liu": ("产业链党委抓党建，服务企业。", "第二段不说这件事，只说收成和天气，足足有二十多个字。"),
    "qu": ("青石市的党建从车间做起，职工有事就在班前会上提出来。",),
    "gai": (
        "党建引领发展，干部每月到企业走访一次，当场解决问题。",
        "另一段也说党建，留着不动，给后来的人看。",
    ),
    "biao": ("党建的段落一字不改，只有地区的标签会变。",),
    "yi": ("党建的这一段将要整段移到别的文章里去，一个字也不改，标点照旧。",),
    "dai": ("还没有说到那件事的文章，先写天气和收成。",),
}


def written(folder, name, bodies, *, region="511000"):
    blocks = tuple(Block("paragraph", text) for text in bodies)
    article = Article(name, f"题目{name}", regions=(region,), blocks=blocks, published="2024")
    write_article(article, folder / f"{name}.md")


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """Return an engine over a corpus before it changed, receipts made then, and an engine over it after."""
    folder = tmp_path_factory.mktemp("changed")
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, bodies in BODIES.items():
        written(corpus, name, bodies)
    build([corpus], folder / "before")
    before = open_engine(folder / "before")
    made = {
        "all": search_receipt(before, "党建"),
        "filtered": search_receipt(before, "党建", Filter("region", "511000")),
        "typed": search_receipt(before, "党建 region:511000"),
    }
    (corpus / "qu.md").unlink()
    written(corpus, "gai", ("党建引领发展，干部每周到企业走访两次，当场解决问题。", BODIES["gai"][1]))
    written(corpus, "biao", BODIES["biao"], region="320600")
    written(corpus, "yi", ("只剩下别的话。",))
    written(corpus, "dai", (*BODIES["dai"], "现在也说党建了。", *BODIES["yi"]))
    written(corpus, "xin", ("新来的文章也说党建。",))
    build([corpus], folder / "after")
    return before, made, open_engine(folder / "after")


GONE = {("qu", "article-gone"), ("gai", "passage-changed"), ("yi", "passage-moved")}
COME = {("gai", "passage-changed"), ("dai", "passage-moved"), ("xin", "article-new")}


def told(changes):
    return {(one.anchor.article, one.reason) for one in changes}


@pytest.mark.parametrize(
    ("name", "removed", "added"),
    [
        ("all", GONE, COME | {("dai", "passage-new")}),
        ("filtered", GONE | {("biao", "label")}, COME | {("dai", "passage-new")}),
        ("typed", GONE | {("biao", "label")}, COME | {("dai", "article-changed")}),
    ],
)
def test_each_change_is_told_with_its_reason(changed, name, removed, added):
    before, made, after = changed
    assert replayed(before, made[name]).same
    again = replayed(after, made[name])
    assert not again.same
    assert (told(again.removed), told(again.added)) == (removed, added)
    found = {(one.article, one.passage) for one in made[name].anchors()}
    found -= {(one.anchor.article, one.anchor.passage) for one in again.removed}
    found |= {(one.anchor.article, one.anchor.passage) for one in again.added}
    assert found == {(one.article, one.passage) for one in again.now.anchors()}
    assert next(one.title for one in again.removed if one.reason == "article-gone") == "题目qu"
    moved = next(one for one in again.removed if one.reason == "passage-moved")
    assert moved.other.article == "dai"
    if name == "filtered":
        assert next(one for one in again.removed if one.reason == "label").facets == ("region",)
    counts = {one.name: (one.before, one.now) for one in again.counts}
    assert counts["passages"] == (made[name].passages, again.now.passages)
    assert [one.name for one in again.state] == ["corpus"]  # both are the first generation of an index
    assert not again.tables


def test_labels_that_come_and_rules_that_change_are_told_apart(changed):
    before, made, after = changed
    came = replayed(after, search_receipt(before, "党建", Filter("region", "320600")))
    assert ("biao", "label") in told(came.added)
    first = made["all"]
    (article, passages), *_ = first.found.items()
    found = {one: ids for one, ids in first.found.items() if one != article}
    old = replace(
        first, found=found, dictionary="0" * 64, tables=dict(first.tables) | {"words.txt": "0"}, passages=0
    )
    again = replayed(before, old)
    assert (again.tables, again.ruled) == (("words.txt",), True)
    assert told(again.added) == {(article, "rule")}
    extra = dict(first.found) | {"dai": (next(one.id for one in before.article("dai").passages),)}
    assert told(replayed(before, replace(old, found=extra)).removed) == {("dai", "rule")}
    assert told(replayed(before, replace(first, found=extra)).removed) == {("dai", "unexplained")}
    assert passages


def test_every_reason_is_said_in_both_languages(changed):
    _, made, after = changed
    for one in (*replayed(after, made["all"]).removed, *replayed(after, made["filtered"]).removed):
        assert one.said("zh") != one.said("en")
    assert len({row.code for row in REASONS}) == len(REASONS)


# ---------------------------------------------------------------- broken files


def broken(receipt):
    """Yield what is wrong, how it is told, and the bytes of such a receipt."""
    good = json.loads(raw(receipt))
    yield "nothing", "receipt-json", b""
    yield "no JSON", "receipt-json", b'{\n "receipt": 1,\n oops'
    yield "no UTF-8", "receipt-text", b'{"receipt": "\xff"}'
    yield "no end of digits", "receipt-text", b'{"receipt": ' + b"1" * 5000 + b"}"
    yield "brackets", "receipt-text", b"[" * 200_000
    yield "a list", "receipt-missing", b"[]"
    for field in FIELDS:
        for odd in (None, [1], {"a": 1.5}, -1, "\0", True, [["a"]]):
            told = good | {field.name: odd}
            yield field.name, "receipt-field", json.dumps(told).encode()
        yield (
            field.name,
            "receipt-missing",
            json.dumps({k: v for k, v in good.items() if k != field.name}).encode(),
        )


def test_a_broken_receipt_is_refused_with_its_line_or_field(bundled):
    receipt = search_receipt(bundled, "党建", Filter("region", "510000"))
    cases = [*broken(receipt)]
    told = [(what, code, refusal(given_bytes)) for what, code, given_bytes in cases]
    refused = [(what, code, error) for what, code, error in told if error]
    assert len(refused) > 5 * len(FIELDS)
    for what, code, error in refused:
        assert error.code == code, what
        if what in {field.name for field in FIELDS}:
            assert f" {what} " in error.text("en"), what
            assert f" {what}" in error.text("zh"), what
    assert "line 3, column 2" in refused[1][2].text("en")


def refusal(given_bytes):
    """Return why a receipt is refused, None where a value fits its field."""
    try:
        read_receipt(given_bytes)
    except ReceiptRefused as error:
        return error
    return None


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("mode", "no mode", 2),
        ("query", "((", 2),
        ("filters", [{"facet": "nix", "value": "a", "exclude": False}], 2),
        ("instrument", "nix", 2),
        ("parameters", [["nix", "a"]], 0),
        ("found", {}, 1),
        ("found", {"../../etc": ["<b>", "\ud800"]}, 1),
        ("known", "", 0),
    ],
)
def test_a_hostile_receipt_is_refused_or_told_as_different(
    bundled_index, bundled, tmp_path, field, value, status
):
    told = json.loads(raw(search_receipt(bundled, "党建"))) | {field: value}
    file = tmp_path / "a.json"
    file.write_text(json.dumps(told))
    done = run("replay", file, "--index", bundled_index)
    assert (done.exit_code, "Traceback" in done.output) == (status, False), done.output
    client = create_app(bundled).test_client()
    for path in ("/replay", "/api/v1/replay"):
        answer = client.post(path, data={"receipt": (BytesIO(file.read_bytes()), "a.json")})
        assert answer.status_code == (400 if status == 2 else 200)
        assert b"<b>" not in answer.data or path.startswith("/api")


# ---------------------------------------------------------------- pages, API and commands


def test_page_api_and_command_say_the_same(changed, tmp_path):
    _, made, after = changed
    client = create_app(after).test_client()
    body = client.post("/api/v1/replay", data=raw(made["filtered"]), content_type="application/json").json
    assert body["same"] is False
    file = tmp_path / "a.json"
    file.write_bytes(raw(made["filtered"]))
    done = run("replay", file, "--index", after.location, "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (1, body)
    shown = run("replay", file, "--index", after.location)
    html = client.post("/replay", data={"pasted": raw(made["filtered"]).decode()}).text
    for one in (*body["added"], *body["removed"]):
        assert f"{one['article']}#{one['passage']}  {one['said']}" in shown.stdout
        assert f'/articles/{one["article"]}#{one["passage"]}"' in html
        assert one["said"] in html
    english = client.post("/replay?lang=en", data={"pasted": raw(made["filtered"]).decode()}).text
    assert "The article is new" in english
    assert client.post("/replay", data={}).status_code == 400
    described = client.get("/api/v1/receipt/fields").json
    assert [one["name"] for one in described["fields"]] == [*json.loads(raw(made["filtered"]))]
    assert described["version"] == made["filtered"].receipt
    for unknown in ("/api/v1/receipt?q=党建&regoin=1", "/api/v1/receipt?instrument=matrix&q=党建&x=1"):
        assert client.get(unknown).json["error"]["code"] == "receipt-parameter"
    assert client.get("/replay").status_code == 200
    assert client.get("/api/v1/replay").status_code == 404


def test_pages_lead_to_receipts_that_replay(bundled):
    client = create_app(bundled).test_client()
    for address in ("/search?q=党建&region=510000", "/instruments/distribution?q=党建&by=year"):
        html = client.get(address).text
        href = next(part.split('"')[0] for part in html.split('href="') if part.startswith("/api/v1/receipt"))
        answer = client.get(href.replace("&amp;", "&"))
        assert ".receipt.json" in answer.headers["Content-Disposition"]
        assert client.post("/api/v1/replay", data=answer.data, content_type="application/json").json["same"]
        again = {"If-None-Match": answer.headers["ETag"]}
        assert client.get(href.replace("&amp;", "&"), headers=again).status_code == 304
    long = client.post("/api/v1/receipt", data={"instrument": "panel", "concepts": LIST})
    assert json.loads(long.data)["parameters"] == [["concepts", LIST]]


def test_a_download_has_its_receipt_beside_it(bundled_index, bundled, tmp_path):
    done = run("export", "党建", "--index", bundled_index, "-o", tmp_path / "a.csv", "--receipt")
    assert done.exit_code == 0
    assert receipts_in(tmp_path / "a.csv.receipt.json") == [search_receipt(bundled, "党建")]
    run("collocates", "党建", "--left", "2", "--index", bundled_index, "-o", tmp_path / "b.csv", "--receipt")
    assert run("replay", tmp_path / "b.csv.receipt.json", "--index", bundled_index).exit_code == 0
    alone = run("export", "党建", "--index", bundled_index, "--receipt")
    assert (alone.exit_code, "-o FILE" in alone.output) == (2, True)


# ---------------------------------------------------------------- saved searches


def test_a_saved_search_has_one_short_address_that_leads_on_for_good(bundled_index, bundled, tmp_path):
    def saved(*given):
        done = run("save", *given, "--into", tmp_path, "--index", bundled_index)
        assert done.exit_code == 0, done.output
        return done.stdout.strip()

    first = saved("党建", "--region", "四川省")
    assert saved("党建 ", "--region", "510000") == first
    table = saved("党建", "--table", "distribution?by=year&level=0")
    assert len({first, table, saved("党建"), saved("党建", "--mode", "all")}) == 4
    (tmp_path / "list.txt").write_text("".join(f"概念{n}：党建{n}，党委\n" for n in range(500)), "utf-8")
    long = saved("", "--table", "panel", "--concepts", tmp_path / "list.txt")
    file = tmp_path / FILE
    kept = file.read_bytes()
    client = create_app(bundled, saved=str(file)).test_client()
    answer = client.get(first)
    assert answer.status_code == 302
    assert client.get(answer.location).status_code == 200
    assert "region=510000" in answer.location
    assert client.get(table).location == "/instruments/distribution?q=%E5%85%9A%E5%BB%BA&by=year"
    assert "概念499" in client.get(long).text
    assert [client.get(one).status_code for one in ("/s/nix", "/s/..%2f")] == [404, 404]
    assert create_app(bundled).test_client().get(first).status_code == 404
    assert file.read_bytes() == kept
    with file.open("ab") as lines:
        lines.write(b'{"code": "torn')
    assert client.get(first).status_code == 302
    fresh = saved("营商")
    assert file.read_bytes().startswith(kept)
    assert set(saved_searches(file)) >= {first[3:], fresh[3:]}
    file.write_bytes(kept + b"{}\n")
    assert client.get(first).status_code == 503
    refused = run("save", "x", "--into", tmp_path, "--index", bundled_index)
    assert (refused.exit_code, f"{FILE}:{len(kept.splitlines()) + 1}" in refused.output) == (2, True)


def test_a_button_saves_on_this_machine_alone(bundled, tmp_path):
    file = tmp_path / FILE
    client = create_app(bundled, saved=str(file)).test_client()
    for address in ("/search?q=党建&region=510000&page=2&size=2&rows=compact", "/instruments/matrix?q=党建"):
        tree = lxml.html.fromstring(client.get(address).data)
        (form,) = [one for one in tree.forms if one.action == "/s"]
        pairs = form.form_values()
        shown = client.post("/s", data=dict(pairs), headers={"Sec-Fetch-Site": "same-origin"})
        (link,) = lxml.html.fromstring(shown.data).xpath("//a[@class='short']/@href")
        assert client.get(client.get(link).location).status_code == 200
        assert client.post("/s", data=dict(pairs)).data == shown.data
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Via": "1.1 a"}, {"Host": "search.example"}):
            assert client.post("/s", data={"q": "别的"}, headers=headers).status_code == 403
            hidden = client.get(address, headers=headers | {"Sec-Fetch-Site": "none"})
            assert ('action="/s"' in hidden.text) == ("Sec-Fetch-Site" in headers)
    assert file.read_bytes().count(b"\n") == 2
    nowhere = create_app(bundled, saved=str(tmp_path / "nix" / FILE)).test_client()
    assert nowhere.post("/s", data={"q": "党建"}).status_code == 503
    assert create_app(bundled, saved=str(tmp_path)).test_client().post("/s", data={}).status_code == 503
    closed = create_app(bundled).test_client()
    assert closed.post("/s", data={"q": "党建"}).status_code == 404
    assert 'action="/s"' not in closed.get("/search?q=党建").text


# ---------------------------------------------------------------- bundles


@pytest.fixture(scope="module")
def bundle(bundled_index, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundle")
    (folder / "list.txt").write_text(LIST, "utf-8")
    done = run(
        "bundle", "党建", "--region", "510000", *(word for name in TABLES for word in ("--table", name)),
        "--table", "panel?period=year", "--concepts", folder / "list.txt", "--index", bundled_index,
        "-o", folder / "a.zip",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return folder / "a.zip"


def test_a_bundle_gives_the_same_numbers_elsewhere(bundle, bundled_index, bundled, tmp_path):
    shutil.copytree(bundled_index, tmp_path / "copy")
    shutil.copy(bundle, tmp_path / "b.zip")
    code = "from web.cli.entry import main; main()"
    command = [sys.executable, "-c", code, "replay", "b.zip", "--index", "copy", "--json"]
    path = {"PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, env=path, check=True, text=True)
    bodies = [json.loads(line) for line in done.stdout.splitlines()]
    assert [body["instrument"] for body in bodies] == ["", *TABLES, "panel"]
    receipts = receipts_in(bundle)
    for body, receipt in zip(bodies, receipts, strict=True):
        counts = {one["name"]: one["now"] for one in body["counts"]}
        assert body["same"]
        assert (counts["passages"], counts.get("rows", receipt.rows)) == (receipt.passages, receipt.rows)
    with ZipFile(bundle) as archive:
        lines = archive.read("data/passages.jsonl").splitlines()
        assert len(lines) == receipts[0].passages == bundled.count(receipts[0].asked.query).passages
        for name, receipt in zip(TABLES, receipts[1:], strict=False):
            assert len(archive.read(f"data/{name}.jsonl").splitlines()) == receipt.rows
        assert archive.read("concepts/panel-concepts.txt").decode() == LIST + "\n"
        book = archive.read("codebook.csv").decode("utf-8-sig")
        for column in bundled.passages("党建").columns:
            assert f"data/passages,{column.name},{column.zh}," in book
        assert "jiansuo replay" in archive.read("README.md").decode()
        assert f"corpus: {bundled.about().corpus}" in archive.read("environment.txt").decode()


def test_a_bundle_is_the_same_each_time_and_a_damaged_one_is_refused(bundle, bundled_index, tmp_path):
    asked = ["bundle", "党建", "--region", "510000", "--table", "matrix", "--index", bundled_index, "-o"]
    for name in ("a", "b"):
        assert run(*asked, tmp_path / f"{name}.zip").exit_code == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    whole = bundle.read_bytes()
    with ZipFile(bundle) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        insides = [
            one.header_offset + 30 + sum(unpack_from("<HH", whole, one.header_offset + 26)) + part
            for one in archive.infolist()
            for part in (0, one.compress_size // 2)
        ]
    odd = {
        "cut.zip": whole[: len(whole) // 2],
        "changed.zip": zipped(files | {"data/passages.csv": b"else"}),
        "more.zip": zipped(files | {"receipts/more.receipt.json": b"{}"}),
        "less.zip": zipped({name: told for name, told in files.items() if name != "log.txt"}),
        "none.zip": zipped({}),
        "bare.zip": b"PK",
    }
    for at in insides:
        odd[f"flipped-{at}.zip"] = whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :]
    for name, told_bytes in odd.items():
        (tmp_path / name).write_bytes(told_bytes)
        done = run("replay", tmp_path / name, "--index", bundled_index)
        assert (done.exit_code, "damaged" in done.output) == (2, True), name
    assert run("replay", tmp_path / "nowhere.zip", "--index", bundled_index).exit_code == 2
    wrong = run(
        "bundle", "党建", "--table", "matrix?nix=1", "--index", bundled_index, "-o", tmp_path / "c.zip"
    )
    assert (wrong.exit_code, "nix" in wrong.output) == (2, True)
    assert not (tmp_path / "c.zip").exists()


def zipped(files):
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name, told_bytes in files.items():
            archive.writestr(name, told_bytes)
    return made.getvalue()
