"""Do the measures run what they say, and do goals and chart say what was measured?"""

import json
import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from bench import __main__ as bench
from bench import beside, exports, whole
from bench.chart import curves, draw
from bench.figures import held, keep
from bench.goals import GOALS, table
from bench.grown import grow
from bench.queries import CLASSES
from bench.report import section
from bench.trees import OURS
from bench.weights import BYTES, long_article
from index.corpus.articles import parse_article


@pytest.fixture
def texts(tmp_path):
    path = tmp_path / "texts.jsonl"
    rows = (
        {
            "id": f"t-{n}",
            "title": f"第{n}号通知",
            "text": f"甲县修路{n}公里。\n乙县办学{n}所。",
            "date": "2020",
        }
        for n in range(3)
    )
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def test_a_file_grows_without_equal_articles(texts, tmp_path):
    grown = grow(texts, tmp_path / "grown.jsonl", articles=10)
    rows = [json.loads(line) for line in (tmp_path / "grown.jsonl").read_text("utf-8").splitlines()]
    paragraphs = [line for row in rows for line in row["text"].split("\n")]
    assert (
        (grown.articles, grown.paragraphs) == (10, 20) == (len({row["id"] for row in rows}), len(paragraphs))
    )
    assert len({row["title"] for row in rows}) == 10
    assert len(set(paragraphs)) == 20
    assert grown.characters == sum(len(row["text"]) for row in rows)


@pytest.mark.slow
def test_every_step_of_a_user_is_run_and_cleaned_up(texts, tmp_path, capsys):
    scratch, out = tmp_path / "scratch", tmp_path / "RESULTS.md"
    scratch.mkdir()
    assert whole.main([str(texts), "--beside", str(OURS), "--folder", str(scratch), "--out", str(out)]) == 0
    capsys.readouterr()
    assert not [*scratch.iterdir()]
    rows = out.read_text("utf-8")
    for step in (
        "import",
        "index from nothing",
        "nothing changed",
        "1 changed",
        "1,000 changed",
        "first answer",
    ):
        assert f"| {step} | " in rows
    ((measure, values),) = held(out).items()
    assert measure == f"whole/texts.jsonl/{values['passages']:.0f}"
    assert values["passages"] >= 13  # 6 paragraphs, and 7 sentences that the changes added
    assert values["articles"] == 3
    assert values["wall/server start"] > 0


@pytest.mark.slow
def test_two_trees_answer_the_same_queries_in_turn(tmp_path, capsys):
    out = tmp_path / "RESULTS.md"
    given = [
        "--passages",
        "500",
        "--each",
        "2",
        "--rounds",
        "1",
        "--folder",
        str(tmp_path),
        "--out",
        str(out),
    ]
    assert beside.main([str(OURS), *given]) == 0
    assert "Totals compared: all equal" in capsys.readouterr().out
    assert {f"p50/{c.name}" for c in CLASSES} <= held(out)["search/500"].keys()


def test_a_measure_replaces_its_own_figures_and_leaves_the_others(tmp_path):
    out = tmp_path / "RESULTS.md"
    keep(out, "pages/200000", {"JSON/requests/s": 501.23})
    keep(out, "search/200000", {"p50/middling": 2.0})
    keep(out, "search/200000", {"p50/middling": 1.5})
    assert held(out) == {"pages/200000": {"JSON/requests/s": 501.2}, "search/200000": {"p50/middling": 1.5}}


def test_goals_are_met_missed_or_not_measured(tmp_path):
    out = tmp_path / "RESULTS.md"
    keep(out, "pages/200000", {"JSON/requests/s": 501})
    keep(out, "search/200000", {"p50/middling": 1.7, "faster/rare": 3.0, "faster/question": 2.4})
    keep(out, "search/1000000", {"p50/rare": 5.0, "p50/question": 90.0})
    keep(out, "whole/a/160000", {"passages": 160_000, "wall/1 changed": 0.5})
    keep(out, "whole/b/1000000", {"passages": 1_000_000, "wall/1 changed": 2.0})
    found = dict(zip((goal.wish for goal in GOALS), table(out).splitlines()[4:], strict=True))

    def verdict(beginning):
        return next(row.split(" | ")[2] for wish, row in found.items() if wish.startswith(beginning))

    assert verdict("JSON").startswith("met: 501")
    assert verdict("middling").startswith("missed: 1.70")
    assert verdict("`Engine.search` at 200,000: least").startswith("missed: 2.40 (question)")
    assert verdict("every class but the question").startswith("met: 5.00 (rare)")
    assert verdict("one change at 1 M").startswith("missed: 4.00")
    assert verdict("its HTML").startswith("not measured")


def test_sections_that_were_not_run_stay(tmp_path):
    out = tmp_path / "RESULTS.md"
    out.write_text("# Results\n\n## Quality: x\n\nas it was\n", "utf-8")
    keep(out, "search/200000", {"p50/middling": 1.5})
    bench.conclude(out)
    assert "as it was" in section(out)["## Quality: x"]
    assert "met: 1.50" in section(out)["## Goals"]


def test_the_chart_has_every_class_with_labels_that_do_not_overlap(tmp_path):
    out = tmp_path / "RESULTS.md"
    for size in (20_000, 200_000):
        keep(out, f"search/{size}", {f"p50/{c.name}": size / 1e5 + 1 for c in CLASSES})
    drawn = ET.fromstring(draw(curves(held(out))))
    labels = [text for text in drawn.iter("{http://www.w3.org/2000/svg}text") if "ms" in (text.text or "")][
        1:
    ]
    heights = sorted(float(label.get("y")) for label in labels)
    assert len(labels) == len(CLASSES)
    assert min(b - a for a, b in pairwise(heights)) >= 14
    assert 0 < heights[0] < heights[-1] < 560
    bench.conclude(out)
    assert "growth.svg" in section(out)["## How cost grows"]
    assert (tmp_path / "growth.svg").exists()


def test_the_long_article_is_one_of_313_kilobytes():
    article = parse_article(long_article(iter(["红柚服务队走访企业，记下意见，逐条答复。" * 8] * 3000)))
    text = "".join(block.text for block in article.blocks if block.kind == "paragraph")
    assert BYTES <= len(text.encode()) < BYTES + 2000


def test_files_are_measured_by_format(capsys):
    assert exports.main(["--rows", "40", "--formats", "csv,dta"]) == 0
    rows = [line for line in capsys.readouterr().out.splitlines() if re.match(r"\| (csv|dta) \|", line)]
    assert len(rows) == 2
