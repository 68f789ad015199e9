"""Is a facet one row? Two more are added before anything else is loaded; nothing else is touched."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

ARTICLES = {
    "a": ("department: [发改局, 商务局]\nlevel: district", "发改局推动产业链。"),
    "b": ("department: 商务局\nlevel: county", "商务局服务企业。"),
    "c": ("", "企业没有注明部门。"),
}

PROGRAM = """
import json, re, sys
from click.testing import CliRunner
import index.corpus.fields as fields
from index.corpus.fields import FrontField
LEVEL = FrontField("level", False, re.compile("[a-z]+"), "a level")
fields.FIELDS += (FrontField("department", many=True), LEVEL)
import index.facets.rows as rows
from index.facets.rows import Facet
from index.facets.vocabularies import ListedValue, ListedValues, OpenValues
LEVELS = ListedValues((
    ListedValue("local", "地方", "Local"),
    ListedValue("county", "县", "County", "local"),
    ListedValue("district", "区", "District", "local"),
))
rows.FACETS += (
    Facet("department", "部门", "Department", OpenValues(), lambda r: r.more.get("department", ())),
    Facet("level", "层级", "Level", LEVELS, lambda r: r.more.get("level", ()), browse="levels"),
)

from index.build.build import build
from search import open_engine
from search.check.selfcheck import selfcheck
from search.errors import SearchError
from web import create_app
from web.cli.commands import main

articles, index = sys.argv[1:]
report = build([articles], index)
engine = open_engine(index)
client = create_app(engine).test_client()

def ids(results):
    return sorted(hit.article.id for hit in results.hits)

def counts(facet, **arguments):
    values = engine.search(**arguments).facets[facet]
    return {one.value: (one.articles, one.level, one.parent) for one in values}

def command(*words):
    return json.loads(CliRunner().invoke(main, ["search", *words, "--index", index, "--json"]).stdout)

try:
    engine.search(level="village")
except SearchError as error:
    refused = error.choices
found = selfcheck(engine, samples=150, seed=5)
page = client.get("/search?q=企业").text
print(json.dumps({
    "faults": [str(fault) for fault in report.faults],
    "department": counts("department"),
    "level": counts("level"),
    "sideways": counts("department", department="发改局"),
    "filter": ids(engine.search(department="商务局")),
    "excluded": ids(engine.search(department="-商务局")),
    "tree": ids(engine.search(level="Local")),
    "field": ids(engine.search("department:发改局")),
    "negated": ids(engine.search("企业 -level:local")),
    "refused": refused,
    "command": [hit["article"]["id"] for hit in command("--level", "县")["hits"]],
    "api": client.get("/api/v1/search?level=district").json,
    "values": client.get("/api/v1/facets?facet=level&lang=en").json["values"],
    "record": client.get("/api/v1/articles/a").json["article"],
    "page": [name in page for name in ("部门", "层级", "department=", "level=county")],
    "chosen": "层级" in client.get("/search?level=county").text,
    "browse": client.get("/browse/levels").status_code,
    "list": client.get("/search/department").status_code,
    "help": "department:" in client.get("/help").text,
    "suggested": [one["value"] for one in client.get("/api/v1/suggest?q=地方").json["suggestions"]],
    "searches": found.searches,
    "clicks": found.clicks,
    "differences": found.differences,
}, ensure_ascii=False))
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rows")
    (folder / "articles").mkdir()
    for name, (head, body) in ARTICLES.items():
        text = f"---\nid: {name}\ntitle: 第{name}篇\n{head}\n---\n\n{body}\n"
        (folder / "articles" / f"{name}.md").write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, folder / "articles", folder / "index"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_articles_state_the_new_fields(served):
    assert served["faults"] == []
    assert served["record"]["department"] == ["发改局", "商务局"]
    assert served["record"]["level"] == ["district"]


def test_the_new_facets_count_articles_and_what_they_lie_in(served):
    assert served["department"] == {"商务局": [2, 0, ""], "none": [1, 0, ""], "发改局": [1, 0, ""]}
    assert served["level"] == {
        "local": [2, 0, ""],
        "county": [1, 1, "local"],
        "district": [1, 1, "local"],
        "none": [1, 0, ""],
    }
    assert served["sideways"] == served["department"]


def test_filters_and_fields_of_the_query_keep_what_has_the_value(served):
    assert served["filter"] == ["a", "b"]
    assert served["excluded"] == ["c"]
    assert served["tree"] == ["a", "b"]
    assert served["field"] == ["a"]
    assert served["negated"] == ["c"]
    assert served["refused"] == ["local", "county", "district"]


def test_command_line_and_api_take_the_new_facets(served):
    assert served["command"] == ["b"]
    assert [hit["article"]["id"] for hit in served["api"]["hits"]] == ["a"]
    assert {"department", "level"} <= set(served["api"]["facets"])
    assert {one["value"]: one["label"] for one in served["values"]}["county"] == "County"
    assert served["suggested"] == ["local"]


def test_pages_list_explain_and_browse_the_new_facets(served):
    assert served["page"] == [True, True, True, True]
    assert served["chosen"]
    assert served["help"]
    assert (served["browse"], served["list"]) == (200, 200)


def test_the_self_check_compares_the_new_facets(served):
    assert served["differences"] == []
    assert served["searches"] == 150
    assert served["clicks"] > 0
