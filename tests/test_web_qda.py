"""Is a search handed on as a project that programs for coding open, every position at the very text?"""

import hashlib
import io
import json
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from pyrefiqda import RefiProject
from strategies import hostile_text

from index.build.build import build
from index.corpus.articles import Article, Block, write_article
from search import open_engine
from search.results import PassageView
from web import create_app
from web.cli.commands import main
from web.cli.instruments import commands
from web.exports.qda.sources import SourceText, stripped
from web.exports.qda.targets import TARGETS
from web.exports.writers import WRITERS, writer_named

PROJECTS = [writer.name for writer in WRITERS if writer.articles]
HOSTILE = "党建\0\x1b[31m<CodeBook>]]>&amp;\ufeff\U00020000\n甲党建\u2028<!--\x85党建"


@pytest.fixture(scope="module")
def client(bundled):
    return create_app(bundled).test_client()


@pytest.fixture
def hostile(tmp_path):
    """Return a reader of a corpus whose texts are no good to XML."""
    blocks = (Block("heading", "一、党建\0"), Block("paragraph", HOSTILE), Block("paragraph", "无"))
    (tmp_path / "articles").mkdir()
    write_article(Article("a", 'X"><党建>', blocks=blocks), tmp_path / "articles" / "a.md")
    build([tmp_path / "articles"], tmp_path / "index")
    return create_app(open_engine(tmp_path / "index")).test_client()


def opened(raw, tmp_path):
    """Return a project as pyrefiqda reads it, and the text of each source by its name."""
    file = tmp_path / "project.qdpx"
    file.write_bytes(raw)
    with ZipFile(io.BytesIO(raw)) as parts:
        assert not parts.testzip()
        assert parts.read("project.qde").startswith(b"<?xml")
        texts = {name: parts.read(name).decode() for name in parts.namelist() if name != "project.qde"}
    project = RefiProject.load(file, extract_dir=str(tmp_path / "opened"))
    return project, texts


def sources_of(project):
    return list(project.sources.text_source) if project.sources else []


def rows_of(client, search):
    answer = client.get(f"/api/v1/search?{search}&format=jsonl")
    return [json.loads(line) for line in answer.data.decode().split("\n")[:-1]]


def counted(text, target):
    """Return a text in which each position is one character."""
    return text.replace("\r\n", "\n") if target.width == 1 else text


def selected(source, texts, target):
    """Return what each selection of a source says, with the codes on it."""
    text = counted(texts[source.plain_text_path.replace("internal://", "sources/")], target)
    return [
        (text[one.start_position : one.end_position], {code.code_ref.target_guid for code in one.coding})
        for one in source.plain_text_selection
    ]


def codes_of(project):
    """Return the names of codes by what they are of, {} where no code is used."""
    if project.code_book is None:
        return {}
    return {
        code.guid: (above.name, code.name) for above in project.code_book.codes.code for code in above.code
    }


@pytest.mark.parametrize("target", TARGETS, ids=lambda row: row.name)
def test_each_article_is_a_source_and_each_hit_is_selected_where_it_stands(client, bundled, tmp_path, target):
    form = "qdpx" if target.tested else f"qdpx-{target.name}"
    answer = client.get(f"/api/v1/search?q=党建&region=510000&format={form}")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="passages.qdpx"'
    project, texts = opened(answer.data, tmp_path)
    rows = rows_of(client, "q=党建&region=510000")
    sources, codes = sources_of(project), codes_of(project)
    assert [one.name.rpartition("(")[2][:-1] for one in sources] == list(
        dict.fromkeys(row["article"] for row in rows)
    )
    assert len(project.cases.case) == len(sources) == len(texts) > 3
    for source in sources:
        article = source.name.rpartition("(")[2][:-1]
        view = bundled.article(article)
        whole = texts[source.plain_text_path.replace("internal://", "sources/")]
        assert whole == "".join(stripped(one.text) + "\n" for one in view.passages).replace(
            "\n", target.line_end
        )
        said = [(text, {codes[one] for one in used}) for text, used in selected(source, texts, target)]
        hits = [text for text, used in said if used == {("检索式", "党建")}]
        assert [hit.replace("黨", "党") for hit in hits] == ["党建"] * sum(
            len(json.loads(row["spans"])) for row in rows if row["article"] == article
        )
        quoted = {text for text, used in said if {kind for kind, _ in used} == {"举措类型"}}
        sentences = {
            stripped(passage.text[slice(*label.sentence)]).replace("\n", target.line_end)
            for label in view.evidence.labels
            for passage in view.passages
            if passage.id == label.passage and label.facet == "type" and label.sentence
        }
        assert {counted(one, target) for one in sentences} == quoted


def test_variables_stand_on_source_and_case(client, bundled, tmp_path):
    raw = client.get("/api/v1/search?q=党建&format=qdpx").data
    project, _ = opened(raw, tmp_path)
    names = {one.guid: (one.name, str(one.type_of_variable.value)) for one in project.variables.variable}
    cases = {one.source_ref[0].target_guid: one for one in project.cases.case}
    for source in sources_of(project):
        values = [
            {
                names[one.variable_ref.target_guid]: str(one.date_value or one.text_value)
                for one in place.variable_value
            }
            for place in (source, cases[source.guid])
        ]
        assert values[0] == values[1]
        told = values[0]
        record = bundled.article(told["文章标识", "Text"]).article
        assert told.get(("报刊", "Text"), "") == record.publication
        assert told.get(("出版时间", "Text"), "") == record.published
        assert told.get(("日期", "Date"), record.published) == record.published
        label = bundled.names.label
        provinces = {label("region", bundled.names.path("region", code)[0]) for code in record.regions}
        assert {*filter(None, told.get(("省份", "Text"), "").split("；"))} == provinces
        assert told.get(("举措类型", "Text"), "") == "；".join(
            label("type", one) for one in record.initiatives
        )
        assert client.get(told["链接", "Text"]).status_code == 200
    assert "检索式: 党建" in project.description


def test_the_same_search_gives_the_same_bytes_and_every_name_is_its_own(client):
    first, second = (client.get("/api/v1/search?q=服务&format=qdpx", headers={"Accept-Encoding": "identity"})
                     for _ in range(2))  # fmt: skip
    assert hashlib.sha256(first.data).digest() == hashlib.sha256(second.data).digest()
    with ZipFile(io.BytesIO(first.data)) as parts:
        from lxml import etree

        tree = etree.fromstring(parts.read("project.qde"))
        assert {one.date_time for one in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    names = tree.xpath("//@guid")
    assert len(names) == len(set(names))
    assert {*tree.xpath("//@targetGUID"), *tree.xpath("//@creatingUser")} <= set(names)


@pytest.mark.parametrize("form", PROJECTS)
def test_hostile_text_is_text(hostile, tmp_path, form):
    project, texts = opened(hostile.get(f"/api/v1/search?q=党建&format={form}").data, tmp_path)
    (source,) = sources_of(project)
    (text,) = texts.values()
    assert not {*"\0\x1b\x85\ufeff"} & {*text}
    assert "<CodeBook>]]>&amp;\U00020000" in text
    target = next(one for one in TARGETS if form in ("qdpx", f"qdpx-{one.name}"))
    assert [said for said, _ in selected(source, texts, target)] == ["党建"] * 5
    assert source.name == 'X"><党建> (a)'


@given(texts=st.lists(hostile_text() | st.sampled_from(["\r\n", "a\rb\n", ""]), max_size=4), draw=st.data())
@settings(max_examples=40)
def test_a_span_stands_in_the_source_where_its_text_does(texts, draw):
    passages = [PassageView(str(at), "paragraph", text, "") for at, text in enumerate(texts)]
    for target in TARGETS:
        source = SourceText.of(passages, target)
        text = counted(source.text, target)
        for passage in passages:
            size = len(passage.text)
            start = draw.draw(st.integers(0, size))
            end = draw.draw(st.integers(start, size))
            placed = source.placed(passage.id, (start, end))
            if "\r" not in passage.text:
                wanted = stripped(passage.text[start:end])
                found = text[slice(*placed)] if placed else ""
                assert found.replace("\r\n", "\n") == wanted
            whole = source.whole(passage.id)
            assert (text[slice(*whole)] if whole else "").replace("\r\n", "\n") == stripped(passage.text)


def test_a_search_without_hits_is_a_project_without_sources(client, tmp_path):
    project, texts = opened(client.get("/api/v1/search?q=查无此字串&format=qdpx").data, tmp_path)
    assert (sources_of(project), texts, codes_of(project)) == ([], {}, {})
    assert project.variables.variable


def test_filters_alone_select_whole_passages(client, bundled, tmp_path):
    raw = client.get("/api/v1/search?region=510000&kind=title&format=qdpx").data
    project, texts = opened(raw, tmp_path)
    for source in sources_of(project):
        view = bundled.article(source.name.rpartition("(")[2][:-1])
        codes = codes_of(project)
        said = [text for text, used in selected(source, texts, TARGETS[0])
                if {codes[one] for one in used} == {("检索式", "选出的段落")}]  # fmt: skip
        assert said == [stripped(view.article.title)]


def test_no_other_table_is_a_project(client):
    answer = client.get("/api/v1/instruments/distribution?q=党建&format=qdpx")
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "format-unfit")
    assert "qdpx" not in client.get("/instruments/distribution?q=党建").text
    assert "format=qdpx-nvivo" in client.get("/search?q=党建").text


def test_the_command_takes_the_program_that_a_project_is_for(client, bundled_index, tmp_path):
    assert tuple(row.name for row in TARGETS) == commands.TARGETS
    for target in (None, *commands.TARGETS):
        file = tmp_path / f"{target}.qdpx"
        asked = [
            "export",
            "党建",
            "--index",
            str(bundled_index),
            "--site",
            "http://localhost",
            "-o",
            str(file),
        ]
        done = CliRunner().invoke(main, [*asked, *(["--for", target] if target else [])])
        assert (done.exit_code, done.output) == (0, "")
        form = "qdpx" if target in (None, "generic") else f"qdpx-{target}"
        assert file.read_bytes() == client.get(f"/api/v1/search?q=党建&format={form}").data
    asked[-1] = str(tmp_path / "rows.csv")
    refused = CliRunner().invoke(main, [*asked, "--for", "nvivo"])
    assert (refused.exit_code, "qdpx" in refused.output) == (2, True)
    for writer in map(writer_named, PROJECTS):
        untested = any(one.name in writer.name and not one.tested for one in TARGETS)
        assert ("未试用" in writer.zh, "untested" in writer.en) == (untested, untested)
