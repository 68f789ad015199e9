"""Does the JSON say what the engine found, and does every request get an answer below 500?"""

import json
import re
from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import hostile_text, query_soup

from index import errors as indexing
from index.build.build import build
from index.corpus.articles import Article, Block, write_article
from search import errors as searching
from search import open_engine
from search.query.fields import FACET_NAMES
from search.query.request import FILTERS, MODES, PAGE_SIZE, SORTS, WINDOW
from web import create_app
from web.api.serialise import to_json
from web.params import ParameterError
from web.problems import PROBLEMS, Unanswered, problem_body, problem_of

SINGLE = ("q", "mode", "sort", "page", "size", "mentioned", "lang", "facet", "offset", "limit")
BESIDE = tuple(name for name in FACET_NAMES if name != "month")
NAMES = (*SINGLE, *FACET_NAMES, "nix")
PATHS = ("search", "facets", "suggest", "health", "articles/meishan", "articles/nix")


@pytest.fixture(scope="module")
def client(bundled):
    return create_app(bundled).test_client()


@pytest.fixture(scope="module")
def changing(tmp_path_factory):
    """Serve a corpus: a passage moved, one changed, one is gone, and an article is gone as a whole."""
    folder = tmp_path_factory.mktemp("changing")
    articles, index = folder / "articles", folder / "index"
    articles.mkdir()
    moving, changing = (
        "这一段后来整个搬进了另一篇文章，一个字也没有改。",
        "窗口当时开了三个，服务企业八十家。",
    )
    write(articles, "jiu", "旧的文章", moving, changing, "从此再也看不见了。")
    write(articles, "che", "撤下的文章", "撤下以前的话。")
    build([articles], index)
    old = {passage.text: passage.id for passage in open_engine(index).article("jiu").passages}
    write(articles, "jiu", "旧的文章", "窗口现在开了五个，服务企业八十家。")
    write(articles, "xin", "新的文章", moving)
    (articles / "che.md").unlink()
    build([articles], index)
    return create_app(open_engine(index)).test_client(), old


def write(folder, name, title, *texts):
    blocks = tuple(Block("paragraph", text) for text in texts)
    write_article(Article(name, title, blocks=blocks), folder / f"{name}.md")


def ask(client, path, arguments=(), **options):
    address = f"/api/v1/{path}?{urlencode(arguments, errors='surrogatepass')}"
    return client.get(address, **options)


def body(client, path, arguments=()):
    response = ask(client, path, arguments)
    assert response.status_code == 200, response.text
    return response.json


# ---------------------------------------------------------------- search


def test_a_search_answers_every_key_of_the_contract(client):
    found = body(client, "search", [("q", "产业链党委"), ("region", "四川省")])
    assert found["query"] == "产业链党委"
    assert found["mode"] == "exact"
    assert found["total"] == {"passages": 6, "articles": 3}
    assert (found["relaxations"], found["notices"]) == ([], [])
    hit = found["hits"][0]
    assert {"article", "score", "more", "passages"} <= hit.keys()
    wanted = {"id", "title", "regions", "zone", "initiatives", "authors", "published"}
    assert wanted <= hit["article"].keys()
    passage = hit["passages"][0]
    assert {"id", "kind", "text", "href", "score", "spans"} <= passage.keys()
    assert passage["href"] == f"/articles/{hit['article']['id']}#{passage['id']}"
    assert tuple(found["facets"]) == BESIDE
    value = found["facets"]["region"][0]
    assert {"value", "label", "articles", "passages", "selected"} <= value.keys()
    assert (value["value"], value["label"], value["selected"]) == ("510000", "四川省", True)


def test_spans_count_code_points_of_the_whole_passage(client):
    for hit in body(client, "search", [("q", "产业链党委")])["hits"]:
        for passage in hit["passages"]:
            assert passage["spans"]
            assert {passage["text"][start:end] for start, end in passage["spans"]} == {"产业链党委"}


def test_nothing_says_where_files_lie_on_the_server(client, bundled):
    for path in ("search", "articles/meishan", "health"):
        answer = ask(client, path).text
        assert str(bundled.backend.index.parent) not in answer
        assert ".md" not in answer


def test_no_hits_offer_relaxations_and_suggestions(client):
    found = body(client, "search", [("q", "产业练党委")])
    assert found["hits"] == []
    assert {"mode", "articles", "passages"} == found["relaxations"][0].keys()
    assert found["suggestions"][0]["text"] == "产业链党委"


def test_values_may_be_repeated_and_excluded(client, bundled):
    arguments = [
        ("q", "党建"),
        ("region", "510000"),
        ("region", "-511000"),
        ("kind", "-title"),
        ("size", "2"),
    ]
    found = body(client, "search", arguments)
    results = bundled.search("党建", region=["510000", "-511000"], kind="-title", size=2)
    assert found["total"] == {"passages": results.total.passages, "articles": results.total.articles}
    assert [hit["article"]["id"] for hit in found["hits"]] == [hit.article.id for hit in results.hits]
    assert {"facet": "region", "value": "511000", "exclude": True} in found["filters"]
    assert [one["excluded"] for one in found["facets"]["region"] if one["value"] == "511000"] == [True]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("sort", SORTS)
def test_every_mode_and_order_answers_as_the_engine(client, bundled, mode, sort):
    found = body(client, "search", [("q", "营商环境"), ("mode", mode), ("sort", sort), ("mentioned", "1")])
    results = bundled.search("营商环境", mode=mode, sort=sort, mentioned=True)
    assert [hit["article"]["id"] for hit in found["hits"]] == [hit.article.id for hit in results.hits]
    assert (found["mode"], found["sort"], found["mentioned"]) == (mode, sort, True)


def test_labels_and_messages_follow_lang(client):
    chinese, english = (body(client, "search", [("q", "党建*"), ("lang", lang)]) for lang in ("zh", "en"))
    assert chinese["facets"]["kind"][0]["label"] == "正文"
    assert english["facets"]["kind"][0]["label"] == "Paragraph"
    assert chinese["notices"][0]["code"] == english["notices"][0]["code"] == "star-dropped"
    assert chinese["notices"][0]["message"] != english["notices"][0]["message"]


def test_an_unknown_parameter_is_noticed_not_obeyed(client):
    found = body(client, "search", [("q", "党建"), ("regoin", "510000")])
    assert [one["code"] for one in found["notices"]] == ["parameter-ignored"]
    assert "regoin" in found["notices"][0]["message"]


def test_text_is_utf_8_and_not_escaped(client):
    response = ask(client, "search", [("q", "党建")])
    assert response.content_type == "application/json"
    assert "党建" in response.data.decode("utf-8")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_half_a_surrogate_pair_is_written_as_an_escape():
    written = to_json({"text": "党\ud800建\U0001f600"})
    assert written.decode("utf-8") == '{"text":"党\\ud800建\U0001f600"}\n'
    assert json.loads(written) == {"text": "党\ud800建\U0001f600"}


def test_a_copy_that_holds_is_not_answered_again(client):
    first = ask(client, "search", [("q", "党建")])
    tag = first.headers["ETag"]
    again = ask(client, "search", [("q", "党建")], headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    other = ask(client, "search", [("q", "营商")], headers={"If-None-Match": tag})
    assert other.status_code == 200
    assert other.headers["ETag"] != tag


def test_a_new_generation_makes_new_tags(tmp_path):
    write(tmp_path, "yi", "第一篇", "党建工作。")
    build([tmp_path], tmp_path / "index")
    client = create_app(open_engine(tmp_path / "index")).test_client()
    tag = ask(client, "search", [("q", "党建")]).headers["ETag"]
    write(tmp_path, "er", "第二篇", "党建工作。")
    build([tmp_path], tmp_path / "index")
    again = ask(client, "search", [("q", "党建")], headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert again.json["total"]["articles"] == 2


# ---------------------------------------------------------------- articles and passages


def test_an_article_has_its_passages_and_labels_with_evidence(client, bundled):
    found = body(client, "articles/meishan", [("q", "咖啡时间")])
    view = bundled.article("meishan")
    assert found["article"]["id"] == "meishan"
    assert [one["id"] for one in found["passages"]] == [one.id for one in view.passages]
    marked = [one["text"][a:b] for one in found["passages"] for a, b in one["spans"]]
    assert marked == ["咖啡时间"]
    label = next(one for one in found["labels"] if one["value"] == "511400")
    assert (label["facet"], label["label"], label["by"]) == ("region", "眉山市", "front matter")
    assert label["href"] == f"/articles/meishan#{label['passage']}"
    text = next(one["text"] for one in found["passages"] if one["id"] == label["passage"])
    assert "眉山" in text[slice(*label["span"])]
    assert found["former"] == []


def test_a_passage_that_stands_is_identical(client, bundled):
    passage = bundled.article("meishan").passages[1]
    found = body(client, f"articles/meishan/passages/{passage.id}")
    assert (found["state"], found["text"]) == ("identical", passage.text)
    assert found["now"]["href"] == f"/articles/meishan#{passage.id}"


def test_a_passage_that_moved_says_where_it_is(changing):
    client, old = changing
    text = next(one for one in old if "搬进" in one)
    found = body(client, f"articles/jiu/passages/{old[text]}")
    assert (found["state"], found["text"]) == ("moved", text)
    assert found["now"]["text"] == text
    assert found["now"]["href"] == f"/articles/xin#{old[text]}"


def test_a_passage_that_changed_shows_old_and_new(changing):
    client, old = changing
    text = next(one for one in old if "三个" in one)
    found = body(client, f"articles/jiu/passages/{old[text]}")
    assert (found["state"], found["text"]) == ("changed", text)
    assert "五个" in found["now"]["text"]
    assert ["replace", "当时", "现在"] in found["changes"]
    assert "".join(before for _, before, _ in found["changes"]) == text
    assert "".join(after for _, _, after in found["changes"]) == found["now"]["text"]


def test_a_passage_that_is_gone_is_410_with_its_text(changing):
    client, old = changing
    text = next(one for one in old if "看不见" in one)
    response = ask(client, f"articles/jiu/passages/{old[text]}")
    assert response.status_code == 410
    assert response.json["error"]["code"] == "passage-gone"
    assert (response.json["state"], response.json["text"]) == ("gone", text)


def test_an_article_that_is_gone_is_410_with_what_it_said(changing):
    client, _ = changing
    response = ask(client, "articles/che")
    assert response.status_code == 410
    assert response.json["error"]["code"] == "article-gone"
    assert response.json["article"]["title"] == "撤下的文章"
    former = {one["text"]: one for one in response.json["former"]}
    assert former.keys() == {"撤下的文章", "撤下以前的话。"}
    pid = former["撤下以前的话。"]["id"]
    assert ask(client, f"articles/che/passages/{pid}").status_code == 410


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("articles/nix", "article-unknown"),
        ("articles/nix/passages/0", "article-unknown"),
        ("articles/meishan/passages/000000000000", "passage-unknown"),
        ("nix", "address-unknown"),
        ("", "address-unknown"),
        ("search/", "address-unknown"),
        ("articles/meishan/passages", "address-unknown"),
    ],
)
def test_what_is_not_there_is_404_in_both_languages(client, path, code):
    texts = set()
    for lang in ("zh", "en"):
        response = ask(client, path, [("lang", lang)])
        assert response.status_code == 404
        error = response.json["error"]
        assert (error["code"], error["position"]) == (code, None)
        texts.add(error["message"])
    assert len(texts) == 2


# ---------------------------------------------------------------- facets, suggestions, health


@pytest.mark.parametrize("facet", FACET_NAMES)
def test_a_facet_answers_all_its_values_in_pages(client, bundled, facet):
    from search.query.request import Query

    values = bundled.facet(Query("党"), facet)
    found, offset = [], 0
    while offset < len(values):
        page = body(client, "facets", [("facet", facet), ("q", "党"), ("offset", offset), ("limit", 3)])
        assert page["total"] == len(values)
        found += page["values"]
        offset += 3
    assert [(one["value"], one["articles"]) for one in found] == [(one.value, one.articles) for one in values]


def test_a_search_carries_the_first_values_of_each_facet_and_how_many_there_are(client, monkeypatch):
    arguments = [("q", "党"), ("type", "economy")]
    every = {facet: body(client, "facets", [("facet", facet), *arguments]) for facet in FACET_NAMES}
    monkeypatch.setattr("web.api.serialise.VALUES", 2)
    found = body(client, "search", arguments)
    assert found["facet_totals"] == {facet: every[facet]["total"] for facet in BESIDE}
    assert found["facets"]["year"] == every["year"]["values"][:2]
    assert [one["value"] for one in found["facets"]["type"] if one["selected"]] == ["economy"]
    assert {one["level"] for one in found["facets"]["region"]} == {0}


def test_a_beginning_is_completed(client):
    found = body(client, "suggest", [("q", "四川")])["suggestions"]
    place = {"text": "四川省", "kind": "region", "value": "510000", "passages": 0, "label": "四川省"}
    assert place in found
    assert (
        place | {"label": "Sichuan"}
        in body(client, "suggest", [("q", "四川"), ("lang", "en")])["suggestions"]
    )
    assert len(body(client, "suggest", [("q", "四"), ("limit", "1")])["suggestions"]) == 1


def test_health_tells_generation_and_size(client, bundled):
    bundled.verify()
    found = body(client, "health")
    manifest = bundled.backend.snapshot.generation.manifest
    assert (found["status"], found["verified"]) == ("ok", True)
    assert found["generation"] == bundled.about().generation
    assert (found["articles"], found["passages"]) == (manifest.articles, manifest.passages)


def damaged(tmp_path):
    """Return an engine, opened as a server does, over an index with one flipped bit in an array file."""
    write(tmp_path, "yi", "第一篇", "党建工作。")
    build([tmp_path], tmp_path / "index")
    engine = open_engine(tmp_path / "index", verify=False)
    path = next(engine.backend.snapshot.generation.folder.glob("MAIN*"))
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    return engine, path.name


def test_a_damaged_generation_is_refused_and_the_file_named(tmp_path):
    engine, name = damaged(tmp_path)
    client = create_app(engine).test_client()
    assert engine.verify() == name
    for path in ("health", "search", "articles/yi", "suggest"):
        response = ask(client, path, [("q", "党建"), ("lang", "en")])
        assert response.status_code == 503
        assert response.json["error"]["code"] == "index-damaged"
        assert name in response.json["error"]["message"]
        assert str(tmp_path) not in response.text


def test_a_fault_behind_which_a_damaged_file_lies_names_it(tmp_path, monkeypatch):
    engine, name = damaged(tmp_path)
    client = create_app(engine).test_client()
    monkeypatch.setattr(type(engine), "run", lambda self, query: {}["党建"])
    response = ask(client, "search", [("q", "党建")])
    assert response.status_code == 503
    assert name in response.json["error"]["message"]


def test_a_fault_of_the_program_is_logged_and_tells_nothing(bundled, monkeypatch, caplog):
    client = create_app(bundled).test_client()
    monkeypatch.setattr(type(bundled), "run", lambda self, query: {}["秘密"])
    response = ask(client, "search", [("q", "党建")])
    assert response.status_code == 500
    assert response.json == {
        "error": {"code": "internal", "message": "服务器出错，已记录。", "position": None}
    }
    assert "GET /api/v1/search" in caplog.text


def test_a_new_generation_that_cannot_be_opened_shows_in_health_while_the_old_one_serves(tmp_path):
    write(tmp_path, "yi", "第一篇", "党建工作。")
    build([tmp_path], tmp_path / "index")
    client = create_app(open_engine(tmp_path / "index")).test_client()
    (tmp_path / "index" / "current").write_text("{")
    assert ask(client, "health").status_code == 503
    assert body(client, "search", [("q", "党建")])["total"]["articles"] == 1


# ---------------------------------------------------------------- errors and limits


def subclasses(error):
    found = {error}
    for one in error.__subclasses__():
        found |= subclasses(one)
    return found


def test_every_error_of_index_and_search_has_its_row():
    known = {error for error in vars(indexing).values() if isinstance(error, type)}
    known |= {
        error for error in subclasses(searching.SearchError) if error.__module__.startswith(("search", "web"))
    }
    public = {error for error in known if not error.__name__.startswith("_") and issubclass(error, Exception)}
    assert {row.error for row in PROBLEMS} == public
    assert {400, 503} == {row.status for row in PROBLEMS}


@pytest.mark.parametrize("row", [row for row in PROBLEMS if row.code], ids=lambda row: row.code)
def test_an_error_of_the_index_is_told_in_both_languages_without_its_folder(row):
    path = "/srv/corpus/index"
    in_file = issubclass(row.error, indexing.ArticleError.__base__)
    error = row.error(f"{path}/g000001/x", 3, "is bad") if in_file else row.error(f"{path}/g000001/x is bad")
    for lang in ("zh", "en"):
        problem = problem_of(error, lang, folder=path)
        assert (problem.status, problem.code) == (row.status, row.code)
        assert "is bad" in problem.message
        assert path not in problem.message


def test_who_asks_a_cluster_that_may_come_back_is_told_when_to_try_again():
    told = {error: problem_of(error("x"), "zh").headers for error in subclasses(indexing.ClusterError)}
    assert {error for error, headers in told.items() if headers == {"Retry-After": "10"}} == {
        indexing.ClusterUnreachable,
        indexing.ClusterIncomplete,
    }
    assert problem_of(indexing.IndexMissing("x"), "zh").headers == {}


def test_an_error_of_neither_is_no_problem():
    with pytest.raises(KeyError):
        problem_of(ValueError(), "zh")


def test_every_status_of_an_address_has_a_message():
    codes = {message.code for message in Unanswered.table}
    assert Unanswered.statuses.keys() <= codes
    body = problem_body(problem_of(ParameterError("parameter-empty", "region"), "zh"))
    assert body["error"]["code"] == "parameter-empty"


@pytest.mark.parametrize(
    ("path", "arguments", "code", "position"),
    [
        ("search", [("q", "党建 ((")], "parenthesis-unclosed", 4),
        ("search", [("q", "党建 AND")], "operator-end", None),
        ("search", [("q", "党" * 501)], "query-length", 500),
        ("search", [("q", " ".join("党" * 33))], "query-clauses", None),
        ("search", [("q", "year:二〇二四")], "period-form", 5),
        ("search", [("q", "党 month:2024-13")], "period-form", 8),
        ("search", [("month", "3月")], "period-form", None),
        ("search", [("q", "month:2024-04..2024-03")], "period-order", 6),
        ("search", [("q", "region:市中区")], "value-ambiguous", 0),
        ("search", [("mode", "fuzzy")], "parameter-choice", None),
        ("search", [("sort", "date")], "parameter-choice", None),
        ("search", [("page", "0")], "parameter-number", None),
        ("search", [("size", str(PAGE_SIZE + 1))], "size", None),
        ("search", [("page", str(WINDOW // 10 + 1))], "window", None),
        ("search", [("region", "市中区")], "value-ambiguous", None),
        ("search", [("type", "没有这一类")], "value-unknown", None),
        ("search", [("author", f"记者{number}") for number in range(FILTERS + 1)], "filters", None),
        ("search", [("q", "甲"), ("q", "乙")], "parameter-repeated", None),
        ("facets", [], "facet-unknown", None),
        ("facets", [("facet", "nix")], "facet-unknown", None),
        ("facets", [("facet", "author"), ("limit", "1001")], "parameter-range", None),
        ("facets", [("facet", "author"), ("offset", "-1")], "parameter-range", None),
        ("facets", [("facet", "author"), ("limit", "9" * 5000)], "parameter-range", None),
        ("suggest", [("q", "党" * 501)], "query-length", 500),
        ("suggest", [("q", "党"), ("limit", "0")], "parameter-range", None),
    ],
)
def test_a_request_that_cannot_be_answered_is_400_with_code_and_position(
    client, path, arguments, code, position
):
    for lang in ("zh", "en"):
        response = ask(client, path, [*arguments, ("lang", lang)])
        assert response.status_code == 400
        error = response.json["error"]
        assert error["code"] == code
        assert error["message"]
        if position is not None:
            assert error["position"] == position


@pytest.mark.parametrize(
    "arguments",
    [
        [("q", "党" * 500)],
        [("q", " ".join("党" * 32))],
        [("size", str(PAGE_SIZE))],
        [("page", str(WINDOW // 10))],
        [("author", f"记者{number}") for number in range(FILTERS)],
    ],
)
def test_a_request_at_a_limit_is_answered(client, arguments):
    assert ask(client, "search", arguments).status_code == 200


def test_choices_stand_beside_the_error(client):
    response = ask(client, "search", [("region", "市中区")])
    assert any(one.startswith("511002 ") for one in response.json["choices"])


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["search", "articles/meishan", "health"])
def test_a_method_that_writes_is_405(client, method, path):
    response = getattr(client, method)(f"/api/v1/{path}")
    assert response.status_code == 405
    assert response.json["error"]["code"] == "method-not-allowed"
    assert "GET" in response.headers["Allow"]
    assert getattr(client, method)("/api/v1/nix").status_code == 404


# ---------------------------------------------------------------- any input


values = (
    hostile_text(12) | query_soup(6) | st.sampled_from(["", "-", "0", "1", "9" * 400, "市中区", "党" * 600])
)
arguments = st.lists(st.tuples(st.sampled_from(NAMES) | hostile_text(4), values), max_size=6)


@given(path=st.sampled_from(PATHS), arguments=arguments)
@example(path="search", arguments=[("q", "\x00")])
@example(path="search", arguments=[("q", "\ud800")])
@example(path="search", arguments=[("q", "a" * 100_000)])
@example(path="search", arguments=[("author", "\ud800\x00")])
@example(path="facets", arguments=[("facet", "region"), ("q", "-" * 499)])
@example(path="suggest", arguments=[("q", "\udfff")])
def test_no_parameters_give_a_fault_of_the_server(client, path, arguments):
    response = ask(client, path, arguments)
    assert response.status_code < 500, response.text
    assert response.content_type == "application/json"
    assert json.loads(response.data.decode("utf-8"))


@given(raw=st.binary(max_size=40), path=st.sampled_from(PATHS))
def test_no_bytes_in_an_address_give_a_fault_of_the_server(client, raw, path):
    quoted = "".join(f"%{byte:02X}" for byte in raw)
    for address in (
        f"{path}?q={quoted}",
        f"{path}?{quoted}",
        f"articles/{quoted}",
        f"articles/yi/passages/{quoted}",
    ):
        assert client.get(f"/api/v1/{address}").status_code < 500


@given(query_soup(8) | hostile_text(20))
def test_an_answer_says_which_query_it_answers(client, text):
    response = ask(client, "search", [("q", text)])
    if response.status_code != 200:
        position = response.json["error"]["position"]
        assert position is None or 0 <= position <= len(text) * 9
    elif not re.search("[\ud800-\udfff]", text):  # half a pair does not survive an address
        assert response.json["query"] == text
