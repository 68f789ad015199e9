"""Does the description of the API say what is asked and answered, of every address and no other?"""

import json

import pytest
import schemathesis
from hypothesis import Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi import checks
from sites import indexed, write

from search.errors import SearchError
from search.instruments.registry import INSTRUMENTS
from web import create_app
from web.api.openapi.document import described
from web.api.openapi.operations import OPERATIONS
from web.api.openapi.problems import told
from web.api.openapi.shapes import shape
from web.links import Links
from web.pages.reference import operations_shown
from web.params import instrument_arguments
from web.problems import PROBLEMS

ROOT = "/api/v1"
NAMES = [one.name for one in OPERATIONS if not one.body]


@pytest.fixture(scope="module")
def app(bundled):
    return create_app(bundled)


@pytest.fixture(scope="module")
def client(app):
    return app.test_client()


@pytest.fixture(scope="module")
def document(client):
    return client.get(f"{ROOT}/openapi.json").json


@pytest.fixture(scope="module")
def removed(tmp_path_factory):
    """Serve a corpus from which a passage went, and an article as a whole; name the passages."""
    folder = tmp_path_factory.mktemp("removed") / "articles"
    write(folder, "jiu", "旧的文章", "窗口当时开了三个，服务企业八十家。", "从此再也看不见了。")
    write(folder, "che", "撤下的文章", "撤下以前的话。")
    old = {one.text[:2]: one.id for one in indexed(folder).article("jiu").passages}
    write(folder, "jiu", "旧的文章", "窗口现在开了五个，服务企业八十家。")
    (folder / "che.md").unlink()
    return create_app(indexed(folder)).test_client(), old


def assert_described(document, path, response, *, method="get"):
    """Fail unless status, type and body of an answer are those that the description has of a path."""
    responses = document["paths"][path][method]["responses"]
    said = responses.get(str(response.status_code)) or responses["default"]
    if "$ref" in said:
        said = document["components"]["responses"][said["$ref"].rpartition("/")[2]]
    schema = said["content"][response.mimetype]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(response.json)


# ---------------------------------------------------------------- addresses


def test_every_address_of_the_api_is_described_and_no_other(app):
    rules = {
        (rule.endpoint, rule.rule.removeprefix(ROOT).replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(f"{ROOT}/") and rule.endpoint != "api.elsewhere"
    }
    (table,) = [rule for rule in rules if rule[0] == "instruments.table"]
    rules = rules - {table} | {
        (table[0], table[1].replace("{name}", instrument.name)) for instrument in INSTRUMENTS
    }
    assert {(one.view, one.path) for one in OPERATIONS} == rules
    assert len({one.name for one in OPERATIONS}) == len(OPERATIONS)


def test_methods_are_those_that_are_answered(app, document):
    for one in OPERATIONS:
        (rule,) = [rule for rule in app.url_map.iter_rules() if rule.endpoint == one.view][:1]
        assert {method.upper() for method in document["paths"][one.path]} == rule.methods - {
            "HEAD",
            "OPTIONS",
        }


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda row: row.name)
def test_a_table_is_described_by_all_that_it_knows(document, instrument):
    parameters = document["paths"][f"/instruments/{instrument.name}"]["get"]["parameters"]
    assert {one["name"] for one in parameters} == {*instrument_arguments(instrument, ()).known}


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_answered_as_described_and_a_copy_of_it_holds(client, document, name):
    (one,) = [one for one in operations_shown(document, Links()) if one.name == name]
    answered = client.get(one.example)
    assert answered.status_code == 200
    assert_described(document, one.path.removeprefix(ROOT), answered)
    assert not answered.json.get("notices"), "an example says nothing that is ignored"
    if name == "health":
        assert answered.headers["Cache-Control"] == "no-store"
        return
    again = client.get(one.example, headers={"If-None-Match": answered.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "304" in document["paths"][one.path.removeprefix(ROOT)]["get"]["responses"]


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda row: row.name)
def test_a_table_asked_by_post_is_answered_as_described(client, document, instrument):
    path = f"/instruments/{instrument.name}"
    (form,) = document["paths"][path]["post"]["requestBody"]["content"].values()
    answered = client.post(f"{ROOT}{path}", data=form["example"])
    assert answered.status_code == 200
    assert_described(document, path, answered, method="post")


def test_a_receipt_that_is_asked_again_is_answered_as_described(client, document):
    for search in ("q=党建", "q=党建&instrument=distribution&by=year&region=510000"):
        receipt = client.get(f"{ROOT}/receipt?{search}")
        assert_described(document, "/receipt", receipt)
        answered = client.post(f"{ROOT}/replay", data=receipt.data, content_type="application/json")
        assert answered.json["same"]
        assert_described(document, "/replay", answered, method="post")
    changed = receipt.data.replace("党建".encode(), "企业".encode())
    answered = client.post(f"{ROOT}/replay", data=changed, content_type="application/json")
    assert answered.json["added"]
    assert_described(document, "/replay", answered, method="post")


@pytest.mark.parametrize(
    ("path", "address", "status"),
    [
        ("/search", "search?q=党建 ((", 400),
        ("/search", "search?region=市中区", 400),
        ("/search", "search?q=党建*&nix=1", 200),
        ("/search", "search?q=党建&why=jiu&mentioned=1&mode=any", 200),
        ("/facets", "facets?facet=nix", 400),
        ("/articles/{name}", "articles/nix", 404),
        ("/articles/{name}", "articles/che", 410),
        ("/articles/{name}", "articles/jiu?q=窗口", 200),
        ("/articles/{name}/cite", "articles/che/cite", 410),
        ("/articles/{name}/cite", "articles/jiu/cite?passage={窗口}", 200),
        ("/articles/{name}/passages/{passage}", "articles/jiu/passages/{窗口}", 200),
        ("/articles/{name}/passages/{passage}", "articles/jiu/passages/{从此}", 410),
        ("/articles/{name}/passages/{passage}", "articles/jiu/passages/nix", 404),
        ("/instruments/panel", "instruments/panel?concepts=甲：", 400),
        ("/instruments/concordance", "instruments/concordance?size=1001", 400),
    ],
)
def test_refusals_and_what_is_gone_are_answered_as_described(removed, document, path, address, status):
    client, old = removed
    answered = client.get(f"{ROOT}/{address.format(**old)}")
    assert answered.status_code == status
    assert_described(document, path, answered)


def test_a_body_that_is_another_does_not_fit(client, document):
    body = client.get(f"{ROOT}/search?q=党建").json
    fits = Draft202012Validator(
        {"$ref": "#/components/schemas/Search", "components": document["components"]}
    ).is_valid
    assert fits(body)
    assert not fits(body | {"more": 1})
    assert not fits({name: value for name, value in body.items() if name != "hits"})
    assert not fits(body | {"page": "1"})


def test_every_schema_is_one_and_every_reference_leads_somewhere(document):
    Draft202012Validator.check_schema({"$defs": document["components"]["schemas"]})
    text = json.dumps(document)
    for group, named in document["components"].items():
        used = {name for name in named if f'"#/components/{group}/{name}"' in text}
        assert used == named.keys(), group
        assert text.count(f"#/components/{group}/") == sum(
            text.count(f'"#/components/{group}/{name}"') for name in named
        )


def test_a_type_that_no_answer_has_is_no_shape():
    with pytest.raises(KeyError):
        shape(bytes)


# ---------------------------------------------------------------- any request that the description allows


@pytest.mark.slow
def test_whatever_the_description_allows_is_answered_as_it_says(app):
    """Schemathesis draws requests from the description and checks status, type, headers and body.

    What is well-formed may still be refused: a query that cannot be read, a place that there is none of.
    """
    schema = schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", app)
    refused = {one.code for one in told() if one.status == 400}
    operations = [result.ok() for result in schema.get_all_operations()]
    sent = [one for one in OPERATIONS if one.sent]
    assert len(operations) == len(OPERATIONS) + len(sent) - 1, "tables and receipts by POST too, itself not"
    for operation in operations:

        @settings(max_examples=10, derandomize=True, database=None, phases=[Phase.generate])
        @given(operation.as_strategy())
        def answered_as_described(case):
            answered = case.call(headers={"Accept-Encoding": "identity"})
            case.validate_response(answered, excluded_checks=[checks.positive_data_acceptance])
            assert answered.status_code != 400 or answered.json()["error"]["code"] in refused

        answered_as_described()


# ---------------------------------------------------------------- errors


def test_every_error_is_described_with_its_status():
    codes = {one.code for one in told()}
    assert {row.code for row in PROBLEMS if row.code} < codes
    tables = [row.error.table for row in PROBLEMS if issubclass(row.error, SearchError)]
    assert {message.code for table in tables for message in table} < codes
    statuses = {one.code: one.status for one in told()}
    assert (statuses["article-gone"], statuses["index-damaged"], statuses["query-length"]) == (410, 503, 400)


# ---------------------------------------------------------------- the page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_shows_every_address_argument_and_error_without_a_script_of_its_own(client, document, lang):
    text = client.get(f"/api?lang={lang}").text
    for one in operations_shown(document, Links()):
        assert f'<section id="{one.name}">' in text
        assert one.path in text
        for own in one.arguments:
            assert f"<code>{own.name}</code>" in text
    for error in told():
        assert f"<code>{error.code}</code>" in text
    assert text.count("<script") == 1, "that of every page"
    assert '<a href="/api/v1/openapi.json' in text


def test_without_an_article_there_is_no_example_of_one():
    shown = {one.name: one.example for one in operations_shown(described("zh"), Links())}
    assert shown["article"] == shown["cite"] == shown["passage"] == ""
    assert shown["formats"] == "/api/v1/formats"
