"""Are passages that somebody chose listed, named where they are not there, and handed on in every format?"""

import csv
import io
import json
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fromstring
from strategies import hostile_text

from search.instruments.lines.rows import CHOSEN_MOST
from web import create_app
from web.exports.writers import WRITERS
from web.limits import BODY_BYTES
from web.pages.basket import anchors_in

FORMATS = [writer for writer in WRITERS if not writer.draws]
NOWHERE = ("keine-wen/0123456789ab", "meishan/ffffffffffff")


@pytest.fixture(scope="module")
def client(bundled):
    return create_app(bundled).test_client()


@pytest.fixture(scope="module")
def rows(client):
    """Return passages of a search: several articles, and several passages of one."""
    answer = client.get("/api/v1/search?q=党建 OR 服务&format=jsonl")
    return [json.loads(line) for line in answer.text.splitlines()][:12]


@pytest.fixture(scope="module")
def anchors(rows):
    return [f"{row['article']}/{row['passage']}" for row in rows]


def listed(answer):
    assert answer.status_code == 200
    return fromstring(answer.text)


@pytest.mark.parametrize("writer", FORMATS, ids=lambda one: one.name)
def test_every_format_holds_exactly_what_was_chosen(client, anchors, rows, writer):
    shuffled = [*anchors[::2], *anchors[1::2], anchors[0]]
    answer = client.post("/basket", data={"anchors": "\n".join(shuffled), "format": writer.name})
    assert (answer.status_code, answer.mimetype) == (200, writer.type)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="basket.{writer.ending}"'
    assert answer.headers["Cache-Control"] == "no-store"
    articles = {row["article"] for row in rows}
    if writer.name == "csv":
        told = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
        assert {(one["article"], one["passage"], one["text"]) for one in told} == {
            (row["article"], row["passage"], row["text"]) for row in rows
        }
        names = [one["article"] for one in told]
        assert names == sorted(names, key=names.index)  # those of an article together
        assert all(one["citation"] and client.get(one["link"]).status_code == 200 for one in told)
    elif writer.name.startswith("qdpx"):
        with ZipFile(io.BytesIO(answer.data)) as parts:
            assert len(parts.namelist()) == 1 + len(articles)
            assert parts.read("project.qde").count(b"<PlainTextSelection") >= len(rows)
    elif writer.cites:
        assert all(name.encode() in answer.data for name in articles)
    elif writer.name in ("md", "txt"):
        assert all(row["passage"] in answer.text for row in rows)


def test_links_pasted_from_anywhere_are_listed_as_they_were_published(client, rows):
    pasted = "\n".join(
        (
            f"http://localhost/articles/{rows[0]['article']}?q=党建&page=2#{rows[0]['passage']}",
            f"> — [出处](<https://x.example/articles/{rows[1]['article']}#{rows[1]['passage']}>)",
            f'{{"anchor": "{rows[2]["article"]}/{rows[2]["passage"]}"}}',
        )
    )
    tree = listed(client.post("/basket", data={"anchors": pasted}))
    wanted = {f"{row['article']}/{row['passage']}": row for row in rows[:3]}
    items = {one.get("data-anchor"): one for one in tree.xpath("//ol[@class='chosen']/li")}
    assert items.keys() == wanted.keys()
    for anchor, item in items.items():
        assert item.findtext("blockquote") == wanted[anchor]["text"]
        assert client.get(item.find("h3/a").get("href")).status_code == 200
    form = tree.xpath("//form[@class='export']")[0]
    assert set(form.fields["anchors"].split()) == wanted.keys()
    assert form.xpath(".//button/@value") == [writer.name for writer in FORMATS]


def test_what_is_not_there_is_named_and_left_out_only_knowingly(client, anchors):
    sent = "\n".join([*anchors[:2], *NOWHERE])
    answer = client.post("/basket", data={"anchors": sent, "format": "jsonl"})
    tree = listed(answer)
    assert answer.mimetype == "text/html"
    assert tree.xpath("//div[@class='notice unknown']//li/@data-anchor") == [*NOWHERE]
    form = tree.xpath("//form[@class='export']")[0]
    assert form.xpath(".//button[@class='asked-for']/@value") == ["jsonl"]
    again = client.post("/basket", data={**form.fields, "format": "jsonl"})
    assert again.mimetype == "application/x-ndjson"
    assert len(again.text.splitlines()) == 2
    nothing = listed(client.post("/basket", data={"anchors": NOWHERE[0], "format": "csv", "partly": "1"}))
    assert not nothing.xpath("//form[@class='export']")
    assert listed(client.post("/basket", data={"anchors": "无"})).findtext(".//textarea").strip() == "无"


def test_a_basket_has_a_limit_and_a_full_one_is_short_enough_to_be_sent(client):
    longest = [f"{'z' * 80}/{number:012x}-999999" for number in range(CHOSEN_MOST)]
    assert len("\n".join(longest).replace("/", "%2F").replace("\n", "%0A")) < BODY_BYTES
    tree = listed(client.post("/basket", data={"anchors": "\n".join(longest)}))
    assert len(tree.xpath("//div[@class='notice unknown']//li")) == CHOSEN_MOST
    more = client.post("/basket", data={"anchors": "\n".join([*longest, "a/0123456789ab"])})
    assert (more.status_code, f"{CHOSEN_MOST}" in more.text) == (400, True)
    assert client.post("/basket", data={"anchors": "a/0123456789ab", "format": "nix"}).status_code == 400


def test_a_notebook_takes_chosen_passages_as_a_table(bundled, anchors):
    table = bundled.instrument("basket", "", anchors="\n".join([*anchors, NOWHERE[0]]))
    assert len(table.records()) == len(set(anchors)) == table.counts["passages"]
    assert [(one.line, one.text) for one in table.remarks] == [(len(anchors) + 1, NOWHERE[0])]


@given(st.text() | hostile_text() | st.from_regex(r"[a-z/#?0-9-]{0,60}"))
def test_no_text_is_more_than_its_anchors(text):
    for anchor in anchors_in(text):
        name, _, passage = anchor.partition("/")
        assert name in text
        assert passage in text


def test_pages_offer_the_basket_but_to_scripts_alone(client, rows):
    page = fromstring(client.get("/search?q=党建").text)
    for button in page.xpath("//article[@class='hit']//button[@class='keep']"):
        assert button.get("hidden") is not None
        ids = button.get("data-keep").split()
        assert ids == anchors_in(button.get("data-keep"))
    row = rows[0]
    cite = fromstring(client.get(f"/articles/{row['article']}/cite?passage={row['passage']}").text)
    assert cite.xpath("//li[@hidden]/button/@data-keep") == [f"{row['article']}/{row['passage']}"]
    whole = fromstring(client.get(f"/articles/{row['article']}/cite").text)
    assert not whole.xpath("//button/@data-keep")
    assert page.xpath("//a[@class='to-basket']/@href") == ["/basket"]
