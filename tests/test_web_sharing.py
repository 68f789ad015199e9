"""Does a passage lead to the places that share its text, and is shared text set out as it stands?"""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from sites import indexed, read, reading_room, write
from test_web_instruments import shown

from search.engine import Engine
from search.instruments.narrowing import literal, narrower, together
from search.instruments.sharing.held import Held
from search.query.request import Query
from web import create_app

SAID = "红色管家上门收集诉求，“一单到底”，件件有回音，事事有着落，群众满意才算办结。"
OWN = SAID + "甲地还另派一人。"
HOSTILE = "=1+1<script>alert(1)</script><b>粗</b>\u202e反向\\\"引号' OR 党建 <img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("copies") / "articles"
    write(
        folder,
        "first",
        "甲地的做法",
        "短。",
        OWN,
        published="2024-05",
        regions=("510000",),
    )
    write(folder, "second", "乙地<i>的做法", SAID[:30], published="2023-01-02", publication="乙报")
    write(folder, "third", "丙地的做法", f"丙地说：{SAID}", published="2024")
    write(folder, "undated", "丁地的做法", OWN)
    write(folder, "long-1", "长文", "".join(chr(0x4E00 + n) for n in range(5_100)))
    write(folder, "long-2", "长文", "子" + "".join(chr(0x4E00 + n) for n in range(5_100)))
    write(folder, "hostile-1", "=恶", HOSTILE, published="2020-01-01")
    write(folder, "hostile-2", "<b>恶", "前" + HOSTILE, published="2020-01-01")
    return indexed(folder)


@pytest.fixture(scope="module")
def client(engine):
    return create_app(engine).test_client()


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    return create_app(reading_room(tmp_path_factory.mktemp("reading-room") / "articles")).test_client()


def passage(engine, name, kind="paragraph", at=-1):
    return [one for one in engine.article(name).passages if one.kind == kind][at].id


def test_the_menu_of_a_passage_says_in_how_many_places_it_stands(client, engine):
    own = passage(engine, "first")
    for language, said in (("zh", "另见 3 处"), ("en", "Also in 3 places")):
        tree = read(client, f"/articles/first/cite?passage={own}&lang={language}")
        (link,) = [a for a in tree.xpath("//section[@id='taking']//a") if "/shared" in a.get("href")]
        assert link.text == said
    places = read(client, link.get("href").replace("lang=en", "lang=zh"))
    assert [row[:1] + row[2:] for row in shown(places)] == [
        ["丁地的做法", "47", "无日期", ""],
        ["丙地的做法", "39", "2024", ""],
        ["乙地<i>的做法", "30", "2023-01-02", "日期较早"],
    ]
    for short in (passage(engine, "first", at=0), passage(engine, "first", "title"), ""):
        assert "/shared" not in client.get(f"/articles/first/cite?passage={short}").text.replace(
            "shared?q", ""
        )


def test_two_passages_stand_side_by_side_with_what_only_one_has_marked(client, engine):
    own = passage(engine, "first")
    tree = read(client, f"/articles/first/shared?passage={own}")
    (link,) = [a.get("href") for a in tree.xpath("//table//a") if "丙" in a.text_content()]
    tree = read(client, link)
    left, right = tree.xpath("//div[@class='compare']/div")
    assert left.xpath("string(p)") == OWN
    assert right.xpath("string(p)") == f"丙地说：{SAID}"
    assert left.xpath(".//del/text()") == ["甲地还另派一人。"]
    assert right.xpath(".//ins/text()") == ["丙地说："]
    for side, name in ((left, "first"), (right, "third")):
        (address,) = side.xpath(".//h3/a/@href")
        assert urlsplit(address).path == f"/articles/{name}"
        assert urlsplit(address).fragment == passage(engine, name)
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex, nofollow"]


def test_of_long_passages_the_beginning_is_compared_and_the_page_says_so(client, engine):
    own, other = (passage(engine, name) for name in ("long-1", "long-2"))
    page = client.get(f"/articles/long-1/shared?passage={own}&beside=long-2/{other}&lang=en").text
    assert "only the first 5,000 characters" in page
    assert (
        "only the first" not in client.get(f"/articles/first/shared?passage={passage(engine, 'first')}").text
    )


@pytest.mark.parametrize(
    "address",
    [
        "/articles/first/shared",
        "/articles/first/shared?passage=000000000000",
        "/articles/nothing/shared?passage=000000000000",
        "/articles/first/shared?passage={own}&beside=first/{own}",
        "/articles/first/shared?passage={own}&beside=nothing",
        "/articles/first/shared?passage={own}&beside=..%2F..%2Fetc",
    ],
)
def test_what_shares_nothing_is_no_page(client, engine, address):
    read(client, address.format(own=passage(engine, "first")), 404)


def test_a_passage_that_stands_nowhere_else_says_so(client, engine):
    tree = read(client, f"/articles/first/shared?passage={passage(engine, 'first', at=0)}&lang=en")
    assert "Nothing else has 20 characters" in tree.text_content()
    assert not tree.xpath("//table")


def test_hostile_text_that_is_shared_stays_text(client, engine):
    own = passage(engine, "hostile-1")
    pages = [
        f"/articles/hostile-1/shared?passage={own}",
        "/instruments/shared",
        "/instruments/shared?per=dyads",
    ]
    pages.append(f"{pages[0]}&beside={quote('hostile-2/' + passage(engine, 'hostile-2'), safe='')}")
    for path in [*pages, "/instruments/shared?per=dyads", "/instruments/shared?per=groups&share=1"]:
        tree = read(client, path)
        assert not tree.xpath("//main//script | //main//img | //main//b[.='粗'] | //main//i")
    (row,) = [row for row in shown(read(client, "/instruments/shared?length=60")) if "script" in row[0]]
    assert row[0] == HOSTILE.strip()
    for per in ("clauses", "dyads", "groups"):
        text = client.get(f"/api/v1/instruments/shared?per={per}&share=1&format=csv-bare").text
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert len(rows) > 1
        assert not [cell for row in rows for cell in row if cell[:1] in ("=", "@", "+")]


@pytest.mark.parametrize(
    "more", ["", "&order=shared", "&per=dyads", "&per=dyads&of=region", "&per=groups&share=9"]
)
def test_pages_rows_and_files_of_shared_wording_say_the_same(room, more):
    body = room.get(f"/api/v1/instruments/shared?q=党员&size=20{more}").json
    assert body["total"] >= 1
    tree = read(room, f"/instruments/shared?q=党员&size=20{more}")
    columns = [column for column in body["columns"] if column["kind"] not in ("link", "code")]
    assert [th.text for th in tree.xpath("//thead//th")] == [column["label"] for column in columns]
    assert len(shown(tree)) == len(body["rows"])
    links = {cell for row in body["rows"] for cell in row if isinstance(cell, str) and cell[:1] == "/"}
    assert {*tree.xpath("//tbody//a/@href")} <= links
    for link in sorted(links)[:6]:
        assert room.get(link.partition("#")[0]).status_code == 200
    told = bool(tree.xpath("//p[@class='counted']"))
    assert told == ("groups" in more)
    lines = room.get(f"/api/v1/instruments/shared?q=党员{more}&format=jsonl").text.splitlines()
    assert len(lines) == body["total"]
    for link in tree.xpath("//p[@class='handed']/a/@href"):
        assert dict(parse_qsl(urlsplit(link).query))["q"] == "党员"


@pytest.mark.parametrize(
    "text", ["", "党建", "(甲 OR 乙) -丙", "党" * 470, "((((((((((((((((((((甲))))))))))))))))))))"]
)
def test_a_search_is_narrowed_where_the_query_language_can(text):
    query = Query(text)
    for size in (1, 19, 24, 25, 490, 498, 499):
        quoted = literal("字" * size)
        narrowed, plain = narrower(query)(quoted), together(query, quoted)
        if text:
            assert narrowed == plain
        else:
            assert (narrowed is None) == (len(quoted) > 500)


def test_a_large_search_is_read_once_and_one_at_a_time(engine, monkeypatch):
    monkeypatch.setattr("search.instruments.sharing.held.FEW", 0)
    reads = []
    real = Held._read.__func__

    def read(cls, *given, **named):
        reads.append(given[1])
        return real(cls, *given, **named)

    monkeypatch.setattr(Held, "_read", classmethod(read))
    own = Engine(engine.backend, engine.segmenter)
    with ThreadPoolExecutor(4) as pool:
        found = [*pool.map(lambda _: own.instrument("shared", "").page(1, 5), range(8))]
    assert found == [found[0]] * 8
    assert len(reads) == 1
    own.instrument("shared", "群众").records()
    own.instrument("shared", "").records()
    assert [one.text for one in reads] == ["", "群众", ""]


def test_many_fingerprints_are_looked_up_as_few_are(engine, monkeypatch):
    own = passage(engine, "first")
    few = engine.instrument("shared", "").records(), engine.elsewhere("first", own)
    monkeypatch.setattr("search.whoosh.lookup.MANY", 0)
    again = Engine(engine.backend, engine.segmenter)
    assert (again.instrument("shared", "").records(), again.elsewhere("first", own)) == few
    assert min(map(len, few)) > 2
