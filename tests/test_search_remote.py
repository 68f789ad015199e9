"""Does a server of ours, asked over its API, answer as the engine behind it does?"""

from collections import Counter
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from servers import serving
from sites import indexed, served, write

from index.errors import IndexMissing
from search import errors, open_engine
from search.engine import Engine
from search.messages import ERRORS
from search.query.request import Query
from search.remote.client import Client
from search.remote.engine import RemoteEngine
from search.remote.refusals import CHOICES, FILTERED, LIMITED, ServerError
from web.cli.commands import main
from web.exports.plain import plain_rows
from web.links import Links


@pytest.fixture(scope="module")
def address(bundled):
    with served(bundled) as address:
        yield address


@pytest.fixture(scope="module")
def remote(address):
    return open_engine(address)


def told(record):
    """Return a record as the API tells it: without the file it was read from."""
    return replace(record, file="", hash="")


def hits(results):
    """Return what a search found, scores as the API rounds them."""
    return [
        replace(
            hit,
            article=told(hit.article),
            score=round(hit.score, 4),
            passages=tuple(
                replace(
                    passage,
                    score=round(passage.score, 4),
                    summands=tuple(replace(one, score=round(one.score, 4)) for one in passage.summands),
                )
                for passage in hit.passages
            ),
        )
        for hit in results.hits
    ]


# ---------------------------------------------------------------- searches and articles


@pytest.mark.parametrize(
    "query",
    [
        Query(),
        Query("产业链党委"),
        Query("党建*", "all", sort="newest", page=2, size=3, mentioned=True),
        Query("高新区的营商环境怎么样", "any", size=2),
        Query("没有这样的字串"),
    ],
)
def test_a_search_answers_the_same_objects(remote, bundled, query):
    found, wanted = remote.run(query), bundled.run(query)
    assert hits(found) == hits(wanted)
    for name in ("query", "total", "notices", "relaxations", "suggestions", "unplaced", "generation"):
        assert getattr(found, name) == getattr(wanted, name), name
    assert {name: [*values] for name, values in found.facets.items()} == {
        name: [*values] for name, values in wanted.facets.items()
    }
    for name in wanted.facets:
        assert found.facets[name].shown(50) == wanted.facets[name].shown(50)
        assert found.facets[name].named == wanted.facets[name].named
        assert len(found.facets[name]) == len(wanted.facets[name])


def test_filters_are_named_chosen_and_excluded(remote, bundled):
    asked = {"region": ["四川省", "-511000"], "kind": "-title"}
    found, wanted = remote.search("党建", **asked), bundled.search("党建", **asked)
    assert (found.query, found.total) == (wanted.query, wanted.total)
    assert remote.canonical(Query("党建")) == Query("党建")
    assert remote.count(found.query) == bundled.count(found.query)
    assert [*remote.facet(found.query, "region")] == [*bundled.facet(found.query, "region")]
    assert repr(found) == repr(wanted).replace(f"{wanted.hits[0].score:.2f}", f"{found.hits[0].score:.2f}")


def test_why_an_article_is_found_comes_along(remote, bundled):
    query = Query("产业链党委", "any")
    name = bundled.run(query).hits[0].article.id
    found = remote.run(query, why=name)
    assert found.hits[0].passages[0].summands
    assert hits(found) == hits(bundled.run(query, why=name))


def test_an_article_is_read_whole(remote, bundled):
    for query in (None, Query("咖啡时间")):
        wanted = bundled.article("meishan", query)
        assert remote.article("meishan", query) == replace(wanted, article=told(wanted.article))
    assert remote.article("nix") is None


def test_completions_and_the_state_of_the_corpus_are_the_same(remote, bundled, address):
    assert remote.suggest("四川", limit=3) == bundled.suggest("四川", limit=3)
    assert remote.about() == bundled.about()
    assert repr(remote) == repr(bundled).replace(bundled.location, address)


def test_what_is_gone_or_changed_is_told(tmp_path):
    folder = tmp_path / "articles"
    write(
        folder,
        "jiu",
        "旧的文章",
        "窗口当时开了三个，服务企业八十家。",
        "从此再也看不见了。",
        "这一段搬走，一字未改，去了别的一篇。",
    )
    write(folder, "che", "撤下的文章", "撤下以前的话。")
    indexed(folder)
    write(folder, "jiu", "旧的文章", "窗口现在开了五个，服务企业八十家。")
    write(folder, "xin", "新的文章", "这一段搬走，一字未改，去了别的一篇。")
    (folder / "che.md").unlink()
    engine = indexed(folder)
    with served(engine) as address:
        remote = open_engine(address)
        for name in ("jiu", "che"):
            wanted = engine.article(name)
            assert wanted.former
            assert remote.article(name) == replace(wanted, article=told(wanted.article))


# ---------------------------------------------------------------- tables


@pytest.mark.parametrize(
    ("name", "text", "parameters"),
    [
        ("concordance", "党建", {"order": "left"}),
        ("distribution", "党建", {"by": "year", "also": ["营商环境"]}),
        ("panel", "", {"concepts": "组织：党委，党支部\n坏：", "period": "year"}),
        ("batch", "", {"queries": "\n".join(f"党{number}：党建 OR 企业{number}" for number in range(300))}),
    ],
)
def test_a_table_has_the_same_rows_counts_and_remarks(remote, bundled, address, name, text, parameters):
    found = remote.instrument(name, text, lang="en", **parameters)
    wanted = bundled.instrument(name, text, lang="en", **parameters)
    rows = [tuple(row) for row in plain_rows(wanted, Links(address, "en"))]
    assert rows
    assert [*found.rows] == rows
    assert [*found] == rows, "rows are found again each time"
    assert (found.asked, found.about, dict(found.counts)) == (wanted.asked, wanted.about, dict(wanted.counts))
    assert [(one.name, one.kind) for one in found.columns] == [(one.name, one.kind) for one in wanted.columns]
    assert [one.message for one in found.remarks] == [one.message for one in wanted.remarks]
    assert found.page(1, 2) == (rows[:2], len(rows))


def test_all_passages_of_a_search_are_a_table(remote, bundled, address):
    found, wanted = remote.passages("产业链党委"), bundled.passages("产业链党委")
    assert [*found] == [tuple(row) for row in plain_rows(wanted, Links(address))]
    assert (found.columns, dict(found.counts)) == (wanted.columns, dict(wanted.counts))
    assert found.quoted == wanted.quoted


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize(
    "ask",
    [
        lambda engine: engine.search("党建 (("),
        lambda engine: engine.search("党建 AND"),
        lambda engine: engine.search("year:二〇二四"),
        lambda engine: engine.search("党建", month="3月"),
        lambda engine: engine.search("month:2024-04..2024-03"),
        lambda engine: engine.search("党" * 501),
        lambda engine: engine.search(" ".join("党" * 33)),
        lambda engine: engine.search("?党"),
        lambda engine: engine.search("党建 NEAR/999 企业"),
        lambda engine: engine.search("党建", region="市中区"),
        lambda engine: engine.search("党建 region:市中区"),
        lambda engine: engine.search("党建", type="没有这一类"),
        lambda engine: engine.search("党建", mode="fuzzy"),
        lambda engine: engine.search("党建", size=101),
        lambda engine: engine.instrument("concordance", "党建", order="nix"),
        lambda engine: engine.instrument("nix", "党建"),
        lambda engine: engine.instrument("panel", "", concepts="坏："),
        lambda engine: engine.instrument("concordance", "党建 (("),
        lambda engine: engine.passages("党建 (("),
    ],
)
def test_an_error_is_the_one_that_the_engine_raises(remote, bundled, ask):
    caught = []
    for engine in (bundled, remote):
        with pytest.raises(errors.SearchError) as error:
            ask(engine)
        caught.append(error.value)
    wanted, found = caught
    assert type(found) is type(wanted)
    for name in ("code", "position", "values", "choices", "facet", "value"):
        assert getattr(found, name, None) == getattr(wanted, name, None), name
    assert (found.text("zh"), found.text("en")) == (wanted.text("zh"), wanted.text("en"))


def test_every_code_that_has_a_class_of_its_own_is_one():
    codes = [message.code for message in ERRORS]
    assert {*LIMITED, *CHOICES, *FILTERED} <= {*codes}
    assert max(Counter((*LIMITED, *CHOICES, *FILTERED)).values()) == 1


def test_a_server_without_an_index_is_missing_one(tmp_path):
    with served(Engine.at(tmp_path / "index")) as address, pytest.raises(IndexMissing):
        open_engine(address)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://127.0.0.1:1", "server-unreachable"),
        ("https://", "server-address"),
        ("http://127.0.0.1:1/?q=1", "server-address"),
    ],
)
def test_a_server_that_is_not_there_is_told(address, code):
    with pytest.raises(ServerError) as caught:
        open_engine(address)
    assert caught.value.code == code


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"status": "ok"}'])
def test_what_is_no_server_of_ours_is_told(body):
    class Other(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Other) as server:
        Thread(target=server.handle_request, daemon=True).start()
        with pytest.raises(ServerError) as caught:
            open_engine(f"http://127.0.0.1:{server.server_port}")
    assert caught.value.code == "server-answer"


@pytest.mark.parametrize("sent", [b'b\r\n{"a":"1"}\n{"\r\n', b'9\r\n{"a":"1"}\r\n5\r\n'])
def test_rows_that_are_cut_short_are_no_table(sent):
    class Broken(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(sent)
            self.close_connection = True

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Broken) as server:
        Thread(target=server.handle_request, daemon=True).start()
        with pytest.raises(ServerError):
            list(Client(f"http://127.0.0.1:{server.server_port}", kept=1).lines("search", []))


@pytest.mark.parametrize(
    "ask",
    [
        lambda engine: engine.run(Query("党建"), shown=99),
        lambda engine: engine.records(Query("党建")),
        lambda engine: engine.elsewhere("meishan", "x"),
        lambda engine: engine.answers(),
        lambda engine: engine.verify(),
    ],
)
def test_what_the_api_does_not_carry_is_refused_plainly(remote, ask):
    with pytest.raises(ServerError, match="does not have this") as caught:
        ask(remote)
    assert caught.value.code == "server-lacks"


# ---------------------------------------------------------------- copies


def test_a_copy_that_holds_is_not_searched_again(address, monkeypatch):
    asked = Counter()
    real = Engine.run

    def run(engine, query, **options):
        asked[query.text] += 1
        return real(engine, query, **options)

    monkeypatch.setattr(Engine, "run", run)
    keeping, forgetting = open_engine(address), open_engine(address, kept=0)
    assert keeping.search("接诉即办") == keeping.search("接诉即办")
    assert asked["接诉即办"] == 1
    forgetting.search("接诉即办")
    forgetting.search("接诉即办")
    assert asked["接诉即办"] == 3


def test_a_new_state_of_the_corpus_is_seen(tmp_path):
    folder = tmp_path / "articles"
    write(folder, "yi", "第一篇", "党建工作。")
    with served(indexed(folder)) as address:
        remote = open_engine(address)
        assert remote.search("党建").total.articles == 1
        write(folder, "er", "第二篇", "党建工作。")
        indexed(folder)
        assert remote.search("党建").total.articles == 2


@pytest.mark.slow
def test_the_server_that_is_started_by_the_command_is_asked_alike(bundled, bundled_index):
    with serving(bundled_index) as (_, address):
        remote = open_engine(address)
        for _ in range(2):  # the second time by its tag
            assert hits(remote.search("产业链党委")) == hits(bundled.search("产业链党委"))
        assert len([*remote.instrument("concordance", "党建")]) == len(
            [*bundled.instrument("concordance", "党建")]
        )
        with pytest.raises(errors.QuerySyntaxError):
            remote.search("党建 ((")


# ---------------------------------------------------------------- commands


def test_a_command_asks_a_server_and_prints_what_its_api_answers(address):
    done = CliRunner().invoke(main, ["search", "产业链党委", "--size", "2", "--json", "--engine", address])
    assert done.exit_code == 0, done.output
    with urlopen(f"{address}/api/v1/search?q=%E4%BA%A7%E4%B8%9A%E9%93%BE%E5%85%9A%E5%A7%94&size=2") as answer:
        assert done.stdout == answer.read().decode()


def test_a_front_door_leads_to_a_server(remote):
    assert isinstance(remote, RemoteEngine)
