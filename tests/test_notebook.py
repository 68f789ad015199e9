"""Does the notebook run from top to bottom, and does each of its answers show itself?"""

import ast
import json
import xml.etree.ElementTree as ET

import pytest
from servers import ROOT

PATH = ROOT / "web/notebook.ipynb"


@pytest.fixture(scope="module")
def cells():
    return json.loads(PATH.read_text("utf-8"))["cells"]


@pytest.fixture(scope="module")
def answers(cells, bundled_index):
    """Run the cells in order in one namespace, as a kernel does; return what each ends with, by its id."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JIANSUO_INDEX", str(bundled_index))
        namespace = {"__name__": "__main__"}
        return {
            cell["id"]: run("".join(cell["source"]), namespace)
            for cell in cells
            if cell["cell_type"] == "code"
        }


def run(source, namespace):
    """Run the source of a cell; return the value of its last line where that is an expression."""
    *before, last = ast.parse(source).body
    assert isinstance(last, ast.Expr), "a cell shows something"
    exec(compile(ast.Module(before, []), "cell", "exec"), namespace)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), namespace)


def test_it_is_a_notebook_and_holds_no_output(cells):
    notebook = json.loads(PATH.read_text("utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in cells}) == len(cells)
    for cell in cells:
        keys = {"cell_type", "id", "metadata", "source"}
        code = {"outputs", "execution_count"} if cell["cell_type"] == "code" else set()
        assert cell.keys() == keys | code
        assert not cell.get("outputs")


def test_the_readme_leads_to_it():
    assert "](web/notebook.ipynb)" in (ROOT / "README.md").read_text("utf-8")


def test_a_search_shows_itself_as_a_table_with_marks(answers):
    html = answers["search"]._repr_html_()
    assert "<mark>产业链党委</mark>" in html
    assert answers["facets"]


def test_lines_and_panel_are_data_frames_with_the_rows_of_their_tables(answers, bundled):
    lines = answers["lines"]
    assert [*lines.columns] == ["title", "before", "match", "after"]
    assert set(lines["match"]) == {"党建"}
    table = bundled.instrument(
        "panel", "", concepts="组织：党委，党支部\n企业：企业，民营企业", period="year", gaps="balanced"
    )
    panel = answers["panel"]
    assert [*panel.columns] == [column.name for column in table.columns]
    told = [row for row in table.records() if row["concept"] == "组织" and row["articles"]]
    assert answers["pivot"].loc["组织"].sum() == sum(row["articles"] for row in told) > 0


def test_the_chart_is_an_svg_whose_words_are_chinese_text(answers):
    svg = ET.fromstring(answers["chart"]._repr_svg_())
    words = "".join(svg.itertext())
    assert "党建" in words
    assert "文库" in words
    assert "Noto Sans CJK SC" in answers["chart"]
